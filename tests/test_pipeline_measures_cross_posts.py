"""Cross-posts against a naive oracle, and what platforms do to a text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.measures.cross_posts import (
    DAYS,
    LEAST_ALIKE,
    Message,
    Wording,
    alike,
    find_copies,
    read_wording,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEXT = (
    "Our new kettle pours without a drip, whichever hand you hold it in, and it keeps the tea "
    "warm until the second cup is poured."
)


@pytest.mark.parametrize(
    "other",
    [
        TEXT + " https://kettles.example/new?from=feed",
        "kettles.example/new " + TEXT,
        TEXT + " #kettles #tea",
        TEXT.replace("kettle", "#kettle"),
        "@teahouse@social.example " + TEXT,
        TEXT.upper().replace(" ", "\n"),
        TEXT.replace(",", " -"),
    ],
)
def test_links_tags_mentions_and_marks_make_no_other_text(other: str) -> None:
    assert read_wording(other) == read_wording(TEXT)
    assert alike(read_wording(other), read_wording(TEXT)) == 1.0


@pytest.mark.parametrize(
    "other",
    [
        TEXT[:60] + "…",
        TEXT[:63] + "... https://kettles.example/p/1",
        TEXT[:61] + " […]",
        "New in our shop today: " + TEXT,
        TEXT.replace("drip", "drop"),
    ],
)
def test_a_cut_an_opening_and_another_word_leave_a_copy(other: str) -> None:
    assert alike(read_wording(other), read_wording(TEXT)) >= LEAST_ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Version 2.1 of the kettle is out now.", "Version 3.4 of the teapot is out today."),
        ("Happy Friday!", "Happy Friday!"),
        ("https://kettles.example/a", "https://kettles.example/a"),
        (TEXT, "Whichever hand pours your tea, a new kettle should keep it warm for a second cup."),
        ("…", "…"),
    ],
)
def test_the_same_mould_and_next_to_no_words_are_no_copies(one: str, other: str) -> None:
    assert alike(read_wording(one), read_wording(other)) < LEAST_ALIKE


words = st.lists(st.sampled_from("abcd"), max_size=8).map(tuple)
wordings = st.builds(Wording, words, st.booleans())
messages = st.builds(
    Message,
    st.sampled_from(["mastodon", "bluesky", "telegram"]),
    st.integers(0, 20).map(lambda n: NOON + timedelta(hours=20 * n)),
    wordings,
)


@given(wordings, wordings)
def test_likeness_is_jaccard_of_what_both_can_show(one: Wording, other: Wording) -> None:
    cuts = [len(w.words) for w in (one, other) if w.cut]
    a, b = ("".join(w.words)[: min(cuts)] if cuts else "".join(w.words) for w in (one, other))
    first, second = ({text[i : i + 3] for i in range(len(text) - 2)} for text in (a, b))
    union = first | second
    assert alike(one, other) == (len(first & second) / len(union) if union else 0.0)
    assert alike(one, other) == alike(other, one)


@given(st.lists(messages, max_size=9))
def test_copies_are_each_message_s_best_on_each_other_platform(field: list[Message]) -> None:
    expected = set()
    for a, one in enumerate(field):
        for platform in {m.platform for m in field} - {one.platform}:
            ranked = sorted(
                (-alike(one.wording, other.wording), abs(one.posted_at - other.posted_at), b)
                for b, other in enumerate(field)
                if other.platform == platform
                and abs(one.posted_at - other.posted_at) <= timedelta(days=DAYS)
            )
            if ranked and -ranked[0][0] >= LEAST_ALIKE:
                expected.add(frozenset((a, ranked[0][2])))
    found = find_copies(field)
    assert {frozenset((copy.first, copy.second)) for copy in found} == expected
    assert all(field[c.first].posted_at <= field[c.second].posted_at for c in found)


def test_a_thousand_posts_on_four_platforms_are_compared_at_once() -> None:
    # A naive comparison of all pairs would take minutes; here it is what a test can wait for.
    field = [
        Message(platform, NOON - timedelta(hours=8 * n), read_wording(f"{TEXT} {n} {n + 1} {n}"))
        for platform in ("mastodon", "bluesky", "telegram", "x")
        for n in range(250)
    ]
    assert len(find_copies(field)) == 6 * 250
