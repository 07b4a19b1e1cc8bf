"""Exit doors in words: links that send a visitor away to a social network, and where they stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from reports.phrases import count, decimal, in_hundred, isolated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.data import Report
    from reports.social_data import DoorRate, ExitDoor

AWAY = (
    "Somebody who has come to a site is sent away again, to a place where rivals stand beside it."
)
PLACES = {"header": "at the top of the page", "footer": "at the foot of the page"}


def shows_doors(report: Report) -> bool:
    """Tell whether pages were looked through for exit doors."""
    return any(rate.pages for rate in report.social.door_rates)


def doors_heading(report: Report) -> str:
    """Give on how many pages a link sends the visitor away to a social network."""
    rates = report.social.door_rates
    mine = _rate_of(report, report.client)
    own = mine is not None and mine.pages > 0
    whose = "your " if own else ""
    counted = [mine] if mine is not None and own else rates
    pages, having = sum(r.pages for r in counted), sum(r.pages_with for r in counted)
    if not having:
        return f"None of {whose}{count(pages, 'page', 'pages')} leads away to a social network"
    lead = "leads" if having == 1 else "lead"
    return f"{having:,} of {whose}{count(pages, 'page', 'pages')} {lead} away to a social network"


def doors_sentence(report: Report) -> str:
    """Give what a door does, how many the client's pages have, and how rivals' compare."""
    if not any(rate.doors for rate in report.social.door_rates):
        return ""
    return f"{AWAY} {_own_doors(report)}".rstrip()


def _own_doors(report: Report) -> str:
    mine = _rate_of(report, report.client)
    if mine is None or mine.per_page is None or not mine.doors:
        return ""
    said = f"Your pages have {decimal(mine.per_page.value)} such doors each."
    if mine.before is not None:
        share = in_hundred(mine.before.value)
        said += f" On pages with a call to action, {share} of 100 come before it."
    return f"{said} {_beside_rivals(mine, report.social.door_rates)}".rstrip()


def _rate_of(report: Report, company: str | None) -> DoorRate | None:
    return next((rate for rate in report.social.door_rates if rate.company == company), None)


def _beside_rivals(mine: DoorRate, rates: Iterable[DoorRate]) -> str:
    """Give how many rivals clearly have fewer or more doors; ranges that overlap say nothing."""
    others = [rate.per_page for rate in rates if rate is not mine and rate.per_page]
    if mine.per_page is None or not others:
        return ""
    fewer = sum(other.high < mine.per_page.low for other in others)
    more = sum(other.low > mine.per_page.high for other in others)
    rivals = count(len(others), "rival", "rivals")
    return f"Of {rivals}, clearly fewer: {fewer}; clearly more: {more}."


def door_rows(report: Report) -> list[DoorRate]:
    """Give the companies' rates, the client's first, then in file order."""
    return sorted(report.social.door_rates, key=lambda rate: rate.company != report.client)


def doors_untold(report: Report) -> list[tuple[str, list[str]]]:
    """Give (reason, companies) where a figure is missing, the reason of most companies first."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for rate in report.social.door_rates:
        if rate.reason:
            by_reason[rate.reason].append(rate.company)
    return sorted(by_reason.items(), key=lambda entry: (-len(entry[1]), entry[0]))


def door_example(report: Report, company: str) -> ExitDoor | None:
    """Give the door to show: one before the call to action if any, of these the commonest."""
    doors = [door for door in report.social.doors if door.company == company]
    times = Counter(_same_door(door) for door in doors)
    return min(
        doors, key=lambda door: (not door.before_action, -times[_same_door(door)]), default=None
    )


def _same_door(door: ExitDoor) -> tuple[str, str, str]:
    return door.target, door.place, door.text


def door_words(door: ExitDoor) -> str:
    """Give where a door leads and where on its page it stands."""
    whose = "its own profile on " if door.own else ""
    sides = {True: ", before the call to action", False: ", after the call to action", None: ""}
    place = PLACES.get(door.place, "in the text")
    return f"to {whose}{isolated(door.name)}, {place}{sides[door.before_action]}"
