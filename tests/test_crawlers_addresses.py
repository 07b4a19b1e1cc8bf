"""One spelling for one page, and whose page it is."""

from __future__ import annotations

import pytest

from crawlers.addresses import MAX_LENGTH, Site, clean_url, identity
from crawlers.languages import is_other_language
from crawlers.traps import name_trap

BASE = "https://acme.com/base/page"


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        ("/pricing#plans", "https://acme.com/pricing"),
        ("other", "https://acme.com/base/other"),
        ("?b=2&a=1", "https://acme.com/base/page?a=1&b=2"),
        ("/x?utm_source=a&UTM_Medium=b&ref=c&gclid=d&fbclid=e&_hsenc=f&keep=g",
         "https://acme.com/x?keep=g"),
        ("/x;jsessionid=0A1B?PHPSESSID=9", "https://acme.com/x"),
        ("/docs/index.html", "https://acme.com/docs/"),
        ("/INDEX.PHP?x=1", "https://acme.com/?x=1"),
        ("HTTPS://ACME.com.:443/A/../b", "https://acme.com/b"),
        ("http://acme.com:80", "http://acme.com/"),
        ("http://acme.com:8080/", "http://acme.com:8080/"),
        ("http://user:secret@acme.com/", "http://acme.com/"),
        ("//cdn.acme.com/x", "https://cdn.acme.com/x"),
        ("  /space d \n", "https://acme.com/space%20d"),
        ("/ünal?q=é", "https://acme.com/%C3%BCnal?q=%C3%A9"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("mailto:a@acme.com", None),
        ("tel:+1", None),
        ("javascript:void(0)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("ftp://acme.com/", None),
        ("http://", None),
        ("http://[", None),
        ("http://acme.com:99999/", None),
        ("http://acme.com:port/", None),
        ("/" + "a" * MAX_LENGTH, None),
        ("/" + "a" * 100_000, None),
    ],
)  # fmt: skip
def test_clean_url(url: str, cleaned: str | None) -> None:
    assert clean_url(url, BASE) == cleaned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://acme.com/pricing", "https://www.acme.com/pricing/"),
        ("https://acme.com", "https://acme.com/"),
    ],
)
def test_spellings_of_one_page(one: str, other: str) -> None:
    assert identity(one) == identity(other)


def test_pages_that_differ() -> None:
    urls = [
        "https://acme.com/a",
        "https://acme.com/A",
        "https://acme.com/a?x=1",
        "https://b.acme.com/a",
    ]
    assert len({identity(url) for url in urls}) == 4


@pytest.mark.parametrize(
    ("home", "url", "held"),
    [
        ("https://acme.com/", "http://www.acme.com/x", True),
        ("https://www.acme.co.uk/", "https://docs.acme.co.uk/", True),
        ("https://acme.co.uk/", "https://rival.co.uk/", False),
        ("https://acme.com/", "https://acme.com.evil.example/", False),
        ("https://acme.com/", "https://notacme.com/", False),
        ("https://acme.github.io/", "https://rival.github.io/", False),
        ("https://acme.com/", "https://acme.com:8443/", False),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/x", True),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8001/", False),
        ("http://127.0.0.1/", "http://127.0.0.2/", False),
        ("http://localhost:1/", "http://localhost:1/x", True),
        ("http://localhost:1/", "http://localhost:2/x", False),
        ("https://acme.com/", "file:///acme.com/", False),
        ("https://acme.com/", "http://[", False),
    ],
)
def test_site_holds(home: str, url: str, held: bool) -> None:  # noqa: FBT001 - a table's column
    assert Site(home).holds(url) is held


@pytest.mark.parametrize(
    "path",
    [
        "/brochure.PDF", "/logo.svg", "/app.js", "/feed/", "/blog/feed", "/rss.xml",
        "/wp-json/wp/v2", "/wp-login.php", "/login", "/sign-up/", "/account", "/cart", "/search",
        "/blog/page/7",
        "/blog/tag/news/", "/events/2024-05", "/2024/05/", "/calendar/may", "/post?replytocom=3",
        "/post?print=1", "/list?page=2", "/list?sort=price", "/?s=query", "/x?lang=de", "/amp/",
        "/a/b/a/b/a/b", "/1/2/3/4/5/6/7/8/9", "/x?a=1&b=2&c=3&d=4", "/cdn-cgi/l/email-protection",
    ],
)  # fmt: skip
def test_trap(path: str) -> None:
    assert name_trap(f"https://acme.com{path}")


@pytest.mark.parametrize(
    "path",
    [
        "/", "/pricing", "/features/search-ads", "/login-security", "/blog/2024/05/31/why", "/api/",
        "/x?plan=pro", "/products/node.js-hosting", "/solutions/calendar-apps", "/about.html",
        "/guides/cart-abandonment",
    ],
)  # fmt: skip
def test_not_a_trap(path: str) -> None:
    assert not name_trap(f"https://acme.com{path}")


@pytest.mark.parametrize(
    ("subdomain", "trap"),
    [("app", True), ("eu.app", True), ("cdn", True), ("docs", False), ("blog", False), ("", False)],
)
def test_applications_are_no_pages(subdomain: str, trap: bool) -> None:  # noqa: FBT001 - a table's column
    assert bool(name_trap("https://x.acme.com/pricing", subdomain)) is trap


@pytest.mark.parametrize(
    ("url", "home", "other"),
    [
        ("https://acme.com/de/preise", "https://acme.com/", True),
        ("https://acme.com/pt-BR/x", "https://acme.com/", True),
        ("https://acme.com/es_419/x", "https://acme.com/", True),
        ("https://acme.com/zh-hans/x", "https://acme.com/", True),
        ("https://acme.com/jp/", "https://acme.com/", True),
        ("https://de.acme.com/x", "https://acme.com/", True),
        ("https://acme.com/en/x", "https://acme.com/", False),
        ("https://acme.com/en-gb/x", "https://acme.com/", False),
        ("https://acme.com/de/x", "https://acme.com/de/", False),
        ("https://acme.com/it/", "https://acme.com/", False),
        ("https://acme.com/hr/", "https://acme.com/", False),
        ("https://acme.com/hr-hr/", "https://acme.com/", True),
        ("https://acme.com/design/", "https://acme.com/", False),
        ("https://de.com/", "https://de.com/", False),
        ("https://acme.com/docs/de/x", "https://acme.com/", False),
    ],
)
def test_other_language(url: str, home: str, other: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_other_language(url, "en", home) is other
