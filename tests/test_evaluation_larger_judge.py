"""What the larger judge is made of: axes, and a comparer that is taught."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from evaluation.axes import KEPT, keep_axes, learn_axes
from evaluation.comparer import TaughtComparer, as_tensors, examples, teach
from evaluation.written import Claim
from pipeline.measures.state_pairs import Told, batches, pad

if TYPE_CHECKING:
    from pathlib import Path

LAYERS, NUMBERS = 2, 6


def told(random: np.random.Generator, pieces: int) -> Told:
    states = random.normal(size=(LAYERS, pieces, NUMBERS)).astype(np.float16)
    return Told(states, random.integers(1000, 3000, pieces))


def test_axes_are_those_of_most_spread() -> None:
    random = np.random.default_rng(0)
    spread = np.linspace(0.1, 3.0, KEPT + 40)
    texts = [
        (random.normal(size=(LAYERS, n, len(spread))) * spread + 5.0).astype(np.float32)
        for n in random.integers(1, 30, 400)
    ]
    learned = learn_axes(texts)
    for layer in range(LAYERS):
        pieces = np.concatenate([text[layer] for text in texts]).astype(np.float64)
        assert learned["middles"][layer] == pytest.approx(pieces.mean(axis=0))
        kept = ((pieces - pieces.mean(axis=0)) @ learned["axes"][layer]).var(axis=0)
        everything = np.linalg.svd(pieces - pieces.mean(axis=0), compute_uv=False) ** 2
        assert kept[::-1] == pytest.approx(everything[:KEPT] / len(pieces), rel=1e-6)


def test_axes_are_kept_with_their_source(tmp_path: Path) -> None:
    learned = {"middles": np.ones((1, 4)), "axes": np.eye(4)[None]}
    keep_axes(learned, tmp_path / "axes" / "own.npz", "four statements")
    with np.load(tmp_path / "axes" / "own.npz") as kept:
        assert str(kept["source"]) == "four statements"
        assert kept["axes"].dtype == np.float16


def test_the_shipped_form_gives_what_the_taught_one_gives() -> None:
    torch.manual_seed(3)
    random = np.random.default_rng(3)
    statements = [told(random, n) for n in (0, 1, 3, 8, 17, 32)]
    network = TaughtComparer(LAYERS * NUMBERS).eval()
    shipped = network.as_shipped()
    left, right = np.divmod(np.arange(36), 6)
    for _, one, other in batches(statements, left, right):
        with torch.inference_mode():
            expected = network(*as_tensors(one, other)).numpy()
        assert shipped.logits(one, other) == pytest.approx(expected, abs=1e-5)


def test_examples_are_wordings_of_one_claim_and_what_sounds_alike() -> None:
    claim = Claim("any", ("a", "b", "c"), ("x", "y"))
    found = examples([claim])
    assert [(a, b) for a, b, same in found if same] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert [(a, b) for a, b, same in found if not same][:2] == [("a", "x"), ("a", "y")]
    assert len(found) == 9


def test_teaching_tells_the_taught_apart_and_repeats_to_the_bit() -> None:
    random = np.random.default_rng(0)
    claims, statements = [], {}
    for number in range(60):
        mine = told(random, 5)
        names = [f"{number} {wording}" for wording in "abcd"]
        for name in names[:2]:
            noise = random.normal(size=mine.states.shape) * 0.1
            statements[name] = Told((mine.states + noise).astype(np.float16), mine.pieces)
        statements |= {name: told(random, 5) for name in names[2:]}
        claims += [Claim("any", tuple(names[:2]), tuple(names[2:]))] * 6
    one, two = teach(claims, statements), teach(claims, statements)
    assert one.compare.tobytes() == two.compare.tobytes()
    taught = examples(claims[::6])
    left = pad([statements[a] for a, _, _ in taught], 8)
    right = pad([statements[b] for _, b, _ in taught], 8)
    logits = one.logits(left, right)
    same = np.array([label for *_, label in taught])
    assert logits[same].mean() > logits[~same].mean() + 0.1
