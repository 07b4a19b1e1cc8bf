"""Where the copies of one period go: a snapshot's folder, as a crawl of that time had left it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from crawlers.archive.ledger import LEDGER, Ledger, read_ledger
from crawlers.archive.recorder import or_end
from crawlers.archive.stored import read_stored
from crawlers.archive.warc import WarcFile, Wire, name_file
from crawlers.network.verdict import media_type
from crawlers.wayback.source import write_source
from sameness.errors import SnapshotMissing
from sameness.records import Fetch, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from scrapy.http import Response

    from crawlers.wayback.captures import Capture
    from crawlers.wayback.periods import Period
    from crawlers.wayback.wanted import PastPage

CHOSEN = "copy in a web archive"
"""Why such a page was asked for, as ledgers say it."""


class Shelf:
    """One period's snapshot; nothing of it is on disk before the first copy.

    ``earlier`` are the folders of the same period that were filled before. What is settled there or
    here is not asked for again.
    """

    def __init__(
        self, folder: Path, archive: str, period: Period, earlier: Iterable[Path] = ()
    ) -> None:
        self.period = period
        self._folder = folder
        self._archive = archive
        self._files: dict[str, WarcFile] = {}
        self._ledger: Ledger | None = None
        self._settled = {
            (fetch.company, fetch.url): fetch for one in (*earlier, folder) for fetch in _read(one)
        }

    def settled(self, page: PastPage) -> Fetch | None:
        """Give what came of a page in this period, None where nothing has yet."""
        return self._settled.get((page.company, page.url))

    def keep(
        self, page: PastPage, capture: Capture, response: Response, wire: Wire, encoding: str
    ) -> Fetch:
        """Store a copy under its own date and address, and enter it."""
        self._open()
        stored = replace(wire, url=capture.url, received_at=capture.at, source=response.url)
        with or_end():
            record = self._file_of(page.company).store(stored)
        fetch = replace(
            _blank(page, capture.at),
            outcome=Outcome.FETCHED,
            status=wire.status,
            content_type=media_type(response.headers),
            encoding=encoding,
            size=len(response.body),
            digest=hashlib.sha256(response.body).hexdigest(),
            record=record,
        )
        return self._enter(fetch)

    def keep_same(self, page: PastPage, capture: Capture, before: Fetch, source: str) -> Fetch:
        """Enter a copy with the content of an earlier one; its record leads to that one."""
        self._open()
        original = read_stored(self._folder.parent, before.record)
        if original.origin:
            original = read_stored(self._folder.parent, original.origin)
        wire = Wire(
            url=capture.url,
            status=original.status,
            headers=(),
            body=b"",
            address="",
            received_at=capture.at,
            source=source,
        )
        with or_end():
            record = self._file_of(page.company).store_unchanged(wire, original)
        same = {"kind": page.kind, "depth": page.depth, "fetched_at": capture.at, "record": record}
        return self._enter(replace(before, **same))  # type: ignore[arg-type]

    def refuse(self, page: PastPage, at: datetime, reason: str) -> None:
        """Enter that the copies of a page in this period tell nothing, and why.

        Without a status: the site itself has said nothing, so nothing is gone.
        """
        self._open()
        self._enter(replace(_blank(page, at), reason=reason))

    def close_company(self, company: str) -> None:
        """Close a company's file; what was stored needs no closing to be safe."""
        if company in self._files:
            self._files.pop(company).close()

    def close(self) -> None:
        """Close everything."""
        for company in [*self._files]:
            self.close_company(company)
        if self._ledger is not None:
            self._ledger.close()

    def _open(self) -> None:
        if self._ledger is None:
            with or_end():
                self._folder.mkdir(parents=True, exist_ok=True)
                write_source(self._folder, self._archive, self.period)
                self._ledger = Ledger(self._folder / LEDGER)

    def _file_of(self, company: str) -> WarcFile:
        if company not in self._files:
            self._files[company] = WarcFile(self._folder / name_file(company))
        return self._files[company]

    def _enter(self, fetch: Fetch) -> Fetch:
        if self._ledger is not None:
            with or_end():
                self._ledger.enter(fetch)
        self._settled[fetch.company, fetch.url] = fetch
        return fetch


def _read(folder: Path) -> list[Fetch]:
    try:
        return list(read_ledger(folder))
    except SnapshotMissing:
        if (folder / LEDGER).is_file():
            raise
        return []


def _blank(page: PastPage, at: datetime) -> Fetch:
    return Fetch(
        company=page.company,
        url=page.url,
        final_url=page.url,
        kind=page.kind,
        chosen=CHOSEN,
        depth=page.depth,
        outcome=Outcome.FAILED,
        reason="",
        status=0,
        content_type="",
        encoding="",
        fetched_at=at,
        size=0,
        digest="",
        record="",
    )
