"""A company's last good snapshot: which pages it had, and what the archive holds of them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from crawlers.archive.ledger import read_ledger
from crawlers.archive.stored import list_responses, read_response, read_stored
from crawlers.archive.warc import name_file
from crawlers.choice.soft_404 import says_gone
from sameness.errors import SnapshotMissing
from sameness.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from crawlers.archive.stored import Headers, Stored
    from sameness.records import Fetch

_logger = logging.getLogger(__name__)

_UNREADABLE = (OSError, ValueError, EOFError)


class Earlier:
    """What is known of one company's site from an earlier crawl; empty where there was none.

    ``missing`` are the addresses at which nothing was found then, ``warc`` is the file of what was
    read and shown.
    """

    def __init__(
        self,
        archive: Path,
        pages: Iterable[Fetch],
        responses: Iterable[Stored],
        missing: Iterable[str] = (),
        warc: Path | None = None,
    ) -> None:
        self._archive = archive
        self.pages = tuple(pages)
        self.missing = tuple(missing)
        self.warc = warc
        self._responses = {stored.url: stored for stored in responses}

    def find(self, url: str) -> tuple[Stored, Headers, bytes] | None:
        """Give the stored answer of an address that can be asked whether it changed.

        None where the server named no validator (RFC 9110, section 8.8), or where the archive no
        longer holds the page: then it has to be sent again.
        """
        stored = self._responses.get(urldefrag(url)[0])
        if stored is None or not (stored.header("ETag") or stored.header("Last-Modified")):
            return None
        try:
            return stored, *read_response(self._archive, stored.place)
        except _UNREADABLE as error:
            _logger.warning("%s can't be read back: %s", stored.place, error)
            return None


def read_earlier(archive: Path, snapshot_id: str, company: str) -> Earlier:
    """Give what a snapshot of an industry's archive holds of a company; empty where it is gone."""
    folder = archive / snapshot_id
    try:
        of_company = [fetch for fetch in read_ledger(folder) if fetch.company == company]
    except SnapshotMissing as error:
        _logger.warning("The earlier snapshot is left aside: %s", error)
        return Earlier(archive, (), ())
    pages = [f for f in of_company if f.outcome in {Outcome.FETCHED, Outcome.KEPT}]
    warc = folder / name_file(company)
    known = [*list_responses(warc), *_stood_in(archive, pages)]
    missing = (fetch.url for fetch in of_company if says_gone(fetch.status, fetch.reason))
    return Earlier(archive, pages, _originals(archive, known), missing, warc)


def list_originals(archive: Path, warc: Path) -> list[Stored]:
    """Give the whole answers that a WARC file holds or leads to; none where it is missing."""
    return _originals(archive, list_responses(warc))


def _stood_in(archive: Path, pages: Iterable[Fetch]) -> list[Stored]:
    """Give the responses in other snapshots that pages of this one rest on."""
    places = [page.record for page in pages if page.outcome is Outcome.KEPT]
    return [stored for place in places if (stored := _try_read(archive, place))]


def _originals(archive: Path, known: Iterable[Stored]) -> list[Stored]:
    """Give the whole answers; word that a page is unchanged gives way to the page itself."""
    origins = [
        _try_read(archive, stored.origin) if stored.origin else stored
        for stored in known
        if stored.origin or stored.status == 200
    ]
    return [stored for stored in origins if stored is not None and not stored.cut]


def _try_read(archive: Path, place: str) -> Stored | None:
    try:
        return read_stored(archive, place)
    except _UNREADABLE as error:
        _logger.warning("%s can't be read back: %s", place, error)
        return None
