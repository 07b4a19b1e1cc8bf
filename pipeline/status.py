"""How a workspace stands: its industries, their last and next runs, sites, keys, and the disk."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.attempts import Attempts
from pipeline.industries import DEMO, find_industry, industry_names, industry_path
from pipeline.snapshots import check_clock, moment_of
from reports.shelf import read_shelves
from reports.write import PAGE
from sameness.errors import ClockBehind, SamenessError, WorkspaceLocked
from warehouse.lock import find_holder
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime
    from pathlib import Path

    from pipeline.attempts import Attempt
    from reports.data import Range
    from reports.shelf import Shelved
    from sameness.settings import Settings
    from warehouse.lock import Holder

TURNED_AWAY = 11
"""Exit code of an attempt that found the workspace in use."""

_GOOD_ENDINGS = {0: "done", 3: "done, partial"}
_ENDINGS = {**_GOOD_ENDINGS, 130: "interrupted"}


@dataclass(frozen=True, slots=True)
class Ending:
    """How the last attempt ended: ``how`` in words, ``failed`` where no report came of it.

    ``turned_away`` counts the attempts since that found the workspace in use.
    """

    command: str
    began_at: datetime
    how: str
    reason: str
    failed: bool
    under_way: bool
    turned_away: int


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest report on the disk; ``index`` is None where nothing was scored."""

    page: str
    made_at: datetime
    index: Range | None


@dataclass(frozen=True, slots=True)
class UnreadSite:
    """A company that the last ``crawls`` crawls in a row could not read; None: never read."""

    company: str
    crawls: int
    reason: str
    last_read: date | None


@dataclass(frozen=True, slots=True)
class Health:
    """What the warehouse says of an industry; ``keys`` has a sentence for each key in question.

    ``clock`` says where the newest crawl lies ahead of the clock, empty where it does not.
    """

    unread: tuple[UnreadSite, ...]
    keys: tuple[str, ...]
    clock: str


@dataclass(frozen=True, slots=True)
class IndustryStatus:
    """How one industry stands.

    ``fault`` is what is wrong with its file, empty where nothing is. ``last`` is None where nothing
    was ever begun, ``newest`` where there is no report. ``next_run`` is the moment of the printed
    schedule. ``health`` is None while another process works in the workspace.
    """

    name: str
    title: str
    companies: int
    fault: str
    last: Ending | None
    newest: Newest | None
    next_run: datetime
    health: Health | None


@dataclass(frozen=True, slots=True)
class Disk:
    """What lies where, in bytes; ``aside`` names warehouses that were put aside or copied."""

    warehouse: int
    archive: int
    reports: int
    free: int
    aside: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Status:
    """How a workspace stands; ``holder`` is the process that works in it, None for none."""

    workspace: str
    holder: Holder | None
    industries: tuple[IndustryStatus, ...]
    disk: Disk


def find_status(settings: Settings, next_run: Callable[[str], datetime]) -> Status:
    """Give how a workspace stands, also while another process works in it.

    ``next_run`` gives the moment of an industry's printed schedule. Raises what opening the
    warehouse raises, but for WorkspaceLocked.
    """
    attempts = Attempts(settings.attempts).read()
    shelves = {shelf.industry: shelf.reports for shelf in read_shelves(settings.out)}
    known = {attempt.industry for attempt in attempts} | set(shelves)
    names = [name for name in industry_names(settings) if name != DEMO or _is_used(settings, known)]
    holder = find_holder(settings.warehouse)
    health = {} if holder else _find_health(settings, names)
    industries = []
    for name in names:
        last = _find_ending([one for one in attempts if one.industry == name], holder)
        newest = _find_newest(settings, shelves.get(name, ()))
        industries.append(
            _industry(settings, name, (last, newest), next_run(name), health.get(name))
        )
    workspace = str(settings.workspace.absolute())
    return Status(workspace, holder, tuple(industries), _find_disk(settings))


def _is_used(settings: Settings, known: set[str]) -> bool:
    """Tell whether the built-in industry is one of this workspace."""
    return DEMO in known or industry_path(settings, DEMO).is_file()


