"""One spelling for one page, and whose page it is."""

from __future__ import annotations

import pytest

from crawlers.choice.addresses import MAX_LENGTH, Site, clean_url, identity
from crawlers.choice.languages import is_other_language, split_country
from crawlers.choice.traps import name_trap

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
        ("http://a\x01b/", None),
        ("http://a b/", None),
        ("http://a<b/", None),
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
        ("https://acme.com/a?x=0123456789abcdef0123", "https://acme.com/a"),
        ("https://acme.com/a?v=2&x=0123456789abcdef0123", "https://acme.com/a?v=2"),
        ("https://acme.com/(S(kx3fj2lqz55))/a", "https://acme.com/a"),
        ("https://acme.com/s/0123456789abcdef/a", "https://acme.com/s/fedcba9876543210/a"),
        ("https://acme.com/x/a1b2c3d4e5f6g7h8i9j0", "https://acme.com/x/z1b2c3d4e5f6g7h8i9j0"),
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
        "https://acme.com/a-longer-address-of-one-page",
        "https://acme.com/internationalisation",
        "https://acme.com/a?plan=enterpriseannual",
    ]
    assert len({identity(url) for url in urls}) == len(urls)


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
        "/a/b/a/b/a/b", "/about/team/team", "/users/jane", "/author/jane/", "/@jane",
        "/x?filter[size]=xl", "/x?order_by=price", "/x?printable=1", "/x?print", "/x?country=us",
        "/a/%60$%7BBASE%7D/b", "/%7B%7Bslug%7D%7D",
        "/1/2/3/4/5/6/7/8/9", "/x?a=1&b=2&c=3&d=4", "/cdn-cgi/l/email-protection",
    ],
)  # fmt: skip
def test_trap(path: str) -> None:
    assert name_trap(f"https://acme.com{path}")


@pytest.mark.parametrize(
    "path",
    [
        "/", "/pricing", "/features/search-ads", "/login-security", "/blog/2024/05/31/why", "/api/",
        "/x?plan=pro", "/products/node.js-hosting", "/solutions/calendar-apps", "/about.html",
        "/guides/cart-abandonment", "/user-stories", "/print-on-demand",
        "/customers/user-interviews",
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


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/x.pdf", "file"),
        ("/wp-json/x", "machinery of the site"),
        ("/login", "log-in, basket or search"),
        ("/calendar/may", "list without end"),
        ("/users/jane", "user profile"),
        ("/x?sort=price", "list filter or sort order"),
        ("/x?a=1&b=2&c=3&d=4", "list filter or sort order"),
        ("/x?print=1", "print view"),
        ("/x?lang=de", "another language"),
        ("/x?start=20", "list without end"),
        ("/a/a", "goes in circles"),
        ("/x/$%7By%7D", "template that was not filled in"),
        ("/pricing", ""),
    ],
)
def test_trap_is_named(path: str, name: str) -> None:
    assert name_trap(f"https://acme.com{path}") == name


@pytest.mark.parametrize(
    ("url", "country", "rest"),
    [
        ("https://acme.com/us/pricing", "us", "acme.com/pricing"),
        ("https://www.acme.com/pricing/", "", "acme.com/pricing"),
        ("https://uk.acme.com/pricing", "uk", "acme.com/pricing"),
        ("https://acme.com/en-gb/a?x=1", "en-gb", "acme.com/a?x=1"),
        ("https://acme.com/us/", "us", ""),
        ("https://acme.com/", "", ""),
        ("https://docs.acme.com/a", "", "docs.acme.com/a"),
    ],
)
def test_country_of_an_address(url: str, country: str, rest: str) -> None:
    assert split_country(url) == (country, rest)
