"""How judges of pairs are split, scored and fitted, against naive oracles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_curve

from evaluation.judge_folds import by_company, by_industry
from evaluation.judge_scores import (
    expected_calibration_error,
    quality,
    recall_at,
    reliability,
    shown_from,
)
from evaluation.labels import (
    OWN,
    LabelledPair,
    company_digest,
    directory_sentences,
    statement_digest,
)
from evaluation.same_claim import fit_weights, judge_unseen, new_fit


def pair(industry: str, a: int, b: int, label: str) -> LabelledPair:
    return LabelledPair(
        industry, f"{industry}{a}", f"{industry}{b}", "a", "b", label, given=True, twice_read=False
    )


RANDOM = np.random.default_rng(4)
PAIRS = [
    pair(industry, int(a), int(b), "same" if RANDOM.random() < 0.3 else "related")
    for industry in "PQRSTUVW"
    for a, b in (RANDOM.choice(6, 2, replace=False) for _ in range(30))
]


def test_no_company_is_on_both_sides_and_each_pair_is_judged_once() -> None:
    judged: list[int] = []
    for learnt, held in by_company(PAIRS):
        seen = {name for n in learnt for name in (PAIRS[n].company_a, PAIRS[n].company_b)}
        unseen = {name for n in held for name in (PAIRS[n].company_a, PAIRS[n].company_b)}
        assert not seen & unseen
        judged += held.tolist()
    assert sorted(judged) == list(range(len(PAIRS)))


def test_no_industry_is_on_both_sides() -> None:
    for learnt, held in by_industry(PAIRS):
        assert not {PAIRS[n].industry for n in learnt} & {PAIRS[n].industry for n in held}


def test_folds_that_share_companies_flatter_a_judge_who_learns_names_by_heart() -> None:
    names = sorted({name for p in PAIRS for name in (p.company_a, p.company_b)})
    by_heart = np.zeros((len(PAIRS), len(names)))
    for row, p in enumerate(PAIRS):
        by_heart[row, [names.index(p.company_a), names.index(p.company_b)]] = 1.0
    known = judge_unseen(by_heart, PAIRS, by_company, new_fit)
    # A company never learnt from has no weight: every pair of a fold gets the same answer.
    for _, held in by_company(PAIRS):
        assert np.ptp(known[held]) == pytest.approx(0, abs=1e-9)


LIKELY = st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=12, max_size=60).filter(
    lambda rows: any(same for same, _ in rows) and not all(same for same, _ in rows)
)


@given(LIKELY, st.sampled_from([0.5, 0.75, 0.9]))
def test_recall_at_a_precision_is_the_best_over_all_cuts(
    rows: list[tuple[bool, float]], precision: float
) -> None:
    ordered = sorted(rows, key=lambda row: -row[1])
    total = sum(same for same, _ in rows)
    best = 0.0
    for n in range(10, len(rows) + 1):
        hits = sum(same for same, _ in ordered[:n])
        if hits / n >= precision:
            best = max(best, hits / total)
    same, likely = np.array([s for s, _ in rows]), np.array([p for _, p in rows])
    assert recall_at(same, likely, precision) == pytest.approx(best)


@given(LIKELY)
def test_calibration_error_is_that_of_the_naive_loop(rows: list[tuple[bool, float]]) -> None:
    error = 0.0
    for tenth in range(10):
        inside = [(s, p) for s, p in rows if min(int(p * 10), 9) == tenth]
        if inside:
            said = sum(p for _, p in inside) / len(inside)
            found = sum(s for s, _ in inside) / len(inside)
            error += abs(said - found) * len(inside) / len(rows)
    same, likely = np.array([s for s, _ in rows]), np.array([p for _, p in rows])
    # The curve is kept to three digits.
    assert expected_calibration_error(same, likely) == pytest.approx(error, abs=1.5e-3)
    assert sum(row["pairs"] for row in reliability(same, likely)) == len(rows)


def test_shown_pairs_are_counted_at_and_above_the_threshold() -> None:
    same = np.array([True, True, False, True])
    row = shown_from(same, np.array([0.9, 0.5, 0.5, 0.4]), 0.5)
    assert (row["pairs"], row["value"], row["recall"]) == (3, 0.667, 0.667)
    _, recall, _ = precision_recall_curve(same, np.array([0.9, 0.5, 0.5, 0.4]))
    assert row["recall"] == pytest.approx(recall[1], abs=1e-3)


def test_quality_draws_companies_and_not_pairs() -> None:
    same = np.tile([True, False], 50)
    likely = np.where(same, 0.8, 0.2) + np.linspace(-0.15, 0.15, 100)
    likely[:10] = 1 - likely[:10]
    apart = quality(same, likely, np.array([str(n) for n in range(100)]))
    together = quality(same, likely, np.array([str(n // 10) for n in range(100)]))
    assert apart["auc"] == together["auc"]
    width = {name: np.ptp(found["auc_range"]) for name, found in (("a", apart), ("t", together))}
    assert width["t"] > 1.5 * width["a"]


def test_weights_on_raw_features_say_what_the_fit_says() -> None:
    random = np.random.default_rng(3)
    features = random.normal(size=(300, 4)) * [1, 10, 0.1, 3] + [0, 5, 0, -2]
    same = features[:, 0] + features[:, 1] / 10 + random.normal(size=300) > 0.5
    weights, intercept = fit_weights(features, same)
    logit = features @ weights + intercept
    expected = new_fit().fit(features, same).predict_proba(features)[:, 1]
    assert 1 / (1 + np.exp(-logit)) == pytest.approx(expected, abs=1e-9)


def test_own_labels_hold_digests_and_no_text() -> None:
    lines = OWN.read_text("utf-8").splitlines()
    assert lines[0] == "industry,company_a,company_b,a,b,label"
    assert len(lines) > 6000
    digits = set("0123456789abcdef")
    for line in lines[1:]:
        *_, left_name, right_name, left, right, label = line.rsplit(",", 5)
        assert {len(left_name), len(right_name)} == {8}
        assert {len(left), len(right)} == {12}
        assert set(left_name + right_name + left + right) <= digits
        assert label in {"same", "related", "different", "contradiction", "unusable"}


def test_digests_are_stable() -> None:
    assert company_digest("Acme, Inc.") == company_digest("acme inc")
    assert statement_digest("Plan your week") == "bdb2f5c35273"


def test_directory_sentences_drop_the_name() -> None:
    found = directory_sentences("Acme", "Acme plans weeks", "Acme is new.\r\nIt works. Yes! No.")
    assert found == ["plans weeks", "is new.", "It works.", "Yes!"]
