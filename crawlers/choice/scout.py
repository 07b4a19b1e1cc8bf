"""Decides which addresses of a site are worth asking for, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.choice.addresses import clean_url, identity
from crawlers.choice.copies import Copies
from crawlers.choice.frontier import Candidate, Frontier
from crawlers.choice.kinds import tell_kind
from crawlers.choice.languages import is_other_language, split_country
from crawlers.choice.sitemaps import is_of_articles
from crawlers.choice.soft_404 import MISSING, MissingPage, probe_address, says_missing
from crawlers.choice.traps import name_trap
from sameness.records import Outcome, PageKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawlers.archive.passed_over import Group
    from crawlers.choice.addresses import Site
    from crawlers.choice.links import Outline
    from sameness.records import Fetch


_LIST_THEIR_OWN = frozenset({PageKind.BLOG, PageKind.DOCS})
"""Kinds whose pages link to more of the same, where nothing else tells; menus are known by then."""


class Scout:
    """Fills the frontier of one site from links and sitemaps, and tells pages from no pages."""

    def __init__(self, site: Site, language: str, max_depth: int) -> None:
        self.frontier = Frontier()
        self._site = site
        self._language = language
        self._max_depth = max_depth
        self._copies = Copies()
        self._missing = MissingPage()
        self._countries: dict[str, str] = {}
        self._articles: set[str] = set()
        self._probed = False
        self.home = site.home

    @property
    def home(self) -> str:
        """Where the home page finally was: redirects may lead it to ``/en/``."""
        return self._home

    @home.setter
    def home(self, url: str) -> None:
        self._home = url
        self.frontier.patterns.root = urlsplit(url).path.rpartition("/")[0] + "/"

    def first(self) -> Candidate:
        """Give the home page, claimed."""
        self.frontier.claim(self.home)
        return Candidate(self.home, PageKind.HOME, "home page", 0)

    def remember(self, pages: Iterable[Fetch]) -> None:
        """Let the pages of an earlier crawl wait, so that the same are read month after month.

        Its home page is left out: where that is now, this crawl finds out itself.
        """
        for page in pages:
            if page.depth and self._is_worth_asking(page.final_url, page.depth):
                self.frontier.add(
                    Candidate(page.final_url, page.kind, "read last time", page.depth, known=True)
                )

    def leave_out(self, missing: Iterable[str]) -> None:
        """Don't ask where nothing was found last time; the next crawl but one will again."""
        for url in missing:
            self.frontier.exclude(url, "nothing was found there last time")

    def follow(
        self, outline: Outline, url: str, depth: int, kind: PageKind = PageKind.OTHER
    ) -> None:
        """Let the links of a page wait; ``depth`` and ``kind`` are that page's own."""
        for variant in outline.variants:
            if self._site.holds(variant):
                self.frontier.exclude(variant, "another language or country")
        if depth == 0:
            self._prefer_own_version(outline)
        for link in outline.links:
            if self._is_worth_asking(link.url, depth + 1):
                told = self._tell_kind(link.url, link.anchor)
                inherited = kind if told is PageKind.OTHER and kind in _LIST_THEIR_OWN else told
                chosen = f"linked from {url}"
                self.frontier.add(Candidate(link.url, inherited, chosen, depth + 1))

    def _tell_kind(self, url: str, anchor: str = "", *, is_article: bool = False) -> PageKind:
        """Give the kind of a page that is not the home page, though it may look like one."""
        told = tell_kind(url, anchor=anchor, is_article=is_article)
        return PageKind.OTHER if told is PageKind.HOME else told

    def add_listed(self, urls: Iterable[str], sitemap: str = "") -> None:
        """Let the addresses of a sitemap wait, as if the home page linked to them.

        ``sitemap`` is its own address: some say that they list a blog's articles.
        """
        articles = is_of_articles(sitemap)
        for listed in urls:
            url = clean_url(listed, self.home)
            if url is not None and self._is_worth_asking(url, 1):
                told = self._tell_kind(url, is_article=articles)
                chosen = "listed in the sitemap"
                self.frontier.add(Candidate(url, told, chosen, 1, linked=False))
                if articles and self.frontier.knows(url):
                    self._articles.add(identity(url))

    def take_probe(self) -> str | None:
        """Give an address that is surely missing, once, where new pages will be asked for."""
        if self._probed or all(candidate.known for candidate in self.frontier.waiting()):
            return None
        self._probed = True
        url = probe_address(self.home)
        self.frontier.claim(url)
        return url

    def learn_missing(self, outline: Outline, url: str) -> None:
        """Take note of the page that the site shows at the address that is surely missing."""
        self._missing.learn(outline, url, self._copies.common)

    def learn_redirect(self, location: str) -> None:
        """Take note of where the site sends those who ask for what is missing."""
        url = clean_url(location, self.home)
        if url is not None:
            self._missing.learn_redirect(url)

    def judge(self, outline: Outline, asked: str, url: str) -> tuple[Outcome, str]:
        """Give outcome and reason of a page that arrived at ``url``; the reason of a page is empty.

        The home page is never taken for a page that says "not found".
        """
        if outline.wishes.refusal:
            return Outcome.REFUSED, outline.wishes.refusal
        is_home = identity(url) == identity(self.home)
        if not is_home and self._is_missing(outline, asked, url):
            return Outcome.FAILED, MISSING
        return Outcome.FETCHED, ""

    def _is_missing(self, outline: Outline, asked: str, url: str) -> bool:
        return says_missing(
            outline.title, outline.headline, len(outline.words)
        ) or self._missing.is_like(outline, asked, url, self._copies.common)

    def is_copy(self, outline: Outline, url: str) -> bool:
        """Tell whether a page was read under another address; if not, it counts as read now."""
        original = self._copies.find_original(outline, url)
        if original:
            self.frontier.passed_over.note(url, "same page as another that was read")
        else:
            self._copies.add(outline, url)
        return bool(original)

    def pass_over_redirect(self, url: str) -> None:
        """Take note that an address leads to a page which another request reads."""
        self.frontier.passed_over.note(url, "leads to a page that was asked for")

    def kind_of(self, url: str, outline: Outline, anchor_kind: PageKind) -> PageKind:
        """Give the kind of a page that arrived: by address and title, links' words, or build.

        What a sitemap lists as an article is one, whatever words its address shares with others.
        """
        page = identity(url)
        if page == identity(self.home):
            return PageKind.HOME
        told = tell_kind(url, outline.title, is_article=page in self._articles)
        if told is PageKind.OTHER:
            told = anchor_kind
        return outline.structure if told is PageKind.OTHER else told

    def passed_over(self, company: str, why_ended: str) -> tuple[Group, ...]:
        """Give what was seen but not asked for, by reason; ``why_ended`` is that of what waits."""
        for candidate in self.frontier.waiting():
            self.frontier.passed_over.note(candidate.url, why_ended)
        return self.frontier.passed_over.groups(company)

    def _prefer_own_version(self, outline: Outline) -> None:
        """Ask for the home page in the wanted language first, where it greeted us in another."""
        own = outline.own_version
        foreign = outline.language not in {"", self._language}
        if foreign and own and self._site.holds(own):
            self.home = own
            self.frontier.add(Candidate(own, PageKind.HOME, "home page in our language", 0))

    def _is_worth_asking(self, url: str, depth: int) -> bool:
        """Tell whether an address of the site may be a page to compare; else note why not."""
        if not self._site.holds(url):
            return False
        reason = self._objection_to(url, depth)
        if reason and not self.frontier.knows(url):
            self.frontier.passed_over.note(url, reason)
        return not reason

    def _objection_to(self, url: str, depth: int) -> str:
        """Give why a page of the site isn't asked for, empty where it may be."""
        if trap := name_trap(url, self._site.subdomain(url)):
            return trap
        if is_other_language(url, self._language, self.home):
            return "another language or country"
        if depth > self._max_depth:
            return f"more than {self._max_depth} links from the home page"
        return "another language or country" if self._is_twin(url) else ""

    def _is_twin(self, url: str) -> bool:
        """Tell whether a page is known already in another country's version."""
        country, rest = split_country(url)
        if not rest or country == split_country(self.home)[0]:
            self._countries[rest] = country
            return False
        return self._countries.setdefault(rest, country) != country
