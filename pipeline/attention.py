"""What of a workspace needs somebody's attention, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.status import IndustryStatus, Status
    from pipeline.status_disk import Disk

FEWEST_FREE = 1_000_000_000
"""Bytes that a run may need: pages, warehouse, report."""

LONGEST_PAUSE = timedelta(days=40)
"""Where no pace is known, a run that is longer ago did not come round again."""

LATE = 4 / 3
"""Paces after which a run did not come round again: 40 days for a month, 10 for a week."""

URGENCIES = {12: 1, 13: 3, 11: 6}
"""How urgent what keeps anybody from looking into the warehouse is, by its exit code."""

_LEAST_URGENT = 9


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to see to: what is the matter and what to do; ``urgency`` 1 is the highest.

    ``industry`` is empty where it is about the whole workspace.
    """

    urgency: int
    industry: str
    matter: str
    remedy: str


def find_attention(status: Status, now: datetime | None = None) -> list[Attention]:
    """Give what needs attention in a workspace at a moment, the most urgent first."""
    moment = now or datetime.now(UTC)
    found = list(_of_disk(status.disk))
    if trouble := status.trouble:
        urgency = URGENCIES.get(trouble.exit_code, _LEAST_URGENT)
        found.append(Attention(urgency, "", trouble.matter, trouble.remedy))
    for industry in status.industries:
        found += [*_of_runs(industry, moment), *_of_health(industry)]
    return sorted(found, key=lambda one: (one.urgency, one.industry))


def _of_disk(disk: Disk) -> Iterator[Attention]:
    for name in (one.name for one in disk.aside):
        if ".damaged-" in name and not name.endswith((".wal", ".ledger")):
            remedy = (
                "Bring a backup back (sameness restore) or read the archive anew (sameness "
                "rebuild), if that was not done; then remove it."
            )
            yield Attention(1, "", f"A damaged warehouse lies aside: {name}.", remedy)
    if disk.free < FEWEST_FREE:
        free = f"Only {disk.free / 1e9:.1f} GB are free."
        copies = f"Remove the copies kept aside ({disk.copies / 1e6:.1f} MB). " * bool(disk.copies)
        remedy = f"{copies}Free some space, or: sameness prune --older-than 24m"
        yield Attention(2, "", free, remedy)


def _of_runs(industry: IndustryStatus, now: datetime) -> Iterator[Attention]:
    name, last = industry.name, industry.last
    run = f"sameness run --industry {name}"
    if industry.fault:
        matter, _, remedy = industry.fault.rpartition("\n")
        yield Attention(3, name, matter or industry.fault, remedy)
    if last is None:
        if industry.newest is None:
            yield Attention(_LEAST_URGENT, name, "It was never run.", f"Run: {run}")
        return
    if last.failed:
        reason, _, remedy = last.reason.partition("\n")
        matter = f"The last {last.command} {last.how}. {reason}".strip()
        yield Attention(4, name, matter, remedy or f"Run it again: {run}")
    days = industry.next_run.days
    if now - last.began_at > (timedelta(days=days * LATE) if days else LONGEST_PAUSE):
        matter = f"Nothing was begun since {last.began_at:%Y-%m-%d}."
        yield Attention(5, name, matter, f"See that its schedule is set up: sameness schedule "
                        f"--industry {name}")  # fmt: skip
    if last.turned_away:
        matter = f"{last.turned_away} times since the workspace was in use when it was to run."
        yield Attention(6, name, matter, "Let its schedule begin at another time.")


def _of_health(industry: IndustryStatus) -> Iterator[Attention]:
    name, health = industry.name, industry.health
    if health is None:
        return
    if health.clock:
        matter, _, remedy = health.clock.partition("\n")
        yield Attention(3, name, matter, remedy)
    for site in health.unread:
        why = f" ({site.reason})" if site.reason else ""
        remedy = f"See why: sameness pages --industry {name} --company {site.company!r}"
        if site.last_read is None:
            yield Attention(6, name, f"No page of {site.company} was ever read{why}.", remedy)
        elif site.crawls > 1:
            matter = (
                f"{site.company} could not be read {site.crawls} times in a row{why}; its pages of "
                f"{site.last_read} stand in."
            )
            yield Attention(7, name, matter, remedy)
    for key in health.keys:
        remedy = "Set the variable, or leave it: the report says what was not read."
        yield Attention(8, name, f"A key is missing or not valid. {key}.", remedy)
