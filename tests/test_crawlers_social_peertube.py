from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.social.source import Access, Answer, Ask, Reading
from crawlers.social.sources.peertube import PeerTube
from sameness.records import ReadingStatus
from tests.conversations import LONG_AGO, READ_AT, answer, converse, no_answer, profile

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDED = Path(__file__).parents[2] / "shared" / "data" / "social" / "peertube"
CHANNEL = profile("peertube", "acme", "https://video.example/c/acme/videos")
OWNER = {"name": "acme", "description": "We sell tea: https://acme.example/", "support": None}


def video(number: int, posted_at: datetime) -> dict[str, Any]:
    return {
        "uuid": f"uuid-{number}",
        "url": f"https://video.example/w/{number}",
        "name": f"Video {number} ",
        "description": "How **to** pour by @ada@social.example. See https://acme.example/t, mo...",
        "publishedAt": posted_at.isoformat(),
        "language": {"id": "en", "label": "English"},
        "likes": 9,
    }


def serve(videos: list[dict[str, Any]], most: int = 100) -> Callable[[Ask], Answer]:
    def give(ask: Ask) -> Answer:
        parts = urlsplit(ask.url)
        if not parts.path.endswith("/videos"):
            return answer(ask, json.dumps(OWNER))
        query = parse_qs(parts.query)
        start, count = int(query["start"][0]), min(int(query["count"][0]), most)
        data = videos[start : start + count]
        return answer(ask, json.dumps({"total": len(videos), "data": data}))

    return give


def read(answers: Callable[[Ask], Answer], since: datetime = LONG_AGO, most: int = 1000) -> Reading:
    return converse(PeerTube(Access(max_posts=most)).posts(CHANNEL, since), answers, most_asks=50)


def test_a_video_is_announced_by_its_name_and_description() -> None:
    reading = read(serve([video(1, datetime(2026, 6, 19, 8, 30, 1, tzinfo=UTC))]))
    post = reading.posts[0]

    assert (reading.status, reading.links) == (ReadingStatus.OK, ("https://acme.example/",))
    assert (post.post_id, post.url) == ("uuid-1", "https://video.example/w/1")
    assert post.text == (
        "Video 1\n\nHow **to** pour by @ada@social.example. See https://acme.example/t,"
    )
    assert (post.mentions, post.links) == (("ada@social.example",), ("https://acme.example/t",))
    assert (post.posted_at, post.exact) == (datetime(2026, 6, 19, 8, 30, 1, tzinfo=UTC), True)
    assert post.language == "en"


@pytest.mark.parametrize("most", [100, 7])
def test_pages_are_read_to_the_end_since_and_limit(most: int) -> None:
    videos = [video(n, READ_AT - timedelta(days=n)) for n in range(230)]

    assert len(read(serve(videos, most)).posts) == 230
    assert len(read(serve(videos, most), READ_AT - timedelta(days=120)).posts) == 121
    assert len(read(serve(videos, most), most=150).posts) == 150


def test_what_is_no_channel_may_be_an_account() -> None:
    asked = []

    def give(ask: Ask) -> Answer:
        asked.append(urlsplit(ask.url).path)
        if "video-channels" in ask.url:
            return answer(ask, '{"status": 404}', 404)
        return serve([video(1, READ_AT)])(ask)

    assert len(read(give).posts) == 1
    assert asked == [
        "/api/v1/video-channels/acme",
        "/api/v1/accounts/acme",
        "/api/v1/accounts/acme/videos",
    ]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, "{}", ReadingStatus.UNAUTHORISED),
        (403, "{}", ReadingStatus.UNAUTHORISED),
        (404, "{}", ReadingStatus.GONE),
        (410, "{}", ReadingStatus.GONE),
        (404, "<html>", ReadingStatus.UNSUPPORTED),
        (200, "<html>", ReadingStatus.UNSUPPORTED),
        (200, "{}", ReadingStatus.FAILED),
        (429, "{}", ReadingStatus.RATE_LIMITED),
        (500, "", ReadingStatus.FAILED),
    ],
)
@pytest.mark.parametrize("ending", ["", "/videos"])
def test_an_error_is_never_an_empty_list(
    ending: str, status: int, body: str, expected: ReadingStatus
) -> None:
    healthy = serve([video(1, READ_AT)])

    def give(ask: Ask) -> Answer:
        is_hit = not ending or ending in ask.url
        return answer(ask, body, status) if is_hit else healthy(ask)

    reading = read(give)

    assert reading.posts == ()
    assert reading.reason
    if not ending:
        assert reading.status is expected
    assert reading.status not in {ReadingStatus.OK, ReadingStatus.EMPTY}


def test_a_channel_without_videos_is_empty_and_no_answer_is_not() -> None:
    assert read(serve([])).status is ReadingStatus.EMPTY
    assert read(no_answer).status is ReadingStatus.FAILED
    assert read(lambda ask: no_answer(ask, refused=True)).status is ReadingStatus.REFUSED


@pytest.mark.parametrize(
    ("handle", "url", "address"),
    [
        ("acme", "https://v.example/c/acme", "https://v.example/api/v1/video-channels/acme"),
        ("acme", "https://v.example/a/acme", "https://v.example/api/v1/accounts/acme"),
        ("acme", "https://v.example/about", "https://v.example/api/v1/video-channels/acme"),
        ("acme@v.example", "", "https://v.example/api/v1/video-channels/acme"),
    ],
)
def test_the_profile_says_where_to_ask(handle: str, url: str, address: str) -> None:
    account = profile("peertube", handle, url)

    assert PeerTube(Access()).can_read(account)
    assert next(PeerTube(Access()).posts(account, LONG_AGO)).url == address


def test_the_recorded_channel_is_read_whole() -> None:
    if not RECORDED.exists():
        pytest.skip("the recorded answers of PeerTube are not here")
    listing = json.loads((RECORDED / "channel_videos.json").read_text())
    owner = (RECORDED / "channel_laquadrature.json").read_bytes()
    recorded = json.dumps(listing | {"total": len(listing["data"])})

    reading = read(lambda ask: answer(ask, recorded if "/videos" in ask.url else owner))

    posts = {post.post_id: post for post in reading.posts}
    assert len(posts) == len(listing["data"]) == 12
    assert reading.links == ("https://don.lqdn.fr",)
    for item in listing["data"]:
        post = posts[item["uuid"]]
        assert post.text.startswith(item["name"].strip())
        assert post.posted_at == datetime.strptime(item["publishedAt"], "%Y-%m-%dT%H:%M:%S.%f%z")
        assert post.url == item["url"]
