"""Three months of a field of sites that change, each on its own address, then many questions.

Every company is named after what happens to its site.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from crawlers.archive.earlier import read_earlier
from crawlers.archive.ledger import LEDGER
from crawlers.archive.snapshot import read_snapshot
from crawlers.archive.stored import list_responses, read_stored
from crawlers.archive.warc import name_file
from crawlers.crawl import crawl
from sameness.industry import Industry
from sameness.records import Fetch, Outcome, PageKind
from tests.changing_site import (
    DATE,
    Answer,
    Asked,
    Site,
    page,
    redirect,
    robots,
    serving,
    sitemap,
    tagged,
    untagged,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

MONTHS = ("1-september", "2-october", "3-november")
ELSEWHERE = "http://127.0.0.250:9/"
PATHS = ("/", "/pricing", "/about", "/features", "/customers", "/solutions/banks")

Pages = dict[str, Answer]


def a_site(base: str, **changes: Answer) -> Pages:
    """Give a site with a menu and a sitemap; ``changes`` are named after their paths."""
    menu = ("/pricing", "/about", "/features", "/customers")
    pages = {path: page(f"{path} of {base[-8:]}") for path in PATHS}
    pages["/"] = page(f"Welcome to {base[-8:]}", *menu)
    pages["/robots.txt"] = robots(f"Sitemap: {base}/sitemap.xml")
    pages["/sitemap.xml"] = sitemap(base, "/", "/solutions/banks")
    return pages | {f"/{name.strip('_')}": answer for name, answer in changes.items()}


def unchanged(base: str, _: int) -> Pages:
    site = a_site(base)
    site["/pricing"] = replace(site["/pricing"], etag=f"W/{site['/pricing'].etag}")
    site["/about"] = replace(site["/about"], packed=True)
    site["/features"] = replace(site["/features"], etag="", dated=DATE)
    site["/customers"] = replace(site["/customers"], dated=DATE)
    return site


def without_validators(base: str, _: int) -> Pages:
    return {path: untagged(answer) for path, answer in a_site(base).items()}


def tags_of_its_own_each_time(base: str, month: int) -> Pages:
    return {
        path: replace(answer, etag=f'"{month}"') if answer.etag else answer
        for path, answer in a_site(base).items()
    }


def changed(base: str, month: int) -> Pages:
    if month == 1:
        return a_site(base)
    home = page("Welcome, this is new", "/pricing", "/about", "/features", "/customers", "/team")
    return a_site(base, _=home, pricing=page("Prices were raised"), team=page("A new team"))


def gone(base: str, month: int) -> Pages:
    if month == 1:
        return a_site(base)
    return a_site(base, pricing=Answer(status=404), about=Answer(status=410))


def failing(base: str, month: int) -> Pages:
    if month == 1:
        return a_site(base)
    return a_site(
        base,
        pricing=Answer(status=500),
        about=Answer(status=503, extra=(("Retry-After", "0"),)),
        features=Answer(fault="reset") if month == 2 else a_site(base)["/features"],
        customers=Answer(status=403),
        **{"solutions/banks": Answer(fault="hang")},
    )


def down(base: str, month: int) -> Pages:
    site = a_site(base)
    return site if month == 1 else dict.fromkeys(site, Answer(fault="reset"))


def robots_broken(base: str, month: int) -> Pages:
    if month == 1:
        return a_site(base)
    return a_site(base) | {"/robots.txt": Answer(status=503, extra=(("Retry-After", "0"),))}


def robots_says_no(base: str, month: int) -> Pages:
    if month == 1:
        return a_site(base)
    return a_site(base) | {"/robots.txt": robots("User-agent: *\nDisallow: /about")}


def home_fails(base: str, month: int) -> Pages:
    return a_site(base) if month == 1 else a_site(base, _=Answer(status=500))


def home_is_gone(base: str, month: int) -> Pages:
    return a_site(base) if month == 1 else a_site(base, _=Answer(status=404))


def home_leads_away(base: str, month: int) -> Pages:
    return a_site(base) if month == 1 else a_site(base, _=redirect(ELSEWHERE, 302))


def turned_away(base: str, month: int) -> Pages:
    if month == 1:
        return a_site(base)
    paper = replace(tagged(Answer(b"%PDF-1.7")), content_type="application/pdf")
    return a_site(base, pricing=redirect(ELSEWHERE), about=paper)


def moved(base: str, month: int) -> Pages:
    """/pricing moves to a new address, /about to a page that is known."""
    if month == 1:
        return a_site(base)
    return a_site(
        base, pricing=redirect("/plans"), plans=page("Plans"), about=redirect("/features")
    )


def moved_to_failing(base: str, month: int) -> Pages:
    """/pricing moves to a known page, which fails."""
    if month == 1:
        return a_site(base)
    return a_site(base, pricing=redirect("/features"), features=Answer(status=500))


def moved_from_failing(base: str, month: int) -> Pages:
    """The page is at a new address from the start, which fails later."""
    plans = page("Plans") if month == 1 else Answer(status=500)
    return a_site(base, pricing=redirect("/plans"), plans=plans)


def moved_to_a_part(base: str, _: int) -> Pages:
    return a_site(base, pricing=redirect("/plans#now"), plans=page("Plans"))


def home_moved_to_a_part(base: str, month: int) -> Pages:
    return a_site(base) if month == 1 else a_site(base, _=redirect("/features#top"))


def stubborn(base: str, _: int) -> Pages:
    return a_site(base, pricing=replace(page("x"), fault="stubborn", etag=""))


def robots_tag(base: str, _: int) -> Pages:
    """/features has links that may not be followed until its 304 says otherwise."""
    closed, opened = (("X-Robots-Tag", "nofollow"),), (("X-Robots-Tag", "all"),)
    hub = replace(page("Hub", "/features/deep"), extra=closed, unchanged=opened)
    about = replace(page("About us"), unchanged=(("X-Robots-Tag", "noindex"),))
    deep = {"features/deep": page("Deep down")}
    return a_site(base, features=hub, about=about, **deep)


SCENARIOS: Mapping[str, Callable[[str, int], Pages]] = {
    scenario.__name__: scenario
    for scenario in (
        unchanged,
        without_validators,
        tags_of_its_own_each_time,
        changed,
        gone,
        failing,
        down,
        robots_broken,
        robots_says_no,
        home_fails,
        home_is_gone,
        home_leads_away,
        turned_away,
        moved,
        moved_to_failing,
        moved_from_failing,
        moved_to_a_part,
        home_moved_to_a_part,
        stubborn,
        robots_tag,
    )
} | dict.fromkeys(("archive_deleted", "archive_damaged", "archive_torn"), unchanged)


@dataclass
class Month:
    """What came of one crawl: what each site was asked, and what the snapshot holds."""

    folder: Path
    bases: dict[str, str]
    asked: dict[str, list[Asked]]
    pages: list[tuple[Fetch, str]] = field(default_factory=list)

    def of(self, company: str) -> dict[str, Fetch]:
        """Give a company's requests by path."""
        return self._by_path(company, kept=False)

    def kept(self, company: str) -> dict[str, Fetch]:
        """Give a company's pages that stand in, by path."""
        return self._by_path(company, kept=True)

    def _by_path(self, company: str, *, kept: bool) -> dict[str, Fetch]:
        fetches = [
            fetch
            for fetch, _ in self.pages
            if fetch.company == company and (fetch.outcome is Outcome.KEPT) is kept
        ]
        paths = {fetch.url.removeprefix(self.bases[company]): fetch for fetch in fetches}
        assert len(paths) == len(fetches)
        return paths

    def markups(self, company: str) -> dict[str, str]:
        """Give the markup of a company's pages, by final path."""
        base = self.bases[company]
        return {
            fetch.final_url.removeprefix(base): markup
            for fetch, markup in self.pages
            if fetch.company == company and markup
        }

    def seen(self, company: str, path: str) -> list[Asked]:
        return [asked for asked in self.asked[company] if asked.path == path]


