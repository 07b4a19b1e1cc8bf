"""Labelled pairs of statements: those of the corpus, and this project's own labels.

    CORPUS/data/claim_pairs/pairs.jsonl   given: industry, company_a, company_b, a, b, label
    evaluation/labels.csv                 own: digests of the companies and statements, and a label

The own labels hold no text. Their statements are found by digest among what the program cuts from
the sites of the corpus and among the sentences of its directory. They were set by a large language
model in one pass over the same guide (``GUIDE.md`` beside the given pairs).
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.corpus import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN = Path(__file__).with_name("labels.csv")
LEFT_OUT = {"unusable", "disputed"}
DIRECTORY = "yc:"
"""How the industries begin whose statements are a directory's blurbs, not a site's."""
SENTENCES = 3
"""Sentences of a directory's long description that were labelled."""


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two statements of rivals and what readers call them; ``given`` tells whose label it is.

    Companies are digests of their names. ``twice_read`` marks the pairs with two whole readings.
    """

    industry: str
    company_a: str
    company_b: str
    a: str
    b: str
    label: str
    given: bool
    twice_read: bool

    @property
    def same(self) -> bool:
        """Whether the two make the same claim."""
        return self.label == "same"

    @property
    def from_directory(self) -> bool:
        """Whether these are blurbs of a directory, and not lines of a site."""
        return self.industry.startswith(DIRECTORY)


def company_digest(name: str) -> str:
    """Give eight hexadecimal digits for a company's name, whatever its case and punctuation."""
    return hashlib.sha256(re.sub(r"[^a-z0-9]", "", name.lower()).encode()).hexdigest()[:8]


def statement_digest(text: str) -> str:
    """Give twelve hexadecimal digits for a statement."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def given_pairs(corpus: Path) -> list[LabelledPair]:
    """Give the usable pairs of the corpus, in its order."""
    lines = _given_file(corpus).read_text("utf-8").rstrip("\n").split("\n")
    return [
        LabelledPair(
            row["industry"],
            company_digest(row["company_a"]),
            company_digest(row["company_b"]),
            row["a"],
            row["b"],
            row["label"],
            given=True,
            twice_read=row["id"].startswith("dev-"),
        )
        for row in map(json.loads, lines)
        if row["label"] not in LEFT_OUT
    ]


def own_pairs(corpus: Path) -> list[LabelledPair]:
    """Give the usable own pairs whose statements are found in the corpus, in the file's order."""
    texts = {statement_digest(text): text for text in _statements(corpus)}
    with OWN.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] not in LEFT_OUT]
    return [
        LabelledPair(
            row["industry"],
            row["company_a"],
            row["company_b"],
            texts[row["a"]],
            texts[row["b"]],
            row["label"],
            given=False,
            twice_read=False,
        )
        for row in rows
        if row["a"] in texts and row["b"] in texts
    ]


def labels_digest(corpus: Path) -> str:
    """Give the SHA-256 over both files of labels."""
    digest = hashlib.sha256()
    for file in (_given_file(corpus), OWN):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _given_file(corpus: Path) -> Path:
    return corpus / "data" / "claim_pairs" / "pairs.jsonl"


def _statements(corpus: Path) -> Iterator[str]:
    for table in Corpus(corpus).compared.values():
        yield from table.column("masked").to_pylist()
    directory = corpus / "data" / "companies" / "startup_directory.jsonl"
    for line in directory.read_text("utf-8").rstrip("\n").split("\n"):
        row = json.loads(line)
        yield from directory_sentences(
            row["name"], row["one_liner"] or "", row["long_description"] or ""
        )


def directory_sentences(name: str, one_liner: str, description: str) -> list[str]:
    """Give a directory entry's line and first sentences as they were labelled, name deleted."""
    flat = description.replace("\r", " ").replace("\n", " ")
    sentences = [one_liner, *re.split(r"(?<=[.!?])\s+", flat)[:SENTENCES]]
    named = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    return [re.sub(r"\s+", " ", named.sub("", sentence)).strip() for sentence in sentences]
