"""BERT's forward pass in plain torch: the library that it comes with takes longer to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn.functional import embedding, normalize, scaled_dot_product_attention

from embeddings.weights import Weights

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor


class Bert:
    """The encoder half of a transformer (Devlin et al. 2019) with mean pooling.

    Operation for operation what ``transformers`` and ``sentence_transformers`` compute, so that
    vectors are theirs (docs/decisions/0040-encoder-in-torch.md).
    """

    def __init__(self, folder: Path, dtype: torch.dtype) -> None:
        """Read the weights in ``folder``; ``dtype`` is the arithmetic."""
        self._weights = Weights(folder, dtype)
        self.dimensions = self._weights.dimensions

    def pooled(self, ids: Tensor, seen: Tensor) -> Tensor:
        """Give the mean vector of each row's tokens, in float32, of length 1 but for rounding.

        ``ids`` (rows, length) are the tokens, ``seen`` (rows, length) is 1 for those that count,
        at least one a row. Shape (rows, dimensions).
        """
        states = self._embed(ids)
        mask = None if bool(seen.all()) else seen.bool()[:, None, None, :]
        for number in range(self._weights.layers):
            layer = f"encoder.layer.{number}"
            mixed = self._attend(states, mask, f"{layer}.attention.self")
            attended = self._weights.dense(mixed, f"{layer}.attention.output.dense")
            states = self._weights.norm(attended + states, f"{layer}.attention.output.LayerNorm")
            states = self._weights.widened(states, layer)
        counted = seen[:, :, None].to(states.dtype)
        total = (states * counted).sum(dim=1, dtype=torch.float32)
        mean = total / counted.sum(dim=1, dtype=torch.float32)
        return normalize(mean.to(states.dtype)).float()

    def _embed(self, ids: Tensor) -> Tensor:
        """Give what each token means by itself, that it is of one text, and where it stands."""
        words = embedding(ids, self._weights.table("embeddings.word_embeddings"))
        only_text = self._weights.table("embeddings.token_type_embeddings")[0]
        places = self._weights.table("embeddings.position_embeddings")[: ids.shape[1]]
        return self._weights.norm(words + only_text + places, "embeddings.LayerNorm")

    def _attend(self, states: Tensor, mask: Tensor | None, name: str) -> Tensor:
        """Give softmax(Q·Kᵀ / √d)·V of every head, side by side (Vaswani et al. 2017)."""
        query, key, value = (
            self._weights.by_head(self._weights.dense(states, f"{name}.{part}"))
            for part in ("query", "key", "value")
        )
        if mask is not None:
            mask = mask.expand(-1, -1, states.shape[1], -1)
        mixed = scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return mixed.transpose(1, 2).reshape(states.shape)
