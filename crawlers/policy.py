"""Scrapy's settings for a crawl that is polite, guarded and capped."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from crawlers.network.robots import AGENT
from sameness import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from sameness.industry import CrawlSettings, Industry

LOCAL_CONCURRENCY = 4
"""Requests at a time on one host where no delay is asked for: tests and the demo."""

_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawlers.network.bounds.StayOnSite": 50,
    "crawlers.network.robots.ObeyRobots": 100,
    "crawlers.network.backoff.BackOff": 550,
    "crawlers.network.wire.Unpack": 590,
    "crawlers.network.conditional.AskIfChanged": 700,
    "crawlers.network.wire.KeepWire": 800,
    "crawlers.browser.keeping.KeepShown": 805,
    "crawlers.network.replay.Replay": 810,
    "crawlers.network.pace.Pace": 820,
}

_HANDLERS: dict[str, str | None] = {
    **dict.fromkeys(("file", "data", "ftp", "s3")),
    **dict.fromkeys(("http", "https"), "crawlers.network.connections.BoundedHandler"),
}

_NO_EXTENSIONS: dict[str, int | None] = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.logstats.LogStats": None,
}

_NO_SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}


def scrapy_settings(industry: Industry, chromium: Path | None = None) -> dict[str, Any]:
    """Give every setting that differs from Scrapy's own choice.

    ``chromium`` is the browser that may be used, None for none.
    Telnet and the remote control would run code sent to a local port; the handlers of other
    schemes would read this machine's files; a proxy would connect where the guard can't see.
    """
    return {
        "USER_AGENT": user_agent(industry.crawl.contact),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
            "Accept-Language": f"{industry.language},*;q=0.1",
        },
        "ROBOTSTXT_OBEY": True,
        "COOKIES_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "REFERER_ENABLED": True,
        "REFERRER_POLICY": "same-origin",
        "HTTPERROR_ALLOW_ALL": True,
        "REDIRECT_MAX_TIMES": 8,
        "METAREFRESH_MAXDELAY": 15,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS": _HANDLERS,
        "DOWNLOADER_MIDDLEWARES": _MIDDLEWARES,
        "SPIDER_MIDDLEWARES": _NO_SPIDER_MIDDLEWARES,
        "EXTENSIONS": _NO_EXTENSIONS,
        "TWISTED_DNS_RESOLVER": _resolver(allow_private=industry.allow_private),
        # A page hands out a request or two: a hundred places for each answer cost a millisecond.
        "CONCURRENT_ITEMS": 1,
        "LOG_LEVEL": "INFO",
        **_pace(industry.crawl),
        **_rendering(industry, chromium),
    }


def _rendering(industry: Industry, chromium: Path | None) -> dict[str, Any]:
    """Give what sends orders to the browser; nothing without one, or where none is to be used."""
    if chromium is None or industry.crawl.render == "never" or not _has_extra():
        return {}
    from crawlers.browser.chromium import launch_options

    allowed = "is_any" if industry.allow_private else "is_public"
    return {
        "BROWSER": True,
        "BROWSER_ADDRESS_RULE": f"crawlers.network.guard.{allowed}",
        "BROWSER_LANGUAGE": industry.language,
        "BROWSER_MAX_BYTES": industry.crawl.max_total_bytes,
        "DOWNLOAD_HANDLERS": _HANDLERS
        | dict.fromkeys(("http", "https"), "crawlers.browser.browsing.BrowserHandler"),
        "PLAYWRIGHT_BROWSER_PROVIDER": "crawlers.browser.chromium.Provider",
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch_options(chromium),
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,
    }


def _has_extra() -> bool:
    return find_spec("playwright") is not None and find_spec("scrapy_playwright") is not None


def _pace(limits: CrawlSettings) -> dict[str, Any]:
    """Give delays, concurrency and caps; seconds and bytes."""
    return {
        "DOWNLOAD_DELAY": limits.delay,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "TIME_CAP": limits.max_seconds,
        "DOWNLOAD_TIMEOUT": limits.timeout,
        "DOWNLOAD_MAXSIZE": limits.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency(limits),
        "AUTOTHROTTLE_ENABLED": limits.delay > 0,
        "AUTOTHROTTLE_START_DELAY": limits.delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
    }


def concurrency(limits: CrawlSettings) -> int:
    """Give how many requests one company's site gets at a time."""
    return 1 if limits.delay > 0 else LOCAL_CONCURRENCY


def user_agent(contact: str) -> str:
    """Give the name under which we ask, with whom to write to; no line breaks, no odd letters."""
    plain = re.sub(r"[^ -~]+|[()]", " ", contact).strip()
    return f"{AGENT}/{__version__}" + (f" (+{plain})" if plain else "")


def _resolver(*, allow_private: bool) -> str:
    guarded, open_to_all = (
        "crawlers.network.guard.PublicResolver",
        "scrapy.resolver.CachingHostnameResolver",
    )
    return open_to_all if allow_private else guarded
