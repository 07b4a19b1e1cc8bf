"""MPNet's forward pass in plain torch: what it makes of each piece, layer by layer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch.nn.functional import embedding

from embeddings.weights import Weights

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from torch import Tensor

FIRST_PLACE = 2
"""Where the first piece of a text stands; fillers all stand at 1."""
BUCKETS = 32
"""Kinds of distance that the encoder tells apart, half of them forwards."""
FARTHEST = 128
"""Pieces; whatever is farther is as far."""


class MPNet:
    """The encoder of Song et al. 2020: BERT whose attention heeds how far pieces stand apart.

    Operation for operation what ``transformers`` computes, so that what was fitted on its states
    holds (docs/decisions/0040-encoder-in-torch.md).
    """

    def __init__(self, folder: Path) -> None:
        """Read the weights in ``folder``; the arithmetic is float32."""
        self._weights = Weights(folder, torch.float32)

    def states(self, ids: Tensor, seen: Tensor) -> Iterator[Tensor]:
        """Yield the states after no layer, after the first, and so on to the last.

        ``ids`` (rows, length) are the pieces, ``seen`` (rows, length) is true for those that
        count, at least one a row and before all others. Each is of shape (rows, length,
        dimensions).
        """
        words = embedding(ids, self._weights.table("embeddings.word_embeddings"))
        places = (seen.long().cumsum(dim=1) + FIRST_PLACE - 1).where(seen, FIRST_PLACE - 1)
        stood = embedding(places, self._weights.table("embeddings.position_embeddings"))
        states = self._weights.norm(words + stood, "embeddings.LayerNorm")
        apart = self._weigh_distances(ids.shape[1])
        unseen = torch.zeros(seen.shape).masked_fill(~seen, torch.finfo(torch.float32).min)
        yield states
        for number in range(self._weights.layers):
            layer = f"encoder.layer.{number}"
            mixed = self._attend(states, apart, unseen[:, None, None], f"{layer}.attention.attn")
            states = self._weights.norm(mixed + states, f"{layer}.attention.LayerNorm")
            states = self._weights.widened(states, layer)
            yield states

    def _attend(self, states: Tensor, apart: Tensor, unseen: Tensor, name: str) -> Tensor:
        """Give softmax(Q·Kᵀ / √d + distance)·V of every head, put together again."""
        query, key, value = (
            self._weights.by_head(self._weights.dense(states, f"{name}.{part}")) for part in "qkv"
        )
        scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[3]) + apart + unseen
        mixed = (scores.softmax(dim=3) @ value).transpose(1, 2).reshape(states.shape)
        return self._weights.dense(mixed, f"{name}.o")

    def _weigh_distances(self, length: int) -> Tensor:
        """Give what is added to the score of a piece (row) for a piece (column), per head."""
        place = torch.arange(length)
        kinds = distance_kinds(place[None, :] - place[:, None])
        table = self._weights.table("encoder.relative_attention_bias")
        return embedding(kinds, table).permute(2, 0, 1)[None]


def distance_kinds(distances: Tensor) -> Tensor:
    """Give the kind of each distance in pieces, 0 to 31 (Raffel et al. 2020, section 2.1).

    In each direction distances below 8 have a kind of their own, those up to 128 share eight by
    their logarithm.
    """
    each_way = BUCKETS // 2
    exact = each_way // 2
    size = distances.abs()
    share = torch.log(size.clamp(min=1) / exact) / math.log(FARTHEST / exact)
    far = (exact + (share * (each_way - exact)).long()).clamp(max=each_way - 1)
    return torch.where(size < exact, size, far) + each_way * (distances > 0)
