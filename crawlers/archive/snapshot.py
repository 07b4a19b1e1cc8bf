"""Reads a snapshot back: what was asked, what came of it, and the text of every page."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from crawlers.archive.ledger import read_ledger
from crawlers.archive.proof import open_proof
from crawlers.choice.articles import settle_kinds
from sameness.errors import EvidenceMissing, SnapshotMissing
from sameness.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sameness.records import Fetch


def read_snapshot(folder: Path) -> Iterator[tuple[Fetch, str]]:
    """Yield every request's fetch, by company and address, with its page's markup.

    Pages that were kept follow with the markup of the copy that stands in. The markup is ``""``
    for what wasn't fetched. A page's kind is what the ledger says, or ``BLOG``
    for articles, which show only when a site's pages are seen together. The order doesn't depend on
    the order of arrival.
    Raises SnapshotMissing where the folder holds no snapshot or its archive is damaged.
    """
    fetches = sorted(read_ledger(folder), key=_by_address)
    for _, of_company in groupby(fetches, key=lambda fetch: fetch.company):
        yield from settle_kinds([(fetch, _read_markup(folder, fetch)) for fetch in of_company])


def _by_address(fetch: Fetch) -> tuple[str, bool, str]:
    return fetch.company, fetch.outcome is Outcome.KEPT, fetch.url


def _read_markup(folder: Path, fetch: Fetch) -> str:
    if fetch.outcome not in {Outcome.FETCHED, Outcome.KEPT}:
        return ""
    try:
        return open_proof(folder.parent, fetch.record, fetch.encoding, fetch.digest).markup
    except EvidenceMissing as error:
        raise SnapshotMissing(
            f"The page {fetch.url} of {fetch.company}: {str(error).splitlines()[0]}",
            "Restore the folder from a copy, or crawl again.",
        ) from error
