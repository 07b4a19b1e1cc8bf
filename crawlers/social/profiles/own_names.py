"""Tells whether an account bears a company's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.choice.addresses import registrable_domain
from crawlers.draft.spelling import fold

if TYPE_CHECKING:
    from crawlers.social.profiles.accounts import Account
    from sameness.industry import Company

_BEFORE = "(?:get|try|use|join|the|we|we?are|hello|hey|go|my|official|real|team|project|app|meet)"
_AFTER = (
    "(?:hq|apps?|io|com|org|net|dev|inc|ltd|llc|gmbh|bv|co|corp|team|official|community|software"
    "|labs?|tech|os|hub|tv|online|social|project|foundation|news|blog|global|group|support"
    "|platform|tools?|studios?|users?|uk|us|usa|eu|de|fr|es|it|nl)"
)
_SHORTEST = 3
"""Letters below which a name with something added may be anybody's."""


def names_of(company: Company) -> frozenset[str]:
    """Give the folded names that an account of the company may bear: its own and its domain's."""
    host = urlsplit(company.site).hostname or ""
    domain = registrable_domain(host)
    spelled = (company.name, *company.aliases, domain.partition(".")[0], domain)
    return frozenset(name for name in map(fold, spelled) if name)


def is_named_like(account: Account, names: frozenset[str]) -> bool:
    """Tell whether a handle is one of the names, or one with a usual addition ("AcmeHQ")."""
    handle = fold(_own_part(account))
    return any(_is_spelling(handle, name) for name in names)


def _own_part(account: Account) -> str:
    """Give the handle without the kind of account before it and the server behind it."""
    return account.handle.rpartition("/")[2].partition("@")[0] or account.handle.strip("@")


def _is_spelling(handle: str, name: str) -> bool:
    if len(name) < _SHORTEST or name not in handle:
        return handle == name
    return bool(re.fullmatch(rf"{_BEFORE}?{re.escape(name)}{_AFTER}{{0,2}}", handle))