@contextmanager
def running(names: list[str]) -> Iterator[dict[str, Site]]:
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(serving(f"127.0.1.{number}"))
            for number, name in enumerate(names, start=1)
        }


def make_industry(sites: dict[str, Site], **limits: float) -> Industry:
    crawl_settings = {"delay": 0, "timeout": 1, "render": "never", **limits}
    companies = [{"name": name, "site": site.base} for name, site in sites.items()]
    fields = {"name": "m", "allow_private": True, "crawl": crawl_settings, "company": companies}
    return Industry.model_validate(fields)


def crawl_month(
    sites: dict[str, Site], folder: Path, earlier: dict[str, str], **limits: float
) -> Month:
    for site in sites.values():
        site.asked = []
    crawl(make_industry(sites, **limits), folder, lambda _: None, earlier)
    asked = {name: site.asked for name, site in sites.items()}
    bases = {name: site.base for name, site in sites.items()}
    return Month(folder, bases, asked, list(read_snapshot(folder)))


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Month]:
    archive = tmp_path_factory.mktemp("archive")
    crawled: dict[int, Month] = {}
    earlier: dict[str, str] = {}
    with running([*SCENARIOS]) as sites:
        for month, name in enumerate(MONTHS, start=1):
            for company, site in sites.items():
                site.pages = SCENARIOS[company](site.base, month)
            crawled[month] = crawl_month(sites, archive / name, earlier)
            earlier = dict.fromkeys(sites, name)
            if month == 1:
                damage(archive / name)
    return crawled


