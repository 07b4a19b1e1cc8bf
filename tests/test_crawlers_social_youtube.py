from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest

from crawlers.social.source import Access, Answer, Ask, Reading
from crawlers.social.sources.youtube import YouTube
from sameness.records import ReadingStatus
from tests.conversations import LONG_AGO, READ_AT, answer, converse, no_answer, profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from sameness.records import Profile

RECORDED = Path(__file__).parents[2] / "shared/data/social/youtube/feed_kurzgesagt.xml"
CHANNEL_ID = "UC" + "a" * 22
BY_HANDLE = profile("youtube", "acme", "https://www.youtube.com/@acme")
BY_ID = profile("youtube", CHANNEL_ID, f"https://www.youtube.com/channel/{CHANNEL_ID}")
KEYED = Access(keys={"youtube_key": "secret-key"})


def video(number: int, posted_at: datetime) -> dict[str, Any]:
    return {
        "snippet": {
            "title": f"Video {number}",
            "description": "Pour tea\n\nhttps://acme.example/ by @ada",
            "publishedAt": "2026-11-01T00:00:01Z",
        },
        "contentDetails": {"videoId": f"v{number}", "videoPublishedAt": posted_at.isoformat()},
    }


CHANNEL = {
    "items": [
        {
            "snippet": {"description": "Tea since 1990: https://acme.example/"},
            "contentDetails": {"relatedPlaylists": {"uploads": "UUacme"}},
        }
    ]
}


def serve(videos: list[dict[str, Any]], channel: object = CHANNEL) -> Callable[[Ask], Answer]:
    def give(ask: Ask) -> Answer:
        parts = urlsplit(ask.url)
        if parts.path == "/youtube/v3/channels":
            return answer(ask, json.dumps(channel))
        start = int(parse_qs(parts.query).get("pageToken", ["0"])[0])
        more = {"nextPageToken": str(start + 50)} if start + 50 < len(videos) else {}
        return answer(ask, json.dumps({"items": videos[start : start + 50]} | more))

    return give


def read(
    answers: Callable[[Ask], Answer],
    account: Profile = BY_HANDLE,
    since: datetime = LONG_AGO,
    access: Access = KEYED,
) -> Reading:
    return converse(YouTube(access).posts(account, since), answers, most_asks=50)


def test_a_video_is_announced_by_its_title_and_description() -> None:
    reading = read(serve([video(1, datetime(2026, 6, 19, 8, 30, 1, tzinfo=UTC))]))
    post = reading.posts[0]

    assert (reading.status, reading.links) == (ReadingStatus.OK, ("https://acme.example/",))
    assert (post.post_id, post.url) == ("v1", "https://www.youtube.com/watch?v=v1")
    assert post.text == "Video 1\n\nPour tea\n\nhttps://acme.example/ by @ada"
    assert (post.mentions, post.links) == (("ada",), ("https://acme.example/",))
    assert (post.posted_at, post.exact) == (datetime(2026, 6, 19, 8, 30, 1, tzinfo=UTC), True)


def test_pages_are_read_to_the_end_since_and_limit() -> None:
    videos = [video(n, READ_AT - timedelta(days=n)) for n in range(120)]
    few = Access(keys={"youtube_key": "secret-key"}, max_posts=60)

    assert len(read(serve(videos)).posts) == 120
    assert len(read(serve(videos), since=READ_AT - timedelta(days=70)).posts) == 71
    assert len(read(serve(videos), access=few).posts) == 60


def test_the_key_stands_in_a_header_and_never_in_an_address() -> None:
    asked: list[Ask] = []
    healthy = serve([video(1, READ_AT)])

    read(lambda ask: asked.append(ask) or healthy(ask))  # type: ignore[func-returns-value]

    assert len(asked) == 2
    for ask in asked:
        assert ask.keyed
        assert ask.headers == {"X-Goog-Api-Key": "secret-key"}
        assert "secret" not in ask.url + repr(ask)


@pytest.mark.parametrize(
    ("handle", "url", "query"),
    [
        ("@acme", "https://www.youtube.com/@acme", {"forHandle": ["@acme"]}),
        ("acme", "https://www.youtube.com/user/acme", {"forUsername": ["acme"]}),
        (CHANNEL_ID, f"https://www.youtube.com/channel/{CHANNEL_ID}", {"id": [CHANNEL_ID]}),
    ],
)
def test_a_channel_is_asked_for_by_what_is_known_of_it(
    handle: str, url: str, query: dict[str, list[str]]
) -> None:
    account = profile("youtube", handle, url)
    asked = parse_qs(urlsplit(next(YouTube(KEYED).posts(account, LONG_AGO)).url).query)

    assert YouTube(KEYED).can_read(account)
    assert asked == {"part": ["snippet,contentDetails"]} | query


@pytest.mark.parametrize("path", ["c/acme", "acme"])
def test_an_address_of_old_times_is_never_taken_for_a_handle(path: str) -> None:
    account = profile("youtube", "acme", f"https://www.youtube.com/{path}")
    reading = converse(YouTube(KEYED).posts(account, LONG_AGO), no_answer)
    assert reading.status is ReadingStatus.UNSUPPORTED
    assert "@handle" in reading.reason


