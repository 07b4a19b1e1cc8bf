"""Posts into the warehouse: each once, whatever way and however often it comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.posts import Stored, content_id, plan_posts, posts_of, store_posts
from sameness.records import Post, PostKind
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOON = datetime(2026, 7, 1, 12, 0, 30, tzinfo=UTC)
LATER = NOON + timedelta(days=3)
TEXT = "We are thrilled to announce our seamless journey."


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse(tmp_path / "warehouse.duckdb") as opened:
        yield opened


READ_POST = Post(
    company="Zelmura",
    platform="mastodon",
    handle="zelmura",
    post_id="11",
    url="https://social.example/@zelmura/11",
    posted_at=NOON,
    exact=True,
    text=TEXT,
    kind=PostKind.REPLY,
    reply_to="ann",
    mentions=("ann", "bob"),
    links=("https://a.example/",),
    language="en",
    origin="read",
    read_at=NOON,
    record="20260701T120000Z/posts.warc.gz#12",
)
IMPORTED = replace(READ_POST, origin="import", record="imports/ab-x.csv#2")


def nameless(text: str = TEXT, at: datetime = NOON) -> Post:
    post = replace(IMPORTED, post_id=content_id(text, at), url="", text=text)
    return replace(post, posted_at=at.replace(hour=0, minute=0, second=0), exact=False)


def kept(warehouse: Warehouse) -> list[Post]:
    return posts_of(warehouse, "demo", "Zelmura")


def first_read(warehouse: Warehouse) -> list[object]:
    table = warehouse.table("raw.posts")
    return [
        *zip(*(table[name].to_pylist() for name in ("snapshot_id", "first_read_at")), strict=True)
    ]


def test_posts_come_back_as_they_went_in(warehouse: Warehouse) -> None:
    bare = replace(READ_POST, post_id="12", url="", posted_at=None, mentions=(), links=())
    assert store_posts(warehouse, "demo", "s1", [READ_POST, bare]) == Stored(new=2)
    assert kept(warehouse) == [READ_POST, bare]
    assert posts_of(warehouse, "other", "Zelmura") == []


def test_no_posts_are_no_harm(warehouse: Warehouse) -> None:
    assert store_posts(warehouse, "demo", "s1", []) == Stored()


def test_a_second_reading_is_merged_and_the_first_time_is_kept(warehouse: Warehouse) -> None:
    store_posts(warehouse, "demo", "s1", [READ_POST])
    again = replace(READ_POST, read_at=LATER, record="s2")
    edited = replace(again, text="We announce.")
    assert store_posts(warehouse, "demo", "s2", [again]) == Stored(known=1)
    assert kept(warehouse) == [again]
    assert store_posts(warehouse, "demo", "s3", [edited]) == Stored(changed=1)
    assert kept(warehouse) == [edited]
    assert first_read(warehouse) == [("s3", NOON.replace(tzinfo=None))]


def test_an_older_reading_does_not_replace_a_newer_one(warehouse: Warehouse) -> None:
    store_posts(warehouse, "demo", "s2", [replace(READ_POST, read_at=LATER)])
    assert store_posts(warehouse, "demo", "s1", [replace(READ_POST, text="old")]) == Stored(known=1)
    assert [post.text for post in kept(warehouse)] == [TEXT]


def test_the_same_id_elsewhere_is_another_post(warehouse: Warehouse) -> None:
    others = [replace(READ_POST, platform="x", url=""), replace(READ_POST, company="Quorvath")]
    assert store_posts(warehouse, "demo", "s1", [READ_POST, *others]) == Stored(new=3)
    assert store_posts(warehouse, "second", "s1", [READ_POST]) == Stored(new=1)


def test_an_import_never_replaces_what_was_read(warehouse: Warehouse) -> None:
    store_posts(warehouse, "demo", "s1", [READ_POST])
    given = replace(IMPORTED, text=TEXT + " More.", read_at=LATER)
    assert store_posts(warehouse, "demo", None, [given]) == Stored(known=1)
    assert kept(warehouse) == [READ_POST]


def test_a_reading_replaces_an_import(warehouse: Warehouse) -> None:
    store_posts(warehouse, "demo", None, [replace(IMPORTED, read_at=LATER, text="cut")])
    assert store_posts(warehouse, "demo", "s1", [READ_POST]) == Stored(changed=1)
    assert kept(warehouse) == [READ_POST]
    assert first_read(warehouse) == [("s1", LATER.replace(tzinfo=None))]


def test_other_ids_with_one_address_are_one_post(warehouse: Warehouse) -> None:
    store_posts(warehouse, "demo", "s1", [READ_POST])
    other = replace(IMPORTED, post_id="99_11", url="http://www.social.example/@zelmura/11/#c")
    assert store_posts(warehouse, "demo", None, [other]) == Stored(known=1)
    third = replace(other, url="https://social.example/@zelmura/12")
    assert store_posts(warehouse, "demo", None, [third]) == Stored(new=1)


@pytest.mark.parametrize(
    ("platform", "long", "short"),
    [
        ("facebook", "5_1234", "1234"),
        ("reddit", "t3_abc1", "abc1"),
        ("bluesky", "at://did:plc:x/app.bsky.feed.post/3kx", "3kx"),
    ],
)
def test_ids_of_interfaces_and_of_addresses_are_one(
    warehouse: Warehouse, platform: str, long: str, short: str
) -> None:
    read = replace(READ_POST, platform=platform, post_id=long, url="")
    given = replace(IMPORTED, platform=platform, post_id=short, url="")
    store_posts(warehouse, "demo", None, [given])
    assert store_posts(warehouse, "demo", "s1", [read]) == Stored(known=1)
    assert store_posts(warehouse, "demo", None, [given]) == Stored(known=1)
    assert [post.post_id for post in kept(warehouse)] == [long]


def test_a_repost_has_the_address_of_the_original_and_is_not_it(warehouse: Warehouse) -> None:
    boost = replace(READ_POST, post_id="12", kind=PostKind.REPOST)
    boosts = [READ_POST, boost, replace(boost, origin="import", post_id="13")]
    assert store_posts(warehouse, "demo", "s1", boosts) == Stored(new=2)
    again = replace(READ_POST, post_id="14")
    assert store_posts(warehouse, "demo", "s1", [again]) == Stored(new=1)


def test_the_address_of_a_profile_makes_no_two_posts_one(warehouse: Warehouse) -> None:
    tomorrow = NOON + timedelta(days=1)
    posts = [IMPORTED, replace(IMPORTED, post_id="12", text="Other words.", posted_at=tomorrow)]
    assert store_posts(warehouse, "demo", None, posts) == Stored(new=2)


def test_posts_without_ids_are_merged_by_content_and_day(warehouse: Warehouse) -> None:
    loud = nameless(f"  {TEXT.upper()} ")
    assert store_posts(warehouse, "demo", None, [nameless(), loud]) == Stored(new=1)
    assert store_posts(warehouse, "demo", None, [nameless(at=LATER)]) == Stored(new=1)


def test_a_post_without_an_id_finds_the_one_with(warehouse: Warehouse) -> None:
    store_posts(warehouse, "demo", "s1", [READ_POST])
    assert store_posts(warehouse, "demo", None, [nameless()]) == Stored(known=1)
    assert kept(warehouse) == [READ_POST]


@pytest.mark.parametrize("given", [READ_POST, IMPORTED])
def test_a_post_with_an_id_takes_the_place_of_one_without(
    warehouse: Warehouse, given: Post
) -> None:
    store_posts(warehouse, "demo", None, [nameless()])
    assert store_posts(warehouse, "demo", None, [given]) == Stored(changed=1)
    (post,) = kept(warehouse)
    assert (post.post_id, post.posted_at, post.exact) == ("11", NOON, True)


def test_saying_it_twice_a_day_is_two_posts(warehouse: Warehouse) -> None:
    twice = [READ_POST, replace(READ_POST, post_id="12", url="")]
    assert store_posts(warehouse, "demo", "s1", twice) == Stored(new=2)


def test_imports_fill_each_other_and_evidence_goes_with_the_text(warehouse: Warehouse) -> None:
    short = replace(IMPORTED, text=TEXT[:20], language="", record="imports/short#1", exact=False)
    store_posts(warehouse, "demo", None, [short])
    assert store_posts(warehouse, "demo", None, [IMPORTED]) == Stored(changed=1)
    assert kept(warehouse) == [IMPORTED]
    assert store_posts(warehouse, "demo", None, [short]) == Stored(known=1)
    assert kept(warehouse) == [IMPORTED]


def test_a_storing_that_is_rolled_back_leaves_nothing(warehouse: Warehouse) -> None:
    def store_and_fail() -> None:
        with warehouse.transaction():
            store_posts(warehouse, "demo", "s1", [READ_POST])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store_and_fail()
    assert kept(warehouse) == []


_posts = st.builds(
    lambda number, text, day, exact, origin, named: replace(
        READ_POST,
        url="",
        post_id=str(number) if named else content_id(text, NOON + timedelta(days=day)),
        text=text,
        posted_at=NOON + timedelta(days=day),
        exact=exact,
        origin=origin,
        record=f"{number}{text}",
    ),
    *(st.integers(1, 4), st.sampled_from(["ab", "abc", "xyz", ""]), st.integers(0, 1)),
    *(st.booleans(), st.sampled_from(["read", "import"]), st.booleans()),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(_posts, max_size=8))
def test_storing_again_changes_nothing(tmp_path: Path, posts: list[Post]) -> None:
    (tmp_path / "w.duckdb").unlink(missing_ok=True)
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        first = store_posts(warehouse, "demo", None, posts)
        once = kept(warehouse)
        assert first.new == len(once) == len({post.post_id for post in once})
        assert plan_posts(once, once) == Stored(known=len(once))
        again = store_posts(warehouse, "demo", None, [*once, *once])
        assert again == Stored(known=len(once))
        assert kept(warehouse) == once
