"""What a browser is asked to show: which answer, in which window, for its text or its picture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy import Request

ORDER = "order"
"""The request's meta key of what the browser is to show; only such requests go to the browser."""


PLAIN = "plain"
"""The meta key of the response that is shown."""

NOTE = "note"
"""The meta key of what the ledger is to say of a page that could only be read in part."""

PLACE = "place"
"""The meta key of where in the archive lies what was shown."""

MARKS = "marks"
"""The meta key of where the words and pictures of a picture stand, as JSON; empty for unknown."""

LEADS_TO = "leads_to"
"""The meta key of the address that a shown page wanted to go to, None for none."""


class View(StrEnum):
    """Why a page is shown, which decides what it may load."""

    TEXT = "text"
    DESKTOP = "desktop"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Answer:
    """A page's own answer as the crawl got it: headers as text, the body unpacked."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Order:
    """An answer to be shown in a view."""

    view: View
    answer: Answer


_WINDOWS: dict[View, tuple[int, int]] = {
    View.TEXT: (1280, 800),
    View.DESKTOP: (1280, 800),
    View.PHONE: (390, 844),
}


def is_order(request: Request) -> bool:
    """Tell whether a request is for the browser; its answer never came over the wire."""
    return ORDER in request.meta


def context_options(view: View, agent: str, language: str, proxy: str) -> dict[str, Any]:
    """Give the settings of a browser context: no permissions, downloads or service workers."""
    width, height = _WINDOWS[view]
    return {
        "viewport": {"width": width, "height": height},
        "is_mobile": view is View.PHONE,
        "has_touch": view is View.PHONE,
        "user_agent": agent,
        "locale": language,
        "timezone_id": "UTC",
        "reduced_motion": "reduce",
        "color_scheme": "light",
        "accept_downloads": False,
        "service_workers": "block",
        "permissions": [],
        # Chromium leaves loopback out of a proxy's care unless told otherwise.
        "proxy": {"server": proxy, "bypass": "<-loopback>"},
    }
