"""Exports of posts: every tool's shape, every date, every damage."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from crawlers.exports import (
    Evidence,
    Export,
    Hints,
    describe_owner,
    known_platform,
    make_posts,
    read_export,
    workbook,
)
from crawlers.exports.columns import find_columns
from crawlers.exports.dates import Moment, read_dates
from crawlers.exports.permalinks import account_at, platform_at, read_permalink
from sameness.errors import (
    AccountUnclear,
    ColumnsUnclear,
    DatesUnclear,
    ExportUnreadable,
    PostsOfOthers,
    RowsInvalid,
    SamenessError,
)
from sameness.industry import Company
from sameness.records import Post, PostKind

if TYPE_CHECKING:
    from collections.abc import Sequence

ZELMURA = Company(
    name="Zelmura",
    site="https://zelmura.example/",
    aliases=("Zelmura Cloud",),
    profiles=("https://x.com/zelmura_hq", "https://www.linkedin.com/company/zelmura"),
)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST = "We are thrilled to announce our seamless journey."
SECOND = "What keeps your team busy on a Friday?"


def load(file: str | bytes, **hints: object) -> Export:
    """Give Zelmura's posts of a file, with anything that a user may say of it."""
    body = file.encode() if isinstance(file, str) else file
    said = Hints(**hints)  # type: ignore[arg-type] # any of its fields
    owner = describe_owner(ZELMURA, [("facebook", "zelmura")], said.handle)
    return make_posts(read_export("export", body), said, owner, Evidence("imports/ab-export", NOW))


