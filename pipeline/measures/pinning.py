"""Claims keep their ids: this run's claims matched with those of earlier runs."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    judged: Callable[[list[str], list[str]], NDArray[np.float64]],
    least: float,
) -> list[str]:
    """Give an id per text of this run's medoids: a known claim's where one matches, else a new one.

    Equal texts, letter case aside, match before all others. ``judged`` gives the probabilities of
    one claim of the texts and known texts that are left, shape (texts, known), 0 where a pair
    contradicts itself. ``texts`` and ``known_ids`` are sorted, so that the result does not depend
    on the order in which they came.
    """
    matched = _equals(texts, known_texts)
    rows = [row for row in range(len(texts)) if row not in matched]
    columns = sorted(set(range(len(known_texts))).difference(matched.values()))
    likely = judged([texts[row] for row in rows], [known_texts[column] for column in columns])
    matched |= {rows[row]: columns[column] for row, column in match_one_to_one(likely, least)}
    taken = set(known_ids)
    ids = []
    for row, text in enumerate(texts):
        claim_id = known_ids[matched[row]] if row in matched else new_id(text, taken)
        taken.add(claim_id)
        ids.append(claim_id)
    return ids


def _equals(texts: Sequence[str], known_texts: Sequence[str]) -> dict[int, int]:
    """Give the known text of each text that equals one, letter case aside, each used once."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row in reversed(range(len(texts))):
        rows[texts[row].lower()].append(row)
    return {
        rows[known.lower()].pop(): column
        for column, known in enumerate(known_texts)
        if rows.get(known.lower())
    }


def new_id(text: str, taken: set[str]) -> str:
    """Give an id made of a claim's wording that no other claim ever had: ten hexadecimal digits."""
    number = 0
    while True:
        salt = f"\x1f{number}" if number else ""
        found = hashlib.sha256((text.lower() + salt).encode()).hexdigest()[:DIGITS]
        if found not in taken:
            return found
        number += 1
