"""Builds the reference of voices that ships: rates of real companies' pages, no text.

    python -m evaluation.voice_reference CORPUS [OUT_FILE]

CORPUS is the corpus of ``evaluation/corpus.py``, crawled, cut and counted by the program's own
code.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.corpus import Corpus
from evaluation.panel import provenance
from pipeline.known_voices import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

DIGITS = 3


def pages_of(blocks: pa.Table) -> pa.Table:
    """Give company and address of every page with any text."""
    return blocks.group_by(["company", "url"]).aggregate([])


def build(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """Yield the companies that have enough text, with industry and rate of each axis."""
    for name, site in corpus.sites.items():
        given = {"companies": site.companies, "blocks": site.blocks, "pages": pages_of(site.blocks)}
        given["known_voices"] = SCHEMA.empty_table()
        rates = corpus.laboratory.make(["voice_rates"], given)["voice_rates"].to_pylist()
        found: dict[str, dict[str, float]] = {}
        for row in rates:
            if row["company"] is not None and not row["reason"]:
                found.setdefault(row["company"], {})[row["axis"]] = round(row["rate"], DIGITS)
        for company, axes in found.items():
            yield {"industry": name, "company": company, "rates": axes}


def main(arguments: list[str]) -> None:
    """Count the marks, write the rates where a file is named, and print them."""
    path, *out = arguments
    companies = list(build(Corpus(Path(path))))
    for row in companies:
        rates = " ".join(f"{axis} {rate:.1f}" for axis, rate in row["rates"].items())
        print(f"{row['industry']:20} {row['company']:18} {rates}")
    if out:
        about = provenance("", Path(path) / "sites")
        about.pop("model")
        about["by"] = about["by"].replace("panel.py", "voice_reference.py")
        text = json.dumps({"provenance": about, "companies": companies}, indent=1)
        Path(out[0]).write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
