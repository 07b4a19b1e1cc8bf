"""States of word pieces: on their axes, and the same whatever was read beside them."""

from __future__ import annotations

import numpy as np
import pytest

from embeddings.larger import is_installed
from embeddings.pieces import word_pieces
from embeddings.states import LAYERS, LONGEST, MOST_PIECES, Axes, StateEncoder, load_axes

TEXTS = [
    "No cookies, no banner.",
    "",
    "We never sell your data",
    "<mask> [CLS] 漢字 \u0000",
    "plan " * 300,
    "Plan the week in minutes, with everybody who works in it, wherever they are today.",
]
needs_weights = pytest.mark.skipif(
    not is_installed(), reason="the larger encoder is not installed: make larger-judge"
)


def test_the_shipped_axes_are_of_length_one_and_square_to_each_other() -> None:
    axes = load_axes()
    assert axes.middles.shape == (len(LAYERS), 768)
    products = axes.axes.swapaxes(1, 2) @ axes.axes
    assert products == pytest.approx(np.broadcast_to(np.eye(128), products.shape), abs=2e-3)
    assert axes.name.startswith("all-mpnet-base-v2 on axes ")


def test_a_state_is_turned_and_made_a_unit_vector() -> None:
    axes = Axes(
        "own", np.array([[1.0, 1.0, 0.0]], np.float32), np.eye(3, 2, dtype=np.float32)[None]
    )
    layers = np.array([[[4.0, 5.0, 9.0], [1.0, 1.0, 7.0]]], np.float32)
    turned = axes.turn(layers)
    assert turned.dtype == np.float16
    assert turned.tolist() == pytest.approx(np.array([[[0.6, 0.8], [0.0, 0.0]]]), abs=1e-3)


@pytest.fixture(scope="module")
def encoder() -> StateEncoder:
    return StateEncoder()


@needs_weights
def test_each_kept_piece_has_a_state_in_each_layer(encoder: StateEncoder) -> None:
    counted: list[int] = []
    states = encoder.encode(TEXTS, counted.append)
    assert sum(counted) == len(TEXTS)
    assert len(word_pieces().split(TEXTS)[4]) > LONGEST
    for found, pieces in zip(states, word_pieces().split(TEXTS), strict=True):
        assert found.shape == (len(LAYERS), min(len(pieces), MOST_PIECES), 128)
        lengths = np.linalg.norm(found.astype(np.float32), axis=2)
        assert lengths == pytest.approx(np.ones_like(lengths), abs=2e-3)


@needs_weights
def test_states_do_not_depend_on_what_was_read_beside_them(encoder: StateEncoder) -> None:
    together = encoder.encode([*TEXTS, *(f"{n} more cooks" for n in range(20))], lambda _: None)
    for text, found in zip(TEXTS, together, strict=False):
        (alone,) = encoder.encode([text], lambda _: None)
        assert alone.tobytes() == found.tobytes()


@needs_weights
def test_a_piece_means_something_else_in_another_sentence(encoder: StateEncoder) -> None:
    one, other = encoder.encode(["river bank", "savings bank"], lambda _: None)
    assert float(one[2, 1].astype(float) @ other[2, 1].astype(float)) < 0.9
