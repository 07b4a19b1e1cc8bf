"""Work that may be done in any process: plain values in, plain values out, nothing kept.

Each function takes items and ``advance``, which is told how many were done since its last call, and
gives one answer an item; no answer depends on what stands beside its item.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from embeddings.encoder import load_encoder
from embeddings.states import StateEncoder
from pipeline.text import entities
from pipeline.text.blocks import cut_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from embeddings.encoder import Encoder
    from pipeline.text.entities import Entity
    from sameness.records import Page

Pieces = list[tuple[str, str, str]]
"""Role, heading and text of a document's blocks, in reading order."""


def encode(model: str, texts: list[str], advance: Callable[[int], None]) -> NDArray[np.float32]:
    """Give the texts' unit vectors, shape (texts, dimensions); raises ModelMissing."""
    return _encoder(model).encode(texts, advance)


def read_states(texts: list[str], advance: Callable[[int], None]) -> list[NDArray[np.float16]]:
    """Give the states of each text's word pieces; raises ModelMissing."""
    return _state_encoder().encode(texts, advance)


def cut_pages(pages: list[Page], advance: Callable[[int], None]) -> list[Pieces]:
    """Give the pieces of each page."""
    cuts: list[Pieces] = []
    for page in pages:
        cuts.append([(block.role, block.heading, block.text) for block in cut_blocks(page)])
        advance(1)
    return cuts


def find_names(texts: list[str], advance: Callable[[int], None]) -> list[list[Entity]]:
    """Give the names of people and places in each text."""
    found = entities.find_entities(texts)
    advance(len(texts))
    return found


# A worker is given one part after the other.
@lru_cache(maxsize=1)
def _encoder(model: str) -> Encoder:
    return load_encoder(model)


@lru_cache(maxsize=1)
def _state_encoder() -> StateEncoder:
    return StateEncoder()
