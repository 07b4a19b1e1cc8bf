"""Neighbour search: which vectors lie within a similarity of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class NeighbourIndex:
    """Unit vectors held in FAISS, searched exactly."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        """Index the rows of ``vectors``, shape (n, dimensions)."""
        import faiss

        self._index: Any = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors))

    def within(
        self, queries: NDArray[np.float32], similarity: float
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
        """Give all pairs (query row, indexed row, cosine) with at least this cosine.

        Ordered by query row, then indexed row.
        """
        # FAISS keeps what is strictly above the radius.
        radius = float(np.nextafter(np.float32(similarity), np.float32(-2)))
        limits, cosines, rows = self._index.range_search(np.ascontiguousarray(queries), radius)
        counts = np.diff(limits.astype(np.int64)).astype(np.int64)
        asked = np.repeat(np.arange(len(queries)), counts)
        order = np.lexsort((rows, asked))
        return asked[order], rows[order].astype(np.intp), cosines[order]
