"""Where the lists find marks: on the corpus's pages of every kind, and in the other sources."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.extraction_labels import is_held_out
from evaluation.voice_reference import pages_of
from evaluation.voice_sources import read_sentences
from pipeline.measures.voice.marks import find_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluation.corpus import Corpus, Site


@dataclass(frozen=True, slots=True)
class Line:
    """A passage that a list found: ``text[start:end]``, at a company in its industry's folder.

    In other sources than the sites ``company`` is ``source/name`` and ``kind`` the source.
    """

    axis: str
    company: str
    kind: str
    text: str
    start: int
    end: int

    @property
    def key(self) -> tuple[str, str, int]:
        """Axis, digest of the text, and place: what a label is kept under."""
        return self.axis, text_digest(self.text), self.start


def text_digest(text: str) -> str:
    """Give the first 16 hexadecimal digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def in_first_half(company: str) -> bool:
    """Tell whether a company (``industry/name``) is of the half that lists were first tuned on."""
    return not is_held_out(company)


def read_lines(corpus: Corpus) -> Iterator[Line]:
    """Yield every mark on pages of every kind, industry by industry."""
    for name, site in corpus.sites.items():
        yield from _lines_of(corpus, name, site)


def read_other_lines(corpus: Corpus, source: str) -> Iterator[Line]:
    """Yield every mark in the sentences of a source of ``voice_sources``."""
    said = read_sentences(source, corpus.path)
    entities = corpus.laboratory.value("find_entities")([text for _, text in said])
    for (who, text), found in zip(said, entities, strict=True):
        people = [term for term, kind in found if kind == "person"]
        own = frozenset(re.findall(r"[\w.-]+", who.lower()))
        for mark in find_marks(text, people, own):
            yield Line(mark.axis, f"{source}/{who}", source, text, mark.start, mark.end)


def _lines_of(corpus: Corpus, name: str, site: Site) -> Iterator[Line]:
    kinds = sorted(set(site.blocks.column("kind").to_pylist()))
    given = {"companies": site.companies, "blocks": site.blocks, "pages": pages_of(site.blocks)}
    wanted = ["voice_statements", "voice_marks"]
    made = corpus.laboratory.make(wanted, given, marketing_kinds=kinds)
    said = {row["statement_id"]: row for row in made["voice_statements"].to_pylist()}
    for row in made["voice_marks"].to_pylist():
        end, line = row["at"] + len(row["passage"]), said[row["statement_id"]]
        company = f"{name}/{row['company']}"
        yield Line(row["axis"], company, line["kind"], line["text"], row["at"], end)
