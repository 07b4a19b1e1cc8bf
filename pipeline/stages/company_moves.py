"""Who moved towards the field or away from it since the last reading, with a paired range."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.corpus import Sample, read_by_id, read_strangers
from pipeline.measures.moves import (
    FEWEST_PAGES,
    Placed,
    move,
    page_draws,
    page_pulls,
    telling_pages,
)
from pipeline.measures.rarefaction import stratified_matches
from pipeline.measures.sightings import Past
from pipeline.measures.strata import stratum

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

Row = dict[str, Any]
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        *((name, pa.float64()) for name in ("move", "low", "high")),
        ("direction", pa.string()),
        *((name, pa.int32()) for name in ("pages", "before", "after")),
        ("reason", pa.string()),
    ]
)


def company_moves(
    compared_statements: pa.Table,
    previous_compared: pa.Table,
    companies: pa.Table,
    strangers: pa.Table,
    known_strangers: pa.Table,
    page_answers: pa.Table,
    site_crawls: pa.Table,
    *,
    fewest_statements: int,
    rivals_sampled: int,
    ceiling_reference: list[float],
    bootstrap_rounds: int,
    seed: int,
) -> pa.Table:
    """Give one row per company, and one with ``company`` null for the mean of those measured.

    ``move`` is the change of 100 · (B - G) / C_ref, the index against the fixed ceiling, of a
    company's own statements: ``before`` and ``after`` of them, on ``pages`` pages of the kinds that
    both readings have. Its rivals stand still: what they say in either reading is one set, so that
    a company moves by its own words only. ``low`` to ``high`` is the 95 % range with pages drawn
    anew, the same in both readings; ``direction`` is "closer" or "away" where it excludes 0, else
    "none". With a ``reason`` there is no figure. Empty where there is no reading to compare with.
    """
    if not previous_compared.num_rows or not ceiling_reference:
        return SCHEMA.empty_table()
    past = Past(page_answers, site_crawls)
    before, after = _readings(previous_compared), _readings(compared_statements)
    names = sorted(companies.column("company").to_pylist())
    enough = [
        name
        for name in names
        if min(len(before[name]), len(after[name])) >= max(fewest_statements, rivals_sampled)
    ]
    ruler = _Ruler(before, after, enough, _used(strangers, known_strangers), rivals_sampled)
    scale = 100.0 / float(np.mean(ceiling_reference))
    random = np.random.default_rng(seed)
    rows, spreads, pulls, pages = [], [], [], 0
    for name in names:
        pair = _alike_pages(before[name], after[name])
        reason = _reason(name, enough, past, pair)
        row: Row = {"company": name, "direction": "", "reason": reason}
        if not reason:
            placed = _placed(ruler, name, pair)
            spreads.append(scale * page_draws(*placed, bootstrap_rounds, random))
            pulls.append(page_pulls(*placed))
            pages += _pages(pair)
            row |= _figures(spreads[-1], pulls[-1]) | {"pages": _pages(pair)}
            row |= {"before": len(pair[0]), "after": len(pair[1])}
        rows.append(row)
    if len(spreads) > 1:
        field: Row = {"company": None, "pages": pages, "reason": ""}
        rows.insert(0, field | _figures(np.mean(spreads, axis=0), np.concatenate(pulls)))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _readings(compared: pa.Table) -> dict[str, list[Row]]:
    """Give each company's statements by their masked words, sorted, with their vectors."""
    table, vectors = read_by_id(compared)
    made: dict[str, list[Row]] = defaultdict(list)
    columns = ["company", "url", "kind", "words", "masked"]
    for row, vector in zip(table.select(columns).to_pylist(), vectors, strict=True):
        made[row["company"]].append(row | {"vector": vector, "key": row["masked"].lower()})
    for rows in made.values():
        rows.sort(key=lambda row: (row["key"], row["url"]))
    return made


