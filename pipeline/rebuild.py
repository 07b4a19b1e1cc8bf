"""A warehouse made anew from the evidence: what was read is stored again, then measured again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from crawlers.crawl import has_ended
from crawlers.wayback.source import is_archived
from pipeline.citations import kept_reports, note_citations
from pipeline.imports import FOLDER
from pipeline.imports_book import read_imports, unnoted_files
from pipeline.moments import moment_of
from pipeline.profiles import recall_profiles
from pipeline.recalled_posts import import_again
from pipeline.replay import left_out, read_past, replay_run, to_replay
from pipeline.rereading import is_whole
from pipeline.snapshots import load_snapshot
from sameness.errors import SamenessError
from sameness.industry import NAME
from warehouse.lock import Lock
from warehouse.replacing import Replacement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from pipeline.imports_book import NotedImport
    from pipeline.replay import Past
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse


class Steps(Protocol):
    """Is told how far a long piece of work has come; also what ``Progress`` is told."""

    def step(self, work: str, done: int, count: int) -> None:
        """Take note that ``done`` of ``count`` parts of a work are done."""

    def stage(self, name: str, number: int, count: int) -> None:
        """Take note that stage ``number`` of ``count`` begins."""

    def encoded(self, done: int, count: int) -> None:
        """Take note that ``done`` of ``count`` new statements are encoded."""


@dataclass(slots=True)
class RebuildSummary:
    """What a rebuilt warehouse holds, ``lost`` what it could not be given, a sentence each.

    ``aside`` is the name under which the former warehouse is kept, empty where there was none.
    """

    industries: int = 0
    snapshots: int = 0
    imports: int = 0
    runs: int = 0
    aside: str = ""
    lost: list[str] = field(default_factory=list)

    def count(self, warehouse: Warehouse) -> None:
        """Take the counts from the warehouse itself."""
        snapshots = warehouse.tuples("stored_snapshots")
        self.industries = len({name for name, _ in snapshots})
        self.snapshots = len(snapshots)
        self.runs = len(warehouse.tuples("finished_runs"))

    def lines(self) -> list[str]:
        """Give the summary as lines to read."""
        return [
            f"Made anew: {self.industries} industries, {self.snapshots} crawls, {self.runs} runs.",
            *([f"Imported again: {self.imports} files."] if self.imports else []),
            *([f"The former warehouse is {self.aside} now."] if self.aside else []),
            *self.lost,
        ]


def rebuild(settings: Settings, progress: Steps) -> RebuildSummary:
    """Make the workspace's warehouse anew from its archive; the former one stays aside.

    It is made beside the former and takes its place in the end. What a kill left is gone on with.
    Raises what opening a warehouse raises.
    """
    summary = RebuildSummary()
    replacement = Replacement(settings.warehouse)
    with Lock(settings.warehouse):
        with replacement.open() as warehouse:
            pasts = {name: read_past(settings, name) for name in industries_in(settings.archive)}
            for past in pasts.values():
                _store_again(warehouse, past, progress, summary)
            _measure_again(warehouse, pasts, progress, summary)
            _cite_again(warehouse, pasts.values())
            summary.count(warehouse)
        summary.aside = replacement.take_place()
    return summary


def industries_in(archive: Path) -> list[str]:
    """Give the names of the industries of which an archive holds anything."""
    folders = (folder for folder in archive.glob("*") if folder.is_dir())
    return sorted(folder.name for folder in folders if NAME.fullmatch(folder.name))


def snapshots_in(archive: Path) -> list[str]:
    """Give the ids of the crawls in an industry's archive, the oldest first."""
    return sorted(folder.name for folder in archive.glob("*Z*") if folder.is_dir())


def _store_again(
    warehouse: Warehouse, past: Past, progress: Steps, summary: RebuildSummary
) -> None:
    """Store what was read and imported, in the order in which it was."""
    ids, folder = snapshots_in(past.archive), past.archive / FOLDER
    measured = {entry.snapshot_id for entry in past.book}
    imports = read_imports(folder)
    events: list[tuple[datetime, str, NotedImport | None]] = [
        *((moment_of(snapshot), snapshot, None) for snapshot in ids),
        *((noted.at, noted.kept, noted) for noted in imports),
    ]
    for number, (_, what, noted) in enumerate(sorted(events, key=lambda event: event[:2])):
        progress.step(f"{past.name}: reading the archive", number, len(events))
        if noted is not None:
            summary.lost += import_again(warehouse, past.archive, past.name, past.industry, noted)
        elif what in measured or is_archived(what) or has_ended(past.archive / what):
            summary.lost += _load(warehouse, past, what)
        elif what != ids[-1]:
            summary.lost.append(f"{past.name}: the crawl of {what} was never finished.")
    summary.imports += len(imports)
    summary.lost += [
        f"{past.name}: nobody noted how {FOLDER}/{file} was read: `sameness import` it again."
        for file in unnoted_files(folder)
    ]


def _load(warehouse: Warehouse, past: Past, snapshot_id: str) -> list[str]:
    """Store a snapshot with its profiles unless it is there; gives what can't be read back.

    Of a snapshot whose old evidence was dropped on purpose, what is left is stored.
    """
    key, folder = {"industry": past.name}, past.archive / snapshot_id
    whole = is_whole(folder)
    lost: list[str] = []
    try:
        if (snapshot_id,) not in warehouse.tuples("snapshot_ids", **key):
            began = moment_of(snapshot_id)
            load_snapshot(warehouse, past.name, snapshot_id, folder, began, lost)
        read = warehouse.tuples("read_profiles", **key, snapshot_id=snapshot_id)
        if past.industry is not None and whole and not read and not is_archived(snapshot_id):
            recall_profiles(warehouse, past.settings, past.name, past.industry, snapshot_id)
    except SamenessError as error:
        lost.append(str(error).partition("\n")[0])
    return [f"{past.name}: {one}" for one in lost] if whole else []


def _measure_again(
    warehouse: Warehouse, pasts: Mapping[str, Past], progress: Steps, summary: RebuildSummary
) -> None:
    """Measure what was measured before, over all industries in the order in which it was."""
    waiting = []
    for name, past in pasts.items():
        entries = to_replay(past, snapshots_in(past.archive))
        waiting += [(entry.started_at, name, entry) for entry in entries]
        summary.lost += left_out(past, entries)
    for number, (_, name, entry) in enumerate(sorted(waiting, key=lambda one: one[:2])):
        progress.step("measuring again", number, len(waiting))
        summary.lost += replay_run(warehouse, pasts[name], entry, progress)


def _cite_again(warehouse: Warehouse, pasts: Iterable[Past]) -> None:
    """Note what the reports on the disk cite, also those whose runs can't be done again.

    The evidence of a crawl that was forgotten lies aside; nothing drops it.
    """
    with warehouse.transaction():
        for past in pasts:
            gone = {entry.run_id for entry in past.book if past.is_forgotten(entry.snapshot_id)}
            for run_id, cited in kept_reports(past.settings, past.name):
                if run_id not in gone:
                    note_citations(warehouse, past.name, run_id, cited)
