"""Where a table begins: tools write a preamble above it, of any length."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from crawlers.exports.column_names import is_known_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawlers.exports.table import Cell

_FARTHEST = 60
_VALUE = re.compile(r"[\d\s.,:/+-]*|https?://.*", re.DOTALL)


def find_heading(grid: Sequence[Sequence[Cell]]) -> int:
    """Give the place of the row that names the columns.

    It is the one with the most names that exports are known to use; where none has two, the first
    that is as wide as most rows are and holds words only.
    """
    known = [sum(is_known_name(str(cell or "")) for cell in row) for row in grid[:_FARTHEST]]
    best = max(range(len(known)), key=lambda place: (known[place], -place))
    if known[best] > 1:
        return best
    filled = [sum(cell not in {None, ""} for cell in row) for row in grid]
    usual = max(Counter(f for f in filled if f).items(), key=lambda item: (item[1], item[0]))[0]
    for place, row in enumerate(grid):
        if filled[place] >= usual and not any(_VALUE.fullmatch(str(c)) for c in row if c):
            return place
    return next(place for place, count in enumerate(filled) if count)


def name_columns(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Give distinct names of columns; one without a name is called by its place, from 1."""
    names: dict[str, None] = {}
    for place, cell in enumerate(cells, 1):
        name = " ".join(str(cell or "").replace("\ufeff", "").split()) or f"column {place}"
        number, distinct = 1, name
        while distinct in names:
            number += 1
            distinct = f"{name} ({number})"
        names[distinct] = None
    return tuple(names)