def damage(folder: Path) -> None:
    (folder / name_file("archive_deleted")).unlink()
    damaged = folder / name_file("archive_damaged")
    whole = bytearray(damaged.read_bytes())
    # Every record of a page starts with its own gzip head, which is what breaks.
    for stored in [*list_responses(damaged)]:
        whole[int(stored.place.rpartition("#")[2])] ^= 255
    damaged.write_bytes(whole)
    torn = folder / name_file("archive_torn")
    torn.write_bytes(torn.read_bytes()[:-30])


Months = dict[int, Month]


def test_unchanged_site_sends_no_byte_of_a_page(months: Months) -> None:
    for month in (2, 3):
        asked = months[month].asked["unchanged"]
        known = [one for one in asked if one.status != 404]
        assert {one.status for one in known} == {304}
        assert sum(one.sent for one in known) == 0
        assert {*PATHS, "/robots.txt", "/sitemap.xml"} == {one.path for one in known}


def test_unchanged_page_is_asked_once_with_the_validators_that_it_had(months: Months) -> None:
    month = months[2]
    (weak,), (dated,), (both,) = (
        month.seen("unchanged", path) for path in ("/pricing", "/features", "/customers")
    )
    assert weak.if_none_match is not None
    assert weak.if_none_match.startswith('W/"')
    assert (dated.if_none_match, dated.if_modified_since) == (None, DATE)
    assert both.if_none_match
    assert both.if_modified_since == DATE


@pytest.mark.parametrize("month", [2, 3])
def test_unchanged_site_reads_as_before(months: Months, month: int) -> None:
    before, now = months[1], months[month]
    assert now.markups("unchanged") == before.markups("unchanged")
    assert now.of("unchanged").keys() == before.of("unchanged").keys() == {*PATHS}
    for path, fetch in now.of("unchanged").items():
        earlier = before.of("unchanged")[path]
        assert fetch.outcome is Outcome.FETCHED
        assert (earlier.status, fetch.status) == (200, 304)
        same = replace(
            fetch,
            status=200,
            chosen=earlier.chosen,
            fetched_at=earlier.fetched_at,
            record=earlier.record,
        )
        assert same == earlier
        assert fetch.fetched_at > earlier.fetched_at


