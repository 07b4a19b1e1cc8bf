"""Cuts a page's markup into blocks with a role, in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.text.announced import Announced, Part
from pipeline.text.cleaning import clean_text
from pipeline.text.elements import Element, heading_level, read_document
from pipeline.text.lines import LINE_BREAK, Line, Run, join_runs
from pipeline.text.roles import WRAPPERS, flows, role_by_words, role_of
from pipeline.text.skipping import is_left_out
from sameness.records import Block, Page, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE = frozenset({"code", "kbd", "samp", "tt"})
_BY_WORDS = frozenset({Role.TEXT, Role.LIST_ITEM})
"""Roles that say nothing yet: here the words decide."""
_MOST_CODE = 0.5
_LONGEST_HEADING = 300
"""Characters of a heading that its path keeps; the heading's own block has all of it."""


def cut_blocks(page: Page) -> list[Block]:
    """Give the page's blocks in reading order, its meta description first.

    Navigation, footers, banners, forms' fields, code, link lists, teasers of other pages and hidden
    elements are left out. ``heading`` is the path of the headings above a block, outermost first,
    joined by " > ". What only names a picture (``alt``, caption) has the role "image alt".
    """
    document = read_document(page.html)
    cutter = _Cutter(page)
    if description := clean_text(document.description):
        cutter.add(Role.META_DESCRIPTION, description)
    cutter.walk(document.body)
    return cutter.blocks


@dataclass(slots=True)
class _Open:
    """An element being read: its children still to come, its role, and what its end ends.

    ``link`` numbers the link it is in, 0 for none. ``before`` is the child read last.
    """

    element: Element
    children: Iterator[Element | str]
    role: Role
    ends_block: bool = False
    link: int = 0
    code: bool = False
    before: Element | str = ""
    part: Part = field(default_factory=Part)


@dataclass
class _Cutter:
    page: Page
    blocks: list[Block] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)
    _headings: list[tuple[int, str]] = field(default_factory=list)
    _path: str = ""
    _links: int = 0

    def walk(self, body: Element) -> None:
        """Collect the body's text in reading order; block-level elements end the block before.

        A page may nest deeper than Python may recurse, so the open elements are kept in a list.
        """
        opened = [_Open(body, iter(body.children), Role.TEXT, ends_block=True)]
        while opened:
            inner = opened[-1]
            child = next(inner.children, None)
            if child is None:
                self._leave(opened)
            elif isinstance(child, str):
                self._append(child, inner)
            elif entered := self._enter(child, inner):
                opened.append(entered)
            inner.before = child or ""

    def _append(self, text: str, inner: _Open) -> None:
        """Collect a text; where "Goals" and "Track" meet without a gap, two elements meet."""
        if not self._runs and text.isspace():
            return
        before = self._runs[-1].text[-1:] if self._runs else ""
        if before.islower() and text[:1].isupper():
            self._runs.append(LINE_BREAK)
        # Lines of the source are layout: only <br> breaks a line for the reader.
        text = text.replace("\n", " ").replace("\r", " ")
        self._runs.append(Run(text, inner.link, inner.code))

    def _enter(self, element: Element, outer: _Open) -> _Open | None:
        """Give the element opened, None where there is nothing to read inside."""
        if element.tag == "br":
            self._runs.append(LINE_BREAK)
        if element.tag == "br" or is_left_out(element):
            return None
        announced = outer.part.of(element)
        if announced is Announced.PAGES:
            return None
        if element.tag == "img" or element.landmark == "img":
            self._add_alt(element)
            return None
        theirs = announced is Announced.VOICES and not heading_level(element)
        return self._open(element, outer, Role.QUOTE if theirs else role_of(element, outer.role))

    def _open(self, element: Element, outer: _Open, role: Role) -> _Open:
        is_link = element.tag == "a"
        # Two links side by side with nothing between are two things, not one text.
        apart = is_link and isinstance(outer.before, Element) and outer.before.tag == "a"
        ends_block = apart or role is not outer.role or not flows(element, outer.role)
        if ends_block:
            self.flush(outer.role)
        elif element.tag in WRAPPERS:
            self._runs.append(LINE_BREAK)
        self._links += is_link
        link = self._links if is_link else outer.link
        code = outer.code or element.tag in _CODE
        return _Open(element, iter(element.children), role, ends_block, link, code)

    def _leave(self, opened: list[_Open]) -> None:
        inner = opened.pop()
        if inner.ends_block:
            self.flush(inner.role, heading_level(inner.element))
        if opened:
            opened[-1].part.inherit(inner.part, inner.element)

    def _add_alt(self, element: Element) -> None:
        attributes = element.attributes
        if text := clean_text(attributes.get("alt") or attributes.get("aria-label") or ""):
            self.add(Role.IMAGE_ALT, text)

    def flush(self, role: Role, level: int = 0) -> None:
        """End the current block: store its text, if any, under this role."""
        if not self._runs:
            return
        lines = list(join_runs(self._runs))
        self._runs.clear()
        if not level or not lines:
            self._add_lines(role, lines)
            return
        self._set_headings([h for h in self._headings if h[0] < level])
        self._add_lines(role, lines)
        heading = " ".join(line.text for line in lines)[:_LONGEST_HEADING]
        self._set_headings([*self._headings, (level, heading)])

    def _set_headings(self, headings: list[tuple[int, str]]) -> None:
        self._headings = headings
        self._path = " > ".join(text for _, text in headings)

    def _add_lines(self, role: Role, lines: list[Line]) -> None:
        for line in lines:
            if role not in _BY_WORDS:
                self.add(role, line.text)
            elif line.code <= _MOST_CODE:
                self.add(role_by_words(line, role), line.text)

    def add(self, role: Role, text: str) -> None:
        """Store one block."""
        page, ordinal = self.page, len(self.blocks)
        self.blocks.append(
            Block(page.company, page.url, page.kind, ordinal, role, self._path, text)
        )
