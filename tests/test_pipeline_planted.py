"""Planted truths: what the index must say of sets whose answer is known beforehand.

Numbers are those of the planted-truth list in ``docs/measures.md``. The vectors are the panel's:
real companies, as figures without text. Beside each truth stands a broken measure that must fail
it, so that no test here passes whatever it is given. Where the others are: ``docs/measures.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.panel import load_panel
from pipeline.measures.bootstrap import Interchangeability, interchangeability
from pipeline.measures.interchangeability import Matches, index_points, mean_between
from pipeline.measures.rarefaction import stratified_matches, stratified_own_matches
from pipeline.measures.repetition import first_of_kind
from pipeline.measures.strata import stratum
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    import pyarrow as pa

Vectors = NDArray[np.float32]
PANEL = load_panel(DEFAULT_MODEL)
REFERENCE = float(np.nanmean(PANEL.lifts))
M = 40


class MakeStage(Protocol):
    def __call__(
        self, name: str, tables: dict[str, list[dict[str, Any]] | pa.Table], **values: object
    ) -> list[dict[str, Any]]: ...


@dataclass(frozen=True)
class Site:
    """One company's statements."""

    vectors: Vectors
    strata: NDArray[np.int64]
    pages: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.vectors)

    def take(self, rows: NDArray[np.intp]) -> Site:
        return Site(self.vectors[rows], self.strata[rows], self.pages[rows])

    def alone(self) -> Site:
        """Give the same with every statement a page of its own: the any-page anchor."""
        return replace(self, pages=np.arange(len(self)))

    def with_more(self, other: Site) -> Site:
        return Site(
            np.concatenate([self.vectors, other.vectors]),
            np.concatenate([self.strata, other.strata]),
            np.concatenate([self.pages, other.pages]),
        )


def shipped(number: int) -> Site:
    rows = PANEL.companies == number
    kinds = [PANEL.kind_names[kind] for kind in PANEL.kinds[rows]]
    strata = [stratum(kind, words) for kind, words in zip(kinds, PANEL.words[rows], strict=True)]
    return Site(PANEL.vectors[rows], np.array(strata), PANEL.pages[rows])


SITES = {name: shipped(number) for number, name in enumerate(PANEL.names)}
INDUSTRY = dict(zip(PANEL.names, PANEL.industries, strict=True))
LARGE = [name for name in PANEL.names if len(SITES[name]) >= M]


def members(industry: str) -> dict[str, Site]:
    return {name: SITES[name] for name in LARGE if INDUSTRY[name] == industry}


def outside(*industries: str) -> list[Site]:
    """Give the panel's companies of all other industries."""
    return [SITES[name] for name in LARGE if INDUSTRY[name] not in industries]


def pooled(industry: str) -> Site:
    first, *others = members(industry).values()
    for other in others:
        first = first.with_more(other)
    return first


def measure(
    field: dict[str, Site], strangers: list[Site], m: int = M
) -> tuple[Interchangeability, list[Interchangeability]]:
    """Give the index of a field as the stages compute it."""
    names = sorted(field)
    matches = []
    for name in names:
        site = field[name]
        rivals = [stratified_matches(site.vectors, r.vectors, r.strata, m) for r in field_of(field)]
        zeros = [stratified_matches(site.vectors, s.vectors, s.strata, m) for s in strangers]
        own = stratified_own_matches(site.vectors, site.strata, site.pages, m)
        matches.append(Matches(np.stack(rivals, axis=1), np.stack(zeros, axis=1), own))
    return interchangeability(matches, PANEL.lifts, rounds=300, seed=7)


def field_of(field: dict[str, Site]) -> list[Site]:
    return [field[name] for name in sorted(field)]


def unclipped(result: Interchangeability) -> float:
    """Give the index without the clip, so that means of it are fair."""
    return 100 * (result.between - result.strangers) / result.ceiling


def against_own(result: Interchangeability) -> float:
    """Give the index under the field's own ceiling, not shrunk: what a hundred is defined by."""
    return 100 * (result.between - result.strangers) / (result.own - result.strangers)


def mixed_sets(random: np.random.Generator) -> list[tuple[dict[str, Site], list[Site]]]:
    """Give twice every three industries: a company of each, and the companies of the others."""
    sets = []
    for trio in combinations(sorted(set(PANEL.industries)), 3):
        for _ in range(2):
            chosen = [str(random.choice(sorted(members(industry)))) for industry in trio]
            sets.append(({name: SITES[name] for name in chosen}, outside(*trio)))
    return sets


def test_1_random_sets_of_different_industries_are_at_zero() -> None:
    results = [measure(field, others)[0] for field, others in mixed_sets(np.random.default_rng(0))]
    assert len(results) >= 20
    assert abs(np.mean([unclipped(result) for result in results])) <= 5
    assert np.mean([result.low == 0 for result in results]) >= 0.9
    # Broken: similarity as a share of the own pages', without strangers for a zero.
    raw = [100 * result.between / result.own for result in results if result.own > 0]
    assert np.mean(raw) > 50


