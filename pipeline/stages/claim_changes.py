"""Claims that companies took up, dropped or said in new words since their sites were last read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.corpus import read_by_id
from pipeline.measures.same_claim import Judge, opposed
from pipeline.measures.sightings import Past, read_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

Row = dict[str, Any]
NEAREST = 5
"""Statements of the other reading that the judge holds a text against: the nearest ones."""
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("change", "claim_id", "company", "text", "url")),
        ("after", pa.timestamp("us")),
        ("by", pa.timestamp("us")),
        ("other_text", pa.string()),
        ("other_url", pa.string()),
        ("other_at", pa.timestamp("us")),
    ]
)


def claim_changes(
    claim_sightings: pa.Table,
    compared_statements: pa.Table,
    previous_blocks: pa.Table,
    previous_compared: pa.Table,
    page_answers: pa.Table,
    site_crawls: pa.Table,
    *,
    least_probability: float,
    judge: Judge,
    embed: Callable[[list[str]], NDArray[np.float32]],
) -> pa.Table:
    """Give one row per claim that a company took up or dropped between two readings of its site.

    ``change`` is "new" (surely lacking at ``after``, there at ``by``), "dropped" (there at
    ``after``, surely lacking at ``by``), or "reworded": what is new, or gone, reads like
    ``other_text``, which the company said in the other reading on ``other_url``; ``other_at`` is
    when that was read, null for this run's own reading. A site that was never read before,
    or not this time, has no change, and neither has a text that only moved.
    """
    past = Past(page_answers, site_crawls)
    rows = [row for row in claim_sightings.to_pylist() if past.now(row["company"]) is not None]
    said_before = read_words(previous_blocks)
    new = [
        row
        for row in rows
        if row["current"]
        and row["absent_at"] is not None
        and _is_after(row["seen_at"], past.since(row["company"]))
        and not said_before.hold(row["company"], row["text"])
    ]
    dropped = [
        row
        for row in rows
        if row["missing_at"] is not None
        and _is_after(row["missing_at"], past.since(row["company"]))
    ]
    masked = _masked(previous_compared) | _masked(compared_statements)
    before = _Said(previous_compared, masked, judge, embed, least_probability)
    now = _Said(compared_statements, masked, judge, embed, least_probability)
    read_at = {
        (row["company"], row["url"]): row["fetched_at"] for row in previous_blocks.to_pylist()
    }
    made = [*_taken_up(new, before, read_at), *_dropped(dropped, now)]
    made.sort(key=lambda row: (row["change"], row["claim_id"], row["company"]))
    return pa.Table.from_pylist(made, schema=SCHEMA)


def _masked(compared: pa.Table) -> dict[str, str]:
    rows = compared.select(["text", "masked", "statement_id"]).sort_by("statement_id").to_pylist()
    return {row["text"]: row["masked"] for row in rows}


def _is_after(moment: Any, other: Any) -> bool:  # noqa: ANN401 - moments, the other maybe None
    return other is not None and bool(moment > other)


def _taken_up(
    rows: Iterable[Row], before: _Said, read_at: Mapping[tuple[str, str], Any]
) -> Iterable[Row]:
    for row in rows:
        other = before.alike(row["company"], row["text"])
        at = read_at.get((row["company"], other["url"])) if other else None
        key = {name: row[name] for name in ("claim_id", "company", "text", "url")}
        span = {"after": row["absent_at"], "by": row["seen_at"]}
        kind = {"change": "reworded" if other else "new"}
        yield key | span | kind | _told(other) | {"other_at": at}


def _dropped(rows: Iterable[Row], now: _Said) -> Iterable[Row]:
    for row in rows:
        other = now.alike(row["company"], row["last_text"])
        yield {
            "change": "reworded" if other else "dropped",
            "claim_id": row["claim_id"],
            "company": row["company"],
            "text": row["last_text"],
            "url": row["last_url"],
            "after": row["last_at"],
            "by": row["missing_at"],
            **_told(other),
        }


def _told(other: Row | None) -> Row:
    return {"other_text": other["text"] if other else "", "other_url": other and other["url"]}


class _Said:
    """What each company said in one reading, to look for a text in other words."""

    def __init__(
        self,
        compared: pa.Table,
        masked: dict[str, str],
        judge: Judge,
        embed: Callable[[list[str]], NDArray[np.float32]],
        least: float,
    ) -> None:
        self._masked, self._judge, self._embed, self._least = masked, judge, embed, least
        table, self._vectors = read_by_id(compared)
        self._texts: list[Row] = table.select(["masked", "text", "url"]).to_pylist()
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, company in enumerate(table.column("company").to_pylist()):
            self._places[company].append(place)

    def alike(self, company: str, text: str) -> Row | None:
        """Give masked, text and url of what the company says most like a text, None for nothing."""
        places = self._places.get(company, [])
        if not places:
            return None
        text = self._masked.get(text, text)
        mine = self._embed([text])[0]
        nearest = sorted(places, key=lambda p: (-float(self._vectors[p] @ mine), p))[:NEAREST]
        masked = [self._texts[place]["masked"] for place in nearest]
        # Each once, and the text itself first.
        distinct = list(dict.fromkeys([text, *masked]))
        if len(distinct) == 1:
            return self._texts[nearest[0]]
        reading = self._judge.read(distinct, self._embed(distinct), self._vectors.mean(axis=0))
        right = np.arange(1, len(distinct))
        left = np.zeros_like(right)
        likely = self._judge.probabilities(reading, left, right)
        likely[opposed(reading, left, right)] = 0.0
        best = int(likely.argmax())
        if likely[best] < self._least:
            return None
        return self._texts[nearest[masked.index(distinct[best + 1])]]
