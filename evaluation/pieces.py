"""A page's text in pieces, cut so naively that no method under test shares the cut.

A piece is the text between two tags that are not inline. No tree is built, nothing is left out but
scripts, styles and the title: navigation, footers and hidden text are pieces like any other.
"""

from __future__ import annotations

import hashlib
import re
from html.parser import HTMLParser

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd mark q s samp "
    "small span strike strong sub sup time tt u var wbr".split()
)
_SILENT = frozenset({"script", "style", "title"})
_WORD = re.compile(r"\w")


def pieces_of(html: str) -> list[str]:
    """Give the pieces of a page in its order, white space collapsed; each holds a word."""
    reader = _PieceReader()
    reader.feed(html)
    reader.close()
    reader.end_piece()
    return reader.pieces


def piece_digest(text: str) -> str:
    """Give sixteen hexadecimal digits for a piece."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class _PieceReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """End the piece before a block; a line break is a space."""
        del attrs
        if tag in _SILENT:
            self._silent += 1
        self._handle_edge(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Treat ``<br/>`` like ``<br>``."""
        del attrs
        self._handle_edge(tag)

    def handle_endtag(self, tag: str) -> None:
        """End the piece after a block."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag not in _INLINE:
            self.end_piece()

    def handle_data(self, data: str) -> None:
        """Collect text that is shown."""
        if not self._silent:
            self._texts.append(data)

    def end_piece(self) -> None:
        """Keep what was collected, if there is a word in it."""
        text = " ".join("".join(self._texts).split())
        self._texts.clear()
        if _WORD.search(text):
            self.pieces.append(text)

    def _handle_edge(self, tag: str) -> None:
        if tag == "br":
            self._texts.append(" ")
        elif tag not in _INLINE:
            self.end_piece()
