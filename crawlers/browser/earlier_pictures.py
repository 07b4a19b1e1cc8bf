"""The pictures of a home page that is the same as in the last good snapshot."""

from __future__ import annotations

import hashlib
import logging
import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from warcio.exceptions import ArchiveLoadFailed

from crawlers.browser.conversions import list_shown
from crawlers.browser.views import View

if TYPE_CHECKING:
    from crawlers.archive.earlier import Earlier
    from crawlers.browser.conversions import Shown
    from crawlers.browser.views import Order

_logger = logging.getLogger(__name__)

_UNREADABLE = (OSError, ValueError, EOFError, zlib.error, ArchiveLoadFailed)

MAX_AGE = timedelta(days=92)
"""Style sheets and photographs may change under one page: an older picture is taken again."""


class EarlierPictures:
    """One company's pictures, asked for by the order for a new one.

    A page is the same where its bytes are (docs/decisions/0043-pictures-kept.md). One that only a
    browser can read never is: what it shows isn't in them.
    """

    def __init__(self, earlier: Earlier) -> None:
        self._pages = {(page.final_url, page.digest) for page in earlier.pages}
        self._warc = earlier.warc
        self._pictures: dict[tuple[View, str], Shown] | None = None

    def find(self, order: Order) -> Shown | None:
        """Give the picture of an unchanged page in the same window, None where there is none."""
        answer = order.answer
        if order.view is View.TEXT or not self._is_known(answer.url, answer.body):
            return None
        picture = self._read().get((order.view, answer.url))
        fresh = picture is not None and datetime.now(UTC) - picture.made_at <= MAX_AGE
        return picture if fresh else None

    def _is_known(self, url: str, body: bytes) -> bool:
        return (url, hashlib.sha256(body).hexdigest()) in self._pages

    def _read(self) -> dict[tuple[View, str], Shown]:
        if self._pictures is None:
            self._pictures = {}
            try:
                for _, shown in list_shown(self._warc) if self._warc else ():
                    self._pictures[shown.view, shown.url] = shown
            except _UNREADABLE as error:
                _logger.warning("%s can't be read back: %s", self._warc, error)
        return self._pictures
