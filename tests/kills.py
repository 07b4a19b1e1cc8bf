"""Crawls that are killed at chance moments and taken up again, with all the books that are kept."""

from __future__ import annotations

import fcntl
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warcio.archiveiterator import ArchiveIterator

from crawlers.archive.ledger import LEDGER
from crawlers.archive.passed_over import Group, read_passed_over
from crawlers.archive.snapshot import read_snapshot
from crawlers.archive.stored import Stored, list_responses, read_response
from crawlers.archive.warc import name_file, whole_length
from crawlers.crawl import crawl
from crawlers.policy import LOCAL_CONCURRENCY
from sameness.errors import CrawlFailed
from sameness.industry import Industry
from sameness.records import Fetch, Outcome
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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FIRST, REFERENCE = "1-september", "2-october"
BUSY = "/busy"
"""The path that sends its first visitor away, who may have been killed before he knew it."""

STARTER = """
import json, sys
from pathlib import Path
from crawlers.crawl import crawl
from sameness.industry import Industry
spec = json.loads(sys.argv[1])
industry, folder = Industry.model_validate(spec["industry"]), Path(spec["folder"])
crawl(industry, folder, lambda event: None, spec["earlier"])
"""


def lay_out(base: str, month: int) -> dict[str, Answer]:
    """Give a small site with one of every turn; in its second month a few things differ."""
    menu = (
        "/pricing /about /features /customers /team /old /busy /missing /away /paper /packed /reset"
    )
    pages = {path: page(f"{path} of {base[-9:]}") for path in menu.split()}
    pages |= {
        "/": page(f"Welcome to {base[-9:]}", *menu.split()),
        "/robots.txt": robots(f"Sitemap: {base}/sitemap.xml"),
        "/sitemap.xml": sitemap(base, "/", "/solutions/banks", "/solutions/shops"),
        "/solutions/banks": page("For banks"),
        "/solutions/shops": page("For shops"),
        "/old": redirect("/größe#here".encode().decode("latin-1")),
        "/gr%C3%B6%C3%9Fe": page("New home of old things"),
        "/busy": replace(page("Busy at first"), fault="busy"),
        "/away": redirect("http://127.0.0.250:9/"),
        "/paper": replace(tagged(Answer(b"%PDF" * 2000)), content_type="application/pdf"),
        "/packed": replace(page("Packed"), packed=True),
    }
    del pages["/missing"]
    if month == 2:
        pages |= {"/about": page("About us, anew"), "/customers": Answer(status=500)}
        pages |= {"/reset": Answer(fault="reset"), "/team": Answer(status=410)}
    return pages


@dataclass(frozen=True)
class Told:
    """A fetch with its page, apart from what no two crawls share."""

    fetch: Fetch
    markup: str


@dataclass(frozen=True)
class Ended:
    """What a crawl left: the ledger, the archive's responses in order, what was passed over."""

    told: tuple[Told, ...]
    stored: dict[str, list[tuple[Any, ...]]]
    passed_over: dict[str, tuple[Group, ...]]


