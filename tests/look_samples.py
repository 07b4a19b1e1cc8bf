"""What a report knows of the look of an invented industry's home pages, one of them not covered."""

from __future__ import annotations

import base64
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from reports.data import Range
from reports.look_data import Bar, HomePage, LookField, LookPair, LookReport

if TYPE_CHECKING:
    from collections.abc import Sequence

TINY = base64.b64decode(
    "UklGRjwAAABXRUJQVlA4TC8AAAAvBwABABcgEEhAwtrfYCCxYGI0ovzPGAQCiX54Qwwy//FPBAQCSZI7jhzR/yhsAwA="
)
"""A WebP of 8x5 pixels: other versions of an encoder would write other bytes."""

LENSES = (("colour", 9.0, 0.61), ("layout", 0.4, 0.83), ("imagery", 0.1, 0.42))


def sample_look(names: Sequence[str]) -> LookReport:
    """Give home pages and three distances for companies of these names."""
    shown = names[:-1] if len(names) > 3 else names
    return LookReport(
        pages=tuple(_page(number, name, shown) for number, name in enumerate(names)),
        fields=tuple(_field(*lens, len(names)) for lens in LENSES),
        pairs=tuple(pair for lens in LENSES for pair in _pairs(*lens, names)),
    )


def _page(number: int, name: str, shown: Sequence[str]) -> HomePage:
    slug = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
    covered = name in shown
    bars = (Bar(40, 20, 150 + 9 * number, 40), Bar(300, 400, 220, 36)) if covered else ()
    url = f"https://{slug}.example/"
    return HomePage(name, url, date(2026, 11, 20), 1280, 800, TINY, covered, bars)


def _field(lens: str, distance: float, share: float, pages: int) -> LookField:
    if pages < 3:
        reason = f"{pages} home pages were seen with style sheets; 3 are needed"
        return LookField(lens, distance, None, pages, 13, 78, 13, clear=False, reason=reason)
    figure = Range(share, share - 0.2, share + 0.1)
    clear = share - 0.2 > 0.5
    return LookField(lens, distance, figure, pages, 13, 78, 13, clear=clear, reason="")


def _pairs(lens: str, distance: float, share: float, names: Sequence[str]) -> list[LookPair]:
    found: list[LookPair] = []
    if len(names) < 2:
        return found
    if len(names) < 3:
        return [LookPair(lens, names[0], names[-1], distance, None, clear=False)]
    for number, (one, other) in enumerate(combinations(names, 2)):
        value = max(0.05, share - 0.017 * ((number * 7) % 23))
        figure = Range(value, max(0.0, value - 0.15), min(1.0, value + 0.12))
        apart = distance * (1.6 - value)
        found.append(LookPair(lens, one, other, round(apart, 4), figure, clear=figure.low > 0.5))
    return found
