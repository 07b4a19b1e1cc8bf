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
        ({"platform": "blog"}, "the times of a blog are what its authors wrote"),
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


# Habits and conversation


NO_COPIES = pa.table(
    {
        name: pa.array([], pa.string())
        for part in ("", "other_")
        for name in ("company", *(f"{part}{key}" for key in ("platform", "handle", "post_id")))
    }
)


def habit(number: int, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "company": "Acme",
        "platform": "mastodon",
        "handle": "acme",
        "post_id": f"p{number:04}",
        "reply": False,
        "question": False,
        "mention": False,
        "repost": False,
        "crosspost": None,
    } | given


HABITS = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "platform", "handle", "post_id")),
        *((name, pa.bool_()) for name in ("reply", "question", "mention", "repost", "crosspost")),
    ]
)


def companies(*names: str) -> Rows:
    return [
        {"position": place, "company": name, "site": f"https://{name.lower()}.example/"}
        for place, name in enumerate(names)
    ]


def test_post_habits_tell_each_company_s_posts_apart(make_stage: MakeStage) -> None:
    rows = [
        post(1, text="Which tea do you drink?"),
        post(2, kind="reply", reply_to="ines", mentions=["ines"]),
        post(3, platform="blog", text=KETTLE),
        post(4, text=KETTLE),
        post(5, kind="reply", company="Bravo", platform="linkedin", origin="import"),
    ]
    copies = make_stage("cross_posts", {"posts": table(rows)})
    given: dict[str, Rows | pa.Table] = {"posts": table(rows), "cross_posts": copies}
    made = make_stage("post_habits", given, language="en")
    assert [(r["company"], r["platform"], r["post_id"]) for r in made] == [
        ("Acme", "blog", "p0003"),
        ("Acme", "mastodon", "p0001"),
        ("Acme", "mastodon", "p0002"),
        ("Acme", "mastodon", "p0004"),
        ("Bravo", "linkedin", "p0005"),
    ]
    assert [r["reply"] for r in made] == [None, False, True, False, True]
    assert [r["question"] for r in made] == [False, True, None, False, None]
    assert [r["crosspost"] for r in made] == [True, False, None, True, None]


def test_conversation_counts_only_what_can_be_told(make_stage: MakeStage) -> None:
    rows = [habit(n, reply=n < 10, question=n < 5 or None) for n in range(40)]
    rows += [habit(n, platform="blog", handle="b", reply=None, mention=None) for n in range(60)]
    given: dict[str, Rows | pa.Table] = {
        "post_habits": pa.Table.from_pylist(rows, schema=HABITS),
        "companies": companies("Acme", "Bravo"),
    }
    field, acme, bravo = make_stage("conversation", given)
    assert (field["company"], acme["company"], bravo["company"]) == (None, "Acme", "Bravo")
    assert (acme["posts"], acme["profiles"], acme["replies"], acme["reply_of"]) == (100, 2, 10, 40)
    assert acme["reply_share"] == 0.25
    assert acme["reply_low"] < 0.25 < acme["reply_high"]
    assert (acme["question_of"], acme["question_share"]) == (65, pytest.approx(5 / 65))
    assert (acme["crossposted"], acme["crosspost_of"], acme["crosspost_share"]) == (0, 0, None)
    assert (acme["reason"], acme["notes"]) == ("", "replies can't be seen on: Blog")
    assert (bravo["posts"], bravo["reply_share"]) == (0, None)
    assert bravo["reason"] == "no post of it is known; 20 are needed"
    assert field["reason"] == "1 of 2 companies have 20 known posts; 5 are needed"
    assert (field["replies"], field["reply_share"]) == (10, None)


def test_the_field_s_conversation_is_the_mean_of_its_companies(make_stage: MakeStage) -> None:
    names = ["Acme", "Bravo", "Cargo", "Delta", "Echo"]
    rows = [
        habit(n, company=name, reply=n < 5 * place, mention=None if n else True)
        for place, name in enumerate(names)
        for n in range(20 + 20 * place)
    ]
    given: dict[str, Rows | pa.Table] = {
        "post_habits": pa.Table.from_pylist(rows, schema=HABITS),
        "companies": companies(*names),
    }
    field, *each = make_stage("conversation", given)
    assert field["reply_share"] == pytest.approx(np.mean([r["reply_share"] for r in each]))
    assert field["reply_low"] < field["reply_share"] < field["reply_high"]
    assert (field["mention_share"], field["reason"]) == (None, "")
    assert field["notes"] == (
        "mentions can be told of no company, and 5 are needed; cross-posts can be told of no "
        "company, and 5 are needed: a company must post on two platforms"
    )
    assert "mentions: 1 of the 20 posts that are needed" in each[0]["notes"]