def _used(strangers: pa.Table, known_strangers: pa.Table) -> list[Sample]:
    members = read_strangers(known_strangers)
    keys = {(r["source"], r["industry"], r["stranger"]) for r in strangers.to_pylist() if r["used"]}
    return [members[key] for key in sorted(keys)]


def _alike_pages(before: list[Row], after: list[Row]) -> tuple[list[Row], list[Row]]:
    """Give both readings' statements on pages of kinds that both have."""
    kinds = {row["kind"] for row in before} & {row["kind"] for row in after}
    return (
        [row for row in before if row["kind"] in kinds],
        [row for row in after if row["kind"] in kinds],
    )


def _pages(pair: tuple[list[Row], list[Row]]) -> int:
    return len({row["url"] for rows in pair for row in rows})


def _reason(name: str, enough: list[str], past: Past, pair: tuple[list[Row], list[Row]]) -> str:
    if past.since(name) is None:
        return "first read this time"
    if past.now(name) is None:
        return "not read this time"
    if name not in enough:
        return "too little text in one of the two readings"
    if len(enough) < 2:
        return "no rival was read both times"
    if _pages(pair) < FEWEST_PAGES:
        return f"fewer than {FEWEST_PAGES} pages of kinds that both readings have"
    return ""


def _placed(ruler: _Ruler, name: str, pair: tuple[list[Row], list[Row]]) -> tuple[Placed, Placed]:
    """Give how near a company's statements of both readings lie to the field."""
    keys = [[row["key"] for row in rows] for rows in pair]
    urls = sorted({row["url"] for rows in pair for row in rows})
    if keys[0] == keys[1]:
        # The same words, wherever they stand: a site that only looks otherwise did not move.
        still = Placed(np.zeros(len(urls)), np.arange(len(urls)))
        return still, still
    values = ruler.values(name, [row for rows in pair for row in rows])
    before, after = (
        Placed(
            np.array([values[row["key"]] for row in rows]),
            np.array([urls.index(row["url"]) for row in rows]),
        )
        for rows in pair
    )
    return before, after


def _figures(draws: NDArray[np.float64], pulls: NDArray[np.float64]) -> Row:
    found = move(draws, telling_pages(pulls))
    return {
        "move": found.value,
        "low": found.low,
        "high": found.high,
        "direction": found.direction,
    }


class _Ruler:
    """What companies are held against: their rivals' statements of both readings, and strangers."""

    def __init__(
        self,
        before: dict[str, list[Row]],
        after: dict[str, list[Row]],
        companies: list[str],
        strangers: list[Sample],
        sampled: int,
    ) -> None:
        self._rivals = {name: _sample((*before[name], *after[name])) for name in companies}
        self._strangers, self._sampled = strangers, sampled

    def values(self, company: str, rows: list[Row]) -> dict[str, float]:
        """Give B - G of each of a company's statements, by its key."""
        distinct = {row["key"]: row["vector"] for row in rows}
        vectors = np.stack([distinct[key] for key in sorted(distinct)])
        rivals = [sample for name, sample in self._rivals.items() if name != company]
        near = self._mean(vectors, rivals) - self._mean(vectors, self._strangers)
        return dict(zip(sorted(distinct), near.tolist(), strict=True))

    def _mean(self, vectors: NDArray[np.float32], samples: list[Sample]) -> NDArray[np.float64]:
        matches = [
            stratified_matches(vectors, sample.vectors, sample.strata, self._sampled)
            for sample in samples
        ]
        result: NDArray[np.float64] = (
            np.mean(matches, axis=0) if matches else np.zeros(len(vectors))
        )
        return result


def _sample(rows: Iterable[Row]) -> Sample:
    """Give distinct statements of two readings, the later's place for one that is in both."""
    distinct = {row["key"]: row for row in rows}
    chosen = [distinct[key] for key in sorted(distinct)]
    strata = np.array([stratum(row["kind"], row["words"]) for row in chosen], dtype=np.int64)
    return Sample(np.stack([row["vector"] for row in chosen]), strata)
