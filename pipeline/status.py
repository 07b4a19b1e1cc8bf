"""How a workspace stands: its industries, their last and next runs, sites, keys, and the disk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pipeline.attempts import Attempts
from pipeline.industries import DEMO, find_industry, industry_names, industry_path
from pipeline.next_run import TURNED_AWAY, Schedules, find_next
from pipeline.status_disk import find_disk
from pipeline.status_health import find_health
from reports.shelf import PAGE, read_shelves
from sameness.errors import SamenessError
from warehouse.lock import find_holder

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pipeline.attempts import Attempt
    from pipeline.next_run import NextRun
    from pipeline.status_disk import Disk
    from pipeline.status_health import Health, Trouble
    from reports.data import Range
    from reports.shelf import Shelved
    from sameness.settings import Settings
    from warehouse.lock import Holder

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
class IndustryStatus:
    """How one industry stands.

    ``fault`` is what is wrong with its file, empty where nothing is. ``last`` is None where nothing
    was ever begun, ``newest`` where there is no report. ``health`` is None while another process
    works in the workspace, and where the warehouse can't be looked into.
    """

    name: str
    title: str
    companies: int
    fault: str
    last: Ending | None
    newest: Newest | None
    next_run: NextRun
    health: Health | None


@dataclass(frozen=True, slots=True)
class Status:
    """How a workspace stands; ``holder`` is the process that works in it, None for none.

    ``unlisted`` are industries that have reports and no file, ``trouble`` is what keeps anybody
    from looking into the warehouse, None for nothing.
    """

    workspace: str
    holder: Holder | None
    industries: tuple[IndustryStatus, ...]
    unlisted: tuple[str, ...]
    trouble: Trouble | None
    disk: Disk


def find_status(settings: Settings, next_moment: Callable[[str, str], datetime]) -> Status:
    """Give how a workspace stands, also while another process works in it; nothing is written.

    ``next_moment`` gives when a pace, "weekly" or "monthly", brings an industry round again.
    """
    attempts = Attempts(settings.attempts).read()
    printed = Schedules(settings.schedules).read()
    shelves = {shelf.industry: shelf.reports for shelf in read_shelves(settings.out)}
    known = {attempt.industry for attempt in attempts} | set(shelves)
    names = [name for name in industry_names(settings) if name != DEMO or _is_used(settings, known)]
    holder = find_holder(settings.warehouse)
    health, trouble = ({}, None) if holder else find_health(settings, names)
    industries = []
    for name in names:
        own = [one for one in attempts if one.industry == name]
        ends = _find_ending(own, holder), _find_newest(settings, shelves.get(name, ()))
        following = find_next(own, printed.get(name), partial(next_moment, name))
        industries.append(_industry(settings, name, ends, following, health.get(name)))
    return Status(
        workspace=str(settings.workspace.absolute()),
        holder=holder,
        industries=tuple(industries),
        unlisted=tuple(sorted(set(shelves) - set(names))),
        trouble=trouble,
        disk=find_disk(settings),
    )


def _is_used(settings: Settings, known: set[str]) -> bool:
    """Tell whether the built-in industry is one of this workspace."""
    return DEMO in known or industry_path(settings, DEMO).is_file()


def _industry(
    settings: Settings,
    name: str,
    runs: tuple[Ending | None, Newest | None],
    next_run: NextRun,
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
