"""Drafts an industry file from the companies' home pages, for a person to review."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawlers.archive.snapshot import read_snapshot
from crawlers.choice.addresses import identity
from crawlers.crawl import crawl
from crawlers.draft.naming import tell_names
from crawlers.draft.spelling import tidy
from crawlers.one_page import check_address
from crawlers.social.profiles.discovery import discover
from sameness.industry import Company, CrawlSettings, Industry
from sameness.records import Outcome, Page, PageKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sameness.records import Fetch

_LIMITS = CrawlSettings(max_pages=1, max_depth=0, delay=0.5)


@dataclass(frozen=True, slots=True)
class _Found:
    """What one home page told; ``trouble`` is the reason where it told nothing."""

    site: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    language: str = ""
    trouble: str = ""


def draft_industry(name: str, urls: Sequence[str], *, allow_private: bool) -> str:
    """Give the TOML text of an industry file for these sites, read from their home pages.

    Each site is asked for its robots.txt and its home page, no more. Names, aliases and profiles
    are guesses, and comments say so; a site that couldn't be read is a commented stanza with the
    reason. Raises AddressRefused for a local address without ``allow_private``, IndustryInvalid for
    what is no web address, CrawlFailed where no site could be read at all.
    """
    sites = _check_sites(urls, allow_private=allow_private)
    companies = tuple(Company(name=site[:200], site=site) for site in sites)
    industry = Industry(name=name, allow_private=allow_private, crawl=_LIMITS, company=companies)
    with tempfile.TemporaryDirectory(prefix="sameness-draft-") as folder:
        crawl(industry, Path(folder), lambda _: None)
        read = {
            fetch.url: _read_home(fetch, markup) for fetch, markup in read_snapshot(Path(folder))
        }
    return _write(name, _tell_apart([read[site] for site in sites]), allow_private=allow_private)


def _check_sites(urls: Iterable[str], *, allow_private: bool) -> list[str]:
    """Give the sites' clean addresses, each once; an address without a scheme is https."""
    sites: dict[str, str] = {}
    for url in urls:
        site = check_address(url, allow_private=allow_private)
        sites.setdefault(identity(site), site)
    return list(sites.values())


def _read_home(fetch: Fetch, markup: str) -> _Found:
    if fetch.outcome is not Outcome.FETCHED:
        return _Found(site=fetch.url, trouble=fetch.reason)
    tree = LexborHTMLParser(markup)
    name, aliases = tell_names(tree, fetch.final_url)
    company = Company(name=name, site=fetch.final_url, aliases=aliases)
    url, read_at = fetch.final_url, fetch.fetched_at
    home = Page(name, url, PageKind.HOME, read_at, fetch.digest, markup)
    root = tree.css_first("html[lang]")
    return _Found(
        site=fetch.final_url,
        name=name,
        aliases=aliases,
        profiles=tuple(sorted(profile.url for profile in discover(company, [home]))),
        language=(root.attributes.get("lang") or "")[:2].casefold() if root else "",
    )


def _tell_apart(found: list[_Found]) -> list[_Found]:
    """Give the sites with distinct names, as the industry file needs them."""
    times = Counter(one.name.casefold() for one in found)
    return [
        replace(one, name=f"{one.name} ({urlsplit(one.site).netloc})")
        if one.name and times[one.name.casefold()] > 1
        else one
        for one in found
    ]


def _write(name: str, found: list[_Found], *, allow_private: bool) -> str:
    languages = Counter(one.language for one in found if one.language.isascii() and one.language)
    language = next((code for code, _ in languages.most_common(1) if code.isalpha()), "en")
    head = [
        "# A draft, read from the companies' home pages. Review every line before you crawl:",
        "# names and aliases are what gets weeded out of the texts, so a missing one shows.",
        f"name = {_quote(name)}",
        '# client = "..."  # the company the report is written for, one of the names below',
        f"language = {_quote(language)}  # statements in other languages are left out",
        *(
            ["allow_private = true  # lets this file name private addresses"]
            if allow_private
            else []
        ),
        "",
        "[crawl]",
        '# contact = "you@example.com"  # told to every site, so that it can reach you',
    ]
    return "\n".join(head + [line for one in found for line in _write_company(one)]) + "\n"


def _write_company(found: _Found) -> list[str]:
    if found.trouble:
        stanza = ["[[company]]", 'name = "..."', f"site = {_quote(found.site)}"]
        return ["", f"# Could not be read: {tidy(found.trouble)}", *(f"# {s}" for s in stanza)]
    return [
        "",
        "[[company]]",
        f"name = {_quote(found.name)}",
        f"site = {_quote(found.site)}",
        f"aliases = {_quote_all(found.aliases)}  # legal name, short forms, product names",
        f"profiles = {_quote_all(found.profiles)}",
    ]


def _quote(text: str) -> str:
    """Give a TOML basic string; JSON escapes the same characters, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _quote_all(texts: tuple[str, ...]) -> str:
    if not texts:
        return "[]"
    return "[" + ", ".join(map(_quote, texts)) + "]"
