"""Habits of posts on hand-written ones; shares against Wilson, simulation, and planted truths."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from pipeline.measures.conversation import FEWEST_POSTS, company_share, field_share
from pipeline.measures.habits import Habits, Message, read_habits

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLAIN = Message(
    "mastodon", "acme@tea.example", "1", NOON, "A kettle that pours.", "broadcast", (), "en", "read"
)


def habits(*messages: Message, copied: set[tuple[str, str, str]] | None = None) -> list[Habits]:
    return read_habits(messages, copied or set(), "en")


def test_a_broadcast_counts_for_all_but_copies_on_a_single_platform() -> None:
    assert habits(PLAIN) == [
        Habits(reply=False, question=False, mention=False, repost=False, crosspost=None)
    ]


def test_a_reply_is_no_broadcast_and_a_repost_has_no_words_of_its_own() -> None:
    reply, repost = replace(PLAIN, kind="reply"), replace(PLAIN, kind="repost")
    assert habits(reply, repost) == [
        Habits(reply=True, question=None, mention=None, repost=False, crosspost=None),
        Habits(reply=None, question=None, mention=None, repost=True, crosspost=None),
    ]


@pytest.mark.parametrize("platform", ["blog", "youtube", "github", "linkedin"])
def test_what_a_platform_does_not_show_is_not_held_against_anybody(platform: str) -> None:
    (told,) = habits(replace(PLAIN, platform=platform))
    assert (told.reply, told.mention, told.repost, told.question) == (None, None, None, False)


def test_the_feed_of_a_platform_shows_no_replies() -> None:
    (told,) = habits(replace(PLAIN, post_id="https://tea.example/@acme/1"))
    assert (told.reply, told.mention, told.repost) == (None, None, None)


@pytest.mark.parametrize("platform", ["linkedin", "mastodon"])
def test_an_export_shows_a_habit_if_any_of_its_posts_has_it(platform: str) -> None:
    brought = replace(PLAIN, platform=platform, origin="import")
    assert habits(brought)[0].reply is None
    told = habits(brought, replace(brought, post_id="2", kind="reply", mentions=("ines",)))
    assert [one.reply for one in told] == [False, True]
    assert [one.repost for one in told] == [None, None]
    assert told[0].mention is False


@pytest.mark.parametrize(
    ("mention", "named"),
    [("ines", True), ("acme", False), ("@ACME@tea.example", False), ("acme@other.example", True)],
)
def test_naming_oneself_is_no_mention(mention: str, named: bool) -> None:  # noqa: FBT001 - a case
    assert habits(replace(PLAIN, mentions=(mention,)))[0].mention is named


@pytest.mark.parametrize(
    ("language", "asks"), [("en", True), ("en-GB", True), ("", True), ("de", None)]
)
def test_questions_are_told_in_english(language: str, asks: bool | None) -> None:  # noqa: FBT001
    post = replace(PLAIN, text="Which tea do you drink?", language=language)
    assert habits(post)[0].question is asks


def test_copies_are_told_of_posts_with_words_and_a_date_on_two_platforms() -> None:
    other = replace(PLAIN, platform="blog")
    bare, undated = replace(PLAIN, text="Hi!"), replace(PLAIN, posted_at=None)
    told = habits(PLAIN, other, bare, undated, copied={("blog", "acme@tea.example", "1")})
    assert [one.crosspost for one in told] == [False, True, None, None]


@given(st.integers(20, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_company_s_range_is_wilson_s(counted: tuple[int, int]) -> None:
    count, posts = counted
    share = company_share(count, posts)
    exact = binomtest(count, posts).proportion_ci(method="wilson")
    assert share is not None
    assert (share.value, share.low, share.high) == pytest.approx(
        (count / posts, exact.low, exact.high), abs=1e-12
    )


def test_few_posts_give_no_share() -> None:
    assert company_share(5, FEWEST_POSTS - 1) is None
    assert field_share([(5, FEWEST_POSTS)] * 4 + [(5, FEWEST_POSTS - 1)]) is None


def test_a_talkative_company_does_not_speak_for_the_field() -> None:
    share = field_share([(0, 50), (0, 50), (0, 50), (0, 50), (5000, 5000)])
    assert share is not None
    assert share.value == pytest.approx(0.2)
    assert share.low < 0.03
    assert share.high > 0.6


def test_companies_that_do_the_same_are_as_sure_as_all_their_posts() -> None:
    share = field_share([(25, 100)] * 6)
    one = company_share(150, 600)
    assert share is not None
    assert one is not None
    assert (share.low, share.high) == pytest.approx((one.low, one.high))


def coverage(posts: int, wide: float, mean: float, companies: int = 7) -> float:
    """Give how often the field's range holds the mean of companies that differ this much."""
    random = np.random.default_rng([posts, companies])
    held = 0
    for _ in range(400):
        shares = random.beta(mean / wide, (1 - mean) / wide, companies)
        counts = random.binomial(posts, shares)
        found = field_share([(int(count), posts) for count in counts])
        assert found is not None
        held += found.low <= mean <= found.high
    return held / 400


@pytest.mark.parametrize(("posts", "wide", "mean"), [(40, 0.05, 0.3), (300, 0.3, 0.4)])
def test_the_field_s_range_holds_the_truth(posts: int, wide: float, mean: float) -> None:
    assert coverage(posts, wide, mean) >= 0.92


def test_posts_thrown_together_would_be_far_too_sure() -> None:
    random = np.random.default_rng(5)
    held = 0
    for _ in range(200):
        shares = random.beta(0.4 / 0.3, 0.6 / 0.3, 7)
        counts = random.binomial(300, shares)
        pooled = company_share(int(counts.sum()), 2100)
        assert pooled is not None
        held += pooled.low <= 0.4 <= pooled.high
    assert held / 200 < 0.4
    assert sqrt(0.4 * 0.6 / 2100) < 0.02
