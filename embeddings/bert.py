"""BERT's forward pass in plain torch: the library that it comes with takes longer to load."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import torch
from torch.nn.functional import (
    embedding,
    gelu,
    layer_norm,
    linear,
    normalize,
    scaled_dot_product_attention,
)

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor


class Bert:
    """The encoder half of a transformer (Devlin et al. 2019) with mean pooling.

    Operation for operation what ``transformers`` and ``sentence_transformers`` compute, so that
    vectors are theirs (docs/decisions/0040-start.md).
    """

    def __init__(self, folder: Path, dtype: torch.dtype) -> None:
        """Read ``config.json`` and ``model.safetensors``; ``dtype`` is the arithmetic."""
        from safetensors.torch import load_file

        config = json.loads((folder / "config.json").read_text("utf-8"))
        self.dimensions: int = config["hidden_size"]
        self._heads: int = config["num_attention_heads"]
        self._layers: int = config["num_hidden_layers"]
        self._epsilon: float = config["layer_norm_eps"]
        weights = load_file(folder / "model.safetensors")
        self._weights: dict[str, Tensor] = {
            name: weight.to(dtype) for name, weight in weights.items() if weight.is_floating_point()
        }

    def pooled(self, ids: Tensor, seen: Tensor) -> Tensor:
        """Give the mean vector of each row's tokens, in float32, of length 1 but for rounding.

        ``ids`` (rows, length) are the tokens, ``seen`` (rows, length) is 1 for those that count,
        at least one a row. Shape (rows, dimensions).
        """
        states = self._embed(ids)
        mask = None if bool(seen.all()) else seen.bool()[:, None, None, :]
        for number in range(self._layers):
            layer = f"encoder.layer.{number}"
            attended = self._dense(
                self._attend(states, mask, layer), f"{layer}.attention.output.dense"
            )
            states = self._norm(attended + states, f"{layer}.attention.output.LayerNorm")
            inner = gelu(self._dense(states, f"{layer}.intermediate.dense"))
            wide = self._dense(inner, f"{layer}.output.dense")
            states = self._norm(wide + states, f"{layer}.output.LayerNorm")
        counted = seen[:, :, None].to(states.dtype)
        total = (states * counted).sum(dim=1, dtype=torch.float32)
        mean = total / counted.sum(dim=1, dtype=torch.float32)
        return normalize(mean.to(states.dtype)).float()

    def _embed(self, ids: Tensor) -> Tensor:
        """Give what each token means by itself, that it is of one text, and where it stands."""
        words = embedding(ids, self._weights["embeddings.word_embeddings.weight"])
        only_text = self._weights["embeddings.token_type_embeddings.weight"][0]
        places = self._weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        return self._norm(words + only_text + places, "embeddings.LayerNorm")

    def _attend(self, states: Tensor, mask: Tensor | None, layer: str) -> Tensor:
        """Give softmax(Q·Kᵀ / √d)·V of every head, side by side (Vaswani et al. 2017)."""
        query, key, value = (
            self._by_head(self._dense(states, f"{layer}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        if mask is not None:
            mask = mask.expand(-1, -1, states.shape[1], -1)
        mixed = scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return mixed.transpose(1, 2).reshape(states.shape)

    def _by_head(self, states: Tensor) -> Tensor:
        """Give shape (rows, length, dimensions) as (rows, heads, length, dimensions / heads)."""
        rows, length, _ = states.shape
        return states.view(rows, length, self._heads, -1).transpose(1, 2)

    def _dense(self, states: Tensor, name: str) -> Tensor:
        return linear(states, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _norm(self, states: Tensor, name: str) -> Tensor:
        scale, shift = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return layer_norm(states, (self.dimensions,), scale, shift, self._epsilon)
