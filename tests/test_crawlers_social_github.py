from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.social.source import Access, Answer, Ask, Reading
from crawlers.social.sources.github import MOST_REPOSITORIES, GitHub
from sameness.records import ReadingStatus
from tests.conversations import LONG_AGO, READ_AT, answer, converse, no_answer, profile

if TYPE_CHECKING:
    from collections.abc import Callable

ACME = profile("github", "acme", "https://github.com/acme")
OWNER = {"login": "acme", "blog": "acme.example", "bio": "Tea, see https://tea.example/"}


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def release(number: int, posted_at: datetime, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {
        "id": number,
        "html_url": f"https://github.com/acme/tea/releases/tag/v{number}",
        "name": f"Tea {number}",
        "tag_name": f"v{number}",
        "draft": False,
        "published_at": iso(posted_at),
        "body_html": "<h2>Changes</h2><ul><li>Pours by <a class='user-mention' "
        "href='https://github.com/ada'>@ada</a></li><li><a href='https://acme.example/t'>More</a>"
        "</li></ul>",
    } | changes


def repository(name: str, pushed_at: datetime = READ_AT, *, fork: bool = False) -> dict[str, Any]:
    return {"full_name": f"acme/{name}", "fork": fork, "pushed_at": iso(pushed_at)}


def serve(
    releases: dict[str, list[dict[str, Any]]], repositories: list[dict[str, Any]] | None = None
) -> Callable[[Ask], Answer]:
    listed = repositories or [repository(name) for name in releases]

    def give(ask: Ask) -> Answer:
        parts = urlsplit(ask.url)
        steps = parts.path.strip("/").split("/")
        if steps[0] == "users":
            return answer(ask, json.dumps(OWNER if len(steps) == 2 else listed))
        page = int(parse_qs(parts.query)["page"][0])
        return answer(ask, json.dumps(releases[steps[2]][(page - 1) * 100 : page * 100]))

    return give


def read(
    answers: Callable[[Ask], Answer], since: datetime = LONG_AGO, access: Access | None = None
) -> Reading:
    return converse(GitHub(access or Access()).posts(ACME, since), answers, most_asks=50)


def test_a_release_is_announced_by_its_name_and_notes() -> None:
    at = datetime(2026, 6, 19, 8, 30, 1, tzinfo=UTC)
    reading = read(serve({"tea": [release(1, at)]}))
    post = reading.posts[0]

    assert reading.status is ReadingStatus.OK
    assert reading.links == ("https://acme.example", "https://tea.example/")
    assert (post.post_id, post.url) == ("1", "https://github.com/acme/tea/releases/tag/v1")
    assert post.text == "Tea 1\n\nChanges\n\nPours by @ada\nMore"
    assert (post.mentions, post.links) == (("ada",), ("https://acme.example/t",))
    assert (post.posted_at, post.exact) == (at, True)


def test_a_release_without_a_name_has_its_tag_and_drafts_are_not_out() -> None:
    releases = [
        release(1, READ_AT, name=None, body_html=None, body="Plain"),
        release(2, READ_AT, draft=True),
        release(3, READ_AT, published_at=None),
    ]

    assert [post.text for post in read(serve({"tea": releases})).posts] == ["v1\n\nPlain"]


def test_releases_of_all_repositories_are_given_newest_first() -> None:
    releases = {
        "tea": [release(n, READ_AT - timedelta(days=2 * n)) for n in range(130)],
        "mug": [release(500 + n, READ_AT - timedelta(days=2 * n + 1)) for n in range(130)],
    }

    every = read(serve(releases)).posts
    since = read(serve(releases), READ_AT - timedelta(days=99)).posts
    few = read(serve(releases), access=Access(max_posts=150)).posts

    dates = [post.posted_at for post in every]
    assert dates == [READ_AT - timedelta(days=n) for n in range(260)]
    assert since == every[:100]
    assert few == every[:150]


def test_only_the_latest_own_repositories_are_asked() -> None:
    since = READ_AT - timedelta(days=30)
    listed = [
        repository("fork", fork=True),
        *[repository(f"r{n}", READ_AT - timedelta(days=n)) for n in range(MOST_REPOSITORIES + 5)],
        repository("old", since - timedelta(days=1)),
    ]
    asked = []
    names = [item["full_name"].partition("/")[2] for item in listed]
    healthy = serve({name: [] for name in names}, listed)

    def give(ask: Ask) -> Answer:
        asked.append(urlsplit(ask.url).path)
        return healthy(ask)

    assert read(give, since).status is ReadingStatus.EMPTY
    expected = [f"/repos/acme/r{n}/releases" for n in range(MOST_REPOSITORIES)]
    assert asked == ["/users/acme", "/users/acme/repos", *expected]


def test_a_token_is_a_header_and_without_one_robots_have_their_say() -> None:
    keyed = next(GitHub(Access(keys={"github_token": "secret"})).posts(ACME, LONG_AGO))
    free = next(GitHub(Access()).posts(ACME, LONG_AGO))

    assert (keyed.keyed, keyed.headers["Authorization"]) == (True, "Bearer secret")
    assert (free.keyed, "Authorization" in free.headers) == (False, False)
    assert "secret" not in repr(keyed)


FAULTS = [
    (403, {"x-ratelimit-remaining": "0"}, ReadingStatus.RATE_LIMITED),
    (403, {"retry-after": "60"}, ReadingStatus.RATE_LIMITED),
    (403, {"x-ratelimit-remaining": "12"}, ReadingStatus.UNAUTHORISED),
    (401, {}, ReadingStatus.UNAUTHORISED),
    (404, {}, ReadingStatus.GONE),
    (429, {}, ReadingStatus.RATE_LIMITED),
    (500, {}, ReadingStatus.FAILED),
    (200, {}, ReadingStatus.FAILED),
]
PARTS = ["/users/acme", "/repos", "/releases"]
CASES = [(part, *fault) for part in PARTS for fault in FAULTS]
CASES.remove(("/releases", 404, {}, ReadingStatus.GONE))  # may vanish: the next test shows it
CASES.remove(("/repos", 404, {}, ReadingStatus.GONE))  # the account was there just now
CASES.append(("/repos", 404, {}, ReadingStatus.FAILED))


@pytest.mark.parametrize(("part", "status", "headers", "expected"), CASES)
def test_an_error_is_never_an_empty_list(
    part: str, status: int, headers: dict[str, str], expected: ReadingStatus
) -> None:
    healthy = serve({"tea": [release(1, READ_AT)]})

    def give(ask: Ask) -> Answer:
        is_hit = urlsplit(ask.url).path.endswith(part)
        return answer(ask, '"no"', status, headers) if is_hit else healthy(ask)

    reading = read(give)

    assert (reading.status, reading.posts) == (expected, ())
    assert reading.reason


def test_a_repository_that_vanished_is_passed_over_and_a_limit_keeps_what_came() -> None:
    healthy = serve({name: [release(ord(name), READ_AT)] for name in "abc"})

    def give(ask: Ask, status: int, headers: dict[str, str]) -> Answer:
        return answer(ask, "{}", status, headers) if "acme/b" in ask.url else healthy(ask)

    gone = read(lambda ask: give(ask, 404, {}))
    limited = read(lambda ask: give(ask, 403, {"x-ratelimit-remaining": "0"}))

    assert (gone.status, len(gone.posts)) == (ReadingStatus.OK, 2)
    assert (limited.status, len(limited.posts)) == (ReadingStatus.RATE_LIMITED, 1)
    assert "SAMENESS_GITHUB_TOKEN" in limited.reason
    assert limited.links


def test_no_answer_fails_and_holding_back_is_refused() -> None:
    assert read(no_answer).status is ReadingStatus.FAILED
    assert read(lambda ask: no_answer(ask, refused=True)).status is ReadingStatus.REFUSED
