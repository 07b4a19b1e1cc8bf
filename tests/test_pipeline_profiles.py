"""Profiles from the pages of a snapshot into the warehouse, again and again."""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from crawlers.archive.stored import read_response
from crawlers.archive.warc import Wire
from crawlers.social.reading.keeping import POSTS_WARC, READINGS, PostArchive
from pipeline.moments import stamp
from pipeline.posts import store_posts
from pipeline.profile_list import find_profiles
from pipeline.profiles import MOST_FOUND, OVERLAP, _Reading, _to_table, obtain_profiles
from pipeline.retention import drop_old_evidence
from pipeline.run import put_posts
from pipeline.snapshots import crawl_snapshot, obtain_snapshot
from sameness.errors import SnapshotMissing
from sameness.industry import Company, Industry
from sameness.records import Post, PostKind, Profile, ProfileReading, ReadingStatus
from sameness.settings import Settings
from tests.changing_site import Answer, Site, page
from tests.changing_site import serving as serving_site
from tests.social_network import NEWEST, Network, serving
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawlers.social.reading.events import ProfileEvent

FOOTER = """
<footer>
<a rel="me" href="https://mastodon.social/@acme">Mastodon</a>
<a href="https://www.linkedin.com/company/acme">LinkedIn</a>
<a href="https://plus.google.com/+acme">Google+</a>
</footer>
"""


@pytest.fixture
def network() -> Iterator[Network]:
    with serving(Network(posts=100)) as running:
        yield running


@pytest.fixture
def site() -> Iterator[Site]:
    with serving_site() as running:
        running.pages = {"/": with_footer(page("Acme", "/about")), "/about": page("About Acme")}
        yield running


def with_footer(answer: Answer) -> Answer:
    body = answer.body.replace(b"</body>", FOOTER.encode() + b"</body>")
    assert b"<footer>" in body
    return Answer(body)