def test_conversation_lines_are_the_newest_three_of_each_habit(make_stage: MakeStage) -> None:
    rows = [post(n) for n in range(6)]
    rows += [post(9, posted_at=None, kind="reply"), post(10, text=" ", kind="reply")]
    habits = [habit(n, reply=n < 2, question=n > 3 or None) for n in range(6)]
    habits += [habit(9, reply=True, question=None), habit(10, reply=True, question=None)]
    given: dict[str, Rows | pa.Table] = {
        "posts": table(rows),
        "post_habits": pa.Table.from_pylist(habits, schema=HABITS),
    }
    made = make_stage("conversation_lines", given)
    assert [(r["measure"], r["post_id"]) for r in made] == [
        *(("broadcast", f"p{n:04}") for n in range(3)),
        *(("question", "p0004"), ("question", "p0005")),
        *(("reply", "p0000"), ("reply", "p0001"), ("reply", "p0009")),
    ]
    assert (made[0]["text"], made[0]["url"]) == (rows[0]["text"], rows[0]["url"])
    assert made[0]["record"] == "s1/posts.warc.gz#0"


# Platforms


PROFILES = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "platform", "handle", "url", "found_at")),
        *((name, pa.string()) for name in ("found_by", "status", "reason")),
        ("read_at", pa.timestamp("us")),
        ("posts", pa.int32()),
        ("newest", pa.timestamp("us")),
        ("linked_back", pa.string()),
    ]
)
NO_FETCHES = pa.table({"fetched_at": pa.array([], pa.timestamp("us"))})


