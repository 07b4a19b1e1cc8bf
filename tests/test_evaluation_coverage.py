"""Planted truth 10: the range holds the truth as often as it says; a naive one does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from evaluation import coverage as simulation
from evaluation.coverage import Case, coverage, draw_site, find_truth, main, program_range
from pipeline.measures.interchangeability import Matches, anchors, ceiling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.measures.bootstrap import Interchangeability

CASE = Case("eight companies", 8, pages=4, statements=8)
FIELDS = 80


def statements_only(
    matches: list[Matches], references: NDArray[np.float64], seed: int
) -> Interchangeability:
    """Give the broken range: the companies, strangers and reference stay, statements are drawn."""
    random = np.random.default_rng(seed)
    values = []
    for _ in range(60):
        drawn = []
        for company in matches:
            rows = random.integers(0, len(company.own), len(company.own))
            drawn.append(Matches(company.rivals[rows], company.strangers[rows], company.own[rows]))
        means = anchors(drawn)
        zero = means.strangers.mean(axis=1)
        off = means.between[~np.eye(len(matches), dtype=bool)].mean()
        lifts = means.own - zero
        height = ceiling(lifts, np.ones(len(matches)), float(references.mean()))
        values.append(100 * (off - zero.mean()) / float(height))
    low, high = np.quantile(values, [0.025, 0.975])
    return replace(program_range(matches, references, seed), low=float(low), high=float(high))


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer draws and a smaller large field, so that it takes seconds."""
    monkeypatch.setattr(simulation, "ROUNDS", 150)
    monkeypatch.setattr(simulation, "POPULATION", 200)
    monkeypatch.setattr(simulation, "STRANGERS", 12)


def test_10_the_range_holds_the_truth() -> None:
    held, truth, width = coverage(CASE, FIELDS)
    assert 20 < truth < 80
    assert 10 < width < 45
    # Of 80 at .95, 68 or fewer come once in thousands; .8 would fail here more often than not.
    assert held >= 68


def test_10_a_naive_bootstrap_of_statements_does_not() -> None:
    held, _, _ = coverage(CASE, FIELDS, measure=statements_only)
    assert held < 0.8 * FIELDS


def test_the_same_case_gives_the_same_figures() -> None:
    assert coverage(CASE, 3) == coverage(CASE, 3)


def test_a_population_alike_in_all_has_a_truth_of_its_own() -> None:
    random = np.random.default_rng(1)
    loose = find_truth(replace(CASE, industry=0.05), random)
    tight = find_truth(replace(CASE, industry=1.0), random)
    assert abs(loose.index(8)) < 5 < tight.index(8)
    site = draw_site(CASE, tight.industry, random)
    assert len(site.vectors) == len(site.pages) == 32
    assert np.linalg.norm(site.vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_the_page_has_a_line_per_case(capsys: pytest.CaptureFixture[str]) -> None:
    main(["1"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(simulation.CASES) + 1
    assert all("holds" in line for line in lines)
