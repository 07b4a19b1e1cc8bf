"""What those write who control a rival's server, feed or site: it costs us nothing."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from crawlers.social.reading.plausible import LONGEST_ADDRESS, MOST_NAMED, keep_plausible
from crawlers.social.source import Access, Answer, Ask, Reading
from crawlers.social.sources.announcements import LONGEST_POST
from crawlers.social.sources.feed import FeedSource
from crawlers.social.sources.mastodon import Mastodon
from crawlers.social.sources.paging import MOST_BARREN
from crawlers.social.sources.reddit import Reddit
from crawlers.social.sources.telegram import Telegram
from crawlers.social.sources.youtube import YouTube
from sameness.records import Post, PostKind, ReadingStatus
from tests.conversations import LONG_AGO, READ_AT, answer, converse, profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawlers.social.source import Conversation

HOME = "https://social.test"
ALDER = profile("mastodon", "alder@social.test", f"{HOME}/@alder")
BLOG = profile("blog", "acme.example", "https://acme.example/feed.xml")
LONGEST = 20.0
"""Seconds that no answer may take; patterns that go back and forth took hours."""


def status(number: int = 1, **more: object) -> dict[str, Any]:
    return {"id": str(number), "created_at": "2026-03-02T09:00:00Z", "content": "Tea."} | more


def read_statuses(*statuses: dict[str, Any], link: str = "") -> Reading:
    def answers(ask: Ask) -> Answer:
        if "lookup" in ask.url:
            return answer(ask, '{"id": "7"}')
        return answer(ask, json.dumps(statuses), headers={"link": link})

    return converse(Mastodon(Access()).posts(ALDER, LONG_AGO), answers)


def read_feed(items: str, at: str = BLOG.url) -> Reading:
    blog = profile("blog", at, at)
    document = f"<rss><channel><title>Acme</title>{items}</channel></rss>"
    return converse(FeedSource(Access()).posts(blog, LONG_AGO), lambda ask: answer(ask, document))


def timed(read: Callable[[], Reading]) -> Reading:
    began = time.monotonic()
    reading = read()
    assert time.monotonic() - began < LONGEST
    return reading


def post(**more: Any) -> Post:  # noqa: ANN401 - any of a post's fields
    made: dict[str, Any] = {
        "company": "Acme",
        "platform": "mastodon",
        "handle": "alder",
        "post_id": "1",
        "url": "https://social.test/1",
        "posted_at": READ_AT - timedelta(days=1),
        "exact": True,
        "text": "Tea.",
        "kind": PostKind.BROADCAST,
        "reply_to": "",
        "mentions": (),
        "links": (),
        "language": "en",
        "origin": "read",
        "read_at": READ_AT,
        "record": "x/posts.warc.gz#0",
    }
    return Post(**(made | more))


def kept(**more: Any) -> Post:  # noqa: ANN401 - any of a post's fields
    (one,) = keep_plausible(Reading(ReadingStatus.OK, posts=(post(**more),))).posts
    return one


def test_what_a_post_may_be_stays_as_it_is() -> None:
    assert kept() == post()


@pytest.mark.parametrize("year", [1, 1970, 2030, 9999])
def test_a_date_that_no_post_has_is_none(year: int) -> None:
    one = kept(posted_at=datetime(year, 6, 1, tzinfo=UTC))
    assert (one.posted_at, one.exact) == (None, False)


def test_a_text_like_a_book_is_cut_and_what_is_no_address_left_out() -> None:
    one = kept(
        text="tea " * 2_500_000,
        url="javascript:alert(1)",
        links=("data:text/html,x", *(f"https://a.test/{n}" for n in range(1000))),
        mentions=("m" * 1_000_000, "ada"),
    )
    assert (len(one.text), one.url, one.mentions) == (LONGEST_POST, "", ("ada",))
    assert len(one.links) == MOST_NAMED
    long_id = post(post_id="1" * (LONGEST_ADDRESS + 1))
    assert keep_plausible(Reading(ReadingStatus.OK, posts=(long_id,))).posts == ()


@pytest.mark.parametrize(
    "link",
    [
        "<" + "?max_id=" * 16_000,
        "<>;" * 40_000,
        "<" * 120_000,
        "<x?max_id=1>; rel=" * 7_000,
        '<x?max_id=1>; rel="' * 7_000,
    ],
)
def test_a_link_header_keeps_nobody_busy(link: str) -> None:
    assert timed(lambda: read_statuses(status(), link=link)).status is ReadingStatus.OK


def test_a_link_to_another_server_is_not_followed() -> None:
    asked: list[str] = []

    def answers(ask: Ask) -> Answer:
        asked.append(ask.url)
        if "lookup" in ask.url:
            return answer(ask, '{"id": "7"}')
        next_link = '<https://evil.test/statuses?a=1,2&max_id=5%26limit=9>; x=1; rel="next"'
        return answer(ask, json.dumps([status()]), headers={"link": next_link})

    converse(Mastodon(Access()).posts(ALDER, LONG_AGO), answers)
    assert asked[2].endswith("statuses?limit=40&max_id=5%26limit%3D9")
    assert all(url.startswith(f"{HOME}/api/v1/accounts/") for url in asked)


@pytest.mark.parametrize(
    "content",
    [
        '<p class="quote-inline">' * 200_000,
        "<p>" + "tea " * 2_500_000,
        "@" * 5_000_000,
        "https://" + "(" * 5_000_000,
        "\u2003" * 3_000_000 + "x",
    ],
)
def test_a_status_of_five_megabytes_keeps_nobody_busy(content: str) -> None:
    assert len(timed(lambda: read_statuses(status(content=content))).posts) == 1


@pytest.mark.parametrize(
    "body",
    ["a" + "\u2003" * 1_500_000 + "b", "… " * 1_200_000, "&a" * 2_400_000, "<p>" * 1_600_000],
)
def test_an_entry_of_five_megabytes_keeps_nobody_busy(body: str) -> None:
    item = f"<item><title>Tea</title><description><![CDATA[{body}]]></description></item>"
    assert len(timed(lambda: read_feed(item)).posts) == 1


def test_two_accounts_that_number_their_posts_alike_keep_all_of_them() -> None:
    def preview(ask: Ask) -> Answer:
        channel = ask.url.rpartition("/")[2]
        message = f'<div class="tgme_widget_message" data-post="{channel}/1"></div>'
        return answer(ask, f'<section class="tgme_channel_history">{message}</section>')

    item = "<item><guid isPermaLink='false'>1</guid><title>Tea</title></item>"
    telegram = Telegram(Access())
    channels = (profile("telegram", n, f"https://t.me/{n}") for n in ("acme", "acme_news"))
    readings = [converse(telegram.posts(channel, LONG_AGO), preview) for channel in channels]
    readings += [read_feed(item, f"https://{n}.acme.example/feed") for n in ("a", "b")]
    assert len({one.post_id for reading in readings for one in reading.posts}) == 4


def test_a_missing_list_says_nothing_of_an_account_that_is_there() -> None:
    def answers(ask: Ask) -> Answer:
        return answer(ask, '{"id": "7"}') if "lookup" in ask.url else answer(ask, "{}", 404)

    reading = converse(Mastodon(Access()).posts(ALDER, LONG_AGO), answers)
    assert reading.status is ReadingStatus.FAILED


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("@acme", ReadingStatus.GONE),
        ("c/acme", ReadingStatus.UNSUPPORTED),
        ("acme", ReadingStatus.UNSUPPORTED),
    ],
)
def test_addresses_of_old_times_tell_nobody_that_a_channel_is_gone(
    path: str, expected: ReadingStatus
) -> None:
    channel = profile("youtube", "acme", f"https://www.youtube.com/{path}")
    conversation = YouTube(Access(keys={"youtube_key": "k" * 20})).posts(channel, LONG_AGO)
    assert converse(conversation, lambda ask: answer(ask, '{"items": []}')).status is expected


def test_a_feed_that_is_missing_leaves_the_site_alive() -> None:
    found = profile("blog", "acme.example/feed", "https://acme.example/feed.xml")
    reading = converse(
        FeedSource(Access()).posts(found, LONG_AGO), lambda ask: answer(ask, "", 410)
    )
    expected = "the feed that the industry file names is not there (HTTP 410)"
    assert (reading.status, reading.reason) == (ReadingStatus.FAILED, expected)


def test_pages_without_end_and_without_posts_are_not_called_silence() -> None:
    asked: list[str] = []

    def answers(ask: Ask) -> Answer:
        asked.append(ask.url)
        if "access_token" in ask.url:
            return answer(ask, '{"access_token": "t"}')
        if "about" in ask.url:
            return answer(ask, '{"data": {}}')
        others = {"data": {"name": f"t3_{len(asked)}", "title": "Tea", "distinguished": None}}
        return answer(ask, json.dumps({"data": {"children": [others], "after": f"a{len(asked)}"}}))

    keys = {"reddit_id": "i", "reddit_secret": "s"}
    community = profile("reddit", "r/acme", "https://www.reddit.com/r/acme")
    conversation: Conversation = Reddit(Access(keys=keys)).posts(community, LONG_AGO)
    reading = converse(conversation, answers)
    assert (reading.status, reading.posts) == (ReadingStatus.FAILED, ())
    assert len(asked) == 2 + MOST_BARREN


@pytest.mark.parametrize(
    "items",
    [
        "<item/>" * 1_000_000,
        "<item>" + "<title/>" * 600_000 + "</item>",
        "<item>" + "<link/><guid/>" * 300_000 + "</item>",
        "<item>" * 200 + "<a/>" * 1_000_000 + "</item>" * 200,
    ],
)
def test_a_feed_of_a_million_parts_keeps_nobody_busy(items: str) -> None:
    timed(lambda: read_feed(items))


def test_a_later_page_that_is_missing_does_not_make_the_account_gone() -> None:
    blog = profile("medium", "acme", "https://medium.com/@acme")
    link = "<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='?page=2'/>"
    document = (
        f"<rss><channel>{link}<item><guid>a:1</guid><title>Tea</title></item></channel></rss>"
    )

    def answers(ask: Ask) -> Answer:
        return answer(ask, "", 404) if "page=2" in ask.url else answer(ask, document)

    reading = converse(FeedSource(Access()).posts(blog, LONG_AGO), answers)
    assert (reading.status, len(reading.posts)) == (ReadingStatus.FAILED, 1)
