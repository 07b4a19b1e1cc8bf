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
class Image:
    """One picture on a page of a company, and what came of asking for it.

    ``page`` is the first page that shows it, ``alt`` what is said there in its place. ``reason`` is
    one short sentence, empty for one that was read in full. ``digest`` is the SHA-256 of the bytes
    as they came, empty for what is no picture; ``record`` their place in the industry's archive.
    A picture that was KEPT has the time, digest and record of the copy that stands in.
    """

    company: str
    page: str
    url: str
    alt: str
    outcome: Outcome
    reason: str
    status: int
    content_type: str
    fetched_at: datetime
    size: int
    digest: str
    record: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What is kept of a picture's content: ``width`` and ``height`` in pixels, no original bytes.

    ``credits`` are entries of its file such as "artist: Jane Doe". ``sketch`` is 64 x 64 bytes of
    grey, row by row, whatever its proportions; ``thumbnail`` a small WebP file.
    """

    digest: str
    width: int
    height: int
    credits: tuple[str, ...]
    sketch: bytes
    thumbnail: bytes


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


class PostKind(StrEnum):
    """Whom a post speaks to: everybody, one account, or nobody in words of its own."""

    BROADCAST = "broadcast"
    REPLY = "reply"
    REPOST = "repost"


class ReadingStatus(StrEnum):
    """How the reading of a profile ended. Only ``OK`` and ``EMPTY`` say what the profile holds."""

    OK = "ok"
    EMPTY = "empty"
    UNAUTHORISED = "unauthorised"
    UNSUPPORTED = "unsupported"
    GONE = "gone"
    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Profile:
    """A company's account on a platform, and why it is taken for the company's own.

    ``platform`` is a short name in small letters ("bluesky"), ``handle`` the account as the
    platform spells it, without a leading "@". ``found_at`` is the page that names it, empty
    where only the industry file does; ``found_by`` says in a few words how it was recognised.
    """

    company: str
    platform: str
    handle: str
    url: str
    found_at: str
    found_by: str


@dataclass(frozen=True, slots=True)
class Post:
    """One social message in plain text, dated in UTC.

    ``posted_at`` is None where nobody says; where ``exact`` is False only its day is known.
    ``reply_to`` is the account or post that is answered, empty for a broadcast; going on with a
    thread of one's own is a broadcast. The text of a repost is other people's. ``mentions`` are
    accounts, ``links`` addresses in the text. ``language`` is what the platform says, often
    empty. ``origin`` is "read" or "import"; ``record`` the place of the evidence in the industry's
    archive: ``"SNAPSHOT/FILE.warc.gz#OFFSET"``, or ``"imports/FILE#ROW"``.
    There is no field for likes or followers, on purpose.
    """

    company: str
    platform: str
    handle: str
    post_id: str
    url: str
    posted_at: datetime | None
    exact: bool
    text: str
    kind: PostKind
    reply_to: str
    mentions: tuple[str, ...]
    links: tuple[str, ...]
    language: str
    origin: str
    read_at: datetime
    record: str


@dataclass(frozen=True, slots=True)
class ProfileReading:
    """How one profile of a snapshot was read, without its posts.

    ``reason`` is one short sentence, empty where all went well. ``posts`` counts those that this
    reading brought, ``newest`` is the time of the newest of them. ``linked_back`` is the address of
    the company's site that the profile itself names, empty where it names none or can't be read.
    """

    company: str
    platform: str
    handle: str
    url: str
    found_at: str
    found_by: str
    status: ReadingStatus
    reason: str
    read_at: datetime
    posts: int
    newest: datetime | None
    linked_back: str
