"""A real Bluesky network, written to by Bluesky's own client, is read back whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from crawlers.social.source import Access
from crawlers.social.sources.bluesky import PAGE
from crawlers.social.sources.bluesky import Bluesky as Source
from sameness.records import PostKind, ReadingStatus
from tests_servers.social import Client, profile

if TYPE_CHECKING:
    from tests_servers.bluesky_network import Bluesky

pytestmark = pytest.mark.social

ALDER = profile("bluesky", "alder.test")
DAYS = PAGE + 31
NEWEST = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


def say(name: str, text: str, at: datetime, **more: Any) -> dict[str, Any]:
    time = at.isoformat().replace("+00:00", "Z")
    deed = {"do": "post", "as": "alder.test", "name": name, "text": text, "at": time}
    return deed | more


def diary(days: int) -> list[dict[str, Any]]:
    """Give a post for each of so many days up to NEWEST, oldest first."""
    return [
        say(f"day {day}", f"Note № {day} of the dépôt.", NEWEST - timedelta(days=day), langs=["en"])
        for day in reversed(range(days))
    ]


DEEDS = [
    {"do": "account", "handle": "alder.test", "description": "Books you can read. alder.example"},
    {"do": "account", "handle": "finch.test"},
    {"do": "account", "handle": "silent.test"},
    say("question", "Who files on time?", NEWEST) | {"as": "finch.test"},
    *diary(DAYS),
    say("answer", "We do.", NEWEST + timedelta(hours=1), replyTo="question"),
    say("aside", "And on Sundays.", NEWEST + timedelta(hours=2), replyTo="answer"),
    say("thread", "More of that.", NEWEST + timedelta(hours=3), replyTo="day 0"),
    say("quotation", "A fair question.", NEWEST + timedelta(hours=4), quote="question"),
    say(
        "naming",
        "🧾 Ask @finch.test or read https://alder.example/é #books",
        NEWEST + timedelta(hours=5),
        card="https://alder.example/card",
    ),
    {"do": "repost", "as": "alder.test", "of": "question"},
]


@pytest.fixture(scope="module")
def names(bluesky: Bluesky) -> dict[str, str]:
    return bluesky.write(DEEDS)


def source(bluesky: Bluesky, most: int = 1000) -> Source:
    return Source(Access(bases={"bluesky": bluesky.app_view}, max_posts=most))


def test_all_posts_come_back_across_pages(bluesky: Bluesky, names: dict[str, str]) -> None:
    client = Client()
    reading = client.read(source(bluesky), ALDER)
    assert reading.status is ReadingStatus.OK
    own = {uri for name, uri in names.items() if name != "question"}
    assert own < {post.post_id for post in reading.posts}
    assert len(reading.posts) == len(own) + 1  # and the repost
    assert len(client.answers) >= 3
    notes = [post for post in reading.posts if post.text.startswith("Note")]
    assert [post.posted_at for post in notes] == [NEWEST - timedelta(days=n) for n in range(DAYS)]
    assert {post.language for post in notes} == {"en"}


def test_each_post_is_known_for_what_it_is(bluesky: Bluesky, names: dict[str, str]) -> None:
    posts = {post.post_id: post for post in Client().read(source(bluesky), ALDER).posts}
    answer, aside = posts[names["answer"]], posts[names["aside"]]
    assert (answer.kind, answer.reply_to) == (PostKind.REPLY, "finch.test")
    assert aside.kind is PostKind.REPLY  # his own words, but in another's thread
    assert posts[names["thread"]].kind is PostKind.BROADCAST
    assert posts[names["quotation"]].kind is PostKind.BROADCAST
    naming = posts[names["naming"]]
    assert naming.mentions == ("finch.test",)
    assert naming.links == ("https://alder.example/é", "https://alder.example/card")
    (repost,) = (post for post in posts.values() if post.kind is PostKind.REPOST)
    assert repost.text == "Who files on time?"
    assert "/finch.test/post/" in repost.url


def test_since_and_most_cut_at_the_newest(bluesky: Bluesky, names: dict[str, str]) -> None:
    assert names
    since = NEWEST - timedelta(days=9)
    client = Client()
    posts = client.read(source(bluesky), ALDER, since).posts
    assert {post.text for post in posts} >= {f"Note № {day} of the dépôt." for day in range(10)}
    assert min(post.posted_at for post in posts if post.posted_at) == since
    assert len(posts) == 16
    few = Client().read(source(bluesky, most=7), ALDER).posts
    assert [post.post_id for post in few] == [post.post_id for post in posts[:7]]


def test_a_second_reading_brings_the_same_and_what_is_new(
    bluesky: Bluesky, names: dict[str, str]
) -> None:
    before = {post.post_id for post in Client().read(source(bluesky), ALDER).posts}
    later = bluesky.write([say("later", "One more.", NEWEST + timedelta(days=1))])
    after = [post.post_id for post in Client().read(source(bluesky), ALDER).posts]
    assert len(after) == len(set(after))
    assert set(after) - before == {later["later"]}
    assert before < set(after)
    assert set(names) < set(later)


def test_the_profile_names_its_domain_and_the_addresses_of_its_bio(
    bluesky: Bluesky, names: dict[str, str]
) -> None:
    assert names
    links = Client().read(source(bluesky), ALDER).links
    assert set(links) == {"https://alder.test", "https://alder.example"}


def test_silence_is_no_absence(bluesky: Bluesky, names: dict[str, str]) -> None:
    assert names
    silent = Client().read(source(bluesky), profile("bluesky", "silent.test"))
    assert (silent.status, silent.posts) == (ReadingStatus.EMPTY, ())
    nobody = Client().read(source(bluesky), profile("bluesky", "nobody.test"))
    assert nobody.status is ReadingStatus.GONE
