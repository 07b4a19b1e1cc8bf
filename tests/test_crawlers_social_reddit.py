from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.social.source import Access, Answer, Ask, Reading
from crawlers.social.sources.reddit import PAGE, Reddit
from sameness.records import PostKind, ReadingStatus
from tests.conversations import LONG_AGO, READ_AT, answer, converse, profile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

KEYS = {"reddit_id": "application", "reddit_secret": "s3cr3t"}
USER = profile("reddit", "u/alder_books", "https://www.reddit.com/user/alder_books")
COMMUNITY = profile("reddit", "r/alderbooks", "https://www.reddit.com/r/alderbooks")


class Site:
    """Answers as Reddit does, from lists of things, newest first; remembers what was asked."""

    def __init__(
        self,
        submitted: Sequence[dict[str, Any]] = (),
        comments: Sequence[dict[str, Any]] = (),
        about: dict[str, Any] | None = None,
    ) -> None:
        self.lists = {"submitted": submitted, "comments": comments, "new": submitted}
        self.about = about or {"name": "alder_books"}
        self.asks: list[Ask] = []

    def __call__(self, ask: Ask) -> Answer:
        self.asks.append(ask)
        parts = urlsplit(ask.url)
        if parts.path == "/api/v1/access_token":
            return answer(ask, '{"access_token": "for-a-day", "token_type": "bearer"}')
        assert ask.headers["Authorization"] == "Bearer for-a-day"
        name = parts.path.rpartition("/")[2]
        if name == "about":
            return answer(ask, json.dumps({"kind": "t2", "data": self.about}))
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        return answer(ask, json.dumps(self._page(self.lists[name], query)))

    def _page(self, things: Sequence[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
        names = [thing["name"] for thing in things]
        start = names.index(query["after"]) + 1 if "after" in query else 0
        page = things[start : start + int(query["limit"])]
        more = start + len(page) < len(things)
        children = [{"kind": thing["name"][:2], "data": thing} for thing in page]
        data = {"children": children, "after": page[-1]["name"] if more else None}
        return {"kind": "Listing", "data": data}


def submission(number: int, **more: object) -> dict[str, Any]:
    made = {
        "name": f"t3_{number}",
        "author": "alder_books",
        "title": f"Note {number}",
        "selftext": "",
        "is_self": True,
        "url": f"https://www.reddit.com/r/x/comments/{number}/",
        "permalink": f"/r/x/comments/{number}/",
        "created_utc": (READ_AT - timedelta(days=number)).timestamp(),
        "distinguished": None,
    }
    return made | more


def comment(number: int, **more: object) -> dict[str, Any]:
    made = {
        "name": f"t1_{number}",
        "author": "alder_books",
        "body": f"Answer {number}",
        "link_author": "finch",
        "parent_id": "t3_99",
        "permalink": f"/r/x/comments/99/y/{number}/",
        "created_utc": (READ_AT - timedelta(days=number)).timestamp(),
    }
    return made | more


def read(
    site: Callable[[Ask], Answer],
    since: datetime = LONG_AGO,
    most: int = 1000,
    *,
    community: bool = False,
) -> Reading:
    source = Reddit(Access(keys=KEYS, max_posts=most))
    return converse(source.posts(COMMUNITY if community else USER, since), site)


def test_a_users_posts_and_comments_come_back_in_one_order() -> None:
    days = 2 * PAGE + 9
    site = Site([submission(2 * n) for n in range(days)], [comment(2 * n + 1) for n in range(days)])
    reading = read(site)
    assert reading.status is ReadingStatus.OK
    assert [post.post_id for post in reading.posts] == [
        f"t{1 if n % 2 else 3}_{n}" for n in range(2 * days)
    ]
    assert len(site.asks) == 2 + 3 + 3
    assert reading.posts[0].posted_at == READ_AT
    assert reading.posts[0].url == "https://www.reddit.com/r/x/comments/0/"


def test_the_newest_of_both_lists_are_kept() -> None:
    site = Site([submission(n) for n in range(0, 20, 2)], [comment(n) for n in range(1, 20, 2)])
    assert [post.post_id[3:] for post in read(site, most=5).posts] == list("01234")
    posts = read(site, READ_AT - timedelta(days=3)).posts
    assert [post.post_id[3:] for post in posts] == list("0123")


def test_one_signs_in_with_the_key_and_never_follows_elsewhere() -> None:
    site = Site()
    assert read(site).status is ReadingStatus.EMPTY
    first, *others = site.asks
    assert first.form == {"grant_type": "client_credentials"}
    scheme, _, pair = first.headers["Authorization"].partition(" ")
    assert (scheme, base64.b64decode(pair)) == ("Basic", b"application:s3cr3t")
    assert all(ask.keyed and ask.form is None for ask in others)


@pytest.mark.parametrize(
    ("thing", "text", "links"),
    [
        (
            submission(1, title="Prices", selftext="All on [one page](https://alder.example/p)."),
            "Prices\n\nAll on [one page](https://alder.example/p).",
            ("https://alder.example/p",),
        ),
        (
            submission(1, is_self=False, url="https://alder.example/left"),
            "Note 1",
            ("https://alder.example/left",),
        ),
        (submission(1, title="Ours & yours < theirs"), "Ours & yours < theirs", ()),
    ],
)
def test_words_and_links(thing: dict[str, Any], text: str, links: tuple[str, ...]) -> None:
    (post,) = read(Site([thing])).posts
    assert (post.text, post.links) == (text, links)


@pytest.mark.parametrize(
    ("thing", "kind", "reply_to"),
    [
        (submission(1), PostKind.BROADCAST, ""),
        (
            submission(1, crosspost_parent_list=[{"author": "finch"}]),
            PostKind.REPOST,
            "",
        ),
        (
            submission(1, crosspost_parent_list=[{"author": "alder_books"}]),
            PostKind.BROADCAST,
            "",
        ),
        (comment(1), PostKind.REPLY, "finch"),
        (comment(1, parent_id="t1_5"), PostKind.REPLY, "t1_5"),
        (comment(1, link_author="alder_books"), PostKind.BROADCAST, ""),
        (comment(1, link_author="alder_books", parent_id="t1_5"), PostKind.REPLY, "t1_5"),
        (comment(1, link_author=None), PostKind.REPLY, "t3_99"),
    ],
)
def test_whom_a_thing_speaks_to(thing: dict[str, Any], kind: PostKind, reply_to: str) -> None:
    (post,) = read(Site([thing])).posts
    assert (post.kind, post.reply_to) == (kind, reply_to)


def test_what_was_removed_or_has_no_shape_is_passed_over() -> None:
    odd: list[dict[str, Any]] = [
        submission(1, selftext="[removed]"),
        submission(2, title="[deleted]"),
        {"name": ""},
        {"name": "t3_9", "created_utc": "soon", "title": 4},
        {"name": "t3_8", "created_utc": 1e300},
    ]
    posts = read(Site(odd)).posts
    assert [(post.post_id, post.text, post.posted_at) for post in posts] == [
        ("t3_9", "", None),
        ("t3_8", "", None),
    ]


def test_a_community_speaks_through_its_moderators_only() -> None:
    things = [
        submission(1, author="stranger"),
        submission(2, distinguished="moderator", author="alder_mod"),
        submission(3, distinguished="admin"),
    ]
    about = {"public_description": "Of https://alder.example", "description": "", "name": "t5_1"}
    site = Site(things, about=about)
    reading = read(site, community=True)
    assert [post.post_id for post in reading.posts] == ["t3_2"]
    assert reading.links == ("https://alder.example",)
    assert urlsplit(site.asks[-1].url).path == "/r/alderbooks/new"


def test_a_community_of_strangers_is_read_past_their_first_page() -> None:
    things = [submission(n) for n in range(PAGE)] + [submission(PAGE, distinguished="moderator")]
    assert [post.post_id for post in read(Site(things), community=True).posts] == [f"t3_{PAGE}"]


def test_a_suspended_user_is_gone() -> None:
    assert read(Site(about={"name": "x", "is_suspended": True})).status is ReadingStatus.GONE


def test_the_profile_names_addresses() -> None:
    about = {"subreddit": {"public_description": "Books. https://alder.example/"}}
    assert read(Site(about=about)).links == ("https://alder.example/",)


@pytest.mark.parametrize(
    ("path", "status", "meaning"),
    [
        ("access_token", 401, ReadingStatus.UNAUTHORISED),
        ("access_token", 429, ReadingStatus.RATE_LIMITED),
        ("access_token", 500, ReadingStatus.FAILED),
        ("about", 404, ReadingStatus.GONE),
        ("about", 403, ReadingStatus.UNAUTHORISED),
        ("about", 429, ReadingStatus.RATE_LIMITED),
        ("submitted", 403, ReadingStatus.UNAUTHORISED),
        ("submitted", 429, ReadingStatus.RATE_LIMITED),
        ("comments", 503, ReadingStatus.FAILED),
    ],
)
def test_faults_keep_what_came_before(path: str, status: int, meaning: ReadingStatus) -> None:
    site = Site([submission(1)], [comment(2)])

    def answers(ask: Ask) -> Answer:
        if urlsplit(ask.url).path.endswith(path):
            return answer(ask, '{"message": "?", "error": 0}', status)
        return site(ask)

    reading = read(answers)
    assert reading.status is meaning
    assert len(reading.posts) == (1 if path == "comments" else 0)


def test_times_are_in_utc() -> None:
    (post,) = read(Site([submission(1, created_utc=1772442000.0)])).posts
    assert post.posted_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
