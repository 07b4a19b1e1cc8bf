from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawlers.social.source import Access, Answer, Ask, Reading
from crawlers.social.sources import bluesky
from crawlers.social.sources.bluesky import APP_VIEW, Bluesky
from sameness.records import PostKind, ReadingStatus
from tests.conversations import LONG_AGO, answer, converse, no_answer, profile
from tests.social_recordings import HOME, PAGE, Recording

if TYPE_CHECKING:
    from collections.abc import Callable

ALDER = profile("bluesky", "alder.test", "https://bsky.app/profile/alder.test")
DID = "did:plc:alder"
CORPUS = Path(__file__).parents[2] / "shared" / "data" / "social"
RECORDED = CORPUS / "bluesky" / "author_feed_bsky_app_excerpt.json"


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Recording:
    monkeypatch.setattr(bluesky, "PAGE", PAGE)
    return Recording("bluesky")


def read(answers: Callable[[Ask], Answer], since: datetime = LONG_AGO, most: int = 1000) -> Reading:
    return converse(
        Bluesky(Access(bases={"bluesky": HOME}, max_posts=most)).posts(ALDER, since), answers
    )


def feed(*items: dict[str, Any], account: dict[str, Any] | None = None) -> Reading:
    """Give the reading of an account whose feed is one page of such items."""
    told = {"did": DID, "handle": "alder.test"} | (account or {})

    def answers(ask: Ask) -> Answer:
        content = told if "getProfile" in ask.url else {"feed": items}
        return answer(ask, json.dumps(content))

    return read(answers)


def item(uri: str = f"at://{DID}/app.bsky.feed.post/1", **record: object) -> dict[str, Any]:
    post = {"uri": uri, "author": {"did": DID, "handle": "alder.test"}}
    made = {"text": "Plain books.", "createdAt": "2026-03-02T09:00:00Z"} | record
    return {"post": post | {"record": made, "indexedAt": "2026-03-02T09:00:01Z"}}


def facet(start: int, end: int, kind: str, **what: str) -> dict[str, Any]:
    feature = {"$type": f"app.bsky.richtext.facet#{kind}", **what}
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def test_a_recorded_network_is_read_to_its_end(recorded: Recording) -> None:
    reading = read(recorded)
    assert reading.status is ReadingStatus.OK
    assert len(reading.posts) == 11
    assert len(recorded.asked) == 5
    kinds = [post.kind.value for post in reading.posts]
    assert (kinds.count("reply"), kinds.count("repost")) == (1, 1)
    texts = {post.text: post for post in reading.posts}
    assert texts["Très bien, @finch.test!"].mentions == ("finch.test",)
    left = next(post for post in reading.posts if post.text.startswith("Three clients"))
    assert left.links == ("https://alder.example/left",)
    assert texts["We do."].reply_to == "finch.test"
    assert texts["It was May."].kind is PostKind.BROADCAST
    assert {post.origin for post in reading.posts} == {"read"}
    assert reading.links == ("https://alder.example", "https://alder.test")


def test_a_second_reading_gives_the_same_posts(recorded: Recording) -> None:
    assert read(recorded) == read(recorded)


def test_no_page_is_asked_for_beyond_the_date(recorded: Recording) -> None:
    since = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
    posts = read(recorded, since).posts
    assert [post.posted_at for post in posts if post.posted_at] >= [since]
    assert len(posts) == 4
    assert len(recorded.asked) < 5


def test_no_more_is_asked_for_than_is_wanted(recorded: Recording) -> None:
    everything = read(recorded).posts
    recorded.asked.clear()
    assert read(recorded, most=4).posts == everything[:4]
    assert len(recorded.asked) == 2


def test_an_account_that_is_not_there_is_gone(recorded: Recording) -> None:
    source = Bluesky(Access(bases={"bluesky": HOME}))
    nobody = profile("bluesky", "nobody.test", "")
    assert converse(source.posts(nobody, LONG_AGO), recorded).status is ReadingStatus.GONE


def test_places_in_the_text_count_bytes() -> None:
    text = "🧾 é: @finch.test, alder.example/pri…"
    start = len("🧾 é: ".encode())
    reading = feed(
        item(
            text=text,
            facets=[
                facet(start, start + 11, "mention", did="did:plc:finch"),
                facet(start + 13, start + 31, "link", uri="https://alder.example/prices"),
                facet(0, 4, "tag", tag="books"),
                facet(900, 901, "mention", did="did:plc:beyond"),
            ],
        )
    )
    (post,) = reading.posts
    assert post.mentions == ("finch.test", "did:plc:beyond")
    assert post.links == ("https://alder.example/prices",)
    assert post.text == text


def test_the_time_of_arrival_is_the_latest_that_a_post_may_have() -> None:
    late = feed(item(createdAt="2031-01-01T00:00:00Z")).posts[0]
    assert late.posted_at == datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC)
    early = feed(item(createdAt="2019-05-06T07:08:09+02:00")).posts[0]
    assert early.posted_at == datetime(2019, 5, 6, 5, 8, 9, tzinfo=UTC)
    odd = feed(item(createdAt="yesterday")).posts[0]
    assert odd.posted_at == datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC)


def test_a_reply_to_ones_own_words_in_anothers_thread_is_a_reply() -> None:
    own, other = f"at://{DID}/app.bsky.feed.post/0", "at://did:plc:finch/app.bsky.feed.post/9"
    thread = {"parent": {"uri": own}, "root": {"uri": own}}
    assert feed(item(reply=thread)).posts[0].kind is PostKind.BROADCAST
    aside = feed(item(reply=thread | {"root": {"uri": other}})).posts[0]
    assert (aside.kind, aside.reply_to) == (PostKind.REPLY, "did:plc:finch")


