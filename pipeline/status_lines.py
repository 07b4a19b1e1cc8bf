"""A workspace's status as lines to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.next_run import PACES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.attention import Attention
    from pipeline.status import IndustryStatus, Status
    from pipeline.status_disk import Disk
    from pipeline.status_health import Health


def write_status(status: Status, attention: Sequence[Attention]) -> list[str]:
    """Give the status as lines: industries, disk, then what needs attention."""
    lines = [status.workspace]
    if status.holder is not None:
        lines.append(f"{status.holder} works in it: what the warehouse holds is not looked at.")
    if status.trouble is not None:
        lines.append("What the warehouse holds is not looked at; why stands below.")
    for industry in status.industries:
        lines += ["", *_industry_lines(industry)]
    if not status.industries:
        lines += ["", "No industry is set up here: sameness init NAME URL URL URL"]
    if status.unlisted:
        names = ", ".join(status.unlisted)
        lines += ["", f"With reports, and without a file in industries/: {names}"]
    lines += ["", *_disk_lines(status.disk), ""]
    return [*lines, *_attention_lines(attention)]


def _industry_lines(industry: IndustryStatus) -> Iterator[str]:
    yield f"{industry.name}: {industry.title}, {industry.companies} companies"
    if last := industry.last:
        why = last.reason.partition("\n")[0]
        told = f"{last.how}. {why}" if why else last.how
        yield f"  last {last.command:6} {last.began_at:%Y-%m-%d %H:%M} UTC: {told}"
    else:
        yield "  last run    none is on the books"
    if newest := industry.newest:
        index = newest.index
        figure = f"index {index.value:.0f} ({index.low:.0f} to {index.high:.0f})" if index else ""
        yield f"  report      {newest.made_at:%Y-%m-%d}, {figure or 'no score'}: {newest.page}"
    yield f"  next run    {_next_words(industry)}"
    if industry.health is not None:
        yield from _health_lines(industry.health)


def _next_words(industry: IndustryStatus) -> str:
    """Give when the next run is to be expected, and how anybody knows."""
    following = industry.next_run
    printed, habit = following.printed, following.habit
    if following.at is None:
        return f"not known; `sameness schedule --industry {industry.name}` prints what to set up"
    if printed is None:
        day = f"{following.at:%Y-%m-%d}"
        return (
            f"about {day}: its last runs came every {habit} days or so; no schedule is on the books"
        )
    told = (
        f"{following.at:%Y-%m-%d %H:%M %Z}, {printed.pace}, if it is set up as printed on "
        f"{printed.day}"
    )
    if habit is not None and not _are_alike(habit, PACES[printed.pace]):
        told += f"; its last runs came every {habit} days or so"
    return told


def _are_alike(one: int, two: int) -> bool:
    return max(one, two) <= 1.5 * min(one, two)


def _health_lines(health: Health) -> Iterator[str]:
    for site in health.unread:
        since = f"last read on {site.last_read}" if site.last_read else "never read"
        times = "crawl" if site.crawls == 1 else f"{site.crawls} crawls in a row"
        why = f" ({site.reason})" if site.reason else ""
        yield f"  not read    {site.company}: in the last {times}{why}; {since}"
    for key in health.keys:
        yield f"  key         {key}"


def _disk_lines(disk: Disk) -> Iterator[str]:
    parts = (("warehouse", disk.warehouse), ("archive", disk.archive), ("reports", disk.reports))
    told = ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in parts)
    yield f"Disk: {told}; {disk.free / 1e9:.1f} GB free."
    for one in disk.aside:
        use = f": {one.use}" if one.use else ""
        yield f"Kept aside: {one.name}, {one.size / 1e6:.1f} MB{use}."


def _attention_lines(attention: Sequence[Attention]) -> Iterator[str]:
    if not attention:
        yield "Nothing needs attention."
        return
    yield "Needs attention, the most urgent first:"
    for number, one in enumerate(attention, start=1):
        whose = f"{one.industry}: " if one.industry else ""
        yield f"{number}. {whose}{one.matter}"
        if one.remedy:
            yield f"   {one.remedy}"
