"""What a reading says of months: nothing the first time, later what became of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.phrases import count

if TYPE_CHECKING:
    from reports.data import Coverage, Report


def shows_months(report: Report) -> bool:
    """Tell whether there are figures of which months could tell a change."""
    return report.scores.published


def is_first_reading(report: Report) -> bool:
    """Tell whether no page of any company had been read before."""
    return not known_sites(report)


def known_sites(report: Report) -> list[Coverage]:
    """Give the sites that had been read before, in file order."""
    return [site for site in report.coverage if site.unchanged + site.changed + site.gone]


def months_heading(report: Report) -> str:
    """Give how many pages changed since the last reading; a first reading draws no line."""
    if is_first_reading(report):
        return "A first reading draws no line"
    sites = known_sites(report)
    before = sum(site.unchanged + site.changed + site.gone for site in sites)
    moved = sum(site.changed + site.gone for site in sites)
    return f"{moved} of {count(before, 'page', 'pages')} changed or went since the last reading"


def months_so_what(report: Report) -> list[str]:
    """Give what can and can't be said of changes so far."""
    if is_first_reading(report):
        age = "What stood on a page when we first looked may be a week old, or ten years."
        return [f"{age} So no page is said to have been first, and none to have changed."]
    pages = "A page that changed is not yet a message that changed."
    return [f"{pages} Whether the field moved closer together is not measured in this report."]
