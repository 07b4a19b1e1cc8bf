"""Tells another language's or country's variant of a site by its address."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from crawlers.choice.addresses import AT_HAND

_LANGUAGES = re.compile(
    r"af|ar|az|be|bg|bn|bs|ca|cs|cy|da|de|el|en|es|et|eu|fa|fi|fr|ga|gl|gu|he|hi|hr|hu|hy|id|it|ja"
    r"|ka|kk|ko|lt|lv|mk|ml|mn|mr|ms|mt|nb|nl|nn|no|pa|pl|pt|ro|ru|sk|sl|sq|sr|sv|sw|ta|te|th|tl"
    r"|tr|uk|ur|uz|vi|zh"
)
"""ISO 639-1 codes of languages that sites are translated into."""

_COUNTRIES_AS_LANGUAGES = frozenset({"br", "cn", "cz", "dk", "jp", "kr", "mx", "se", "tw"})
"""Country codes that sites use for the language spoken there."""

_COUNTRIES = frozenset(
    """ae at au be ca ch de eu fr gb hk ie in int intl global nl nz row sg uk us za""".split()
)
"""Countries and regions for which sites keep versions of their pages in one language."""

_WORDS_TOO = frozenset({"hr", "it", "no", "id"})
"""Codes that are also departments or words, so that only a long form (``hr-hr``) is a language."""

_LONG_FORM = re.compile(r"([a-z]{2})[-_]([a-z]{2}|[a-z]{4}|\d{3})")


def language_of(segment: str) -> str:
    """Give the language that a path segment or host label stands for, as two letters, or ``""``."""
    name = segment.casefold()
    long_form = _LONG_FORM.fullmatch(name)
    if long_form and _LANGUAGES.fullmatch(long_form[1]):
        return long_form[1]
    if name in _COUNTRIES_AS_LANGUAGES:
        return name
    return name if _LANGUAGES.fullmatch(name) and name not in _WORDS_TOO else ""


@lru_cache(maxsize=AT_HAND)
def is_other_language(url: str, language: str, home: str) -> bool:
    """Tell whether an address is a variant in a language other than wanted.

    The prefix under which the home page itself lives is always followed.
    """
    prefix, host_label = _markers(url)
    home_prefix, home_label = _markers(home)
    return any(
        language_of(marker) not in {"", language}
        for marker, at_home in ((prefix, home_prefix), (host_label, home_label))
        if marker != at_home
    )


@lru_cache(maxsize=AT_HAND)
def split_country(url: str) -> tuple[str, str]:
    """Give the country or language that an address names, or ``""``, and the rest of the address.

    What names it is the first path segment or the first host label. Two addresses with one rest are
    versions of one page, if they aren't their sites' home pages; of those the rest is ``""``.
    """
    parts = urlsplit(url)
    prefix, label = _markers(url)
    host, path = parts.netloc.casefold().removeprefix("www."), parts.path.strip("/")
    names = ""
    if _is_country(label):
        names, host = label, host.partition(".")[2]
    if _is_country(prefix):
        names, path = f"{names} {prefix}".strip(), path.partition("/")[2]
    query = f"?{parts.query}" if parts.query else ""
    return names, f"{host}/{path}{query}" if path or query else ""


def _is_country(name: str) -> bool:
    return name in _COUNTRIES or language_of(name) != ""


def _markers(url: str) -> tuple[str, str]:
    """Give the first path segment and the first host label, in lower case."""
    parts = urlsplit(url.casefold())
    labels = (parts.hostname or "").removeprefix("www.").split(".")
    return parts.path.strip("/").split("/")[0], labels[0] if len(labels) > 2 else ""
