"""A page's markup as a tree of elements that know how much text and how many links they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

NOT_READ = frozenset(
    "script style noscript template svg math iframe object canvas audio video select option head "
    "datalist textarea input pre nav footer label dialog".split()
)
"""Elements of which nothing inside is read."""
_TOLD = frozenset(
    "nav h1 h2 h3 h4 h5 h6 figcaption time img picture svg video pre table canvas".split()
)
LONGEST_CARD = 800
"""Characters up to which an element keeps its whole text at hand."""
BREAK = "\n"


@dataclass(slots=True)
class Element:
    """An element with its children in order and what is inside it, all the way down.

    ``length`` counts characters, white space collapsed; ``linked`` those inside links; ``text`` is
    the whole text, a line per piece, where there is little of it, else empty. ``place`` counts the
    elements before it under the same parent. ``tags`` are those elements inside that tell what it
    is: navigation, headings, captions, times, and pictures of all sorts.
    """

    tag: str
    attributes: dict[str, str]
    place: int = 0
    children: list[Element | str] = field(default_factory=list)
    length: int = 0
    linked: int = 0
    links: int = 0
    text: str = ""
    tags: set[str] = field(default_factory=set)

    @property
    def label(self) -> str:
        """Class and id, which say what an element is for; empty where it has neither."""
        attributes = self.attributes
        return f"{attributes.get('class', '')} {attributes.get('id', '')}".strip()

    @property
    def landmark(self) -> str:
        """The ARIA role in small letters, empty where none is given."""
        return self.attributes.get("role", "").strip().lower()

    @property
    def elements(self) -> Iterator[Element]:
        """The children that are elements."""
        return (child for child in self.children if not isinstance(child, str))


def heading_level(element: Element) -> int:
    """Give 1 to 6 for ``<h1>`` to ``<h6>``, else 0."""
    tag = element.tag
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else 0


@dataclass(frozen=True, slots=True)
class Document:
    """A page read: its meta description, empty where it has none, and its body."""

    description: str
    body: Element


def read_document(html: str) -> Document:
    """Give a page's description and body; broken markup is read as browsers read it."""
    tree = LexborHTMLParser(html)
    body = Element("body", {})
    if tree.body is not None:
        body = _read_element(tree.body)
    return Document(_description(tree), body)


def _description(tree: LexborHTMLParser) -> str:
    for selector in ('meta[name="description" i]', 'meta[property="og:description" i]'):
        node = tree.css_first(selector)
        if node is not None and (content := node.attributes.get("content")):
            return content
    return ""


def _read_element(root: LexborNode) -> Element:
    """Give the element with everything in it.

    A page may nest deeper than Python may recurse, so the open elements are kept in a list.
    """
    top = _open(root)
    stack = [(top, _nodes(root))]
    while True:
        element, nodes = stack[-1]
        node = next(nodes, None)
        if node is None:
            stack.pop()
            _close(element)
            if not stack:
                return top
            _add(stack[-1][0], element)
        elif node.tag == "-text":
            element.children.append(node.text_content or "")
        elif (node.tag or "-")[0] not in "-_!":
            stack.append((_open(node), _nodes(node)))


def _nodes(node: LexborNode) -> Iterator[LexborNode]:
    return iter(()) if node.tag in NOT_READ else node.iter(include_text=True)


def _open(node: LexborNode) -> Element:
    return Element(node.tag or "", {name: value or "" for name, value in node.attributes.items()})


def _add(parent: Element, child: Element) -> None:
    parent.children.append(child)
    parent.length += child.length
    parent.linked += child.linked
    parent.links += child.links
    parent.tags |= child.tags
    if child.tag in _TOLD:
        parent.tags.add(child.tag)


def _close(element: Element) -> None:
    """Add up what is inside, now that all of it is known."""
    texts: list[str] = []
    place = 0
    for child in element.children:
        if isinstance(child, str):
            text = " ".join(child.split())
            element.length += len(text)
        else:
            text, child.place = child.text, place
            place += 1
        if text:
            texts.append(text)
    if element.length <= LONGEST_CARD:
        element.text = BREAK.join(texts)
    if element.tag == "a" and element.length:
        element.linked, element.links = element.length, element.links + 1
