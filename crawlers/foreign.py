"""Tells where a page may be inside SVG or MathML: there a script or a style is markup like any."""

from __future__ import annotations

_ROOTS = frozenset({"svg", "math"})
_HTML_INSIDE = frozenset(
    {"foreignobject", "desc", "mi", "mo", "mn", "ms", "mtext", "annotation-xml"}
)


class Foreign:
    """Follows the tags of a page; once unsure what a parser makes of them, it stays so.

    Where HTML stands inside SVG, closing tags may come to nothing, and so the SVG's own, too.
    """

    def __init__(self, *, is_unsure: bool) -> None:
        self._is_unsure = is_unsure
        self._roots = 0
        self._html_inside = 0

    @property
    def is_possible(self) -> bool:
        """Whether the place that was reached may be inside SVG or MathML."""
        return self._is_unsure or self._roots > 0

    def open(self, name: str) -> None:
        """Follow an opening tag."""
        self._is_unsure |= self._html_inside > 0
        if name in _ROOTS:
            self._roots += 1
        elif self._roots and name in _HTML_INSIDE:
            self._html_inside += 1

    def close(self, name: str) -> None:
        """Follow a closing tag."""
        if name in _ROOTS and self._roots:
            self._roots -= 1
        elif name in _HTML_INSIDE and self._html_inside:
            self._html_inside -= 1

    def hold(self, text: str) -> None:
        """Follow what stands in an element like ``title``, whose text may be markup here."""
        self._is_unsure |= "<" in text
