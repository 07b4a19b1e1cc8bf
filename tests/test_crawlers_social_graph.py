"""What Meta's three interfaces have in common, and what each has of its own."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from crawlers.social.source import Access, Answer, Ask, Reading, Source
from crawlers.social.sources import facebook, instagram, threads
from crawlers.social.sources.facebook import Facebook
from crawlers.social.sources.instagram import Instagram
from crawlers.social.sources.threads import Threads
from sameness.records import PostKind, ReadingStatus
from tests.conversations import LONG_AGO, READ_AT, answer, converse, profile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

KEYS = {
    "threads_token": "s3cr3t",
    "instagram_token": "s3cr3t",
    "instagram_user": "17840000",
    "facebook_token": "s3cr3t",
}
CLASSES: dict[str, Callable[[Access], Source]] = {
    "threads": Threads,
    "instagram": Instagram,
    "facebook": Facebook,
}
PAGES = {"threads": threads.PAGE, "instagram": instagram.PAGE, "facebook": facebook.PAGE}
PLATFORMS = pytest.mark.parametrize("platform", list(CLASSES))


class Site:
    """Answers as one of Meta's interfaces does, from made-up posts, newest first."""

    def __init__(self, platform: str, made: Sequence[dict[str, Any]], **about: str) -> None:
        self.platform = platform
        self.made = made
        self.about = {"id": "7", "username": "alder"} | about
        self.asks: list[Ask] = []

    def __call__(self, ask: Ask) -> Answer:
        self.asks.append(ask)
        assert ask.headers["Authorization"] == "Bearer s3cr3t"
        parts = urlsplit(ask.url)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if self.platform == "instagram":
            content = self._discover(parts.path, query["fields"])
        elif parts.path.endswith("posts"):
            content = self._edge(int(query["limit"]), query.get("after", ""))
        else:
            content = self.about
        return answer(ask, json.dumps(content))

    def _discover(self, path: str, fields: str) -> dict[str, Any]:
        assert path.endswith("/17840000")
        shape = r"business_discovery\.username\(alder\)\{website,biography,media\.limit\((\d+)\)"
        found = re.match(
            shape + r"(?:\.after\((\w+)\))?\{id,caption,permalink,timestamp\}\}$", fields
        )
        assert found is not None, fields
        edge = self._edge(int(found[1]), found[2] or "")
        return {"business_discovery": self.about | {"media": edge}, "id": "17840000"}

    def _edge(self, size: int, after: str) -> dict[str, Any]:
        start = int(after.removeprefix("c") or "0")
        page = self.made[start : start + size]
        paging: dict[str, Any] = {"cursors": {"before": f"c{start}"}}
        if start + size < len(self.made):
            paging["cursors"]["after"] = f"c{start + size}"
            paging["next"] = f"https://elsewhere.test/x?access_token=s3cr3t&after=c{start + size}"
        return {"data": page, "paging": paging}


