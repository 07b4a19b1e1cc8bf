"""Small pieces of wording: counts, ranges, lists of names, and quotes cut to a fair length."""

from __future__ import annotations

import unicodedata
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from reports.data import Range

FAIR_WORDS = 25
"""The most words of somebody else's text that the page shows in one quote."""

FAIR_CHARACTERS = 280
"""The same for scripts that put no spaces between words."""


def count(number: int, one: str, many: str) -> str:
    """Give a number with its noun: ``1 company``, ``1,200 companies``."""
    return f"{number:,} {one if number == 1 else many}"


def points(value: float) -> str:
    """Give index points as a whole number, never ``-0``."""
    return f"{round(value) + 0}"


def decimal(value: float) -> str:
    """Give a number with one decimal."""
    return f"{value:.1f}"


def span(figure: Range) -> str:
    """Give a range of index points in words: ``62 to 88``."""
    return f"{points(figure.low)} to {points(figure.high)}"


def decimal_span(figure: Range) -> str:
    """Give a range with one decimal in words: ``1.8 to 2.6``."""
    return f"{decimal(figure.low)} to {decimal(figure.high)}"


def in_hundred(share: float) -> str:
    """Give a share in [0, 1] as a whole number out of a hundred."""
    return points(100 * share)


def long_date(day: date) -> str:
    """Give a date as people write it: ``21 November 2026``."""
    return f"{day.day} {day:%B %Y}"


def moment(when: datetime | None) -> str:
    """Give a time in UTC as people write it: ``21 November 2026, 14:05 UTC``; a dash for None."""
    if when is None:
        return "–"
    when = when.astimezone(UTC) if when.tzinfo else when
    return f"{long_date(when.date())}, {when:%H:%M} UTC"


def place(url: str, most: int = 60) -> str:
    """Give an address as a reader wants it: without scheme and query, cut to ``most`` characters.

    A cut address ends in an ellipsis; the link itself stays whole.
    """
    plain = url.split("://", 1)[-1].split("#", 1)[0].split("?", 1)[0].rstrip("/")
    return shortened(plain.removeprefix("www."), most)


def isolated(name: str) -> str:
    """Give a name that keeps its own writing direction inside an English sentence.

    Only right-to-left names are wrapped in Unicode isolates; others come back unchanged.
    """
    if any(unicodedata.bidirectional(letter) in {"R", "AL", "AN"} for letter in name):
        return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"
    return name


def joined(names: Sequence[str], most: int = 4) -> str:
    """Give names as a sentence lists them: ``A, B and C``; past ``most`` the rest is counted."""
    shown = [isolated(name) for name in names[:most]]
    if len(names) > most:
        shown.append(count(len(names) - most, "other", "others"))
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def ended(words: str) -> str:
    """Give a sentence with a full stop if it ends without any mark."""
    words = words.strip()
    return words if not words or words[-1] in ".!?…" else f"{words}."


def sentence(words: str) -> str:
    """Give words as a sentence of their own: a capital first, a full stop last."""
    whole = ended(words)
    return whole[:1].upper() + whole[1:]


def cut(text: str) -> str:
    """Give a quote of at most 25 words (or 280 characters), cut at a word with an ellipsis."""
    words = text.split()
    short = " ".join(words[:FAIR_WORDS])
    if len(short) > FAIR_CHARACTERS:
        short = short[:FAIR_CHARACTERS].rsplit(" ", 1)[0]
    return short if short == " ".join(words) else f"{short.rstrip(',;:')} …"


def shortened(name: str, most: int = 20) -> str:
    """Give a name that fits a chart's margin, with an ellipsis where it was cut."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
