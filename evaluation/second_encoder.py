"""Another encoder, the same order? Rank agreement of the index made with two models.

python -m evaluation.second_encoder CORPUS
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evaluation.figures import Figure, Goal, at_least
from evaluation.section import run_section
from evaluation.sets import strangers_to
from evaluation.statistics import by_companies, spearman
from pipeline.measures.reference import directory_figures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evaluation.corpus import Corpus
    from pipeline.directory import Entry

SECOND = "use-multilingual-v3"
FEWEST = 3


def site_values(corpus: Corpus) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Give index points by field, by company and by ordered pair (unclipped)."""
    fields: dict[str, float] = {}
    companies: dict[str, float] = {}
    pairs: dict[str, float] = {}
    for name, table in corpus.thinned.items():
        strangers = strangers_to(corpus.thinned, {name})
        measured = corpus.laboratory.measure(table, strangers)
        if len(measured.companies) < FEWEST:
            continue
        fields[name] = measured.field.raw
        companies |= {f"{name}/{who}": one.raw for who, one in measured.companies.items()}
        found = corpus.laboratory.pairs(table, strangers)
        pairs |= {f"{name}/{a}/{b}": points for (a, b), points in found.items()}
    return fields, companies, pairs


def directory_values(entries: list[Entry]) -> dict[str, float]:
    """Give the directory's index by field."""
    found = directory_figures(
        [e.vectors for e in entries], [e.field for e in entries], [e.sector for e in entries]
    )
    return {field.name: field.value for field in found}


def agreement(
    key: str, of: str, left: dict[str, float], right: dict[str, float], goal: Goal | None
) -> Figure:
    """Give the rank correlation over what both models measured.

    Names are ``industry/company`` or ``industry/company/rival``, or plain names of fields; the
    interval leaves out one company (or field) at a time.
    """
    names = sorted(left.keys() & right.keys())
    a, b = (np.array([side[name] for name in names]) for side in (left, right))
    sets = [_units(name) for name in names]
    strata = {unit: unit.split("/")[0] if "/" in unit else "" for s in sets for unit in s}

    def of_kept(weights: NDArray[np.float64]) -> float:
        return spearman(a[weights > 0], b[weights > 0])

    low, high = by_companies([sets], of_kept, strata, (-1.0, 1.0))
    return Figure(
        f"second_encoder.{key}", f"rank correlation over {of}", spearman(a, b), low, high,
        "jackknife of companies, or of fields", len(names), of, goal,
    )  # fmt: skip


def _units(name: str) -> tuple[str, ...]:
    """Give the companies that a figure stands on: both of a pair."""
    field, *companies = name.split("/")
    return tuple(f"{field}/{company}" for company in companies) or (field,)


def figures(corpus: Corpus) -> list[Figure]:
    """Give the agreement of the corpus's model with the second one."""
    other = corpus.with_model(SECOND)
    first, second = site_values(corpus), site_values(other)
    kinds = (
        ("fields", "industries", None),
        ("companies", "companies", at_least(0.5)),
        ("pairs", "ordered pairs of rivals", at_least(0.5)),
    )
    on_sites = [
        agreement(key, of, mine, theirs, goal)
        for (key, of, goal), mine, theirs in zip(kinds, first, second, strict=True)
    ]
    mine, theirs = directory_values(corpus.directory), directory_values(other.directory)
    return [
        *on_sites,
        agreement("directory", "fields of the directory", mine, theirs, at_least(0.5)),
    ]


if __name__ == "__main__":
    run_section(figures)
