"""Evidence between two statements, and the judge that weighs it."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.light import light_encoder
from embeddings.pieces import word_pieces
from pipeline.measures import alignment
from pipeline.measures.centred import centre
from pipeline.measures.evidence import (
    Evidence,
    content_stems,
    profile,
    read_profiles,
    weigh,
    weigh_pairs,
)
from pipeline.measures.same_claim import (
    FEATURES,
    Reading,
    load_judge,
    opposed,
    pair_features,
    read_statements,
    set_apart,
)
from pipeline.measures.uneven import Uneven
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
            "overlap": weigh(*map(profile, texts)).overlap,
            "contained": weigh(*map(profile, texts)).contained,
            "log of shorter length": math.log(5),
            "log of length ratio": math.log(8 / 5),
            "numbers differ": 1.0,
            "numbers apart": 2.0,
            "negation differs": 1.0,
            **dict(zip(alignment.FEATURES, alignment.align(*reading.pieces), strict=True)),
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


@pytest.mark.parametrize("model", [DEFAULT_MODEL, "use-multilingual-v3"])
def test_the_shipped_judge_tells_what_is_known_of_it(model: str) -> None:
    judge = load_judge(model)
    assert judge.weights.shape == (len(FEATURES),)
    assert 0 < judge.least < judge.least_same <= 1
    for shown in (judge.alike, judge.same):
        assert 0 <= shown.low <= shown.precision <= shown.high <= 1
        assert shown.pairs >= 10 or (shown.least, shown.pairs, shown.recall) == (1.0, 0, 0.0)
    assert judge.alike.precision >= 0.5
    assert judge.same.precision >= 0.9 or judge.same.least == 1.0
    assert judge.source


def test_the_default_judge_calls_some_pairs_the_same() -> None:
    assert load_judge(DEFAULT_MODEL).same.pairs >= 10


OPPOSED = [
    ("No IP address is stored", "Stores the IP address of every visitor"),
    ("Works without cookies", "Uses a cookie for every visitor"),
    ("The only closed-source builder of forms", "An open-source builder of forms"),
    ("Ready in 5 minutes", "Ready in 60 minutes"),
    ("A cookieless counter of visits", "A counter of visits that sets cookies"),
]


@pytest.mark.parametrize(("left", "right"), OPPOSED)
def test_13_opposites_are_never_the_same_claim(left: str, right: str) -> None:
    reading = read_statements([left, right], light_encoder().encode([left, right], lambda _: None))
    assert opposed(reading, *pairs_of(reading)).tolist() == [True]


def test_13_a_judge_that_only_measures_nearness_falls_for_opposites() -> None:
    texts = [text for pair in OPPOSED for text in pair]
    vectors = light_encoder().encode(texts, lambda _: None)
    fooled = [float(vectors[n] @ vectors[n + 1]) >= 0.7 for n in range(0, len(texts), 2)]
    assert sum(fooled) >= 3


@pytest.mark.parametrize(
    ("left", "right", "apart"),
    [
        ("Is it free for teams?", "It is free for teams", True),
        ("Accounting for dentists", "Accounting for florists", True),
        ("Accounting for dentists", "Accounting made easy", True),
        ("Accounting for dentists", "Books kept for busy dentists", False),
        ("Accounting made easy", "Easy accounting", False),
        ("Runs on any machine you like", "Runs only on our machines", True),
        ("Not only easy accounting", "Easy accounting", False),
        # The one pair in 3,456 written opposites that the larger judge called the same.
        (
            "With our cover, as much as 90% of the bill comes back to you, at any licensed vet",
            "Our plan covers at most half of the vet bill.",
            True,
        ),
    ],
)
def test_questions_and_other_buyers_are_set_apart(left: str, right: str, *, apart: bool) -> None:
    vectors = np.array([[1.0, 0.0], [1.0, 0.0]], np.float32)
    reading = read_statements([left, right], vectors, np.zeros(2, np.float32))
    assert set_apart(reading, *pairs_of(reading)).tolist() == [apart]
    judge = load_judge(DEFAULT_MODEL)
    sure = replace(judge, weights=np.zeros(len(FEATURES)), intercept=9.0)
    (likely,) = sure.probabilities(reading, *pairs_of(reading))
    assert (likely < sure.least_same) == apart
    assert likely > sure.least


PIECES = st.lists(st.integers(1000, 1400), min_size=1, max_size=6)


@given(PIECES, PIECES)
def test_alignment_is_that_of_the_naive_loops(left: list[int], right: list[int]) -> None:
    table, weights = word_pieces().vectors, alignment.piece_weights()

    def side(mine: list[int], theirs: list[int]) -> tuple[float, float, float, float]:
        best = [max(float(table[m] @ table[t]) for t in theirs) for m in mine]
        total = sum(weights[m] for m in mine)
        covered = sum(weights[m] * b for m, b in zip(mine, best, strict=True)) / total
        bare = sum(weights[m] for m, b in zip(mine, best, strict=True) if b < 0.5) / total
        gap = max(weights[m] * (1 - b) for m, b in zip(mine, best, strict=True))
        return covered, bare, gap, sum(best) / len(best)

    a, b = side(left, right), side(right, left)
    expected = [ends for x, y in zip(a[:3], b[:3], strict=True) for ends in (min(x, y), max(x, y))]
    found = alignment.align(np.array(left, np.intp), np.array(right, np.intp))
    assert found == pytest.approx([*expected, (a[3] + b[3]) / 2], abs=1e-5)
    assert found == pytest.approx(
        alignment.align(np.array(right, np.intp), np.array(left, np.intp)), abs=1e-6
    )


@given(st.lists(PIECES | st.just([]), min_size=1, max_size=6), st.integers(0, 99))
def test_many_pairs_are_aligned_as_each_alone(statements: list[list[int]], seed: int) -> None:
    pieces = [np.array(one, np.intp) for one in statements]
    left, right = np.random.default_rng(seed).integers(0, len(pieces), (2, 20))
    alone = [alignment.align(pieces[a], pieces[b]) for a, b in zip(left, right, strict=True)]
    found = alignment.align_pairs(Uneven.of(pieces), left, right)
    assert found.tolist() == [list(one) for one in alone]


@pytest.mark.parametrize("most", [alignment.MOST_CELLS, 40_000])
def test_what_else_is_asked_moves_no_bit_of_a_pair(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alignment, "MOST_CELLS", most)
    random = np.random.default_rng(7)
    drawn = [random.integers(1000, 9000, random.integers(0, 30)) for _ in range(200)]
    pieces = Uneven.of(drawn)
    left, right = random.integers(0, len(drawn), (2, 900))
    together = alignment.align_pairs(pieces, left, right)
    back = alignment.align_pairs(pieces, right[::-1], left[::-1])[::-1]
    few = [alignment.align_pairs(pieces, left[i : i + 1], right[i : i + 1]) for i in range(300)]
    assert (together == back).all()
    assert (together[:300] == np.concatenate(few)).all()


@given(st.lists(st.lists(st.integers(0, 9), max_size=5), max_size=6), st.integers(0, 99))
def test_uneven_rows_are_the_lists_they_were_made_of(rows: list[list[int]], seed: int) -> None:
    uneven = Uneven.of(rows)
    assert [row.tolist() for row in uneven] == rows
    assert uneven.lengths.tolist() == [len(row) for row in rows]
    some = np.random.default_rng(seed).integers(0, len(rows), 4 if rows else 0)
    which, numbers = uneven.together(some)
    asked = [(place, number) for place, row in enumerate(some) for number in rows[row]]
    assert list(zip(which.tolist(), numbers.tolist(), strict=True)) == asked
    side = [[*rows[row], *[-1] * (5 - len(rows[row]))] for row in some]
    assert uneven.padded(some, 5, -1).tolist() == side


WORDS = st.sampled_from("no 3 4,5 two reports for teams hosting hosted data only".split())


@given(st.lists(st.lists(WORDS, max_size=6), min_size=1, max_size=6), st.integers(0, 99))
def test_many_pairs_are_weighed_as_each_alone(texts: list[list[str]], seed: int) -> None:
    statements = [" ".join(words) for words in texts]
    profiles = [profile(text) for text in statements]
    left, right = np.random.default_rng(seed).integers(0, len(profiles), (2, 20))
    found = weigh_pairs(read_profiles(statements), left, right)
    for i, (a, b) in enumerate(zip(left, right, strict=True)):
        alone = weigh(profiles[a], profiles[b])
        for field in fields(found):
            assert getattr(found, field.name)[i] == getattr(alone, field.name)


def test_a_statement_without_words_covers_nothing() -> None:
    nothing, something = np.zeros(0, np.intp), np.array([2000], np.intp)
    assert alignment.align(nothing, something)[:4] == (0.0, 0.0, 1.0, 1.0)


def test_rare_pieces_tell_more() -> None:
    weights = alignment.piece_weights()
    (the,), (rare,) = word_pieces().split(["the", "violet"])
    assert weights[rare] > 2 * weights[the] > 0


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
