from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.social.reading.budget import Budget
from crawlers.social.source import Access, Answer, Ask, Reading
from crawlers.social.sources.x import FEWEST, PAGE, PRICE_OF_POST, PRICE_OF_USER, X, estimate
from sameness.records import PostKind, ReadingStatus
from tests.conversations import LONG_AGO, READ_AT, answer, converse, no_answer, profile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ALDER = profile("x", "alderbooks", "https://x.com/alderbooks")
NOT_FOUND = {"errors": [{"title": "Not Found Error", "detail": "Could not find user"}]}


class Site:
    """Answers as X does, from tweets newest first; counts what it charges for."""

    def __init__(self, tweets: Sequence[dict[str, Any]] = (), **user: object) -> None:
        self.tweets = tweets
        self.user = {"id": "7", "username": "alderbooks", "protected": False} | user
        self.asks: list[Ask] = []
        self.charged = 0.0

    def __call__(self, ask: Ask) -> Answer:
        self.asks.append(ask)
        assert ask.headers["Authorization"] == "Bearer s3cr3t"
        parts = urlsplit(ask.url)
        if "/by/username/" in parts.path:
            self.charged += PRICE_OF_USER
            return answer(ask, json.dumps({"data": self.user}))
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        size = int(query["max_results"])
        assert FEWEST <= size <= 100
        start = int(query.get("pagination_token", "0"))
        since = query["start_time"].rstrip("Z")
        young = [t for t in self.tweets if t["created_at"] >= since]
        page = young[start : start + size]
        self.charged += len(page) * PRICE_OF_POST
        meta: dict[str, Any] = {"result_count": len(page)}
        if start + size < len(young):
            meta["next_token"] = str(start + size)
        return answer(ask, json.dumps({"data": page, "meta": meta} if page else {"meta": meta}))


