"""The look of home pages in words: which is whose, and whether they look more alike than chance."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING

from reports.phrases import count, ended, in_hundred, joined, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.data import Range, Report
    from reports.look_data import HomePage, LookField, LookPair

LENSES = {
    "colour": "which colours fill the window, and how much of each",
    "layout": "which boxes the window falls into, and where they stand",
    "imagery": "where pictures and letters stand, how busy and how colourful they are",
}
"""What each lens looks at."""

MOST_ROWS = 24
MOST_TWINS = 3
"""Pairs of pages that are shown side by side."""

HOW_TO = (
    "To have pictures taken, install Chromium and pip install 'messaging-sameness[render]', and "
    "run again."
)


@dataclass(frozen=True, slots=True)
class Window:
    """A home page in the report: ``key`` is its picture's id, ``letter`` stands for its name."""

    key: str
    letter: str
    page: HomePage


@dataclass(frozen=True, slots=True)
class Twins:
    """Two home pages that are the nearest of all through these lenses."""

    first: Window
    second: Window
    lenses: tuple[LookPair, ...]


def shows_pages(report: Report) -> bool:
    """Tell whether there are home pages to guess: at least two, covered."""
    return len(covered_pages(report)) > 1


def shows_look(report: Report) -> bool:
    """Tell whether anybody asked how home pages look, if only to say that no picture was taken."""
    return bool(report.look.fields)


def windows(report: Report) -> list[Window]:
    """Give all pictures; their letters give nothing away, and are the same whenever it is made."""
    shuffled = sorted(
        (page for page in report.look.pages if page.covered),
        key=lambda page: hashlib.sha256(f"{report.run_id} {page.company}".encode()).digest(),
    )
    shown = [*shuffled, *(page for page in report.look.pages if not page.covered)]
    return [Window(f"shot-{n + 1}", _letter(n), page) for n, page in enumerate(shown)]


def covered_pages(report: Report) -> list[Window]:
    """Give the pictures that can be guessed, in the order of their letters."""
    return [window for window in windows(report) if window.page.covered]


def _letter(number: int) -> str:
    """Give A, B, ... Z, AA, AB, ..."""
    first, last = divmod(number, 26)
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[last]


def pages_heading(report: Report) -> str:
    """Give the question that the covered pages ask, with how many there are."""
    number = len(covered_pages(report))
    if report.client in {window.page.company for window in covered_pages(report)}:
        return f"{number} home pages, names covered: which is yours?"
    return f"{number} home pages, names covered: whose is whose?"


def pages_lead(report: Report) -> str:
    """Give what is covered, and what guessing would get."""
    shown = covered_pages(report)
    bars = sum(len(window.page.bars) for window in shown)
    return (
        f"{count(bars, 'bar covers', 'bars cover')} names, addresses and logos. What stands inside "
        f"a photo or a drawing is not covered. Blind guessing gets 1 of {len(shown)} right on "
        "average."
    )


def uncovered_sentence(report: Report) -> str:
    """Give whose pages are missing from the guess; empty where none are."""
    asked = [company.name for company in report.companies]
    there = {window.page.company for window in covered_pages(report)}
    missing = [name for name in asked if name not in there]
    if not missing:
        return ""
    return f"Of {joined(missing, 6)} there is no picture that could be covered."


def lens_meaning(lens: str) -> str:
    """Give what a lens looks at."""
    return LENSES.get(lens, lens)


def measured_lenses(report: Report) -> list[LookField]:
    """Give the lenses that have a figure."""
    return [field for field in report.look.fields if field.farther is not None]


def look_heading(report: Report) -> str:
    """Give what the three lenses find, or that nothing can be said."""
    if not report.look.pages:
        return "No picture of a home page was taken"
    measured = measured_lenses(report)
    if not measured:
        return "Too few home pages were seen to compare their look"
    clear = [field.lens for field in measured if field.clear]
    if clear:
        return f"In {joined(clear)} these home pages are more alike than pages of other fields"
    apart = [field.lens for field in measured if field.farther and field.farther.high < 0.5]
    if apart:
        return f"In {joined(apart)} these home pages differ more than pages of other fields do"
    return "Nothing shows that these home pages look more alike than pages of other fields"


def look_so_what(report: Report) -> list[str]:
    """Give what the distances mean for the reader; nothing where there are none."""
    measured = measured_lenses(report)
    if not measured:
        return []
    said = [_clear_sentence(field) for field in measured if field.clear]
    said += [_open_sentence(measured), _client_sentence(report)]
    if any(field.clear for field in measured):
        said.append("A shared look makes a swapped name easier to miss. It is no fault by itself.")
    else:
        said.append("Where two pitches are alike, the look is not what makes them so.")
    return [words for words in said if words]


