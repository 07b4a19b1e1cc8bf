"""The encoder, with the real model."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from embeddings.encoder import (
    LENGTH_STEP,
    BertEncoder,
    Encoder,
    batch_rows,
    encoder_name,
    find_minilm,
    load_encoder,
)
from sameness.errors import ModelMissing
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from numpy.typing import NDArray

TEXTS = [
    "Plan a week of shifts in minutes.",
    "Shift planning that takes only minutes.",
    "Our oysters are landed every morning in Whitstable.",
    "No more phone calls on Sunday night, because your staff swap shifts among themselves.",
    "Rota",
    "",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(DEFAULT_MODEL)


def ignore(_: int) -> None:
    """Take no note of progress."""


def encode(encoder: Encoder, texts: list[str]) -> NDArray[np.float32]:
    return encoder.encode(texts, ignore)


def test_vectors_have_length_one(encoder: Encoder) -> None:
    vectors = encode(encoder, TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-6)


def test_a_vector_depends_on_its_text_alone_to_the_bit(encoder: Encoder) -> None:
    together = encode(encoder, TEXTS[:3])
    for i in (0, 2):
        assert encode(encoder, [TEXTS[i]]).tobytes() == together[i].tobytes()
    others = [f"Company {i} plans your week" for i in range(batch_rows(8))]
    crowd = encode(encoder, [*others[:5], *TEXTS[:3], *others[5:]])
    assert crowd[5:8].tobytes() == together.tobytes()


def test_vectors_are_those_of_the_library(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sentence_transformers import SentenceTransformer

    library = SentenceTransformer(str(find_minilm()), device="cpu")
    texts = [*TEXTS, *(f"{text} and so on, {n} times" for n, text in enumerate(TEXTS))]
    theirs = library.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    monkeypatch.setattr("embeddings.encoder._computes_bfloat16", lambda: False)
    exact = encode(BertEncoder(DEFAULT_MODEL, find_minilm()), texts)
    assert np.abs(exact - theirs).max() < 1e-6
    # Where the processor has bfloat16, the encoder computes in it.
    assert (encode(encoder, texts) * theirs).sum(axis=1).min() > 0.999


def test_the_libraries_that_only_tests_have_are_not_loaded() -> None:
    script = (
        "import sys; import embeddings.mpnet; from embeddings.encoder import load_encoder;"
        f"load_encoder('{DEFAULT_MODEL}').encode(['Plan a week.'], lambda _: None);"
        "print([m for m in ('transformers', 'sentence_transformers') if m in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout == "[]\n"


def test_rows_stand_in_the_order_of_the_texts(encoder: Encoder) -> None:
    forwards = encode(encoder, TEXTS[:3])
    assert encode(encoder, TEXTS[2::-1])[::-1].tobytes() == forwards.tobytes()
    doubled = encode(encoder, [TEXTS[0], TEXTS[2], TEXTS[0]])
    assert doubled[0].tobytes() == doubled[2].tobytes() != doubled[1].tobytes()


def test_alike_is_closer_than_unrelated(encoder: Encoder) -> None:
    plan, planning, oysters = encode(encoder, TEXTS[:3])
    assert plan @ planning > 0.6
    assert plan @ oysters < 0.3


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encode(encoder, []).shape == (0, 384)


def test_a_long_text_is_read_to_its_limit(encoder: Encoder) -> None:
    long = "We plan your whole week. " * 400
    vectors = encode(encoder, [long, long + "And something else entirely.", long[:200]])
    assert vectors[0].tobytes() == vectors[1].tobytes()
    assert vectors[0].tobytes() != vectors[2].tobytes()


@pytest.mark.parametrize("text", ["\u0000", "\ufeff", "漢字", "🙂" * 50, "a" * 5_000, "\n"])
def test_odd_texts_give_unit_vectors(encoder: Encoder, text: str) -> None:
    assert np.linalg.norm(encode(encoder, [text])) == pytest.approx(1.0, abs=1e-6)


def test_progress_adds_up_to_the_texts(encoder: Encoder) -> None:
    told: list[int] = []
    most = batch_rows(8)
    # Five tokens and the two marks: all of them in one group of lengths.
    encoder.encode([f"Texts of number {i % 10}." for i in range(most + 5)], told.append)
    assert told == [most, 5]


def test_a_vector_is_the_same_on_one_core(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    texts = [f"{text} {'And so on.' * (i % 9)}" for i, text in enumerate(TEXTS * 20)]
    everywhere = encode(encoder, texts)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert encode(encoder, texts).tobytes() == everywhere.tobytes()
    monkeypatch.delenv("OMP_NUM_THREADS")
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        assert encode(encoder, texts).tobytes() == everywhere.tobytes()
    finally:
        os.sched_setaffinity(0, cores)


def test_batches_are_full_enough_and_none_is_empty() -> None:
    assert batch_rows(LENGTH_STEP) == 96
    assert batch_rows(256) == 1


def test_the_name_tells_model_and_arithmetic(encoder: Encoder) -> None:
    assert encoder.name == encoder_name(DEFAULT_MODEL)
    assert encoder.name.startswith(DEFAULT_MODEL)


def test_an_unknown_model_is_told_with_the_known_ones() -> None:
    with pytest.raises(ModelMissing, match=r"No model 'word2vec'.\nKnown are: all-MiniLM-L6-v2"):
        load_encoder("word2vec")


def test_the_weights_lie_in_their_package() -> None:
    folder = find_minilm()
    assert isinstance(folder, Path)
    assert (folder / "modules.json").is_file()


def test_the_multilingual_encoder_brings_languages_together() -> None:
    encoder = load_encoder("use-multilingual-v3")
    english, german, other = encoder.encode(
        ["No cookies, no banners.", "Keine Cookies, keine Banner.", "We bake bread every day."],
        lambda _: None,
    )
    assert encoder_name("use-multilingual-v3") == encoder.name
    assert float(english @ german) > 0.8 > float(english @ other)
    assert np.linalg.norm(german) == pytest.approx(1, abs=1e-5)
    assert encoder.encode([], lambda _: None).shape == (0, 512)
