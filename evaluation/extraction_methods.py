"""What is compared: this program's cutter, alone and with its boilerplate step, and trafilatura."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa
import trafilatura

from evaluation.extraction_labels import read_html
from evaluation.pieces import pieces_of
from pipeline.discover import discover_stages
from pipeline.stages.blocks import SCHEMA
from pipeline.text.blocks import cut_blocks
from pipeline.text.sentences import split_statements
from sameness.records import PITCH_ROLES, Block, Page, PageKind, Role
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evaluation.extraction_labels import LabelledPage

    Method = Callable[[str], str]

LANGUAGE = "en"
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)


def ours(html: str) -> str:
    """Give what the program's cutter takes for pitch, before a site is compared with itself."""
    return "\n".join(block.text for block in _pitch(Page("", "", PageKind.OTHER, _NEVER, "", html)))


def everything(html: str) -> str:
    """Give all text of a page: what a method must beat."""
    return "\n".join(pieces_of(html))


def by_trafilatura(html: str) -> str:
    """Give trafilatura's main text as it comes by default."""
    return str(trafilatura.extract(html, include_comments=False) or "")


def by_precise_trafilatura(html: str) -> str:
    """Give trafilatura's main text where it prefers to leave out."""
    return str(trafilatura.extract(html, include_comments=False, favor_precision=True) or "")


def by_generous_trafilatura(html: str) -> str:
    """Give trafilatura's main text where it prefers to keep."""
    return str(trafilatura.extract(html, include_comments=False, favor_recall=True) or "")


RIVALS: dict[str, Method] = {
    "trafilatura": by_trafilatura,
    "trafilatura, favor_precision": by_precise_trafilatura,
    "trafilatura, favor_recall": by_generous_trafilatura,
}


def after_boilerplate(corpus: Path, pages: Sequence[LabelledPage]) -> list[str]:
    """Give the same as ``ours`` less what each page's site repeats, as the program's stage finds.

    The stage sees every page of the site's folder.
    """
    repeated = {
        company: repeated_statements(corpus / "sites" / company)
        for company in sorted({page.company for page in pages})
    }
    return [
        "\n".join(
            statement
            for block in _pitch(Page("", page.path, PageKind.OTHER, _NEVER, "", page.html))
            for statement in split_statements(block.text, LANGUAGE)
            if statement.lower() not in repeated[page.company]
        )
        for page in pages
    ]


def repeated_statements(site: Path) -> set[str]:
    """Give the boilerplate of a site, in small letters, from all pages of its folder."""
    rows = [
        dataclasses.asdict(block)
        for path in sorted(site.rglob("*.html"))
        for block in cut_blocks(_read_page(site, path))
    ]
    stages = {stage.name: stage for stage in discover_stages()}
    with TemporaryDirectory() as place, Warehouse(Path(place) / "extraction.duckdb") as warehouse:
        warehouse.put("blocks", pa.Table.from_pylist(rows, schema=SCHEMA))
        for name in ("statements", "boilerplate"):
            stages[name].make(warehouse, {"language": LANGUAGE})
        return set(warehouse.table("boilerplate").column("text_key").to_pylist())


def _pitch(page: Page) -> list[Block]:
    """Give the blocks that may be pitch, but for the description.

    That stands in no place of the page, and the other methods give it apart from the text.
    """
    return [
        block
        for block in cut_blocks(page)
        if block.role in PITCH_ROLES and block.role is not Role.META_DESCRIPTION
    ]


def _read_page(site: Path, path: Path) -> Page:
    home = path == site / "index.html"
    kind = PageKind.HOME if home else PageKind.OTHER
    return Page(site.name, str(path.relative_to(site)), kind, _NEVER, "", read_html(path))
