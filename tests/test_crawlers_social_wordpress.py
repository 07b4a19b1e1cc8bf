from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.social.source import Access, Answer, Ask, Reading
from crawlers.social.sources.wordpress import WordPress
from sameness.records import ReadingStatus
from tests.conversations import LONG_AGO, READ_AT, answer, converse, no_answer, profile

if TYPE_CHECKING:
    from collections.abc import Callable

BLOG = profile("wordpress", "acme.example", "https://acme.example/blog/")


def item(number: int, posted_at: datetime, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {
        "id": number,
        "guid": {"rendered": f"https://acme.example/?post_type=a&#038;p={number}"},
        "date": posted_at.strftime("%Y-%m-%dT%H:%M:%S"),
        "date_gmt": posted_at.strftime("%Y-%m-%dT%H:%M:%S"),
        "link": f"https://acme.example/blog/{number}",
        "title": {"rendered": f"Tea &#038; post {number}"},
        "excerpt": {"rendered": "<p>Ask <a href='/us'>us</a> [&hellip;]</p>\n"},
        "content": {"rendered": "<p>The article.</p>"},
    } | changes


def read(
    answers: Callable[[Ask], Answer],
    since: datetime = LONG_AGO,
    access: Access | None = None,
) -> Reading:
    return converse(WordPress(access or Access()).posts(BLOG, since), answers, most_asks=50)


def serve(items: list[dict[str, Any]], size: int = 100) -> Callable[[Ask], Answer]:
    """Answer as WordPress does: a page beyond the last is an error."""
    pages = max(1, -(-len(items) // size))

    def give(ask: Ask) -> Answer:
        number = int(parse_qs(urlsplit(ask.url).query)["page"][0])
        if number > pages:
            return answer(ask, '{"code": "rest_post_invalid_page_number"}', 400)
        part = items[(number - 1) * size : number * size]
        return answer(ask, json.dumps(part), headers={"x-wp-totalpages": str(pages)})

    return give


def test_an_article_is_announced_by_its_title_and_excerpt() -> None:
    reading = read(serve([item(7, datetime(2026, 6, 19, 8, 30, tzinfo=UTC))]))
    post = reading.posts[0]

    assert reading.status is ReadingStatus.OK
    assert post.post_id == "https://acme.example/?post_type=a&p=7"
    assert post.url == "https://acme.example/blog/7"
    assert post.text == "Tea & post 7\n\nAsk us"
    assert (post.posted_at, post.exact) == (datetime(2026, 6, 19, 8, 30, tzinfo=UTC), True)
    assert post.record.startswith("20261122/")


def test_without_an_excerpt_the_beginning_of_the_article_counts() -> None:
    bare = item(1, READ_AT, excerpt={"rendered": ""}, date_gmt=None, date="2026-06-19T08:30:00")
    post = read(serve([bare])).posts[0]

    assert post.text == "Tea & post 1\n\nThe article."
    assert (post.posted_at, post.exact) == (datetime(2026, 6, 19, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, '{"code": "rest_not_logged_in"}', ReadingStatus.UNSUPPORTED),
        (403, '{"code": "rest_forbidden"}', ReadingStatus.UNSUPPORTED),
        (404, '{"code": "rest_no_route"}', ReadingStatus.UNSUPPORTED),
        (404, "<html>Not here</html>", ReadingStatus.UNSUPPORTED),
        (200, "<html>Home</html>", ReadingStatus.UNSUPPORTED),
        (200, '{"name": "no list"}', ReadingStatus.UNSUPPORTED),
        (200, "[{", ReadingStatus.UNSUPPORTED),
        (429, "", ReadingStatus.RATE_LIMITED),
        (500, "", ReadingStatus.FAILED),
        (503, "", ReadingStatus.FAILED),
        (200, "[]", ReadingStatus.EMPTY),
    ],
)
def test_a_closed_interface_is_unsupported_and_an_error_no_empty_list(
    status: int, body: str, expected: ReadingStatus
) -> None:
    reading = read(lambda ask: answer(ask, body, status))

    assert (reading.status, reading.posts) == (expected, ())
    assert reading.reason or expected is ReadingStatus.EMPTY


def test_no_answer_fails_and_holding_back_is_refused() -> None:
    assert read(no_answer).status is ReadingStatus.FAILED
    assert read(lambda ask: no_answer(ask, refused=True)).status is ReadingStatus.REFUSED


def test_reading_that_breaks_off_keeps_what_came_before() -> None:
    healthy = serve([item(n, READ_AT) for n in range(250)])

    reading = read(lambda ask: answer(ask, "", 503) if "page=2" in ask.url else healthy(ask))

    assert (reading.status, len(reading.posts)) == (ReadingStatus.FAILED, 100)


@pytest.mark.parametrize(
    ("platform", "url", "start"),
    [
        ("wordpress", "https://acme.example/", "https://acme.example/wp-json/wp/v2/posts?"),
        ("wordpress", "https://acme.example/a", "https://acme.example/a/wp-json/wp/v2/posts?"),
        ("blog", "https://acme.example/a/feed/", "https://acme.example/a/wp-json/wp/v2/posts?"),
        ("blog", "https://acme.example/feed", "https://acme.example/wp-json/wp/v2/posts?"),
        (
            "blog",
            "https://acme.wordpress.com/",
            "https://public-api.wordpress.com/wp/v2/sites/acme.wordpress.com/posts?",
        ),
    ],
)
def test_the_interface_is_where_the_blog_is(platform: str, url: str, start: str) -> None:
    account = profile(platform, "acme", url)
    source = WordPress(Access())

    assert source.can_read(account)
    assert next(source.posts(account, LONG_AGO)).url.startswith(start)


def test_other_blogs_are_left_to_their_feeds() -> None:
    for url in ("https://acme.example/", "https://acme.example/feed.xml", "https://a.example/rss/"):
        assert not WordPress(Access()).can_read(profile("blog", "acme", url))
    assert not WordPress(Access()).can_read(profile("medium", "a", "https://medium.com/feed"))


def test_strange_items_are_passed_over() -> None:
    strange = [5, None, {}, {"id": "x"}, {"id": 1, "title": 5, "date_gmt": 7}]
    reading = read(lambda ask: answer(ask, json.dumps(strange)))

    assert [post.post_id for post in reading.posts] == ["1"]


@given(st.lists(st.integers(0, 300), max_size=30), st.integers(1, 300), st.integers(1, 12))
@settings(deadline=None, max_examples=40)
def test_all_that_is_wanted_is_read_across_pages(ages: list[int], window: int, size: int) -> None:
    dates = sorted((READ_AT - timedelta(days=age) for age in ages), reverse=True)
    since = READ_AT - timedelta(days=window, hours=1)

    items = [item(number, date) for number, date in enumerate(dates)]
    reading = read(serve(items, size), since, Access(max_posts=20))

    wanted = [date for date in dates if date >= since][:20]
    assert [post.posted_at for post in reading.posts] == wanted