def entry(platform: str, number: int, text: str = "", **more: object) -> dict[str, Any]:
    time = (READ_AT - timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%S+0000")
    link = f"https://{platform}.test/{number}"
    own = {
        "threads": {"text": text, "timestamp": time, "permalink": link, "media_type": "TEXT_POST"},
        "instagram": {"caption": text, "timestamp": time, "permalink": link},
        "facebook": {"message": text, "created_time": time, "permalink_url": link},
    }
    return {"id": f"7_{number}"} | own[platform] | more


def read(
    platform: str,
    site: Callable[[Ask], Answer],
    since: datetime = LONG_AGO,
    most: int = 1000,
    handle: str = "alder",
) -> Reading:
    source = CLASSES[platform](Access(keys=KEYS, max_posts=most))
    return converse(source.posts(profile(platform, handle, ""), since), site)


@PLATFORMS
def test_all_posts_come_back_across_pages(platform: str) -> None:
    count = 2 * PAGES[platform] + 7
    site = Site(platform, [entry(platform, n, f"Note {n}") for n in range(count)])
    reading = read(platform, site)
    assert reading.status is ReadingStatus.OK
    assert [post.text for post in reading.posts] == [f"Note {n}" for n in range(count)]
    assert (reading.posts[0].posted_at, reading.posts[0].post_id) == (READ_AT, "7_0")
    assert reading.posts[0].url == f"https://{platform}.test/0"
    # The addresses that Meta itself gives carry the key.
    assert not any("elsewhere" in ask.url or "s3cr3t" in ask.url for ask in site.asks)


@PLATFORMS
def test_since_and_most_cut_at_the_newest(platform: str) -> None:
    site = Site(platform, [entry(platform, n, f"Note {n}") for n in range(200)])
    assert len(read(platform, site, READ_AT - timedelta(days=4)).posts) == 5
    assert len(read(platform, site, most=6).posts) == 6


@PLATFORMS
def test_mentions_and_links_are_read_from_the_words(platform: str) -> None:
    site = Site(platform, [entry(platform, 1, "With @finch: https://alder.example/a.")])
    (post,) = read(platform, site).posts
    assert post.links == ("https://alder.example/a",)
    assert post.mentions == (() if platform == "facebook" else ("finch",))


@PLATFORMS
def test_posts_without_words_or_shape_do_no_harm(platform: str) -> None:
    odd: list[Any] = [None, {"id": 4}, {"id": "8", "timestamp": 3, "attachments": "no"}]
    (post,) = read(platform, Site(platform, odd)).posts
    assert (post.post_id, post.text, post.posted_at) == ("8", "", None)


@PLATFORMS
def test_an_account_without_posts_is_silent(platform: str) -> None:
    assert read(platform, Site(platform, [])).status is ReadingStatus.EMPTY


@PLATFORMS
@pytest.mark.parametrize(
    ("error", "meaning", "words"),
    [
        ({"code": 190, "error_subcode": 463}, ReadingStatus.UNAUTHORISED, "renew SAMENESS_"),
        ({"code": 102}, ReadingStatus.UNAUTHORISED, "renew SAMENESS_"),
        ({"code": 10}, ReadingStatus.UNAUTHORISED, "app review needed"),
        ({"code": 200}, ReadingStatus.UNAUTHORISED, "app review needed"),
        ({"code": 4}, ReadingStatus.RATE_LIMITED, "too many"),
        ({"code": 17}, ReadingStatus.RATE_LIMITED, "too many"),
        ({"code": 32}, ReadingStatus.RATE_LIMITED, "too many"),
        ({"code": 613}, ReadingStatus.RATE_LIMITED, "too many"),
        ({"code": 803}, ReadingStatus.UNAUTHORISED, "not to be seen with this key"),
        ({"code": 24}, ReadingStatus.GONE, "no such account"),
        ({"code": 100, "error_subcode": 33}, ReadingStatus.UNAUTHORISED, "not there, or not to be"),
        ({"code": 100}, ReadingStatus.FAILED, "reports an error"),
        ({"code": 1}, ReadingStatus.FAILED, "reports an error"),
    ],
)
@pytest.mark.parametrize("status", [400, 403, 200])
def test_errors_have_their_words_and_never_metas(
    platform: str, error: dict[str, int], meaning: ReadingStatus, words: str, status: int
) -> None:
    body = json.dumps({"error": error | {"message": "Malformed access token s3cr3t"}})
    reading = read(platform, lambda ask: answer(ask, body, status))
    assert (reading.status, reading.posts) == (meaning, ())
    assert words in reading.reason
    assert "s3cr3t" not in reading.reason


@PLATFORMS
def test_what_came_before_a_fault_is_kept(platform: str) -> None:
    size = PAGES[platform]
    site = Site(platform, [entry(platform, n, "x") for n in range(size + 1)], website="https://a.b")

    def answers(ask: Ask) -> Answer:
        if "after" in ask.url:
            return answer(ask, '{"error": {"code": 17}}', 400)
        return site(ask)

    reading = read(platform, answers)
    assert (reading.status, len(reading.posts)) == (ReadingStatus.RATE_LIMITED, size)


def test_a_personal_account_of_instagram_is_no_absence() -> None:
    body = '{"error": {"code": 110, "error_subcode": 2207013}}'
    reading = read("instagram", lambda ask: answer(ask, body, 400))
    assert reading.status is ReadingStatus.UNSUPPORTED


@pytest.mark.parametrize("handle", ["alder){id}", "a" * 31, "é", ""])
def test_no_handle_gets_out_of_instagrams_expression(handle: str) -> None:
    site = Site("instagram", [])
    reading = read("instagram", site, handle=handle)
    assert (reading.status, site.asks) == (ReadingStatus.UNSUPPORTED, [])


def test_no_cursor_gets_out_of_instagrams_expression() -> None:
    media = {"data": [entry("instagram", 1)], "paging": {"cursors": {"after": "x){followers}"}}}
    asks: list[str] = []

    def answers(ask: Ask) -> Answer:
        asks.append(ask.url)
        return answer(ask, json.dumps({"business_discovery": {"media": media}}))

    assert read("instagram", answers).status is ReadingStatus.OK
    assert len(asks) == 1


def test_handles_of_facebook_stay_one_part_of_the_path() -> None:
    site = Site("facebook", [])
    read("facebook", site, handle="alder/../me?x=1")
    assert unquote(urlsplit(site.asks[0].url).path).endswith("/v25.0/alder/../me?x=1")
    assert urlsplit(site.asks[0].url).path.count("/") == 2


def test_groups_of_facebook_cannot_be_read() -> None:
    site = Site("facebook", [])
    reading = read("facebook", site, handle="groups/books")
    assert (reading.status, site.asks) == (ReadingStatus.UNSUPPORTED, [])


def test_what_facebook_pages_share_without_a_word_is_a_repost() -> None:
    attached = {"data": [{"description": "Theirs.", "unshimmed_url": "https://b.example/x"}]}
    shared = {"status_type": "shared_story", "attachments": attached}
    posts = read(
        "facebook",
        Site(
            "facebook",
            [
                entry("facebook", 1, "", **shared),
                entry("facebook", 2, "Ours on that.", **shared),
                entry("facebook", 3, "", status_type="added_photos", attachments={"data": []}),
            ],
        ),
    ).posts
    assert [post.kind for post in posts] == [
        PostKind.REPOST,
        PostKind.BROADCAST,
        PostKind.BROADCAST,
    ]
    assert [post.text for post in posts] == ["Theirs.", "Ours on that.", ""]
    assert posts[1].links == ("https://b.example/x",)


def test_tags_are_mentions_and_own_pictures_no_links_on_facebook() -> None:
    made = entry(
        "facebook",
        1,
        "With Finch & Co. #books",
        message_tags=[{"id": "8", "name": "Finch & Co."}, {"id": "9", "name": "#books"}],
        attachments={"data": [{"unshimmed_url": "https://www.facebook.com/alder/photos/1"}]},
    )
    (post,) = read("facebook", Site("facebook", [made])).posts
    assert (post.mentions, post.links) == (("Finch & Co.",), ())


def test_reposts_of_threads_are_told_from_posts_and_quotations() -> None:
    made = [
        entry("threads", 1, media_type="REPOST_FACADE", reposted_post={"text": "Theirs."}),
        entry("threads", 2, "Ours.", link_attachment_url="https://alder.example/"),
    ]
    repost, post = read("threads", Site("threads", made)).posts
    assert (repost.kind, repost.text) == (PostKind.REPOST, "Theirs.")
    assert (post.kind, post.links) == (PostKind.BROADCAST, ("https://alder.example/",))


@pytest.mark.parametrize(
    ("platform", "about", "links"),
    [
        ("threads", {"biography": "At https://alder.example"}, ("https://alder.example",)),
        (
            "instagram",
            {"website": "https://alder.example/", "biography": "or https://b.example"},
            ("https://alder.example/", "https://b.example"),
        ),
        (
            "facebook",
            {"website": "alder.example, http://b.example", "about": "Books."},
            ("https://alder.example", "http://b.example"),
        ),
    ],
)
def test_profiles_name_their_addresses(
    platform: str, about: dict[str, str], links: tuple[str, ...]
) -> None:
    assert read(platform, Site(platform, [], **about)).links == links


def test_times_are_in_utc() -> None:
    made = entry("instagram", 1, timestamp="2026-03-02T10:00:00+0100")
    (post,) = read("instagram", Site("instagram", [made])).posts
    assert post.posted_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