def test_cards_and_cards_beside_quotations_are_links() -> None:
    card = {"external": {"uri": "https://alder.example/card"}}
    for embed in (card, {"media": card}):
        assert feed(item(embed=embed)).posts[0].links == ("https://alder.example/card",)


def test_an_account_that_wants_no_strangers_is_left_alone() -> None:
    asks: list[str] = []
    label = {"val": "!no-unauthenticated", "src": DID}

    def answers(ask: Ask) -> Answer:
        asks.append(ask.url)
        return answer(ask, json.dumps({"did": DID, "handle": "a.test", "labels": [label]}))

    reading = read(answers)
    assert reading.status is ReadingStatus.UNAUTHORISED
    assert len(asks) == 1
    assert "account" in reading.reason


@pytest.mark.parametrize(
    ("account", "links"),
    [
        ({"handle": "alder.bsky.social"}, ()),
        ({"handle": "handle.invalid"}, ()),
        ({"handle": "alder.example"}, ("https://alder.example",)),
        (
            {"handle": "a.bsky.social", "website": "https://alder.example/"},
            ("https://alder.example/",),
        ),
        (
            {"handle": "a.bsky.social", "description": "Books.\nalder.example/x, me@b.example"},
            ("https://alder.example/x",),
        ),
    ],
)
def test_links_of_the_profile(account: dict[str, Any], links: tuple[str, ...]) -> None:
    reading = feed(account=account)
    assert (reading.status, reading.links) == (ReadingStatus.EMPTY, links)


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (400, '{"error":"InvalidRequest","message":"Profile not found"}', ReadingStatus.GONE),
        (400, '{"error":"AccountTakedown","message":"taken down"}', ReadingStatus.GONE),
        (400, '{"error":"AccountDeactivated"}', ReadingStatus.GONE),
        (400, '{"error":"Surprise"}', ReadingStatus.FAILED),
        (401, '{"error":"AuthMissing"}', ReadingStatus.UNAUTHORISED),
        (429, '{"error":"RateLimitExceeded"}', ReadingStatus.RATE_LIMITED),
        (502, '{"error":"UpstreamFailure"}', ReadingStatus.FAILED),
        (503, "<html>busy</html>", ReadingStatus.FAILED),
        (200, "<html>hello</html>", ReadingStatus.FAILED),
        (200, "[]", ReadingStatus.FAILED),
        (200, '{"did": 7}', ReadingStatus.FAILED),
        (200, "[" * 100_000, ReadingStatus.FAILED),
    ],
)
def test_a_fault_is_never_taken_for_silence(status: int, body: str, meaning: ReadingStatus) -> None:
    first = read(lambda ask: answer(ask, body, status))
    assert (first.status, first.posts) == (meaning, ())
    assert first.reason


def test_what_came_before_a_fault_is_kept(recorded: Recording) -> None:
    def answers(ask: Ask) -> Answer:
        return no_answer(ask, "timed out") if "cursor" in ask.url else recorded(ask)

    reading = read(answers)
    assert (reading.status, reading.reason) == (ReadingStatus.FAILED, "timed out")
    assert len(reading.posts) == 5
    assert reading.links


def test_an_account_held_back_by_us_is_refused() -> None:
    reading = read(lambda ask: no_answer(ask, "robots.txt forbids it", refused=True))
    assert (reading.status, reading.reason) == (ReadingStatus.REFUSED, "robots.txt forbids it")


@pytest.mark.parametrize(
    "junk",
    [None, 7, "x", [], {"post": None}, {"post": {"uri": 9}}, {"post": {"uri": ""}}],
)
def test_items_of_no_known_shape_are_passed_over(junk: dict[str, Any]) -> None:
    reading = feed(junk, item())
    assert [post.text for post in reading.posts] == ["Plain books."]


def test_odd_fields_of_a_post_leave_the_post() -> None:
    odd = item(text=["no"], facets=[{"features": [7]}, 3], langs=[4], embed=[], reply="no")
    (post,) = feed(odd).posts
    assert (post.text, post.language, post.mentions, post.links) == ("", "", (), ())


def test_the_public_view_is_asked_unless_another_is_named() -> None:
    ask = next(Bluesky(Access()).posts(ALDER, LONG_AGO))
    assert ask.url == f"{APP_VIEW}/xrpc/app.bsky.actor.getProfile?actor=alder.test"
    assert not ask.keyed


@pytest.mark.sites
@pytest.mark.skipif(not RECORDED.is_file(), reason="the recorded answers are not here")
def test_an_answer_of_the_real_network_is_read() -> None:
    items = json.loads(RECORDED.read_text("utf-8"))["feed"]
    did = items[0]["post"]["author"]["did"]
    reading = feed(*items, account={"did": did, "handle": "bsky.app"})
    assert [post.posted_at for post in reading.posts] == [
        datetime(2026, 9, 29, 19, 43, 14, 855000, UTC),
        datetime(2026, 9, 21, 18, 4, 6, 128000, UTC),
    ]
    assert {post.kind for post in reading.posts} == {PostKind.BROADCAST}
    assert reading.posts[1].mentions == ("bsky38.com",)
    assert reading.links == ("https://bsky.app",)