def table(*rows: list[str], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def sheet(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def texts(export: Export) -> list[str]:
    return [post.text for post in export.posts]


FACEBOOK = table(
    ["Post ID", "Page name", "Title", "Description", "Publish time", "Permalink", "Is share",
     "Post type", "Languages", "Date", "Reach", "Reactions"],
    ["11", "Zelmura", FIRST, "", "06/22/2026 05:25", "https://www.facebook.com/1/posts/11", "0",
     "Photos", "", "Lifetime", "9", "8"],
    ["12", "Zelmura", "", SECOND, "06/23/2026 15:05", "https://www.facebook.com/1/posts/12", "1",
     "Links", "", "Lifetime", "9", "8"],
)  # fmt: skip
INSTAGRAM = table(
    ["Post ID", "Account username", "Account name", "Description", "Publish time", "Permalink",
     "Post type", "Likes"],
    ["17891", "zelmura", "Zelmura", FIRST, "06/22/2026 05:25",
     "https://www.instagram.com/p/Cabc_d-1/", "IG image", "3"],
    ["17892", "zelmura", "Zelmura", SECOND, "06/23/2026 05:25",
     "https://www.instagram.com/reel/Cabc_d-2/", "IG reel", "3"],
)  # fmt: skip
LINKEDIN = table(
    ["Content metrics of all organic and sponsored updates"],
    ["Post title", "Post link", "Post type", "Posted by", "Created date", "Impressions"],
    [FIRST, "https://www.linkedin.com/feed/update/urn:li:activity:7001", "Organic", "Ann Lee",
     "06/22/2026", "7"],
    [SECOND, "https://www.linkedin.com/feed/update/urn:li:share:7002", "Organic", "Bob Day",
     "06/23/2026", "7"],
)  # fmt: skip
TIKTOK = json.dumps(
    [
        {"id": "7301", "text": FIRST, "createTime": 1782105900, "createTimeISO": "x",
         "authorMeta": {"name": "zelmura"}, "diggCount": 5,
         "webVideoUrl": "https://www.tiktok.com/@zelmura/video/7301"},
        {"id": "7302", "text": SECOND, "createTime": 1782227100, "createTimeISO": "y",
         "authorMeta": {"name": "zelmura"}, "diggCount": 5,
         "webVideoUrl": "https://www.tiktok.com/@zelmura/video/7302"},
    ]
)  # fmt: skip
X_ARCHIVE = "window.YTD.tweets.part0 = " + json.dumps(
    [
        {"tweet": {"id_str": "901", "full_text": FIRST + " &amp; more",
                   "created_at": "Mon Jun 22 05:25:00 +0000 2026", "retweeted": False,
                   "lang": "en", "favorite_count": "4", "entities": {"user_mentions": []}}},
        {"tweet": {"id_str": "902", "full_text": "@ann " + SECOND,
                   "created_at": "Tue Jun 23 15:05:00 +0000 2026", "retweeted": False,
                   "in_reply_to_screen_name": "ann", "lang": "en"}},
        {"tweet": {"id_str": "903", "full_text": "RT @bob: Other words",
                   "created_at": "Tue Jun 23 16:05:00 +0000 2026", "lang": "en"}},
        {"tweet": {"id_str": "904", "full_text": "And on goes our thread",
                   "created_at": "Tue Jun 23 17:05:00 +0000 2026", "lang": "en",
                   "in_reply_to_screen_name": "zelmura_hq", "in_reply_to_status_id_str": "901"}},
    ]
)  # fmt: skip
YOUTUBE = table(
    ["Content", "Video title", "Video publish time", "Duration", "Views"],
    ["Total", "", "", "", "99"],
    ["dQw4w9WgXcQ", FIRST, "Jun 22, 2026", "60", "9"],
    ["dQw4w9WgXcR", SECOND, "Jun 23, 2026", "61", "9"],
)
HOOTSUITE = table(
    ["Date (GMT+2)", "Post ID", "Post message", "Social network", "Social profile", "Permalink"],
    ["2026-06-22 07:25:00", "11", FIRST, "Facebook Page", "Zelmura", ""],
    ["2026-06-23 17:05:00", "12", SECOND, "Facebook Page", "Zelmura", ""],
)
SPROUT = table(
    ["Date", "Post ID", "Network", "Post Type", "Profile", "Sent by", "Link", "Post", "Likes"],
    ["06/22/2026 5:25 am", "901", "X", "Post", "@zelmura_hq", "Ann Lee",
     "https://twitter.com/zelmura_hq/status/901", FIRST, "1"],
    ["06/23/2026 3:05 pm", "902", "X", "'@Reply'", "@zelmura_hq", "Ann Lee",
     "https://twitter.com/zelmura_hq/status/902", SECOND, "1"],
)  # fmt: skip
BUFFER = table(
    ["Text", "Service", "Profile", "Date", "Link", "Clicks"],
    [FIRST, "linkedin", "zelmura", "2026-06-22T05:25:00Z", "", "1"],
    [SECOND, "linkedin", "zelmura", "2026-06-23T15:05:00Z", "", "1"],
)
BRANDWATCH = table(
    ["Report:", "Bulk Mentions Download"],
    ["Brand:", "Zelmura"],
    ["From:", "Mon Jun 01 00:00:00 UTC 2026"],
    [],
    ["Query Id", "Date", "Title", "Snippet", "Url", "Domain", "Page Type", "Language", "Author",
     "Full Name", "Full Text", "Resource Id", "Thread Entry Type", "X Followers"],
    ["1", "2026-06-22 05:25:00.0", "t", "We are", "http://twitter.com/zelmura_hq/statuses/901",
     "twitter.com", "twitter", "en", "zelmura_hq", "Zelmura", FIRST, "r1", "post", "5"],
    ["1", "2026-06-22 06:25:00.0", "t", "I love", "http://twitter.com/ann/statuses/905",
     "twitter.com", "twitter", "en", "ann", "Ann Lee", "I love Zelmura so much", "r2", "post", "5"],
    ["1", "2026-06-23 15:05:00.0", "t", "What", "http://twitter.com/zelmura_hq/statuses/902",
     "twitter.com", "twitter", "en", "zelmura_hq", "Zelmura", SECOND, "r3", "reply", "5"],
)  # fmt: skip
SPRINKLR = table(
    ["Created Time (America/New_York)", "Message", "Message Type", "Permalink", "Social Network",
     "Sender Screen Name"],
    ["2026-06-22 01:25:00", FIRST, "Facebook Post", "", "FACEBOOK", "zelmura"],
    ["2026-06-23 11:05:00", SECOND, "Facebook Comment", "", "FACEBOOK", "zelmura"],
)  # fmt: skip
MELTWATER = table(
    ["Date", "Headline", "URL", "Opening Text", "Hit Sentence", "Source", "Influencer", "Language",
     "Reach"],
    ["22-Jun-2026 05:25AM", "", "https://twitter.com/zelmura_hq/status/901", "", FIRST, "Twitter",
     "@zelmura_hq", "English", "5"],
    ["23-Jun-2026 03:05PM", "", "https://twitter.com/zelmura_hq/status/902", "", SECOND, "Twitter",
     "@zelmura_hq", "English", "5"],
    delimiter="\t",
).encode("utf-16")  # fmt: skip
TALKWALKER = table(
    ["url", "published", "title", "content", "domain_url", "lang", "post_type",
     "extra_author_attributes.name", "extra_author_attributes.short_name"],
    ["https://www.facebook.com/zelmura/posts/11", "2026-06-22 05:25:00", "Zelmura", FIRST,
     "http://facebook.com/", "en", "TEXT", "Zelmura", "zelmura"],
    ["https://www.facebook.com/zelmura/posts/12", "2026-06-23 15:05:00", "Zelmura", SECOND,
     "http://facebook.com/", "en", "TEXT", "Zelmura", "zelmura"],
    delimiter=";",
)  # fmt: skip
RADIAN6 = sheet(
    ["Headline", "Content", "Media Provider", "Author", "Publish Date (EST)", "Article URL"],
    ["Zelmura", FIRST, "FACEBOOK", "Zelmura", datetime(2026, 6, 22, 0, 25), ""],  # noqa: DTZ001 - workbooks know no zones
    ["Zelmura", SECOND, "FACEBOOK", "Zelmura", datetime(2026, 6, 23, 10, 5), ""],  # noqa: DTZ001
)
SCRAPER = "\n".join(
    json.dumps(row)
    for row in (
        {"rawContent": FIRST, "date": "2026-06-22T05:25:00+00:00", "id": 901,
         "url": "https://x.com/zelmura_hq/status/901", "user": {"username": "zelmura_hq"}},
        {"rawContent": SECOND, "date": "2026-06-23T15:05:00+00:00", "id": 902,
         "url": "https://x.com/zelmura_hq/status/902", "user": {"username": "zelmura_hq"}},
    )
)  # fmt: skip

TOOLS: dict[str, tuple[str | bytes, dict[str, str], str, list[str]]] = {
    "facebook": (FACEBOOK, {}, "facebook", ["11", "12"]),
    "instagram": (INSTAGRAM, {}, "instagram", ["17891", "17892"]),
    "linkedin": (LINKEDIN, {}, "linkedin", ["7001", "7002"]),
    "tiktok": (TIKTOK, {}, "tiktok", ["7301", "7302"]),
    "hootsuite": (HOOTSUITE, {}, "facebook", ["11", "12"]),
    "sprout": (SPROUT, {}, "x", ["901", "902"]),
    "buffer": (BUFFER, {}, "linkedin", ["", ""]),
    "brandwatch": (BRANDWATCH, {}, "x", ["901", "902"]),
    "sprinklr": (SPRINKLR, {}, "facebook", ["", ""]),
    "meltwater": (MELTWATER, {}, "x", ["901", "902"]),
    "talkwalker": (TALKWALKER, {}, "facebook", ["11", "12"]),
    "radian6": (RADIAN6, {}, "facebook", ["", ""]),
    "scraper": (SCRAPER, {}, "x", ["901", "902"]),
    "youtube": (YOUTUBE, {"platform": "youtube", "handle": "zelmura"}, "youtube",
                ["dQw4w9WgXcQ", "dQw4w9WgXcR"]),
}  # fmt: skip
DAYS_ONLY = {"linkedin", "youtube"}


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tools_export_is_understood(tool: str) -> None:
    file, hints, platform, ids = TOOLS[tool]
    export = load(file, **hints)
    assert texts(export) == [FIRST, SECOND]
    assert [post.post_id for post in export.posts] == ids
    assert {post.platform for post in export.posts} == {platform}
    exact = [utc(2026, 6, 22, 5, 25), utc(2026, 6, 23, 15, 5)]
    if tool == "instagram":
        exact[1] = utc(2026, 6, 23, 5, 25)
    days = [utc(2026, 6, 22), utc(2026, 6, 23)]
    assert [p.posted_at for p in export.posts] == (days if tool in DAYS_ONLY else exact)
    assert {post.exact for post in export.posts} == {tool not in DAYS_ONLY}
    assert "zelmura" in export.posts[0].handle
    assert all(post.origin == "import" and post.read_at == NOW for post in export.posts)


def test_an_archive_of_x_tells_replies_reposts_and_threads() -> None:
    export = load(X_ARCHIVE)
    assert texts(export)[0] == FIRST + " & more"
    kinds = [(post.kind.value, post.reply_to) for post in export.posts]
    assert kinds == [("broadcast", ""), ("reply", "ann"), ("repost", ""), ("broadcast", "")]
    assert {(post.platform, post.handle) for post in export.posts} == {("x", "zelmura_hq")}
    assert {post.language for post in export.posts} == {"en"}


def test_kinds_are_told_where_the_export_says() -> None:
    assert [post.kind for post in load(BRANDWATCH).posts] == [PostKind.BROADCAST, PostKind.REPLY]
    assert [post.kind for post in load(SPRINKLR).posts] == [PostKind.BROADCAST, PostKind.REPLY]
    assert [post.kind for post in load(SPROUT).posts] == [PostKind.BROADCAST, PostKind.REPLY]
    assert [post.kind for post in load(FACEBOOK).posts] == [PostKind.BROADCAST, PostKind.REPOST]


def test_posts_of_others_are_counted_not_taken() -> None:
    export = load(BRANDWATCH)
    assert export.others == {"ann": 1}
    assert (export.rows, len(export.posts), export.bad) == (3, 2, ())
    with pytest.raises(PostsOfOthers, match=r"by Zelmura: they are by ann \(1\)"):
        load("author,text,date\nann,I love these two words,2026-06-22\n", platform="x")
    own = load("author,text,date\nann,I love these two words,2026-06-22\n",
               platform="x", handle="@ann")  # fmt: skip
    assert [post.handle for post in own.posts] == ["ann"]


def test_applause_is_never_read() -> None:
    for file, hints, *_ in TOOLS.values():
        columns = find_columns(
            read_export("x", file.encode() if isinstance(file, str) else file), {}
        )
        chosen = " ".join(columns.chosen().values()).casefold()
        assert not any(
            word in chosen for word in ("like", "reach", "views", "follower", "reaction")
        )
        assert load(file, **hints).posts
    with pytest.raises(ColumnsUnclear, match="counts applause"):
        load(FACEBOOK, columns={"kind": "Reactions"})


def test_evidence_and_rows_are_numbered_as_their_program_shows_them() -> None:
    assert [post.record for post in load(LINKEDIN).posts] == [
        "imports/ab-export#3", "imports/ab-export#4",
    ]  # fmt: skip
    assert [post.record[-2:] for post in load(SCRAPER).posts] == ["#1", "#2"]
    assert [(row.number, row.reason) for row in load(
        YOUTUBE, platform="youtube", handle="zelmura").bad] == [(2, "has no date")]  # fmt: skip
    spread = (
        'text,date\n\n"two\nlines here",2026-06-22\nmore words,soon\nand more words,2026-06-23\n'
    )
    export = load(spread, platform="x")
    assert [(row.number, row.reason) for row in export.bad] == [(4, "date 'soon' can't be read")]
    assert [post.record[-2:] for post in export.posts] == ["#3", "#5"]


def test_columns_can_be_named_by_hand() -> None:
    rows = table(["a", "b", "c"], ["one and two", FIRST, "2026-06-22"], ["and so on", SECOND, "x"])
    said = {"text": "B", "date": "c"}
    export = load(rows, columns=said, platform="facebook")
    assert texts(export) == [FIRST]
    undated = load(rows, columns={"text": "b", "date": ""}, platform="facebook")
    assert [post.posted_at for post in undated.posts] == [None, None]
    for wrong, complaint in ({"txt": "b"}, "no field 'txt'"), ({"text": "d"}, "no column 'd'"):
        with pytest.raises(ColumnsUnclear, match=complaint):
            load(rows, columns=wrong)


def test_unclear_columns_are_errors_that_name_the_columns() -> None:
    lines = [[f"{FIRST} {i}", f"{SECOND} {i}", f"2026-06-{i + 10}"] for i in range(5)]
    with pytest.raises(
        ColumnsUnclear, match=r"'eins' and 'zwei' both.*\n.*--map text=COLUMN.*'drei'"
    ):
        load(table(["eins", "zwei", "drei"], *lines))
    with pytest.raises(ColumnsUnclear, match="text is not clear: none looks like it"):
        load(table(["id", "date"], ["1", "2026-06-22"], ["2", "2026-06-23"]))
    with pytest.raises(ColumnsUnclear, match="date is not clear: none looks like it"):
        load(table(["text", "id"], [FIRST, "1"], [SECOND, "2"]))


def test_columns_with_unknown_names_are_told_by_content() -> None:
    lines = [[f"{FIRST} {i}", f"2026-06-{i + 10} 10:00", f"n{i}", str(i)] for i in range(5)]
    export = load(table(["Beitrag", "Tag", "Kurz", "Zahl"], *lines), platform="facebook")
    assert (export.columns["text"], export.columns["date"]) == ("Beitrag", "Tag")
    assert len(export.posts) == 5


def test_platform_and_account_are_asked_for_where_nobody_says() -> None:
    rows = table(["text", "date"], [FIRST, "2026-06-22"], [SECOND, "2026-06-23"])
    with pytest.raises(AccountUnclear, match=r"platform.\n.*--platform"):
        load(rows)
    with pytest.raises(AccountUnclear, match=r"account.\n.*--handle"):
        load(rows, platform="tiktok")
    export = load(rows, platform="tiktok", handle="zelmura")
    assert {(post.platform, post.handle) for post in export.posts} == {("tiktok", "zelmura")}
    assert [known_platform(name) for name in ("", "Twitter", "LinkedIn")] == ["", "x", "linkedin"]
    with pytest.raises(AccountUnclear, match=r"no platform 'orkoot'.\nKnown are: .*mastodon"):
        known_platform("orkoot")


def test_ids_that_a_spreadsheet_rounded_are_no_ids() -> None:
    file = sheet(["post_id", "message", "date"], [103130136169880000, FIRST, "2026-06-22"])
    assert [p.post_id for p in load(file, platform="facebook").posts] == [""]
    rounded = table(["post_id", "message", "date"], ["1.03E+15", FIRST, "2026-06-22"])
    assert [p.post_id for p in load(rounded, platform="facebook").posts] == [""]
    guarded = table(["post_id", "message", "date"], ['="1031301361698801"', FIRST, "2026-06-22"])
    assert [p.post_id for p in load(guarded, platform="facebook").posts] == ["1031301361698801"]


def test_text_is_plain_with_its_mentions_and_links() -> None:
    html = '<p>Hi <a href="https://m.example/@ann">@ann</a>, R&amp;D at https://a.example/x.</p>'
    (post,) = load(table(["text", "date"], [html, "2026-06-22"]), platform="facebook").posts
    assert post.text == "Hi @ann, R&D at https://a.example/x."
    assert (post.mentions, post.links) == (("ann",), ("https://a.example/x",))


def test_a_picture_without_words_is_a_post_and_counted() -> None:
    rows = [["1", FIRST, "2026-06-22"], ["2", "", "2026-06-23"], ["", "", "2026-06-24"]]
    export = load(table(["post_id", "text", "date"], *rows), platform="facebook")
    assert texts(export) == [FIRST, ""]
    assert "1 of the posts has no words." in export.notes
    assert [row.reason for row in export.bad] == ["has no text"]


def test_lists_inside_pages_are_found_with_their_pages_name() -> None:
    update = {"text": FIRST, "postedAt": "2026-06-22T05:25:00Z", "urn": "urn:li:activity:7001"}
    other = update | {"text": "Words of another company here", "urn": "urn:li:activity:7009"}
    pages = [
        {"overview": {"name": "Zelmura", "description": "A company."}, "updates": [update]},
        {"overview": {"name": "Quorvath", "description": "Another."}, "updates": [other]},
    ]
    export = load(json.dumps(pages), platform="linkedin")
    assert texts(export) == [FIRST]
    assert export.others == {"Quorvath": 1}
    deep = {"data": {"posts": {"edges": [{"node": update}, {"node": update | {"urn": "u2"}}]}}}
    assert len(load(json.dumps(deep), platform="linkedin").posts) == 2


def test_company_descriptions_are_no_posts() -> None:
    pages = [{"overview": {"name": "Zelmura", "description": FIRST}, "similar": [{"name": "B"}]}]
    with pytest.raises(ColumnsUnclear, match=r"holds no posts.*'similar' \(1: name\)"):
        load(json.dumps(pages))


# --- dates


def moments(*cells: object, zone: str = "", order: str = "") -> list[object]:
    dates = read_dates(cells, ZoneInfo(zone) if zone else None, order)  # type: ignore[arg-type]
    return [(m.at, m.exact) if isinstance(m, Moment) else m for m in dates.moments]


FORMATS = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S.000+0000",
    "%Y/%m/%d %H:%M:%S UTC",
    "%a %b %d %H:%M:%S +0000 %Y",
    "%a, %d %b %Y %H:%M:%S +0000",
    "%d-%b-%Y %I:%M:%S %p",
    "%B %d, %Y at %I:%M:%S %p",
    "%I:%M:%S %p - %d %b %Y",
    "%d.%m.%Y %H:%M:%S",
    "%A, %d %B %Y %H:%M:%S",
]
_times = st.datetimes(datetime(1991, 1, 1), datetime(2098, 1, 1)).map(  # noqa: DTZ001 - made UTC
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_times, min_size=1, max_size=4), st.sampled_from(FORMATS))
def test_dates_come_back_from_any_form(times: list[datetime], form: str) -> None:
    if all(time.time() == utc(2000, 1, 1).time() for time in times):
        times.append(utc(2020, 5, 6, 7, 8, 9))
    assert moments(*(time.strftime(form) for time in times)) == [(time, True) for time in times]


