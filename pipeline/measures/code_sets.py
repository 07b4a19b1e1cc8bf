"""Sets of words by number, of which many pairs are intersected at a time."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.uneven import Uneven

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray


class CodeSets:
    """Sets of words, each word a code; ``sizes`` (sets,) counts them."""

    def __init__(self, codes: Uneven, count: int) -> None:
        """Take the ascending codes of each set, all below ``count``."""
        self._codes, self._count = codes, count
        self.sizes = codes.lengths
        # Ascending, since sets stand in order and each is sorted.
        self._keys = np.repeat(np.arange(len(codes)), self.sizes) * count + codes.flat

    def shared(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.int64]:
        """Give how many words the sets ``left[i]`` and ``right[i]`` share, shape (pairs,)."""
        if not len(self._keys):
            return np.zeros(len(left), np.int64)
        pair, codes = self._codes.together(left)
        asked = right[pair] * self._count + codes
        found = np.minimum(np.searchsorted(self._keys, asked), len(self._keys) - 1)
        return np.bincount(pair[self._keys[found] == asked], minlength=len(left))


class Coder:
    """Gives words codes in the order in which they are met, set by set."""

    def __init__(self) -> None:
        """Begin without a word."""
        self._code: dict[str, int] = {}
        self._flat, self._starts = array("i"), array("q", [0])

    def add(self, words: AbstractSet[str]) -> None:
        """Take the next set."""
        code = self._code
        self._flat.extend(sorted(code.setdefault(word, len(code)) for word in words))
        self._starts.append(len(self._flat))

    def sets(self) -> CodeSets:
        """Give the sets that were taken."""
        codes = Uneven(np.array(self._flat, np.int32), np.array(self._starts, np.int64))
        return CodeSets(codes, len(self._code))
