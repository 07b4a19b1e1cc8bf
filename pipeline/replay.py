"""Runs done again as their book says they were: same snapshot, model, judge, companies and ids."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pyarrow as pa

from crawlers.wayback.source import is_archived
from pipeline.archive_readings import read_archived, read_past_pages
from pipeline.book import BOOK, Entry, Member, read_book
from pipeline.channels import PAGES, POSTS
from pipeline.forgetting import FORGOTTEN, NOTE
from pipeline.industries import find_industry
from pipeline.known_claims import KNOWN
from pipeline.moments import moment_of
from pipeline.rereading import is_whole
from pipeline.run import carry_out, forget_unfinished, stage_values
from pipeline.runs import ARCHIVE_CHANNEL, RunKey, posts_run_id
from sameness import __version__
from sameness.errors import IndustryNotFound, SamenessError
from sameness.industry import Company, Industry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.run import Progress
    from sameness.settings import JudgeName, Settings
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of an industry's past: its book; ``industry`` is None where no file is left."""

    settings: Settings
    name: str
    book: tuple[Entry, ...]
    industry: Industry | None

    @property
    def archive(self) -> Path:
        """The folder of the industry's evidence."""
        return self.settings.archive / self.name

    def is_forgotten(self, snapshot_id: str) -> bool:
        """Tell whether a crawl was taken out of the history on purpose."""
        return (self.archive / FORGOTTEN / snapshot_id).is_dir()

    def was_forgotten(self, snapshot_id: str, moment: str) -> bool:
        """Tell whether that was done before a moment (ISO 8601), or nobody noted when."""
        noted = self.archive / FORGOTTEN / snapshot_id / NOTE
        known = noted.is_file() and noted.read_text("utf-8").strip()
        return self.is_forgotten(snapshot_id) and (not known or known < moment)

    @property
    def knows_readings(self) -> bool:
        """Whether the book says when past pages were read; those of older versions don't."""
        return any(entry.channel == ARCHIVE_CHANNEL for entry in self.book)


def read_past(settings: Settings, name: str) -> Past:
    """Give the past of an industry, described by its file, else as its newest run knew it.

    Raises SnapshotMissing where the book is damaged, IndustryInvalid where the file is.
    """
    book = tuple(read_book(settings.archive / name / BOOK))
    industry: Industry | None
    try:
        industry = find_industry(settings, name)
    except IndustryNotFound:
        industry = as_it_was(None, book[-1]) if book else None
    return Past(settings, name, book, industry)


def replay_run(warehouse: Warehouse, past: Past, entry: Entry, progress: Progress) -> list[str]:
    """Do a run of the book again unless it is there; gives what is not as it was, in sentences.

    The run keeps its id and its moment. Claims get the ids that they had: those of all runs before
    are known, and where another version did this run, its own, too.
    """
    called = f"{past.name}: run {entry.run_id}"
    key = {"industry": past.name, "run_id": entry.run_id, "channel": entry.channel}
    if warehouse.tuples("finished_run", **key):
        return []
    if (entry.snapshot_id,) not in warehouse.tuples("snapshot_ids", industry=past.name):
        return [f"{called} can't be done again: the archive lacks what it measured."]
    if not is_whole(past.archive / entry.snapshot_id):
        return [f"{called} can't be done again: old evidence was dropped. A backup may have it."]
    try:
        _carry_out(warehouse, past, entry, progress)
    except SamenessError as error:
        return [f"{called} can't be done again: {str(error).partition(chr(10))[0]}"]
    return [f"{called} {how}" for how in _differences(warehouse, entry)]


def _carry_out(warehouse: Warehouse, past: Past, entry: Entry, progress: Progress) -> None:
    judge = cast("JudgeName", entry.judge)
    of_then = replace(past.settings, model=entry.model, judge=judge)
    began = datetime.fromisoformat(entry.started_at).replace(tzinfo=UTC)
    # Of a run that the book doesn't know, nobody knows what posts it knew.
    until = began if entry in past.book else None
    key = RunKey(entry.run_id, past.name, entry.snapshot_id, entry.channel, began, until)
    industry, known = as_it_was(past.industry, entry), names_known(past, entry)

    def make_values() -> dict[str, object]:
        return stage_values(warehouse, of_then, industry.language, progress)

    if entry.channel == ARCHIVE_CHANNEL:
        forget_unfinished(warehouse, past.name)
        values = make_values()
        read_past_pages(warehouse, of_then, industry, key, values, known[ARCHIVE_CHANNEL])
        return
    if not past.knows_readings:
        read_archived(warehouse, of_then, past.name, industry, make_values)
    carry_out(warehouse, of_then, industry, key, progress, known)


