"""Reads the pictures of home pages back from a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawlers.archive.ledger import read_ledger
from crawlers.archive.warc import name_file
from crawlers.browser.conversions import list_shown
from crawlers.browser.views import View

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Screenshot:
    """The upper end of a company's home page, as a window of a desktop or a phone shows it.

    ``png`` is 1280x800 pixels for ``View.DESKTOP``, 390x844 for ``View.PHONE``. ``taken_at`` is in
    UTC; ``record`` is the place in the industry's archive. ``marks`` are JSON for
    ``crawlers.browser.marks``, empty where the page didn't tell.
    """

    company: str
    view: View
    url: str
    taken_at: datetime
    record: str
    png: bytes
    marks: bytes

    @property
    def is_desktop(self) -> bool:
        """Whether it is a desktop's window, not a phone's."""
        return self.view is View.DESKTOP


def read_screenshots(folder: Path) -> Iterator[Screenshot]:
    """Yield the screenshots of a snapshot, by company; none of a company without a browser.

    Raises SnapshotMissing where the folder holds no snapshot.
    """
    for company in sorted({fetch.company for fetch in read_ledger(folder)}):
        for place, shown in list_shown(folder / name_file(company)):
            if shown.view is not View.TEXT:
                yield Screenshot(
                    company, shown.view, shown.url, shown.made_at, place, shown.body, shown.marks
                )