def make_industry(site: Site, network: Network, **social: Any) -> Industry:  # noqa: ANN401 - settings
    return Industry.model_validate(
        {
            "name": "i",
            "allow_private": True,
            "crawl": {"delay": 0, "timeout": 5, "max_pages": 3, "render": "never"},
            "social": {"bases": {"mastodon": network.base}, **social},
            "company": [{"name": "Acme", "site": site.base}],
        }
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


@pytest.fixture
def warehouse(settings: Settings) -> Iterator[Warehouse]:
    with Warehouse(settings.warehouse) as opened:
        yield opened


def crawl_and_read(warehouse: Warehouse, settings: Settings, industry: Industry) -> str:
    snapshot = crawl_snapshot(warehouse, settings, "i", industry, lambda _: None)
    obtain_profiles(warehouse, settings, "i", industry, snapshot, lambda _: None)
    return snapshot


def told(warehouse: Warehouse, snapshot: str) -> dict[str, tuple[str, str, int]]:
    rows = warehouse.table("raw.profiles").to_pylist()
    return {
        row["platform"]: (row["status"], row["reason"], row["posts"])
        for row in rows
        if row["snapshot_id"] == snapshot
    }


def test_profiles_are_found_read_and_stored(
    warehouse: Warehouse, settings: Settings, site: Site, network: Network
) -> None:
    snapshot = crawl_and_read(warehouse, settings, make_industry(site, network))
    assert told(warehouse, snapshot) == {
        "mastodon": ("ok", "", 100),
        "linkedin": (
            "unsupported",
            "no lawful way to read a rival's posts here; import an export",
            0,
        ),
        "google_plus": ("gone", "Google+ was shut down (2019-04-02)", 0),
    }
    posts = warehouse.table("raw.posts").to_pylist()
    assert len({post["post_id"] for post in posts}) == len(posts) == 100
    assert max(post["posted_at"] for post in posts) == NEWEST.replace(tzinfo=None)
    assert {post["snapshot_id"] for post in posts} == {snapshot}
    for post in posts:
        assert (settings.archive / "i" / post["record"].partition("#")[0]).is_file()


def test_a_second_time_only_what_is_new_is_asked_for_and_nothing_doubles(
    warehouse: Warehouse, settings: Settings, site: Site, network: Network
) -> None:
    industry = make_industry(site, network)
    network.posts, network.latest = 400, 430
    crawl_and_read(warehouse, settings, industry)
    network.asked.clear()
    network.posts = 430
    snapshot = crawl_and_read(warehouse, settings, industry)
    in_overlap = OVERLAP / timedelta(hours=1)
    status, _, read = told(warehouse, snapshot)["mastodon"]
    assert (status, read) == ("ok", 30 + 1 + in_overlap)
    assert len(network.paths()) == 1 + 4
    posts = warehouse.table("raw.posts").to_pylist()
    assert Counter(post["post_id"] for post in posts).most_common(1)[0][1] == 1
    assert len(posts) == 430


def test_a_reading_that_broke_off_keeps_its_posts_and_moves_no_mark(
    warehouse: Warehouse, settings: Settings, site: Site, network: Network
) -> None:
    home = site.pages["/"].body.replace(b"@acme", b"@worn_for_an_hour")
    site.pages = {"/": Answer(home)}
    industry = make_industry(site, network)
    first = crawl_and_read(warehouse, settings, industry)
    assert told(warehouse, first)["mastodon"][::2] == ("rate_limited", 40)
    assert warehouse.table("raw.posts").num_rows == 40
    network.is_rested = True
    second = crawl_and_read(warehouse, settings, industry)
    assert told(warehouse, second)["mastodon"][::2] == ("ok", 100)
    assert warehouse.table("raw.posts").num_rows == 100


class Interrupted(BaseException):
    """Ctrl-C, as the command line makes it."""


def test_a_run_that_was_interrupted_among_the_profiles_takes_up_its_snapshot(
    warehouse: Warehouse, settings: Settings, site: Site, network: Network
) -> None:
    industry = make_industry(site, network)
    snapshot = crawl_snapshot(warehouse, settings, "i", industry, lambda _: None)

    def interrupt(_: ProfileEvent) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        obtain_profiles(warehouse, settings, "i", industry, snapshot, interrupt)
    assert not told(warehouse, snapshot)
    assert (settings.archive / "i" / snapshot / READINGS).is_file()
    asked = len(network.asked)
    assert obtain_snapshot(warehouse, settings, "i", industry, lambda _: None) == snapshot
    obtain_profiles(warehouse, settings, "i", industry, snapshot, lambda _: None)
    assert told(warehouse, snapshot)["mastodon"] == ("ok", "", 100)
    obtain_profiles(warehouse, settings, "i", industry, snapshot, lambda _: None)
    assert len(network.asked) == asked
    assert warehouse.table("raw.posts").num_rows == 100


@pytest.mark.parametrize("read", ["never", "listed"])
def test_what_is_not_to_be_read_is_found_all_the_same(
    warehouse: Warehouse,
    settings: Settings,
    site: Site,
    network: Network,
    read: str,
) -> None:
    snapshot = crawl_and_read(warehouse, settings, make_industry(site, network, read=read))
    reason = "not among the profiles that were to be read"
    assert told(warehouse, snapshot)["mastodon"] == ("refused", reason, 0)
    assert not network.asked


def test_listed_profiles_are_read_where_only_those_may_be(
    warehouse: Warehouse, settings: Settings, site: Site, network: Network
) -> None:
    industry = make_industry(site, network, read="listed")
    listed = industry.company[0].model_copy(update={"profiles": ("https://mastodon.social/@acme",)})
    industry = industry.model_copy(update={"company": (listed,)})
    snapshot = crawl_and_read(warehouse, settings, industry)
    assert told(warehouse, snapshot)["mastodon"] == ("ok", "", 100)


def test_the_price_is_said_before_anything_is_spent(
    warehouse: Warehouse,
    settings: Settings,
    site: Site,
    network: Network,
    caplog: pytest.LogCaptureFixture,
) -> None:
    industry = make_industry(site, network, bases={"x": network.base}, max_cost=0)
    listed = industry.company[0].model_copy(update={"profiles": ("https://x.com/acme",)})
    site.pages = {"/": page("Acme")}
    industry = industry.model_copy(update={"company": (listed,)})
    with_key = replace(settings, keys={"x_token": "an-invented-token"})
    with caplog.at_level("INFO", "pipeline.profiles"):
        snapshot = crawl_and_read(warehouse, with_key, industry)
    assert "Reading 1 profiles of X may cost up to $" in caplog.text
    assert "[social].max_cost allows $0.00." in caplog.text
    status, reason, _ = told(warehouse, snapshot)["x"]
    assert status == "refused"
    assert "set max_cost in [social]" in reason
    assert not network.paths()


def test_what_is_wanted_depends_on_the_snapshot_and_not_on_the_hour(
    warehouse: Warehouse, settings: Settings, site: Site, network: Network
) -> None:
    industry = make_industry(site, network, months=3)
    profile = Profile("Acme", "mastodon", "acme", "https://mastodon.social/@acme", "", "listed")
    reading = _Reading(warehouse, settings, "i", industry, "20260515T120000Z-2")
    assert [one.since for one in reading._wanted([profile])] == [
        datetime(2026, 2, 15, 12, 0, tzinfo=UTC)
    ]


@pytest.mark.parametrize(
    ("reason", "since"), [("", "2026-05-07"), ("the newest 15 only", "2026-02-15")]
)
def test_a_reading_that_left_posts_out_is_no_reason_to_ask_for_less(
    warehouse: Warehouse,
    settings: Settings,
    site: Site,
    network: Network,
    reason: str,
    since: str,
) -> None:
    at = datetime(2026, 5, 10, 12, 0, tzinfo=UTC)
    profile = Profile("Acme", "youtube", "acme", "https://www.youtube.com/@acme", "", "listed")
    words = ("Acme", "youtube", "acme", profile.url, "", "listed")
    before = ProfileReading(*words, ReadingStatus.OK, reason, at, 15, at, "")
    warehouse.insert("raw.profiles", _to_table([before], "i", "20260510T120000Z"))
    industry = make_industry(site, network, months=3)
    reading = _Reading(warehouse, settings, "i", industry, "20260515T120000Z")
    (wanted,) = reading._wanted([profile])
    assert wanted.since == datetime.fromisoformat(f"{since}T12:00:00Z")


def test_a_site_that_names_hundreds_of_profiles_is_not_followed_to_all(
    warehouse: Warehouse, settings: Settings, site: Site, network: Network
) -> None:
    home = "https://acme.example/"
    found = [
        Profile("Acme", "blog", f"{n}.example", f"https://{n}.example/feed", home, "rel=me")
        for n in range(300)
    ]
    listed = replace(found[0], handle="listed.example", found_at="")
    reading = _Reading(warehouse, settings, "i", make_industry(site, network), "20260515T120000Z")
    unread = dict(reading._unread([*found, listed], lambda _: True))
    assert list(unread) == found[MOST_FOUND:]
    assert {one.status for one in unread.values()} == {ReadingStatus.REFUSED}


def test_profiles_are_told_in_words(
    warehouse: Warehouse, settings: Settings, site: Site, network: Network
) -> None:
    with pytest.raises(SnapshotMissing, match="No profile of 'i' was ever found"):
        find_profiles(warehouse, "i")
    crawl_and_read(warehouse, settings, make_industry(site, network))
    found = find_profiles(warehouse, "i", "Acme")
    assert [profile.platform for profile in found.profiles] == [
        "google_plus",
        "linkedin",
        "mastodon",
    ]
    lines = found.lines()
    assert lines[0].endswith(": 3 profiles.")
    today = datetime.now(UTC)
    assert f"  ok; 100 posts in this reading, newest {NEWEST:%Y-%m-%d}" in lines
    assert today >= NEWEST
    assert not find_profiles(warehouse, "i", "Nobody").profiles


OLD = "20200101T000000Z"


def store_old(warehouse: Warehouse, settings: Settings, *posts: tuple[str, int]) -> list[str]:
    """Store posts as if they had been read years ago; each with its age in days. Gives records."""
    folder = settings.archive / "i" / OLD
    folder.mkdir(parents=True)
    (folder / READINGS).write_text("{}\n")
    archive, read_at = PostArchive(folder / POSTS_WARC), datetime(2020, 1, 1, tzinfo=UTC)
    stored = []
    for post_id, days in posts:
        url = f"https://social.example/{post_id}"
        record = archive.store(Wire(url, 200, (), post_id.encode(), "", read_at))
        posted_at = datetime.now(UTC) - timedelta(days=days)
        stored.append(
            Post(
                company="Acme",
                platform="mastodon",
                handle="acme",
                post_id=post_id,
                url="" if post_id == "unlinked" else url,
                posted_at=posted_at,
                exact=True,
                text=f"Post {post_id}",
                kind=PostKind.BROADCAST,
                reply_to="",
                mentions=(),
                links=(),
                language="",
                origin="read",
                read_at=read_at,
                record=record,
            )
        )
    archive.close()
    store_posts(warehouse, "i", OLD, stored)
    return [post.record for post in stored]


def test_a_snapshot_that_is_measured_later_keeps_its_posts(
    warehouse: Warehouse, settings: Settings
) -> None:
    """The window is counted from the snapshot, and retention leaves it what it needs."""
    store_old(warehouse, settings, ("within", 500), ("before", 800))
    company = Company(name="Acme", site="https://acme.example/")
    industry = Industry(name="i", company=(company,))
    taken = datetime.now(UTC) - timedelta(days=400)
    key = {"industry": "i", "snapshot_id": stamp(taken)}
    row = key | {"started_at": taken, "finished_at": taken}
    warehouse.insert("raw.snapshots", pa.Table.from_pylist([row]))
    drop_old_evidence(warehouse, settings, "i", 1, post_months=12)
    assert warehouse.table("raw.posts").column("post_id").to_pylist() == ["within"]
    put_posts(warehouse, "i", industry, stamp(taken))
    assert warehouse.table("posts").column("post_id").to_pylist() == ["within"]


def test_old_posts_go_unless_a_report_cites_them_or_a_run_may_need_them(
    warehouse: Warehouse, settings: Settings
) -> None:
    given = (("cited", 500), ("gone", 500), ("young", 100), ("unlinked", 500))
    cited, gone, young, unlinked = store_old(warehouse, settings, *given)
    run = {"run_id": "r", "industry": "i", "snapshot_id": OLD, "started_at": datetime.now(UTC)}
    run |= {"industry_name": "i", "model": "m", "version": "0", "rivals_sampled": 1}
    addresses = ("https://social.example/cited", "mastodon:acme/unlinked")
    named = {"run_id": "r", "industry": "i", "company": "Acme"}
    citations = [named | {"url": address} for address in addresses]
    warehouse.insert("raw.runs", pa.Table.from_pylist([run]))
    warehouse.insert("raw.citations", pa.Table.from_pylist(citations))
    assert drop_old_evidence(warehouse, settings, "i", 0).freed == 0
    drop_old_evidence(warehouse, settings, "i", 1, post_months=12)
    left = warehouse.table("raw.posts").column("post_id").to_pylist()
    assert sorted(left) == ["cited", "unlinked", "young"]
    archive = settings.archive / "i"
    kept = [read_response(archive, place)[1] for place in (cited, young, unlinked)]
    assert kept == [b"cited", b"young", b"unlinked"]
    with pytest.raises(ValueError, match="is not a response"):
        read_response(archive, gone)
    assert not (archive / OLD / READINGS).exists()
    assert b"gone" not in b"".join(
        gzip.decompress(file.read_bytes()) for file in (archive / OLD).glob("*.gz")
    )
