"""Evidence between two statements, and the judge that weighs it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.measures.evidence import Evidence, content_stems, profile, weigh
from pipeline.measures.same_claim import (
    FEATURES,
    Reading,
    centre,
    load_judge,
    opposed,
    pair_features,
    read_statements,
)
from sameness.errors import ModelMissing
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from numpy.typing import NDArray

TEXT = st.lists(
    st.sampled_from(
        "no never don't hosting hosted hosts plan plans 12 twelve 2.5 the of without it's".split()
    ),
    max_size=8,
).map(" ".join)


def between(left: str, right: str) -> Evidence:
    return weigh(profile(left), profile(right))


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("Hosting that hosts what you hosted", {"host"}),
        ("The of and with your", set()),
        ("Easily plan easy plans", {"easi", "easy", "plan"}),
        ("Companies’ organisation", {"compan", "organis"}),
        ("24/7", set()),
        ("", set()),
    ],
)
def test_content_stems(text: str, stems: set[str]) -> None:
    assert set(content_stems(text)) == stems


@pytest.mark.parametrize(
    ("left", "right", "differ"),
    [
        ("Plan in 5 minutes", "Plan in 10 minutes", True),
        ("Plan in five minutes", "Plan in 5 minutes", False),
        ("Plan in five minutes", "Plan in 6 minutes", True),
        ("Plan in 5 minutes", "Plan in minutes", False),
        ("Plan 7 days in 5 minutes", "Plan in 5 minutes", False),
        ("From 1,000 shops", "From 1,000 bars", False),
        ("From 2.5 hours", "From 2 hours", True),
        ("One tool for all", "Two tools for all", False),
    ],
)
def test_numbers_differ_where_each_side_has_one_of_its_own(
    left: str, right: str, *, differ: bool
) -> None:
    assert between(left, right).numbers_differ is differ


@pytest.mark.parametrize(
    "text",
    [
        "No cookies",
        "We do not track",
        "We don’t track",
        "We can't see it",
        "Without a contract",
        "Free of charge",
        "Zero effort",
        "Neither you nor we",
        "It cannot fail",
        "NEVER again",
    ],
)
def test_denials_are_told(text: str) -> None:
    assert profile(text).denies


@pytest.mark.parametrize("text", ["Know your staff", "A note for you", "Notable", "Free trial", ""])
def test_what_denies_nothing_is_told(text: str) -> None:
    assert not profile(text).denies


def test_a_denial_on_one_side_only_differs() -> None:
    assert between("No IP is stored", "The IP is stored").negation_differs
    assert not between("No IP is stored", "We never store an IP").negation_differs
    assert not between("The IP is stored", "We store the IP").negation_differs


def test_overlap_is_the_shared_share_of_stems() -> None:
    assert between("hosting plans matter", "plans matter twice").overlap == pytest.approx(2 / 4)
    assert between("the of", "and with").overlap == 0.0
    assert between("plan", "plan").overlap == 1.0


@given(TEXT, TEXT)
def test_evidence_is_symmetric_and_bounded(left: str, right: str) -> None:
    evidence = between(left, right)
    assert evidence == between(right, left)
    assert 0.0 <= evidence.overlap <= 1.0
    itself = between(left, left)
    assert not itself.numbers_differ
    assert not itself.negation_differs


def test_a_profile_has_a_word_at_least() -> None:
    assert profile("").words == 1
    assert profile("plan your week").words == 3


def pairs_of(reading: Reading) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the first statement beside each of the others."""
    others = np.arange(1, len(reading.profiles))
    return np.zeros(len(others), dtype=np.intp), others


def test_features_stand_in_the_order_of_their_names() -> None:
    texts = ["No plan for 5 days", "Plan for 10 days with us today ok"]
    vectors = np.array([[1.0, 0.0], [0.5, math.sqrt(0.75)]], np.float32)
    reading = read_statements(texts, vectors, np.zeros(2, np.float32))
    (row,) = pair_features(reading, *pairs_of(reading))
    named = dict(zip(FEATURES, row, strict=True))
    assert named == pytest.approx(
        {
            "cosine": 0.5,
            "centred cosine": 0.5,
            "overlap": weigh(*reading.profiles).overlap,
            "log of shorter length": math.log(5),
            "log of length ratio": math.log(8 / 5),
            "numbers differ": 1.0,
            "negation differs": 1.0,
        }
    )
    assert opposed(reading, *pairs_of(reading)).tolist() == [True]


def test_no_pairs_have_no_rows_and_no_probabilities() -> None:
    nothing = read_statements([], np.zeros((0, 2), np.float32))
    none = np.zeros(0, dtype=np.intp)
    assert pair_features(nothing, none, none).shape == (0, len(FEATURES))
    assert load_judge(DEFAULT_MODEL).probabilities(nothing, none, none).shape == (0,)
    assert opposed(nothing, none, none).shape == (0,)


@given(st.lists(st.floats(-1, 1), min_size=len(FEATURES), max_size=len(FEATURES)))
def test_probability_is_the_logistic_of_the_weighted_sum(row: list[float]) -> None:
    judge = load_judge(DEFAULT_MODEL)
    score = sum(w * x for w, x in zip(judge.weights, row, strict=True)) + judge.intercept
    (probability,) = judge.probability(np.array([row]))
    assert probability == pytest.approx(1 / (1 + math.exp(-score)))
    assert 0 < probability < 1


def test_the_shipped_judge_tells_what_is_known_of_it() -> None:
    judge = load_judge(DEFAULT_MODEL)
    assert judge.weights.shape == (len(FEATURES),)
    assert 0 < judge.least < 1
    assert 0 < judge.low < judge.precision < judge.high < 1
    assert judge.shown > 0
    assert judge.source


def test_the_shipped_judge_prefers_what_is_alike() -> None:
    judge = load_judge(DEFAULT_MODEL)
    texts = [
        "Plan your whole week in minutes",
        "Plan your whole week in minutes",
        "Your week planned within minutes",
        "Our ovens bake fresh bread daily",
    ]
    lean = np.array([1.0, 1.0, 0.7, 0.1])
    vectors = np.stack([lean, np.sqrt(1 - lean**2)], axis=1).astype(np.float32)
    reading = read_statements(texts, vectors, np.zeros(2, np.float32))
    certain, likely, unlikely = judge.probabilities(reading, *pairs_of(reading))
    assert certain > judge.least
    assert certain > likely > unlikely
    assert unlikely < 0.05


def test_centring_takes_out_what_all_share() -> None:
    shared = np.array([[3.0, 1.0, 0.0], [3.0, -1.0, 0.0], [3.0, 0.0, 1.0], [3.0, 0.0, -1.0]])
    unit = (shared / np.linalg.norm(shared, axis=1, keepdims=True)).astype(np.float32)
    assert unit[0] @ unit[1] > 0.7
    centred = centre(unit)
    assert centred[0] @ centred[1] == pytest.approx(-1.0, abs=1e-5)
    assert np.linalg.norm(centred, axis=1) == pytest.approx(1.0, abs=1e-6)


def test_centring_equal_vectors_gives_no_direction_and_no_nan() -> None:
    assert not centre(np.tile(np.array([[0.0, 1.0]], np.float32), (3, 1))).any()


def test_a_model_without_a_judge_says_so() -> None:
    with pytest.raises(ModelMissing, match="No judge of claims ships for the model 'word2vec'"):
        load_judge("word2vec")
