"""The posts of a real WordPress, read by its interface and by its feed: the same, and all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from crawlers.social.source import Access
from crawlers.social.sources.feed import FeedSource
from crawlers.social.sources.wordpress import WordPress as Source
from sameness.records import ReadingStatus
from tests_servers.social import Client, profile
from tests_servers.wordpress import CONTENT

if TYPE_CHECKING:
    from sameness.records import Profile
    from tests_servers.wordpress import WordPress

pytestmark = pytest.mark.servers

WRITTEN = sorted(CONTENT["posts"], key=lambda post: post["date"], reverse=True)


def moment(post: dict[str, str]) -> datetime:
    """Give when a post was written: the blog's clock shows UTC."""
    return datetime.fromisoformat(post["date"]).replace(tzinfo=UTC)


def feed(wordpress: WordPress) -> Profile:
    """Give the blog as a profile known by its feed."""
    return profile("blog", "larkspur", f"{wordpress.home}/feed/")


@pytest.mark.parametrize("page", [100, 4, 3])
def test_the_interface_gives_every_post_across_pages(
    wordpress: WordPress, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawlers.social.sources.wordpress.PAGE", page)
    client = Client()
    reading = client.read(Source(Access()), feed(wordpress))

    assert (reading.status, reading.reason) == (ReadingStatus.OK, "")
    assert [post.posted_at for post in reading.posts] == [moment(post) for post in WRITTEN]
    for post, written in zip(reading.posts, WRITTEN, strict=True):
        assert post.text.startswith(written["title"])
        assert written["text"][:200] in post.text
    assert len(client.answers) == -(-len(WRITTEN) // page)


def test_the_feed_gives_the_same_posts_by_the_same_ids(wordpress: WordPress) -> None:
    client = Client()
    by_feed = client.read(FeedSource(Access()), feed(wordpress))
    by_interface = Client().read(Source(Access()), feed(wordpress))

    assert by_feed.status is ReadingStatus.OK
    assert by_feed.links == (wordpress.home,)
    assert [answer.status for answer in client.answers] == [200, 404]
    names = ("post_id", "url", "posted_at", "exact", "text", "kind")
    assert [[getattr(p, n) for n in names] for p in by_feed.posts] == [
        [getattr(p, n) for n in names] for p in by_interface.posts
    ]


def test_since_and_limit_hold(wordpress: WordPress) -> None:
    since = moment(WRITTEN[4])
    for source in (Source, FeedSource):
        young = Client().read(source(Access()), feed(wordpress), since)
        few = Client().read(source(Access(max_posts=2)), feed(wordpress))
        assert [p.posted_at for p in young.posts] == [moment(post) for post in WRITTEN[:5]]
        assert [p.posted_at for p in few.posts] == [moment(post) for post in WRITTEN[:2]]


def test_what_is_no_blog_is_never_an_empty_list(wordpress: WordPress) -> None:
    nowhere = profile("wordpress", "a", f"{wordpress.home}/nowhere")
    page = profile("blog", "a", f"{wordpress.home}/pricing/")

    assert Client().read(Source(Access()), nowhere).status is ReadingStatus.UNSUPPORTED
    assert Client().read(FeedSource(Access()), page).status is ReadingStatus.FAILED
