"""Dose and response: the more statements are shared, verbatim or reworded, the higher the index.

    python -m evaluation.dose_response CORPUS

Companies of different industries, who share nothing, get a dose of claims written for this project
in the place of their own statements: all the same wording (verbatim), each another wording of the
same claims (reworded), or statements that only sound alike (related).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from evaluation.figures import Figure, at_least, at_most
from evaluation.section import run_section
from evaluation.sets import enough_members, random_sets, rows_of, strangers_to
from evaluation.statistics import mean_interval, spearman
from pipeline.measures.corpus import read_vectors, vector_column
from pipeline.measures.prevalence import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from evaluation.corpus import Corpus
    from evaluation.fields import Laboratory
    from evaluation.written import Claim

DOSES = (0.0, 0.05, 0.1, 0.15, 0.2)
"""Shares of a company's statements; above a fifth the index is known to saturate."""
STATEMENTS = 100
FIELDS = 12
DRAWINGS = 5
"""How often claims are drawn for a field; a curve is the mean, so that no claim decides alone."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One kind of sharing in one field: index points, unclipped, and echo (0-1) at each dose.

    The echo is that of all that was read, so that a verbatim dose should come back as it is.
    """

    kind: str
    points: tuple[float, ...]
    echoes: tuple[float, ...]

    @property
    def rises(self) -> bool:
        """Whether every step up in dose is a step up in points."""
        return all(b > a for a, b in pairwise(self.points))

    @property
    def slope(self) -> float:
        """Index points per tenth of the statements, by least squares."""
        return float(np.polyfit(DOSES, self.points, 1)[0]) / 10.0


def measure_curves(
    laboratory: Laboratory, tables: Mapping[str, pa.Table], claims: Sequence[Claim]
) -> list[Curve]:
    """Give verbatim, reworded and related curves of every field."""
    members = [
        member
        for member in enough_members(laboratory, tables)
        if rows_of(tables[member[0]], [member[1]]).num_rows >= STATEMENTS
    ]
    vectors = _encode(laboratory, claims)
    curves = []
    for number, chosen in enumerate(random_sets(members, draws=1)[:FIELDS]):
        companies = [
            rows_of(tables[industry], [name]).slice(0, STATEMENTS) for industry, name in chosen
        ]
        strangers = strangers_to(tables, {industry for industry, _ in chosen})
        drawn = [
            np.random.default_rng([number, k]).permutation(len(claims)) for k in range(DRAWINGS)
        ]
        for kind in ("verbatim", "reworded", "related"):
            points, echoes = [], []
            for dose in DOSES:
                orders = drawn if dose else drawn[:1]
                fields = [
                    _dosed(companies, [claims[i] for i in order[: round(dose * STATEMENTS)]],
                           kind, vectors)
                    for order in orders
                ]  # fmt: skip
                points.append(_mean(laboratory.measure(f, strangers).field.raw for f in fields))
                echoes.append(_mean(laboratory.echo(f)[1] for f in fields))
            curves.append(Curve(kind, tuple(points), tuple(echoes)))
    return curves


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def _dosed(
    companies: Sequence[pa.Table],
    claims: Sequence[Claim],
    kind: str,
    vectors: Mapping[str, NDArray[np.float32]],
) -> pa.Table:
    """Give a field whose companies all make these claims, in the wordings of one kind."""
    return pa.concat_tables(
        _plant(table, [_wording(claim, kind, place) for claim in claims], vectors)
        for place, table in enumerate(companies)
    )


def _wording(claim: Claim, kind: str, company: int) -> str:
    if kind == "verbatim":
        return claim.same[0]
    return (claim.same if kind == "reworded" else claim.related)[company]


def _encode(laboratory: Laboratory, claims: Sequence[Claim]) -> dict[str, NDArray[np.float32]]:
    texts = sorted({text for claim in claims for text in (*claim.same, *claim.related)})
    return dict(zip(texts, laboratory.value("embed")(texts), strict=True))


