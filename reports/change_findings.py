"""What changed since the last reading, in words: what is measured, and that nothing was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.phrases import count, day_or_moment, fixed, isolated, joined, long_date, opened

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from reports.data import Range, Report
    from reports.history_data import (
        ClaimChange,
        CompanyMove,
        HeadlineChange,
        Lead,
        Sighting,
        Unread,
    )

MOST_PICTURES = 4
"""Headlines that are shown with both pictures of their pages."""

TURNS = {
    "new": "A profile that no page named before",
    "gone": "No page names it any more",
    "dead": "Nobody is home any more",
    "abandoned": "No post for 180 days",
    "back": "Posts again",
}


def shows_changes(report: Report) -> bool:
    """Tell whether there is a reading to compare with, measured in the same way."""
    return report.history.since is not None


def changes_of(report: Report, kind: str) -> list[ClaimChange]:
    """Give the claims that were "new", "dropped" or "reworded", the client's first."""
    found = [one for one in report.history.changes if one.change == kind]
    return sorted(found, key=lambda one: (one.company != report.client, not one.earlier))


def taken_up(report: Report) -> list[ClaimChange]:
    """Give the new claims that a rival surely said before, the client's first."""
    return [one for one in changes_of(report, "new") if one.earlier]


def first_said(report: Report) -> list[ClaimChange]:
    """Give the new claims that nobody else surely said before, the client's first."""
    return [one for one in changes_of(report, "new") if not one.earlier]


def changes_heading(report: Report) -> str:
    """Give what changed in numbers, or that nothing measurable did, and who is lacking."""
    found = _counted(report)
    since = _since(report)
    unread = count(len(report.history.unread), "site not read", "sites not read")
    lacking = f"; {unread}" if report.history.unread else ""
    if not found:
        return f"No change we can measure since {since}{lacking}"
    return f"Since {since}: {joined(found, 6)}{lacking}"


def _since(report: Report) -> str:
    history = report.history
    if history.since is None:
        return "the last reading"
    return day_or_moment(history.since, [one.read_at for one in history.readings])


def _counted(report: Report) -> list[str]:
    history = report.history
    moved = sum(one.company is not None and one.direction in WAYS for one in history.moves)
    numbers = (
        (len(changes_of(report, "new")), "claim taken up", "claims taken up"),
        (len(changes_of(report, "dropped")), "dropped", "dropped"),
        (len(history.headlines), "changed headline", "changed headlines"),
        (moved, "company moved", "companies moved"),
        (len(history.profiles), "profile changed", "profiles changed"),
    )
    return [count(number, one, many) for number, one, many in numbers if number]


SMALLEST = 0.05
"""Index points that are shown as nought."""
WAYS = {"closer": "closer to the field", "away": "away from the field"}


def changes_so_what(report: Report) -> list[str]:
    """Give what is the client's of it, and whether the field came closer."""
    return [*_yours(report), field_sentence(report)]


def _yours(report: Report) -> list[str]:
    if report.client is None:
        return []
    mine = [one for one in taken_up(report) if one.company == report.client]
    led = [
        one
        for one in taken_up(report)
        if one.company != report.client and report.client in {s.company for s in one.earlier}
    ]
    said = []
    if mine:
        claims = count(len(mine), "claim", "claims")
        said.append(f"You took up {claims} that a rival said before you.")
    if led:
        claims = count(len(led), "claim", "claims")
        said.append(f"Rivals took up {claims} that you had said before them.")
    move = next((one for one in report.history.moves if one.company == report.client), None)
    if move is not None and move.move is not None:
        said.append(f"Your own pages: {move_words(move)}.")
    return [" ".join(said)] if said else []


def field_sentence(report: Report) -> str:
    """Give whether the companies moved towards each other, with the range; a null result too."""
    field = next((one for one in report.history.moves if one.company is None), None)
    if field is None or field.move is None:
        return "Whether the field came closer can’t be told: too few sites were read both times."
    if not field.move.low and not field.move.high:
        who = "every company that was read" if report.history.unread else "every company"
        return f"On pages read both times, {who} says what it said: nobody moved."
    ways = {
        "closer": "On average the companies moved closer to their rivals",
        "away": "On average the companies moved away from their rivals",
    }
    words = ways.get(field.direction, "Whether the field came closer: no change we can measure")
    return f"{words}, {_by(field.move)}."


