"""Which pictures of a company's pages are worth asking for, and which are not, with the reason."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser
from w3lib.url import safe_url_string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

LEAST_SIDE = 200
"""Pixels that a picture must have in both directions to be content."""

WIDEST = 2000
"""Of the sizes that a page offers, the largest up to so many pixels is asked for."""

MOST_LETTERS = 2000
"""Longer addresses are made by machines, or hold the picture themselves."""

MOST_ON_A_PAGE = 300

_HINTS = re.compile(
    r"(?<![a-z])(logos?|logotype|wordmark|brandmark|icons?|favicon|badges?|avatars?|gravatar|sprite"
    r"|emoji|flags?|spinner|tracking-pixel|app-?store|google-?play|qr-?code"
    r"|profile-?(?:pic|photo)|headshots?)(?![a-z])"
)
_AROUND = re.compile(r"(?<![a-z])(logos?|badges?|avatars?|icons?)(?![a-z])")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DESCRIPTOR = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)([wx])|")
_BACKGROUND = re.compile(r"url\(\s{0,9}['\"]?([^'\")]{1,2000})['\"]?\s{0,9}\)", re.I)
_LAZY = ("data-src", "data-lazy-src", "data-original")
_LAZY_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_OUTSIDE = frozenset({"nav", "footer"})
_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A picture on a page. ``why_not`` is the reason why it is not asked for, empty if it is."""

    page: str
    url: str
    alt: str
    why_not: str = ""


def choose(pages: Iterable[tuple[str, str]], most: int) -> list[Candidate]:
    """Give the pictures of pages (address, markup), each address once: ``most`` to be asked for.

    Pages take turns, so that one gallery can't use up the places. What is passed over for what it
    is called, or for its format, comes along with the reason; at most three times ``most``.
    """
    found: dict[str, Candidate] = {}
    for turn in zip_longest(*(_distinct(find_candidates(*page)) for page in pages)):
        for candidate in filter(None, turn):
            if candidate.url not in found or (
                found[candidate.url].why_not and not candidate.why_not
            ):
                found[candidate.url] = candidate
    wanted = [one for one in found.values() if not one.why_not][:most]
    passed = [one for one in found.values() if one.why_not][: 3 * most]
    return wanted + passed


def find_candidates(url: str, markup: str) -> Iterator[Candidate]:
    """Yield the pictures of a page in reading order: that for sharing, images, backgrounds."""
    tree = LexborHTMLParser(markup)
    node = tree.css_first("base[href]")
    base = _absolute(_attribute(node, "href"), url) if node else ""
    for meta in tree.css('meta[property="og:image"], meta[name="twitter:image"]')[:4]:
        yield from _candidate(url, base or url, _attribute(meta, "content"), "", "")
    for image in tree.css("img")[:MOST_ON_A_PAGE]:
        alt = " ".join(_attribute(image, "alt").split())[:300]
        yield from _candidate(url, base or url, _offer_of(image), alt, _why_not(image))
    for styled in tree.css('[style*="url("]')[:MOST_ON_A_PAGE]:
        for address in _BACKGROUND.findall(_attribute(styled, "style")[:5000]):
            yield from _candidate(url, base or url, address, "", _why_not(styled))


def _distinct(candidates: Iterator[Candidate]) -> Iterator[Candidate]:
    seen: set[str] = set()
    for candidate in candidates:
        if candidate.url not in seen:
            seen.add(candidate.url)
            yield candidate


def _candidate(page: str, base: str, address: str, alt: str, why_not: str) -> Iterator[Candidate]:
    url = _absolute(address, base)
    if url:
        yield Candidate(page, url, alt, why_not or _why_not_url(url))


def _absolute(address: str, base: str) -> str:
    """Give an absolute http(s) address without fragment, empty for anything else."""
    address = address.strip()
    if not address or len(address) > MOST_LETTERS:
        return ""
    try:
        url = urldefrag(safe_url_string(urljoin(base, address)))[0]
        parts = urlsplit(url)
        web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return url if web and len(url) <= MOST_LETTERS else ""


def _attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""


def _offer_of(image: LexborNode) -> str:
    """Give the address of the best size that an image offers."""
    for name in _LAZY_SETS:
        if best := best_offer(_attribute(image, name)):
            return best
    named = (_attribute(image, name) for name in (*_LAZY, "src"))
    plain = next((address for address in named if address and not address.startswith("data:")), "")
    return plain or _source_of(image)


def _source_of(image: LexborNode) -> str:
    parent = image.parent
    if parent is None or parent.tag != "picture":
        return ""
    sets = (_attribute(source, "srcset") for source in parent.css("source[srcset]"))
    return next((best for one in sets if (best := best_offer(one))), "")


def best_offer(srcset: str) -> str:
    """Give the largest of a ``srcset`` up to WIDEST pixels or twice the size, else the smallest."""
    offers = [one for one in _offers(srcset[:20_000]) if not one[1].startswith("data:")]
    fitting = [offer for offer in offers if offer[0] <= WIDEST]
    return (max(fitting) if fitting else min(offers, default=(0.0, "")))[1]


def _offers(srcset: str) -> Iterator[tuple[float, str]]:
    """Yield size and address of each candidate; a comma ends one only after white space or size."""
    words = deque(srcset.split())
    while words:
        word = words.popleft()
        said, comma, rest = ("", "", "")
        if not word.endswith(",") and words:
            said, comma, rest = words.popleft().partition(",")
        if comma and rest:
            words.appendleft(rest)
        found, address = _DESCRIPTOR.fullmatch(said), word.strip(",")
        if found and address:
            yield float(found[1] or 1) * (1000 if found[2] != "w" else 1), address


def _why_not(node: LexborNode) -> str:
    named = " ".join(_attribute(node, name) for name in ("class", "id", "alt"))
    if found := _HINTS.search(_CAMEL.sub("-", named).casefold()):
        return f"called “{found[0]}” by its page"
    for name in ("width", "height"):
        declared = _attribute(node, name).removesuffix("px")
        if declared.isdecimal() and len(declared) < 6 and int(declared) < LEAST_SIDE:
            return f"shown smaller than {LEAST_SIDE} pixels"
    return _why_not_around(node)


def _why_not_around(node: LexborNode) -> str:
    parent = node.parent
    for _ in range(_LEVELS):
        if parent is None:
            break
        if parent.tag in _OUTSIDE:
            return "part of the navigation or the footer"
        named = f"{_attribute(parent, 'class')} {_attribute(parent, 'id')}"
        if parent.tag not in {"body", "html"} and (
            found := _AROUND.search(_CAMEL.sub("-", named).casefold())
        ):
            return f"among what is called “{found[0]}” by its page"
        parent = parent.parent
    return ""


def _why_not_url(url: str) -> str:
    path = urlsplit(url).path
    if path.casefold().endswith((".svg", ".svgz", ".ico")):
        return "a drawing or icon (SVG, ICO), which is not decoded"
    name = _CAMEL.sub("-", path.rpartition("/")[2].rpartition(".")[0]).casefold()
    found = _HINTS.search(name)
    return f"called “{found[0]}” by its address" if found else ""