def as_it_was(industry: Industry | None, entry: Entry) -> Industry:
    """Give an industry with the companies that a run knew, and today's settings."""
    today = {company.name: company for company in industry.company} if industry else {}
    members = tuple(_company(member, today.get(member.name)) for member in entry.members)
    changes = {"name": entry.industry_name, "company": members, "client": entry.client or None}
    if industry is None:
        return Industry(name=entry.industry_name, company=members).model_copy(update=changes)
    return industry.model_copy(update=changes)


def _company(member: Member, today: Company | None) -> Company:
    if today is None:
        return Company(name=member.name, site=member.site, aliases=member.aliases)
    return today.model_copy(update={"site": member.site, "aliases": member.aliases})


def names_known(past: Past, entry: Entry) -> dict[str, pa.Table]:
    """Give the claims known before a run, by channel: each in its newest wording, by id.

    Past pages know those of pages, and what only past pages said. What was forgotten before the
    run began was not known any more.
    """
    before = past.book[: past.book.index(entry)] if entry in past.book else ()
    left = [one for one in before if not past.was_forgotten(one.snapshot_id, entry.started_at)]
    # Another version may word its claims otherwise; they are to be known by these ids all the same.
    own = [entry] if entry.version != __version__ else []
    pages: dict[str, str] = {}
    posts: dict[str, str] = {}
    archived: dict[str, str] = {}
    for one in [*sorted(left, key=lambda e: (e.snapshot_id, e.started_at)), *own]:
        (archived if one.channel == ARCHIVE_CHANNEL else pages).update(one.claims)
        posts |= one.post_claims
    # Those of pages come first, as ``known_claims`` of both channels gives them.
    only_past = {name: words for name, words in archived.items() if name not in pages}
    return {
        PAGES.name: _known(pages),
        POSTS.name: _known(posts),
        ARCHIVE_CHANNEL: pa.concat_tables([_known(pages), _known(only_past)]),
    }


def _known(claims: dict[str, str]) -> pa.Table:
    rows = [{"claim_id": name, "masked": claims[name]} for name in sorted(claims)]
    return pa.Table.from_pylist(rows, schema=KNOWN)


def to_replay(past: Past, snapshots: Sequence[str]) -> list[Entry]:
    """Give the runs to do again, the oldest first.

    A run of another version is left out where this one has measured the same since. Where nothing
    was ever written into the book, each whole snapshot is measured once.
    """
    if not past.book and past.industry is not None:
        own = [snapshot for snapshot in snapshots if not is_archived(snapshot)]
        whole = [snapshot for snapshot in own if is_whole(past.archive / snapshot)]
        return [_first_entry(past.settings, past.industry, snapshot) for snapshot in whole]
    book = [entry for entry in past.book if not past.is_forgotten(entry.snapshot_id)]
    now = {_measured(entry) for entry in book if entry.version == __version__}
    return [e for e in book if e.version == __version__ or _measured(e) not in now]


def left_out(past: Past, replayed: Sequence[Entry]) -> list[str]:
    """Give the runs of the book that are not done again since this version did the same later."""
    gone = [e for e in past.book if e not in replayed and not past.is_forgotten(e.snapshot_id)]
    return [
        f"{past.name}: run {entry.run_id} by version {entry.version} is left out: version "
        f"{__version__} measured the same crawl since. Its report stays as it is."
        for entry in gone
    ]


def _measured(entry: Entry) -> tuple[str, str, str]:
    return entry.snapshot_id, entry.model, entry.judge


def _first_entry(settings: Settings, industry: Industry, snapshot_id: str) -> Entry:
    return Entry(
        run_id=snapshot_id,
        snapshot_id=snapshot_id,
        started_at=moment_of(snapshot_id).replace(tzinfo=None).isoformat(),
        industry_name=industry.name,
        client=industry.client or "",
        model=settings.model,
        judge=settings.judge,
        version=__version__,
        data_digest="",
        posts_digest="",
        members=tuple(Member(c.name, c.site, c.aliases) for c in industry.company),
    )


def _differences(warehouse: Warehouse, entry: Entry) -> Iterator[str]:
    """Yield in what a run that was done again differs from the book."""
    for run_id, digest in (
        (entry.run_id, entry.data_digest),
        (posts_run_id(entry.run_id), entry.posts_digest),
    ):
        found = warehouse.arrow("run", run_id=run_id).to_pylist()
        if digest and (not found or found[0]["data_digest"] != digest):
            what = "posts" if run_id != entry.run_id else "pages"
            yield f"was done again, but its {what} are not all those that it measured."
    if entry.version != __version__:
        yield (
            f"was done again by version {__version__}, first by {entry.version}: "
            "its figures may differ from its report's."
        )