@dataclass
class Field:
    """Two companies' running sites and the archive of their crawls."""

    archive: Path
    sites: dict[str, Site]
    delay: float

    def industry(self, **limits: float) -> Industry:
        settings = {"delay": self.delay, "timeout": 5, "render": "never", **limits}
        companies = [{"name": name, "site": site.base} for name, site in self.sites.items()]
        fields = {"name": "k", "allow_private": True, "crawl": settings, "company": companies}
        return Industry.model_validate(fields)

    def spec(self, name: str) -> str:
        """Give the argument of STARTER for a crawl of the second month into a folder."""
        fields = {
            "industry": self.industry().model_dump(mode="json"),
            "folder": str(self.archive / name),
            "earlier": dict.fromkeys(self.sites, FIRST),
        }
        return json.dumps(fields)

    def turn_to(self, month: int) -> None:
        """Let the sites be those of a month, never visited yet."""
        for number, site in enumerate(self.sites.values()):
            pages = lay_out(site.base, month)
            # The second company's server knows no validators.
            bare = {path: untagged(answer) for path, answer in pages.items()}
            site.pages, site.asked = (bare if number else pages), []

    def crawl_first(self) -> None:
        """Crawl the first month, undisturbed."""
        self.turn_to(1)
        crawl(self.industry(), self.archive / FIRST, lambda _: None)

    def crawl_second(self, name: str, **limits: float) -> None:
        """Crawl the second month into a folder, and take up what is there."""
        earlier = dict.fromkeys(self.sites, FIRST)
        crawl(self.industry(**limits), self.archive / name, lambda _: None, earlier)

    def ended(self, name: str) -> Ended:
        """Give what a crawl left, and make sure that its archive is whole and its own."""
        folder = self.archive / name
        for path in folder.glob("*.warc.gz"):
            check_archive(path)
        pages = sorted(read_snapshot(folder), key=lambda told: _order(told[0]))
        return Ended(
            tuple(Told(_timeless(fetch, name), markup) for fetch, markup in pages),
            {company: self._stored(folder, company) for company in self.sites},
            {company: read_passed_over(folder, company) for company in self.sites},
        )

    def _stored(self, folder: Path, company: str) -> list[tuple[Any, ...]]:
        stored = list_responses(folder / name_file(company))
        return [self._tell(one) for one in stored if one.status != 429]

    def _tell(self, stored: Stored) -> tuple[Any, ...]:
        headers = [(name, value) for name, value in stored.headers if name != "Date"]
        body = read_response(self.archive, stored.place)[1]
        return stored.url, stored.status, sorted(headers), stored.origin, stored.cut, body

    def stored(self, name: str) -> dict[str, Counter[str]]:
        """Give how often the archive holds an answer of each path, by company."""
        folder = self.archive / name
        return {
            company: Counter(
                stored.url.removeprefix(site.base)
                for stored in list_responses(folder / name_file(company))
            )
            for company, site in self.sites.items()
        }

    def asked(self) -> dict[str, Counter[str]]:
        """Give how often each path was asked for so far, by company."""
        return {
            company: Counter(one.path for one in [*site.asked])
            for company, site in self.sites.items()
        }


def _order(fetch: Fetch) -> tuple[str, bool, str]:
    return fetch.company, fetch.outcome is Outcome.KEPT, fetch.url


def _timeless(fetch: Fetch, name: str) -> Fetch:
    """Give a fetch without time and offset, which no two crawls share; stand-ins keep both."""
    if fetch.outcome is Outcome.KEPT:
        return fetch
    record = fetch.record.replace(name, REFERENCE).partition("#")[0]
    return replace(fetch, fetched_at=datetime(1, 1, 1, tzinfo=UTC), record=record)


def check_archive(path: Path, *, torn: bool = False) -> None:
    """Make sure that a WARC file is one whole record per gzip member, as another reader sees it.

    ``torn`` allows a broken end.
    """
    whole = whole_length(path)
    assert torn or whole == path.stat().st_size
    cut = path.with_suffix(".whole")
    cut.write_bytes(path.read_bytes()[:whole])
    with cut.open("rb") as file:
        kinds = []
        for record in ArchiveIterator(file, check_digests="raise"):
            record.content_stream().read()
            kinds.append(record.rec_type)
    cut.unlink()
    assert kinds[:1] in ([], ["warcinfo"])
    assert {*kinds[1:]} <= {"response", "metadata", "revisit"}


@contextmanager
def a_field(archive: Path, first: int, delay: float) -> Iterator[Field]:
    """Run two sites from loopback address ``first`` on, crawled in two months undisturbed."""
    with ExitStack() as stack:
        names = ("With validators", "Without")
        sites = {
            name: stack.enter_context(serving(f"127.0.2.{number}"))
            for number, name in enumerate(names, start=first)
        }
        field = Field(archive, sites, delay)
        field.crawl_first()
        field.turn_to(2)
        field.crawl_second(REFERENCE)
        yield field