def test_1_can_fail_where_the_sets_are_real_rivals() -> None:
    field, _ = measure(members("web_analytics"), outside("web_analytics"))
    assert field.low > 40


def test_2_random_cuts_of_one_company_are_at_a_hundred() -> None:
    random = np.random.default_rng(1)
    values, broken = [], []
    for name in [n for n in LARGE if len(SITES[n]) >= 90]:
        rows = np.array_split(random.permutation(len(SITES[name])), 3)
        cut = {str(i): SITES[name].take(part).alone() for i, part in enumerate(rows)}
        field, _ = measure(cut, outside(INDUSTRY[name]), m=20)
        values.append(against_own(field))
        # Broken: the statement itself stays among its company's.
        itself = [
            stratified_matches(part.vectors, part.vectors, part.strata, 20).mean()
            for part in cut.values()
        ]
        broken.append(against_own(replace(field, own=float(np.mean(itself)))))
    assert len(values) >= 8
    assert np.mean(values) == pytest.approx(100, abs=5)
    assert np.mean(broken) < 80


def page_cuts(site: Site, random: np.random.Generator, m: int) -> dict[str, Site] | None:
    """Give three pretended rivals of whole pages, each with m statements off every page."""
    for _ in range(200):
        part = random.integers(0, 3, site.pages.max() + 1)[site.pages]
        cut = {str(i): site.take(np.flatnonzero(part == i)) for i in range(3)}
        if all(len(c) and len(c) - np.bincount(c.pages).max() >= m for c in cut.values()):
            return cut
    return None


def test_3_page_wise_cuts_of_one_company_are_at_a_hundred() -> None:
    random = np.random.default_rng(6)
    held, any_page = {}, {}
    for name in LARGE:
        cuts = [cut for _ in range(4) if (cut := page_cuts(SITES[name], random, 10))]
        if not cuts:
            continue
        strangers = outside(INDUSTRY[name])
        fields = [measure(cut, strangers, m=10)[0] for cut in cuts]
        loose = [
            measure({k: site.alone() for k, site in cut.items()}, strangers, m=10)[0]
            for cut in cuts
        ]
        lift = np.mean([field.own - field.strangers for field in fields])
        if lift < REFERENCE / 2:
            continue  # Own pages not clear of strangers: the program abstains.
        above = 100 * np.mean([field.between - field.strangers for field in fields])
        held[name] = above / lift
        any_page[name] = above / np.mean([field.own - field.strangers for field in loose])
    assert len(held) >= 8
    assert np.mean([*held.values()]) == pytest.approx(100, abs=20)
    # Broken: an anchor that may find its match on the statement's own page.
    assert np.mean([*any_page.values()]) < 80


def test_4_the_number_of_statements_does_not_matter() -> None:
    """160 statements of each company, or 20 of the 160, drawn ten times.

    Under the fixed ceiling: of 20 statements none are left for an own anchor.
    """
    random = np.random.default_rng(2)
    everything = pooled("web_analytics")
    dealt = random.permutation(len(everything))[: 4 * 160].reshape(4, 160)
    strangers = outside("web_analytics")
    full = {str(i): everything.take(rows).alone() for i, rows in enumerate(dealt)}
    value = measure(full, strangers, m=20)[0].trend
    thinned, drift = [], []
    for _ in range(10):
        few = {
            name: site.take(random.choice(len(site), 20, replace=False)).alone()
            for name, site in full.items()
        }
        thinned.append(measure(few, strangers, m=20)[0].trend)
        drift.append(plain_best(full) - plain_best(few))
    assert np.mean(thinned) == pytest.approx(value, abs=5)
    # Broken: the best of all a rival's statements instead of the best of m.
    assert 100 * np.mean(drift) / REFERENCE > 5


def plain_best(field: dict[str, Site]) -> float:
    pairs = combinations(field_of(field), 2)
    return float(np.mean([(a.vectors @ b.vectors.T).max(axis=1).mean() for a, b in pairs]))


def test_5_the_number_of_companies_does_not_matter() -> None:
    """Fourteen companies or three of them, under the fixed ceiling.

    (The field's own ceiling weighs more the more companies there are: docs/measures.md.)
    """
    random = np.random.default_rng(3)
    everything = pooled("web_analytics")
    dealt = np.array_split(random.permutation(len(everything)), 14)
    fourteen = {f"{i:02}": everything.take(rows).alone() for i, rows in enumerate(dealt)}
    strangers = outside("web_analytics")
    whole = measure(fourteen, strangers)[0].trend
    threes, drift = [], []
    for _ in range(10):
        chosen = {
            name: fourteen[name] for name in random.choice(sorted(fourteen), 3, replace=False)
        }
        threes.append(measure(chosen, strangers)[0].trend)
        drift.append(best_of_all_rivals(fourteen) - best_of_all_rivals(chosen))
    assert np.mean(threes) == pytest.approx(whole, abs=5)
    # Broken: every statement against all rivals at once, the best of m of each.
    assert 100 * np.mean(drift) / REFERENCE > 5


