"""Planted truths that are told by the stages themselves: order, opposites, another encoder.

Numbers are those of the planted-truth list in ``docs/measures.md``. Beside each truth stands a
broken measure that must fail it.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import spearmanr

from crawlers.demo.server import HERE
from embeddings.light import light_encoder
from embeddings.panel import load_panel
from evaluation.fast import panel_tables
from evaluation.fields import Laboratory, companies_of
from evaluation.sets import strangers_to
from evaluation.written import WRITTEN
from pipeline.judge import Pair, judge_pairs
from pipeline.measures.corpus import read_vectors, vector_column
from pipeline.measures.same_claim import FEATURES, Judge, load_judge
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Rows = list[dict[str, Any]]

SECOND_MODEL = "use-multilingual-v3"
JUDGE = load_judge(DEFAULT_MODEL)
SEEDS = (1, 2, 3)
NOTHING_KNOWN = pa.schema([("claim_id", pa.string()), ("masked", pa.string())]).empty_table()
NOTHING_EARLIER = pa.schema(
    [("company", pa.string()), ("masked", pa.string()), ("crawls", pa.int32())]
).empty_table()


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    laboratory = Laboratory(tmp_path_factory.mktemp("laboratory"))
    yield laboratory
    laboratory.warehouse.close()


@pytest.fixture(scope="module")
def second_laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    laboratory = Laboratory(tmp_path_factory.mktemp("second"), SECOND_MODEL)
    yield laboratory
    laboratory.warehouse.close()


def shuffled(table: pa.Table, seed: int) -> pa.Table:
    return table.take(pa.array(np.random.default_rng(seed).permutation(table.num_rows)))


def compared(said: list[tuple[str, str]]) -> pa.Table:
    """Give compared statements of (company, text) pairs, each said on two pages."""
    rows = [
        {
            "statement_id": f"s{i:03d}", "company": company, "url": f"page-{i}", "kind": "home",
            "role": "text", "text": text, "masked": text, "words": len(text.split()), "pages": 2,
        }
        for i, (company, text) in enumerate(said)
    ]  # fmt: skip
    texts = sorted({text for _, text in said})
    row_of = {text: i for i, text in enumerate(texts)}
    vectors = light_encoder().encode(texts, lambda _: None)[[row_of[text] for _, text in said]]
    return pa.Table.from_pylist(rows).append_column("vector", vector_column(vectors))


def made_of_figures(laboratory: Laboratory, field: pa.Table, strangers: pa.Table) -> dict[str, str]:
    """Give what the stages make of vectors, to the last digit."""
    wanted = ["index_ranges", "swap_matrix", "blind_tests", "industry_scores", "rival_matches"]
    given = {
        "compared_statements": field,
        "known_strangers": strangers,
        "companies": companies_of(field),
    }
    made = laboratory.make(wanted, given, bootstrap_rounds=40)
    return {name: repr(table.to_pylist()) for name, table in made.items()}


def test_12_the_order_of_rows_changes_no_figure_to_the_bit(laboratory: Laboratory) -> None:
    tables = panel_tables(load_panel(DEFAULT_MODEL))
    field, strangers = tables["game_engine"], strangers_to(tables, {"game_engine"})
    plain = made_of_figures(laboratory, field, strangers)
    assert "value" in plain["index_ranges"]
    orders = [shuffled(field, seed) for seed in SEEDS]
    for seed, order in zip(SEEDS, orders, strict=True):
        assert made_of_figures(laboratory, order, shuffled(strangers, seed)) == plain
    # Broken: a sum that runs through the statements as they come.
    sums = {running_sum(laboratory, order) for order in orders}
    assert len(sums) > 1
    assert max(sums) == pytest.approx(min(sums), rel=1e-9)


def running_sum(laboratory: Laboratory, field: pa.Table) -> float:
    """Give the sum of all rarefied matches in the order of the field's rows."""
    place = {key: i for i, key in enumerate(field.column("statement_id").to_pylist())}
    rows = laboratory.warehouse.table("rival_matches").to_pylist()
    rows.sort(key=lambda row: (place[row["statement_id"]], row["rival"]))
    total = 0.0
    for row in rows:
        total += row["similarity"] or 0.0
    return total


def demo_field() -> pa.Table:
    """Give the demo's planted wordings, and each company's first one said by the next one, too."""
    truths = tomllib.loads((HERE / "truths.toml").read_text("utf-8"))
    said = sorted({(w["company"], w["text"]) for c in truths["claim"] for w in c["wording"]})
    names = sorted({company for company, _ in said})
    first = dict(reversed(said))
    copies = [(names[(i + 1) % len(names)], first[name]) for i, name in enumerate(names)]
    return compared(sorted({*said, *copies}))


