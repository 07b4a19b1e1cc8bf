"""Phrases: runs of four folded words inside one statement, and who uses them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from pipeline.measures.corpus import StrangerKey

SIZE = 4
"""Words of the shortest phrase: three in a row are met by chance, five hardly ever."""
NUMBER = "#"
"""What every number becomes: "14 days free" and "30 days free" are one phrase."""
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")

Phrase = tuple[str, ...]


@lru_cache(16_384)
def folded_words(text: str) -> tuple[str, ...]:
    """Give the words of a text in small letters, without punctuation; a number becomes "#".

    Hyphens part words, so that "open-source" and "open source" are the same two.
    """
    return tuple(map(_fold, _WORD.findall(text)))


@lru_cache(65_536)
def _fold(word: str) -> str:
    return NUMBER if word[0].isdigit() else word.lower().replace("’", "'")


def runs(words: Sequence[str], size: int = SIZE) -> list[Phrase]:
    """Give every run of ``size`` words, in order; none where there are fewer words."""
    return [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]


def windows(masked: str, text: str, size: int = SIZE) -> list[Phrase | None]:
    """Give, per word of the masked statement, the run of ``size`` words that begins there, or None.

    None where too few words follow, and where the run is not in the text as it was found: a run
    that only deleting a name has brought together is nobody's phrase.
    """
    words = folded_words(masked)
    found = set(runs(folded_words(text), size))
    phrases = [phrase if phrase in found else None for phrase in runs(words, size)]
    return phrases + [None] * (len(words) - len(phrases))


def phrase_digest(phrase: Phrase) -> int:
    """Give 32 bits that stand for a phrase: the first of BLAKE2b over its words."""
    digest = hashlib.blake2b(" ".join(phrase).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "little")


def cut_phrases(masked: str, text: str) -> list[int]:
    """Give the digests of a statement's distinct phrases, ascending."""
    return sorted({phrase_digest(phrase) for phrase in windows(masked, text) if phrase})


def passage(phrase: Phrase, text: str) -> str:
    """Give the piece of ``text`` in which the phrase first stands, verbatim; empty if nowhere."""
    for i, run in enumerate(runs(folded_words(text), len(phrase))):
        if run == phrase:
            spans = list(_WORD.finditer(text))
            return text[spans[i].start() : spans[i + len(phrase) - 1].end()]
    return ""


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """What of a company's text others are compared with.

    ``words`` of all its statements; ``digests`` (n,) of its distinct phrases, ascending, and how
    many of its ``statements`` (n,) use each.
    """

    words: int
    digests: NDArray[np.int64]
    statements: NDArray[np.int64]

    def used_by(self, digests: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give how many statements use each of these phrases, 0 where none does."""
        if not len(self.digests):
            return np.zeros(len(digests), dtype=np.int64)
        place = np.minimum(np.searchsorted(self.digests, digests), len(self.digests) - 1)
        return np.where(self.digests[place] == digests, self.statements[place], 0)


def read_phrase_books(known_phrases: pa.Table, language: str) -> dict[StrangerKey, PhraseBook]:
    """Give the book of every stranger that writes in ``language``, keys sorted."""
    columns = known_phrases.drop_columns(["phrases"]).to_pylist()
    lists = known_phrases.column("phrases").to_pylist()
    words: dict[StrangerKey, int] = {}
    found: dict[StrangerKey, list[list[int]]] = {}
    for row, phrases in zip(columns, lists, strict=True):
        if row["language"] == language:
            key = (row["source"], row["industry"], row["stranger"])
            words[key] = words.get(key, 0) + row["words"]
            found.setdefault(key, []).append(phrases)
    return {key: phrase_book(words[key], found[key]) for key in sorted(words)}


def phrase_book(words: int, statements: Iterable[Sequence[int]]) -> PhraseBook:
    """Give the book of a company of so many words; ``statements`` are their distinct phrases."""
    flat = [digest for statement in statements for digest in statement]
    digests, counts = np.unique(np.array(flat, dtype=np.int64), return_counts=True)
    return PhraseBook(words, digests, counts.astype(np.int64))
