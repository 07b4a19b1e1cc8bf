"""The phrases of the panel's companies, as digests: for who has too few strangers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("industry", pa.string()),
        ("stranger", pa.string()),
        ("language", pa.string()),
        ("words", pa.int32()),
        ("phrases", pa.list_(pa.uint32())),
    ]
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a stranger: how many words, and the digests of its distinct phrases."""

    industry: str
    stranger: str
    words: int
    phrases: tuple[int, ...]


def phrase_table(source: str, language: dict[str, str], statements: list[Statement]) -> pa.Table:
    """Give statements as rows of ``known_phrases``; ``language`` goes by industry."""
    rows = [
        {
            "source": source,
            "industry": statement.industry,
            "stranger": statement.stranger,
            "language": language[statement.industry],
            "words": statement.words,
            "phrases": list(statement.phrases),
        }
        for statement in statements
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def load_phrases() -> pa.Table:
    """Give the shipped statements of the panel's companies as rows of ``known_phrases``."""
    folder = resources.files("pipeline") / "reference"
    about = json.loads((folder / "phrases.json").read_text("utf-8"))
    companies = [(company["industry"], company["name"]) for company in about["companies"]]
    with resources.as_file(folder / "phrases.npz") as path, np.load(path) as arrays:
        ends = np.cumsum(arrays["counts"].astype(np.int64))
        parts = np.split(arrays["phrases"], ends[:-1])
        statements = [
            Statement(*companies[int(company)], int(words), tuple(part.tolist()))
            for company, words, part in zip(
                arrays["companies"], arrays["words"], parts, strict=True
            )
        ]
    languages = {industry: about["provenance"]["language"] for industry, _ in companies}
    return phrase_table("panel", languages, statements)


def save_phrases(folder: Path, statements: list[Statement], provenance: dict[str, Any]) -> None:
    """Write the two files: digests, counts and words as arrays, who and whence as JSON."""
    companies = sorted({(statement.industry, statement.stranger) for statement in statements})
    place = {key: number for number, key in enumerate(companies)}
    ordered = sorted(statements, key=lambda s: (s.industry, s.stranger, s.phrases, s.words))
    np.savez_compressed(
        folder / "phrases.npz",
        phrases=np.array([p for s in ordered for p in s.phrases], dtype=np.uint32),
        counts=np.array([len(s.phrases) for s in ordered], dtype=np.uint16),
        words=np.array([s.words for s in ordered], dtype=np.uint16),
        companies=np.array([place[s.industry, s.stranger] for s in ordered], dtype=np.uint16),
    )
    about = [{"name": name, "industry": industry} for industry, name in companies]
    text = json.dumps({"provenance": provenance, "companies": about}, indent=1)
    (folder / "phrases.json").write_text(text + "\n", "utf-8")
