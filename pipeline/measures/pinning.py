"""Claims keep their ids: this run's claims matched with those of earlier runs."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DIGITS = 10


def match_one_to_one(probabilities: NDArray[np.float64], least: float) -> list[tuple[int, int]]:
    """Give pairs (row, column) of at least this probability, the best first, each used once.

    Shape (new, old). Ties go to the lowest column, then the lowest row: sort both sides first.
    """
    rows, columns = np.nonzero(probabilities >= least)
    # Rounded, so that a last bit does not decide between equals.
    values = probabilities[rows, columns].round(9)
    found: list[tuple[int, int]] = []
    used: tuple[set[int], set[int]] = (set(), set())
    for at in np.lexsort((rows, columns, -values)):
        row, column = int(rows[at]), int(columns[at])
        if row not in used[0] and column not in used[1]:
            used[0].add(row)
            used[1].add(column)
            found.append((row, column))
    return found


def pinned_ids(
    texts: Sequence[str],
    known_ids: Sequence[str],
    known_texts: Sequence[str],
    probabilities: NDArray[np.float64],
    least: float,
) -> list[str]:
    """Give an id per text of this run's medoids: a known claim's where one matches, else a new one.

    ``probabilities`` (texts, known) of one claim, 0 where a pair contradicts itself. Equal texts,
    letter case aside, match before all others. ``texts`` and ``known_ids`` are sorted, so that the
    result does not depend on the order in which they came.
    """
    equal = np.array(
        [[text.lower() == known.lower() for known in known_texts] for text in texts], dtype=bool
    ).reshape(probabilities.shape)
    matched = dict(match_one_to_one(np.where(equal, 2.0, probabilities), least))
    taken = set(known_ids)
    ids = []
    for row, text in enumerate(texts):
        claim_id = known_ids[matched[row]] if row in matched else new_id(text, taken)
        taken.add(claim_id)
        ids.append(claim_id)
    return ids


def new_id(text: str, taken: set[str]) -> str:
    """Give an id made of a claim's wording that no other claim ever had: ten hexadecimal digits."""
    number = 0
    while True:
        salt = f"\x1f{number}" if number else ""
        found = hashlib.sha256((text.lower() + salt).encode()).hexdigest()[:DIGITS]
        if found not in taken:
            return found
        number += 1
