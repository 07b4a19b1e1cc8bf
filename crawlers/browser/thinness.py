"""Tells a page whose own HTML says next to nothing, because a script is to say it in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

FEW_WORDS = 50
"""Fewer words than this, outside of navigation and footer, are no page of a site that sells."""

HARDLY_ANY_WORDS = 5
"""Fewer than this, and a script alone is sign enough."""

_NO_WORDS = "script, style, noscript, template, svg, nav, footer, iframe, object"
_SCRIPTS = (
    'script[src], script:not([type]), script[type="module"], script[type="text/javascript"], '
    'script[type=""], script[type="application/javascript"]'
)
_MOUNTS = (
    "#root, #app, #__next, #__nuxt, #___gatsby, #svelte, #main, #react-root, #application, "
    "[data-reactroot], [ng-app], [ng-version], app-root, [id$=app], [id$=root], [id$=-container]"
)
_ASKS_FOR_SCRIPTS = re.compile(r"java\s?script|\bJS\b", re.IGNORECASE)


def needs_browser(markup: str) -> bool:
    """Tell whether a page has scripts, too few words, and the marks of a page yet to be built.

    The marks: an empty element where scripts put their work, a custom element without words, a
    ``noscript`` that asks for JavaScript, or hardly any word at all.
    """
    tree = LexborHTMLParser(markup)
    if tree.body is None or not tree.css_matches(_SCRIPTS):
        return False
    asks = any(_ASKS_FOR_SCRIPTS.search(node.html or "") for node in tree.css("noscript"))
    tree.body.strip_tags(_NO_WORDS.split(", "))
    words = len(tree.body.text(separator=" ").split())
    if words >= FEW_WORDS:
        return False
    return asks or words < HARDLY_ANY_WORDS or _has_empty_mount(tree.body)


def _has_empty_mount(body: LexborNode) -> bool:
    custom = (node for node in body.iter() if "-" in (node.tag or ""))
    return any(not node.text().strip() for node in (*body.css(_MOUNTS), *custom))
