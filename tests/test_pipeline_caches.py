"""Answers kept in the warehouse: a second call computes nothing that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest

from embeddings.encoder import encoder_name
from embeddings.larger import is_installed
from embeddings.states import load_axes
from pipeline import caches
from pipeline.caches import cached_embedder, cached_entity_finder, cached_states
from pipeline.text import entities
from sameness.errors import ModelMissing
from sameness.settings import DEFAULT_MODEL
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

TEXTS = ["Plan a week in minutes", "Swap shifts in seconds", "Rota"]
needs_larger = pytest.mark.skipif(
    not is_installed(), reason="the larger encoder is not installed: make larger-judge"
)
NAMED = ["Our founder is Sarah Johnson.", "We work from Berlin.", "Plan a week."]


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse(tmp_path / "warehouse.duckdb") as opened:
        yield opened


def stored(warehouse: Warehouse, table: str) -> int:
    return int(warehouse.table(f"cache.{table}").num_rows)


def test_a_second_call_encodes_nothing(warehouse: Warehouse) -> None:
    told: list[tuple[int, int]] = []
    embed = cached_embedder(
        warehouse, DEFAULT_MODEL, lambda done, count: told.append((done, count))
    )
    first = embed(TEXTS[:2])
    assert told[-1] == (2, 2)
    told.clear()
    assert embed(TEXTS[1::-1]).tobytes() == first[::-1].tobytes()
    assert told == []
    grown = embed(TEXTS)
    assert told == [(1, 1)]
    assert grown[:2].tobytes() == first.tobytes()
    assert stored(warehouse, "vectors") == 3


def test_vectors_outlive_the_process(tmp_path: Path) -> None:
    told: list[int] = []
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path) as warehouse:
        first = cached_embedder(warehouse, DEFAULT_MODEL, lambda *_: told.append(1))(TEXTS[:1])
    with Warehouse(path) as warehouse:
        again = cached_embedder(warehouse, DEFAULT_MODEL, lambda *_: told.append(2))(TEXTS[:1])
    assert again.tobytes() == first.tobytes()
    assert 2 not in told


def test_vectors_of_another_model_are_not_taken(warehouse: Warehouse) -> None:
    embed = cached_embedder(warehouse, DEFAULT_MODEL, lambda *_: None)
    digest = caches._digest(TEXTS[0])
    row = {"model": ["other"], "text_hash": [digest], "vector": [[9.0] * 384]}
    warehouse.insert("cache.vectors", pa.table(row))
    assert np.linalg.norm(embed(TEXTS[:1])) == pytest.approx(1.0)


def test_a_killed_run_leaves_what_it_had_encoded(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches, "CHUNK", 1)

    def interrupt(done: int, count: int) -> None:
        if done == count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cached_embedder(warehouse, DEFAULT_MODEL, interrupt)(TEXTS)
    assert stored(warehouse, "vectors") == 2
    told: list[tuple[int, int]] = []
    cached_embedder(warehouse, DEFAULT_MODEL, lambda *progress: told.append(progress))(TEXTS)
    assert told == [(1, 1)]


def test_a_vector_stored_twice_is_one_answer(warehouse: Warehouse) -> None:
    embed = cached_embedder(warehouse, DEFAULT_MODEL, lambda *_: None)
    (vector,) = embed(TEXTS[:1])
    row = {
        "model": [encoder_name(DEFAULT_MODEL)],
        "text_hash": [caches._digest(TEXTS[0])],
        "vector": [vector.tolist()],
    }
    warehouse.insert("cache.vectors", pa.table(row))
    assert embed(TEXTS[:1])[0].tobytes() == vector.tobytes()


def test_no_texts_need_no_model(warehouse: Warehouse) -> None:
    assert len(cached_embedder(warehouse, "word2vec", lambda *_: None)([])) == 0
    with pytest.raises(ModelMissing):
        cached_embedder(warehouse, "word2vec", lambda *_: None)(TEXTS)


def test_entities_are_found_once(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[list[str]] = []
    really = entities.find_entities

    def watched(texts: list[str]) -> list[list[tuple[str, str]]]:
        read.append(texts)
        return really(texts)

    monkeypatch.setattr(entities, "find_entities", watched)
    find = cached_entity_finder(warehouse)
    people, places, nothing = find(NAMED)
    assert (people, places, nothing) == (
        [("Sarah Johnson", "person")],
        [("Berlin", "place")],
        [],
    )
    assert find([*NAMED[::-1], NAMED[0]]) == [nothing, places, people, people]
    assert len(read) == 1
    find([*NAMED, "We left Berlin."])
    assert read[1:] == [["We left Berlin."]]
    assert stored(warehouse, "entities") == 4


def test_the_same_text_twice_is_read_once(warehouse: Warehouse) -> None:
    assert cached_entity_finder(warehouse)(NAMED[1:2] * 3) == [[("Berlin", "place")]] * 3
    assert stored(warehouse, "entities") == 1
    assert cached_entity_finder(warehouse)([]) == []


def own_states(seed: int, pieces: int) -> NDArray[np.float16]:
    """Give states of the shipped shape that no encoder made."""
    layers, _, kept = load_axes().axes.shape
    return np.random.default_rng(seed).normal(size=(layers, pieces, kept)).astype(np.float16)


def test_kept_states_come_back_to_the_bit_and_nothing_is_read_again(warehouse: Warehouse) -> None:
    states = [own_states(n, pieces) for n, pieces in enumerate((5, 0, 32))]
    caches._keep_states(warehouse, [caches._digest(text) for text in TEXTS], states)
    told: list[tuple[int, int]] = []
    find = cached_states(warehouse, lambda done, count: told.append((done, count)))
    found = find([TEXTS[2], TEXTS[0], TEXTS[1], TEXTS[0]])
    for mine, number in zip(found, (2, 0, 1, 0), strict=True):
        assert mine.shape == states[number].shape
        assert mine.tobytes() == states[number].tobytes()
    assert told == []
    assert find([]) == []


def test_states_on_other_axes_are_unknown(warehouse: Warehouse) -> None:
    caches._keep_states(warehouse, [caches._digest(TEXTS[0])], [own_states(0, 3)])
    warehouse.insert(
        "cache.states",
        pa.table({"encoder": ["other axes"], "text_hash": [caches._digest("x")], "states": [b""]}),
    )
    assert caches._known_states(warehouse, [caches._digest("x")]) == {}


@needs_larger
def test_a_second_call_reads_no_states(warehouse: Warehouse) -> None:
    told: list[tuple[int, int]] = []
    find = cached_states(warehouse, lambda done, count: told.append((done, count)))
    first = find(TEXTS[:2])
    assert told[-1] == (2, 2)
    told.clear()
    grown = find([TEXTS[1], TEXTS[2], TEXTS[2]])
    assert told == [(1, 1)]
    assert grown[0].tobytes() == first[1].tobytes()
    assert stored(warehouse, "states") == 3