def test_word_that_a_page_is_unchanged_leads_to_the_first_record(months: Months) -> None:
    first = {path: fetch.record for path, fetch in months[1].of("unchanged").items()}
    for month in (2, 3):
        for path, fetch in months[month].of("unchanged").items():
            assert fetch.record.startswith(f"{MONTHS[month - 1]}/")
            word = read_stored(months[month].folder.parent, fetch.record)
            assert (word.status, word.origin) == (304, first[path])


@pytest.mark.parametrize("company", ["without_validators", "tags_of_its_own_each_time"])
def test_page_that_is_sent_again_is_the_same_by_its_digest(months: Months, company: str) -> None:
    before, now = months[1].of(company), months[2].of(company)
    assert {path: fetch.digest for path, fetch in before.items()} == {
        path: fetch.digest for path, fetch in now.items()
    }
    assert {fetch.status for fetch in now.values()} == {200}
    assert {fetch.record.partition("/")[0] for fetch in now.values()} == {MONTHS[1]}


def test_server_without_validators_is_asked_without_conditions(months: Months) -> None:
    assert not any(one.conditional for one in months[2].asked["without_validators"])


def test_changed_and_new_pages_are_read(months: Months) -> None:
    before, now = months[1], months[2]
    assert now.of("changed").keys() == {*PATHS, "/team"}
    assert now.of("changed")["/team"].chosen.startswith("linked from")
    assert "Prices were raised" in now.markups("changed")["/pricing"]
    assert now.of("changed")["/pricing"].digest != before.of("changed")["/pricing"].digest
    assert now.of("changed")["/pricing"].status == 200
    assert now.of("changed")["/about"].status == 304
    # A month later all is known and nothing has changed.
    third = months[3].of("changed")
    assert third.keys() == now.of("changed").keys()
    assert {fetch.status for fetch in third.values()} == {304}
    original = read_stored(now.folder.parent, third["/pricing"].record).origin
    assert original == now.of("changed")["/pricing"].record


def test_page_that_is_gone_is_not_kept(months: Months) -> None:
    now = months[2].of("gone")
    assert (now["/pricing"].reason, now["/about"].reason) == ("HTTP 404", "HTTP 410")
    assert months[2].kept("gone") == {}
    assert "/pricing" not in months[3].of("gone") | months[3].kept("gone") or (
        months[3].of("gone")["/pricing"].status == 404
    )


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/pricing", "HTTP 500"),
        ("/about", "HTTP 503"),
        ("/features", "connection lost"),
        ("/customers", "HTTP 403"),
        ("/solutions/banks", "timed out after 1 s"),
    ],
)
def test_page_that_fails_is_kept(months: Months, path: str, reason: str) -> None:
    first, now = months[1].of("failing")[path], months[2]
    assert now.of("failing")[path].outcome is Outcome.FAILED
    kept = now.kept("failing")[path]
    assert kept == replace(first, outcome=Outcome.KEPT, reason=reason)
    assert now.markups("failing")[path] == months[1].markups("failing")[path]


def test_page_that_fails_twice_keeps_its_first_date(months: Months) -> None:
    for path in ("/pricing", "/about", "/customers", "/solutions/banks"):
        kept = months[3].kept("failing")[path]
        assert kept.fetched_at == months[1].of("failing")[path].fetched_at
        assert kept.record.startswith(MONTHS[0])
        assert kept == months[2].kept("failing")[path]


def test_page_that_comes_back_unchanged_is_asked_with_its_first_validator(months: Months) -> None:
    back = months[3].of("failing")["/features"]
    assert (back.outcome, back.status) == (Outcome.FETCHED, 304)
    assert "/features" not in months[3].kept("failing")
    origin = read_stored(months[3].folder.parent, back.record).origin
    assert origin == months[1].of("failing")["/features"].record


