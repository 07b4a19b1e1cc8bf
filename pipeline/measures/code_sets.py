"""Sets of words by number, of which many pairs are intersected at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.uneven import Uneven

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class CodeSets:
    """Sets of words, each word a code; ``sizes`` (sets,) counts them."""

    def __init__(self, sets: Sequence[frozenset[str]]) -> None:
        """Code the words in the order in which they are met."""
        code: dict[str, int] = {}
        coded = [sorted(code.setdefault(word, len(code)) for word in one) for one in sets]
        self._codes, self._count = Uneven.of(coded), len(code)
        self.sizes = self._codes.lengths
        # Ascending, since sets stand in order and each is sorted.
        self._keys = np.repeat(np.arange(len(sets)), self.sizes) * self._count + self._codes.flat

    def shared(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.int64]:
        """Give how many words the sets ``left[i]`` and ``right[i]`` share, shape (pairs,)."""
        if not len(self._keys):
            return np.zeros(len(left), np.int64)
        pair, codes = self._codes.together(left)
        asked = right[pair] * self._count + codes
        found = np.minimum(np.searchsorted(self._keys, asked), len(self._keys) - 1)
        return np.bincount(pair[self._keys[found] == asked], minlength=len(left))
