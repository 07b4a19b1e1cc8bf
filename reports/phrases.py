"""Small pieces of wording: counts, ranges, lists of names, and quotes cut to a fair length."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from reports.data import Range

FAIR_WORDS = 25
"""The most words of somebody else's text that the page shows in one quote."""

FAIR_CHARACTERS = 280
"""The same for scripts that put no spaces between words."""


def count(number: int, one: str, many: str) -> str:
    """Give a number with its noun: ``1 company``, ``1,200 companies``."""
    return f"{grouped(number)} {one if number == 1 else many}"


def grouped(number: int) -> str:
    """Give a whole number as it is read: ``1,200``."""
    return f"{number:,}"


def points(value: float) -> str:
    """Give index points as a whole number with a real minus sign, never minus zero."""
    return fixed(round(value), 0)


def decimal(value: float) -> str:
    """Give a number with one decimal."""
    return f"{value:.1f}"


def fixed(value: float, digits: int) -> str:
    """Give a number with so many decimals and a real minus sign, never minus zero."""
    shown = f"{abs(value):.{digits}f}"
    return f"\N{MINUS SIGN}{shown}" if value < 0 and float(shown) else shown


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


def short_date(day: date) -> str:
    """Give a date for a narrow column: ``21 Nov 2026``."""
    return f"{day.day} {day:%b %Y}"


def day_or_moment(when: datetime, others: Iterable[datetime]) -> str:
    """Give a day as people write it; with the hour in UTC where another moment is of that day."""
    same = any(other.date() == when.date() and other != when for other in others)
    return moment(when) if same else long_date(when.date())


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


def opened(words: str) -> str:
    """Give words with a capital first, as they open a line."""
    return words[:1].upper() + words[1:]


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


def around(text: str, passage: str) -> tuple[str, str, str]:
    """Give a quote as (before, passage, after), 25 words at most, cut ends with an ellipsis.

    Where the passage does not stand in the text, all of the quote comes as ``before``.
    """
    whole, found = " ".join(text.split()), " ".join(passage.split())
    at = whole.find(found) if found else -1
    if at < 0 or len(found) > FAIR_CHARACTERS:
        return cut(text), "", ""
    room = max(0, FAIR_WORDS - len(found.split()))
    ahead, behind = whole[:at].split(" "), whole[at + len(found) :].split(" ")
    kept = max(room // 2, room - (len(behind) - 1))
    before = _tail(whole[:at], kept)
    return before, found, _head(whole[at + len(found) :], room - min(kept, len(ahead) - 1))


def _tail(text: str, words: int) -> str:
    """Give the end of what stands before a passage."""
    parts = text.split(" ")
    short = " ".join(parts[max(0, len(parts) - 1 - words) :]) if words else parts[-1]
    return text if len(short) >= len(text) else f"… {short[-FAIR_CHARACTERS:]}"


def _head(text: str, words: int) -> str:
    """Give the beginning of what stands after a passage."""
    short = " ".join(text.split(" ")[: words + 1])
    return text if len(short) >= len(text) else f"{short[:FAIR_CHARACTERS].rstrip(',;: ')} …"


def mid_sentence(name: str, texts: str) -> str:
    """Give a field's name as it stands inside a sentence: in small letters, but for proper names.

    "Shift Planning Software" becomes "shift planning software"; "UK banks" and "iOS apps" stay. A
    word with one capital, its first letter, keeps it where ``texts`` write it so in the middle of
    a sentence more often than small; behind the first word of a name that is not in title case it
    always does.
    """
    words = name.split(" ")
    titled = all(word[:1].isupper() for word in words if len(word) > 3)
    return " ".join(
        _small(word, texts) if number == 0 or titled else word for number, word in enumerate(words)
    )


def _small(word: str, texts: str) -> str:
    if word[:1].upper() + word[1:].lower() != word:
        return word
    small = word.lower()
    proper = len(re.findall(rf"(?<=[a-z,] ){re.escape(word)}\b", texts))
    return word if proper > len(re.findall(rf"\b{re.escape(small)}\b", texts)) else small
