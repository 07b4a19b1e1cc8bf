"""The blind test's parts: how pages are dealt to folds, and the classifier, against scikit's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from pipeline.measures.folds import deal_pages
from pipeline.measures.logistic import fitted_log_odds, tell_apart

if TYPE_CHECKING:
    from numpy.typing import NDArray

seeds = st.integers(0, 2**32 - 1)


def _rows(
    seed: int, counts: tuple[int, int], apart: float, scale: float = 1.0
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    random = np.random.default_rng(seed)
    labels = np.repeat([0, 1], counts)
    rows = random.normal(size=(len(labels), 24)) + apart * labels[:, None]
    rows *= scale / np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32), labels


@given(
    seeds,
    st.tuples(st.integers(1, 30), st.integers(1, 30)),
    st.sampled_from([0.0, 0.3, 5.0]),
    st.sampled_from([0.1, 1.0, 10.0]),
)
def test_log_odds_are_those_of_the_known_library(
    seed: int, counts: tuple[int, int], apart: float, scale: float
) -> None:
    rows, labels = _rows(seed, counts, apart, scale)
    known = LogisticRegression(C=1.0, class_weight="balanced", max_iter=20_000, tol=1e-9)
    doubles = rows.astype(np.float64)
    expected = known.fit(doubles, labels).decision_function(doubles)
    every = np.ones(len(labels), dtype=bool)
    found = fitted_log_odds(doubles @ doubles.T, labels, of=every)
    assert found == pytest.approx(expected, abs=2e-3, rel=1e-3)


def test_no_row_is_told_by_a_classifier_that_saw_its_fold() -> None:
    rows, labels = _rows(7, (20, 20), 0.4)
    folds = np.arange(40) % 4
    known = LogisticRegression(C=1.0, class_weight="balanced", max_iter=20_000, tol=1e-9)
    for fold in range(4):
        test = folds == fold
        expected = known.fit(rows[~test], labels[~test]).predict(rows[test])
        assert (tell_apart(rows, labels, folds)[test] == expected).all()


def test_who_saw_one_label_only_tells_that_one() -> None:
    rows, labels = _rows(1, (3, 2), 0.0)
    assert tell_apart(rows, labels, labels).tolist() == [1, 1, 1, 0, 0]


pages_of_two = st.tuples(
    st.lists(st.integers(0, 9), min_size=1, max_size=40),
    st.lists(st.integers(10, 19), min_size=1, max_size=40),
)


@given(pages_of_two, st.integers(2, 5))
def test_a_page_is_in_one_fold_and_folds_fill_evenly(
    drawn: tuple[list[int], list[int]], folds: int
) -> None:
    labels = np.repeat([0, 1], [len(side) for side in drawn])
    pages = np.array(drawn[0] + drawn[1])
    dealt = deal_pages(labels, pages, folds)
    assert all(len(set(dealt[pages == page].tolist())) == 1 for page in pages)
    for label in (0, 1):
        mine = labels == label
        counts = np.bincount(dealt[mine], minlength=folds)
        largest = int(np.bincount(pages[mine]).max())
        # Dealt to the emptiest each time, so no fold is ahead by more than one page.
        assert counts.max() - counts.min() <= largest


def test_the_first_tie_goes_to_the_emptier_fold() -> None:
    dealt = deal_pages(np.array([0, 0, 0, 1]), np.array([5, 5, 6, 7]), 2)
    assert dealt.tolist() == [0, 0, 1, 1]
