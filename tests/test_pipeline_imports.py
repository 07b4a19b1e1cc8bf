"""Exports into the warehouse: all of a file or nothing, each post once, the file kept."""

from __future__ import annotations

import csv
import io
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from crawlers.exports import Hints
from pipeline.imports import ImportSummary, carry_out, plan_import, summarize_import
from pipeline.imports_book import read_imports
from pipeline.posts import CONTENT_ID, Stored, posts_of, store_posts
from sameness.errors import ColumnsUnclear, ExportUnreadable, SamenessError
from sameness.industry import Company
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sameness.records import Post

EXPORTS = Path(__file__).parents[2] / "shared" / "data" / "social" / "exports"
needs_exports = pytest.mark.skipif(not EXPORTS.is_dir(), reason=f"no exports at {EXPORTS}")

ZELMURA = Company(name="Zelmura", site="https://zelmura.example/")
ROWS = [
    ["post_id", "text", "created_at", "username"],
    ["1", "Hello to all of you", "2026-06-22T10:00:00Z", "zelmura"],
    ["2", "Nothing is as it was", "2026-06-23T10:00:00Z", "zelmura"],
    ["2", "Nothing is as it was", "2026-06-23T10:00:00Z", "zelmura"],
    ["3", "Somebody else's words", "2026-06-24T10:00:00Z", "ann"],
    ["4", "Not on any day", "some day", "zelmura"],
]
MASTODON = Hints(platform="mastodon")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(workspace=tmp_path)


@pytest.fixture
def warehouse(settings: Settings) -> Iterator[Warehouse]:
    with Warehouse(settings.warehouse) as opened:
        yield opened


def to_csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def load(
    warehouse: Warehouse,
    settings: Settings,
    body: bytes,
    hints: Hints = MASTODON,
    company: Company = ZELMURA,
) -> ImportSummary:
    plan = plan_import(warehouse, "demo", company, "folder/my posts.csv", body, hints)
    return summarize_import(plan, carry_out(warehouse, settings, "demo", plan))


def kept(warehouse: Warehouse, company: Company = ZELMURA) -> list[Post]:
    return posts_of(warehouse, "demo", company.name)


def test_every_row_is_accounted_for_and_the_file_is_kept(
    warehouse: Warehouse, settings: Settings
) -> None:
    found = load(warehouse, settings, to_csv(ROWS))
    assert (found.rows, found.posts, found.new, found.merged) == (5, 3, 2, 1)
    assert [(row.number, row.reason) for row in found.bad] == [(6, "date 'some day' can't be read")]
    assert found.others == {"ann": 1}
    assert found.rows == found.posts + len(found.bad) + sum(found.others.values())
    file = settings.archive / "demo" / found.evidence
    assert file.read_bytes() == to_csv(ROWS)
    assert file.name.endswith("-my_posts.csv")
    assert [post.record for post in kept(warehouse)] == [
        f"{found.evidence}#3",
        f"{found.evidence}#2",
    ]
    assert found.lines() == [
        "Posts of Zelmura: 2 new, 0 changed, 0 known.",
        "1 more are in the file twice.",
        "By others: 1, not taken (ann 1).",
        "Read: text from text; date from created_at; id from post_id; author from username.",
        "1 rows are no posts:",
        "  row 6: date 'some day' can't be read",
    ]


def test_the_same_file_again_changes_nothing_and_says_so(
    warehouse: Warehouse, settings: Settings
) -> None:
    load(warehouse, settings, to_csv(ROWS))
    before = warehouse.table("raw.posts").to_pylist()
    again = load(warehouse, settings, to_csv(ROWS))
    assert (again.new, again.changed, again.known) == (0, 0, 2)
    assert again.lines()[0] == "Nothing changes: all 2 posts of Zelmura are known already."
    assert warehouse.table("raw.posts").to_pylist() == before
    assert len([*(settings.archive / "demo" / "imports").glob("*.csv")]) == 1
    assert len(read_imports(settings.archive / "demo" / "imports")) == 1


def test_a_plan_stores_nothing(warehouse: Warehouse, settings: Settings) -> None:
    plan = plan_import(warehouse, "demo", ZELMURA, "posts.csv", to_csv(ROWS), MASTODON)
    assert plan.brings == Stored(new=2)
    said = summarize_import(plan, None)
    assert said.lines()[0].startswith("Nothing is stored. posts.csv would bring Zelmura posts: 2")
    assert kept(warehouse) == []
    assert not settings.archive.exists()


def test_what_was_read_from_the_network_stays(warehouse: Warehouse, settings: Settings) -> None:
    load(warehouse, settings, to_csv(ROWS))
    (newer, older) = kept(warehouse)
    read = replace(newer, origin="read", text="As the platform has it", record="s1/posts.warc.gz#0")
    store_posts(warehouse, "demo", "s1", [read])
    assert load(warehouse, settings, to_csv(ROWS)).known == 2
    assert kept(warehouse) == [read, older]