@settings(max_examples=100, deadline=None)
@given(st.lists(_times, min_size=1, max_size=6), st.sampled_from(["/", "-"]))
def test_the_order_of_day_and_month_is_proved_or_asked_for(
    times: list[datetime], mark: str
) -> None:
    american = [time.strftime(f"%m{mark}%d{mark}%Y %H:%M") for time in times]
    want = [(t.replace(second=0), True) for t in times]
    if all(t.time() < utc(2000, 1, 1, 0, 1).time() for t in times):
        return
    assert moments(*american, order="mdy") == want
    if any(t.day > 12 for t in times):
        assert moments(*american) == want
    elif any(t.day != t.month for t in times):
        with pytest.raises(DatesUnclear, match="--date-order"):
            moments(*american)
    else:
        assert moments(*american) == want


def test_numbers_are_dates_where_they_count_from_an_epoch() -> None:
    noon = utc(2024, 1, 1, 12)
    for cell in (1704110400, "1704110400", 1704110400.0, "1704110400000", "45292.5", 45292.5):
        assert moments(cell) == [(noon, True)], cell
    assert moments(12345, "7") == ["date '12345' can't be read", "date '7' can't be read"]


def test_only_a_day_is_a_day_in_any_zone() -> None:
    assert moments("2026-06-22", zone="America/New_York") == [(utc(2026, 6, 22), False)]
    both = moments("2026-06-22 00:00", "2026-06-23 00:00:00", zone="Asia/Tokyo")
    assert both == [(utc(2026, 6, 22), False), (utc(2026, 6, 23), False)]
    mixed = moments("2026-06-22 00:00", "2026-06-23 09:00", zone="Asia/Tokyo")
    assert mixed == [(utc(2026, 6, 21, 15), True), (utc(2026, 6, 23), True)]


