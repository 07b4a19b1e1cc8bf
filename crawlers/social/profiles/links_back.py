"""Tells whether a profile names the company's site: whoever holds both can make both ends meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawlers.choice.addresses import Site, clean_url
from crawlers.social.profiles.platforms import find_platform, split_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sameness.industry import Company


def linked_back(company: Company, links: Iterable[str]) -> str:
    """Give the first address of the company's own site among the links that a profile names.

    Any page of the site's registered domain will do, by http or https, with ``www.`` or without,
    also where the profile leaves the scheme out. A site that lives on somebody's platform is its
    own path there. Empty where no link leads to the site.
    """
    home = clean_url(company.site) or company.site
    return next((url for link in links if (url := _address(link)) and _is_of(home, url)), "")


def _address(link: str) -> str:
    """Give the clean address that a profile's link means, ``""`` for what is none."""
    text = link.strip()
    if "://" not in text and not text.startswith("//"):
        # A bio says "acme.com"; what has a colon or an @ before any slash is no site.
        host = text.partition("/")[0]
        text = f"https://{text}" if "." in host and not {":", "@"} & set(host) else ""
    return clean_url(text, "https:") or "" if text else ""


def _is_of(home: str, url: str) -> bool:
    if not Site(home).holds(url):
        return False
    own, found = split_address(home), split_address(url)
    if own is None or found is None:
        return False
    path = own.path.rstrip("/").casefold()
    return find_platform(home) is None or f"{found.path}/".casefold().startswith(f"{path}/")
