"""Echo: exact against enumeration, and planted doses come out (planted truth 9)."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files
from itertools import combinations, product
from math import comb, prod
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from embeddings.encoder import load_encoder
from pipeline.measures.corpus import vector_column
from pipeline.measures.echo import (
    STATEMENTS_AT_A_TIME,
    Hits,
    best_heard,
    chances_to_miss,
    echoes,
    echoes_as_read,
    hear,
    statement_echoes,
)
from pipeline.measures.rarefaction import rarefaction_weights
from pipeline.measures.same_claim import FEATURES, Judge, load_judge
from pipeline.reference.catalogue import shipped_catalogue
from pipeline.stages.echo import echo
from pipeline.stages.same_claim_pairs import same_claim_pairs
from sameness.settings import DEFAULT_MODEL
from warehouse.spilled import Parts

Vectors = NDArray[np.float32]
JUDGE = load_judge(DEFAULT_MODEL)
PROBABILITY = st.sampled_from([0.0, 0.2, 0.25, 0.5, 0.9, 1.0])


@given(st.integers(1, 40), st.data())
def test_chances_to_miss_are_ratios_of_binomials(n: int, data: st.DataObject) -> None:
    m = data.draw(st.integers(1, 45))
    drawn = min(m, n)
    naive = [comb(n - i, drawn) / comb(n, drawn) for i in range(n + 1)]
    assert chances_to_miss(n, m) == pytest.approx(naive)
    assert -np.diff(chances_to_miss(n, m)) == pytest.approx(rarefaction_weights(n, drawn))


Hit = tuple[int, int, float]


def hits_of(listed: list[Hit]) -> Hits:
    whole = np.array(listed, dtype=np.float64).reshape(-1, 3)
    return Hits(whole[:, 0].astype(int), whole[:, 1].astype(int), whole[:, 2])


rivals = st.lists(st.lists(PROBABILITY, min_size=1, max_size=4), min_size=1, max_size=4)


@given(rivals, st.data())
@settings(max_examples=150)
def test_a_statements_echo_is_the_mean_best_of_every_draw(
    said: list[list[float]], data: st.DataObject
) -> None:
    k, m = data.draw(st.integers(1, len(said))), data.draw(st.integers(1, 5))
    weights = data.draw(st.lists(st.floats(0.001, 9), min_size=len(said), max_size=len(said)))
    top = whole = 0.0
    for chosen in combinations(range(len(said)), k):
        parts = [list(combinations(said[r], min(m, len(said[r])))) for r in chosen]
        weight = prod(weights[r] for r in chosen)
        top += weight * float(np.mean([max(map(max, draw)) for draw in product(*parts)]))
        whole += weight
    hits = [(0, r, p) for r, one in enumerate(said) for p in one if p]
    heard = hear(1, hits_of(hits), [len(one) for one in said], m)
    exact = statement_echoes(heard, np.array([weights]), k)[0, 0]
    assert exact == pytest.approx(top / whole, abs=1e-6)
    assert best_heard(1, hits_of(hits))[0] == max(max(one) for one in said)


def field_of(companies: int, shared: int) -> list[list[Hit]]:
    """Give the hits of a field whose companies share their first statements verbatim."""
    return [
        [(i, r, 1.0) for i in range(shared) for r in range(companies - 1)] for _ in range(companies)
    ]


def measured(hits: list[list[Hit]], statements: int, m: int) -> float:
    sizes = [statements] * (len(hits) - 1)
    return echoes([hear(statements, hits_of(own), sizes, m) for own in hits], 20, 1)[0].value


@pytest.mark.parametrize("shared", [0, 10, 30, 40])
def test_9_a_verbatim_dose_comes_out(shared: int) -> None:
    hits = field_of(6, shared)
    assert measured(hits, 40, 40) == pytest.approx(shared / 40, abs=0.03)
    bests = [best_heard(40, hits_of(own)) for own in hits]
    assert echoes_as_read(bests, 20, 1)[0].value == pytest.approx(shared / 40, abs=0.03)


def test_9_more_rivals_do_not_make_more_echo_and_the_variant_that_does_is_caught() -> None:
    random = np.random.default_rng(5)

    def field(companies: int) -> list[list[Hit]]:
        return [
            [(i, r, 1.0) for r in range(companies - 1) for i in range(60) if random.random() < 0.1]
            for _ in range(companies)
        ]

    few, many = field(5), field(14)
    assert measured(many, 60, 40) == pytest.approx(measured(few, 60, 40), abs=0.05)
    read = [np.mean([best_heard(60, hits_of(own)).mean() for own in hits]) for hits in (few, many)]
    assert read[1] - read[0] > 0.25


def test_a_field_of_copies_is_all_echo_and_strangers_none() -> None:
    whole, each = echoes([hear(3, hits_of(own), [3, 3], 40) for own in field_of(3, 3)], 30, 1)
    assert (whole.value, whole.low, whole.high) == pytest.approx((1, 1, 1))
    none, _ = echoes([hear(3, hits_of([]), [3, 3], 40) for _ in range(3)], 30, 1)
    assert (none.value, none.low, none.high) == (0, 0, 0)
    assert len(each) == 3


def test_the_order_of_hits_changes_nothing_to_the_bit() -> None:
    random = np.random.default_rng(2)
    hits = [(int(i), int(r), float(p)) for i, r, p in random.random((50, 3)) * [9, 3, 1]]
    first = hear(9, hits_of(hits), [20, 30, 9], 5)
    again = hear(9, hits_of([hits[i] for i in random.permutation(50)]), [20, 30, 9], 5)
    weights = random.exponential(size=(4, 3))
    both = [statement_echoes(heard, weights, 2) for heard in (first, again)]
    assert both[0].tolist() == both[1].tolist()


def test_statements_are_heard_alike_alone_and_among_many() -> None:
    """More statements than are multiplied at a time, one of them with thousands of hits."""
    random = np.random.default_rng(4)
    many = STATEMENTS_AT_A_TIME + 90
    statements = np.concatenate([np.zeros(2057, int), random.integers(1, many, 5000)])
    hits = Hits(statements, random.integers(0, 3, len(statements)), random.random(len(statements)))
    weights, sizes = random.exponential(size=(4, 3)), [9000, 8000, 7000]
    found = statement_echoes(hear(many, hits, sizes, 5), weights, 2)
    for statement in (0, 1, 50, 511, 512, many - 1):
        mine = hits[np.flatnonzero(statements == statement)]
        alone = statement_echoes(hear(many, mine, sizes, 5), weights, 2)
        assert found[:, statement].tolist() == alone[:, statement].tolist()


def test_thousands_of_steps_lose_no_digit_that_is_shown() -> None:
    random = np.random.default_rng(6)
    rivals, sizes, weights = 6, [700] * 6, random.exponential(size=(1, 6))
    probabilities = np.sort(random.random((rivals, 700)))[:, ::-1]
    hits = Hits(np.zeros(4200, int), np.repeat(np.arange(6), 700), probabilities.ravel())
    (found,) = statement_echoes(hear(1, hits, sizes, 40), weights, 4)
    chosen = np.array(list(combinations(range(rivals), 4)))
    likely = weights[0][chosen].prod(axis=1)
    levels = np.append(0.0, np.sort(probabilities.ravel()))
    missed = [
        chances_to_miss(700, 40)[(one[:, None] >= levels[1:]).sum(axis=0)] for one in probabilities
    ]
    reached = 1.0 - np.stack(missed)[chosen].prod(axis=1)
    naive = (likely @ reached / likely.sum()) @ np.diff(levels)
    assert found[0] == pytest.approx(naive, abs=1e-9)


def test_the_range_holds_the_truth_of_drawn_fields() -> None:
    """Companies that differ in how much they echo: the field's range must hold the mean rate."""
    random = np.random.default_rng(11)
    held = 0
    for _ in range(60):
        rates = random.beta(4, 8, size=10)
        said = [[i for i in range(50) if random.random() < rate] for rate in rates]
        hits = [hits_of([(i, r, 1.0) for i in own for r in range(9)]) for own in said]
        field = [hear(50, own, [50] * 9, 50) for own in hits]
        found, _ = echoes(field, 200, 3)
        held += found.low <= 4 / 12 <= found.high
    assert held >= 0.85 * 60