def test_a_zone_is_taken_from_value_then_user_then_heading() -> None:
    rows = table(
        ["text", "Date (EST)"], [FIRST, "2026-06-22 05:25"], [SECOND, "2026-06-23 1:00 UTC"]
    )
    read = [post.posted_at for post in load(rows, platform="x").posts]
    assert read == [utc(2026, 6, 22, 10, 25), utc(2026, 6, 23, 1)]
    read = [post.posted_at for post in load(rows, platform="x", time_zone="Europe/Berlin").posts]
    assert read == [utc(2026, 6, 22, 3, 25), utc(2026, 6, 23, 1)]
    with pytest.raises(DatesUnclear, match="no time zone 'Berlin'"):
        load(rows, platform="x", time_zone="Berlin")
    bare = table(["text", "Date"], [FIRST, "2026-06-22 05:25"])
    assert any("read as UTC" in note for note in load(bare, platform="x").notes)


def test_date_and_time_in_columns_of_their_own_are_joined() -> None:
    rows = table(["text", "date", "time", "timezone"], [FIRST, "2026-06-22", "07:25:00", "+0200"])
    (post,) = load(rows, platform="x").posts
    assert (post.posted_at, post.exact) == (utc(2026, 6, 22, 5, 25), True)


def test_impossible_dates_are_bad_rows() -> None:
    later = f"{NOW + timedelta(days=3):%Y-%m-%d}"
    days = ["2026-06-22", "2026-06-23", "2026-06-24", "2026-02-30", later]
    rows = table(["text", "date"], *([f"{FIRST} {day}", day] for day in days))
    reasons = [row.reason for row in load(rows, platform="x").bad]
    assert reasons == ["date '2026-02-30' can't be read", f"date {later} lies in the future"]


