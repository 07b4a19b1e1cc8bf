"""How often each company's pages bear the marks of each axis of voice, and how other fields do."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.measures.strangers import ENOUGH as FEWEST_STRANGERS
from pipeline.measures.strangers import Candidate, choose_strangers
from pipeline.measures.voice.axes import AXES, LANGUAGE
from pipeline.measures.voice.rates import (
    FEWEST_PAGES,
    FEWEST_WORDS,
    Rate,
    mean_rate,
    place_among,
    rate_of_pages,
)

FIGURES = ("rate", "low", "high", "quarter", "middle", "three_quarters")
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("axis", pa.string()),
        ("pages", pa.int32()),
        ("words", pa.int32()),
        ("marks", pa.int32()),
        *((name, pa.float64()) for name in FIGURES),
        *((name, pa.int32()) for name in ("below", "ties", "strangers", "fields")),
        ("stands", pa.string()),
        ("reason", pa.string()),
    ]
)
NOT_ENGLISH = "not measured: the lists are English"
Pages = dict[str, dict[str, int]]


def voice_rates(
    companies: pa.Table,
    voice_statements: pa.Table,
    voice_marks: pa.Table,
    known_voices: pa.Table,
    *,
    language: str,
    bootstrap_rounds: int,
    seed: int,
) -> pa.Table:
    """Give one row per axis of the field (``company`` null: the mean of its companies) and of each.

    ``rate`` is marks per 1,000 words with its 95 % range; ``below`` of ``strangers`` companies of
    ``fields`` other fields have a lower rate, ``ties`` the same, and ``quarter``, ``middle`` and
    ``three_quarters`` are the quartiles of theirs. ``stands`` is "more", "less" or "like"
    (``place_among``), empty where too few strangers are known. With a ``reason`` there is no rate.
    """
    listed = companies.sort_by("position").to_pylist()
    words = words_of_pages(voice_statements)
    marks = marks_of_pages(voice_marks)
    others = _strangers(known_voices, [(row["company"], row["site"]) for row in listed])
    rows: list[dict[str, Any]] = []
    for axis in AXES:
        measured = {
            row["company"]: _measure(
                words.get(row["company"], {}),
                marks[row["company"], axis],
                language,
                (bootstrap_rounds, seed),
            )
            for row in listed
        }
        field = _field(measured, language, (bootstrap_rounds, seed))
        for company, row in [(None, field), *measured.items()]:
            rows.append({"company": company, "axis": axis} | _placed(row, others[axis]))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def words_of_pages(voice_statements: pa.Table) -> Pages:
    """Give the words of each company's pages, by company and address; pages without any are out."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in voice_statements.select(["company", "url", "words"]).to_pylist():
        found[row["company"]][row["url"]] += row["words"]
    return {name: {url: n for url, n in own.items() if n} for name, own in found.items()}


def marks_of_pages(voice_marks: pa.Table) -> dict[tuple[str, str], Counter[str]]:
    """Give the marks on each page, by company and axis."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in voice_marks.select(["company", "url", "axis"]).to_pylist():
        found[row["company"], row["axis"]][row["url"]] += 1
    return found


def _measure(
    words: dict[str, int], marks: Counter[str], language: str, draws: tuple[int, int]
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "pages": len(words),
        "words": sum(words.values()),
        "marks": marks.total(),
    }
    if reason := _reason(row["pages"], row["words"], language):
        return row | {"reason": reason}
    # Amounts on a page of nothing but prices count with the company's first page.
    strays = sum(count for url, count in marks.items() if url not in words)
    counts = [marks[url] for url in sorted(words)]
    counts[0] += strays
    rate = rate_of_pages(counts, [words[url] for url in sorted(words)], *draws)
    return row | _figures(rate)


def _reason(pages: int, words: int, language: str) -> str:
    if language != LANGUAGE:
        return NOT_ENGLISH
    if pages < FEWEST_PAGES or words < FEWEST_WORDS:
        return (
            f"{words:,} words on {pages} {'page' if pages == 1 else 'pages'}; "
            f"{FEWEST_WORDS} on {FEWEST_PAGES} are needed"
        )
    return ""


def _figures(rate: Rate) -> dict[str, Any]:
    return {"rate": rate.value, "low": rate.low, "high": rate.high, "reason": ""}


def _field(
    measured: dict[str, dict[str, Any]], language: str, draws: tuple[int, int]
) -> dict[str, Any]:
    """Give the field's row of an axis: the mean of the companies that have a rate."""
    kept = [row for row in measured.values() if not row["reason"]]
    row = {name: sum(own[name] for own in kept) for name in ("pages", "words", "marks")}
    if language != LANGUAGE:
        return row | {"reason": NOT_ENGLISH}
    if len(kept) < 2:
        return row | {"reason": f"{len(kept)} of {len(measured)} companies have enough text"}
    return row | _figures(mean_rate([own["rate"] for own in kept], *draws))


def _strangers(
    known_voices: pa.Table, field: list[tuple[str, str]]
) -> dict[str, list[tuple[str, float]]]:
    """Give, by axis, industry and rate of each stranger, chosen as those of the index are."""
    rates: dict[tuple[str, str, str], dict[str, float]] = defaultdict(dict)
    for row in known_voices.to_pylist():
        rates[row["source"], row["industry"], row["company"]][row["axis"]] = row["rate"]
    # Without vectors nobody is too close, and nobody says too little.
    nothing = np.zeros((0, 1), dtype=np.float32)
    candidates = [Candidate(*key, nothing) for key in sorted(rates)]
    found: dict[str, list[tuple[str, float]]] = {axis: [] for axis in AXES}
    for choice in choose_strangers(candidates, field, nothing, 0, 0.0):
        own = rates[choice.source, choice.industry, choice.stranger] if choice.used else {}
        for axis, rate in own.items():
            if axis in found:
                found[axis].append((choice.industry, rate))
    return found


def _placed(row: dict[str, Any], others: list[tuple[str, float]]) -> dict[str, Any]:
    """Add where a rate stands among strangers; without enough of them, only how many there are."""
    known = {"strangers": len(others), "fields": len({industry for industry, _ in others})}
    if row["reason"] or len(others) < FEWEST_STRANGERS:
        return row | known | {"stands": ""}
    rates = [rate for _, rate in others]
    place = place_among(Rate(row["rate"], row["low"], row["high"]), rates)
    quartiles = np.quantile(rates, [0.25, 0.5, 0.75]).tolist()
    return (
        row
        | known
        | dict(zip(("quarter", "middle", "three_quarters"), quartiles, strict=True))
        | {"below": place.below, "ties": place.ties, "stands": place.stands}
    )
