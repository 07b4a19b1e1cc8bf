"""Marks of home pages: whatever a page tells, what is kept are boxes in its window."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.browser.marks import LONGEST, MOST_WORDS, Box, parse_marks

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=30,
)
NUMBER = st.integers() | st.floats()
ROWS = st.lists(st.tuples(st.text(max_size=5), NUMBER, NUMBER, NUMBER, NUMBER) | JSON, max_size=9)


def told(**changes: Any) -> bytes:  # noqa: ANN401 - anything a page may say
    plain = {"width": 1280, "height": 800, "words": [["Acme", 10, 20, 40, 16]], "pictures": []}
    return json.dumps(plain | changes).encode()


@given(st.binary(max_size=99) | st.builds(json.dumps, JSON) | st.builds(told, words=ROWS))
def test_whatever_is_told_gives_boxes_in_the_window_or_nothing(text: bytes | str) -> None:
    marks = parse_marks(text)
    for word in marks.words if marks else ():
        box = word.box
        assert marks is not None
        assert 0 <= box.left < box.left + box.width <= marks.width
        assert 0 <= box.top < box.top + box.height <= marks.height
        assert len(word.text) <= LONGEST


def test_box_is_cut_to_the_window() -> None:
    marks = parse_marks(told(words=[["Acme", -10, 790, 40.4, 99]]))
    assert marks is not None
    assert marks.words[0].box == Box(0, 790, 30, 10)


def test_a_page_without_a_style_sheet_is_told_and_older_marks_are_taken_for_styled() -> None:
    told_of = [parse_marks(told(**said)) for said in ({}, {"styled": True}, {"styled": False})]
    assert [marks.styled for marks in told_of if marks] == [True, True, False]


def test_what_stands_outside_is_left_out() -> None:
    marks = parse_marks(told(words=[["Acme", 1300, 20, 40, 16], ["Acme", 5, 5, 0, 9]]))
    assert marks is not None
    assert marks.words == ()


def test_more_than_the_cap_is_left_out() -> None:
    marks = parse_marks(told(words=[["x" * 999, 10, 20, 40, 16]] * 9999))
    assert marks is not None
    assert len(marks.words) == MOST_WORDS
    assert len(marks.words[0].text) == LONGEST


@pytest.mark.parametrize("text", ["", "[]", "null", '{"width": 0}', "[" * 99_999, told(width=0)])
def test_no_marks_are_none(text: bytes | str) -> None:
    assert parse_marks(text) is None
