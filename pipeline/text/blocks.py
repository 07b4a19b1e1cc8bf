"""Cuts a page's markup into blocks with a role, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sameness.records import Block, Page, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

_SKIPPED = frozenset(
    "script style noscript template svg math iframe object canvas audio video select option "
    "textarea input pre nav footer head label dialog".split()
)
_SKIPPED_LANDMARKS = frozenset(
    "navigation banner contentinfo dialog alertdialog search menu menubar".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark output q s samp "
    "small span strike strong sub sup time tt u var wbr".split()
)
_WRAPPERS = frozenset({"div", "p"})
_PHRASES = frozenset({Role.HERO, Role.HEADING, Role.CALL_TO_ACTION})
"""Roles of one phrase: wrappers inside only lay it out."""
_ROLE_OF_TAG = {
    "h1": Role.HERO,
    "h2": Role.HEADING,
    "h3": Role.HEADING,
    "h4": Role.HEADING,
    "h5": Role.HEADING,
    "h6": Role.HEADING,
    "summary": Role.HEADING,
    "li": Role.LIST_ITEM,
    "dt": Role.LIST_ITEM,
    "dd": Role.LIST_ITEM,
    "blockquote": Role.QUOTE,
    "button": Role.CALL_TO_ACTION,
}
_BANNER = re.compile(r"cookie|consent|gdpr-|newsletter|breadcrumb|skip-?(link|to)|sr-only", re.I)
_BUTTON = re.compile(r"(^|[\s_-])(btn|button|cta)([\s_-]|$)", re.I)
_QUOTE = re.compile(r"testimonial|(^|[\s_-])(block)?(quote|review)s?([\s_-]|$)", re.I)
_OFFER = re.compile(r"(get|request|free|instant|price)[\w-]*quote", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_PRICE = re.compile(r"[$€£¥]\s?\d|\d\s?(?:[$€£¥]|USD|EUR|GBP)(?!\w)")
_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\u00ad]")
_HANDLE = re.compile(r"^\s*@\w{2,30}\s*$", re.M)
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀ-Ž]"
_NAME = rf"{_CAPITAL}[\w'’.-]*(?: {_CAPITAL}[\w'’.-]*){{0,3}}"
_JOB = (
    r"(?:CEO|CTO|COO|CMO|CPO|VP|[Cc]o-?[Ff]ounder|[Ff]ounder|[Oo]wner|[Dd]irector|[Hh]ead of"
    r"|[Mm]anager|[Ee]ngineer|[Cc]onsultant|[Dd]eveloper|[Dd]esigner|[Ff]reelancer|[Ll]ead)"
)
_SIGNATURE = re.compile(rf"^{_NAME}(?:,|\n)[^\n.!?]{{0,50}}\b{_JOB}\b[^\n.!?]{{0,50}}$", re.M)
_QUOTED = re.compile(r"^[“\"«„].{20,}[”\"»“]$", re.S)
_PICTURES = "img, picture, svg, video, pre, table, canvas"
_CARD = frozenset({"div", "li", "article", "figure", "td"})
_LONGEST_PRICE = 8
_LONGEST_BANNER = 3000
_SHORTEST_CARD, _LONGEST_CARD = 60, 800
_BREAK = "\n"


def clean_text(text: str) -> str:
    """Give text with white space collapsed and control or invisible characters removed."""
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip()


def cut_blocks(page: Page) -> list[Block]:
    """Give the page's blocks in reading order, its meta description first.

    Navigation, footers, cookie banners, forms' fields, code and hidden elements are left out.
    ``heading`` is the path of the headings above a block, outermost first, joined by " > ".
    """
    tree = LexborHTMLParser(page.html)
    cutter = _Cutter(page)
    if description := _meta_description(tree):
        cutter.add(Role.META_DESCRIPTION, description)
    if tree.body is not None:
        cutter.walk(tree.body, Role.TEXT)
        cutter.flush(Role.TEXT)
    return cutter.blocks


def _meta_description(tree: LexborHTMLParser) -> str:
    for selector in ('meta[name="description" i]', 'meta[property="og:description" i]'):
        node = tree.css_first(selector)
        if node is not None and (content := node.attributes.get("content")):
            return clean_text(content)
    return ""


@dataclass(frozen=True, slots=True)
class _Element:
    """An element being read: its children still to come, its role, and what its end ends."""

    children: Iterator[LexborNode]
    role: Role
    ends_block: bool = False
    level: int = 0


@dataclass
class _Cutter:
    page: Page
    blocks: list[Block] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)
    _headings: list[tuple[int, str]] = field(default_factory=list)

    def walk(self, node: LexborNode, role: Role) -> None:
        """Collect the node's text in reading order; block-level elements end the block before.

        A page may nest deeper than Python may recurse, so the open elements are kept in a list.
        """
        elements = [_Element(node.iter(include_text=True), role)]
        while elements:
            child = next(elements[-1].children, None)
            if child is None:
                self._leave(elements.pop())
            elif child.tag == "-text":
                self._append(child.text_content or "")
            elif child.tag == "br":
                self._texts.append(_BREAK)
            elif not _is_skipped(child):
                elements.append(self._enter(child, elements[-1].role))

    def _append(self, text: str) -> None:
        """Collect a text; where "Goals" and "Track" meet without a gap, two elements meet."""
        before = self._texts[-1][-1:] if self._texts else ""
        if before.islower() and text[:1].isupper():
            self._texts.append(_BREAK)
        if text:
            # Lines of the source are layout: only <br> breaks a line for the reader.
            self._texts.append(text.replace("\n", " ").replace("\r", " "))

    def _enter(self, node: LexborNode, role: Role) -> _Element:
        inner, children = _role_of(node, role), node.iter(include_text=True)
        if node.tag == "img":
            self._add_alt(node)
        elif inner is not role or _follows_link(node) or not _flows(node, role):
            self.flush(role)
            return _Element(children, inner, ends_block=True, level=_level(node))
        elif node.tag in _WRAPPERS:
            self._texts.append(_BREAK)
        return _Element(children, inner)

    def _leave(self, element: _Element) -> None:
        if element.ends_block:
            self.flush(element.role, element.level)

    def _add_alt(self, node: LexborNode) -> None:
        alt = clean_text(node.attributes.get("alt") or "")
        if alt:
            self.add(Role.IMAGE_ALT, alt)

    def flush(self, role: Role, level: int = 0) -> None:
        """End the current block: store its text, if any, under this role."""
        lines = list(_join_lines("".join(self._texts)))
        self._texts.clear()
        if level and lines:
            self._headings = [h for h in self._headings if h[0] < level]
        for line in lines:
            self.add(role, line)
        if level and lines:
            self._headings.append((level, " ".join(lines)))

    def add(self, role: Role, text: str) -> None:
        """Store one block."""
        if role in {Role.TEXT, Role.LIST_ITEM}:
            role = _role_by_text(text, role)
        path = " > ".join(text for _, text in self._headings)
        ordinal = len(self.blocks)
        self.blocks.append(
            Block(self.page.company, self.page.url, self.page.kind, ordinal, role, path, text)
        )


def _join_lines(text: str) -> Iterator[str]:
    """Give the lines of a block, where a line break inside a sentence is only layout."""
    pending = ""
    for line in (clean_text(part) for part in text.split(_BREAK)):
        if pending and line and (line[0].islower() or pending[-1] in ",;:–—&"):
            pending = f"{pending} {line}"
        else:
            if pending:
                yield pending
            pending = line
    if pending:
        yield pending


def _is_skipped(node: LexborNode) -> bool:
    attributes = node.attributes
    if node.tag in _SKIPPED or (node.tag or "").startswith(("-", "_", "!")):
        return True
    if (attributes.get("role") or "").lower() in _SKIPPED_LANDMARKS:
        return True
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(attributes.get("style") or ""):
        return True
    if node.tag == "header" and node.css_first("nav") is not None:
        # Some pages keep the hero in the same header as the navigation.
        return node.css_first("h1") is None
    # Around a whole page such a name tells of a state ("cookie-consent-shown"), not of a banner.
    return bool(_BANNER.search(_label(node))) and len(node.text()) <= _LONGEST_BANNER


def _label(node: LexborNode) -> str:
    return f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"


def _role_of(node: LexborNode, outer: Role) -> Role:
    """Give the role that an element gives its text; a quote stays a quote all the way down."""
    if outer is Role.QUOTE or _is_quotation(node):
        return Role.QUOTE
    if node.tag == "a":
        return Role.CALL_TO_ACTION if _BUTTON.search(_label(node)) else outer
    tag = node.tag or ""
    if tag in _INLINE:
        return outer
    role = _ROLE_OF_TAG.get(tag)
    if role is not None:
        return role
    keeps = tag in _WRAPPERS and (outer is Role.LIST_ITEM or outer in _PHRASES)
    return outer if keeps else Role.TEXT


def _flows(node: LexborNode, outer: Role) -> bool:
    """Tell whether an element's text belongs to the block around it."""
    return node.tag in _INLINE or (node.tag in _WRAPPERS and outer in _PHRASES)