# --- damage


def many(rows: int = 40) -> list[list[str]]:
    body = [
        [str(i), f"{FIRST} “{i}”", f"2026-06-{i % 28 + 1:02} 10:00", "zelmura"] for i in range(rows)
    ]
    return [["post_id", "message", "created_at", "page_name"], *body]


def test_a_file_cut_in_the_middle_is_refused() -> None:
    text = table(*many())
    for place in (text.index("“20”"), text.index("“39”") + 8):
        with pytest.raises(ExportUnreadable, match="in the middle of row"):
            load(text[:place], platform="facebook")
    quoted = table(
        ["text", "date", "b"], *(["two\nlines, " + str(i), "2026-06-22", "c"] for i in range(9))
    )
    with pytest.raises(ExportUnreadable, match="in the middle of row"):
        load(quoted[: quoted.index("lines, 7")] + "\n", platform="facebook")
    assert any("may be cut" in note for note in load(text[:-4], platform="facebook").notes)
    records = json.dumps([dict(zip(many()[0], row, strict=True)) for row in many()[1:]])
    with pytest.raises(ExportUnreadable, match="damaged at line 1, or cut short"):
        load(records[: len(records) // 2], platform="facebook")
    with pytest.raises(ExportUnreadable, match="in the middle of line 2"):
        load(SCRAPER[:-30])
    for end in (100, 3000):
        with pytest.raises(ExportUnreadable, match="damaged"):
            load(RADIAN6[:end])


@pytest.mark.parametrize(
    "charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_common_charsets_are_read(charset: str) -> None:
    export = load(table(*many()).encode(charset), platform="facebook")
    assert texts(export)[7] == f"{FIRST} “7”"
    assert any("Windows-1252" in note for note in export.notes) == (charset == "cp1252")


def test_wrong_charsets_are_refused() -> None:
    body = table(*many()).encode()
    broken = body[:900].replace(b"journey", b"j\xff\xfeurney") + body[900:]
    with pytest.raises(
        ExportUnreadable, match=r"UTF-8 with broken bytes in it, the first in line 2"
    ):
        load(broken, platform="facebook")
    with pytest.raises(ExportUnreadable, match="zero bytes"):
        load(b"text,date\n" + b"\0\1" * 300 + body, platform="facebook")
    with pytest.raises((ExportUnreadable, ColumnsUnclear)):
        load(table(*many()).encode("cp500", "replace"), platform="facebook")


def test_shuffled_columns_are_read_and_misplaced_headings_refused() -> None:
    rows = many()
    shuffled = [[row[i] for i in (2, 0, 3, 1)] for row in rows]
    assert texts(load(table(*shuffled), platform="facebook")) == texts(
        load(table(*rows), platform="facebook")
    )
    moved = [rows[0][1:] + rows[0][:1], *rows[1:]]
    with pytest.raises((ColumnsUnclear, RowsInvalid, PostsOfOthers)):
        load(table(*moved), platform="facebook")


def test_broken_rows_are_each_named_and_the_rest_is_read() -> None:
    rows = many()
    rows[3][2] = "yesterday"
    rows[9] = rows[9][:2]
    rows[15][2] = ""
    rows[21].append("too much")
    export = load(table(*rows), platform="facebook")
    assert len(export.posts) == 36
    assert [(row.number, row.reason) for row in export.bad] == [
        (4, "date 'yesterday' can't be read"),
        (10, "has 2 fields where there are 4 columns"),
        (16, "has no date"),
        (22, "has 5 fields where there are 4 columns"),
    ]


def test_more_bad_rows_than_good_ones_are_refused_as_a_whole() -> None:
    rows = many()
    for row in rows[1:23]:
        row.pop()
    with pytest.raises(
        RowsInvalid, match=r"22 of 40 rows can't be read; nothing was imported.\n"
    ) as e:
        load(table(*rows), platform="facebook")
    assert str(e.value).count("row ") == 20
    assert "and 2 more" in str(e.value)
    assert "text from message" in str(e.value)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([*TOOLS]), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3))))
