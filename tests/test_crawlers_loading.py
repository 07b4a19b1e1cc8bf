"""What a shown page may load, and when there is a browser at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.browser.loading import may_load
from crawlers.browser.views import View
from crawlers.policy import scrapy_settings
from sameness.industry import Industry

PAGE = "https://www.rota.example/"
COUNTER = "https://eu.plausible.io/js/script.js"
BROWSER = Path("/usr/bin/chromium")


@pytest.mark.parametrize("kind", ["script", "xhr", "fetch", "stylesheet"])
@pytest.mark.parametrize("view", View)
def test_what_builds_a_page_is_loaded_from_anywhere(view: View, kind: str) -> None:
    assert may_load(view, kind, "https://cdn.example/x", PAGE)


@pytest.mark.parametrize("kind", ["image", "font", "document", "media"])
def test_what_only_adorns_a_page_is_loaded_for_its_picture(kind: str) -> None:
    assert not may_load(View.TEXT, kind, f"{PAGE}x", PAGE)
    assert may_load(View.PHONE, kind, f"{PAGE}x", PAGE)


@pytest.mark.parametrize("kind", ["ping", "eventsource", "websocket", "manifest", "other"])
def test_what_nobody_sees_is_not_loaded(kind: str) -> None:
    assert not may_load(View.DESKTOP, kind, f"{PAGE}x", PAGE)


def test_visitors_are_not_counted_but_a_site_of_counters_can_be_read() -> None:
    assert not may_load(View.TEXT, "script", COUNTER, PAGE)
    assert may_load(View.TEXT, "script", COUNTER, "https://plausible.io/")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://rota.example/x", "chrome://version", "data:text/html,x"]
)
def test_only_the_web_is_loaded(url: str) -> None:
    assert not may_load(View.DESKTOP, "script", url, PAGE)


def make_industry(render: str, *, allow_private: bool) -> Industry:
    return Industry.model_validate(
        {
            "name": "x",
            "allow_private": allow_private,
            "crawl": {"render": render},
            "company": [{"name": "A", "site": PAGE}],
        }
    )


@pytest.mark.parametrize(
    ("render", "chromium"), [("never", BROWSER), ("auto", None), ("never", None)]
)
def test_no_browser_where_none_is_wanted_or_found(render: str, chromium: Path | None) -> None:
    settings = scrapy_settings(make_industry(render, allow_private=False), chromium)
    assert "BROWSER" not in settings
    assert "browsing" not in str(settings["DOWNLOAD_HANDLERS"])


@pytest.mark.parametrize(("allow_private", "rule"), [(False, "is_public"), (True, "is_any")])
def test_browser_has_the_industrys_rule_of_addresses(rule: str, *, allow_private: bool) -> None:
    settings = scrapy_settings(make_industry("auto", allow_private=allow_private), BROWSER)
    assert settings["BROWSER_ADDRESS_RULE"] == f"crawlers.network.guard.{rule}"
    assert settings["DOWNLOAD_HANDLERS"]["file"] is None
