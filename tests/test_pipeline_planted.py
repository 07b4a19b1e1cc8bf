"""Planted truths: what the index must say of sets whose answer is known beforehand.

Numbers are those of the planted-truth list in ``docs/measures.md``. The vectors are the panel's:
real companies, as figures without text.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.panel import load_panel
from pipeline.measures.bootstrap import Interchangeability, interchangeability
from pipeline.measures.interchangeability import Matches, index_points
from pipeline.measures.rarefaction import rarefied_matches, rarefied_own_matches
from pipeline.measures.repetition import first_of_kind
from sameness.settings import DEFAULT_MODEL

Vectors = NDArray[np.float32]
PANEL = load_panel(DEFAULT_MODEL)
M = 40
VECTORS = {name: PANEL.vectors[PANEL.companies == i] for i, name in enumerate(PANEL.names)}
PAGES = {name: PANEL.pages[PANEL.companies == i] for i, name in enumerate(PANEL.names)}
INDUSTRY = dict(zip(PANEL.names, PANEL.industries, strict=True))
LARGE = [name for name in PANEL.names if len(VECTORS[name]) >= M]


def outside(*industries: str) -> list[Vectors]:
    """Give the panel's companies of all other industries."""
    return [VECTORS[name] for name in LARGE if INDUSTRY[name] not in industries]


def measure(
    field: dict[str, Vectors],
    strangers: list[Vectors],
    m: int = M,
    own: dict[str, NDArray[np.int64]] | None = None,
) -> tuple[Interchangeability, list[Interchangeability]]:
    """Give the index of a field of vectors; ``own`` names the groups held out."""
    names = sorted(field)
    matches = []
    for name in names:
        rivals = [
            np.zeros(len(field[name]))
            if rival == name
            else rarefied_matches(field[name], field[rival], m)
            for rival in names
        ]
        zeros = [rarefied_matches(field[name], other, m) for other in strangers]
        groups = own[name] if own else np.zeros(len(field[name]), dtype=np.int64)
        matches.append(
            Matches(
                np.stack(rivals, axis=1),
                np.stack(zeros, axis=1),
                rarefied_own_matches(field[name], groups, m),
            )
        )
    return interchangeability(matches, PANEL.lifts, rounds=300, seed=7)


def unclipped(result: Interchangeability) -> float:
    """Give the index without the clip, so that means of it are fair."""
    return 100 * (result.between - result.strangers) / result.ceiling


def test_1_random_sets_of_different_industries_are_at_zero() -> None:
    random = np.random.default_rng(0)
    values, holds = [], []
    for trio in combinations(sorted(set(PANEL.industries)), 3):
        for _ in range(2):
            chosen = [random.choice([n for n in LARGE if INDUSTRY[n] == i]) for i in trio]
            field, _ = measure({name: VECTORS[name] for name in chosen}, outside(*trio))
            values.append(unclipped(field))
            holds.append(field.low == 0)
    assert len(values) >= 20
    assert abs(np.mean(values)) <= 5
    assert np.mean(holds) >= 0.9


def test_1_can_fail_where_the_sets_are_real_rivals() -> None:
    rivals = [n for n in LARGE if INDUSTRY[n] == "web_analytics"]
    field, _ = measure({name: VECTORS[name] for name in rivals}, outside("web_analytics"))
    assert field.low > 40


def test_2_random_cuts_of_one_company_are_at_a_hundred() -> None:
    random = np.random.default_rng(1)
    values = []
    for name in [n for n in LARGE if len(VECTORS[n]) >= 90]:
        parts = np.array_split(random.permutation(len(VECTORS[name])), 3)
        cut = {str(i): VECTORS[name][part] for i, part in enumerate(parts)}
        alone = {key: np.arange(len(part)) for key, part in cut.items()}
        field, _ = measure(cut, outside(INDUSTRY[name]), m=20, own=alone)
        # The company's own ceiling, not the one shrunk to the reference: this is its definition.
        values.append(100 * (field.between - field.strangers) / (field.own - field.strangers))
    assert len(values) >= 8
    assert np.mean(values) == pytest.approx(100, abs=5)