def test_no_damage_ends_in_anything_but_a_named_error(
    tool: str, cuts: list[tuple[float, bytes]]
) -> None:
    file = TOOLS[tool][0]
    body = file.encode() if isinstance(file, str) else file
    for place, new in cuts:
        at = int(place * len(body))
        body = body[:at] + new + body[at + 2 :]
    try:
        export = load(body, platform="facebook", handle="zelmura")
    except SamenessError:
        return
    assert export.posts


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b"", "holds nothing"),
        (b" \n\n", "holds nothing"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"[1, 2, 3]", "no list of records"),
        (b"[" * 5000 + b"]" * 5000, "nested too deep"),
        (b"text,date\n", "not one row"),
    ],
)
def test_what_is_no_table_is_refused(body: bytes, complaint: str) -> None:
    with pytest.raises(ExportUnreadable, match=complaint):
        load(body, platform="x")


def test_workbooks_that_attack_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_part(name: str, content: bytes) -> bytes:
        old, new = zipfile.ZipFile(io.BytesIO(RADIAN6)), io.BytesIO()
        with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as parts:
            for entry in old.namelist():
                parts.writestr(entry, content if entry == name else old.read(entry))
            if name not in old.namelist():
                parts.writestr(name, content)
        return new.getvalue()

    entity = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'
    )
    with pytest.raises(ExportUnreadable, match="declares entities"):
        load(with_part("xl/worksheets/sheet1.xml", entity))
    bomb = with_part("xl/media/big.xml", b" " * (workbook.MOST_UNPACKED + 1))
    assert len(bomb) < 1_000_000
    with pytest.raises(ExportUnreadable, match="unpacks to 300,0"):
        load(bomb)
    monkeypatch.setattr(workbook, "MOST_CELLS", 5)
    with pytest.raises(ExportUnreadable, match="more than 5 cells"):
        load(RADIAN6)


