"""Downloader middleware that stores what the browser showed, or gives what is stored already."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, cast

from crawlers.archive.stored import read_stored
from crawlers.browser.conversions import Shown, list_shown
from crawlers.browser.earlier_pictures import EarlierPictures
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
        self._pictures: EarlierPictures | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Give the middleware of one company's crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Give what is stored, or None to let the browser show it.

        That is what an interrupted crawl stored, or the picture of an unchanged page, which is
        stored once more as it was taken: so each snapshot tells of itself what a report rests on.
        """
        if not is_order(request):
            return None
        order: Order = request.meta[ORDER]
        found = self._stock().pop((order.view, order.answer.url), None) or self._keep(request)
        if found is None:
            return None
        request.meta[PLACE], shown = found
        return to_response(order, shown.body, request)

    def _keep(self, request: Request) -> tuple[str, Shown] | None:
        """Store the earlier picture of an unchanged page, with its date; None for no such one."""
        if self._pictures is None:
            self._pictures = EarlierPictures(cast("CompanySpider", self._crawler.spider).earlier)
        picture = self._pictures.find(request.meta[ORDER])
        if picture is None:
            return None
        kept = replace(picture, record_id=self._record_id(request))
        return self._recorder().store_shown(kept), kept

    def process_response(self, request: Request, response: Response) -> Response:
        """Store what was shown, unless it was stored before, and pass it on."""
        if is_order(request) and PLACE not in request.meta:
            request.meta[PLACE] = self._store(request, response)
        return response

    def _store(self, request: Request, response: Response) -> str:
        view = request.meta[ORDER].view
        marks: bytes = request.meta.get(MARKS, b"")
        now = datetime.now(UTC)
        record_id = self._record_id(request)
        shown = Shown(view, response.url, record_id, now, response.body, marks)
        return self._recorder().store_shown(shown)

    def _record_id(self, request: Request) -> str:
        """Give the id of the answer that an order is to show."""
        archive = self._recorder().path.parent.parent
        return read_stored(archive, request.meta[RECORD]).record_id

    def _stock(self) -> dict[tuple[View, str], tuple[str, Shown]]:
        if self._found is None:
            stored = list_shown(self._recorder().path)
            self._found = {(shown.view, shown.url): (place, shown) for place, shown in stored}
        return self._found

    def _recorder(self) -> Recorder:
        return cast("CompanySpider", self._crawler.spider).recorder
