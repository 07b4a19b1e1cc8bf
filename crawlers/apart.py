"""A crawl in parts on other machines: what shares a site's owner stays together in one place."""

from __future__ import annotations

import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.choice.addresses import registrable_domain
from crawlers.crawl import listen
from crawlers.images.reading import gather_images
from crawlers.parcel import Files, gather, unpack
from sameness.errors import ClusterMismatch, CrawlFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawlers.events import CrawlEvent
    from sameness.industry import Company, Industry


@dataclass(frozen=True, slots=True)
class Brought:
    """What a part of a crawl brought: files, each company's last event, and what broke down."""

    files: Files
    events: tuple[CrawlEvent, ...]
    trouble: CrawlFailed | None


def split_by_domain(industry: Industry) -> list[Industry]:
    """Give the industry in parts whose sites have no domain in common, in the file's order.

    Pace and announced limits are kept by the process that asks, so a domain is asked by one.
    """
    groups: dict[str, list[Company]] = {}
    for company in industry.company:
        groups.setdefault(_domain(company), []).append(company)
    return [
        industry.model_copy(update={"company": tuple(group), "client": None})
        for group in groups.values()
    ]


def domain_of(part: Industry) -> str:
    """Give the one domain that the sites of a part have in common."""
    return _domain(part.company[0])


def _domain(company: Company) -> str:
    host = urlsplit(company.site).hostname or ""
    return registrable_domain(host) or host


def crawl_apart(
    industry: Industry, snapshot_id: str, earlier: Mapping[str, str], sent: Files, browser: str
) -> Brought:
    """Crawl a part of an industry in a folder that goes again; gives what it added to ``sent``.

    ``browser`` is the Chromium of the machine that asks, "" for none. Raises ClusterMismatch where
    one is wanted and this machine has none.
    """
    chromium = _own_browser(browser)
    events: dict[str, CrawlEvent] = {}

    def hear(event: CrawlEvent) -> None:
        if event.finished:
            events[event.company] = event

    trouble = None
    with tempfile.TemporaryDirectory(prefix="sameness-") as name:
        archive = Path(name)
        unpack(sent, archive)
        try:
            listen(industry, archive / snapshot_id, hear, earlier, chromium)
            gather_images(industry, archive / snapshot_id, earlier)
        except CrawlFailed as error:
            trouble = error
        return Brought(gather(archive, snapshot_id, sent), tuple(events.values()), trouble)


def _own_browser(wanted: str) -> Path | None:
    if not wanted:
        return None
    found = wanted if Path(wanted).is_file() else shutil.which("chromium")
    if found:
        return Path(found)
    raise ClusterMismatch(
        f"The node {socket.gethostname()} has no Chromium, and this machine crawls with one.",
        "Install it there, or crawl without: SAMENESS_CHROMIUM=/nonexistent.",
    )
