"""A server with Mastodon's interface, written to and checked by Mastodon.py, is read back whole."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from crawlers.social.source import Access
from crawlers.social.sources.mastodon import PAGE
from crawlers.social.sources.mastodon import Mastodon as Source
from sameness.records import PostKind, ReadingStatus
from tests_servers.social import Client, profile

if TYPE_CHECKING:
    from sameness.records import Profile
    from tests_servers.mastodon_server import Mastodon

pytestmark = pytest.mark.social

NOTES = 2 * PAGE + 23
ALDER = {"do": "post", "as": "alder"}
DEEDS: list[dict[str, Any]] = [
    {
        "do": "fields",
        "as": "alder",
        "note": "Books you can read: https://alder.example/about",
        "fields": [["Site", "https://alder.example"], ["Town", "Leeds"]],
    },
    {"do": "post", "as": "finch", "name": "question", "text": "Who files on time?"},
    *(
        ALDER | {"name": f"note {n}", "text": f"Note № {n} of the dépôt.\n\nSigned & filed."}
        for n in range(NOTES)
    ),
    ALDER | {"name": "answer", "text": "@finch We do.", "reply_to": "question"},
    ALDER | {"name": "thread", "text": "More of that.", "reply_to": "note 0"},
    ALDER | {"name": "naming", "text": "Ask @finch or see https://alder.example/a?b=1 #books"},
    ALDER | {"name": "shy", "text": "Numbers inside.", "warning": "Tax", "language": "de"},
    {"do": "boost", "as": "alder", "name": "boost", "of": "question"},
    {"do": "list", "of": "alder"},
]

LOOKUP = "/api/v1/accounts/lookup"
STATUSES = "/api/v1/accounts/*/statuses"
FAULTS = [
    (401, ReadingStatus.UNAUTHORISED),
    (403, ReadingStatus.UNAUTHORISED),
    (429, ReadingStatus.RATE_LIMITED),
    (503, ReadingStatus.FAILED),
]


@pytest.fixture(scope="module")
def told(mastodon: Mastodon) -> dict[str, Any]:
    return mastodon.write(DEEDS)


def account(mastodon: Mastodon, name: str = "alder") -> Profile:
    return profile("mastodon", name, f"{mastodon.home}/@{name}")


def source(most: int = 1000) -> Source:
    return Source(Access(max_posts=most))


def test_all_posts_come_back_across_pages_as_mastodon_py_lists_them(
    mastodon: Mastodon, told: dict[str, Any]
) -> None:
    client = Client()
    reading = client.read(source(), account(mastodon))
    assert reading.status is ReadingStatus.OK
    listed = told["listed"]["alder"]
    assert len(listed) == NOTES + 5
    assert [post.post_id for post in reading.posts] == [number for number, _, _ in listed]
    times = [datetime.fromisoformat(time) for _, time, _ in listed]
    assert [post.posted_at for post in reading.posts] == times
    assert len(client.answers) == 1 + 3


def test_each_post_is_known_for_what_it_is(mastodon: Mastodon, told: dict[str, Any]) -> None:
    posts = {post.post_id: post for post in Client().read(source(), account(mastodon)).posts}
    said = {name: posts[number] for name, number in told["names"].items() if number in posts}
    answer = said["answer"]
    assert (answer.kind, answer.reply_to) == (PostKind.REPLY, "finch")
    assert said["thread"].kind is PostKind.BROADCAST
    assert said["note 3"].text == "Note № 3 of the dépôt.\n\nSigned & filed."
    assert said["naming"].mentions == ("finch",)
    assert said["naming"].links == ("https://alder.example/a?b=1",)
    assert said["shy"].text == "Tax\n\nNumbers inside."
    assert said["shy"].language == "de"
    assert (said["boost"].kind, said["boost"].text) == (PostKind.REPOST, "Who files on time?")
    assert "@finch" in said["boost"].url


def test_since_and_most_cut_at_the_newest(mastodon: Mastodon, told: dict[str, Any]) -> None:
    newest = [number for number, _, _ in told["listed"]["alder"]]
    since = datetime.fromisoformat(told["listed"]["alder"][49][1])
    posts = Client().read(source(), account(mastodon), since).posts
    assert [post.post_id for post in posts] == newest[:50]
    few = Client().read(source(most=7), account(mastodon)).posts
    assert [post.post_id for post in few] == newest[:7]


def test_a_second_reading_brings_the_same_and_what_is_new(
    mastodon: Mastodon, told: dict[str, Any]
) -> None:
    before = [post.post_id for post in Client().read(source(), account(mastodon)).posts]
    later = mastodon.write([ALDER | {"name": "later", "text": "One more."}])["names"]["later"]
    after = [post.post_id for post in Client().read(source(), account(mastodon)).posts]
    assert after == [later, *before]
    assert later not in told["names"].values()


def test_the_profile_names_the_addresses_of_its_fields_and_its_bio(
    mastodon: Mastodon, told: dict[str, Any]
) -> None:
    assert told
    links = Client().read(source(), account(mastodon)).links
    assert set(links) == {"https://alder.example", "https://alder.example/about"}


def test_silence_is_no_absence(mastodon: Mastodon) -> None:
    silent = Client().read(source(), account(mastodon, "silent"))
    assert (silent.status, silent.posts) == (ReadingStatus.EMPTY, ())
    nobody = Client().read(source(), account(mastodon, "nobody"))
    assert nobody.status is ReadingStatus.GONE


@pytest.mark.parametrize(
    ("path", "status", "meaning"),
    [
        *((path, status, meaning) for path in (LOOKUP, STATUSES) for status, meaning in FAULTS),
        (LOOKUP, 410, ReadingStatus.GONE),
        # The account was there a moment ago.
        (STATUSES, 410, ReadingStatus.FAILED),
    ],
)
def test_a_fault_is_never_taken_for_silence(
    mastodon: Mastodon, path: str, status: int, meaning: ReadingStatus
) -> None:
    with mastodon.failing(path, status):
        reading = Client().read(source(), account(mastodon))
    assert (reading.status, reading.posts) == (meaning, ())
    assert str(status) in reading.reason
