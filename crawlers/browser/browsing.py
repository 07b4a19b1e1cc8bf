"""Scrapy's way to the browser: a download handler that sends orders there, all else to the net."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.async_api import Error as PlaywrightError
from scrapy.utils.misc import load_object
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawlers.browser.allowance import Allowance
from crawlers.browser.gateway import Gateway
from crawlers.browser.orders import to_response
from crawlers.browser.shelf import Shelf
from crawlers.browser.views import LEADS_TO, MARKS, ORDER, View, context_options, is_order
from crawlers.browser.visit import SETTLE_SECONDS, LeftItsPlace, TooMuch, Visit
from crawlers.network.connections import BoundedHandler
from crawlers.network.reasons import Failing, too_large

if TYPE_CHECKING:
    from playwright.async_api import Page
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawlers.browser.views import Order

ADDRESS_RULE = "BROWSER_ADDRESS_RULE"
"""The Scrapy setting with the path of the function that judges addresses."""

MAX_SECONDS = 15.0
"""How long a page may take from its first script to its last word."""

_START_SECONDS = 60.0
_CLOSE_SECONDS = 20.0

_at_once = asyncio.Semaphore(2)
"""Pages in the browser at a time: more would starve each other."""

logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)


class BrowserHandler(ScrapyPlaywrightDownloadHandler, BoundedHandler):  # type: ignore[misc] # no types
    """Shows pages in Chromium, behind a gateway for each company, as long as its time lasts."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._allowance = Allowance(company_bytes=settings.getint("BROWSER_MAX_BYTES"))
        self._gateway = Gateway(load_object(settings[ADDRESS_RULE]), self._allowance)
        self._shelf = Shelf()
        self._driver_lock = asyncio.Lock()
        self._most = settings.getint("DOWNLOAD_MAXSIZE")
        self._seconds = min(MAX_SECONDS, settings.getfloat("DOWNLOAD_TIMEOUT"))
        self._agent = settings["USER_AGENT"]
        self._language = settings["BROWSER_LANGUAGE"]

    async def download_request(self, request: Request) -> Response:
        """Give an order's page as the browser built it, or its picture; else what the net says.

        Raises Failing, with the reason, for a page that can't be shown within the limits.
        """
        if not is_order(request):
            return await self._ask(request)
        if self._seconds_left() <= 0:
            raise self._too_late()
        await self._start_driver()
        view = request.meta[ORDER].view
        proxy = await self._gateway.open()
        request.meta["playwright"] = True
        request.meta["playwright_context"] = view
        request.meta["playwright_context_kwargs"] = context_options(
            view, self._agent, self._language, proxy
        )
        async with _at_once:
            try:
                async with asyncio.timeout(_START_SECONDS):
                    return await self._ask(request)
            except (PlaywrightError, TimeoutError) as error:
                raise Failing("could not be shown in a browser") from error

    async def _launch(self) -> None:
        """Start nothing with the crawl: most of an unchanged month have no page to show."""

    async def _start_driver(self) -> None:
        async with self._driver_lock:
            if not hasattr(self, "browser_provider"):
                await super()._launch()

    async def _ask(self, request: Request) -> Response:
        response: Response = await super().download_request(request)
        return response

    async def _download_request_with_page(
        self,
        request: Request,
        page: Page,
        spider: Spider,  # noqa: ARG002 - the parent's signature
    ) -> Response:
        order: Order = request.meta[ORDER]
        settle_seconds = min(SETTLE_SECONDS, self._seconds / 2)
        visit = Visit(page, order, self._shelf, settle_seconds)
        self._allowance.begin_page()
        try:
            async with asyncio.timeout(min(self._seconds, self._seconds_left())):
                await visit.show()
                return await self._read(visit, order, request)
        except TimeoutError:
            raise Failing(f"came to no rest in a browser within {self._seconds:g} s") from None
        except TooMuch:
            raise Failing(f"{too_large(self._most)} in a browser") from None
        except LeftItsPlace:
            raise Failing("puts something else in its place in a browser") from None
        finally:
            request.meta[LEADS_TO] = visit.leads_to
            await visit.end()

    def _seconds_left(self) -> float:
        return float(self._ends_at - time.monotonic())

    async def _read(self, visit: Visit, order: Order, request: Request) -> Response:
        if order.view is View.TEXT:
            body = (await visit.read_markup(self._most)).encode("utf-8", "replace")
        else:
            body = await visit.take_picture()
            request.meta[MARKS] = await visit.read_marks()
        return to_response(order, body, request)

    async def close(self) -> None:
        """Close the company's contexts and its gateway."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await super().close()
        await self._gateway.close()
