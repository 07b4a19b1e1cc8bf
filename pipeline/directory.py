"""Reads a directory of companies with short descriptions, cut and masked by the program's code.

One JSON object a line with ``id``, ``name``, ``website``, ``one_liner``, ``long_description`` and
``subindustry`` such as ``"B2B -> Legal"``. A sub-industry is a field; rows that name only the upper
level ("B2B") belong to none and are left out.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.repetition import first_of_kind
from pipeline.stages.identity_terms import NO_TERMS, identity_terms
from pipeline.stages.masked_statements import masked_statements
from pipeline.stages.statements import statements
from pipeline.text.words import words_of
from sameness.errors import DirectoryInvalid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.caches import Entities

    Embed = Callable[[list[str]], NDArray[np.float32]]
    FindEntities = Callable[[list[str]], Entities]

_KEYS = ("id", "name", "website", "one_liner", "long_description", "subindustry")
_REMEDY = (
    f"A directory is a UTF-8 file with one JSON object a line and the keys {', '.join(_KEYS)}."
)
FEWEST_WORDS = 4
"""Words of a statement, as on sites."""
FEWEST_STATEMENTS = 2
"""Statements of a company: with one alone it has no other to be alike to."""
FEWEST_COMPANIES = 8
"""Companies of a field, as for any percentile."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One company of the directory: its field, and its statements' unit vectors (n, dimensions)."""

    field: str
    company: str
    vectors: NDArray[np.float32]

    @property
    def sector(self) -> str:
        """The upper level of the field: "B2B" of "B2B -> Legal"."""
        return self.field.split(" -> ")[0]


def read_directory(path: Path, find_entities: FindEntities, embed: Embed) -> list[Entry]:
    """Give the companies of all fields with eight or more, by field and company.

    Statements are masked with the names of all companies of their field. Raises DirectoryInvalid.
    """
    fields: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _read_rows(path):
        if " -> " in row["subindustry"]:
            fields[row["subindustry"]].append(row)
    masked = {name: _masked_texts(rows, find_entities) for name, rows in sorted(fields.items())}
    texts = sorted({t for field in masked.values() for own in field.values() for t in own})
    vectors = dict(zip(texts, embed(texts), strict=True))
    entries = []
    for name, companies in masked.items():
        members = [_entry(name, c, own, vectors) for c, own in sorted(companies.items())]
        enough = [e for e in members if e is not None and len(e.vectors) >= FEWEST_STATEMENTS]
        if len(enough) >= FEWEST_COMPANIES:
            entries += enough
    return entries


def _read_rows(path: Path) -> list[dict[str, Any]]:
    """Give the rows of the file; a line may hold any character but a line feed."""
    try:
        lines = path.read_text("utf-8").rstrip("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DirectoryInvalid(f"{path} can't be read: {error}", _REMEDY) from error
    rows = []
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            missing = [key for key in _KEYS if key not in row]
        except (ValueError, TypeError) as error:
            raise DirectoryInvalid(f"{path}, line {number}: {error}", _REMEDY) from error
        if missing:
            raise DirectoryInvalid(f"{path}, line {number} lacks {missing[0]!r}.", _REMEDY)
        rows.append(row)
    return rows


def _masked_texts(rows: list[dict[str, Any]], find_entities: FindEntities) -> dict[str, list[str]]:
    """Give each company's distinct masked statements of four words or more, in order."""
    companies = pa.Table.from_pylist(
        [{"company": str(r["id"]), "site": r["website"], "aliases": [r["name"]]} for r in rows]
    )
    blocks = pa.Table.from_pylist([block for row in rows for block in _blocks(row)])
    cut = statements(blocks, language="en")
    terms = identity_terms(companies, cut, NO_TERMS, find_entities=find_entities)
    left = {row["statement_id"]: row["masked"] for row in masked_statements(cut, terms).to_pylist()}
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for row in cut.to_pylist():
        text = left[row["statement_id"]]
        if len(text.split()) >= FEWEST_WORDS and re.search(r"[^\W\d_]{2}", text):
            texts[row["company"]].setdefault(" ".join(words_of(text)), text)
    return {company: list(own.values()) for company, own in texts.items()}


def _blocks(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the one-liner and each paragraph of the description as blocks of one page."""
    paragraphs = [row["one_liner"] or "", *(row["long_description"] or "").splitlines()]
    same = {"company": str(row["id"]), "url": row["website"], "kind": "home", "heading": ""}
    return [
        same | {"ordinal": i, "role": "text", "text": text.strip()}
        for i, text in enumerate(paragraphs)
        if text.strip()
    ]


def _entry(
    field: str, company: str, texts: list[str], vectors: dict[str, NDArray[np.float32]]
) -> Entry | None:
    if not texts:
        return None
    own = np.stack([vectors[text] for text in texts])
    return Entry(field, company, own[list(first_of_kind(own))])
