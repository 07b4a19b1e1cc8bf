"""Finds which accounts on social platforms are a company's own, from its pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawlers.choice.addresses import Site, identity
from crawlers.social.profiles.accounts import Account, normalise_listed
from crawlers.social.profiles.mentions import Way, read_mentions
from crawlers.social.profiles.own_names import is_named_like, names_of
from sameness.records import PageKind, Profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sameness.industry import Company
    from sameness.records import Page

LISTED = "industry file"
_MOST = 0.5
_FEWEST_PAGES = 3
"""Pages of a site below which nothing can be said to stand on most of them."""
_LINKS = (Way.FRAME, Way.SAID, Way.PLAIN, Way.LINK, Way.CREDIT)
_PERSON = re.compile(r"(?:in|profile)/")
_FEED_FILE = re.compile(r"(?:/(?:index|feeds?|rss2?|atom|rdf))?(?:/?\.\w+|/(?:rss|atom))?/?$", re.I)


@dataclass(slots=True)
class _Named:
    """What all pages together say of one account; ``whose`` is as in structured data."""

    account: Account
    pages: dict[Way, set[str]] = field(default_factory=dict)
    whose: set[str] = field(default_factory=set)

    def on(self, *ways: Way) -> set[str]:
        """Give the pages that name the account in one of these ways."""
        return set().union(*(self.pages.get(way, ()) for way in ways))


@dataclass(frozen=True, slots=True)
class _Found:
    """An account taken for the company's own: the less ``rank``, the more it is the main one."""

    account: Account
    rank: tuple[int, int, str]
    found_at: str
    found_by: str


def discover(company: Company, pages: Iterable[Page]) -> list[Profile]:
    """Give the company's own profiles, by platform, the main one of each platform first.

    Those of the industry file are believed as they stand; ``found_at`` is empty where no page names
    them as well. Found are: what pages state by ``rel=me``
    or structured data, feeds, links in the header or footer or on most pages, links whose words
    call the account the company's own, and accounts that bear its name. Accounts of people whom it
    employs or quotes are none, unless they are stated. ``found_by`` says which it was, and
    which are not the main account of their platform. The order of pages changes nothing.
    """
    by_url = {page.url: page for page in pages}
    found = {one.account[:2]: one for one in _find(company, by_url)}
    # What a person has listed goes before what was found.
    found |= {one.account[:2]: one for one in _listed(company, found)}
    ranked = sorted(_one_of_each_feed(found.values()), key=lambda one: (one.account[0], one.rank))
    return list(_profiles(company.name, ranked))


def _listed(company: Company, found: Mapping[tuple[str, str], _Found]) -> Iterator[_Found]:
    for place, url in reversed(list(enumerate(company.profiles))):
        if account := normalise_listed(url):
            also = found.get(account[:2])
            yield _Found(account, (0, place, ""), also.found_at if also else "", LISTED)


def _find(company: Company, pages: Mapping[str, Page]) -> Iterator[_Found]:
    site = _Pages(company, pages)
    for named in _gather(pages.values()):
        for rank, (seen, why) in enumerate(site.reasons(named), start=1):
            if seen:
                order = (rank, -len(named.on(*Way)), named.account.handle)
                yield _Found(named.account, order, site.first(seen), why)
                break


def _gather(pages: Iterable[Page]) -> list[_Named]:
    known: dict[tuple[str, str], _Named] = {}
    for page in pages:
        for mention in read_mentions(page):
            account = mention.account
            named = known.setdefault(account[:2], _Named(account))
            # One account may have several addresses: the same is kept in whatever order they come.
            named.account = min(named.account, account)
            named.pages.setdefault(mention.way, set()).add(page.url)
            if mention.way is Way.SAME_AS:
                named.whose.add(mention.whose)
    return list(known.values())


