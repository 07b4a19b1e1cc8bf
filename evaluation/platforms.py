"""Builds the strangers' platforms that ship: which platforms real companies' sites name, no more.

    python -m evaluation.platforms CORPUS [OUT_FILE]

CORPUS is the corpus of ``evaluation/panel.py``, crawled and searched by the program's own code.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from crawlers.social.profiles.discovery import discover
from evaluation.panel import ignore_event, provenance
from evaluation.sites import industry_names, serve_industry
from pipeline.snapshots import crawl_snapshot
from sameness.records import Page, PageKind
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sameness.industry import Industry


def find_companies(
    warehouse: Warehouse, settings: Settings, corpus: Path, name: str
) -> Iterator[dict[str, Any]]:
    """Yield the companies of one industry of the corpus with the platforms of their profiles."""
    with serve_industry(corpus, name) as industry:
        snapshot = crawl_snapshot(warehouse, settings, name, industry, ignore_event)
    pages = read_pages(warehouse, name, industry, snapshot)
    for company in industry.company:
        found = discover(company, pages[company.name])
        platforms = sorted({profile.platform for profile in found})
        yield {"industry": name, "company": company.name, "platforms": platforms}


def read_pages(
    warehouse: Warehouse, name: str, industry: Industry, snapshot: str
) -> dict[str, list[Page]]:
    """Give the pages of a snapshot by company."""
    key = {"industry": name, "snapshot_id": snapshot, "companies": industry.names}
    pages: dict[str, list[Page]] = defaultdict(list)
    for row in warehouse.arrow("run_pages", **key).to_pylist():
        given = {field: row[field] for field in Page.__dataclass_fields__}
        page = Page(**given | {"kind": PageKind(row["kind"])})
        pages[page.company].append(page)
    return pages


def build(corpus: Path) -> list[dict[str, Any]]:
    """Give the companies of all industries of the corpus that have a profile."""
    with TemporaryDirectory() as folder:
        settings = Settings(workspace=Path(folder))
        with Warehouse(settings.warehouse) as warehouse:
            return [
                company
                for name in industry_names()
                for company in find_companies(warehouse, settings, corpus, name)
                if company["platforms"]
            ]


def main(arguments: list[str]) -> None:
    """Find the platforms, write them where a file is named, and print them."""
    corpus, *out = arguments
    companies = build(Path(corpus))
    for company in companies:
        print(f"{company['industry']:20} {company['company']:20} {' '.join(company['platforms'])}")
    if out:
        about = provenance("", Path(corpus))
        about.pop("model")
        about["by"] = about["by"].replace("panel.py", "platforms.py")
        text = json.dumps({"provenance": about, "companies": companies}, indent=1)
        Path(out[0]).write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
