"""Splitting blocks into statements: nothing lost, nothing changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.sentences import SHORTEST, split_statements

WORDS = "Plan your week . ! ? … : ; e.g. Dr. No. 5 2.5 “ ” ( ) www.x.example zu 漢字。"
PIECES = st.lists(st.sampled_from([*WORDS.split(), "\u00a0", "\u2028", "\n"]), max_size=30)


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("", []),
        ("   ", []),
        ("Plan a week.", ["Plan a week."]),
        ("Plan a week in minutes", ["Plan a week in minutes"]),
        (
            "Plan a week in minutes. Swap shifts in seconds!",
            ["Plan a week in minutes.", "Swap shifts in seconds!"],
        ),
        ("No cookies. No banners.", ["No cookies. No banners."]),
        (
            "No cookies. No banners. Just the numbers you need.",
            ["No cookies. No banners.", "Just the numbers you need."],
        ),
        (
            "We plan your whole week. Try it.",
            ["We plan your whole week. Try it."],
        ),
        (
            "Dr. Smith plans with us every day. Version 2.5 is out today.",
            ["Dr. Smith plans with us every day.", "Version 2.5 is out today."],
        ),
        (
            "It works for bars, e.g. yours. It costs nothing at all.",
            ["It works for bars, e.g. yours.", "It costs nothing at all."],
        ),
    ],
)
def test_where_statements_end(text: str, statements: list[str]) -> None:
    assert split_statements(text, "en") == statements


@given(
    PIECES | st.lists(st.text()), st.sampled_from(["", " ", ". "]), st.sampled_from(["en", "de"])
)
def test_statements_are_verbatim_in_order_and_whole(
    pieces: list[str], gap: str, language: str
) -> None:
    text = gap.join(pieces)
    statements = split_statements(text, language)
    rest = text
    for statement in statements:
        assert statement
        assert statement == statement.strip()
        before, found, rest = rest.partition(statement)
        assert found
        assert not before.strip()
    assert not rest.strip()


@given(PIECES, st.sampled_from(["en", "de"]))
def test_fragments_are_kept_together(pieces: list[str], language: str) -> None:
    statements = split_statements(" ".join(pieces), language)
    assert len(statements) <= 1 or all(len(s.split()) >= SHORTEST for s in statements)