def _is_quotation(node: LexborNode) -> bool:
    """Tell whether an element holds other people's words: by its name, caption or signature."""
    name = f"{node.tag} {_label(node)}"
    # "get-a-quote" asks for a price; it quotes nobody.
    if _QUOTE.search(name) and not _OFFER.search(name):
        return True
    if node.tag == "figure":
        return node.css_first("figcaption") is not None and node.css_first(_PICTURES) is None
    return _is_signed(node)


def _is_signed(node: LexborNode) -> bool:
    """Tell whether a small card is signed by somebody: a handle, or a name with a job."""
    if node.tag not in _CARD:
        return False
    text = node.text(separator=_BREAK)
    if not _SHORTEST_CARD <= len(text) <= _LONGEST_CARD:
        return False
    return bool(_HANDLE.search(text) or _SIGNATURE.search(re.sub(r"\s*\n\s*", _BREAK, text)))


def _follows_link(node: LexborNode) -> bool:
    """Tell whether two links stand side by side with nothing between: two things, not one text."""
    before = node.prev
    return node.tag == "a" and before is not None and before.tag == "a"


def _level(node: LexborNode) -> int:
    tag = node.tag or ""
    return int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else 0


def _role_by_text(text: str, role: Role) -> Role:
    """Give the role that the words alone betray: an amount, a quotation, somebody's signature."""
    if _PRICE.search(text) and len(text.split()) <= _LONGEST_PRICE:
        return Role.PRICE
    signed = _SIGNATURE.fullmatch(text) or _HANDLE.fullmatch(text)
    return Role.QUOTE if signed or _QUOTED.match(text) else role
