"""Starts the reading of pictures in a process of its own, after the pages."""

from __future__ import annotations

import errno
import logging
import os
from typing import TYPE_CHECKING

from crawlers.archive.recorder import EXIT_NO_SPACE
from crawlers.children import child_process, tell_task
from crawlers.crawl import LOG
from crawlers.images.keeping import IMAGES
from sameness.errors import CrawlFailed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sameness.industry import Industry

log = logging.getLogger(__name__)

MOST_STARTS = 4
"""How often the process is started where a picture ends it: each time without that picture."""


def gather_images(industry: Industry, folder: Path, earlier: Mapping[str, str]) -> None:
    """Read the pictures of a snapshot's pages into its folder, under the rules of the crawl.

    ``earlier`` gives, by company, the name of the folder beside this one that holds its last good
    snapshot. What an interrupted reading left is taken up. Nothing that comes of pictures costs
    the pages: where the reading breaks down that is logged, and what arrived counts.
    Raises CrawlFailed where the disk is full.
    """
    if not industry.crawl.max_images:
        return
    spec = {
        "industry": industry.model_dump(mode="json"),
        "folder": str(folder.absolute()),
        "earlier": dict(earlier),
    }
    for _ in range(MOST_STARTS):
        before = _size_of(folder)
        code = _run(spec, folder)
        if not code or _size_of(folder) == before:
            break
    if code:
        see = f"See {folder / LOG} for details."
        log.warning("The reading of pictures broke down (exit code %d). %s", code, see)


def _run(spec: Mapping[str, object], folder: Path) -> int:
    """Run the process to its end and give its exit code."""
    with (
        (folder / LOG).open("ab") as file,
        child_process("crawlers.images.child", file) as process,
    ):
        for _ in tell_task(process, spec):
            pass
        code = process.wait()
    if code == EXIT_NO_SPACE:
        happened = f"The pictures could not be stored: {os.strerror(errno.ENOSPC)}."
        raise CrawlFailed(happened, f"See {folder / LOG} for details.")
    return code


def _size_of(folder: Path) -> int:
    path = folder / IMAGES
    return path.stat().st_size if path.exists() else 0
