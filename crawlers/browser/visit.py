"""One page in the browser: shown from the answer that the crawl has, watched, and read."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError

from crawlers.browser.loading import MAX_REQUESTS, may_load
from crawlers.browser.marks import MAX_LENGTH, marks_script
from crawlers.browser.thinness import FEW_WORDS
from crawlers.browser.views import View

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from playwright.async_api import Frame, Page, Request, Response, Route

    from crawlers.browser.shelf import Shelf
    from crawlers.browser.views import Order

SETTLE_SECONDS = 5.0
"""How long a page that was loaded may go on building itself, at most."""

_CLOSE_SECONDS = 5.0
_MARKS_SECONDS = 3.0

_PASSED_ON = frozenset({"content-type", "content-security-policy"})

_NO_QUESTIONS = """
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
  Object.defineProperty(window, name, {value: () => null, writable: false, configurable: false});
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport'])
  delete window[name];
"""

_HAS_WORDS = f"document.body && document.body.innerText.split(/\\s+/).length >= {FEW_WORDS}"

_MARKUP = """(() => {{
  const type = document.doctype ? '<!DOCTYPE html>' : '';
  const markup = type + document.documentElement.outerHTML;
  return markup.length > {most} ? null : markup;
}})()"""


class TooMuch(Exception):
    """A page that became larger than a page may be."""


class LeftItsPlace(Exception):
    """A page that put another one in its own place."""


class Visit:
    """A browser's page for one order.

    ``leads_to`` is the last address that the page wanted to go to by itself, None for none: it
    isn't followed here, where neither robots.txt nor the site's limits are known.
    """

    def __init__(self, page: Page, order: Order, shelf: Shelf, settle_seconds: float) -> None:
        self.leads_to: str | None = None
        self._settle_seconds = settle_seconds
        self._page = page
        self._order = order
        self._shelf = shelf
        self._asked = 0
        self._served = False
        self._leaving = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def show(self) -> None:
        """Show the page and wait until it rests, at most ``settle_seconds`` once it is there.

        A page that wants to leave isn't waited for. Raises Playwright's errors.
        """
        page = self._page
        await page.add_init_script(_NO_QUESTIONS)
        await page.route("**/*", self._judge)
        page.on("response", self._keep)
        page.on("popup", self._close)
        url = self._order.answer.url
        await self._or_leaving(page.goto(url, wait_until="domcontentloaded"))
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settle_seconds):
                await self._or_leaving(self._settle())
        if _origin(page.url) != _origin(self._order.answer.url):
            raise LeftItsPlace(page.url[:100])

    async def _or_leaving(self, waiting: Coroutine[Any, Any, Any]) -> None:
        """Wait for the page, or for its wish to leave, which keeps it from ever being ready."""
        ready = asyncio.ensure_future(waiting)
        leaving = asyncio.ensure_future(self._leaving.wait())
        try:
            await asyncio.wait((ready, leaving), return_when=asyncio.FIRST_COMPLETED)
            if ready.done():
                ready.result()
        finally:
            for task in (ready, leaving):
                task.cancel()
            await asyncio.gather(ready, leaving, return_exceptions=True)

    async def _settle(self) -> None:
        """Wait for the network, then for words; a page that has them already is done."""
        await self._page.wait_for_load_state("networkidle", timeout=0)
        if self._order.view is View.TEXT:
            await self._page.wait_for_function(_HAS_WORDS, polling=200, timeout=0)

    async def read_markup(self, most: int) -> str:
        """Give the document as markup; raises TooMuch for more than ``most`` characters.

        Read in a world of its own, where the page's scripts can't change what we call.
        """
        markup = await self._evaluate_apart(_MARKUP.format(most=most))
        if not isinstance(markup, str):
            raise TooMuch
        return markup

    async def _evaluate_apart(self, expression: str) -> object:
        session = await self._page.context.new_cdp_session(self._page)
        tree = await session.send("Page.getFrameTree")
        frame = tree["frameTree"]["frame"]["id"]
        world = await session.send("Page.createIsolatedWorld", {"frameId": frame})
        read = await session.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": world["executionContextId"],
                "returnByValue": True,
            },
        )
        value: object = read["result"].get("value")
        return value

    async def take_picture(self) -> bytes:
        """Give a PNG of the window, not of what lies below its edge."""
        return await self._page.screenshot(type="png", animations="disabled", caret="hide")

    async def read_marks(self) -> bytes:
        """Give where the window's words and pictures stand, as JSON of ``crawlers.browser.marks``.

        Empty where the page doesn't tell: a picture without marks is a picture all the same.
        """
        with suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(_MARKS_SECONDS):
                marks = await self._evaluate_apart(marks_script())
            if isinstance(marks, str) and len(marks) <= MAX_LENGTH:
                return marks.encode("utf-8", "replace")
        return b""

    async def _judge(self, route: Route) -> None:
        with suppress(PlaywrightError):  # the page may be gone by now
            request = route.request
            if request.is_navigation_request() and _is_main(request.frame):
                await self._navigate(route, request)
            elif not self._may_load(request):
                await route.abort("blockedbyclient")
            elif not await self._shelf.serve(route):
                await route.continue_()

    def _may_load(self, request: Request) -> bool:
        self._asked += 1
        order = self._order
        return self._asked <= MAX_REQUESTS and may_load(
            order.view, request.resource_type, request.url, order.answer.url
        )

    async def _navigate(self, route: Route, request: Request) -> None:
        if self._served:
            self.leads_to = request.url
            self._leaving.set()
            # Any other code would put an error page in the page's place.
            await route.abort("aborted")
            return
        self._served = True
        answer = self._order.answer
        headers = {k: v for k, v in answer.headers.items() if k.casefold() in _PASSED_ON}
        await route.fulfill(status=answer.status, headers=headers, body=answer.body)

    def _keep(self, response: Response) -> None:
        self._start(asyncio.ensure_future(self._put(response)))

    async def _put(self, response: Response) -> None:
        with suppress(PlaywrightError):
            await self._shelf.put(response)

    def _close(self, popup: Page) -> None:
        self._start(asyncio.ensure_future(_close_quietly(popup)))

    def _start(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """Close the page, whatever state it is in."""
        for task in tuple(self._tasks):
            task.cancel()
        await _close_quietly(self._page)


async def _close_quietly(page: Page) -> None:
    with suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await page.close(run_before_unload=False)


def _is_main(frame: Frame) -> bool:
    return frame.parent_frame is None


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
