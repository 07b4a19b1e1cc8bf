"""Whose post a row is: listening tools mix the posts of everybody who spoke of a company."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.exports.permalinks import account_at
from crawlers.social.profiles.accounts import normalise_listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sameness.industry import Company


@dataclass(frozen=True, slots=True)
class Owner:
    """A company, the names it goes by, folded, and its accounts as (platform, handle)."""

    company: str
    names: frozenset[str]
    accounts: tuple[tuple[str, str], ...]

    def owns(self, authors: Iterable[str]) -> bool:
        """Tell whether one of several names of an author (name, handle, address) is the company."""
        return any(not self.names.isdisjoint(_spellings(author)) for author in authors)

    def handle_for(self, platform: str, authors: Iterable[str]) -> str:
        """Give the account that a post of the company stands under; empty where nobody says.

        It is the known account that its author's names speak of, else a handle among these names,
        else the only account that is known on the platform.
        """
        known = [handle for name, handle in self.accounts if name == platform]
        spoken = {spelling for author in authors for spelling in _spellings(author)}
        for handle in known:
            if not spoken.isdisjoint(_spellings(handle)):
                return handle
        named = (_handle_of(author) for author in authors)
        return next(filter(None, named), known[0] if len(known) == 1 else "")


def describe_owner(
    company: Company, accounts: Iterable[tuple[str, str]] = (), handle: str = ""
) -> Owner:
    """Give the owner that a company is: by its name and aliases, its host, and its profiles.

    ``accounts`` are further (platform, handle) pairs, such as those that its site names; ``handle``
    is one that the user names.
    """
    listed = filter(None, map(normalise_listed, company.profiles))
    known = dict.fromkeys([*((one.platform, one.handle) for one in listed), *accounts])
    host = (urlsplit(company.site).hostname or "").removeprefix("www.")
    spoken = [company.name, *company.aliases, host, handle, *(handle for _, handle in known)]
    names = {spelling for name in spoken for spelling in _spellings(name)}
    return Owner(company.name, frozenset(names), tuple(known))


def _handle_of(author: str) -> str:
    if re.match(r"https?://", author):
        return account_at(author)
    return author.lstrip("@") if re.fullmatch(r"@?[\w.-]+(@[\w.-]+)?", author) else ""


def _spellings(author: str) -> set[str]:
    """Give what a name may be compared by: whole, and the account without its server or folder."""
    name = account_at(author) if re.match(r"https?://", author) else author.strip()
    parts = (name, name.lstrip("@").partition("@")[0], name.rpartition("/")[2])
    return {re.sub(r"[\W_]+", "", part.casefold()) for part in parts} - {""}