def children_of(pid: int) -> list[int]:
    """Give the processes that a process started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


@contextmanager
def kill_after(field: Field, dice: random.Random, kill: Callable[[], None]) -> Iterator[None]:
    """Call ``kill`` a chance moment after a chance number of requests."""
    left, lock = [dice.randint(1, 9)], threading.Lock()
    timer = threading.Timer(dice.choice((0.0, dice.uniform(0, 0.05))), kill)

    def count(_: str) -> None:
        with lock:
            left[0] -= 1
            if left[0] == 0:
                timer.start()

    for site in field.sites.values():
        site.on_request = count
    try:
        yield
    finally:
        for site in field.sites.values():
            site.on_request = lambda _: None
        timer.cancel()


def kill_children() -> None:
    """Kill the crawl process that this one started."""
    for child in children_of(os.getpid()):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def killed_child(field: Field, name: str, dice: random.Random) -> bool:
    """Crawl into a folder with a killer behind the crawl process; tell whether he struck."""
    with kill_after(field, dice, kill_children):
        try:
            field.crawl_second(name)
        except CrawlFailed as error:
            if "exit code -9" not in str(error):
                raise
            return True
    return False


def killed_starter(field: Field, name: str, dice: random.Random) -> bool:
    """Crawl into a folder by a starter with a killer behind it; tell whether he struck.

    The crawl process isn't waited for: it has to end by itself, and not in the next one's way.
    """
    command = [sys.executable, "-c", STARTER, field.spec(name)]
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE) as starter,
        kill_after(field, dice, starter.kill),
    ):
        _, said = starter.communicate()
        assert starter.returncode in {0, -signal.SIGKILL}, said.decode()
    return starter.returncode != 0


def kill_often(field: Field, kills: int, seed: int) -> int:
    """Kill crawls of the second month until there were so many, and check each; gives how many."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    done = snapshots = 0
    while done < kills:
        snapshots += 1
        done += _crawl_under_fire(field, f"3-killed-{seed}-{snapshots}", dice)
    return done


def _crawl_under_fire(field: Field, name: str, dice: random.Random) -> int:
    """Crawl into a new folder, killed as often as it happens; gives how often that was."""
    field.turn_to(2)
    books = [(field.stored(name), field.asked())]
    while dice.choice((killed_child, killed_child, killed_starter))(field, name, dice):
        wait_for_writer(field.archive / name)
        for site in field.sites.values():
            site.settle()
        for path in (field.archive / name).glob("*.warc.gz"):
            check_archive(path, torn=True)
        books.append((field.stored(name), field.asked()))
    check_ended(field, name)
    for before, after in pairwise(books):
        _check_nothing_asked_again(field, before, after)
    return len(books) - 1


def wait_for_writer(folder: Path) -> None:
    """Wait until no process writes into a snapshot."""
    if (folder / LEDGER).is_file():
        with (folder / LEDGER).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)


def check_ended(field: Field, name: str) -> None:
    """Make sure that a crawl ended as the undisturbed one did."""
    reference, ended = field.ended(REFERENCE), field.ended(name)
    assert ended.told == reference.told
    assert ended.passed_over == reference.passed_over
    for company, stored in reference.stored.items():
        if field.delay:
            assert ended.stored[company] == stored
        else:
            assert sorted(map(repr, ended.stored[company])) == sorted(map(repr, stored))


Books = tuple[dict[str, Counter[str]], dict[str, Counter[str]]]
"""What was stored and what was asked, by company and path."""


def _check_nothing_asked_again(field: Field, before: Books, after: Books) -> None:
    """Make sure that a killed crawl asked for nothing that was stored before it began.

    In vain it asked only for what was under way when the kill came.
    """
    at_a_time = 1 if field.delay else LOCAL_CONCURRENCY
    for company, times in field.stored(REFERENCE).items():
        (stored, asked), (stored_now, asked_now) = (
            (b[0][company], b[1][company]) for b in (before, after)
        )
        asked_for = {path: asked_now[path] - asked[path] for path in times if path != BUSY}
        for path, number in asked_for.items():
            assert number <= times[path] - stored[path], (company, path)
        lost = sum(number - stored_now[path] + stored[path] for path, number in asked_for.items())
        assert lost <= at_a_time, company