def made_of_texts(laboratory: Laboratory, field: pa.Table) -> dict[str, str]:
    """Give what the stages make of words and claims, to the last digit."""
    wanted = ["same_claim_pairs", "claims", "claim_prevalence", "echo", "only_you"]
    given = {
        "compared_statements": field,
        "companies": companies_of(field),
        "known_claims": NOTHING_KNOWN,
        "earlier_statements": NOTHING_EARLIER,
    }
    made = laboratory.make(
        wanted, given, fewest_statements=2, fewest_pages=1, rivals_sampled=5, bootstrap_rounds=40
    )
    return {name: repr(table.to_pylist()) for name, table in made.items()}


def test_12_the_order_of_rows_changes_no_claim_to_the_bit(laboratory: Laboratory) -> None:
    field = demo_field()
    plain = made_of_texts(laboratory, field)
    assert plain["claims"].count("'is_medoid': True") >= 5
    assert "[]" not in plain.values()
    orders = [shuffled(field, seed) for seed in SEEDS]
    for order in orders:
        assert made_of_texts(laboratory, order) == plain
    # Broken: whoever comes first leads, and ties go by position.
    assert len({first_come_claims(laboratory, order) for order in orders}) > 1


def first_come_claims(laboratory: Laboratory, field: pa.Table) -> frozenset[frozenset[str]]:
    """Give claims that every statement opens, or joins at the first leader it reads like."""
    rows = laboratory.warehouse.table("same_claim_pairs").to_pylist()
    near = {
        frozenset((row["statement_id"], row["other_id"]))
        for row in rows
        if row["probability"] >= JUDGE.least
    }
    groups: list[list[str]] = []
    for key in field.column("statement_id").to_pylist():
        home = next((group for group in groups if frozenset((group[0], key)) in near), None)
        if home is None:
            groups.append([key])
        else:
            home.append(key)
    return frozenset(frozenset(group) for group in groups)


OPPOSITES = [
    (
        ("No IP address is stored", "We store no IP address", "An IP address is never stored"),
        ("The IP address is stored", "We store the IP address", "An IP address is always stored"),
    ),
    (
        ("It works without cookies", "It works without any cookies"),
        ("It works with cookies", "It works with the cookies"),
    ),
    (
        ("Set up takes 5 minutes", "The set up takes 5 minutes"),
        ("Set up takes 60 minutes", "The set up takes 60 minutes"),
    ),
    (
        ("We never sell your data to others", "Your data is never sold to others"),
        ("We sell your data to others", "Your data is sold to others"),
    ),
]
"""What one half of a field says, and the other half denies."""
FAR = ("Our oysters are landed every morning", "The orchestra rehearses on Thursdays")


def torn_field() -> pa.Table:
    """Give the opposites, every wording by a company of its own, and two companies far off."""
    said = [text for sides in OPPOSITES for side in sides for text in side]
    return compared([(f"firm {i:02d}", text) for i, text in enumerate((*said, *FAR))])


def crossing() -> set[frozenset[str]]:
    """Give the pairs of texts that must never be shown as one claim."""
    return {frozenset(pair) for yes, no in OPPOSITES for pair in product(yes, no)}


def credulous() -> Judge:
    """Give a judge who takes any two statements for the same claim."""
    return replace(JUDGE, weights=np.zeros(len(FEATURES)), intercept=9.0)


def shown_together(claims: pa.Table, field: pa.Table) -> set[frozenset[str]]:
    """Give the pairs of texts that stand under one claim, as the same or as reading alike."""
    text = dict(zip(*(field.column(c).to_pylist() for c in ("statement_id", "text")), strict=True))
    groups: dict[str, list[str]] = {}
    for row in claims.to_pylist():
        groups.setdefault(row["claim_id"], []).append(text[row["statement_id"]])
    return {frozenset(pair) for group in groups.values() for pair in combinations(group, 2)}


def claims_of(laboratory: Laboratory, field: pa.Table, judge: Judge, **given: pa.Table) -> pa.Table:
    """Give the claims stage's table; ``given`` tables are not made by their stages."""
    tables = {"compared_statements": field, "known_claims": NOTHING_KNOWN} | given
    return laboratory.make(["claims"], tables, judge=judge)["claims"]


@pytest.mark.parametrize("judge", [JUDGE, credulous()], ids=["shipped", "credulous"])
def test_13_no_stage_shows_opposites_as_one_claim(laboratory: Laboratory, judge: Judge) -> None:
    """Even a judge who believes everything can't bring a statement and its denial together."""
    field = torn_field()
    together = shown_together(claims_of(laboratory, field, judge), field)
    pairs = laboratory.warehouse.table("same_claim_pairs").to_pylist()
    text = dict(zip(*(field.column(c).to_pylist() for c in ("statement_id", "text")), strict=True))
    found = {frozenset((text[row["statement_id"]], text[row["other_id"]])) for row in pairs}
    assert not found & crossing()
    assert not together & crossing()
    sides = {frozenset(p) for both in OPPOSITES for side in both for p in combinations(side, 2)}
    assert len(together & sides) >= 4