def _plant(
    table: pa.Table, texts: list[str], vectors: Mapping[str, NDArray[np.float32]]
) -> pa.Table:
    """Give a company's table with its last statements replaced; kind and page stay."""
    if not texts:
        return table
    first = table.num_rows - len(texts)
    kept = read_vectors(table.column("vector"))[:first]
    planted = np.stack([vectors[text] for text in texts])
    rows: list[dict[str, Any]] = table.drop_columns(["vector"]).to_pylist()
    for row, text in zip(rows[first:], texts, strict=True):
        row |= {"text": text, "masked": text, "words": len(text.split())}
    plain = pa.Table.from_pylist(rows, schema=table.drop_columns(["vector"]).schema)
    return plain.append_column("vector", vector_column(np.concatenate([kept, planted])))


def describe(curves: Sequence[Curve]) -> list[Figure]:
    """Give how often each curve rises at every step, its slope, and the order of the three."""
    figures = []
    for kind in ("verbatim", "reworded", "related"):
        mine = [curve for curve in curves if curve.kind == kind]
        figures.append(_slope(kind, mine))
        if kind != "related":
            figures.append(_rising(kind, mine))
    return [*figures, _order(curves), *_echoes(curves)]


def _slope(kind: str, curves: Sequence[Curve]) -> Figure:
    mean, low, high = mean_interval(np.array([curve.slope for curve in curves]))
    return Figure(
        f"dose_response.{kind}_slope",
        f"index points per tenth of statements shared, {kind}",
        mean, low, high, "t(n-1) over fields", len(curves), "random fields",
        at_least(0.0) if kind != "related" else None,
    )  # fmt: skip


def _rising(kind: str, curves: Sequence[Curve]) -> Figure:
    rho = [spearman(np.array(DOSES), np.array(curve.points)) for curve in curves]
    rises = sum(1 for curve in curves if curve.rises)
    low, high = wilson_interval(rises, len(curves))
    return Figure(
        f"dose_response.{kind}_rises",
        f"share of fields whose index rises at every step, {kind} "
        f"(lowest rank correlation with the dose: {min(rho):.2f})",
        rises / len(curves), low, high, "Wilson", len(curves), "random fields", at_least(0.9),
    )  # fmt: skip


def _order(curves: Sequence[Curve]) -> Figure:
    slopes = {
        kind: [curve.slope for curve in curves if curve.kind == kind]
        for kind in ("verbatim", "reworded", "related")
    }
    triples = list(zip(slopes["verbatim"], slopes["reworded"], slopes["related"], strict=True))
    right = sum(1 for same, other, near in triples if same > other > near)
    low, high = wilson_interval(right, len(triples))
    return Figure(
        "dose_response.order", "share of fields where verbatim > reworded > related",
        right / len(triples), low, high, "Wilson", len(triples), "random fields", at_least(0.9),
    )  # fmt: skip


def _echoes(curves: Sequence[Curve]) -> list[Figure]:
    """Give how far the echo is from a verbatim dose, and how often it rises with a reworded one."""
    verbatim = [c for c in curves if c.kind == "verbatim"]
    reworded = [c for c in curves if c.kind == "reworded"]
    apart = [max(abs(e - c.echoes[0] - d) for e, d in zip(c.echoes, DOSES, strict=True))
             for c in verbatim]  # fmt: skip
    mean, low, high = mean_interval(np.array(apart))
    rises = sum(1 for c in reworded if all(b >= a for a, b in pairwise(c.echoes)))
    share_low, share_high = wilson_interval(rises, len(reworded))
    gains = np.array([c.echoes[-1] - c.echoes[0] for c in reworded]) / DOSES[-1]
    recall, recall_low, recall_high = mean_interval(gains)
    return [
        Figure(
            "dose_response.echo_verbatim",
            "largest distance between echo and verbatim dose, less the echo without a dose",
            mean, low, high, "t(n-1) over fields", len(apart), "random fields", at_most(0.03),
        ),
        Figure(
            "dose_response.echo_reworded", "share of fields whose echo never falls, reworded",
            rises / len(reworded), share_low, share_high, "Wilson", len(reworded),
            "random fields", at_least(0.9),
        ),
        Figure(
            "dose_response.echo_recall", "share of a reworded dose that the echo finds",
            recall, recall_low, recall_high, "t(n-1) over fields", len(reworded), "random fields",
        ),
    ]  # fmt: skip


def figures(corpus: Corpus) -> list[Figure]:
    """Give dose and response on the corpus's sites."""
    return describe(measure_curves(corpus.laboratory, corpus.thinned, corpus.claims))


if __name__ == "__main__":
    run_section(figures)