def tweet(number: int = 1, **more: object) -> dict[str, Any]:
    time = (READ_AT - timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {"id": str(900 - number), "text": f"Note {number}", "created_at": time} | more


def read(site: Callable[[Ask], Answer], since: datetime = LONG_AGO, most: int = 1000) -> Reading:
    access = Access(keys={"x_token": "s3cr3t"}, max_posts=most)
    return converse(X(access).posts(ALDER, since), site)


def within(budget: Budget, site: Site) -> Callable[[Ask], Answer]:
    """Give what answers as the driver does with a budget."""

    def answers(ask: Ask) -> Answer:
        why = budget.reserve(ask.cost)
        return no_answer(ask, why, refused=True) if why else site(ask)

    return answers


def test_all_posts_come_back_across_pages() -> None:
    site = Site([tweet(n) for n in range(3 * PAGE + 4)])
    reading = read(site)
    assert reading.status is ReadingStatus.OK
    assert [post.text for post in reading.posts] == [f"Note {n}" for n in range(3 * PAGE + 4)]
    assert reading.posts[0].posted_at == READ_AT
    assert reading.posts[0].url == "https://x.com/alderbooks/status/900"
    assert len(site.asks) == 1 + 4


def test_x_itself_leaves_out_what_is_too_old() -> None:
    site = Site([tweet(n) for n in range(60)])
    posts = read(site, READ_AT - timedelta(days=4)).posts
    assert len(posts) == 5
    assert "start_time=2026-11-18T12%3A00%3A00Z" in site.asks[-1].url
    assert "start_time=2010-11-06T00%3A00%3A00Z" in _last_ask(LONG_AGO)


def _last_ask(since: datetime) -> str:
    site = Site()
    read(site, since)
    return site.asks[-1].url


def test_no_more_posts_are_paid_for_than_are_wanted() -> None:
    site = Site([tweet(n) for n in range(300)])
    assert len(read(site, most=30).posts) == 30
    assert site.charged == pytest.approx(PRICE_OF_USER + 30 * PRICE_OF_POST)
    few = Site([tweet(n) for n in range(300)])
    assert len(read(few, most=2).posts) == 2
    assert few.charged == pytest.approx(PRICE_OF_USER + FEWEST * PRICE_OF_POST)


@given(tweets=st.integers(0, 120), most=st.integers(1, 120), money=st.integers(0, 800))
def test_a_budget_is_never_overdrawn_and_is_used_as_far_as_it_goes(
    tweets: int, most: int, money: int
) -> None:
    site = Site([tweet(n) for n in range(tweets)])
    reading = read(within(Budget(money / 1000), site), most=most)
    assert site.charged <= money / 1000 + 1e-9
    assert sum(ask.cost for ask in site.asks) <= money / 1000 + 1e-9
    wanted = min(tweets, most)
    if reading.status is ReadingStatus.REFUSED:
        assert money / 1000 - sum(ask.cost for ask in site.asks) < FEWEST * PRICE_OF_POST + 1e-9
        assert "max_cost" in reading.reason
    else:
        assert len(reading.posts) == wanted


def test_without_a_budget_nothing_is_asked_and_the_price_is_said() -> None:
    site = Site([tweet()])
    reading = read(within(Budget(0.0), site), most=1000)
    assert (reading.status, reading.posts, site.asks) == (ReadingStatus.REFUSED, (), [])
    assert "would cost up to $5.01: set max_cost in [social]" in reading.reason


def test_the_estimate_bounds_what_is_charged() -> None:
    site = Site([tweet(n) for n in range(500)])
    read(site, most=500)
    assert site.charged == pytest.approx(estimate(1, 500))
    assert estimate(3, 1000) == pytest.approx(15.03)
    assert estimate(0, 1000) == 0


@pytest.mark.parametrize(
    ("more", "kind", "reply_to"),
    [
        ({}, PostKind.BROADCAST, ""),
        ({"referenced_tweets": [{"type": "quoted", "id": "5"}]}, PostKind.BROADCAST, ""),
        ({"referenced_tweets": [{"type": "retweeted", "id": "5"}]}, PostKind.REPOST, ""),
        (
            {
                "referenced_tweets": [{"type": "replied_to", "id": "5"}],
                "in_reply_to_user_id": "8",
                "entities": {"mentions": [{"username": "finch", "id": "8"}]},
            },
            PostKind.REPLY,
            "finch",
        ),
        ({"in_reply_to_user_id": "8"}, PostKind.REPLY, "8"),
        ({"referenced_tweets": [{"type": "replied_to", "id": "5"}]}, PostKind.REPLY, "5"),
        (
            {
                "referenced_tweets": [{"type": "replied_to", "id": "5"}],
                "in_reply_to_user_id": "7",
            },
            PostKind.BROADCAST,
            "",
        ),
    ],
)
def test_whom_a_post_speaks_to(more: dict[str, Any], kind: PostKind, reply_to: str) -> None:
    (post,) = read(Site([tweet(**more)])).posts
    assert (post.kind, post.reply_to) == (kind, reply_to)


def test_short_links_are_shown_as_readers_see_them() -> None:
    urls = [
        {
            "url": "https://t.co/a",
            "display_url": "alder.example/pri…",
            "expanded_url": "https://alder.example/prices?x=1",
        },
        {
            "url": "https://t.co/b",
            "display_url": "pic.x.com/b",
            "expanded_url": "https://x.com/alderbooks/status/1/photo/1",
        },
    ]
    mentions = [{"username": "finch", "id": "8"}, {"username": "finch", "id": "8"}]
    text = "Ours &amp; yours, @finch: https://t.co/a https://t.co/b"
    entities = {"urls": urls, "mentions": mentions}
    (post,) = read(Site([tweet(text=text, entities=entities, lang="en")])).posts
    assert post.text == "Ours & yours, @finch: alder.example/pri…"
    assert post.links == ("https://alder.example/prices?x=1",)
    assert post.mentions == ("finch",)
    assert post.language == "en"


def test_a_long_post_is_read_whole() -> None:
    whole = "All of it." + " And more." * 60
    note = {"text": whole, "entities": {"mentions": [{"username": "finch"}]}}
    (post,) = read(Site([tweet(text="All of…", note_tweet=note, lang="und")])).posts
    assert post.text == whole
    assert post.mentions == ("finch",)
    assert post.language == ""


def test_the_profile_names_its_addresses() -> None:
    entities = {
        "url": {"urls": [{"url": "https://t.co/a", "expanded_url": "https://alder.example"}]},
        "description": {"urls": [{"expanded_url": "https://alder.example/jobs"}]},
    }
    reading = read(Site([], entities=entities))
    assert reading.status is ReadingStatus.EMPTY
    assert reading.links == ("https://alder.example", "https://alder.example/jobs")


def test_a_protected_account_is_left_alone() -> None:
    site = Site([tweet()], protected=True)
    assert read(site).status is ReadingStatus.UNAUTHORISED
    assert len(site.asks) == 1


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (200, NOT_FOUND, ReadingStatus.GONE),
        (200, {"errors": [{"title": "Forbidden", "detail": "suspended"}]}, ReadingStatus.GONE),
        (401, {"title": "Unauthorized"}, ReadingStatus.UNAUTHORISED),
        (402, {"title": "CreditsDepleted"}, ReadingStatus.UNAUTHORISED),
        (403, {"reason": "client-not-enrolled"}, ReadingStatus.UNAUTHORISED),
        (429, {"title": "Too Many Requests"}, ReadingStatus.RATE_LIMITED),
        (503, {}, ReadingStatus.FAILED),
        (200, {}, ReadingStatus.FAILED),
    ],
)
def test_faults_have_their_words(status: int, body: dict[str, Any], meaning: ReadingStatus) -> None:
    reading = read(lambda ask: answer(ask, json.dumps(body), status))
    assert (reading.status, reading.posts) == (meaning, ())


def test_what_came_before_a_fault_is_kept() -> None:
    site = Site([tweet(n) for n in range(2 * PAGE)])

    def answers(ask: Ask) -> Answer:
        return answer(ask, "{}", 429) if "pagination_token" in ask.url else site(ask)

    reading = read(answers)
    assert (reading.status, len(reading.posts)) == (ReadingStatus.RATE_LIMITED, PAGE)


def test_tweets_of_no_known_shape_are_passed_over() -> None:
    odd = {"id": "5", "created_at": "2030", "text": 4, "entities": [], "referenced_tweets": 1}
    (post,) = read(Site([{"id": 3, "created_at": "2030"}, odd])).posts
    assert (post.post_id, post.text, post.mentions) == ("5", "", ())
    assert post.posted_at is None or post.posted_at > datetime(2029, 1, 1, tzinfo=UTC)