NAMES = ("Rostavel", "Ombrasi", "Hulvane")
STATEMENTS = 24
TRUTHS = tomllib.loads((files("crawlers") / "demo" / "truths.toml").read_text("utf-8"))


def shared_claims() -> list[list[str]]:
    """Give the demo's claims that three companies make in words of their own, names deleted."""
    found = []
    for claim in TRUTHS["claim"]:
        said = {wording["company"]: wording["text"] for wording in claim["wording"]}
        if all(name in said for name in NAMES):
            found.append([said[name].replace(name, "").strip() for name in NAMES])
    return found


def own_claims() -> list[str]:
    """Give claims of the catalogue, one of each, no two of which are one claim."""
    rows = shipped_catalogue().to_pylist()
    return [row["wording"] for row in rows if row["position"] == 1][: len(NAMES) * STATEMENTS]


@pytest.fixture(scope="module")
def vectors() -> dict[str, Vectors]:
    """Give the vector of every text that is planted."""
    texts = sorted({*own_claims(), *(text for said in shared_claims() for text in said)})
    return dict(zip(texts, load_encoder(DEFAULT_MODEL).encode(texts, lambda _: None), strict=True))


def dosed(
    vectors: dict[str, Vectors], dose: int, *, reworded: bool, judge: Judge = JUDGE
) -> list[dict[str, Any]]:
    """Give the echo of three companies with claims of their own, but for ``dose`` shared ones."""
    own, shared = own_claims(), shared_claims()[:dose]
    rows = []
    for c, name in enumerate(NAMES):
        texts = own[c * STATEMENTS :][: STATEMENTS - dose]
        texts += [said[c if reworded else 0] for said in shared]
        rows += [
            {"statement_id": f"{name}-{i:02}", "company": name, "masked": text}
            for i, text in enumerate(texts)
        ]
    stacked = np.stack([vectors[row["masked"]] for row in rows])
    table = pa.Table.from_pylist(rows).append_column("vector", vector_column(stacked))
    pairs = same_claim_pairs(table, least_related=0.2, judge=judge).read_all()
    levels = pa.table({"company": NAMES, "enough": [True] * len(NAMES)})
    with duckdb.connect() as connection:
        connection.register("pairs", pairs)
        made: list[dict[str, Any]] = echo(
            Parts(connection, "pairs"),
            table,
            levels,
            rivals_sampled=STATEMENTS,
            bootstrap_rounds=20,
            seed=1,
        ).to_pylist()
    return made


