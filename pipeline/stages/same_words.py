"""How many words in a thousand stand in phrases that rivals use, too, and strangers as well."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.phrases import (
    PhraseBook,
    phrase_book,
    phrase_digest,
    read_phrase_books,
    windows,
)
from pipeline.measures.publishing import FEWEST_COMPANIES, Grounds, too_few_companies
from pipeline.measures.same_words import MOST_WORDS, Usage, use_chances
from pipeline.measures.same_words import same_words as measure
from pipeline.measures.strangers import ENOUGH as FEWEST_STRANGERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

COLUMNS = {"compared_statements": ("statement_id", "company", "url", "text", "masked")}
LEAST = (1, 2)
"""Rivals that must use a phrase: any one of them, and two, which is the figure to quote."""
NUMBERS = ("rivals", "strangers", "excess", "low", "high")
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("least", pa.int32()),
        ("words", pa.int32()),
        ("budget", pa.int32()),
        ("companies", pa.int32()),
        ("strangers_known", pa.int32()),
        *((name, pa.float64()) for name in NUMBERS),
        ("clear", pa.bool_()),
        ("reason", pa.string()),
    ]
)


def same_words(
    compared_statements: pa.Table,
    evidence_levels: pa.Table,
    strangers: pa.Table,
    known_phrases: pa.Table,
    *,
    language: str,
    grounds: Grounds,
) -> pa.Table:
    """Give one row per company with enough evidence, and one with ``company`` null for the field.

    All of it twice: ``least`` = 1 counts phrases of any rival, 2 those of two rivals or more.
    ``rivals`` and ``strangers`` are words per thousand at ``budget`` words a company, ``excess``
    their difference with its 95 % range ``low`` to ``high``; ``clear`` says that ``low`` is above
    0, else there are no more than among strangers. Where ``reason`` is not empty the numbers are
    null, and only the field's rows are there. ``companies`` and ``strangers_known`` took part.
    """
    enough = {row["company"] for row in evidence_levels.to_pylist() if row["enough"]}
    texts = _read_texts(compared_statements, enough)
    budget = min([MOST_WORDS, *(len(text.slots) for text in texts)])
    used = {
        (row["source"], row["industry"], row["stranger"])
        for row in strangers.to_pylist()
        if row["used"]
    }
    books = {
        key: book
        for key, book in read_phrase_books(known_phrases, language).items()
        if key in used and book.words >= budget
    }
    shape = {"budget": budget, "companies": len(texts), "strangers_known": len(books)}
    if reason := _reason(len(texts), evidence_levels.num_rows, len(books), grounds):
        rows = [shape | {"least": least, "reason": reason} for least in LEAST]
        return pa.Table.from_pylist(rows, schema=SCHEMA)
    rows = _measure(texts, books, budget)
    return pa.Table.from_pylist([shape | row for row in rows], schema=SCHEMA)


def _reason(companies: int, listed: int, strangers: int, grounds: Grounds) -> str:
    if companies < FEWEST_COMPANIES:
        return too_few_companies(companies, listed, grounds)
    needed = max(FEWEST_STRANGERS, companies - 1)
    if strangers < needed:
        return (
            f"{strangers} companies of other industries with as much text in this language are "
            f"known{grounds.strangers}; {needed} are needed"
        )
    return ""


@dataclass(frozen=True, slots=True)
class _Text:
    """A company's words in order: slots and pages as in ``Usage``, and its phrases as a book."""

    company: str
    slots: NDArray[np.int64]
    pages: NDArray[np.int64]
    book: PhraseBook


def _read_texts(compared_statements: pa.Table, enough: set[str]) -> list[_Text]:
    rows = compared_statements.sort_by("statement_id").to_pylist()
    return [
        _read_text(company, [row for row in rows if row["company"] == company])
        for company in sorted(enough)
    ]


def _read_text(company: str, rows: Sequence[dict[str, Any]]) -> _Text:
    """Give a company's text; a statement without a word counts for nothing."""
    begins = [windows(row["masked"], row["text"]) for row in rows]
    digests = [[phrase_digest(p) if p else -1 for p in statement] for statement in begins]
    book = phrase_book(
        sum(len(statement) for statement in begins),
        [sorted({d for d in statement if d >= 0}) for statement in digests],
    )
    flat = np.array([d for statement in digests for d in statement], dtype=np.int64)
    slots = np.where(flat >= 0, np.searchsorted(book.digests, flat), -1)
    _, pages = np.unique([row["url"] for row in rows], return_inverse=True)
    return _Text(company, slots, np.repeat(pages, [len(s) for s in begins]), book)


def _measure(
    texts: list[_Text], books: dict[tuple[str, str, str], PhraseBook], budget: int
) -> list[dict[str, Any]]:
    usages = [
        Usage(
            text.slots,
            text.pages,
            np.stack(
                [use_chances(t.book, text.book.digests, budget) for t in texts if t is not text]
            ),
            np.stack([use_chances(book, text.book.digests, budget) for book in books.values()]),
        )
        for text in texts
    ]
    sizes = [sum(len(text.slots) for text in texts), *(len(text.slots) for text in texts)]
    rows = []
    for least in LEAST:
        field, each = measure(usages, [industry for _, industry, _ in books], least)
        names = [None, *(text.company for text in texts)]
        for company, size, figures in zip(names, sizes, [field, *each], strict=True):
            numbers = dataclasses.asdict(figures) | {"clear": figures.low > 0, "reason": ""}
            rows.append({"company": company, "least": least, "words": size} | numbers)
    return rows
