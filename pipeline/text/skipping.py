"""Tells which elements of a page are no part of what it says: the machinery around the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.text.elements import NOT_READ

if TYPE_CHECKING:
    from pipeline.text.elements import Element

_LANDMARKS = frozenset(
    "navigation banner contentinfo dialog alertdialog alert status search menu menubar tablist "
    "tooltip".split()
)
_BANNER = re.compile(r"cookie|consent|gdpr-|newsletter|breadcrumb|skip-?(link|to)|sr-only", re.I)
_LONGEST_BANNER = 3000
_OVERLAY = re.compile(
    r"(^|\s)(alert|notification|toast|flash|popup|modal|lightbox|offcanvas)([\s_-]|$)"
    r"|(^|[\s_-])(top|header|notice|info|promo|announcement)[_-]?(bar|banner)([\s_-]|$)"
    r"|\bfixed inset-0\b",
    re.I,
)
"""Classes of bars and windows that lie over a page; a hero is sometimes called a banner, too."""
_LONGEST_OVERLAY = 800
_UNSEEN = re.compile(
    r"(^|\s)(sr-only|\S*visually-?hidden|screen-?reader\S*|\S*off-?screen|a11y-hidden"
    r"|assistive-text|element-invisible)(\s|$)",
    re.I,
)
"""Names of text for screen readers alone."""
_UNSHOWN = re.compile(r"(^|\s)(hidden|d-none|is-hidden|u-hidden|hide|uk-hidden)(\s|$)")
_SHOWN_WIDE = re.compile(
    r"(?:^|\s)(?:(?:xs|sm|md|lg|[2-6]?xl):(?:block|flex|grid|inline|table|contents)"
    r"|d-(?:sm|md|lg|xl|xxl)-(?!none))"
)
"""What is hidden on a phone and shown on a wider screen is seen."""
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}", re.I
)
_FEWEST_LINKS = 3
_ALL_LINKS, _MOSTLY_LINKS = 0.95, 0.75
"""Shares of the text that stand in links."""
_LINKS_OF_MENU, _LONGEST_OF_MENU = 5, 28
"""Links that a menu has at least, and characters that they have on average at most."""
_TEASER = 600


def is_left_out(element: Element) -> bool:
    """Tell whether an element with all it holds is no part of what the page says.

    That is navigation, footers, banners, hidden text, form fields, code, pictures and link lists,
    and what bears ``data-nosnippet``: the page asks that it isn't quoted.
    """
    return bool(
        element.tag in NOT_READ
        or (element.attributes and _says_so(element))
        or _is_menu_header(element)
        or _is_link_list(element)
        or _is_teaser(element)
    )


def _says_so(element: Element) -> bool:
    return (
        "data-nosnippet" in element.attributes
        or element.landmark in _LANDMARKS
        or is_hidden(element)
        or _is_banner(element)
    )


def is_hidden(element: Element) -> bool:
    """Tell whether the markup hides an element from the eye; closed ``<details>`` are not hidden.

    Stylesheets are not read: known are the attributes, inline styles and class names in wide use.
    """
    attributes = element.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if "style" in attributes and _HIDING_STYLE.search(attributes["style"]):
        return True
    classes = attributes.get("class", "")
    if not classes:
        return False
    if _UNSEEN.search(classes):
        return True
    return bool(_UNSHOWN.search(classes)) and not _SHOWN_WIDE.search(classes)


def _is_menu_header(element: Element) -> bool:
    """Tell a header that only navigates; some pages keep the hero in the same header."""
    return element.tag == "header" and "nav" in element.tags and "h1" not in element.tags


def _is_banner(element: Element) -> bool:
    """Tell a banner by its name.

    Around a whole page such a name tells of a state ("cookie-consent-shown"), not of a banner.
    """
    label = element.label
    if not label or element.length > _LONGEST_BANNER or "h1" in element.tags:
        return False
    if _BANNER.search(label):
        return True
    return element.length <= _LONGEST_OVERLAY and bool(_OVERLAY.search(label))


def _is_link_list(element: Element) -> bool:
    """Tell a list of nothing but links, or a menu: many short links and little else."""
    if element.links < _FEWEST_LINKS or element.tag in {"body", "main", "a"}:
        return False
    share = element.linked / element.length
    if element.tag in {"ul", "ol"} and share >= _ALL_LINKS:
        return True
    short = element.linked <= _LONGEST_OF_MENU * element.links
    return element.links >= _LINKS_OF_MENU and share >= _MOSTLY_LINKS and short


def _is_teaser(element: Element) -> bool:
    """Tell the teaser of a post: a dated card that leads to it."""
    return (
        element.tag in {"article", "li", "div"}
        and "time" in element.tags
        and element.links > 0
        and element.length <= _TEASER
    )
