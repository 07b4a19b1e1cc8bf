"""What a run of posts is given: messages, each once, dated and in their own language."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.channels import PAGES, POSTS, channel_stages
from pipeline.posts_channel import messages, post_tables
from tests.made_up_posts import START, post

if TYPE_CHECKING:
    Row = dict[str, Any]

HOUR = timedelta(hours=1)
GERMAN = "Unser Brot ruht über Nacht im Korb und wird am Morgen frisch gebacken"
LONG_GERMAN = f"{GERMAN}, damit es zum Frühstück noch warm auf dem Tisch steht, und das jeden Tag."


def said(posts: list[Row]) -> list[str]:
    return [row["lines"][0] for row in messages(posts, "en")]


def elsewhere(row: Row, later: timedelta, **changes: Any) -> Row:  # noqa: ANN401 - any column
    return (
        row
        | {"platform": "mastodon", "url": f"https://m.example/{row['post_id']}-{later}"}
        | {"posted_at": row["posted_at"] + later}
        | changes
    )


def test_replies_and_reposts_are_left_out() -> None:
    posts = [post("A", n, f"This is a {kind}.", kind=kind) for n, kind in enumerate(KINDS)]
    assert said(posts) == ["This is a broadcast."]


KINDS = ("broadcast", "reply", "repost")


def test_a_message_on_two_platforms_in_one_week_is_one_by_its_first_post() -> None:
    first = post("A", 1, "Rye bread is back! https://a.example/1")
    copy = elsewhere(first, HOUR, text="Rye bread is back! https://m.example/2 #rye")
    assert [row["url"] for row in messages([copy, first], "en")] == [first["url"]]
    before = elsewhere(first, -HOUR)
    assert [row["url"] for row in messages([first, before], "en")] == [before["url"]]


def test_who_says_it_again_later_or_in_the_same_place_says_it_twice() -> None:
    first = post("A", 1, "Rye bread is back!")
    later = elsewhere(first, timedelta(days=20))
    again = post("A", 2, "Rye bread is back!")
    rival = post("B", 1, "Rye bread is back!")
    assert len(messages([first, later, again, rival], "en")) == 4


def test_a_post_is_dated_by_itself_else_by_when_it_was_first_read() -> None:
    read = START + 30 * HOUR
    posts = [
        post("A", 1, "Dated by itself."),
        post("A", 2, "Nobody knows when.", posted_at=None, first_read_at=read, url=""),
    ]
    tables = post_tables(pa.Table.from_pylist(posts), "en")
    posted = naive(posts[0]["posted_at"])
    assert tables["post_dates"].to_pylist() == [
        {"company": "A", "url": "bluesky:a/0002", "said_at": naive(read), "sure": False},
        {"company": "A", "url": posts[0]["url"], "said_at": posted, "sure": True},
    ]
    assert [row["fetched_at"] for row in tables["page_dates"].to_pylist()] == [naive(read), posted]
    assert {row["kind"] for row in tables["blocks"].to_pylist()} == {"post"}


def test_posts_of_several_days_under_one_address_are_told_apart() -> None:
    log = "https://a.example/changelog"
    posts = [post("A", n, f"Release {n} bakes faster.", url=log) for n in range(3)]
    lone = post("A", 9, "Rye bread is back!", url="https://a.example/9")
    again = lone | {"post_id": "0009b"}
    assert [row["url"] for row in messages([*posts, lone, again], "en")] == [
        *(f"bluesky:a/{n:04d}" for n in range(3)),
        lone["url"],
    ]


def naive(moment: Any) -> Any:  # noqa: ANN401 - a time with or without a zone
    return moment.replace(tzinfo=None)


def languages(posts: list[Row]) -> list[str]:
    return [row["language"] for row in tables_of(posts)["page_languages"].to_pylist()]


def tables_of(posts: list[Row]) -> dict[str, pa.Table]:
    return post_tables(pa.Table.from_pylist(posts), "en")


def test_a_language_is_as_tagged_else_as_a_long_post_else_as_the_profile_reads() -> None:
    tagged = [post("A", n, "Backt gut", language=tag) for n, tag in enumerate(("de-AT", "EN_gb"))]
    assert languages(tagged) == ["de", "en"]
    short = [post("B", n, f"{n}. {GERMAN}", language="") for n in range(4)]
    assert languages(short) == ["de"] * 4
    # Too short to tell by: the field's own.
    assert languages(short[:1]) == ["en"]
    lone = [
        post("C", n, f"We bake this bread, part {n}, every single day.", language="")
        for n in range(9)
    ]
    assert languages([*lone, post("C", 9, LONG_GERMAN, language="und")]) == ["en"] * 9 + ["de"]


def test_no_posts_give_empty_tables_of_the_same_columns() -> None:
    full = tables_of([post("A", 1, "Rye bread is back!")])
    empty = post_tables(pa.Table.from_pylist([post("A", 1, "x")]).slice(0, 0), "en")
    assert {name: rows.schema for name, rows in empty.items()} == {
        name: rows.schema for name, rows in full.items()
    }
    assert {rows.num_rows for rows in empty.values()} == {0}
    assert POSTS.given >= set(full)


def test_each_channel_makes_what_it_can_feed_and_nothing_that_is_given() -> None:
    pages = {stage.name for stage in channel_stages(PAGES)}
    posts = {stage.name for stage in channel_stages(POSTS)}
    assert {"blocks", "coverage", "white_space"} <= pages - posts
    assert posts - pages == {"claim_dates"}
    assert posts & POSTS.given == set()
    assert {"claims", "echo", "only_you", "same_words", "company_scores"} <= posts
