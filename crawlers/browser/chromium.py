"""One Chromium for all companies of a crawl, shut in: no network but a gateway, nothing kept."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import async_playwright

from crawlers.browser.memory import watch_memory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.async_api import Browser, BrowserContext, Playwright
    from scrapy_playwright.handler import Config

_NOWHERE = "http://127.0.0.1:9"
"""The proxy of whatever doesn't belong to a company's page: nobody listens there."""

MAX_STARTS_IN_VAIN = 2
"""A browser that fails to start so often isn't tried any more."""

_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/dev/null"}
"""No secret of ours, and a home in which nothing can be left."""

_CLOSE_SECONDS = 10.0

_SWITCHES = (
    # Names are the gateway's business; a look-up of the browser's own would tell where it goes.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--dns-prefetch-disable",
    "--disable-quic",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy",
    "--no-pings",
    "--disable-domain-reliability",
    "--safebrowsing-disable-auto-update",
    "--disable-notifications",
    "--disable-gpu",
    "--renderer-process-limit=4",
    "--js-flags=--max-old-space-size=512",
)


def launch_options(chromium: Path) -> dict[str, Any]:
    """Give how Chromium is started.

    Its own sandbox is on, except for root, whom Chromium refuses otherwise. It inherits nothing of
    our environment.
    """
    return {
        "executable_path": str(chromium),
        "env": _ENVIRONMENT,
        "args": list(_SWITCHES),
        "ignore_default_args": ["--disable-popup-blocking"],
        "chromium_sandbox": os.geteuid() != 0,
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
        "proxy": {"server": _NOWHERE, "bypass": "<-loopback>"},
    }


class SharedBrowser:
    """A running Chromium, started when it is first needed and again when it has died."""

    def __init__(self) -> None:
        self._users = 0
        self._starts_in_vain = 0
        self._starting = asyncio.Lock()
        self._driver: Playwright | None = None
        self._browser: Browser | None = None
        self._watch: asyncio.Task[None] | None = None

    def join(self) -> None:
        """Count one more user."""
        self._users += 1

    async def leave(self) -> None:
        """Count one user less; the last one closes the browser."""
        self._users -= 1
        if self._users <= 0:
            await self.close()

    async def get(self, options: dict[str, Any]) -> Browser:
        """Give the browser, running; raises Playwright's error where it can't be started."""
        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                if self._starts_in_vain >= MAX_STARTS_IN_VAIN:
                    raise PlaywrightError("the browser does not start")
                await self.close()
                self._starts_in_vain += 1
                self._browser = await self._start(options)
                self._starts_in_vain = 0
            return self._browser

    async def _start(self, options: dict[str, Any]) -> Browser:
        # The driver may have died with the browser, so both are new.
        self._driver = await async_playwright().start()
        self._watch = asyncio.ensure_future(watch_memory())
        return await self._driver.chromium.launch(**options)

    async def close(self) -> None:
        """End the browser and its driver, as far as they still answer."""
        if self._watch is not None:
            self._watch.cancel()
        # A driver that died answers with errors of many kinds, or not at all.
        with suppress(Exception):
            async with asyncio.timeout(_CLOSE_SECONDS):
                if self._browser is not None:
                    await self._browser.close()
        with suppress(Exception):
            async with asyncio.timeout(_CLOSE_SECONDS):
                if self._driver is not None:
                    await self._driver.stop()
        self._browser = self._driver = self._watch = None


shared_browser = SharedBrowser()
"""The browser of this process."""


class Lease:
    """The shared browser as one company's crawl sees it: closing it ends nothing."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    async def new_context(self, **options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's own options
        """Open a context of the company's own."""
        return await self._browser.new_context(**options)

    def on(self, event: Any, handler: Callable[..., Any]) -> None:  # noqa: ANN401 - one of Playwright's names
        """Listen to the browser."""
        self._browser.on(event, handler)

    async def close(self) -> None:
        """Do nothing: others may be using the browser."""


class Provider:
    """What scrapy-playwright asks for browsers; its own would start one for every company."""

    def __init__(self, config: Config) -> None:
        self._options = config.launch_options

    async def start(self) -> None:
        """Join the users of the shared browser, which needn't run yet."""
        shared_browser.join()

    async def launch_browser(self) -> Lease:
        """Give the shared browser."""
        return Lease(await shared_browser.get(self._options))

    async def launch_persistent_context(self, _: dict[str, Any]) -> NoReturn:
        """Refuse: a company's context is never kept."""
        raise PlaywrightError("contexts are not kept")

    async def close(self) -> None:
        """Leave the shared browser."""
        await shared_browser.leave()