def test_13_stages_that_take_near_for_same_are_caught(laboratory: Laboratory) -> None:
    """Broken: a cosine of .7 or more is the same claim."""
    field = torn_field()
    vectors, rows = read_vectors(field.column("vector")), field.to_pylist()
    near = [
        {
            "statement_id": a["statement_id"], "other_id": b["statement_id"],
            "company": a["company"], "other": b["company"],
            "similarity": cosine, "probability": 1.0,
        }
        for (i, a), (j, b) in combinations(enumerate(rows), 2)
        if (cosine := float(vectors[i] @ vectors[j])) >= 0.7
    ]  # fmt: skip
    pairs = pa.Table.from_pylist(near)
    found = claims_of(laboratory, field, JUDGE, same_claim_pairs=pairs)
    assert len(shown_together(found, field) & crossing()) >= 3


def judged(pairs: list[tuple[str, str]]) -> Rows:
    return [*judge_pairs([Pair({"a": a, "b": b}, a, b) for a, b in pairs], DEFAULT_MODEL)]


def test_13_the_judges_verdict_on_opposites_is_never_the_same() -> None:
    pairs = sorted((a, b) for yes, no in OPPOSITES for a, b in product(yes, no))
    verdicts = {row["verdict"] for row in judged(pairs)}
    assert verdicts <= {"opposed", "different"}
    assert "opposed" in verdicts


def written_opposites() -> list[tuple[str, str]]:
    """Give claims written for the evaluation, each with a statement of the opposite."""
    lines = (WRITTEN / "written_2.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row["same"][0], row["opposite"][0]) for row in rows]


def test_13_opposites_in_other_words_are_not_called_the_same() -> None:
    """Without a "no" or a number to tell them by."""
    pairs = written_opposites()
    assert len(pairs) >= 100
    assert [row for row in judged(pairs) if row["verdict"] == "same"] == []
    # Broken: a cosine of .7 or more is the same claim.
    texts = [text for pair in pairs for text in pair]
    vectors = light_encoder().encode(texts, lambda _: None)
    assert (np.einsum("ij,ij->i", vectors[::2], vectors[1::2]) >= 0.7).sum() >= 5


def test_13_any_platform_and_only_ours_are_not_called_the_same() -> None:
    """The one pair in 3,456 written opposites that an earlier judge called the same."""
    any_you_like = "sites can be hosted on any platform you like"
    (row,) = judged([(any_you_like, "Sites can be hosted only on our platform.")])
    assert row["verdict"] != "same"


def company_points(laboratory: Laboratory, tables: dict[str, pa.Table]) -> dict[str, float]:
    """Give the index, unclipped, of every company of the panel against its rivals."""
    found: dict[str, float] = {}
    for industry, table in tables.items():
        measured = laboratory.measure(table, strangers_to(tables, {industry}))
        found |= {name: index.raw for name, index in measured.companies.items()}
    return found


def agreement(left: dict[str, float], right: dict[str, float]) -> float:
    """Give Spearman's rank correlation over the companies that both have."""
    names = sorted(left.keys() & right.keys())
    assert len(names) >= 20
    return float(spearmanr([left[n] for n in names], [right[n] for n in names]).statistic)


def with_vectors(tables: dict[str, pa.Table], vectors: Vectors) -> dict[str, pa.Table]:
    """Give the tables with the vectors dealt out anew, in the tables' order."""
    ends = np.cumsum([table.num_rows for table in tables.values()])
    parts = np.split(vectors, ends[:-1])
    return {
        name: table.drop_columns(["vector"]).append_column("vector", vector_column(part))
        for (name, table), part in zip(tables.items(), parts, strict=True)
    }


def vectors_of_length(words: NDArray[np.int64]) -> Vectors:
    """Give unit vectors that know a statement's number of words and nothing else."""
    steps = np.arange(41)[None] - np.minimum(words, 40)[:, None]
    bumps = np.exp(-((steps / 2.0) ** 2)).astype(np.float32)
    unit: Vectors = bumps / np.linalg.norm(bumps, axis=1, keepdims=True)
    return unit


def test_14_another_encoder_ranks_the_companies_alike(
    laboratory: Laboratory, second_laboratory: Laboratory
) -> None:
    first = company_points(laboratory, panel_tables(load_panel(DEFAULT_MODEL)))
    tables = panel_tables(load_panel(SECOND_MODEL))
    assert agreement(first, company_points(second_laboratory, tables)) >= 0.5
    # Broken: an encoder that knows only lengths, and one that mixes up whose vector is whose.
    words = np.concatenate([table.column("words").to_numpy() for table in tables.values()])
    lengths = company_points(laboratory, with_vectors(tables, vectors_of_length(words)))
    assert agreement(first, lengths) < 0.5
    vectors = np.concatenate([read_vectors(table.column("vector")) for table in tables.values()])
    order = np.random.default_rng(1).permutation(len(vectors))
    mixed = company_points(laboratory, with_vectors(tables, vectors[order]))
    assert agreement(first, mixed) < 0.5