def test_without_ids_words_and_day_decide(warehouse: Warehouse, settings: Settings) -> None:
    nameless = [row[1:] for row in ROWS]
    load(warehouse, settings, to_csv(nameless))
    assert all(post.post_id.startswith(CONTENT_ID) for post in kept(warehouse))
    assert load(warehouse, settings, to_csv(ROWS)).new == 0
    assert sorted(post.post_id for post in kept(warehouse)) == ["1", "2"]
    assert load(warehouse, settings, to_csv(nameless)).known == 2


def test_accounts_that_the_site_names_are_the_companys_own(
    warehouse: Warehouse, settings: Settings
) -> None:
    row = {"company": "Zelmura", "platform": "mastodon", "handle": "ann@social.example"}
    text = dict.fromkeys(("url", "found_at", "found_by", "status", "reason", "linked_back"), "")
    keys = {"industry": "demo", "snapshot_id": "s1", "read_at": "2026-07-01", "posts": 0}
    names, values = zip(*(row | text | keys).items(), strict=True)
    warehouse._connection.execute(
        f"insert into raw.profiles ({', '.join(names)}) values ({', '.join('?' for _ in names)})",  # noqa: S608
        list(values),
    )
    assert load(warehouse, settings, to_csv(ROWS)).others == {}
    assert {post.handle for post in kept(warehouse)} == {"ann@social.example", "zelmura"}


def test_nothing_is_half_imported(warehouse: Warehouse, settings: Settings) -> None:
    plan = plan_import(warehouse, "demo", ZELMURA, "posts.csv", to_csv(ROWS), MASTODON)
    warehouse._connection.execute("alter table raw.posts drop column kind")
    with pytest.raises(duckdb.Error):
        carry_out(warehouse, settings, "demo", plan)
    assert warehouse.table("raw.posts").num_rows == 0
    assert [*(settings.archive / "demo" / "imports").glob("*.csv")] == []
    assert read_imports(settings.archive / "demo" / "imports") == []


_rows = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(["one two", "three four"]), st.integers(1, 3)),
    min_size=1,
    max_size=8,
)


@hypothesis(max_examples=25, deadline=None, suppress_health_check=[*HealthCheck])
@given(_rows, st.sampled_from(["post_id", "row"]))
def test_importing_again_changes_nothing(
    warehouse: Warehouse, settings: Settings, rows: list[tuple[int, str, int]], heading: str
) -> None:
    warehouse._connection.execute("truncate raw.posts")
    lines = [[str(number), text, f"2026-06-0{day}T10:00:00Z"] for number, text, day in rows]
    body = to_csv([[heading, "text", "created_at"], *lines])
    hints = replace(MASTODON, handle="zelmura")
    first = load(warehouse, settings, body, hints)
    once = kept(warehouse)
    assert first.new == len(once) == len({post.post_id for post in once})
    if heading == "row":
        assert len(once) == len({row[1:] for row in rows})
    again = load(warehouse, settings, body, hints)
    assert (again.new, again.changed, again.known) == (0, 0, len(once))
    assert kept(warehouse) == once


# --- real exports, whole and damaged

ESPN = Company(name="ESPN", site="https://espn.example/")
ETSY = Company(name="Etsy", site="https://etsy.example/")
FILES = {"facebook_page_posts.csv": (ESPN, "user_url"), "pinterest_posts.csv": (ETSY, "user_url")}
NOTHING = Hints()


def read_independently(file: str) -> tuple[list[str], list[dict[str, str]]]:
    with (EXPORTS / file).open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = list(reader)
        return list(reader.fieldnames or []), rows


def own_rows(file: str) -> list[dict[str, str]]:
    company, column = FILES[file]
    _, rows = read_independently(file)
    name = company.name.casefold()
    return [row for row in rows if row[column].casefold().rpartition("/")[2] == name]


@needs_exports
@pytest.mark.parametrize("file", FILES)
def test_real_exports_are_imported_whole(
    file: str, warehouse: Warehouse, settings: Settings
) -> None:
    company = FILES[file][0]
    found = load(warehouse, settings, (EXPORTS / file).read_bytes(), NOTHING, company)
    own = own_rows(file)
    assert len(own) >= 20
    assert found.new == len(own)
    assert found.rows == len(read_independently(file)[1])
    assert (found.bad, sum(found.others.values())) == ((), found.rows - len(own))
    posts = {post.post_id: post for post in kept(warehouse, company)}
    assert set(posts) == {row["post_id"] for row in own}
    for row in own:
        post = posts[row["post_id"]]
        assert post.posted_at is not None
        assert f"{post.posted_at:%Y-%m-%dT%H:%M:%S.000Z}" == row["date_posted"].strip('"')
        words = (row["content"] or row.get("title", "")).split()
        assert post.text.split()[:5] == words[:5]
        assert (post.exact, post.handle.casefold()) == (True, company.name.casefold())
    assert load(warehouse, settings, (EXPORTS / file).read_bytes(), NOTHING, company).new == 0


