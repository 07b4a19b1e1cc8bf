"""The corpus as tables: real sites crawled and cut, the directory, and the claims written for this.

    CORPUS/sites/INDUSTRY/COMPANY/       static sites, see evaluation/sites.toml
    CORPUS/data/companies/*.jsonl        the directory, see evaluation/directory.py

What takes long (pages, vectors, names) is kept in ``.cache/evaluation``, by digest of the sites
and of the code that fetches them. The folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from evaluation.fields import Laboratory
from evaluation.sites import industry_names, serve_industry
from evaluation.written import WRITTEN, Claim, read_claims
from pipeline.directory import Entry, read_directory
from pipeline.moments import new_id
from pipeline.run import begin_run
from pipeline.runs import PAGES_CHANNEL, RunKey
from pipeline.snapshots import crawl_snapshot
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from crawlers.events import CrawlEvent

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache" / "evaluation"
MOST_STATEMENTS = 120
"""Statements kept per company where many sets are measured, as in the panel that ships."""


@dataclass(frozen=True, slots=True)
class Site:
    """One industry of the corpus as the stages are given it: its companies and their blocks."""

    companies: pa.Table
    blocks: pa.Table


class Corpus:
    """The corpus at one place, read with one model; everything is made when first asked for."""

    def __init__(
        self, path: Path, model: str = DEFAULT_MODEL, sites: dict[str, Site] | None = None
    ) -> None:
        """Take note of the place; ``sites`` are those already read there.

        Raises FileNotFoundError where it holds no sites.
        """
        if not (path / "sites").is_dir():
            raise FileNotFoundError(f"no corpus at {path}: it has no folder sites")
        self.path = path
        self.model = model
        self._read = sites

    def with_model(self, model: str) -> Corpus:
        """Give the same corpus, the pages as they were read, measured with another model."""
        return Corpus(self.path, model, self.sites)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the name and content of every file that is read."""
        return digest_of([*(self.path / "sites").rglob("*"), self._directory, *_written()])

    @cached_property
    def laboratory(self) -> Laboratory:
        """The stages, with what is kept of earlier times."""
        read = [*(ROOT / "crawlers").rglob("*.py"), *(self.path / "sites").rglob("*")]
        folder = CACHE / f"{digest_of(read)[:12]}-{self.model.lower()}"
        folder.mkdir(parents=True, exist_ok=True)
        return Laboratory(folder, self.model)

    @cached_property
    def sites(self) -> dict[str, Site]:
        """Every industry's companies and blocks, by name."""
        return self._read or {name: self._site(name) for name in industry_names()}

    @cached_property
    def compared(self) -> dict[str, pa.Table]:
        """Every industry's compared statements with vectors, by name."""
        return {name: compare(self.laboratory, site) for name, site in self.sites.items()}

    @cached_property
    def thinned(self) -> dict[str, pa.Table]:
        """The same with at most 120 statements of each company."""
        return {name: thin(table, MOST_STATEMENTS) for name, table in self.compared.items()}

    @cached_property
    def directory(self) -> list[Entry]:
        """The companies of the directory's fields."""
        laboratory = self.laboratory
        return read_directory(
            self._directory, laboratory.value("find_entities"), laboratory.value("embed")
        )

    @cached_property
    def claims(self) -> list[Claim]:
        """The claims written for this project."""
        return read_claims(_written())

    @property
    def _directory(self) -> Path:
        return self.path / "data" / "companies" / "startup_directory.jsonl"

    def _site(self, name: str) -> Site:
        warehouse, settings = self.laboratory.warehouse, self.laboratory.settings
        with serve_industry(self.path / "sites", name) as industry:
            known = warehouse.tuples("newest_snapshot", industry=name)
            snapshot = (
                str(known[0][0])
                if known
                else crawl_snapshot(warehouse, settings, name, industry, _ignore)
            )
        run_id = new_id(lambda candidate: bool(warehouse.tuples("run", run_id=candidate)))
        key = RunKey(run_id, name, snapshot, PAGES_CHANNEL)
        begin_run(warehouse, settings, industry, key)
        made = self.laboratory.make(["blocks"], {"pages": warehouse.table("pages")})
        return Site(warehouse.table("companies"), made["blocks"])


def _ignore(event: CrawlEvent) -> None:
    del event


def _written() -> list[Path]:
    return sorted(WRITTEN.glob("*.jsonl"))


def digest_of(files: Iterable[Path]) -> str:
    """Give the SHA-256 over each file's name and content, wherever the folder lies."""
    known = sorted(
        (file.name, hashlib.sha256(file.read_bytes()).digest()) for file in files if file.is_file()
    )
    digest = hashlib.sha256()
    for name, content in known:
        digest.update(f"{name}\x1f".encode() + content)
    return digest.hexdigest()


def compare(laboratory: Laboratory, site: Site) -> pa.Table:
    """Give the compared statements of one industry."""
    given = {"companies": site.companies, "blocks": site.blocks}
    return laboratory.make(["compared_statements"], given)["compared_statements"]


def thin(compared: pa.Table, most: int) -> pa.Table:
    """Give at most so many statements of each company: the first by id, which is a digest."""
    ordered = compared.sort_by([("company", "ascending"), ("statement_id", "ascending")])
    companies = np.array(ordered.column("company").to_pylist(), dtype=object)
    rank = np.zeros(len(companies), dtype=np.int64)
    for company in sorted(set(companies)):
        rank[companies == company] = np.arange((companies == company).sum())
    return ordered.filter(rank < most)
