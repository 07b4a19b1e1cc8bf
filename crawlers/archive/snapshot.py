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
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sameness.records import Fetch


def read_snapshot(folder: Path, lost: list[str] | None = None) -> Iterator[tuple[Fetch, str]]:
    """Yield every request's fetch, by company and address, with its page's markup.

    Pages that were kept follow with the markup of the copy that stands in. The markup is ``""``
    for what wasn't fetched. A page's kind is what the ledger says, or ``BLOG``
    for articles, which show only when a site's pages are seen together. The order doesn't depend on
    the order of arrival.
    Raises SnapshotMissing where the folder holds no snapshot or its archive is damaged; where a
    list ``lost`` is given, pages that can't be read are left out instead, and named in it.
    """
    fetches = sorted(read_ledger(folder), key=_by_address)
    for _, of_company in groupby(fetches, key=lambda fetch: fetch.company):
        yield from settle_kinds(list(_read_all(folder, of_company, lost)))


def _read_all(
    folder: Path, fetches: Iterable[Fetch], lost: list[str] | None
) -> Iterator[tuple[Fetch, str]]:
    for fetch in fetches:
        try:
            yield fetch, _read_markup(folder, fetch)
        except SnapshotMissing as error:
            if lost is None:
                raise
            lost.append(str(error).partition("\n")[0])


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
