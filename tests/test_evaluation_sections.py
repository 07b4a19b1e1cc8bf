"""The sections of the validity programme: on planted fields they find what was planted."""

from __future__ import annotations

import importlib
import math
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.panel import load_panel
from evaluation import anchors, judge_quality, known_groups, larger_quality, reliability
from evaluation.changes import change_figure
from evaluation.corpus import Corpus, Site, digest_of, thin
from evaluation.dose_response import DOSES, Curve, _plant, describe
from evaluation.fast import panel_tables
from evaluation.fields import Index, Laboratory
from evaluation.figures import within
from evaluation.sets import (
    MeasuredSet,
    enough_members,
    industry_of,
    measure_set,
    random_sets,
    real_sets,
    strangers_to,
)
from evaluation.tampering import BOILERPLATE, with_boilerplate, with_other_brands, with_repetition
from evaluation.validity import CHAPTERS
from evaluation.written import WRITTEN, read_claims
from pipeline.measures.corpus import read_vectors, vector_column
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Iterator

DIMENSIONS = 32
PAGES, LINES = 6, 10


def industry(name: str, companies: int, seed: int, lines: int = LINES) -> pa.Table:
    """Give compared statements of companies that lean towards their industry's direction."""
    random = np.random.default_rng(seed)
    heart = random.normal(size=DIMENSIONS)
    rows: list[dict[str, Any]] = []
    vectors = []
    for company in range(companies):
        own = heart + random.normal(size=DIMENSIONS)
        for line in range(PAGES * lines):
            vectors.append(own + 1.5 * random.normal(size=DIMENSIONS))
            rows.append(
                {
                    "statement_id": f"{name}-{company}-{line:03d}", "company": f"{name} {company}",
                    "url": f"https://{name}{company}.invalid/{line // lines}", "kind": "other",
                    "role": "text", "text": f"line {line}", "masked": f"line {line}",
                    "words": 9, "pages": 1,
                }
            )  # fmt: skip
    unit = np.array(vectors) / np.linalg.norm(vectors, axis=1, keepdims=True)
    table = pa.Table.from_pylist(rows)
    return table.append_column("vector", vector_column(unit.astype(np.float32)))


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return {name: industry(name, 4, seed) for seed, name in enumerate(("ash", "elm", "fir", "oak"))}


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    laboratory = Laboratory(tmp_path_factory.mktemp("laboratory"))
    yield laboratory
    laboratory.warehouse.close()


