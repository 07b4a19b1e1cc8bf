"""States: what the larger encoder makes of each word piece, in its sentence, in inner layers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from embeddings.larger import LARGER_MODEL, find_larger
from embeddings.pieces import word_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

LAYERS = (6, 10, 12)
"""Of twelve: those in which aligned pieces told most (docs/decisions/0021-the-larger-judge.md)."""
MOST_PIECES = 32
"""Word pieces of a statement whose states are kept."""
LONGEST = 126
"""Word pieces read of a statement, so that those kept are seen in their sentence."""
BATCH = 16
LENGTH_STEP = 8
FIRST_MARK, FILLER, LAST_MARK = 0, 1, 2
VOCABULARY_SHIFT = 4
"""Its vocabulary is MiniLM's behind four marks of its own: one cut serves both."""


@dataclass(frozen=True, slots=True)
class Axes:
    """Axes along which the pieces of written claims spread most, per layer.

    ``middles`` (layers, 768) is what is taken out before, ``axes`` (layers, 768, kept). ``name``
    tells these axes from any other.
    """

    name: str
    middles: Floats
    axes: Floats

    def turn(self, layers: Floats) -> NDArray[np.float16]:
        """Give states (layers, pieces, 768) as unit vectors (layers, pieces, kept)."""
        turned = (layers - self.middles[:, None]) @ self.axes
        length = np.linalg.norm(turned, axis=2, keepdims=True)
        unit: NDArray[np.float16] = (turned / np.maximum(length, 1e-9)).astype(np.float16)
        return unit


@cache
def load_axes() -> Axes:
    """Give the axes that ``evaluation/larger_judge.py`` learned."""
    file = resources.files("embeddings") / "axes" / f"{LARGER_MODEL}.npz"
    with resources.as_file(file) as path:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        with np.load(path) as kept:
            middles, axes = kept["middles"], kept["axes"].astype(np.float32)
    return Axes(f"{LARGER_MODEL} on axes {digest}", middles, axes)


class LayerReader:
    """all-mpnet-base-v2 as far as its inner layers, read from a folder, without any network.

    Batches have a fixed number of rows and a fixed padded length, so that a state does not depend
    on which texts were read with it (docs/decisions/0004-fixed-batches.md).
    """

    def __init__(self) -> None:
        """Load the weights; raises ModelMissing."""
        from embeddings.mpnet import MPNet

        self._model = MPNet(find_larger())

    def read(self, texts: Sequence[str]) -> Iterator[tuple[int, Floats]]:
        """Yield (number of the text, its states (layers, pieces, 768)) in an order of its own."""
        pieces = [cut[:LONGEST] for cut in word_pieces().split(texts)]
        order = sorted(range(len(texts)), key=lambda number: len(pieces[number]))
        groups: dict[int, list[int]] = {}
        for number in order:
            groups.setdefault(-(-(len(pieces[number]) + 2) // LENGTH_STEP), []).append(number)
        for steps, numbers in groups.items():
            for start in range(0, len(numbers), BATCH):
                batch = numbers[start : start + BATCH]
                layers = self._read_batch([pieces[n] for n in batch], steps * LENGTH_STEP)
                for row, number in enumerate(batch):
                    kept = min(len(pieces[number]), MOST_PIECES)
                    yield number, layers[:, row, 1 : 1 + kept]

    def _read_batch(self, pieces: list[NDArray[np.intp]], length: int) -> Floats:
        """Give states of shape (layers, BATCH, length, 768), filler rows included."""
        import torch

        ids = np.full((BATCH, length), FILLER, dtype=np.int64)
        # An all-masked row would divide by zero: filler rows keep one piece.
        ids[:, 0] = FIRST_MARK
        for row, cut in enumerate(pieces):
            ids[row, 1 : len(cut) + 1] = cut + VOCABULARY_SHIFT
            ids[row, len(cut) + 1] = LAST_MARK
        pieces_read = torch.from_numpy(ids)
        with torch.inference_mode():
            found = list(self._model.states(pieces_read, pieces_read != FILLER))
        return np.stack([found[layer].numpy() for layer in LAYERS])


class StateEncoder:
    """Gives the states of texts on the shipped axes; equal texts give equal states."""

    def __init__(self) -> None:
        """Load weights and axes; raises ModelMissing."""
        self._reader = LayerReader()
        self._axes = load_axes()

    def encode(
        self, texts: Sequence[str], on_progress: Callable[[int], None]
    ) -> list[NDArray[np.float16]]:
        """Give each text's states: shape (layers, pieces, kept), at most 32 pieces, unit vectors.

        ``on_progress`` is called with the number of texts done since its last call.
        """
        found = {}
        for number, layers in self._reader.read(texts):
            found[number] = self._axes.turn(layers)
            on_progress(1)
        return [found[number] for number in range(len(texts))]
