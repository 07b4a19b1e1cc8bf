"""Reads one page of the web as a crawl would: robots.txt, the guard and the caps hold."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.archive.ledger import LEDGER, read_ledger
from crawlers.archive.snapshot import read_snapshot
from crawlers.choice.addresses import clean_url
from crawlers.crawl import crawl
from sameness.errors import AddressRefused, CrawlFailed, IndustryInvalid
from sameness.industry import Company, CrawlSettings, is_local
from sameness.records import Page

if TYPE_CHECKING:
    from sameness.industry import Industry

_THE_PAGE = "the page"


def check_address(url: str, *, allow_private: bool) -> str:
    """Give the clean spelling of a web address; one without a scheme is https.

    Raises IndustryInvalid for what is no web address, AddressRefused for a local one without
    ``allow_private``.
    """
    address = clean_url(url if "://" in url else f"https://{url}")
    if address is None:
        raise IndustryInvalid(f"{url!r} is not a web address.", "Write https://example.com.")
    if not allow_private and is_local(urlsplit(address).hostname or ""):
        raise AddressRefused(
            f"{url!r} is a private or loopback address.",
            "Name a public site, or allow private addresses if this one is yours.",
        )
    return address


def read_page(industry: Industry, url: str, chromium: Path | None = None) -> Page:
    """Give the page at ``url``, asked for under the industry's own rules: exactly one page.

    ``chromium`` is the browser that shows a page without words of its own, None for none.
    Raises what ``check_address`` raises, and CrawlFailed with the reason where no page came.
    """
    address = check_address(url, allow_private=industry.allow_private)
    limits = industry.crawl.model_dump() | {"max_pages": 1, "max_depth": 0}
    alone = industry.model_copy(
        update={
            "client": None,
            "crawl": CrawlSettings(**limits),
            "company": (Company(name=_THE_PAGE, site=address),),
        }
    )
    with tempfile.TemporaryDirectory(prefix="sameness-page-") as folder:
        try:
            crawl(alone, Path(folder), lambda _: None, chromium=chromium)
            ((fetch, markup), *_) = read_snapshot(Path(folder))
        except CrawlFailed as error:
            raise CrawlFailed(
                f"{url} was not read: {_reason(Path(folder)) or str(error).splitlines()[0]}.",
                "Check the address, or put the text into a file.",
            ) from error
    return Page("", fetch.final_url, fetch.kind, fetch.fetched_at, fetch.digest, markup)


def _reason(folder: Path) -> str:
    """Give why the one request came to nothing, empty where there was none."""
    fetches = read_ledger(folder) if (folder / LEDGER).is_file() else ()
    return next((fetch.reason for fetch in fetches), "")
