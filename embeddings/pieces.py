"""Word pieces: the parts that MiniLM cuts words into, each with the vector it begins with."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings.encoder import LONGEST, find_minilm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


TEXTS_AT_ONCE = 4096
"""Texts cut at a time: what the tokenizer tells of each takes some kilobytes."""


class WordPieces:
    """MiniLM's vocabulary of word pieces, read without running the model.

    ``vectors`` (pieces, 384) are the rows of its input table without their mean, of length 1: near
    to each other for words that mean much the same, whatever stands beside them.
    """

    def __init__(self) -> None:
        """Open vocabulary and table in their package; raises ModelMissing."""
        from safetensors import safe_open
        from tokenizers import Tokenizer

        folder = find_minilm()
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()
        file: Any = safe_open(str(folder / "model.safetensors"), framework="numpy")
        table: NDArray[np.float32] = file.get_tensor("embeddings.word_embeddings.weight")
        table = table - table.mean(axis=0)
        table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
        self.vectors = table

    def split(self, texts: Sequence[str]) -> list[NDArray[np.intp]]:
        """Give each text's pieces, in order, as rows of ``vectors``."""
        return [
            np.array(encoding.ids, dtype=np.intp)
            for start in range(0, len(texts), TEXTS_AT_ONCE)
            for encoding in self._tokenizer.encode_batch(
                texts[start : start + TEXTS_AT_ONCE], add_special_tokens=False
            )
        ]


@cache
def word_pieces() -> WordPieces:
    """Give the one vocabulary of this process, read at its first use."""
    return WordPieces()
