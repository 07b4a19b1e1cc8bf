"""A post's markup or raw text as plain text, with the accounts and addresses that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.network.intricacy import is_too_intricate

UNREAD = frozenset("script style template noscript head title svg math iframe object form".split())
PARAGRAPHS = frozenset(
    "p div blockquote pre ul ol dl h1 h2 h3 h4 h5 h6 table figure section article header footer hr "
    "aside main details address".split()
)
LINES = frozenset("li tr dt dd figcaption summary".split())

MOST_MARKUP = 100_000
"""Characters of a fragment that are read: a post is long before over."""

_HANDLE = r"@([\w][\w.-]*(?:@[\w-]+(?:\.[\w-]+)+)?)"
_MENTION = re.compile(rf"(?<![\w@/.:-]){_HANDLE}")
_MENTION_ALONE = re.compile(rf"\A\s*{_HANDLE}\s*")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TAG = re.compile(r"<[^<>]*>")
_TRAILING = ".,;:!?'’…*"
_LINE, _PARAGRAPH = "\x01", "\x02"
_GAP = re.compile(r"[ \n\x01\x02]+")


@dataclass(frozen=True, slots=True)
class Plain:
    """What a reader sees: paragraphs parted by an empty line, lines by one line break.

    ``mentions`` are accounts without their first "@", ``links`` absolute addresses; both without
    repetition, in the order of the text. Hashtags are words of the text, neither of the two.
    """

    text: str
    mentions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def read_markup(html: str, base: str = "") -> Plain:
    """Give the plain form of an HTML fragment; links are resolved against ``base`` if given.

    Never raises; markup that holds no text gives an empty one, and of markup made to keep a parser
    busy only the bare words are read. What comes after MOST_MARKUP characters is left.
    """
    html = _beginning(html)
    if is_too_intricate(html):
        return read_text(unescape(_TAG.sub(" ", html)))
    root = LexborHTMLParser(_without_control(html)).body
    return _Reader(base).read(root) if root is not None else Plain("")


def read_text(text: str) -> Plain:
    """Give the plain form of text that is no markup: its lines tidied, mentions and links found."""
    text = _tidy(_without_control(text))
    return Plain(text, tuple(_mentions(text)), tuple(dict.fromkeys(_addresses(text))))


@dataclass(slots=True)
class _Reader:
    """Walks a tree with a stack of its own, so that no depth of nesting is too deep."""

    base: str
    parts: list[str] = field(default_factory=list)
    mentions: dict[str, None] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)

    def read(self, root: LexborNode) -> Plain:
        """Give the plain form of what stands below an element."""
        pending: list[tuple[LexborNode | None, str, bool]] = [(root, "", False)]
        while pending:
            node, after, in_link = pending.pop()
            if node is None:
                self.parts.append(after)
                continue
            tag = node.tag or ""
            if tag == "-text":
                self._take_text(node, in_link=in_link)
            elif tag not in UNREAD:
                pending.append((None, self._open(node, tag), False))
                inside = in_link or tag == "a"
                pending += [
                    (child, "", inside) for child in reversed(list(node.iter(include_text=True)))
                ]
        text = _GAP.sub(_break, "".join(self.parts))
        return Plain(_tidy(text), tuple(self.mentions), tuple(self.links))

    def _open(self, node: LexborNode, tag: str) -> str:
        """Take what an element says by itself; give the break that also stands at its end."""
        if tag == "a":
            self._take_link(node)
        elif tag == "img":
            self.parts.append(_emoji(node))
        if tag == "br":
            self.parts.append("\n")
            return ""
        mark = _PARAGRAPH if tag in PARAGRAPHS else _LINE if tag in LINES else ""
        self.parts.append(mark)
        return mark

    def _take_text(self, node: LexborNode, *, in_link: bool) -> None:
        text = _without_control(re.sub(r"[ \t\r\n\f]+", " ", node.text_content or ""))
        self.parts.append(text)
        if not in_link:
            self.mentions |= dict.fromkeys(_mentions(text))
            self.links |= dict.fromkeys(_addresses(text))

    def _take_link(self, node: LexborNode) -> None:
        words = node.text(deep=True)
        alone = _MENTION_ALONE.fullmatch(words)
        if alone:
            self.mentions[alone[1]] = None
        elif not words.lstrip().startswith("#"):
            address = _resolve(self.base, node.attributes.get("href") or "")
            self.links |= dict.fromkeys([address] if address else [])


def _beginning(html: str) -> str:
    """Give what is read of a fragment, without a tag that is cut in two."""
    if len(html) <= MOST_MARKUP:
        return html
    whole, tag, rest = html[:MOST_MARKUP].rpartition("<")
    return whole if tag and ">" not in rest else html[:MOST_MARKUP]


def _resolve(base: str, href: str) -> str:
    """Give the absolute http(s) address that a link means, empty if it means none."""
    if not href.strip():
        return ""
    try:
        url = urljoin(base, href.strip())
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""


def _emoji(image: LexborNode) -> str:
    """Give the character that stands behind a small picture; other pictures are no text."""
    classes = (image.attributes.get("class") or "").split()
    is_emoji = any(name in {"emoji", "wp-smiley", "custom-emoji", "emojione"} for name in classes)
    return (image.attributes.get("alt") or "") if is_emoji else ""


def _mentions(text: str) -> list[str]:
    return list(dict.fromkeys(m[1].rstrip(".-") for m in _MENTION.finditer(text)))


def _addresses(text: str) -> list[str]:
    found = (_trim(match[0]) for match in _ADDRESS.finditer(text))
    return [address for address in found if not address.endswith("://")]


def _trim(address: str) -> str:
    """Give an address without the punctuation of the sentence that it stands in."""
    unopened = {end: address.count(end) - address.count(start) for start, end in ("()", "[]")}
    length = len(address)
    while length and (address[length - 1] in _TRAILING or unopened.get(address[length - 1], 0) > 0):
        length -= 1
        if address[length] in unopened:
            unopened[address[length]] -= 1
    return address[:length]


def _without_control(text: str) -> str:
    return _CONTROL.sub("", text)


def _break(gap: re.Match[str]) -> str:
    """Give the widest of the breaks that meet in a gap, once; other gaps as they are."""
    if _LINE not in gap[0] and _PARAGRAPH not in gap[0]:
        return gap[0]
    return "\n\n" if _PARAGRAPH in gap[0] or gap[0].count("\n") > 1 else "\n"


def _tidy(text: str) -> str:
    """Give lines without spaces at their ends, and never more than one empty line in a row."""
    text = re.sub(r"\r\n?|[\u2028\u2029\x85]", "\n", text)
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
