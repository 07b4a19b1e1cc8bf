"""Answers kept in the warehouse, so that a second run computes only what is new."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from importlib import resources
from importlib.metadata import version
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pyarrow as pa

from embeddings.encoder import encoder_name
from embeddings.states import load_axes
from pipeline import tasks
from pipeline.executors import HERE, ignore
from pipeline.measures.corpus import vector_column
from pipeline.text import entities
from sameness.records import Block, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pipeline.executors import Executor
    from pipeline.tasks import Pieces
    from sameness.records import Page
    from warehouse.warehouse import Warehouse

T = TypeVar("T")
States = np.ndarray[tuple[int, ...], np.dtype[np.float16]]
"""Layers, word pieces, numbers on the axes."""
Entities = list[list[tuple[str, str]]]

CHUNK = 2048
"""New texts encoded before their vectors are stored: what a kill can cost."""
PAGES_AT_ONCE = 32
"""Documents that are cut in one task."""


def cached_embedder(
    warehouse: Warehouse,
    model: str,
    on_progress: Callable[[int, int], None],
    executor: Executor = HERE,
) -> Callable[[list[str]], NDArray[np.float32]]:
    """Give a function from distinct texts to unit vectors that encodes only unknown texts.

    The model is loaded only where there is something to encode. ``on_progress`` is called with the
    texts encoded so far and the number to encode.
    """
    name = encoder_name(model)

    def embed(texts: list[str]) -> NDArray[np.float32]:
        hashes = [_digest(text) for text in texts]
        known = _known_vectors(warehouse, name, hashes)
        new = [text for text, digest in zip(texts, hashes, strict=True) if digest not in known]
        if new:
            known |= _encode(warehouse, name, model, new, on_progress, executor)
        return np.stack([known[digest] for digest in hashes]) if texts else np.zeros((0, 1), "f4")

    return embed


def _known_vectors(
    warehouse: Warehouse, name: str, hashes: list[str]
) -> dict[str, NDArray[np.float32]]:
    table = warehouse.arrow("cached_vectors", model=name, hashes=hashes)
    if not table.num_rows:
        return {}
    column = table.column("vector").combine_chunks()
    vectors = column.flatten().to_numpy().reshape(table.num_rows, -1)
    return dict(zip(table.column("text_hash").to_pylist(), vectors, strict=True))


def _encode(
    warehouse: Warehouse,
    name: str,
    model: str,
    texts: list[str],
    on_progress: Callable[[int, int], None],
    executor: Executor,
) -> dict[str, NDArray[np.float32]]:
    found: dict[str, NDArray[np.float32]] = {}
    counted = _Counted(0, len(texts), on_progress)
    # Texts of like length together: the encoder pads every batch to one length.
    ordered = sorted(texts, key=lambda text: (len(text), text))
    chunks = _chunks(ordered, CHUNK // executor.grain)
    encoded = executor.map(partial(tasks.encode, model), chunks, counted.advance)
    for chunk, vectors in zip(chunks, encoded, strict=True):
        hashes = [_digest(text) for text in chunk]
        column = {"vector": vector_column(vectors)}
        rows = pa.table({"model": [name] * len(chunk), "text_hash": hashes} | column)
        warehouse.insert("cache.vectors", rows)
        found |= dict(zip(hashes, vectors, strict=True))
    return found


def _chunks(items: list[T], size: int) -> list[list[T]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def cached_states(
    warehouse: Warehouse, on_progress: Callable[[int, int], None], executor: Executor = HERE
) -> Callable[[list[str]], list[States]]:
    """Give a function from texts to the states of their word pieces that reads only unknown texts.

    The larger encoder is loaded only where there is something to read. ``on_progress`` is called
    with the texts read so far and the number to read.
    """

    def find(texts: list[str]) -> list[States]:
        hashes = {text: _digest(text) for text in texts}
        known = _known_states(warehouse, sorted(set(hashes.values())))
        new = [text for text, digest in hashes.items() if digest not in known]
        # Texts of like length together: the encoder pads every batch to one length.
        new.sort(key=lambda text: (len(text), text))
        counted = _Counted(0, len(new), on_progress)
        chunks = _chunks(new, CHUNK // executor.grain)
        read = executor.map(tasks.read_states, chunks, counted.advance)
        for chunk, states in zip(chunks, read, strict=True):
            _keep_states(warehouse, [hashes[text] for text in chunk], states)
            known |= {hashes[text]: mine for text, mine in zip(chunk, states, strict=True)}
        return [known[hashes[text]] for text in texts]

    return find


def _known_states(warehouse: Warehouse, hashes: list[str]) -> dict[str, States]:
    axes = load_axes()
    layers, _, kept = axes.axes.shape
    rows = warehouse.tuples("cached_states", encoder=axes.name, hashes=hashes)
    return {
        digest: np.frombuffer(states, "<f2").astype(np.float16).reshape(layers, -1, kept)
        for digest, states in rows
    }


def _keep_states(warehouse: Warehouse, hashes: list[str], states: list[States]) -> None:
    rows = {
        "encoder": pa.array([load_axes().name] * len(hashes), pa.string()),
        "text_hash": pa.array(hashes, pa.string()),
        "states": pa.array([mine.astype("<f2").tobytes() for mine in states], pa.binary()),
    }
    warehouse.insert("cache.states", pa.table(rows))


class _Counted:
    """Adds up what single steps bring, for a display of (done, all)."""

    def __init__(self, done: int, count: int, on_progress: Callable[[int, int], None]) -> None:
        self._done, self._count, self._on_progress = done, count, on_progress

    def advance(self, count: int) -> None:
        self._done += count
        self._on_progress(self._done, self._count)


def cached_cutter(
    warehouse: Warehouse, executor: Executor = HERE
) -> Callable[[list[Page]], list[Block]]:
    """Give a function from pages to their blocks, in order, that cuts only unknown documents."""
    cutter = cutter_name()

    def cut(pages: list[Page]) -> list[Block]:
        digests = sorted({page.digest for page in pages})
        rows = warehouse.tuples("cached_blocks", cutter=cutter, digests=digests)
        known: dict[str, Pieces] = {
            digest: [(b["role"], b["heading"], b["text"]) for b in blocks]
            for digest, blocks in rows
        }
        new = {page.digest: page for page in pages if page.digest not in known}
        parts = _chunks([*new.values()], PAGES_AT_ONCE)
        made = chain.from_iterable(executor.map(tasks.cut_pages, parts, ignore))
        cuts = dict(zip(new, made, strict=True))
        _keep_pieces(warehouse, cutter, cuts)
        known |= cuts
        return [block for page in pages for block in _blocks_of(page, known[page.digest])]

    return cut


@cache
def cutter_name() -> str:
    """Give a digest of the code that cuts pages: other code, other blocks."""
    digest = hashlib.sha256(f"{version('selectolax')} {version('ftfy')}".encode())
    folder = resources.files("pipeline") / "text"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".py"):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _blocks_of(page: Page, pieces: Pieces) -> list[Block]:
    return [
        Block(page.company, page.url, page.kind, ordinal, Role(role), heading, text)
        for ordinal, (role, heading, text) in enumerate(pieces)
    ]


def _keep_pieces(warehouse: Warehouse, cutter: str, cuts: dict[str, Pieces]) -> None:
    names = ("role", "heading", "text")
    piece = pa.struct([(name, pa.string()) for name in names])
    blocks = [[dict(zip(names, one, strict=True)) for one in pieces] for pieces in cuts.values()]
    rows = {
        "cutter": pa.array([cutter] * len(cuts), pa.string()),
        "digest": pa.array(list(cuts), pa.string()),
        "blocks": pa.array(blocks, pa.list_(piece)),
    }
    warehouse.insert("cache.blocks", pa.table(rows))


def cached_entity_finder(
    warehouse: Warehouse, executor: Executor = HERE
) -> Callable[[list[str]], Entities]:
    """Give a function from texts to their (term, kind) pairs that reads only unknown texts."""

    def find(texts: list[str]) -> Entities:
        distinct = sorted(set(texts))
        hashes = {text: _digest(text) for text in distinct}
        rows = warehouse.tuples("cached_entities", model=entities.MODEL, hashes=[*hashes.values()])
        known = {digest: [(e["term"], e["kind"]) for e in found] for digest, found in rows}
        new = [text for text in distinct if hashes[text] not in known]
        if new:
            parts = _chunks(new, CHUNK // executor.grain)
            found = chain.from_iterable(executor.map(tasks.find_names, parts, ignore))
            known |= {hashes[text]: names for text, names in zip(new, found, strict=True)}
            _keep_entities(warehouse, {hashes[text]: known[hashes[text]] for text in new})
        return [known[hashes[text]] for text in texts]

    return find


def _keep_entities(warehouse: Warehouse, found: dict[str, list[tuple[str, str]]]) -> None:
    pair = pa.struct([("term", pa.string()), ("kind", pa.string())])
    names = [[{"term": t, "kind": k} for t, k in pairs] for pairs in found.values()]
    rows = {
        "model": [entities.MODEL] * len(found),
        "text_hash": list(found),
        "entities": pa.array(names, pa.list_(pair)),
    }
    warehouse.insert("cache.entities", pa.table(rows))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