@pytest.mark.parametrize(
    ("company", "reason"),
    [
        ("down", "robots.txt can't be read (connection lost)"),
        ("robots_broken", "robots.txt can't be read (HTTP 503)"),
        ("home_fails", "HTTP 500"),
        ("home_leads_away", "redirects to another site (127.0.0.250:9)"),
    ],
)
@pytest.mark.parametrize("month", [2, 3])
def test_site_that_cannot_be_read_is_kept_as_it_was(
    months: Months, company: str, reason: str, month: int
) -> None:
    first = months[1].of(company)
    expected = {p: replace(f, outcome=Outcome.KEPT, reason=reason) for p, f in first.items()}
    assert months[month].kept(company) == expected
    assert months[month].markups(company) == months[1].markups(company)


def test_site_whose_home_page_is_gone_keeps_the_others(months: Months) -> None:
    kept = months[2].kept("home_is_gone")
    assert kept.keys() == {*PATHS} - {"/"}
    assert {fetch.reason for fetch in kept.values()} == {"HTTP 404"}


def test_page_that_robots_txt_forbids_now_is_kept(months: Months) -> None:
    assert {p: f.reason for p, f in months[2].kept("robots_says_no").items()} == {
        "/about": "robots.txt says no"
    }


def test_page_that_became_something_else_is_not_kept(months: Months) -> None:
    now = months[2].of("turned_away")
    assert now["/pricing"].reason == "redirects to another site (127.0.0.250:9)"
    assert now["/about"].reason == "not a web page (application/pdf)"
    assert months[2].kept("turned_away") == {}


def test_page_that_moved_is_there_once(months: Months) -> None:
    for month in (2, 3):
        assert months[month].kept("moved") == {}
        finals = Counter(f.final_url for f in months[month].of("moved").values())
        assert set(finals.values()) == {1}
        expected = {*PATHS, "/plans"} - {"/pricing", "/about"}
        assert months[month].markups("moved").keys() == expected


def test_page_that_moved_onto_a_failing_one_loses_neither(months: Months) -> None:
    for month in (2, 3):
        assert months[month].kept("moved_to_failing").keys() >= {"/features"}
        assert "/features" in months[month].markups("moved_to_failing")


def test_page_kept_at_its_final_address(months: Months) -> None:
    first = months[1].of("moved_from_failing")["/pricing"]
    assert first.final_url.endswith("/plans")
    for month in (2, 3):
        kept = months[month].kept("moved_from_failing")
        assert kept == {"/pricing": replace(first, outcome=Outcome.KEPT, reason="HTTP 500")}


def test_part_of_a_page_is_the_page(months: Months) -> None:
    first = months[1].markups("moved_to_a_part")
    for month in (2, 3):
        assert {one.status for one in months[month].seen("moved_to_a_part", "/plans")} == {304}
        found = {path.partition("#")[0] for path in months[month].markups("moved_to_a_part")}
        assert found == {path.partition("#")[0] for path in first}
        (home,) = months[month].seen("home_moved_to_a_part", "/features")
        assert home.status == 304
        assert months[month].markups("home_moved_to_a_part").keys() == {*PATHS} - {"/"}


def test_conditions_never_reach_another_address(months: Months) -> None:
    (old,), (new,) = (months[2].seen("moved", path) for path in ("/pricing", "/plans"))
    assert old.conditional
    assert not new.conditional
    tags = {path: {one.if_none_match for one in months[2].seen("moved", path)} for path in PATHS}
    assert all(len(found) == 1 for found in tags.values())
    assert len(set.union(*tags.values())) == len(PATHS)


def test_answer_that_nothing_changed_to_a_first_question_is_a_failure(months: Months) -> None:
    for month in (1, 2):
        fetch = months[month].of("stubborn")["/pricing"]
        assert (fetch.outcome, fetch.status) == (Outcome.FAILED, 304)
        assert fetch.reason == "called unchanged (HTTP 304), but it was never read"
    assert months[2].kept("stubborn") == {}


def test_wishes_in_the_answer_that_nothing_changed_count(months: Months) -> None:
    first, second = months[1].of("robots_tag"), months[2].of("robots_tag")
    assert "/features/deep" not in first
    assert second["/features"].status == 304
    assert second["/features/deep"].outcome is Outcome.FETCHED
    assert first["/about"].outcome is Outcome.FETCHED
    about = second["/about"]
    assert (about.outcome, about.status) == (Outcome.REFUSED, 304)
    assert about.reason == "asks not to be indexed"