def _clear_sentence(field: LookField) -> str:
    return (
        f"In {field.lens}, of 100 pairs of pages from different fields, "
        f"{in_hundred(_value(field.farther))} are farther apart than two of these are on average."
    )


def _open_sentence(measured: Sequence[LookField]) -> str:
    """Give in which lenses nothing is shown either way; empty where there are none."""
    untold = [f.lens for f in measured if f.farther and f.farther.low <= 0.5 <= f.farther.high]
    if not untold:
        return ""
    return (
        f"In {joined(untold)} the range includes 50: as far as we can tell, these pages are as "
        "alike as pages of strangers."
    )


def _client_sentence(report: Report) -> str:
    own = [
        pair
        for pair in report.look.pairs
        if report.client in {pair.company, pair.rival} and pair.clear
    ]
    if not own:
        return ""
    nearest = max(own, key=lambda pair: _value(pair.farther))
    rival = nearest.rival if nearest.company == report.client else nearest.company
    return (
        f"Your home page comes nearest to that of {rival}, in {nearest.lens}: "
        f"{in_hundred(_value(nearest.farther))} of 100 such pairs are farther apart."
    )


def look_strangers(report: Report) -> str:
    """Give who the strangers are, with what that does to the figures."""
    field = next(iter(measured_lenses(report)), None)
    if field is None:
        return ""
    pages = f"{field.stranger_pages} pages of other fields, in {field.stranger_pairs} pairs"
    if not field.shipped:
        return f"The strangers are {pages}: home pages of companies read in this workspace."
    return (
        f"The strangers are {pages}. {field.shipped} of them ship with the program: first pages of "
        "manuals, and home pages that sell, most of them themes to build on. Manuals are plainer "
        "than your market, themes more colourful: read the shares as rough. Once other industries "
        "are read in this workspace, theirs take over."
    )


def look_reason(report: Report) -> str:
    """Give why there is no figure, and what helps; empty where there is one."""
    reason = next((field.reason for field in report.look.fields if field.reason), "")
    if not reason:
        return ""
    said = ended(sentence(reason))
    return f"{said} {HOW_TO}" if not report.look.pages else said


def twins(report: Report) -> list[Twins]:
    """Give each lens's nearest pair, or the client's, if it is clearly nearer than strangers are.

    A pair that is the nearest through several lenses stands there once, with all of them.
    """
    places = {window.page.company: window for window in windows(report)}
    found: dict[tuple[str, str], list[LookPair]] = {}
    for field in measured_lenses(report):
        pairs = [pair for pair in report.look.pairs if pair.lens == field.lens]
        own = [pair for pair in pairs if report.client in {pair.company, pair.rival}]
        near = [pair for pair in own or pairs if pair.clear]
        for pair in sorted(near, key=lambda pair: pair.distance)[:1]:
            found.setdefault((pair.company, pair.rival), []).append(pair)
    shown = [
        Twins(places[company], places[rival], tuple(lenses))
        for (company, rival), lenses in found.items()
        if company in places and rival in places
    ]
    return sorted(shown, key=lambda one: -len(one.lenses))[:MOST_TWINS]


def twins_sentence(pair: LookPair) -> str:
    """Give how near two pages are through one lens."""
    if pair.farther is None:
        return f"Nearest in {pair.lens}."
    return (
        f"Nearest in {pair.lens}: {in_hundred(pair.farther.value)} of 100 pairs of strangers are "
        f"farther apart (range {in_hundred(pair.farther.low)}–{in_hundred(pair.farther.high)})."
    )


def look_rows(report: Report) -> list[tuple[LookPair, ...]]:
    """Give a row per pair, with one entry per lens: the client's pairs, else the clearest.

    Of a field's pairs those stand here that are clearly more alike than strangers through any lens,
    at most MOST_ROWS, in the order of the industry file.
    """
    rows: dict[tuple[str, str], list[LookPair]] = {}
    for pair in report.look.pairs:
        rows.setdefault((pair.company, pair.rival), []).append(pair)
    if report.client:
        return [tuple(row) for names, row in rows.items() if report.client in names]
    clear = [tuple(row) for row in rows.values() if any(pair.clear for pair in row)]
    return clear[:MOST_ROWS]


def _value(figure: Range | None) -> float:
    return figure.value if figure else 0.0
