"""The index of a workspace: all industries and all their reports on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from reports.render import TEMPLATES, environment, policy
from reports.shelf import PAGE, PDF, read_shelves
from warehouse.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reports.shelf import Damaged, Shelf, Shelved


def write_index(out: Path) -> Path:
    """Give the path of ``out/index.html``, just written from the reports that lie below ``out``.

    It appears whole or not at all. Raises OSError where the disk refuses.
    """
    page = out / PAGE
    write_whole(page, render_index(read_shelves(out)).encode("utf-8"))
    return page


def render_index(shelves: Sequence[Shelf]) -> str:
    """Give the HTML document that lists the shelves: no script, no request, links to reports only.

    Everything that came from a file is escaped.
    """
    sheets = (TEMPLATES / "report.css", TEMPLATES / "index.css")
    style = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    page = environment().get_template("index.html.j2")
    return page.render(
        shelves=shelves,
        style=Markup(style),  # noqa: S704 - our own style files, no data in them
        policy=policy(style, ""),
        page_of=_page_of,
        pdf_of=_pdf_of,
    )


def _page_of(report: Shelved | Damaged) -> str:
    """Give the address of a report's page, seen from the index."""
    return _address(report, PAGE)


def _pdf_of(report: Shelved) -> str:
    """Give the address of a report's PDF, seen from the index."""
    return _address(report, PDF)


def _address(report: Shelved | Damaged, file: str) -> str:
    return "/".join(quote(part, safe="") for part in (report.industry, report.run_id, file))