@pytest.mark.parametrize("company", ["archive_deleted", "archive_damaged"])
def test_page_that_the_archive_lost_is_read_anew(months: Months, company: str) -> None:
    assert not any(one.conditional for one in months[2].asked[company])
    assert {fetch.status for fetch in months[2].of(company).values()} == {200}
    assert months[2].of(company).keys() == {*PATHS}
    assert {fetch.status for fetch in months[3].of(company).values()} == {304}


def test_archive_with_a_torn_end_serves_what_is_whole(months: Months) -> None:
    statuses = Counter(fetch.status for fetch in months[2].of("archive_torn").values())
    assert statuses == {200: 1, 304: len(PATHS) - 1}


def test_kinds_and_depths_stay(months: Months) -> None:
    for company in ("unchanged", "without_validators", "archive_deleted"):
        for month in (2, 3):
            before, now = months[1].of(company), months[month].of(company)
            assert {p: (f.kind, f.depth) for p, f in now.items()} == {
                p: (f.kind, f.depth) for p, f in before.items()
            }
    assert months[3].of("unchanged")["/pricing"].kind is PageKind.PRICING


def test_caps_let_earlier_pages_stand_in(tmp_path: Path) -> None:
    with running(["Large", "Slow"]) as sites:
        sites["Large"].pages = {p: untagged(a) for p, a in a_site(sites["Large"].base).items()}
        sites["Slow"].pages = slow = a_site(sites["Slow"].base)
        first = crawl_month(sites, tmp_path / MONTHS[0], {})
        sites["Slow"].pages = {path: replace(answer, wait=0.6) for path, answer in slow.items()}
        large = replace(page("Large", "/pricing"), body=b"<p>" + b"long " * 4000)
        sites["Large"].pages = {**sites["Large"].pages, "/": large}
        earlier = dict.fromkeys(sites, MONTHS[0])
        caps = {"max_total_bytes": 20_000, "max_seconds": 2.0, "delay": 0.01}
        second = crawl_month(sites, tmp_path / MONTHS[1], earlier, **caps)
    for company, reason in (
        ("Large", "cap of 0.02 MB reached"),
        ("Slow", "time cap of 2 s reached"),
    ):
        kept, fetched = second.kept(company), second.of(company)
        assert {fetch.reason for fetch in kept.values()} == {reason}
        assert len(kept) >= 2
        read = {path for path, fetch in fetched.items() if fetch.outcome is Outcome.FETCHED}
        assert read.isdisjoint(kept)
        assert kept.keys() | read == {*PATHS}
        for path, fetch in kept.items():
            assert fetch.record == first.of(company)[path].record
            assert second.markups(company)[path] == first.markups(company)[path]


def test_no_damage_to_an_earlier_archive_stops_a_crawl(tmp_path: Path, months: Months) -> None:
    """Every 29th byte is broken once; what is read back is what was stored, or nothing."""
    whole = (months[1].folder / name_file("unchanged")).read_bytes()
    archive, folder = tmp_path, tmp_path / MONTHS[0]
    folder.mkdir()
    (folder / LEDGER).write_bytes((months[1].folder / LEDGER).read_bytes())
    path = folder / name_file("unchanged")
    path.write_bytes(whole)
    urls = [fetch.url for fetch in months[1].of("unchanged").values()]
    sound = {url: read_earlier(archive, MONTHS[0], "unchanged").find(url) for url in urls}
    assert all(sound.values())
    for place in range(0, len(whole), 29):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
        earlier = read_earlier(archive, MONTHS[0], "unchanged")
        assert {page.url for page in earlier.pages} == {*urls}
        found = {url: earlier.find(url) for url in urls}
        assert any(found[url] is None for url in urls) or found == sound
        assert all(found[url] in (None, sound[url]) for url in urls)
