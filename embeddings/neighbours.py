"""Neighbour search: which vectors lie within a similarity of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import faiss
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_FOR_CELLS = 50_000
CELLS, PROBES = 512, 32


class NeighbourIndex:
    """Unit vectors held in FAISS: exact up to 50,000, in 512 inverted lists beyond."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        """Index the rows of ``vectors``, shape (n, dimensions)."""
        dimensions = vectors.shape[1]
        self._index = faiss.IndexFlatIP(dimensions)
        if len(vectors) >= FEWEST_FOR_CELLS:
            self._index = faiss.IndexIVFFlat(
                self._index, dimensions, CELLS, faiss.METRIC_INNER_PRODUCT
            )
            self._index.nprobe = PROBES
            self._index.train(vectors)
        self._index.add(np.ascontiguousarray(vectors))

    def within(
        self, queries: NDArray[np.float32], similarity: float
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
        """Give all pairs (query row, indexed row, cosine) with at least this cosine.

        Ordered by query row, then indexed row.
        """
        # FAISS keeps what is strictly above the radius.
        radius = float(np.nextafter(np.float32(similarity), np.float32(-1)))
        limits, cosines, rows = self._index.range_search(np.ascontiguousarray(queries), radius)
        asked = np.repeat(np.arange(len(queries)), np.diff(limits.astype(np.int64)))
        order = np.lexsort((rows, asked))
        return asked[order], rows[order].astype(np.intp), cosines[order]
