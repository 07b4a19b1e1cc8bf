"""Learns the axes on which states of word pieces ship: those along which written ones spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

KEPT = 128
"""Axes kept of 768 in each layer."""


def learn_axes(states: Iterable[NDArray[np.float32]]) -> dict[str, NDArray[np.float64]]:
    """Give the middle of all pieces, and the axes of most spread, the widest last, in each layer.

    ``states`` has an array (layers, pieces, numbers) a text; "middles" (layers, numbers) and
    "axes" (layers, numbers, 128) come out.
    """
    pieces = 0
    total, squares = np.zeros(1), np.zeros(1)
    for layers in states:
        exact = layers.astype(np.float64)
        pieces += exact.shape[1]
        total = total + exact.sum(axis=1)
        squares = squares + exact.swapaxes(1, 2) @ exact
    middles = np.asarray(total / pieces)
    spread = squares / pieces - middles[:, :, None] * middles[:, None]
    return {"middles": middles, "axes": np.linalg.eigh(spread)[1][:, :, -KEPT:]}


def keep_axes(learned: dict[str, NDArray[np.float64]], path: Path, source: str) -> None:
    """Write axes as the program reads them, with the words that say what they were learned on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        middles=learned["middles"].astype(np.float32),
        axes=learned["axes"].astype(np.float16),
        source=np.array(source),
    )