def error(reason: str, place: str = "errors") -> str:
    return json.dumps({"error": {"code": 0, "message": "secret-key", place: [{"reason": reason}]}})


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (403, error("quotaExceeded"), ReadingStatus.RATE_LIMITED),
        (403, error("rateLimitExceeded"), ReadingStatus.RATE_LIMITED),
        (400, error("keyInvalid"), ReadingStatus.UNAUTHORISED),
        (400, error("API_KEY_INVALID", "details"), ReadingStatus.UNAUTHORISED),
        (403, error("accessNotConfigured"), ReadingStatus.UNAUTHORISED),
        (403, error("forbidden"), ReadingStatus.UNAUTHORISED),
        (403, error("channelSuspended"), ReadingStatus.GONE),
        (404, error("channelNotFound"), ReadingStatus.GONE),
        (429, "", ReadingStatus.RATE_LIMITED),
        (500, "", ReadingStatus.FAILED),
        (400, error("badRequest"), ReadingStatus.FAILED),
        (200, "<html>", ReadingStatus.FAILED),
    ],
)
@pytest.mark.parametrize("resource", ["channels", "playlistItems"])
def test_an_error_is_told_by_its_reason_and_is_never_an_empty_list(
    resource: str, status: int, body: str, expected: ReadingStatus
) -> None:
    healthy = serve([video(1, READ_AT)])

    reading = read(lambda ask: answer(ask, body, status) if resource in ask.url else healthy(ask))

    assert (reading.status, reading.posts) == (expected, ())
    assert reading.reason
    assert "secret" not in reading.reason


def test_a_page_that_fails_breaks_off_with_what_came_before() -> None:
    healthy = serve([video(n, READ_AT - timedelta(days=n)) for n in range(120)])

    reading = read(
        lambda ask: (
            answer(ask, error("quotaExceeded"), 403) if "pageToken=100" in ask.url else healthy(ask)
        )
    )

    assert (reading.status, len(reading.posts)) == (ReadingStatus.RATE_LIMITED, 100)


def test_a_missing_channel_is_gone_and_one_without_videos_empty() -> None:
    assert read(serve([], {"pageInfo": {"totalResults": 0}})).status is ReadingStatus.GONE
    assert read(serve([])).status is ReadingStatus.EMPTY
    missing = error("playlistNotFound")
    healthy = serve([])
    reading = read(lambda a: answer(a, missing, 404) if "playlistItems" in a.url else healthy(a))
    assert reading.status is ReadingStatus.EMPTY


def test_private_videos_are_passed_over() -> None:
    private = video(1, READ_AT)
    del private["contentDetails"]["videoPublishedAt"]

    assert [p.post_id for p in read(serve([private, video(2, READ_AT)])).posts] == ["v2"]


def test_a_handle_without_a_key_asks_nothing_and_names_the_variable() -> None:
    reading = read(no_answer, access=Access())

    assert reading.status is ReadingStatus.UNAUTHORISED
    assert "SAMENESS_YOUTUBE_KEY" in reading.reason
    with pytest.raises(StopIteration):
        next(YouTube(Access()).posts(BY_HANDLE, LONG_AGO))


def feed(count: int) -> str:
    entries = "".join(
        f"<entry><id>yt:video:v{n}</id><title>Video {n}</title>"
        f"<link rel='alternate' href='https://www.youtube.com/watch?v=v{n}'/>"
        f"<published>{(READ_AT - timedelta(days=n)).isoformat()}</published>"
        "<media:group><media:title>Other</media:title><media:description>Pour tea\n\n"
        "https://acme.example/ by @ada</media:description></media:group></entry>"
        for n in range(count)
    )
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:media='http://search.yahoo.com/mrss/'>"
        f"{entries}</feed>"
    )


def test_feed_and_interface_give_the_same_post() -> None:
    by_feed = read(lambda ask: answer(ask, feed(1)), BY_ID, access=Access()).posts[0]
    by_key = read(serve([video(0, READ_AT)]), BY_ID).posts[0]

    names = ("post_id", "url", "posted_at", "exact", "text", "kind", "mentions", "links")
    assert [getattr(by_feed, name) for name in names] == [getattr(by_key, name) for name in names]


def test_a_full_feed_says_that_there_may_be_more() -> None:
    full = read(lambda ask: answer(ask, feed(15)), BY_ID, access=Access())
    short = read(lambda ask: answer(ask, feed(14)), BY_ID, access=Access())

    assert (full.status, len(full.posts)) == (ReadingStatus.OK, 15)
    assert "SAMENESS_YOUTUBE_KEY" in full.reason
    assert (short.status, short.reason) == (ReadingStatus.OK, "")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, ReadingStatus.FAILED),
        (410, ReadingStatus.FAILED),
        (500, ReadingStatus.FAILED),
        (429, ReadingStatus.RATE_LIMITED),
    ],
)
def test_a_feed_that_is_not_found_says_nothing_of_the_channel(
    status: int, expected: ReadingStatus
) -> None:
    reading = read(lambda ask: answer(ask, "", status), BY_ID, access=Access())

    assert (reading.status, reading.posts) == (expected, ())
    assert reading.reason


def test_the_recorded_feed_agrees_with_feedparser() -> None:
    if not RECORDED.exists():
        pytest.skip("the recorded feed of YouTube is not here")
    expected = feedparser.parse(RECORDED.read_bytes(), sanitize_html=False).entries
    asked = []

    def give(ask: Ask) -> Answer:
        asked.append(ask.url)
        return answer(ask, RECORDED.read_bytes())

    posts = {post.post_id: post for post in read(give, BY_ID, access=Access()).posts}

    assert asked == [f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL_ID}"]
    assert len(posts) == len(expected) == 15
    for entry in expected:
        post = posts[entry.yt_videoid]
        assert post.posted_at == datetime.fromisoformat(entry.published)
        assert post.text.startswith(entry.title)
        assert post.url == entry.link
