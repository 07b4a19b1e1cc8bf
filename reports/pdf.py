"""The report as a PDF: printed by a browser that can reach nobody, the same bytes every time."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf

from reports.paper import paper_html
from reports.wording import headline
from sameness.errors import BrowserMissing, PrintFailed

if TYPE_CHECKING:
    from reports.data import Report

MOST_SECONDS = 180
MOST_PASSES = 3
"""Printings until the page numbers in the contents are those of the pages."""

DEAD_PROXY = "http://127.0.0.1:9"
"""Where the browser's requests go: to nobody. The page makes none; this is the second lock."""

_SWITCHES = (
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    f"--proxy-server={DEAD_PROXY}",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def find_printer(chromium: Path | None) -> Path:
    """Give the browser that prints; raises BrowserMissing where there is none."""
    if chromium is None or not chromium.is_file():
        raise BrowserMissing(
            f"A PDF needs Chromium, and {chromium or 'none'} was found.",
            "Install it (Debian: apt-get install chromium), name one in $SAMENESS_CHROMIUM, "
            "or leave --pdf out.",
        )
    return chromium


def print_report(report: Report, chromium: Path) -> bytes:
    """Give the report as a tagged PDF with bookmarks, page numbers and its answers at the end.

    The same report gives the same bytes. Raises PrintFailed.
    """
    pages: dict[str, int] = {}
    for _ in range(MOST_PASSES):
        printed = print_html(paper_html(report, pages), chromium)
        found = page_numbers(printed)
        if found == pages:
            break
        pages = found
    return finished(printed, report)


def print_html(html: str, chromium: Path) -> bytes:
    """Give a document as Chromium prints it, with the sizes of paper that its own style asks for.

    The browser has a profile of its own, which is thrown away. Raises PrintFailed.
    """
    with tempfile.TemporaryDirectory(prefix="sameness-pdf-") as name:
        folder = Path(name)
        page, printed = folder / "report.html", folder / "report.pdf"
        page.write_text(html, encoding="utf-8")
        said = _run(
            [
                str(chromium),
                *_SWITCHES,
                # Chromium's own sandbox refuses root.
                *(["--no-sandbox"] if os.geteuid() == 0 else []),
                f"--user-data-dir={folder / 'profile'}",
                f"--print-to-pdf={printed}",
                page.as_uri(),
            ]
        )
        if not printed.is_file():
            raise PrintFailed(
                f"Chromium printed nothing: {said[-200:].strip() or 'it said no reason'}",
                "The page itself can be had without --pdf, and printed from any browser.",
            )
        return printed.read_bytes()


def page_numbers(pdf: bytes) -> dict[str, int]:
    """Give the number of the page on which each part begins that a link leads to, by its id."""
    with pikepdf.open(BytesIO(pdf)) as document:
        numbers = {tuple(page.obj.objgen): number for number, page in enumerate(document.pages, 1)}
        if "/Dests" not in document.Root:
            return {}
        places = document.Root.Dests.items()
        return {name[1:]: numbers[tuple(place[0].objgen)] for name, place in places}


def _run(command: list[str]) -> str:
    """Carry out a command with all its children; gives what it said on stderr."""
    # Our own switches and paths; nothing of a site's text is in the command.
    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            return process.communicate(timeout=MOST_SECONDS)[1].decode("utf-8", "replace")
        except subprocess.TimeoutExpired as error:
            raise PrintFailed(
                f"Chromium did not print within {MOST_SECONDS} seconds.",
                "Try again when the machine is less busy, or leave --pdf out.",
            ) from error
        finally:
            _end(process.pid)


def _end(group: int) -> None:
    """End what is left of the browser: its helpers may outlive it."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def finished(pdf: bytes, report: Report) -> bytes:
    """Give the PDF with the report's own properties and moments, packed."""
    moment = f"D:{report.started_at:%Y%m%d%H%M%S}Z"
    with pikepdf.open(BytesIO(pdf)) as document:
        about = pikepdf.Dictionary(
            Title=pikepdf.String(headline(report)),
            Author=pikepdf.String(report.branding.agency or "sameness"),
            Subject=pikepdf.String(report.industry_name),
            Creator=pikepdf.String(f"sameness {report.method.version}"),
            CreationDate=pikepdf.String(moment),
            ModDate=pikepdf.String(moment),
        )
        document.docinfo = document.make_indirect(about)
        packed = BytesIO()
        document.save(
            packed,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
        )
    return packed.getvalue()
