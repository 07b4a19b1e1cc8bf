"""The stages on behaviour, on hand-written rows: platforms, conversation, copies, clockwork."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked
Rows = list[dict[str, Any]]


class MakeStage(Protocol):
    def __call__(self, name: str, tables: dict[str, Rows | pa.Table], **values: object) -> Rows: ...


POSTS = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "platform", "handle", "post_id", "url")),
        ("posted_at", pa.timestamp("us")),
        ("exact", pa.bool_()),
        *((name, pa.string()) for name in ("text", "kind", "reply_to")),
        ("mentions", pa.list_(pa.string())),
        ("links", pa.list_(pa.string())),
        *((name, pa.string()) for name in ("language", "origin")),
        ("first_read_at", pa.timestamp("us")),
        ("read_at", pa.timestamp("us")),
        ("record", pa.string()),
    ]
)


def post(number: int, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - columns of any type
    """Give a post of Acme on Mastodon, an hour and a bit before the next lower number."""
    row = {
        "company": "Acme",
        "platform": "mastodon",
        "handle": "acme",
        "post_id": f"p{number:04}",
        "posted_at": NOON - timedelta(minutes=97 * number),
        "exact": True,
        "text": f"Words of post number {number} about kettles.",
        "kind": "broadcast",
        "reply_to": "",
        "mentions": [],
        "links": [],
        "language": "en",
        "origin": "read",
        "first_read_at": NOON,
        "read_at": NOON,
        "record": f"s1/posts.warc.gz#{number}",
    } | given
    return {"url": f"https://{row['platform']}.example/{row['post_id']}"} | row


def table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([*rows], schema=POSTS)


def by(rows: Rows, **keys: object) -> dict[str, Any]:
    (row,) = [row for row in rows if all(row[key] == value for key, value in keys.items())]
    return row


# Clockwork


def daily(count: int, minutes: Sequence[int], **given: Any) -> Rows:  # noqa: ANN401
    """Give one post a day, so many minutes after midnight, in turns."""
    midnight = NOON.replace(hour=0)
    return [
        post(n, posted_at=midnight - timedelta(days=n, minutes=-minutes[n % len(minutes)]), **given)
        for n in range(count)
    ]


OFFICE = np.random.default_rng(4).integers(540, 1020, 30).tolist()


def test_clockwork_tells_the_bot_from_the_office(make_stage: MakeStage) -> None:
    rows = daily(30, [540]) + daily(30, OFFICE, platform="bluesky")
    made = make_stage("clockwork", {"posts": table(rows)})
    bot, office = by(made, platform="mastodon"), by(made, platform="bluesky")
    assert (bot["hour"], bot["hour_share"], bot["interval"]) == ("09:00 UTC", 1.0, 24.0)
    assert (bot["posts"], bot["sittings"], bot["regular"], bot["reason"]) == (30, 30, True, "")
    assert bot["hour_p"] < 1e-9
    assert bot["hour_expected"] == pytest.approx(5 / 51)
    assert not office["regular"]
    assert office["hour_p"] > 0.05


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"exact": False}, "0 posts with an exact time, at 0 sittings; 20 sittings are needed"),
        ({"origin": "import"}, "the times of the imported posts are whole hours: rounded or kept"),
    ],
)
def test_clockwork_says_why_it_can_not_tell(
    make_stage: MakeStage, given: dict[str, Any], reason: str
) -> None:
    (row,) = make_stage("clockwork", {"posts": table(daily(30, [540], **given))})
    assert row["reason"].startswith(reason)
    assert (row["hour"], row["hour_p"], row["interval_p"], row["regular"]) == (
        *(None, None, None),
        False,
    )


def test_clockwork_leaves_replies_out_and_takes_the_busiest_account(make_stage: MakeStage) -> None:
    rows = daily(25, [540]) + daily(22, OFFICE, handle="acme_support")
    replies = daily(40, OFFICE, kind="reply", post_id="r")
    (row,) = make_stage("clockwork", {"posts": table(rows + replies)})
    assert (row["posts"], row["hour_share"]) == (25, 1.0)


def test_clockwork_of_nothing_is_nothing(make_stage: MakeStage) -> None:
    assert make_stage("clockwork", {"posts": table([])}) == []


# Cross-posts


KETTLE = "Our new kettle pours without a drip, whichever hand you hold it in."


def test_cross_posts_keep_both_posts_as_evidence(make_stage: MakeStage) -> None:
    rows = [
        post(1, text=KETTLE),
        post(9, text=f"{KETTLE} #tea https://kettles.example/", platform="bluesky", handle="b"),
        post(3, text=KETTLE, company="Bravo", platform="bluesky"),
        post(4, text=KETTLE, handle="acme_too"),
        post(5, text=KETTLE, platform="telegram", kind="repost"),
        post(6, text=KETTLE, platform="telegram", posted_at=None),
        post(7, text=KETTLE, platform="telegram", posted_at=NOON - timedelta(days=20)),
    ]
    made = make_stage("cross_posts", {"posts": table(rows)})
    assert [(r["post_id"], r["other_post_id"], r["alike"]) for r in made] == [
        ("p0009", "p0004", 1.0),
        ("p0009", "p0001", 1.0),
    ]
    (nearest, _) = made
    assert (nearest["company"], nearest["platform"], nearest["other_platform"]) == (
        *("Acme", "bluesky"),
        "mastodon",
    )
    assert nearest["hours_apart"] == pytest.approx(5 * 97 / 60)
    assert (nearest["url"], nearest["other_text"]) == ("https://bluesky.example/p0009", KETTLE)
