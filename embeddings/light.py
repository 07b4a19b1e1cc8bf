"""all-MiniLM-L6-v2 in plain numpy: for a handful of texts, ready long before torch is."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from embeddings.encoder import LONGEST, MODELS, find_minilm, load_encoder
from sameness.errors import ModelMissing
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from embeddings.encoder import Encoder

    Floats = NDArray[np.float32]


class LightEncoder:
    """The forward pass of BERT (Devlin et al. 2019) with mean pooling, one text at a time.

    Meets ``embeddings.encoder.Encoder``. Its arithmetic is float32: its vectors differ from the
    bfloat16 ones that a stored run may hold by less than .001 in cosine, near enough to compare a
    few texts with a stored field (``docs/decisions/0012-light-encoder.md``).
    """

    name = DEFAULT_MODEL

    def __init__(self) -> None:
        """Open tokenizer and weights in their package; raises ModelMissing."""
        from safetensors import safe_open
        from tokenizers import Tokenizer

        folder = find_minilm()
        config = json.loads((folder / "config.json").read_text("utf-8"))
        self._heads: int = config["num_attention_heads"]
        self._layers: int = config["num_hidden_layers"]
        self._epsilon: float = config["layer_norm_eps"]
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()
        file: Any = safe_open(str(folder / "model.safetensors"), framework="numpy")
        # The vocabulary's 47 MB stay in the file: a text needs a few rows of it.
        self._vocabulary: Any = file.get_slice("embeddings.word_embeddings.weight")
        skipped = ("embeddings.word_embeddings", "embeddings.position_ids", "pooler")
        names: list[str] = file.keys()
        self._weights: dict[str, Floats] = {
            name: file.get_tensor(name) for name in names if not name.startswith(skipped)
        }

    def encode(self, texts: list[str], on_progress: Callable[[int], None]) -> Floats:
        """Give unit vectors of shape (texts, 384); each text is encoded alone."""
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        # A text's matrices are so small that a second thread only waits, on a busy machine long.
        with threadpool_limits(1):
            for row, text in enumerate(texts):
                pooled = self.token_vectors(text).mean(axis=0)
                vectors[row] = pooled / np.linalg.norm(pooled)
                on_progress(1)
        return vectors

    def token_vectors(self, text: str) -> Floats:
        """Give the last layer's vector of every token, shape (tokens, 384), the two marks included.

        At most 256 tokens are read, as ``BertEncoder`` does.
        """
        states = self._embed(self._tokenizer.encode(text).ids)
        for number in range(self._layers):
            layer = f"encoder.layer.{number}"
            attended = self._dense(self._attend(states, layer), f"{layer}.attention.output.dense")
            states = self._norm(states + attended, f"{layer}.attention.output.LayerNorm")
            inner = gelu(self._dense(states, f"{layer}.intermediate.dense"))
            wide = self._dense(inner, f"{layer}.output.dense")
            states = self._norm(states + wide, f"{layer}.output.LayerNorm")
        return states

    def _embed(self, ids: list[int]) -> Floats:
        """Give what each token means by itself, where it stands, and that it is of one text."""
        words = np.concatenate([self._vocabulary[token : token + 1] for token in ids])
        places = self._weights["embeddings.position_embeddings.weight"][: len(ids)]
        only_text = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._norm(words + places + only_text, "embeddings.LayerNorm")

    def _attend(self, states: Floats, layer: str) -> Floats:
        """Give softmax(Q·Kᵀ / √d)·V of every head, side by side (Vaswani et al. 2017)."""
        query, key, value = (
            self._by_head(self._dense(states, f"{layer}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(query.shape[-1]))
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        mixed: Floats = (shares @ value).transpose(1, 0, 2).reshape(states.shape)
        return mixed

    def _by_head(self, states: Floats) -> Floats:
        """Give shape (tokens, 384) as (heads, tokens, 32)."""
        return states.reshape(len(states), self._heads, -1).transpose(1, 0, 2)

    def _dense(self, states: Floats, name: str) -> Floats:
        result: Floats = states @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return result

    def _norm(self, states: Floats, name: str) -> Floats:
        """Give layer normalisation: mean 0 and variance 1 per token, then scale and shift."""
        centred = states - states.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self._epsilon)
        scale, shift = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        normed: Floats = (centred / spread * scale + shift).astype(np.float32)
        return normed


def gelu(x: Floats) -> Floats:
    """Give x·Φ(x), Φ the normal distribution function (Hendrycks & Gimpel 2016)."""
    result: Floats = x * (
        np.float32(0.5) + np.float32(0.5) * error_function(x * np.float32(0.5**0.5))
    )
    return result


def error_function(x: Floats) -> Floats:
    """Give erf(x) to 2e-7 (Abramowitz & Stegun 1964, 7.1.26).

    numpy has none, and scipy takes longer to load than a text to encode.
    """
    size = np.abs(x)
    t = 1.0 / (1.0 + np.float32(0.3275911) * size)
    series = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = (series + np.float32(factor)) * t
    result: Floats = np.copysign(1.0 - series * np.exp(-size * size), x)
    return result


@cache
def light_encoder() -> LightEncoder:
    """Give the one light encoder of this process, loaded at its first use."""
    return LightEncoder()


def model_of(name: str) -> str:
    """Give the model behind an encoder's name, without its arithmetic; raises ModelMissing."""
    for model in MODELS:
        if name == model or name.startswith(f"{model} ("):
            return model
    raise ModelMissing(
        f"No model {name!r}, with which this run was made.",
        f"Measure again with one of these: {', '.join(sorted(MODELS))}.",
    )


def quick_encoder(model: str) -> Encoder:
    """Give the encoder of a model that is ready soonest; raises ModelMissing."""
    return light_encoder() if model == DEFAULT_MODEL else load_encoder(model)