def _industry(
    settings: Settings,
    name: str,
    runs: tuple[Ending | None, Newest | None],
    next_run: datetime,
    health: Health | None,
) -> IndustryStatus:
    title, companies, fault = name, 0, ""
    try:
        field = find_industry(settings, name)
        title, companies = field.name, len(field.company)
    except SamenessError as error:
        fault = str(error)
    last, newest = runs
    return IndustryStatus(
        name=name,
        title=title,
        companies=companies,
        fault=fault,
        last=last,
        newest=newest,
        next_run=next_run,
        health=health,
    )


def _find_ending(attempts: list[Attempt], holder: Holder | None) -> Ending | None:
    """Give how the last attempt ended that was not turned away."""
    begun = [attempt for attempt in attempts if attempt.exit_code != TURNED_AWAY]
    if not begun:
        return None
    last = begun[-1]
    code, under_way = last.exit_code, False
    if code is not None:
        how = _ENDINGS.get(code, f"failed (exit {code})")
    elif holder is not None and holder.pid == last.pid:
        how, under_way = f"under way, process {last.pid}", True
    else:
        how = "cut off: killed, or the machine went down"
    return Ending(
        command=last.command,
        began_at=last.began_at,
        how=how,
        reason=last.reason,
        failed=not under_way and code not in _GOOD_ENDINGS,
        under_way=under_way,
        turned_away=len(attempts) - 1 - attempts.index(last),
    )


def _find_newest(settings: Settings, reports: tuple[Shelved, ...]) -> Newest | None:
    if not reports:
        return None
    newest = reports[0]
    page = settings.out / newest.industry / newest.run_id / PAGE
    return Newest(str(page.absolute()), newest.started_at, newest.index)


def _find_health(settings: Settings, names: list[str]) -> dict[str, Health]:
    """Give what the warehouse says of each industry whose file can be read; nothing without one."""
    if not settings.warehouse.exists():
        return {}
    try:
        with Warehouse(settings.warehouse) as warehouse:
            return dict(_read_health(warehouse, settings, names))
    except WorkspaceLocked:
        # Somebody began just now.
        return {}


def _read_health(
    warehouse: Warehouse, settings: Settings, names: list[str]
) -> Iterator[tuple[str, Health]]:
    for name in names:
        try:
            companies = find_industry(settings, name).names
        except SamenessError:
            companies = []
        unread = warehouse.tuples("unread_sites", industry=name, companies=companies)
        keys = warehouse.tuples("key_troubles", industry=name)
        yield (
            name,
            Health(
                unread=tuple(_unread_site(*row) for row in unread),
                keys=tuple(f"{platform}: {reason}" for platform, reason, _ in keys),
                clock=_clock_trouble(warehouse, name),
            ),
        )


def _unread_site(company: str, crawls: int, reason: str, last_read: str | None) -> UnreadSite:
    day = moment_of(last_read).date() if last_read is not None else None
    return UnreadSite(company, crawls, reason, day)


def _clock_trouble(warehouse: Warehouse, name: str) -> str:
    try:
        check_clock(warehouse, name)
    except ClockBehind as error:
        return str(error)
    return ""


def _find_disk(settings: Settings) -> Disk:
    stem = settings.warehouse.name
    beside = sorted(settings.workspace.glob(f"{stem}.*"))
    own = {f"{stem}{ending}" for ending in ("", ".wal", ".ledger", ".lock")}
    there = next(
        path for path in (settings.workspace, *settings.workspace.parents) if path.exists()
    )
    return Disk(
        warehouse=sum(_size(settings.workspace / name) for name in own),
        archive=_size(settings.archive),
        reports=_size(settings.out),
        free=shutil.disk_usage(there).free,
        aside=tuple((path.name, _size(path)) for path in beside if path.name not in own),
    )


def _size(path: Path) -> int:
    """Give the bytes of a file, or of all files below a folder; 0 where nothing is."""
    if path.is_dir():
        files = (file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
        return sum(file.stat().st_size for file in files)
    return path.stat().st_size if path.exists() else 0
