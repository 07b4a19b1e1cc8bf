"""Neighbour search: which vectors lie within a similarity of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_FOR_CELLS = 50_000
CELLS, PROBES = 512, 32


class NeighbourIndex:
    """Unit vectors held in FAISS: exact up to 50,000, in 512 inverted lists beyond."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        """Index the rows of ``vectors``, shape (n, dimensions)."""
        import faiss

        large = len(vectors) >= FEWEST_FOR_CELLS
        self._index: Any = _cells(vectors) if large else faiss.IndexFlatIP(vectors.shape[1])
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


def _cells(vectors: NDArray[np.float32]) -> Any:  # noqa: ANN401 - faiss's types are generated
    """Give an empty index of inverted lists, trained on the vectors."""
    import faiss

    dimensions = vectors.shape[1]
    quantizer = faiss.IndexFlatIP(dimensions)
    index = faiss.IndexIVFFlat(quantizer, dimensions, CELLS, faiss.METRIC_INNER_PRODUCT)
    index.nprobe = PROBES
    index.train(vectors)
    return index
