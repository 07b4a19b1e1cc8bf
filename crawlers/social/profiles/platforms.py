"""The platforms that sites send their visitors to: names, what is dead, and how each may be read.

They stand in ``platforms.toml``, so that a new platform is a new table there and nothing else.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AccessWay = Literal["api", "key", "import", "none"]
Kind = Literal["network", "code", "chat", "service", "own"]

_SAME_SITE = re.compile(r"www\d?|m|mobile|web|old|new|np|amp|touch|mbasic|[a-z]{2}(?:-[a-z]{2,4})?")
"""First labels of a host that only choose how the platform shows itself."""
_CORPORATE = re.compile(
    r"about|abuse|accounts?|ads|api|assets|blog|business|careers?|cdn|community|creators?|developers?"
    r"|docs?|engineering|explore|get|help|info|investors?|jobs?|legal|learn|media|news|on|open|policy"
    r"|press|privacy|research|security|static|status|support|transparency|www\d?"
)
"""Labels under which platforms speak of themselves."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the path of an account looks like, and how its handle and address are then written."""

    path: re.Pattern[str]
    handle: str
    url: str
    cased: bool


@dataclass(frozen=True, slots=True)
class Platform:
    """A place that holds accounts, chats, or passes shared pages on.

    ``name`` is short and in small letters, ``shown`` as the platform spells itself. ``access`` is
    how posts can be read lawfully: "api" (anybody may ask), "key" (with a key of one's own),
    "import" (from an export only), "none". ``closed`` is the day, month or year in which it was
    switched off ("2019-04-02"), empty where it lives. ``hosts`` are its addresses without "www.".
    """

    name: str
    shown: str
    access: AccessWay
    closed: str
    kind: Kind
    hosts: frozenset[str]
    links: frozenset[str]
    parents: frozenset[str]
    federated: re.Pattern[str] | None
    accounts: tuple[Shape, ...]
    subdomain: Shape | None
    sharing: re.Pattern[str] | None

    @property
    def is_dead(self) -> bool:
        """Whether the platform itself is gone."""
        return bool(self.closed)


def _read() -> Mapping[str, Platform]:
    text = (resources.files("crawlers.social.profiles") / "platforms.toml").read_text("utf-8")
    return MappingProxyType(
        {name: _platform(name, row) for name, row in tomllib.loads(text).items()}
    )


def _platform(name: str, row: dict[str, Any]) -> Platform:
    tails = f"(?:/(?:{row['tails']}))?" if "tails" in row else ""
    whole = row.get("subdomain")
    return Platform(
        name=name,
        shown=row["shown"],
        access=row["access"],
        closed=row.get("closed", ""),
        kind=row.get("kind", "network"),
        hosts=frozenset(row.get("hosts", ())),
        links=frozenset(row.get("links", ())),
        parents=frozenset(row.get("parents", ())),
        federated=re.compile(row["federated"]) if "federated" in row else None,
        accounts=tuple(_shape(account, tails) for account in row.get("accounts", ())),
        subdomain=_shape({"path": ".*", **whole}, "") if whole else None,
        sharing=re.compile(row["sharing"], re.IGNORECASE) if "sharing" in row else None,
    )


def _shape(row: dict[str, Any], tails: str) -> Shape:
    # A shape that names a query has no page parts after it.
    path = row["path"] if r"\?" in row["path"] else row["path"] + tails
    pattern = re.compile(path, re.IGNORECASE)
    return Shape(pattern, row.get("handle", "{name}"), row["url"], row.get("cased", False))


PLATFORMS: Mapping[str, Platform] = _read()
"""Every platform by its short name."""

_BY_HOST = {host: p for p in PLATFORMS.values() for host in (*p.hosts, *p.links)}
_BY_PARENT = {parent: p for p in PLATFORMS.values() for parent in p.parents}
_FEDERATED = [(p, p.federated) for p in PLATFORMS.values() if p.federated]


def find_platform(url: str) -> Platform | None:
    """Give the platform that an address belongs to, None for any other or for no web address.

    What a platform says of itself elsewhere (``help.``, ``developers.``) is not the platform. A
    server that is known by its name alone must have an account or a sharing dialog there.
    """
    parts = split_address(url)
    return platform_of(parts) if parts else None


def platform_of(parts: SplitResult) -> Platform | None:
    """Give the platform of an address taken apart, as ``find_platform`` does."""
    host = parts.hostname or ""
    if fixed := platform_of_host(host):
        return fixed
    named = (platform for platform, pattern in _FEDERATED if pattern.fullmatch(host))
    return next((platform for platform in named if _is_of_server(parts.path, platform)), None)


def _is_of_server(path: str, platform: Platform) -> bool:
    """Tell whether a path is an account, something below one, or a sharing dialog."""
    shapes = (shape.path.match(path) for shape in platform.accounts)
    return any(shapes) or bool(platform.sharing and platform.sharing.fullmatch(path))


def split_address(url: str) -> SplitResult | None:
    """Give the parts of an http(s) address; None for what is none."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.hostname else None


@lru_cache(maxsize=4096)
def platform_of_host(host: str) -> Platform | None:
    """Give the platform that a host name in small letters is known to belong to, else None."""
    for name in _spellings(host):
        if name in _BY_HOST:
            return _BY_HOST[name]
    parent = account_parent(host)
    return _BY_PARENT[parent] if parent else None


def account_parent(host: str) -> str:
    """Give the domain under which a host is an account of its own (``tumblr.com``), else ``""``."""
    label, _, rest = host.partition(".")
    known = rest in _BY_PARENT and not _CORPORATE.fullmatch(label)
    return rest if known and host not in _BY_HOST else ""


def _spellings(host: str) -> Iterator[str]:
    """Yield a host as it is, and without the label that only chooses a view."""
    yield host.rstrip(".")
    label, _, rest = host.rstrip(".").partition(".")
    if _SAME_SITE.fullmatch(label):
        yield rest
