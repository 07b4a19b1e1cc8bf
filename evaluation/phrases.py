"""Builds the phrases of strangers that ship: digests of runs of four words, no text.

    python -m evaluation.phrases CORPUS [OUT_FOLDER]

CORPUS is the corpus of ``evaluation/panel.py``, crawled and cut by the program's own code.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from evaluation.panel import compared_statements, provenance
from evaluation.sites import industry_names
from pipeline.measures.phrases import cut_phrases, folded_words
from pipeline.reference.phrases import Statement, save_phrases
from sameness.settings import DEFAULT_MODEL, Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa

LANGUAGE = "en"
"""The language of every site of the corpus."""


def cut(industry: str, compared: pa.Table) -> list[Statement]:
    """Give the compared statements of an industry as figures."""
    return [
        Statement(
            industry,
            row["company"],
            len(folded_words(row["masked"])),
            tuple(cut_phrases(row["masked"], row["text"])),
        )
        for row in compared.select(["company", "masked", "text"]).to_pylist()
    ]


def build(corpus: Path) -> list[Statement]:
    """Give the statements of all industries of the corpus."""
    with TemporaryDirectory() as folder:
        # The model decides only which of a company's statements repeat one another.
        settings = Settings(workspace=Path(folder), model=DEFAULT_MODEL)
        with Warehouse(settings.warehouse) as warehouse:
            return [
                statement
                for name in industry_names()
                for statement in cut(name, compared_statements(warehouse, settings, corpus, name))
            ]


def main(arguments: list[str]) -> None:
    """Build the phrases, write them where a folder is named, and print what is in them."""
    corpus, *out = arguments
    statements = build(Path(corpus))
    if out:
        about = provenance(DEFAULT_MODEL, Path(corpus))
        about["by"] = about["by"].replace("panel.py", "phrases.py")
        save_phrases(Path(out[0]), statements, about | {"language": LANGUAGE})
    words: Counter[tuple[str, str]] = Counter()
    for statement in statements:
        words[statement.industry, statement.stranger] += statement.words
    for (industry, name), count in sorted(words.items()):
        print(f"{industry:20} {name:18} {count:6} words")


if __name__ == "__main__":
    main(sys.argv[1:])