def test_4_the_number_of_statements_does_not_matter() -> None:
    """160 statements of each company, or 20 of the 160, drawn ten times."""
    random = np.random.default_rng(2)
    pooled = np.concatenate([VECTORS[n] for n in LARGE if INDUSTRY[n] == "web_analytics"])
    dealt = random.permutation(len(pooled))[: 4 * 160].reshape(4, 160)
    strangers = outside("web_analytics")
    full, _ = measure({str(i): pooled[rows] for i, rows in enumerate(dealt)}, strangers, m=20)
    thinned = []
    for _ in range(10):
        few = {
            str(i): pooled[random.choice(rows, 20, replace=False)] for i, rows in enumerate(dealt)
        }
        thinned.append(unclipped(measure(few, strangers, m=20)[0]))
    assert np.mean(thinned) == pytest.approx(unclipped(full), abs=5)


def test_4_can_fail_with_a_plain_best_match() -> None:
    """The best of all statements instead of the best of m drifts with the size of the rival."""
    random = np.random.default_rng(2)
    large = [n for n in LARGE if INDUSTRY[n] == "web_analytics" and len(VECTORS[n]) >= 110]
    first, second = VECTORS[large[0]], VECTORS[large[1]]
    few = second[random.choice(len(second), 20, replace=False)]
    drift = (first @ second.T).max(axis=1).mean() - (first @ few.T).max(axis=1).mean()
    assert 100 * drift / float(np.nanmean(PANEL.lifts)) > 5


def test_5_the_number_of_companies_does_not_matter() -> None:
    random = np.random.default_rng(3)
    pooled = np.concatenate([VECTORS[n] for n in LARGE if INDUSTRY[n] == "web_analytics"])
    dealt = np.array_split(random.permutation(len(pooled)), 14)
    fourteen = {f"{i:02}": pooled[part] for i, part in enumerate(dealt)}
    strangers = outside("web_analytics")
    whole = unclipped(measure(fourteen, strangers)[0])
    threes = []
    for _ in range(10):
        chosen = random.choice(sorted(fourteen), 3, replace=False)
        threes.append(unclipped(measure({k: fourteen[k] for k in chosen}, strangers)[0]))
    assert np.mean(threes) == pytest.approx(whole, abs=5)


def test_8_a_company_that_repeats_itself_gains_nothing() -> None:
    random = np.random.default_rng(4)
    rivals = {n: VECTORS[n] for n in LARGE if INDUSTRY[n] == "web_analytics"}
    strangers = outside("web_analytics")
    plain, _ = measure(rivals, strangers)
    name = sorted(rivals)[0]
    said = rivals[name]
    again = said + random.normal(0, 0.008, said.shape).astype(np.float32)
    again /= np.linalg.norm(again, axis=1, keepdims=True)
    repeated = np.concatenate([said, again])
    kept = repeated[list(first_of_kind(repeated))]
    loud, _ = measure(rivals | {name: kept}, strangers)
    assert unclipped(loud) == pytest.approx(unclipped(plain), abs=2)
    assert len(kept) < 1.1 * len(said)


def test_11_a_cloned_rival_is_at_a_hundred() -> None:
    rivals = {n: VECTORS[n] for n in LARGE if INDUSTRY[n] == "linux_distribution"}
    name = sorted(rivals)[0]
    pair = {name: rivals[name], "clone": rivals[name].copy()}
    field, each = measure(pair, outside("linux_distribution"))
    assert field.value == 100
    assert [company.value for company in each] == [100, 100]


def test_12_the_order_of_companies_and_statements_changes_nothing() -> None:
    rivals = {n: VECTORS[n] for n in LARGE if INDUSTRY[n] == "game_engine"}
    strangers = outside("game_engine")
    pages = {n: PAGES[n] for n in rivals}
    plain = measure(rivals, strangers, 20, pages)
    turned = measure({n: rivals[n] for n in reversed(rivals)}, strangers, 20, pages)
    assert turned == plain


def test_the_range_narrows_with_more_companies() -> None:
    rivals = [n for n in LARGE if INDUSTRY[n] == "web_analytics"]
    strangers = outside("web_analytics")
    few, _ = measure({n: VECTORS[n] for n in rivals[:3]}, strangers)
    many, _ = measure({n: VECTORS[n] for n in rivals}, strangers)
    assert index_points(1, 0, 1) == 100
    assert many.high - many.low <= few.high - few.low


def test_no_company_of_the_panel_is_a_lone_survivor() -> None:
    assert len(LARGE) >= 20
    assert len({INDUSTRY[name] for name in LARGE}) >= 5
    assert np.allclose(np.linalg.norm(PANEL.vectors, axis=1), 1, atol=1e-3)
    assert all(PAGES[name].max() < 256 for name in LARGE)
