"""What to ask next, and what an answer means."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawlers.choice.addresses import Site
from crawlers.choice.articles import is_article, settle_kinds
from crawlers.choice.frontier import Candidate, Frontier
from crawlers.choice.links import read_outline
from crawlers.choice.sitemaps import MAX_ADDRESSES, MAX_SITEMAPS, SitemapQueue, read_sitemap
from crawlers.network.backoff import read_retry_after
from crawlers.network.intricacy import MAX_ATTRIBUTES, MAX_DEPTH, is_too_intricate
from crawlers.network.reasons import Refusal
from crawlers.network.robots import MAX_DELAY, read_rules
from crawlers.policy import scrapy_settings, user_agent
from sameness.industry import Industry
from sameness.records import Fetch, Outcome, PageKind

HOME = "https://acme.example/"


def waiting(frontier: Frontier, *pages: tuple[str, PageKind, int]) -> None:
    for path, kind, depth in pages:
        frontier.add(Candidate(HOME + path, kind, "test", depth))


def drain(frontier: Frontier) -> list[str]:
    taken = iter(frontier.take, None)
    return [candidate.url.removeprefix(HOME) for candidate in taken if candidate]


def test_kinds_take_turns_before_more_of_one_and_marketing_comes_first() -> None:
    frontier = Frontier()
    waiting(
        frontier,
        *((f"blog/{n}", PageKind.BLOG, 1) for n in range(2)),
        *((f"features/{n}", PageKind.FEATURES, 1) for n in range(3)),
        ("legal", PageKind.LEGAL, 1),
        ("pricing", PageKind.PRICING, 1),
        ("about", PageKind.ABOUT, 1),
    )
    assert drain(frontier) == [
        "features/0", "pricing", "about", "features/1", "features/2", "blog/0", "legal", "blog/1",
    ]  # fmt: skip


def test_near_and_short_addresses_come_before_far_and_long_ones() -> None:
    frontier = Frontier()
    waiting(frontier, ("x/y/z", PageKind.OTHER, 1), ("far", PageKind.OTHER, 2))
    waiting(frontier, ("b", PageKind.OTHER, 1), ("a", PageKind.OTHER, 1))
    assert drain(frontier) == ["b", "a", "x/y/z", "far"]


def test_page_is_given_once_however_it_is_spelled() -> None:
    frontier = Frontier()
    waiting(frontier, ("a", PageKind.OTHER, 1), ("a/", PageKind.OTHER, 1))
    assert frontier.claim("http://www.acme.example/b")
    assert not frontier.claim(HOME + "b/")
    waiting(frontier, ("b", PageKind.OTHER, 1))
    frontier.exclude(HOME + "c", "a reason")
    waiting(frontier, ("c", PageKind.OTHER, 1))
    assert drain(frontier) == ["a"]


def test_page_that_waited_is_not_given_after_a_redirect_claimed_it() -> None:
    frontier = Frontier()
    waiting(frontier, ("a", PageKind.OTHER, 1))
    assert frontier.claim(HOME + "a")
    assert frontier.take() is None


def links_of(markup: str) -> list[str]:
    return [link.url for link in read_outline(markup, HOME + "x/", "en").links]


def test_outline_reads_links_with_their_words() -> None:
    outline = read_outline("<title> A\n b </title><a href='y'> See <b>this</b></a>", HOME, "en")
    assert outline.title == "A b"
    assert [(link.url, link.anchor) for link in outline.links] == [(HOME + "y", "See this")]


def test_links_follow_the_base_element() -> None:
    assert links_of('<base href="/deep/"><a href="y">') == [HOME + "deep/y"]
    assert links_of('<base href="mailto:x"><a href="y">') == [HOME + "x/y"]


@pytest.mark.parametrize("content", ["nofollow", "noindex, NoFollow", "none"])
def test_nofollow_pages_have_no_links(content: str) -> None:
    assert links_of(f'<meta name="Robots" content="{content}"><a href="/y">') == []
    assert links_of('<meta name="robots" content="noindex"><a href="/y">') == [HOME + "y"]


def test_links_that_ask_not_to_be_followed_are_left_out() -> None:
    assert links_of('<a rel="noopener NOFOLLOW" href="/y"><a href>z<a>z</a>') == [HOME + "x/"]


def test_other_languages_are_variants() -> None:
    head = "".join(
        f'<link rel="alternate" hreflang="{code}" href="/{code}">'
        for code in ("de", "fr-CA", "en", "en-GB", "x-default")
    )
    assert read_outline(head, HOME, "en").variants == (HOME + "de", HOME + "fr-CA")


URLSET = b"<urlset><url><loc> https://acme.example/a </loc></url><url><loc>b</loc></url></urlset>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (URLSET, ("urlset", ("https://acme.example/a", "b"))),
        (gzip.compress(URLSET, mtime=0), ("urlset", ("https://acme.example/a", "b"))),
        (b"<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>", ("sitemapindex", ("x",))),
        (b'<!DOCTYPE x [<!ENTITY e "y">]>' + URLSET, ("", ())),
        (b'<!dOcTyPe x SYSTEM "file:///etc/passwd">' + URLSET, ("", ())),
        ('<?xml version="1.0" encoding="utf-16"?>'.encode("utf-16") + URLSET, ("", ())),
        (gzip.compress(b" " * 5_000_000, mtime=0), ("", ())),
        (b"\x1f\x8b\x08torn", ("", ())),
        (b"<html><body>not found</body></html>", ("", ())),
        (b"no xml at all", ("", ())),
        (b"", ("", ())),
    ],
)
def test_read_sitemap(body: bytes, expected: tuple[str, tuple[str, ...]]) -> None:
    assert read_sitemap(body, max_bytes=1_000_000) == expected


def test_sitemap_gives_so_many_addresses_at_most() -> None:
    body = b"<urlset>" + b"<url><loc>x</loc></url>" * (MAX_ADDRESSES + 10) + b"</urlset>"
    assert len(read_sitemap(body, 10_000_000)[1]) == MAX_ADDRESSES


def test_sitemaps_are_given_once_on_the_site_and_blogs_last() -> None:
    queue = SitemapQueue()
    queue.add([HOME + "post-sitemap.xml", HOME + "page-sitemap.xml", "https://rival.example/s.xml"])
    queue.add([HOME + "page-sitemap.xml", *(f"{HOME}{n}.xml" for n in range(50))])
    given = list(iter(lambda: queue.take(Site(HOME)), None))
    assert given[0] == HOME + "page-sitemap.xml"
    assert HOME + "post-sitemap.xml" not in given
    assert len(given) == len(set(given)) == MAX_SITEMAPS


ROBOTS = b"""\xef\xbb\xbfUser-agent: *
Disallow: /