def exchanged(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The broken variant: companies stand in industries they do not belong to."""
    names = sorted(tables)
    parts: dict[str, list[pa.Table]] = {name: [] for name in names}
    for place, name in enumerate(names):
        companies = np.array(tables[name].column("company").to_pylist())
        for i, company in enumerate(sorted(set(companies))):
            parts[names[(place + i) % len(names)]].append(tables[name].filter(companies == company))
    return {name: pa.concat_tables(found) for name, found in parts.items()}


def test_known_groups_are_told_apart(laboratory: Laboratory, tables: dict[str, pa.Table]) -> None:
    auc, even, effect = known_groups.site_figures(laboratory, tables)
    assert auc.value > 0.97
    assert even.value == pytest.approx(auc.value)
    assert effect.value > 2
    assert auc.n == 16


def test_groups_that_are_none_are_not(laboratory: Laboratory, tables: dict[str, pa.Table]) -> None:
    auc, *_ = known_groups.site_figures(laboratory, exchanged(tables))
    assert auc.value < 0.8
    assert auc.low <= auc.value <= auc.high


def test_random_sets_are_at_zero(laboratory: Laboratory, tables: dict[str, pa.Table]) -> None:
    mean, held, _ = anchors.zero_figures(laboratory, tables)
    assert mean.value == pytest.approx(0, abs=25)
    assert held.value >= 0.8


def test_pieces_of_one_company_are_at_a_hundred(laboratory: Laboratory) -> None:
    large = {name: industry(name, 1, 9 + i, lines=20) for i, name in enumerate("abcd")}
    pages, _, random = anchors.hundred_figures(laboratory, large)
    assert (pages.n, random.n) == (4, 4)
    assert random.value == pytest.approx(100, abs=5)
    assert pages.low <= pages.value <= pages.high


def test_too_few_strangers_are_an_error_not_a_figure(
    laboratory: Laboratory, tables: dict[str, pa.Table]
) -> None:
    with pytest.raises(ValueError, match="no index"):
        laboratory.measure(thin(tables["ash"], 5), strangers_to(tables, {"ash"}))


def test_order_of_rows_changes_nothing(laboratory: Laboratory, tables: dict[str, pa.Table]) -> None:
    strangers = strangers_to(tables, {"ash"})
    order = np.random.default_rng(1).permutation(tables["ash"].num_rows)
    mixed = tables["ash"].take(pa.array(order))
    assert laboratory.measure(tables["ash"], strangers) == laboratory.measure(mixed, strangers)


def test_pairs_are_around_the_index(laboratory: Laboratory, tables: dict[str, pa.Table]) -> None:
    strangers = strangers_to(tables, {"ash"})
    pairs = laboratory.pairs(tables["ash"], strangers)
    assert len(pairs) == 12
    whole = laboratory.measure(tables["ash"], strangers).field.raw
    assert np.mean(list(pairs.values())) == pytest.approx(whole, abs=1e-6)


def test_sets_are_of_one_industry_or_of_three(
    laboratory: Laboratory, tables: dict[str, pa.Table]
) -> None:
    members = enough_members(laboratory, tables)
    assert len(members) == 16
    assert all(len({place for place, _ in chosen}) == 1 for chosen in real_sets(members))
    drawn = random_sets(members)
    assert all(len({place for place, _ in chosen}) == 3 for chosen in drawn)
    trios = Counter(frozenset(place for place, _ in chosen) for chosen in drawn)
    assert set(trios.values()) == {3}
    strangers = strangers_to(tables, {"ash", "elm"})
    assert set(strangers.column("industry").to_pylist()) == {"fir", "oak"}
    measured = measure_set(laboratory, tables, drawn[0])
    assert measured.companies == tuple(company for _, company in drawn[0])


def index(value: float, low: float = 0.0) -> Index:
    return Index(max(value, 0), low, 50, 0.3 + value / 1000, 0.4, 0.3, 0.1)


def test_the_zero_anchor_counts_ranges_that_miss() -> None:
    members = [(place, f"{place}{i}") for place in "abc" for i in range(3)]
    chosen = random_sets(members, draws=10)
    sets = [MeasuredSet(c, index(5.0, low=1.0 if i == 0 else 0.0)) for i, c in enumerate(chosen)]
    mean, held, spread = anchors.describe_zero(sets, industry_of(members))
    assert mean.value == pytest.approx(5.0)
    assert held.value == pytest.approx(0.9)
    assert spread.value == pytest.approx(0.0, abs=1e-9)


@given(st.lists(st.integers(0, 9), min_size=12, max_size=60), st.integers(0, 3))
def test_pages_are_dealt_whole_and_evenly(pages: list[int], seed: int) -> None:
    urls = [f"page {page}" for page in pages]
    pieces = anchors._deal_pages(urls, seed)
    assert len(set(zip(urls, pieces, strict=True))) == len(set(urls))
    sizes = np.bincount(pieces, minlength=3)
    assert sizes.max() - sizes.min() <= max(Counter(urls).values())


def test_halves_share_no_page(tables: dict[str, pa.Table]) -> None:
    first, second = reliability.halves_of(tables["ash"], 0)
    assert not set(first.column("url").to_pylist()) & set(second.column("url").to_pylist())
    assert first.num_rows + second.num_rows == tables["ash"].num_rows
    counts = Counter(first.column("company").to_pylist())
    assert set(counts.values()) == {PAGES * LINES // 2}


def test_halves_are_the_same_in_every_process() -> None:
    program = (
        "import pyarrow as pa; from evaluation.reliability import halves_of;"
        "rows = {'company': ['ash'] * 30, 'url': [f'page {n}' for n in range(30)]};"
        "print(halves_of(pa.table(rows), 1)[0].column('url').to_pylist())"
    )
    dealt = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(dealt) == 1


def test_reliability_of_halves_that_agree_and_that_do_not() -> None:
    random = np.random.default_rng(0)
    truth = random.normal(size=(40, 1, 1))
    agree = truth + 0.1 * random.normal(size=(40, 4, 2))
    assert reliability.reliability(agree) > 0.95
    assert abs(reliability.reliability(random.normal(size=(400, 8, 2)))) < 0.15


def test_a_planted_dose_stands_in_the_place_of_statements(tables: dict[str, pa.Table]) -> None:
    table = tables["ash"].slice(0, 60)
    vector = np.eye(DIMENSIONS, dtype=np.float32)[0]
    planted = _plant(table, ["a claim of five words", "another"], dict.fromkeys(
        ["a claim of five words", "another"], vector))  # fmt: skip
    assert planted.num_rows == 60
    assert planted.column("text").to_pylist()[-2:] == ["a claim of five words", "another"]
    assert planted.column("words").to_pylist()[-2:] == [5, 1]
    for same in ("url", "kind", "statement_id"):
        assert planted.column(same).to_pylist() == table.column(same).to_pylist()
    vectors = read_vectors(planted.column("vector"))
    assert (vectors[:58] == read_vectors(table.column("vector"))[:58]).all()
    assert (vectors[58:] == vector).all()


def test_a_curve_rises_or_does_not() -> None:
    straight = Curve("verbatim", tuple(200 * d for d in DOSES), tuple(0.1 + 0.9 * d for d in DOSES))
    bent = Curve("reworded", (0.0, 5.0, 4.0, 8.0, 9.0), (0.0, 0.0, 0.02, 0.05, 0.04))
    flat = Curve("related", (0.0,) * 5, (0.0,) * 5)
    assert (straight.rises, bent.rises, flat.rises) == (True, False, False)
    assert straight.slope == pytest.approx(20.0)
    found = {figure.key.split(".")[1]: figure.value for figure in describe([straight, bent, flat])}
    assert found["verbatim_rises"] == 1
    assert found["reworded_rises"] == 0
    assert found["order"] == 1
    assert found["echo_verbatim"] == pytest.approx(0.02)
    assert found["echo_reworded"] == 0
    assert found["echo_recall"] == pytest.approx(0.2)


COMPANIES = pa.table(
    {
        "position": pa.array([0, 1], pa.int32()), "company": ["Blue Fox", "Tarn"],
        "site": ["https://a.invalid", "https://b.invalid"],
        "aliases": pa.array([["BlueFox"], []], pa.list_(pa.string())),
        "is_client": [False, False],
    }
)  # fmt: skip


def site() -> Site:
    rows = [
        ("Blue Fox", "/", 0, "Blue Fox bakes bread"), ("Blue Fox", "/", 1, "Ask BlueFox"),
        ("Blue Fox", "/a", 0, "Bread for Tarn"), ("Tarn", "/", 0, "Tarnished by Tarn"),
    ]  # fmt: skip
    blocks = [
        {"company": c, "url": u, "kind": "home", "ordinal": o, "role": "text", "heading": "Tarn",
         "text": t}
        for c, u, o, t in rows
    ]  # fmt: skip
    return Site(COMPANIES, pa.Table.from_pylist(blocks))


def test_boilerplate_ends_every_page() -> None:
    blocks = with_boilerplate(site()).blocks.to_pylist()
    assert len(blocks) == 4 + 3 * len(BOILERPLATE)
    places = [(b["company"], b["url"], b["ordinal"]) for b in blocks]
    assert len(set(places)) == len(places)


def test_repetition_doubles_the_largest_company_alone() -> None:
    blocks = with_repetition(site()).blocks.to_pylist()
    assert Counter(b["company"] for b in blocks) == {"Blue Fox": 6, "Tarn": 1}
    assert len({b["url"] for b in blocks if b["company"] == "Blue Fox"}) == 4


def test_no_old_brand_is_left() -> None:
    renamed = with_other_brands(site())
    texts = " ".join(f"{b['text']} {b['heading']}" for b in renamed.blocks.to_pylist())
    assert "Fox" not in texts
    assert "Tarn " not in f"{texts} ".replace("Tarnished", "")
    assert "Tarnished" in texts
    names = set(renamed.companies.column("company").to_pylist())
    assert names == set(renamed.blocks.column("company").to_pylist())


def test_thinning_keeps_the_first_by_id(tables: dict[str, pa.Table]) -> None:
    few = thin(tables["ash"], 3)
    assert Counter(few.column("company").to_pylist()) == {f"ash {i}": 3 for i in range(4)}
    assert few.column("statement_id").to_pylist()[:2] == ["ash-0-000", "ash-0-001"]


def test_the_digest_is_of_names_and_contents(tmp_path: Path) -> None:
    for name, text in (("a", "1"), ("b", "2")):
        (tmp_path / name).write_text(text, "utf-8")
    before = digest_of(tmp_path.iterdir())
    assert before == digest_of(sorted(tmp_path.iterdir(), reverse=True))
    elsewhere = tmp_path.with_name("0-first-by-path")
    elsewhere.mkdir()
    (tmp_path / "a").rename(elsewhere / "a")
    assert before == digest_of([tmp_path / "b", elsewhere / "a"])
    (elsewhere / "a").rename(tmp_path / "a")
    (tmp_path / "b").write_text("3", "utf-8")
    assert before != digest_of(tmp_path.iterdir())


def test_a_place_without_sites_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no folder sites"):
        Corpus(tmp_path)


def test_one_case_has_no_interval() -> None:
    figure = change_figure("x", "x", [1.0], "cases", within(2.0))
    assert math.isnan(figure.low)
    assert figure.interval == "none: one case"


def test_the_panel_as_tables() -> None:
    panel = load_panel(DEFAULT_MODEL)
    found = panel_tables(panel)
    assert sum(table.num_rows for table in found.values()) == len(panel.vectors)
    assert set(found) == set(panel.industries)
    assert all(table.column("kind").to_pylist()[0] in panel.kind_names for table in found.values())


def test_the_judges_figures_are_in_its_file() -> None:
    keys = {figure.key for figure in judge_quality.figures()}
    assert {"judge.auc", "judge.brier"} <= keys


def test_the_larger_judge_is_measured_like_the_plain_one() -> None:
    plain, larger = judge_quality.figures(), larger_quality.figures()
    assert [f"larger_{figure.key}" for figure in plain] == [figure.key for figure in larger]
    assert [figure.goal for figure in plain] == [figure.goal for figure in larger]
    on = {figure.key: figure.n for figure in larger}
    assert all(on[f"larger_{f.key}"] == f.n for f in plain if f.of == "labelled pairs")
    reached = {figure.key: figure.value for figure in larger}
    for name in ("auc", "average_precision", "recall_at_precision_0.9"):
        before = next(figure.value for figure in plain if figure.key == f"judge.{name}")
        assert reached[f"larger_judge.{name}"] > before


def test_written_claims_have_wordings_for_three_companies() -> None:
    claims = read_claims(sorted(WRITTEN.glob("*.jsonl")))
    assert len(claims) >= 100
    assert all(len(set(c.same)) >= 3 and len(set(c.related)) >= 3 for c in claims)


def test_every_chapter_names_its_command() -> None:
    for chapter in CHAPTERS:
        module = importlib.import_module(f"evaluation.{chapter.module}")
        assert f"python -m evaluation.{chapter.module}" in str(module.__doc__)