@pytest.mark.parametrize("dose", [0, 3, 6, 8])
def test_9_real_statements_planted_verbatim_come_out(
    vectors: dict[str, Vectors], dose: int
) -> None:
    assert len(shared_claims()) >= 8
    for row in dosed(vectors, dose, reworded=False):
        assert row["echo"] == pytest.approx(dose / STATEMENTS, abs=0.03), row
        assert row["as_read"] == pytest.approx(dose / STATEMENTS, abs=0.03), row


def test_9_real_statements_planted_in_other_words_rise_with_the_dose(
    vectors: dict[str, Vectors],
) -> None:
    found = [dosed(vectors, dose, reworded=True)[0]["echo"] for dose in (0, 3, 6, 8)]
    assert found == sorted(found)
    assert found[-1] - found[0] > 0.05
    assert found[-1] <= 8 / STATEMENTS


def broken_judge(cosine: float, intercept: float) -> Judge:
    """Give a judge who weighs nothing but the cosine."""
    weights = np.array([cosine if name == "cosine" else 0.0 for name in FEATURES])
    return replace(JUDGE, weights=weights, intercept=intercept)


def test_9_an_echo_of_what_sounds_near_is_caught(vectors: dict[str, Vectors]) -> None:
    """Broken: from a cosine of .4 on it is the same claim."""
    near = broken_judge(cosine=100.0, intercept=-40.0)
    assert dosed(vectors, 0, reworded=False, judge=near)[0]["echo"] > 0.03


def test_9_an_echo_of_copies_alone_is_caught(vectors: dict[str, Vectors]) -> None:
    """Broken: only what stands word for word the same is the same claim."""
    copies = broken_judge(cosine=1000.0, intercept=-990.0)
    verbatim = dosed(vectors, 8, reworded=False, judge=copies)[0]["echo"]
    assert verbatim == pytest.approx(8 / STATEMENTS, abs=0.03)
    reworded = [dosed(vectors, n, reworded=True, judge=copies)[0]["echo"] for n in (0, 8)]
    assert reworded[1] - reworded[0] < 0.05
