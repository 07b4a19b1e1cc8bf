"""Weights of a transformer, and what they do in every kind of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from torch.nn.functional import gelu, layer_norm, linear

if TYPE_CHECKING:
    from pathlib import Path

    import torch
    from torch import Tensor


class Weights:
    """The named matrices of an encoder, read from a folder.

    ``dimensions``, ``heads`` and ``layers`` are the encoder's. States are of shape (rows, length,
    dimensions).
    """

    def __init__(self, folder: Path, dtype: torch.dtype) -> None:
        """Read ``config.json`` and ``model.safetensors``; ``dtype`` is the arithmetic."""
        from safetensors.torch import load_file

        config = json.loads((folder / "config.json").read_text("utf-8"))
        self.dimensions: int = config["hidden_size"]
        self.heads: int = config["num_attention_heads"]
        self.layers: int = config["num_hidden_layers"]
        self._epsilon: float = config["layer_norm_eps"]
        weights = load_file(folder / "model.safetensors")
        self._weights: dict[str, Tensor] = {
            name: weight.to(dtype) for name, weight in weights.items() if weight.is_floating_point()
        }

    def table(self, name: str) -> Tensor:
        """Give the matrix of this name."""
        return self._weights[f"{name}.weight"]

    def dense(self, states: Tensor, name: str) -> Tensor:
        """Give the states through a matrix and its bias."""
        return linear(states, self.table(name), self._weights[f"{name}.bias"])

    def norm(self, states: Tensor, name: str) -> Tensor:
        """Give states of mean 0 and variance 1 per token, then scaled and shifted."""
        shift = self._weights[f"{name}.bias"]
        return layer_norm(states, (self.dimensions,), self.table(name), shift, self._epsilon)

    def by_head(self, states: Tensor) -> Tensor:
        """Give the states in shape (rows, heads, length, dimensions / heads)."""
        rows, length, _ = states.shape
        return states.view(rows, length, self.heads, -1).transpose(1, 2)

    def widened(self, states: Tensor, layer: str) -> Tensor:
        """Give the states after the second half of a layer: each token by itself, made wide."""
        inner = gelu(self.dense(states, f"{layer}.intermediate.dense"))
        wide = self.dense(inner, f"{layer}.output.dense")
        return self.norm(wide + states, f"{layer}.output.LayerNorm")
