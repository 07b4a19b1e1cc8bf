from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from crawlers.social.source import Answer, Ask, Reading
from crawlers.social.sources.answers import draft, failure
from crawlers.social.sources.paging import MOST_BARREN, Batch, gather
from sameness.records import Post, PostKind, ReadingStatus
from tests.conversations import LONG_AGO, READ_AT, answer, converse, profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawlers.social.source import Conversation

ALDER = profile("bluesky", "alder.test", "")
HOME = "https://social.test/page"


def post(age: int, answer: Answer) -> Post:
    """Give the post that is so many days old; its age is its name."""
    return draft(ALDER, answer)(
        post_id=str(age),
        url=f"{HOME}/{age}",
        posted_at=READ_AT - timedelta(days=age),
        text=f"Note {age}",
        kind=PostKind.BROADCAST,
        reply_to="",
        mentions=(),
        links=(),
        language="",
    )


def paged(ages: list[int], size: int) -> Callable[[Answer], Batch | Reading]:
    """Give what reads pages of so many posts, in the order given."""

    def read(told: Answer) -> Batch | Reading:
        if told.status != 200:
            return failure(told)
        start = int(told.url.removeprefix(HOME))
        posts = tuple(post(age, told) for age in ages[start : start + size])
        following = Ask(f"{HOME}{start + size}") if start + size < len(ages) else None
        return Batch(posts, following)

    return read


def ages_read(conversation: Conversation, asked: list[str] | None = None) -> list[int]:
    def answers(ask: Ask) -> Answer:
        (asked if asked is not None else []).append(ask.url)
        return answer(ask)

    return [int(post.post_id) for post in converse(conversation, answers).posts]


@given(
    ages=st.lists(st.integers(0, 60), unique=True).map(sorted),
    size=st.integers(1, 9),
    oldest=st.integers(0, 60),
    most=st.integers(1, 70),
)
def test_whatever_the_pages_the_newest_come_back(
    ages: list[int], size: int, oldest: int, most: int
) -> None:
    since = READ_AT - timedelta(days=oldest)
    asked: list[str] = []
    conversation = gather(Ask(f"{HOME}0"), paged(ages, size), since, most)
    wanted = [age for age in ages if age <= oldest][:most]
    assert ages_read(conversation, asked) == wanted
    assert len(asked) <= len(wanted) // size + 2


@given(st.lists(st.integers(0, 9), min_size=1), st.integers(1, 4))
def test_repeated_posts_come_back_once(ages: list[int], size: int) -> None:
    ordered = sorted(ages)
    conversation = gather(Ask(f"{HOME}0"), paged(ordered, size), LONG_AGO, 1000)
    read = ages_read(conversation)
    assert len(read) == len(set(read))
    assert set(read) <= set(ages)


def test_pages_out_of_order_are_put_in_order() -> None:
    assert ages_read(gather(Ask(f"{HOME}0"), paged([4, 1, 3, 0], 2), LONG_AGO, 9)) == [0, 1, 3, 4]


def test_pages_that_lead_in_a_circle_end() -> None:
    asked: list[str] = []
    conversation = gather(
        Ask(f"{HOME}0"),
        lambda told: Batch((post(len(asked), told),), Ask(f"{HOME}1")),
        LONG_AGO,
        99,
    )
    assert len(ages_read(conversation, asked)) == 2


def test_pages_that_bring_nothing_new_end() -> None:
    asked: list[str] = []
    conversation = gather(
        Ask(f"{HOME}0"),
        lambda _: Batch((), Ask(f"{HOME}{len(asked)}")),
        LONG_AGO,
        99,
    )
    assert ages_read(conversation, asked) == []
    assert len(asked) == MOST_BARREN


def test_a_fault_keeps_what_came_before_and_its_status() -> None:
    def answers(ask: Ask) -> Answer:
        return answer(ask, status=200 if ask.url.endswith("page0") else 429)

    reading = converse(gather(Ask(f"{HOME}0"), paged([1, 2, 3], 2), LONG_AGO, 9), answers)
    assert reading.status is ReadingStatus.RATE_LIMITED
    assert [post.post_id for post in reading.posts] == ["1", "2"]
