"""Finds the terms that say whose a text is: names, domains, products, people, places."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tldextract import TLDExtract

COMMON = 3.0
"""Zipf frequency from which a word is part of the language: "status" is, "umami" is not."""
VERY_COMMON = 4.5
"""Zipf frequency from which a name's first word does not stand for the name: "Simple" does not."""
FEWEST_PRODUCT_PAGES = 3
PRODUCT_SHARE = 0.05

_LEGAL_FORM = re.compile(
    r",?\s+(?:inc|llc|ltd|limited|gmbh|ag|sa|sas|bv|b\.v|oü|ab|as|plc|corp|co|foundation)\.?$", re.I
)
_WORD = re.compile(r"[^\W\d_][\w&'’+-]*(?:\.[a-z]{2,3}\b)?")
_CAPITALISED = re.compile(r"[A-Z]")


@dataclass(frozen=True, slots=True)
class Source:
    """What identity is looked for in: one statement with its company and page."""

    company: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class IdentityTerm:
    """A term that says whose a text is, and on how many of the company's pages it stands.

    ``kind`` is "name", "domain", "product", "person" or "place".
    """

    company: str
    term: str
    kind: str
    pages: int


def is_common(term: str) -> bool:
    """Tell whether every word of a term is an ordinary English word when written small."""
    return all(_zipf(word.lower()) >= COMMON for word in re.findall(r"\w+", term))


@cache
def _zipf(word: str) -> float:
    from wordfreq import zipf_frequency

    return zipf_frequency(word, "en")


@cache
def _suffixes() -> TLDExtract:
    """Give what cuts a domain at its public suffix; it takes a fifth of a second to import."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def name_variants(names: Iterable[str], site: str) -> dict[str, str]:
    """Give the ways a company may be named, each with its kind ("name" or "domain").

    Each name also without its legal form, without spaces, and its first word alone where that is
    not among the commonest; the site's registered domain, and its stem where that is no ordinary
    word: "the status of your order" does not say that the order is Status's.
    """
    variants: dict[str, str] = {}
    for name in names:
        bare = _LEGAL_FORM.sub("", name).strip()
        first = bare.split()[0] if bare else ""
        for variant in (name, bare, bare.replace(" ", "")):
            variants.setdefault(variant, "name")
        if len(first) > 2 and _zipf(first.lower()) < VERY_COMMON:
            variants.setdefault(first, "name")
    domain = _suffixes()(site)
    if domain.suffix:
        variants.setdefault(f"{domain.domain}.{domain.suffix}", "domain")
        if not (domain.domain.isalpha() and is_common(domain.domain)):
            variants.setdefault(domain.domain, "domain")
    return {variant: kind for variant, kind in variants.items() if len(variant) > 1}


def find_products(sources: Sequence[Source]) -> list[IdentityTerm]:
    """Give capitalised terms that stand on many pages of one company and nowhere else.

    Read are only statements in sentence case, and only words after the first: there a capital means
    a name. A term whose words also stand somewhere in small letters is no name. Many is at least
    three pages and one in twenty of the company's.
    """
    lower = _small_words(sources)
    pages: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    company_pages: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        company_pages[source.company].add(source.url)
        for term in _capitalised_terms(source.text):
            if not all(word.lower() in lower for word in term.split()):
                pages[term][source.company].add(source.url)
    found = []
    for term, owners in sorted(pages.items()):
        (company, urls), *others = owners.items()
        many = max(FEWEST_PRODUCT_PAGES, PRODUCT_SHARE * len(company_pages[company]))
        if not others and len(urls) >= many:
            found.append(IdentityTerm(company, term, "product", len(urls)))
    return found


def _small_words(sources: Iterable[Source]) -> set[str]:
    words = (word for source in sources for word in _WORD.findall(source.text))
    return {word for word in words if word == word.lower()}


def _may_hold_names(text: str, lower: set[str]) -> bool:
    """Tell whether a text has a word with a capital that nowhere stands in small letters.

    A name that begins with any other word is none, so such a text need not be searched. What is
    not all letters may be cut into several words, and is looked into.
    """
    return any(
        word != word.lower() and not (word.isalpha() and word.lower() in lower)
        for word in _WORD.findall(text)
    )


def _capitalised_terms(text: str) -> Iterator[str]:
    """Give runs of capitalised words after the first word of a text in sentence case."""
    words = list(_WORD.finditer(text))
    if sum(1 for word in words if _CAPITALISED.match(word[0])) * 2 > len(words):
        return
    run: list[re.Match[str]] = []
    for word in words[1:]:
        gap = text[run[-1].end() : word.start()] if run else " "
        if run and (gap != " " or not _CAPITALISED.match(word[0])):
            yield " ".join(w[0] for w in run)
            run = []
        if _CAPITALISED.match(word[0]) and not _starts_sentence(text, word.start()):
            run.append(word)
    if run:
        yield " ".join(w[0] for w in run)


def _starts_sentence(text: str, start: int) -> bool:
    return bool(re.search(r"[.!?:•|–—\"“(]\s*$", text[:start]))


def find_people_and_places(
    sources: Sequence[Source], find: Callable[[list[str]], list[list[tuple[str, str]]]]
) -> list[IdentityTerm]:
    """Give the people and places that only one company names.

    ``find`` gives (term, kind) pairs per text. Whoever or whatever two companies name ("EU", a
    whistle-blower everybody quotes) does not say whose a text is and stays in it.
    """
    lower = _small_words(sources)
    urls: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    read = [source for source in sources if _may_hold_names(source.text, lower)]
    for source, entities in zip(read, find([s.text for s in read]), strict=True):
        for term, kind in entities:
            if not any(word.lower() in lower for word in _WORD.findall(term)[:1]):
                urls[term, kind][source.company].add(source.url)
    return [
        IdentityTerm(company, term, kind, len(pages))
        for (term, kind), owners in sorted(urls.items())
        if len(owners) == 1
        for company, pages in owners.items()
    ]