User-agent: Sameness
Crawl-delay: 2.5
Disallow: /private
Allow: /private/open
Sitemap: /map.xml
"""


def is_allowed(status: int, body: bytes, path: str) -> bool:
    try:
        read_rules(status, body, HOME + "robots.txt").check(HOME + path)
    except Refusal:
        return False
    return True


def test_robots_rules_for_us_are_obeyed() -> None:
    rules = read_rules(200, ROBOTS, HOME + "robots.txt")
    assert (rules.delay, rules.sitemaps) == (2.5, (HOME + "map.xml",))
    allowed = {path: is_allowed(200, ROBOTS, path) for path in ("", "private/x", "private/open/x")}
    assert allowed == {"": True, "private/x": False, "private/open/x": True}


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(200, False), (204, False), (301, False), (400, True), (401, True), (403, True), (404, True),
     (410, True), (429, False), (500, False), (503, False), (0, False)],
)  # fmt: skip
def test_robots_status(status: int, allowed: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_allowed(status, b"User-agent: *\nDisallow: /", "x") is allowed


@pytest.mark.parametrize(
    ("line", "delay"),
    [
        ("Crawl-delay: 7", 7.0),
        ("Crawl-delay: 86400", MAX_DELAY),
        ("Crawl-delay: -3", 0.0),
        ("Crawl-delay: inf", 0.0),
        ("Crawl-delay: nan", 0.0),
        ("Crawl-delay: soon", 0.0),
        ("Request-rate: 1/10s", 10.0),
        ("Request-rate: 0/10s", 0.0),
        ("Disallow:", 0.0),
    ],
)
def test_robots_delay(line: str, delay: float) -> None:
    assert read_rules(200, f"User-agent: *\n{line}".encode(), HOME).delay == delay


def test_hostile_robots_ends_soon() -> None:
    pattern = b"Disallow: /" + b"*a" * 3000 + b"$\n"
    body = b"User-agent: *\n" + pattern * 100 + b"\xff" * 2_000_000
    assert is_allowed(200, body, "a" * 400)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Fri, 20 Nov 2026 09:30:30 GMT", 30.0),
        ("Fri, 20 Nov 2026 09:00:00 GMT", 0.0),
        ("Fri, 20 Nov 2026 09:30:30", 30.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert read_retry_after(value, datetime(2026, 11, 20, 9, 30, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    ("markup", "intricate"),
    [
        ("<div>" * (MAX_DEPTH + 1), True),
        ("<UL class='a'><li>" * (MAX_DEPTH + 1), True),
        ("<div></x>" * (MAX_DEPTH + 1), True),
        ("<a><b><i>" * MAX_DEPTH, True),
        ("<body a=1></body>" * (MAX_DEPTH + 1), True),
        ("<!--><!-- <div> --!>" + "<div>" * (MAX_DEPTH + 1), True),
        ("<p a a" + " a" * MAX_ATTRIBUTES, True),
        ("<p/a/a" + "/a" * MAX_ATTRIBUTES + ">", True),
        ("<p title='x'" + " a='>'" * MAX_ATTRIBUTES + ">", True),
        ("<div>" * MAX_DEPTH, False),
        ("<div></div>" * 9 * MAX_DEPTH, False),
        ("<div><p><br><p></div>" * 9 * MAX_DEPTH, False),
        ("<li><td><option><p>a < b" * 9 * MAX_DEPTH, False),
        ("<script>" + "i<n;" * 9 * MAX_DEPTH + "</script>", False),
        ("<!--" + "<div>" * 9 * MAX_DEPTH + "-->", False),
        ("<path d='" + "M 1 2 " * 9 * MAX_ATTRIBUTES + "'>", False),
        ("<img src=data:image/png;base64," + "A" * 100_000 + ">", False),
    ],
)
def test_intricate_markup(markup: str, intricate: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_too_intricate(markup) is intricate


ARTICLE = '<meta property="og:type" content=" article ">'


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (ARTICLE, True),
        ('<meta property="article:published_time" content="2026-01-01">', True),
        (json_ld('{"@type": "BlogPosting"}'), True),
        (json_ld('[{"@graph": [{"@type": ["NewsArticle"]}]}]'), True),
        (json_ld('{"@type": "Article"}'), False),
        (json_ld('{"@type": "Article", "datePublished": "2026"}'), True),
        (json_ld('{"blogPost": [{"@type": "BlogPosting"}]}'), False),
        (json_ld('{broken'), False),
        (json_ld('"text"'), False),
        (json_ld("[" * 100_000), False),
        ('<meta property="og:type" content="website">', False),
    ],
)  # fmt: skip
def test_is_article(markup: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_article(markup) is expected


def fetched(path: str, kind: PageKind) -> Fetch:
    return Fetch(
        company="Acme", url=HOME + path, final_url=HOME + path, kind=kind, chosen="test", depth=1,
        outcome=Outcome.FETCHED, reason="", status=200, content_type="text/html", encoding="utf-8",
        fetched_at=datetime(2026, 11, 20, tzinfo=UTC), size=1, digest="", record="",
    )  # fmt: skip


def test_articles_of_a_careful_site_are_a_blogs() -> None:
    pages = [
        (fetched("", PageKind.HOME), "<p>"),
        (fetched("pricing", PageKind.PRICING), "<p>"),
        (fetched("a-thought", PageKind.OTHER), ARTICLE),
        (fetched("tips-for-startups", PageKind.SOLUTIONS), ARTICLE),
        (fetched("customers/northwind", PageKind.CUSTOMERS), ARTICLE),
        (fetched("white-label", PageKind.OTHER), "<p>"),
    ]
    kinds = [fetch.kind for fetch, _ in settle_kinds(pages)]
    assert kinds == [
        PageKind.HOME, PageKind.PRICING, PageKind.BLOG, PageKind.BLOG, PageKind.CUSTOMERS,
        PageKind.OTHER,
    ]  # fmt: skip


def test_articles_of_a_site_that_calls_everything_so_mean_nothing() -> None:
    pages = [
        (fetched("features", PageKind.FEATURES), ARTICLE),
        (fetched("white-label", PageKind.OTHER), ARTICLE),
    ]
    assert settle_kinds(pages) == pages
    failed = replace(pages[0][0], outcome=Outcome.FAILED)
    assert settle_kinds([(failed, ""), pages[1]])[1][0].kind is PageKind.BLOG


@pytest.mark.parametrize(
    ("contact", "named"),
    [
        ("", "sameness/0.1.0"),
        ("me@acme.example", "sameness/0.1.0 (+me@acme.example)"),
        ("x\r\nCookie: evil", "sameness/0.1.0 (+x Cookie: evil)"),
        ("Größe (team)", "sameness/0.1.0 (+Gr e  team)"),
    ],
)
def test_user_agent(contact: str, named: str) -> None:
    assert user_agent(contact) == named


def test_settings_are_polite_and_closed() -> None:
    industry = Industry.model_validate({"name": "x", "company": [{"name": "A", "site": HOME}]})
    settings = scrapy_settings(industry)
    assert settings["TWISTED_DNS_RESOLVER"] == "crawlers.network.guard.PublicResolver"
    handlers = settings["DOWNLOAD_HANDLERS"]
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
    assert not any(handlers[scheme] for scheme in ("file", "data", "ftp", "s3"))
    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert settings["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert settings["AUTOTHROTTLE_ENABLED"] is True
    for name in ("TELNETCONSOLE", "REMOTE_CONTROL", "COOKIES", "HTTPPROXY"):
        assert settings[f"{name}_ENABLED"] is False
