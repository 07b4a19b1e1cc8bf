"""Decides which pages of one company the browser is asked to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawlers.browser.orders import NEEDS_BROWSER, STILL_THIN, follow_script, order, plain_answer
from crawlers.browser.thinness import needs_browser
from crawlers.browser.views import NOTE, PLACE, PLAIN, View
from crawlers.network.wire import RECORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from scrapy import Request
    from scrapy.http import Response, TextResponse
    from twisted.python.failure import Failure

BROWSER = "BROWSER"
"""The Scrapy setting that tells whether there is a browser."""

MAX_FAILURES = 5
"""A site so many of whose pages the browser failed to show isn't tried any more."""


class Onlooker:
    """Orders pages without words of their own, once each, and the home page's pictures."""

    def __init__(self, *, has_browser: bool) -> None:
        self._has_browser = has_browser
        self._failures = 0

    def ask(
        self,
        markup: str,
        response: TextResponse,
        callback: Callable[[Response], Any],
        errback: Callable[[Failure], Any],
    ) -> Request | None:
        """Give the request to make before a page is read; None where there is no more to be had.

        That is the browser's, or for a shown page the one for where its script leads. What keeps a
        page from being read in full is noted in its meta.
        """
        shown = PLACE in response.meta
        if shown:
            response.meta[RECORD] = response.meta[PLACE]
        if NOTE in response.meta or not needs_browser(markup):
            return None
        again = follow_script(response) if shown else None
        if shown or not self._may_order:
            response.meta[NOTE] = STILL_THIN if shown else NEEDS_BROWSER
            return again
        return order(response, View.TEXT, callback, errback)

    @property
    def _may_order(self) -> bool:
        return self._has_browser and self._failures < MAX_FAILURES

    def settle_for_less(self, failure: Failure) -> TextResponse:
        """Give the plain answer of a page that could not be shown, with the reason noted."""
        self._failures += 1
        return plain_answer(failure)

    def pictures(
        self,
        home: TextResponse,
        callback: Callable[[Response], Any],
        errback: Callable[[Failure], Any],
    ) -> Iterator[Request]:
        """Yield the requests for a home page's pictures; none without a browser."""
        if self._may_order:
            plain = home.meta.get(PLAIN, home)
            yield order(plain, View.DESKTOP, callback, errback)
            yield order(plain, View.PHONE, callback, errback)
