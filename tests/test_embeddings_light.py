"""The light encoder against the full one, and its formulas against the standard library."""

from __future__ import annotations

import math
import subprocess
import sys
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoder import LONGEST, Encoder, find_minilm
from embeddings.light import LightEncoder, error_function, gelu, light_encoder
from sameness.settings import DEFAULT_MODEL

WHO = ("We", "Our small team", "Nobody here", "Every café in Reykjavík", "A planner")
DOES = ("plans", "never sells", "gives back", "counted 1,204 of", "can't lose")
WHAT = (
    "your week.",
    "the data — not even once — in 14 days!",
    "what you pay for: shifts, holidays, sick notes (and the rest).",
)
ODD = [
    *("", " ", "\n", "Rota", "漢字", "🙂" * 50, "\u0000", "\ufeff", "naïve ÜBER straße"),
    *("a" * 5_000, "We plan your whole week. " * 400, "don't  \t stop", "https://x.example/?a=b"),
]
TEXTS = [
    *(" ".join(parts) for parts in product(WHO, DOES, WHAT)),
    *(" ".join([*parts, *parts]) for parts in product(WHO, DOES, WHAT)),
    *(f"{first} {second}" for first, second in product(WHAT, WHO)),
    *(f"{n} of {n + 3} kitchens, {'and ' * n}more" for n in range(60)),
    *ODD,
]


@pytest.fixture(scope="module")
def light() -> LightEncoder:
    return light_encoder()


def ignore(_: int) -> None:
    """Take no note of progress."""


@pytest.fixture(scope="module")
def full() -> Encoder:
    """Give the full encoder in float32, whatever this processor would compute in."""
    import embeddings.encoder as module

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_computes_bfloat16", lambda: False)
        return module.BertEncoder(DEFAULT_MODEL, find_minilm())


def test_its_vectors_are_the_full_encoders(light: LightEncoder, full: Encoder) -> None:
    assert len(TEXTS) > 200
    ours, theirs = light.encode(TEXTS, ignore), full.encode(TEXTS, ignore)
    cosines = np.einsum("ij,ij->i", ours, theirs)
    assert cosines.min() >= 0.99999
    # The texts are so varied that a wrong row, or one vector for all, would show.
    assert (theirs @ theirs.T).min() < 0.2
    assert np.linalg.norm(ours, axis=1) == pytest.approx(1.0, abs=1e-6)
    assert ours.dtype == np.float32


def test_a_vector_depends_on_its_text_alone_to_the_bit(light: LightEncoder) -> None:
    together = light.encode(TEXTS[:20], ignore)
    backwards = light.encode(TEXTS[19::-1], ignore)
    assert together.tobytes() == backwards[::-1].tobytes()


def test_token_vectors_make_the_pooled_one(light: LightEncoder) -> None:
    tokens = light.token_vectors("Plan a week of shifts.")
    assert tokens.shape == (8, 384)  # five words, a full stop, a mark at each end
    pooled = tokens.mean(axis=0)
    vector = light.encode(["Plan a week of shifts."], ignore)[0]
    assert vector == pytest.approx(pooled / np.linalg.norm(pooled), abs=1e-7)
    assert len(light.token_vectors("We plan your week. " * 400)) == LONGEST


def test_progress_and_no_texts(light: LightEncoder) -> None:
    told: list[int] = []
    light.encode(TEXTS[:3], told.append)
    assert told == [1, 1, 1]
    assert light.encode([], ignore).shape == (0, 384)
    assert light.name == DEFAULT_MODEL


@given(st.floats(-30, 30, width=32))
def test_error_function_and_gelu(x: float) -> None:
    value = np.array([x], dtype=np.float32)
    assert float(error_function(value)[0]) == pytest.approx(math.erf(x), abs=5e-7)
    expected = x * 0.5 * (1 + math.erf(x / math.sqrt(2)))
    assert float(gelu(value)[0]) == pytest.approx(expected, abs=2e-6 * max(1.0, abs(x)))


def test_it_loads_neither_torch_nor_transformers() -> None:
    code = (
        "import sys; from embeddings.light import light_encoder;"
        "light_encoder().encode(['Plan a week.'], lambda n: None);"
        "print([m for m in ('torch', 'transformers', 'scipy', 'sklearn') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
