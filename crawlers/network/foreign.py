"""Tells where a page may be inside SVG or MathML: there a script or a style is markup like any."""

from __future__ import annotations

import re
from collections import Counter

_ROOTS = frozenset({"svg", "math"})
_HTML_INSIDE = frozenset(
    {"foreignobject", "desc", "mi", "mo", "mn", "ms", "mtext", "annotation-xml"}
)


_SHAPES = frozenset(
    {
        *("circle", "defs", "ellipse", "feblend", "fecolormatrix", "fecomposite", "feflood"),
        *("fegaussianblur", "femergenode", "feoffset", "g", "image", "line", "lineargradient"),
        *("path", "polygon", "polyline", "radialgradient", "rect", "stop", "symbol", "text"),
        *("tspan", "use", "clippath", "mask", "pattern", "animate", "animatetransform"),
    }
)
"""Elements of SVG that leave a parser where it is; HTML has none of these names."""

_CLOSED = re.compile(
    r"\A(?:\s++[^\s=/>\"'<]++(?:=(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>/`]++(?=\s)))?+)*+\s*+/"
)
_HIDES_TAGS = re.compile(r"<(?:\?|!(?!--)|/(?![a-zA-Z]))[^<>]*(?:<|$)")
"""A comment of the odd kinds (``<?``, ``<!``, ``</ ``) that a tag seems to stand in."""


def closes_itself(name: str, attributes: str) -> bool:
    """Tell whether a tag inside SVG opens a shape and closes it; a slash may belong to a value."""
    return name in _SHAPES and _CLOSED.fullmatch(attributes) is not None


class Foreign:
    """Follows the tags of a page; once unsure what a parser makes of them, it stays so.

    Where HTML stands inside SVG, closing tags may come to nothing, and so the SVG's own, too.
    """

    def __init__(self, markup: str) -> None:
        self._is_unsure = "<![CDATA[" in markup
        self._roots = 0
        self._html_inside = 0
        self._is_plain = _HIDES_TAGS.search(markup) is None
        self._shapes: Counter[str] | None = None

    @property
    def is_possible(self) -> bool:
        """Whether the place that was reached may be inside SVG or MathML."""
        return self._is_unsure or self._roots > 0

    @property
    def is_certain(self) -> bool:
        """Whether the place is inside SVG for sure: nothing but its own shapes came since."""
        return self._shapes is not None and self._is_plain

    def open(self, name: str) -> None:
        """Follow an opening tag."""
        if name == "svg":
            self._shapes = Counter({"svg": 1})
        elif self._shapes is not None:
            self._shapes[name] += 1
            if name not in _SHAPES:
                self._shapes = None
        self._is_unsure |= self._html_inside > 0
        if name in _ROOTS:
            self._roots += 1
        elif self._roots and name in _HTML_INSIDE:
            self._html_inside += 1

    def close(self, name: str) -> None:
        """Follow a closing tag."""
        if self._shapes is not None:
            self._shapes[name] -= 1
            if name == "svg" or self._shapes[name] < 0:
                self._shapes = None
        if name in _ROOTS and self._roots:
            self._roots -= 1
        elif name in _HTML_INSIDE and self._html_inside:
            self._html_inside -= 1

    def hold(self, text: str) -> None:
        """Follow what stands in an element like ``title``, whose text may be markup here."""
        self._is_unsure |= "<" in text
