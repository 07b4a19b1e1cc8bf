"""Whatever a crash leaves on disk, the crawl that takes it up ends as if nothing had happened.

A month's second crawl of many like sites is cut off at every step: for each company at another one.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from crawlers.archive.ledger import LEDGER, read_finished
from crawlers.archive.warc import name_file, read_members
from crawlers.crawl import crawl
from tests.changing_site import (
    Answer,
    Site,
    page,
    redirect,
    robots,
    serving,
    sitemap,
    tagged,
    untagged,
)
from tests.kills import FIRST, REFERENCE, Ended, Field

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator
    from pathlib import Path

TORN = "3-torn"
COMPANIES = 60


@dataclass(frozen=True)
class Whole:
    """What an undisturbed crawl left of one company: the archive, its records' bounds, the lines.

    Each line of the ledger comes with the record that it speaks of, the last one with none.
    """

    archive: bytes
    bounds: list[tuple[int, int]]
    lines: list[tuple[int, bytes]]


@dataclass(frozen=True)
class Remains:
    """What a crash left of one company; an ``archive`` of None isn't there."""

    name: str
    archive: bytes | None
    lines: list[bytes]


def remains_of(whole: Whole) -> Iterator[Remains]:
    """Yield what is left at each step of a crawl, and after worse than a kill."""
    last, all_lines = whole.bounds[-1][1], [line for _, line in whole.lines]
    yield Remains("finished", whole.archive, all_lines)
    yield Remains("all but finished", whole.archive, all_lines[:-1])
    yield Remains("nothing", None, [])
    yield Remains("empty archive", b"", [])
    yield Remains("archive without ledger", whole.archive, [])
    yield Remains("ledger without archive", None, all_lines[:-1])
    for number, (start, end) in enumerate(whole.bounds):
        before = [line for at, line in whole.lines if 0 <= at < start]
        entered = [line for at, line in whole.lines if 0 <= at <= start]
        kept = whole.archive[:end]
        yield Remains(f"record {number} without line", kept, before)
        yield Remains(f"record {number} with line", kept, entered)
        cut = (start + 1, start + 9, start + 10, (start + end) // 2, end - 8, end - 1)
        place = cut[number % 6]
        name = f"record {number} torn after {place - start} of {end - start} bytes"
        yield Remains(name, whole.archive[:place], before)
    start, end = whole.bounds[3]
    broken = bytearray(whole.archive)
    broken[(start + end) // 2] ^= 255
    yield Remains("record 3 broken inside", bytes(broken), all_lines[:-1])
    ahead = [line for at, line in whole.lines if 0 <= at < last]
    yield Remains("ledger ahead of the archive", whole.archive[:start], ahead)


def lay_out(base: str) -> dict[str, Answer]:
    """Give a site some of whose pages are called unchanged when they are asked for again."""
    paper = replace(tagged(Answer(b"%PDF" * 900)), content_type="application/pdf")
    return {
        "/": page("Welcome", "/pricing", "/about", "/old", "/missing", "/paper"),
        "/robots.txt": robots(f"Sitemap: {base}/sitemap.xml"),
        "/sitemap.xml": untagged(sitemap(base, "/", "/solutions/banks")),
        "/pricing": page("Prices"),
        "/about": untagged(replace(page("About us"), packed=True)),
        "/solutions/banks": untagged(page("For banks")),
        "/old": redirect("/deed#page-2"),
        "/deed": paper,
        "/paper": paper,
    }


@dataclass(frozen=True)
class Crashed:
    """What came of the crawl that was taken up: by company, what was left and what was asked."""

    remains: dict[str, Remains]
    asked: dict[str, Counter[str]]
    expected: dict[str, Counter[str]]
    reference: Ended
    ended: Ended
    finished: set[str]


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Crashed:
    archive = tmp_path_factory.mktemp("archive")
    with ExitStack() as stack:
        sites = {
            f"Company {number}": stack.enter_context(serving(f"127.0.3.{number}"))
            for number in range(1, COMPANIES + 1)
        }
        for site in sites.values():
            site.pages = lay_out(site.base)
        field = Field(archive, sites, delay=0.01)
        crawl(field.industry(), archive / FIRST, lambda _: None)
        forget(sites)
        field.crawl_second(REFERENCE)
        times = field.asked()
        left = crash(archive)
        forget(sites)
        at_crash = field.stored(TORN)
        field.crawl_second(TORN)
        expected = {company: times[company] - at_crash[company] for company in left}
        ended, finished = field.ended(TORN), read_finished(archive / TORN)
        return Crashed(left, field.asked(), expected, field.ended(REFERENCE), ended, finished)


def forget(sites: dict[str, Site]) -> None:
    for site in sites.values():
        site.asked = []


def crash(archive: Path) -> dict[str, Remains]:
    """Make the remains of a crawl, each company's in another state."""
    source, folder = archive / REFERENCE, archive / TORN
    folder.mkdir()
    lines = (source / LEDGER).read_bytes().replace(REFERENCE.encode(), TORN.encode())
    kept: list[bytes] = []
    left: dict[str, Remains] = {}
    for number in range(COMPANIES):
        company = f"Company {number + 1}"
        states = [*remains_of(look_at(source / name_file(company), company, lines))]
        assert len(states) <= COMPANIES
        left[company] = state = states[number % len(states)]
        kept += state.lines
        if state.archive is not None:
            (folder / name_file(company)).write_bytes(state.archive)
    (folder / LEDGER).write_bytes(b"".join(kept) + kept[-1][:-9])
    return left


def look_at(path: Path, company: str, ledger: bytes) -> Whole:
    own: list[tuple[int, bytes]] = []
    for line in ledger.splitlines(keepends=True):
        fields = json.loads(line)
        if fields.get("finished") == company:
            own.append((-1, line))
        elif fields.get("company") == company:
            own.append((int(fields["record"].rpartition("#")[2]), line))
    bounds = [(start, end) for start, end, _ in read_members(path)]
    return Whole(path.read_bytes(), bounds, own)


def test_every_step_is_among_the_remains(crashed: Crashed) -> None:
    names = {remains.name for remains in crashed.remains.values()}
    assert {"finished", "nothing", "record 3 broken inside", "ledger ahead of the archive"} <= names
    for number in range(11):
        assert {f"record {number} without line", f"record {number} with line"} <= names


def test_crawl_that_is_taken_up_ends_as_undisturbed(crashed: Crashed) -> None:
    for company, remains in crashed.remains.items():
        told, reference = (
            [told for told in ended.told if told.fetch.company == company]
            for ended in (crashed.ended, crashed.reference)
        )
        assert told == reference, remains.name
        assert crashed.ended.stored[company] == crashed.reference.stored[company], remains.name


def test_what_the_archive_holds_is_not_asked_again(crashed: Crashed) -> None:
    for company, remains in crashed.remains.items():
        assert crashed.asked[company] == crashed.expected[company], remains.name
    assert not crashed.asked["Company 1"]
    assert not crashed.asked["Company 2"]
    assert crashed.asked["Company 3"]


def test_crawl_that_is_taken_up_finishes_every_company(crashed: Crashed) -> None:
    assert crashed.finished == {*crashed.remains}