class _Pages:
    """The pages of one company, and what it takes that an account they name is its own."""

    def __init__(self, company: Company, pages: Mapping[str, Page]) -> None:
        self._site = Site(company.site)
        self._names = names_of(company)
        self._count = len(pages)
        self._home = _home_of(company, pages)
        self._blog = {url for url, page in pages.items() if page.kind is PageKind.BLOG}

    def first(self, urls: set[str]) -> str:
        """Give the page to cite: the home page, else the one with the shortest address."""
        at_home = urls & self._home
        return min(at_home or urls, key=lambda url: (len(url), url))

    def reasons(self, named: _Named) -> Iterator[tuple[set[str], str]]:
        """Yield, the strongest first, the pages that tell that an account is the company's own.

        With each comes in words how they tell it; no pages where they don't.
        """
        every = named.on(*_LINKS, Way.REL_ME)
        bears_name = is_named_like(named.account, self._names)
        person = bool(_PERSON.match(named.account.handle))
        stated = named.on(Way.REL_ME)
        yield stated if bears_name or self._stands(stated) else set(), "rel=me"
        yield self._structured(named), "structured data (sameAs)"
        yield self._feeds(named), "feed named by the page"
        if person:
            return
        framed, plain = named.on(Way.FRAME), named.on(Way.FRAME, Way.PLAIN)
        share = f"{len(every)} of {self._count} pages"
        yield framed if self._stands(framed) else set(), f"link in header or footer, on {share}"
        yield plain if self._is_most(plain) else set(), f"link on {share}"
        yield every if bears_name else set(), "link to an account named like the company"
        yield named.on(Way.SAID), "link to what the page calls its own"

    def _stands(self, urls: set[str]) -> bool:
        return bool(urls & self._home) or self._is_most(urls)

    def _is_most(self, urls: set[str]) -> bool:
        return self._count >= _FEWEST_PAGES and len(urls) >= _MOST * self._count

    def _structured(self, named: _Named) -> set[str]:
        """Give the pages whose data speak of the company, by its name or on its home page."""
        urls = named.on(Way.SAME_AS)
        is_named = "" in named.whose or any(
            name in whose or whose in name for name in self._names for whose in named.whose
        )
        return urls if is_named or urls & self._home else set()

    def _feeds(self, named: _Named) -> set[str]:
        """Give the pages that name a feed of the whole site, or of its blog."""
        urls = named.on(Way.FEED)
        if urls & self._home:
            return urls
        account = named.account
        own = account.platform != "blog" or self._site.holds(account.url)
        return urls if own and (len(urls) > 1 or urls & self._blog) else set()


def _home_of(company: Company, pages: Mapping[str, Page]) -> set[str]:
    """Give the home page, and the page that stands for it where it was not read as such."""
    site = identity(company.site)
    homes = {
        url for url, page in pages.items() if page.kind is PageKind.HOME or identity(url) == site
    }
    return homes or set(sorted(pages, key=lambda url: (len(url), url))[:1])


def _one_of_each_feed(found: Iterable[_Found]) -> Iterator[_Found]:
    """Yield all but the second and third format of one feed."""
    seen: set[str] = set()
    for one in sorted(found, key=lambda one: (one.rank[:2], _format(one), one.rank)):
        if one.account.platform == "blog":
            key = _FEED_FILE.sub("", one.account.handle)
            if key in seen and one.found_by != LISTED:
                continue
            seen.add(key)
        yield one


def _format(found: _Found) -> int:
    """Give 0 for Atom, whose dates are exact, 2 for JSON, which few readers know, else 1."""
    url = found.account.url.casefold()
    return 0 if "atom" in url else 2 if "json" in url else 1


def _profiles(company: str, ranked: list[_Found]) -> Iterator[Profile]:
    times: Counter[str] = Counter()
    for one in ranked:
        platform, handle, url = one.account
        times[platform] += 1
        beside = "; not the main account" if times[platform] > 1 else ""
        yield Profile(company, platform, handle, url, one.found_at, one.found_by + beside)
