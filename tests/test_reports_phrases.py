"""Small wording: counts, ranges, lists, dates and fair quotes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import phrases
from reports.data import Range


def test_a_large_number_is_grouped() -> None:
    assert [phrases.grouped(n) for n in (0, 999, 12_567)] == ["0", "999", "12,567"]


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 firms"), (1, "1 firm"), (2, "2 firms"), (1268, "1,268 firms")]
)
def test_a_number_comes_with_its_noun(number: int, words: str) -> None:
    assert phrases.count(number, "firm", "firms") == words


@pytest.mark.parametrize(("value", "words"), [(74.6, "75"), (-0.3, "0"), (-4.2, "\N{MINUS SIGN}4")])
def test_points_are_whole_and_zero_has_no_sign(value: float, words: str) -> None:
    assert phrases.points(value) == words


def test_ranges_are_words() -> None:
    assert phrases.span(Range(74.6, 61.7, 88.1)) == "62 to 88"
    assert phrases.decimal_span(Range(2.1, 1.84, 2.55)) == "1.8 to 2.5"


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C", "D"], "A, B, C and D"),
        (["A", "B", "C", "D", "E"], "A, B, C, D and 1 other"),
        (["A", "B", "C", "D", "E", "F"], "A, B, C, D and 2 others"),
    ],
)
def test_names_are_listed_as_in_a_sentence(names: list[str], sentence: str) -> None:
    assert phrases.joined(names) == sentence


def test_only_right_to_left_names_are_isolated() -> None:
    assert phrases.isolated("Alder & Vane") == "Alder & Vane"
    assert phrases.isolated("מגדל") == "\u2068מגדל\u2069"


def test_a_quote_of_25_words_stays_whole() -> None:
    text = " ".join(f"w{number}" for number in range(25))
    assert phrases.cut(text) == text


def test_a_longer_quote_is_cut_at_a_word() -> None:
    text = " ".join(f"w{number}," for number in range(40))
    assert phrases.cut(text).split()[-2:] == ["w24", "…"]


def test_a_text_without_spaces_is_cut_by_length() -> None:
    shown = phrases.cut("会計" * 400)
    assert len(shown) == phrases.FAIR_CHARACTERS + 2
    assert shown.endswith(" …")


def test_white_space_alone_is_no_cut() -> None:
    assert phrases.cut("  two\n words ") == "two words"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.example.com/about/?a=1#top", "example.com/about"),
        ("https://example.com", "example.com"),
        ("https://example.com/" + "long/" * 30, "example.com/" + "long/" * 9 + "lo…"),
    ],
)
def test_an_address_is_shown_short(url: str, shown: str) -> None:
    assert phrases.place(url) == shown


def test_a_moment_is_told_in_utc() -> None:
    when = datetime(2026, 11, 21, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert phrases.moment(when) == "20 November 2026, 22:30 UTC"
    assert phrases.moment(datetime(2026, 11, 21, 9, 5, tzinfo=UTC)) == "21 November 2026, 09:05 UTC"
    assert phrases.moment(None) == "–"


def test_words_become_a_sentence() -> None:
    assert phrases.sentence("2 of 3 were read; 5 are needed") == "2 of 3 were read; 5 are needed."
    assert phrases.sentence("no text?") == "No text?"
    assert phrases.ended("") == ""


def test_a_long_name_is_shortened() -> None:
    assert phrases.shortened("Inkwell Accounts") == "Inkwell Accounts"
    assert phrases.shortened("A very long name indeed, Ltd") == "A very long name in…"


@pytest.mark.parametrize(
    ("text", "passage", "pieces"),
    [
        ("Make your rota in minutes.", "rota in", ("Make your ", "rota in", " minutes.")),
        ("rota in", "rota in", ("", "rota in", "")),
        ("Nothing like it", "rota in", ("Nothing like it", "", "")),
        ("Nothing like it", "", ("Nothing like it", "", "")),
    ],
)
def test_a_passage_stands_inside_its_quote(
    text: str, passage: str, pieces: tuple[str, str, str]
) -> None:
    assert phrases.around(text, passage) == pieces


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 8))
def test_a_quote_round_a_passage_has_25_words_at_most(before: int, after: int, size: int) -> None:
    passage = " ".join(["core"] * size)
    text = " ".join([*["left"] * before, passage, *["right"] * after])
    pieces = phrases.around(text, passage)
    words = "".join(pieces).replace("…", "").split()
    assert pieces[1] == passage
    assert len(words) == min(25, before + size + after)
    assert ("…" in pieces[0]) == (words.count("left") < before)
    assert ("…" in pieces[2]) == (words.count("right") < after)


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (-8.33, 0, "\N{MINUS SIGN}8"),
        (-0.2, 0, "0"),
        (0.925, 3, "0.925"),
        (-0.04, 1, "0.0"),
        (1.25, 2, "1.25"),
    ],
)
def test_a_number_has_a_real_minus_and_never_before_zero(
    value: float, digits: int, words: str
) -> None:
    assert phrases.fixed(value, digits) == words
