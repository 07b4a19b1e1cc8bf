"""What holds for every source that needs a key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from crawlers.social.source import Access, Answer, Ask, Reading, Source
from crawlers.social.sources.facebook import Facebook
from crawlers.social.sources.instagram import Instagram
from crawlers.social.sources.reddit import Reddit
from crawlers.social.sources.threads import Threads
from crawlers.social.sources.x import X
from sameness.records import Profile, ReadingStatus
from tests.conversations import LONG_AGO, answer, converse, no_answer, profile

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "s3cr3t+key/0"
KEYS = {
    "reddit_id": "an-application",
    "reddit_secret": SECRET,
    "x_token": SECRET,
    "threads_token": SECRET,
    "instagram_token": SECRET,
    "instagram_user": "17840000",
    "facebook_token": SECRET,
}
NEEDED = {
    Reddit: ("reddit_id", "reddit_secret"),
    X: ("x_token",),
    Threads: ("threads_token",),
    Instagram: ("instagram_token", "instagram_user"),
    Facebook: ("facebook_token",),
}
SOURCES = pytest.mark.parametrize("source", list(NEEDED), ids=lambda source: source.platform)

EVERYTHING = {
    "access_token": "granted-for-a-day",
    "id": "7",
    "username": "alder",
    "data": {"id": "7", "name": "alder", "children": [], "after": None},
    "business_discovery": {"id": "7", "media": {"data": []}},
}
"""An answer in which each source finds its account, though not its posts."""


def profiles_of(source: type[Source]) -> list[Profile]:
    handles = ["u/alder", "r/alder"] if source is Reddit else ["alder"]
    return [profile(source.platform, handle, "") for handle in handles]


def read(source: type[Source], answers: Callable[[Ask], Answer]) -> list[Reading]:
    access = Access(keys=KEYS)
    made: Source = source(access)  # type: ignore[call-arg]
    return [converse(made.posts(one, LONG_AGO), answers) for one in profiles_of(source)]


@SOURCES
def test_without_its_keys_nothing_is_asked_and_the_variables_are_named(
    source: type[Source],
) -> None:
    for missing in NEEDED[source]:
        keys = {name: value for name, value in KEYS.items() if name != missing}
        made: Source = source(Access(keys=keys))  # type: ignore[call-arg]
        for one in profiles_of(source):
            assert made.can_read(one)
            reading = converse(made.posts(one, LONG_AGO), answer, most_asks=0)
            assert reading.status is ReadingStatus.UNAUTHORISED
            assert reading.reason == f"needs a key: set SAMENESS_{missing.upper()}"


@SOURCES
def test_keys_are_in_headers_and_nowhere_else(source: type[Source]) -> None:
    asks: list[Ask] = []

    def answers(ask: Ask) -> Answer:
        asks.append(ask)
        return answer(ask, json.dumps(EVERYTHING))

    for reading in read(source, answers):
        assert SECRET not in repr(reading)
    assert len(asks) > 1 or source is Instagram
    for ask in asks:
        assert ask.keyed
        assert any("Authorization" in name for name in ask.headers)
        for secret in (SECRET, "s3cr3t%2Bkey", "granted-for-a-day"):
            assert secret not in ask.url
            assert secret not in repr(ask)


@SOURCES
@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 410, 429, 500, 503])
@pytest.mark.parametrize("body", ["", "{}", "<html>", '{"error": {"code": "x"}}', "[[["])
def test_no_fault_is_taken_for_silence(source: type[Source], status: int, body: str) -> None:
    for reading in read(source, lambda ask: answer(ask, body, status)):
        assert reading.status not in {ReadingStatus.OK, ReadingStatus.EMPTY}
        assert reading.reason


@SOURCES
@pytest.mark.parametrize("body", ["", "null", "{}", "[]", "<html>", '{"data": 7}', '{"data": {}}'])
def test_no_odd_answer_is_taken_for_silence(source: type[Source], body: str) -> None:
    for reading in read(source, lambda ask: answer(ask, body)):
        assert reading.status is ReadingStatus.FAILED
        assert reading.reason


@SOURCES
def test_what_we_hold_back_is_refused_and_what_never_came_failed(source: type[Source]) -> None:
    for reading in read(source, lambda ask: no_answer(ask, "no room", refused=True)):
        assert reading.status is ReadingStatus.REFUSED
        assert "no room" in reading.reason
    for reading in read(source, no_answer):
        assert (reading.status, reading.reason) == (ReadingStatus.FAILED, "timed out")


@SOURCES
def test_nobody_asks_for_likes_or_followers(source: type[Source]) -> None:
    asks: list[str] = []

    def answers(ask: Ask) -> Answer:
        asks.append(ask.url.casefold())
        return answer(ask, json.dumps(EVERYTHING))

    read(source, answers)
    for word in ("like", "follow", "metrics", "reactions", "shares", "insights"):
        assert not any(word in url for url in asks)