def profile(company: str, platform: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    handle = company.lower()
    return {
        "company": company,
        "platform": platform,
        "handle": handle,
        "url": f"https://{platform}.example/{handle}",
        "found_at": f"https://{handle}.example/",
        "found_by": "rel=me",
        "status": "ok",
        "reason": "",
        "read_at": NOON,
        "posts": 0,
        "newest": None,
        "linked_back": "",
    } | given


def presence(
    make_stage: MakeStage, profiles: Rows, posts: Rows, fetches: pa.Table = NO_FETCHES
) -> Rows:
    given: dict[str, Rows | pa.Table] = {
        "profiles": pa.Table.from_pylist(profiles, schema=PROFILES),
        "posts": table(posts),
        "fetches": fetches,
    }
    return make_stage("platform_presence", given)


def test_platform_presence_names_every_state(make_stage: MakeStage) -> None:
    old = NOON - timedelta(days=200)
    made = presence(
        make_stage,
        [
            profile(
                "Acme", "mastodon", handle="acme", posts=1, linked_back="https://acme.example/"
            ),
            profile("Acme", "bluesky", newest=old),
            profile("Acme", "telegram", status="empty"),
            profile("Acme", "google_plus", status="unsupported"),
            profile("Acme", "linkedin", status="unsupported", reason="import an export"),
            profile("Acme", "x", status="unauthorised", reason="needs a key: set SAMENESS_X_KEY"),
        ],
        [post(1), post(2, company="Bravo", platform="linkedin", handle="b", origin="import")],
    )
    assert [(r["company"], r["name"], r["state"], r["posts"], r["reason"]) for r in made] == [
        ("Acme", "Bluesky", "abandoned", 0, ""),
        ("Acme", "Google+", "dead", 0, "Google+ was shut down (2019-04-02)"),
        ("Acme", "LinkedIn", "not read", 0, "import an export"),
        ("Acme", "Mastodon", "read", 1, ""),
        ("Acme", "Telegram", "silent", 0, ""),
        ("Acme", "X", "not read", 0, "needs a key: set SAMENESS_X_KEY"),
        ("Bravo", "LinkedIn", "read", 1, "known from an import only"),
    ]
    mastodon = by(made, name="Mastodon")
    assert (mastodon["newest"], mastodon["linked_back"]) == (
        *(NOON - timedelta(minutes=97),),
        "https://acme.example/",
    )
    assert by(made, name="Bluesky")["newest"] == old


def test_of_several_profiles_the_liveliest_is_named(make_stage: MakeStage) -> None:
    old = NOON - timedelta(days=300)
    (row,) = presence(
        make_stage,
        [
            profile("Acme", "mastodon", handle="old_acme", newest=old),
            profile("Acme", "mastodon", handle="acme"),
            profile("Acme", "mastodon", handle="acme_help", status="failed", reason="no answer"),
        ],
        [post(1), post(2), post(3, handle="acme_help")],
    )
    assert (row["handle"], row["state"], row["profiles"], row["posts"]) == ("acme", "read", 3, 3)
    assert row["newest"] == NOON - timedelta(minutes=97)


def test_what_is_old_is_told_by_the_snapshot_s_time(make_stage: MakeStage) -> None:
    brought = [post(1)]
    found = [profile("Acme", "mastodon")]
    later = pa.table({"fetched_at": pa.array([NOON + timedelta(days=181)], pa.timestamp("us"))})
    assert presence(make_stage, found, brought)[0]["state"] == "read"
    assert presence(make_stage, found, brought, later)[0]["state"] == "abandoned"


@pytest.mark.parametrize("found", [[], [profile("Acme", "mastodon", status="unsupported")]])
def test_an_export_says_nothing_of_the_time_after_it_was_made(
    make_stage: MakeStage, found: Rows
) -> None:
    later = pa.table({"fetched_at": pa.array([NOON + timedelta(days=300)], pa.timestamp("us"))})
    brought = [post(1, origin="import")]
    assert presence(make_stage, found, brought, later)[0]["state"] == "read"
    old = [post(1, origin="import", posted_at=NOON - timedelta(days=200))]
    assert presence(make_stage, found, old, later)[0]["state"] == "abandoned"


NETWORKS = "bluesky facebook github instagram linkedin mastodon reddit telegram x youtube".split()


def strangers(count: int) -> Rows:
    """Give so many companies of four industries, each on two of ten platforms, in turns."""
    return [
        {
            "source": "panel",
            "industry": f"industry{n % 4}",
            "company": f"Stranger{n:02d}",
            "platforms": ["blog", NETWORKS[n % 10], NETWORKS[(3 * n + 1) % 10]],
        }
        for n in range(count)
    ]


def overlap(make_stage: MakeStage, profiles: Rows, known: Rows) -> Rows:
    given: dict[str, Rows | pa.Table] = {
        "profiles": pa.Table.from_pylist(profiles, schema=PROFILES),
        "companies": companies("Acme", "Bravo", "Cargo", "Delta", "Echo", "Fern"),
        "known_platforms": known,
    }
    return make_stage("platform_overlap", given, bootstrap_rounds=200, seed=1)


def everybody(*platforms: str) -> Rows:
    """Give the same profiles to five companies."""
    names = ("Acme", "Bravo", "Cargo", "Delta", "Echo")
    return [profile(name, platform) for name in names for platform in platforms]


def test_the_same_platforms_everywhere_are_an_overlap_beyond_strangers(
    make_stage: MakeStage,
) -> None:
    rows = everybody("mastodon", "x", "blog", "vine")
    rows.append(profile("Acme", "youtube", status="gone"))
    field, acme, *_, fern = overlap(make_stage, rows, strangers(20))
    assert (field["company"], field["companies"], field["platforms"]) == (None, 5, 2)
    assert (field["jaccard"], field["clear"], field["strangers_known"]) == (1.0, True, 20)
    assert field["low"] <= field["excess"] <= field["high"]
    assert field["excess"] == pytest.approx(1 - field["strangers"])
    assert (acme["company"], acme["jaccard"], acme["reason"]) == ("Acme", 1.0, "")
    assert (fern["company"], fern["jaccard"], fern["platforms"]) == ("Fern", None, 0)
    assert fern["reason"] == "no profile of it was found"


@pytest.mark.parametrize(
    ("rows", "known", "reason"),
    [
        (everybody("x")[:4], 20, "4 of 6 companies have a profile that was found; 5 are needed"),
        (everybody("blog"), 20, "0 of 6 companies have a profile that was found; 5 are needed"),
        (everybody("x"), 9, "the platforms of 9 companies of other industries are known; 10 are"),
    ],
)
def test_the_overlap_says_why_there_is_none(
    make_stage: MakeStage, rows: Rows, known: int, reason: str
) -> None:
    made = overlap(make_stage, rows, strangers(known))
    assert len(made) == 7
    assert all(row["reason"].startswith(reason) for row in made)
    assert {(row["jaccard"], row["excess"], row["clear"]) for row in made} == {(None, None, False)}


def test_an_industry_that_holds_a_company_of_the_field_holds_no_strangers(
    make_stage: MakeStage,
) -> None:
    known = [*strangers(20), {**strangers(1)[0], "company": "ACME"}]
    (field, *_) = overlap(make_stage, everybody("x"), known)
    assert field["strangers_known"] == 15