@needs_exports
def test_company_pages_without_posts_are_named_so(warehouse: Warehouse, settings: Settings) -> None:
    company = Company(name="Apple", site="https://apple.example/")
    body = (EXPORTS / "linkedin_company.json").read_bytes()
    with pytest.raises(ColumnsUnclear, match="holds no posts"):
        load(warehouse, settings, body, NOTHING, company)
    for damaged in (body[: len(body) // 2], body[:9000] + b"\xff" + body[9000:]):
        with pytest.raises(ExportUnreadable):
            load(warehouse, settings, damaged, NOTHING, company)
    pages = json.loads(body)
    for page in pages:
        update = {"text": "Something new is here", "postedAt": "2026-06-22T05:25:00Z"}
        page["updates"] = [update | {"urn": f"urn:li:activity:{page['overview']['name']}"}]
    found = load(
        warehouse, settings, json.dumps(pages).encode(), Hints(platform="linkedin"), company
    )
    assert (found.new, sum(found.others.values())) == (1, 2)


@needs_exports
@pytest.mark.parametrize("file", FILES)
def test_cut_and_misread_copies_are_refused(
    file: str, warehouse: Warehouse, settings: Settings
) -> None:
    company = FILES[file][0]
    body = (EXPORTS / file).read_bytes()
    half = body[: len(body) // 2]
    misread = body[:5000] + b"\xe9\xff" + body[5000:]
    for damaged in (half, half[: half.rindex(b"https://")], misread, b"\0" + body):
        with pytest.raises(SamenessError) as raised:
            load(warehouse, settings, damaged, NOTHING, company)
        assert isinstance(raised.value, ExportUnreadable), raised.value
    assert kept(warehouse, company) == []
    assert not settings.archive.exists()


@needs_exports
@pytest.mark.parametrize("file", FILES)
def test_copies_in_other_charsets_and_orders_bring_the_same_posts(
    file: str, warehouse: Warehouse, settings: Settings
) -> None:
    company = FILES[file][0]
    names, rows = read_independently(file)
    want = load(warehouse, settings, (EXPORTS / file).read_bytes(), NOTHING, company)
    random.Random(5).shuffle(names)  # noqa: S311 - a test
    shuffled = to_csv([names, *([row[name] for name in names] for row in rows)])
    wide = (EXPORTS / file).read_text("utf-8").encode("utf-16")
    for body in (shuffled, wide):
        found = load(warehouse, settings, body, NOTHING, company)
        assert (found.new, found.changed, found.known) == (0, 0, want.new)


@needs_exports
@pytest.mark.parametrize("file", FILES)
def test_headings_that_moved_bring_no_wrong_words(file: str, warehouse: Warehouse) -> None:
    """Most are refused; where content tells what the heading doesn't, the posts are right."""
    company = FILES[file][0]
    names, _ = read_independently(file)
    rows = own_rows(file)[:40]
    right = {row["url"]: row for row in rows}
    refused = 0
    for shift in range(1, len(names)):
        heading = names[shift:] + names[:shift]
        moved = to_csv([heading, *([row[name] for name in names] for row in rows)])
        try:
            plan = plan_import(warehouse, "demo", company, file, moved, NOTHING)
        except SamenessError:
            refused += 1
            continue
        for post in plan.posts:
            row = right[post.url]
            assert post.text.split() in (row["content"].split(), row.get("title", "").split())
            assert f"{post.posted_at:%Y-%m-%dT%H:%M:%S.000Z}" == row["date_posted"].strip('"')
    assert refused > len(names) / 2


@needs_exports
@pytest.mark.parametrize("file", FILES)
def test_one_row_in_ten_broken_costs_that_row_only(
    file: str, warehouse: Warehouse, settings: Settings
) -> None:
    company = FILES[file][0]
    names, _ = read_independently(file)
    lines = [[row[name] for name in names] for row in own_rows(file)]
    date = names.index("date_posted")
    broken = set(range(3, len(lines), 10))
    for place in broken:
        if place % 20 == 3:
            lines[place][date] = "????"
        else:
            lines[place] = lines[place][:-4]
    found = load(warehouse, settings, to_csv([names, *lines]), NOTHING, company)
    assert {row.number for row in found.bad} == {place + 2 for place in broken}
    assert {row.reason.split()[0] for row in found.bad} == {"date", "has"}
    assert found.new == len(lines) - len(broken)
