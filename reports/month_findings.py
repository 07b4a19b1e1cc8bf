"""What a reading says of months: nothing the first time, later what became of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.month_chart import charted, is_joined
from reports.phrases import count, joined, points

if TYPE_CHECKING:
    from reports.data import Coverage, Report
    from reports.history_data import Reading


def shows_months(report: Report) -> bool:
    """Tell whether there are figures of which months could tell a change."""
    return report.scores.published


def is_first_reading(report: Report) -> bool:
    """Tell whether nothing of any company had been read before."""
    return not known_sites(report) and len(report.history.readings) < 2


def known_sites(report: Report) -> list[Coverage]:
    """Give the sites that had been read before, in file order."""
    return [site for site in report.coverage if site.unchanged + site.changed + site.gone]


def months_heading(report: Report) -> str:
    """Give the index now and at the first reading that compares; a first reading draws no line."""
    if is_first_reading(report):
        return "A first reading draws no line"
    alike = _joined(report)
    if len(alike) > 1 and alike[0].index and alike[-1].index:
        then, now = alike[0].index, alike[-1].index
        overlap = now.low <= then.high and then.low <= now.high
        end = "; the ranges overlap" if overlap else ""
        return f"Index {points(then.value)} at first, {points(now.value)} now{end}"
    if not (sites := known_sites(report)):
        return "No page of the last reading was read again"
    before_pages = sum(site.unchanged + site.changed + site.gone for site in sites)
    moved = sum(site.changed + site.gone for site in sites)
    pages = count(before_pages, "page", "pages")
    return f"{moved:,} of {pages} changed or went since the last reading"


def _joined(report: Report) -> list[Reading]:
    """Give the readings with an index that compare with the newest, oldest first."""
    readings = charted(report)
    start = len(readings) - 1
    while start > 0 and is_joined(readings[start - 1], readings[start]):
        start -= 1
    return readings[max(0, start) :]


def months_so_what(report: Report) -> list[str]:
    """Give what can and can't be said of changes so far."""
    if is_first_reading(report):
        age = "What stood on a page when we first looked may be a week old, or ten years."
        return [f"{age} So no page is said to have been first, and none to have changed."]
    pages = "A page that changed is not yet a message that changed."
    if report.history.since is not None:
        told = "What did change in the words, and whether anybody moved, stands under"
        ranges = "The ranges are wide: read no trend into a few points."
        return [f"{ranges} {told} “What changed”."]
    others = sorted({(one.version, one.model) for one in report.history.readings[:-1]})
    if others:
        names = joined([f"version {version} with {model}" for version, model in others])
        scale = "That is another scale, so no line is drawn and no change is told."
        return [f"{pages} The readings before were measured by {names} only. {scale}"]
    return [f"{pages} Whether the field moved closer together is not measured in this report."]
