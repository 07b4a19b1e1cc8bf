"""Phrases that three companies or more share, with how many, who says it where, and strangers."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.phrases import (
    SIZE,
    Phrase,
    folded_words,
    passage,
    phrase_digest,
    read_phrase_books,
    runs,
    windows,
)
from pipeline.measures.prevalence import wilson_interval
from pipeline.measures.stock_phrases import (
    FEWEST_COMPANIES,
    is_general,
    is_whole,
    merge_phrases,
    says_something,
    shared_phrases,
    topic_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.measures.phrases import PhraseBook

COLUMNS = {"compared_statements": ("statement_id", "company", "kind", "text", "masked", "words")}
EXAMPLE = pa.struct(
    [("company", pa.string()), ("statement_id", pa.string()), ("passage", pa.string())]
)
SCHEMA = pa.schema(
    [
        ("phrase_id", pa.string()),
        ("phrase", pa.string()),
        ("words", pa.int32()),
        ("whole", pa.bool_()),
        ("companies", pa.int32()),
        ("asked", pa.int32()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("strangers", pa.int32()),
        ("strangers_asked", pa.int32()),
        ("general", pa.bool_()),
        ("examples", pa.list_(EXAMPLE)),
    ]
)


def stock_phrases(
    compared_statements: pa.Table,
    evidence_levels: pa.Table,
    strangers: pa.Table,
    known_phrases: pa.Table,
    *,
    language: str,
) -> pa.Table:
    """Give one row per phrase: the most companies first, then the longest.

    ``phrase`` is in small letters, "#" stands for any number; ``whole`` says that it does not break
    off at a word like "and" or "the", so that it may be shown alone. ``companies`` of ``asked``
    (those with any marketing statement) use it, a share of ``low`` to ``high`` (Wilson, 95 %).
    ``strangers`` of ``strangers_asked`` use it, too; ``general`` marks what everybody says
    everywhere. ``examples`` holds per company, by name, one statement and the ``passage`` as it
    stands there. Left out: phrases of the commonest words, of topic words alone.
    """
    asked = sum(1 for row in evidence_levels.to_pylist() if row["statements"])
    used = {
        (row["source"], row["industry"], row["stranger"])
        for row in strangers.to_pylist()
        if row["used"]
    }
    known = read_phrase_books(known_phrases, language)
    books = [book for key, book in known.items() if key in used]
    said = _by_company(compared_statements)
    begins = {name: [windows(r["masked"], r["text"]) for r in rows] for name, rows in said.items()}
    found = shared_phrases(begins, FEWEST_COMPANIES)
    saying = _saying(said, begins, found)
    topic = topic_words(
        {name: [w for r in rows for w in folded_words(r["masked"])] for name, rows in said.items()},
        language,
    )
    rows = [
        _row(phrase, found[phrase], saying, asked, books) | {"whole": is_whole(phrase, language)}
        for phrase in merge_phrases(found)
        if says_something(phrase, topic, language)
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _by_company(compared_statements: pa.Table) -> dict[str, list[dict[str, Any]]]:
    """Give each company's statements, the clearest example first: home pages, short ones."""
    rows = compared_statements.to_pylist()
    rows.sort(key=lambda r: (r["kind"] != "home", r["words"], r["statement_id"]))
    companies: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        companies.setdefault(row["company"], []).append(row)
    return companies


def _saying(
    said: dict[str, list[dict[str, Any]]],
    begins: dict[str, list[list[Phrase | None]]],
    found: Mapping[Phrase, frozenset[str]],
) -> dict[tuple[str, Phrase], list[dict[str, Any]]]:
    """Give each company's statements, in their order, by the shared runs of SIZE words in them."""
    saying: dict[tuple[str, Phrase], list[dict[str, Any]]] = defaultdict(list)
    for name, rows in said.items():
        for row, statement in zip(rows, begins[name], strict=True):
            for phrase in {run for run in statement if run and run in found}:
                saying[name, phrase].append(row)
    return saying


def _row(
    phrase: Phrase,
    users: Iterable[str],
    saying: dict[tuple[str, Phrase], list[dict[str, Any]]],
    asked: int,
    books: list[PhraseBook],
) -> dict[str, Any]:
    examples = [_example(phrase, name, saying[name, phrase[:SIZE]]) for name in sorted(users)]
    low, high = wilson_interval(len(examples), asked)
    digests = np.array([phrase_digest(part) for part in runs(phrase)], dtype=np.int64)
    strangers = sum(1 for book in books if book.used_by(digests).all())
    folded = " ".join(phrase)
    return {
        "phrase_id": hashlib.sha256(folded.encode()).hexdigest()[:10],
        "phrase": folded,
        "words": len(phrase),
        "companies": len(examples),
        "asked": asked,
        "low": low,
        "high": high,
        "strangers": strangers,
        "strangers_asked": len(books),
        "general": is_general(len(examples), asked, strangers, len(books)),
        "examples": examples,
    }


def _example(phrase: Phrase, company: str, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Give a company's clearest statement with the phrase, as it stands on the page."""
    for row in rows:
        piece = passage(phrase, row["text"])
        if piece and passage(phrase, row["masked"]):
            return {"company": company, "statement_id": row["statement_id"], "passage": piece}
    raise ValueError(f"{company} does not say {' '.join(phrase)!r}")
