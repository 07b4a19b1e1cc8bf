"""The rows that cross a border: from the web into the warehouse, and out of it again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class PageKind(StrEnum):
    """What a page is for, told from its address, its title and its structure."""

    HOME = "home"
    PRODUCT = "product"
    FEATURES = "features"
    SOLUTIONS = "solutions"
    PRICING = "pricing"
    COMPARISON = "comparison"
    CUSTOMERS = "customers"
    ABOUT = "about"
    SECURITY = "security"
    OTHER = "other"
    CONTACT = "contact"
    CAREERS = "careers"
    SUPPORT = "support"
    DOCS = "docs"
    BLOG = "blog"
    LEGAL = "legal"


MARKETING_KINDS = frozenset(
    {
        PageKind.HOME,
        PageKind.PRODUCT,
        PageKind.FEATURES,
        PageKind.SOLUTIONS,
        PageKind.PRICING,
        PageKind.COMPARISON,
        PageKind.CUSTOMERS,
        PageKind.ABOUT,
        PageKind.SECURITY,
        PageKind.OTHER,
    }
)
"""The kinds whose statements are a company's pitch; the others are read but not compared."""


class Role(StrEnum):
    """What a block is on its page."""

    HERO = "hero"
    HEADING = "heading"
    TEXT = "text"
    LIST_ITEM = "list item"
    CALL_TO_ACTION = "call to action"
    META_DESCRIPTION = "meta description"
    IMAGE_ALT = "image alt"
    PRICE = "price"
    QUOTE = "quote"


PITCH_ROLES = frozenset({Role.HERO, Role.HEADING, Role.TEXT, Role.LIST_ITEM, Role.META_DESCRIPTION})
"""The roles whose text is the company's own pitch: no buttons, prices, captions, others' words."""


class Outcome(StrEnum):
    """How one request of a crawl ended; ``KEPT`` is no request: an earlier copy stands in."""

    FETCHED = "fetched"
    FAILED = "failed"
    REFUSED = "refused"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request of a crawl and how it ended.

    ``reason`` is one short sentence, empty for a page that was fetched and read in full.
    ``chosen`` says why the page was asked for, ``depth`` counts links from the home page.
    ``status`` is what the server answered: 304 for a page that it called unchanged. ``record`` is
    the page's place in the industry's archive, ``"SNAPSHOT/FILE.warc.gz#OFFSET"``, empty where
    nothing arrived. ``digest`` is the SHA-256 of the body in hexadecimal. A page that was KEPT has
    the time, digest and record of the copy that stands in, and the reason why it has to.
    """

    company: str
    url: str
    final_url: str
    kind: PageKind
    chosen: str
    depth: int
    outcome: Outcome
    reason: str
    status: int
    content_type: str
    encoding: str
    fetched_at: datetime
    size: int
    digest: str
    record: str


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched HTML document with its decoded markup; ``fetched_at`` is in UTC."""

    company: str
    url: str
    kind: PageKind
    fetched_at: datetime
    digest: str
    html: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page with its role and order; ``heading`` is the path of headings above it."""

    company: str
    url: str
    kind: PageKind
    ordinal: int
    role: Role
    heading: str
    text: str
