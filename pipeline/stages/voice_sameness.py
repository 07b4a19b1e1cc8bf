"""How alike the companies' voices are on each axis, and whether they can be told apart at all."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from pipeline.measures.false_discoveries import adjust
from pipeline.measures.voice.axes import AXES, LANGUAGE
from pipeline.measures.voice.rates import PER
from pipeline.measures.voice.sameness import (
    FEWEST_COMPANIES,
    FEWEST_PAGES,
    FEWEST_WORDS,
)
from pipeline.measures.voice.sameness import voice_sameness as measure
from pipeline.stages.voice_rates import NOT_ENGLISH, marks_of_pages, words_of_pages

LEVEL = 0.05
SCHEMA = pa.schema(
    [
        ("axis", pa.string()),
        ("companies", pa.int32()),
        ("pages", pa.int32()),
        ("marks", pa.int32()),
        *((name, pa.float64()) for name in ("value", "shuffled", "p")),
        ("clear", pa.bool_()),
        ("reason", pa.string()),
    ]
)


def voice_sameness(
    voice_statements: pa.Table,
    voice_marks: pa.Table,
    *,
    language: str,
    seed: int,
) -> pa.Table:
    """Give one row per axis: 1 - ICC(1) of pages' rates, companies as groups.

    Counted are companies with FEWEST_PAGES pages of FEWEST_WORDS words or more. ``shuffled`` is the
    same with labels shuffled, ``p`` how often shuffling sets companies as far apart, adjusted for
    all axes; ``clear``: they differ beyond chance. With a ``reason`` there are no figures.
    """
    words = words_of_pages(voice_statements)
    marks = marks_of_pages(voice_marks)
    pages = {
        company: [url for url, count in own.items() if count >= FEWEST_WORDS]
        for company, own in words.items()
    }
    enough = {company: urls for company, urls in sorted(pages.items()) if len(urls) >= FEWEST_PAGES}
    rows = []
    for axis in AXES:
        rates = {
            company: [PER * marks[company, axis][url] / words[company][url] for url in urls]
            for company, urls in enough.items()
        }
        total = sum(marks[company, axis][url] for company, urls in enough.items() for url in urls)
        rows.append({"axis": axis, "marks": total} | _row(rates, total, language, seed))
    return pa.Table.from_pylist(_adjusted(rows), schema=SCHEMA)


def _row(rates: dict[str, list[float]], marks: int, language: str, seed: int) -> dict[str, Any]:
    row = {"companies": len(rates), "pages": sum(map(len, rates.values())), "clear": False}
    if reason := _reason(len(rates), marks, language):
        return row | {"reason": reason}
    same = measure(rates, seed)
    return row | {"value": same.value, "shuffled": same.null, "p": same.p, "reason": ""}


def _reason(companies: int, marks: int, language: str) -> str:
    if language != LANGUAGE:
        return NOT_ENGLISH
    if companies < FEWEST_COMPANIES:
        return (
            f"companies with {FEWEST_PAGES} pages of {FEWEST_WORDS} words: {companies}; "
            f"{FEWEST_COMPANIES} are needed"
        )
    return "" if marks else "no page has any"


def _adjusted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Adjust the chances of the axes that have any for each other."""
    tested = [row for row in rows if not row["reason"]]
    for row, p in zip(tested, adjust([row["p"] for row in tested]), strict=True):
        row |= {"p": p, "clear": p <= LEVEL}
    return rows