def test_the_longest_sheet_is_read_and_named() -> None:
    book = Workbook()
    book.create_sheet("All posts")
    first = book.active
    assert first is not None
    first.append(["Metrics"])
    for row in (["Aggregated"], ["Post title", "Created date"], [FIRST, "06/22/2026"]):
        book["All posts"].append(row)
    file = io.BytesIO()
    book.save(file)
    export = load(file.getvalue(), platform="linkedin")
    assert texts(export) == [FIRST]
    assert "Of its 2 sheets 'All posts' was read." in export.notes


PERMALINKS = {
    "https://twitter.com/zelmura_hq/statuses/901?s=20": ("x", "901", "zelmura_hq"),
    "https://www.facebook.com/photo/?fbid=77&set=a.1": ("facebook", "77", ""),
    "https://www.facebook.com/zelmura/videos/some-title/88/": ("facebook", "88", "zelmura"),
    "https://www.facebook.com/permalink.php?id=5&story_fbid=99": ("facebook", "99", ""),
    "https://www.instagram.com/reel/Cab-1/": ("instagram", "Cab-1", ""),
    "https://www.linkedin.com/posts/zelmura_we-are-activity-7001-ab": (
        "linkedin",
        "7001",
        "zelmura",
    ),
    "https://youtu.be/dQw4w9WgXcQ": ("youtube", "dQw4w9WgXcQ", ""),
    "https://m.youtube.com/watch?app=1&v=dQw4w9WgXcQ": ("youtube", "dQw4w9WgXcQ", ""),
    "https://www.threads.net/@zelmura/post/Cx1": ("threads", "Cx1", "zelmura"),
    "https://bsky.app/profile/zelmura.example/post/3k": ("bluesky", "3k", "zelmura.example"),
    "https://social.example/@zelmura/112233445566": ("mastodon", "112233445566", "zelmura"),
    "https://t.me/s/zelmura/12": ("telegram", "zelmura/12", "zelmura"),
    "https://de.pinterest.com/pin/355362226865072169/": ("pinterest", "355362226865072169", ""),
}


@pytest.mark.parametrize("url", PERMALINKS)
def test_addresses_of_posts_tell_platform_id_and_account(url: str) -> None:
    found = read_permalink(url)
    assert found is not None
    assert (found.platform, found.post_id, found.handle) == PERMALINKS[url]


@pytest.mark.parametrize("url", ["", "nonsense", "https://a.example/x", "https://x.com/zelmura_hq"])
def test_other_addresses_are_no_posts(url: str) -> None:
    assert read_permalink(url) is None
    assert platform_at(url) in {"", "x"}
    assert account_at(url) in {"", "zelmura_hq"}


def test_posts_are_whole_records() -> None:
    (post, *_) = load(FACEBOOK).posts
    assert post == Post(
        company="Zelmura",
        platform="facebook",
        handle="zelmura",
        post_id="11",
        url="https://www.facebook.com/1/posts/11",
        posted_at=utc(2026, 6, 22, 5, 25),
        exact=True,
        text=FIRST,
        kind=PostKind.BROADCAST,
        reply_to="",
        mentions=(),
        links=(),
        language="",
        origin="import",
        read_at=NOW,
        record="imports/ab-export#2",
    )
