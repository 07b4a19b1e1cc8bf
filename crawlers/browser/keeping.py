"""Downloader middleware that stores what the browser showed, or gives it back after a stop."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, cast

from crawlers.archive.stored import read_stored
from crawlers.browser.conversions import Shown, list_shown
from crawlers.browser.orders import to_response
from crawlers.browser.views import MARKS, ORDER, PLACE, is_order
from crawlers.network.wire import RECORD

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawlers.archive.recorder import Recorder
    from crawlers.browser.views import Order, View
    from crawlers.spider import CompanySpider


class KeepShown:
    """Stands next to the network, as those who store and replay responses do."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._found: dict[tuple[View, str], tuple[str, Shown]] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Give the middleware of one company's crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Give what an interrupted crawl stored, or None to let the browser show it."""
        if not is_order(request):
            return None
        order: Order = request.meta[ORDER]
        found = self._stock().pop((order.view, order.answer.url), None)
        if found is None:
            return None
        request.meta[PLACE], shown = found
        return to_response(order, shown.body, request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Store what was shown, unless it was stored before, and pass it on."""
        if is_order(request) and PLACE not in request.meta:
            request.meta[PLACE] = self._store(request, response)
        return response

    def _store(self, request: Request, response: Response) -> str:
        recorder = self._recorder()
        answer = read_stored(recorder.path.parent.parent, request.meta[RECORD])
        view = request.meta[ORDER].view
        marks: bytes = request.meta.get(MARKS, b"")
        now = datetime.now(UTC)
        shown = Shown(view, response.url, answer.record_id, now, response.body, marks)
        return recorder.store_shown(shown)

    def _stock(self) -> dict[tuple[View, str], tuple[str, Shown]]:
        if self._found is None:
            stored = list_shown(self._recorder().path)
            self._found = {(shown.view, shown.url): (place, shown) for place, shown in stored}
        return self._found

    def _recorder(self) -> Recorder:
        return cast("CompanySpider", self._crawler.spider).recorder