def best_of_all_rivals(field: dict[str, Site]) -> float:
    first, *others = field_of(field)
    each = [stratified_matches(first.vectors, r.vectors, r.strata, M) for r in others]
    return float(np.max(each, axis=0).mean())


def filtered(
    make_stage: MakeStage, field: dict[str, Site], lines: Site, pages: int
) -> dict[str, Site]:
    """Give the field after the program's own filter of what a site says on most of its pages.

    ``lines`` stand on each of ``pages`` pages of every company, the other statements on one each.
    """
    rows = [
        {"company": name, "text": f"line {i}", "url": f"{page}", "kind": "home", "role": "text"}
        for name in field
        for i in range(len(lines))
        for page in range(pages)
    ] + [
        {"company": name, "text": f"own {i}", "url": f"{i % pages}", "kind": "home", "role": "text"}
        for name, site in field.items()
        for i in range(len(site))
    ]
    found = {(r["company"], r["text_key"]) for r in make_stage("boilerplate", {"statements": rows})}
    kept = {
        name: np.array([i for i in range(len(lines)) if (name, f"line {i}") not in found], np.intp)
        for name in field
    }
    assert not any(text.startswith("own") for _, text in found)
    return {name: site.with_more(lines.take(kept[name])) for name, site in field.items()}


def test_7_the_same_boilerplate_everywhere_changes_nothing(make_stage: MakeStage) -> None:
    field = members("linux_distribution")
    strangers = outside("linux_distribution")
    plain = unclipped(measure(field, strangers)[0])
    lines = SITES["Plausible"].take(np.arange(6))
    lines = replace(lines, pages=np.full(6, 250))
    clean = filtered(make_stage, field, lines, pages=4)
    assert unclipped(measure(clean, strangers)[0]) == pytest.approx(plain, abs=3)
    # Broken: no filter, and strangers cut by code that has one.
    raw = {name: site.with_more(lines) for name, site in field.items()}
    assert unclipped(measure(raw, strangers)[0]) > plain + 3


def test_8_a_company_that_repeats_itself_gains_nothing() -> None:
    random = np.random.default_rng(4)
    rivals = members("web_analytics")
    strangers = outside("web_analytics")
    plain = unclipped(measure(rivals, strangers)[0])
    loud, raw = dict(rivals), dict(rivals)
    name = sorted(rivals)[0]
    for page in (251, 252, 253):
        said = rivals[name]
        again = said.vectors + random.normal(0, 0.008, said.vectors.shape).astype(np.float32)
        again /= np.linalg.norm(again, axis=1, keepdims=True)
        raw[name] = raw[name].with_more(Site(again, said.strata, np.full(len(said), page)))
    kept = np.array(list(first_of_kind(raw[name].vectors)), dtype=np.intp)
    loud[name] = raw[name].take(kept)
    assert len(kept) < 1.1 * len(rivals[name])
    assert unclipped(measure(loud, strangers)[0]) == pytest.approx(plain, abs=2)
    # Broken: what a company repeats counts as often as it is said.
    assert abs(unclipped(measure(raw, strangers)[0]) - plain) > 2


def test_8_the_trend_does_not_know_the_own_pages() -> None:
    field, _ = measure(members("linux_distribution"), outside("linux_distribution"))
    same = 100 * (field.between - field.strangers) / REFERENCE
    assert field.trend == pytest.approx(same)
    assert field.trend_low < field.trend < field.trend_high


def test_11_a_cloned_rival_is_at_a_hundred() -> None:
    rivals = members("linux_distribution")
    strangers = outside("linux_distribution")
    name = sorted(rivals)[0]
    pair = {name: rivals[name], "clone": rivals[name]}
    field, each = measure(pair, strangers)
    assert field.value == 100
    assert [company.value for company in each] == [100, 100]
    # Broken: the rival's page that reads like the statement's is left out, as its own page is.
    site = rivals[name]
    lacking = stratified_own_matches(site.vectors, site.strata, site.pages, M)
    assert 100 * (np.nanmean(lacking) - field.strangers) / field.ceiling < 95


def test_a_pair_counts_only_where_it_is_of_two_companies() -> None:
    between = np.array([[1.0, 0.2], [0.4, 1.0]])
    assert float(mean_between(between, np.ones(2))) == pytest.approx(0.3)
    # Broken: a copy drawn by the bootstrap becomes its own rival.
    assert between.mean() > 0.6


def test_the_range_narrows_with_more_companies() -> None:
    rivals = members("web_analytics")
    strangers = outside("web_analytics")
    few, _ = measure({n: rivals[n] for n in sorted(rivals)[:3]}, strangers)
    many, _ = measure(rivals, strangers)
    assert index_points(1, 0, 1) == 100
    assert many.high - many.low <= few.high - few.low


def test_no_company_of_the_panel_is_a_lone_survivor() -> None:
    assert len(LARGE) >= 20
    assert len({INDUSTRY[name] for name in LARGE}) >= 5
    assert np.allclose(np.linalg.norm(PANEL.vectors, axis=1), 1, atol=1e-3)
    assert all(SITES[name].pages.max() < 250 for name in LARGE)