def move_words(move: CompanyMove) -> str:
    """Give a company's move in words, with its range; a null result is one."""
    if move.move is None:
        return move.reason
    if not move.move.low and not move.move.high:
        return "the same words as last time"
    return f"{WAYS.get(move.direction, 'no change we can measure')}, {_by(move.move)}"


def _by(move: Range) -> str:
    if max(abs(value) for value in (move.value, move.low, move.high)) < SMALLEST:
        return "less than 0.1 points"

    def signed(value: float) -> str:
        shown = fixed(value, 1)
        return f"+{shown}" if value > 0 and float(f"{value:.1f}") else shown

    return f"{signed(move.value)} points ({signed(move.low)} to {signed(move.high)})"


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A company's move as a chart: lengths in per cent of the width, nought in the middle."""

    company: str
    words: str
    value: float | None
    low: float
    high: float


def move_rows(report: Report) -> list[MoveRow]:
    """Give the companies with their moves, the clearest first, then who can't be told of."""
    moves = [one for one in report.history.moves if one.company is not None]
    reach = max((abs(e) for m in moves if m.move for e in (m.move.low, m.move.high)), default=0)
    moves.sort(
        key=lambda one: (
            one.move is None,
            one.direction not in WAYS,
            -abs(one.move.value) if one.move else 0,
            (one.company or "").casefold(),
        )
    )
    return [_row(one, max(reach, 5.0)) for one in moves]


def _row(one: CompanyMove, reach: float) -> MoveRow:
    def place(value: float) -> float:
        return round(50 + 48 * value / reach, 1)

    name = one.company or ""
    if one.move is None:
        return MoveRow(name, move_words(one), None, 0, 0)
    ends = place(one.move.low), place(one.move.high)
    return MoveRow(name, move_words(one), place(one.move.value), *ends)


def span_words(after: date, by: date) -> str:
    """Give between which days something came or went."""
    if after == by:
        return f"on {long_date(by)}"
    start = long_date(after)
    if after.year == by.year:
        start = start.removesuffix(f" {after.year}")
    return f"between {start} and {long_date(by)}"


def said_since(sighting: Sighting) -> str:
    """Give since when a company says something, as far as the readings can tell."""
    if sighting.absent is None:
        return f"By {long_date(sighting.seen)}, perhaps long before"
    return opened(span_words(sighting.absent, sighting.seen))


def gap_words(change: ClaimChange) -> str:
    """Give how long before the first rival said it, in days or months, as a range."""
    first = change.earlier[0]
    least = max(0, (change.after - first.seen).days)
    if first.absent is None:
        return f"{_span(least)} or more before" if least else "before"
    most = max(least, (change.by - first.absent).days)
    if not least:
        return f"up to {_span(most)} before" if most else "before"
    if _span(least) == _span(most):
        return f"{_span(least)} before"
    return f"{_span(least)} to {_span(most)} before"


def _span(days: int) -> str:
    if days < 60:
        return count(days, "day", "days")
    return count(round(days / 30.44), "month", "months")


def new_headlines(report: Report) -> list[HeadlineChange]:
    """Give the changed headlines, the client's first."""
    return sorted(report.history.headlines, key=lambda one: one.company != report.client)


def shows_pictures(changes: Iterable[HeadlineChange], change: HeadlineChange) -> bool:
    """Tell whether a headline is among the first that come with both pictures."""
    with_both = [one for one in changes if one.pictures]
    return change in with_both[:MOST_PICTURES]


def unread_line(one: Unread) -> str:
    """Give since when a company's site could not be read."""
    tries = "this time" if one.crawls == 1 else f"in the last {one.crawls} readings"
    return f"last read {long_date(one.last)}, not {tries}. What it says now is not in this report."


def profile_line(change: str) -> str:
    """Give what became of a profile, in words."""
    return TURNS.get(change, change)


def leads_shown(report: Report) -> list[Lead]:
    """Give the companies whose leads could be counted, the surest first."""
    found = [one for one in report.history.leads if one.p is not None]
    return sorted(found, key=lambda one: (one.p, one.company.casefold()))


def leads_untold(report: Report) -> list[str]:
    """Give the names of those of whom too few claims have a known age."""
    return [isolated(one.company) for one in report.history.leads if one.p is None]
