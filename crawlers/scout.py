"""Decides which addresses of a site are worth asking for, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawlers.addresses import clean_url, identity
from crawlers.frontier import Candidate, Frontier
from crawlers.kinds import tell_kind
from crawlers.languages import is_other_language
from crawlers.traps import is_trap
from sameness.records import PageKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawlers.addresses import Site
    from crawlers.links import Outline


class Scout:
    """Fills the frontier of one site from links and sitemaps.

    ``home`` is where the home page finally was: redirects may lead it to ``/en/``.
    """

    def __init__(self, site: Site, language: str, max_depth: int) -> None:
        self.frontier = Frontier()
        self.home = site.home
        self._site = site
        self._language = language
        self._max_depth = max_depth

    def first(self) -> Candidate:
        """Give the home page, claimed."""
        self.frontier.claim(self.home)
        return Candidate(self.home, PageKind.HOME, "home page", 0)

    def follow(self, outline: Outline, url: str, depth: int) -> None:
        """Let the links of a page wait; ``depth`` is that page's own."""
        for variant in outline.variants:
            self.frontier.exclude(variant)
        if depth >= self._max_depth:
            return
        for link in outline.links:
            self._consider(link.url, link.anchor, f"linked from {url}", depth + 1)

    def add_listed(self, urls: Iterable[str]) -> None:
        """Let the addresses of a sitemap wait, as if the home page linked to them."""
        if self._max_depth < 1:
            return
        for listed in urls:
            url = clean_url(listed, self.home)
            if url is not None:
                self._consider(url, "", "listed in the sitemap", 1)

    def _consider(self, url: str, anchor: str, chosen: str, depth: int) -> None:
        if not self._site.holds(url) or is_trap(url, self._site.subdomain(url)):
            return
        if not is_other_language(url, self._language, self.home):
            self.frontier.add(Candidate(url, tell_kind(url, anchor=anchor), chosen, depth))

    def kind_of(self, url: str, outline: Outline, anchor_kind: PageKind) -> PageKind:
        """Give the kind of a page that arrived; its links' words count where nothing else tells."""
        if identity(url) == identity(self.home):
            return PageKind.HOME
        told = tell_kind(url, outline.title)
        return anchor_kind if told is PageKind.OTHER else told
