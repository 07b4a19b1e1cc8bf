"""What a page says of itself: canonical address, versions, words, headers."""

from __future__ import annotations

import time

import pytest
from scrapy.http import Headers

from crawlers.choice.links import read_outline, text_headers

HOME = "https://acme.example/"


def canonical(head: str, *headers: str, body: str = "") -> str:
    pairs = [("Link", value) for value in headers]
    markup = f"<head>{head}</head><body>{body}</body>"
    return read_outline(markup, HOME + "x/", "en", pairs).canonical


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel="canonical" href="/a#b">', HOME + "a"),
        ('<link rel="Canonical nofollow" href="a">', HOME + "x/a"),
        ('<base href="/deep/"><link rel=canonical href=a>', HOME + "deep/a"),
        ('<link rel=canonical href="/a"><link rel=canonical href="/a?utm_source=b">', HOME + "a"),
        ('<link rel=canonical href="/a"><link rel=canonical href="/b">', ""),
        ("<link rel=canonical href='https://rival.example/'>", "https://rival.example/"),
        ("<link rel=canonical href=''>", ""),
        ("<link rel=canonical href='javascript:x'>", ""),
        ("<link rel=canonical>", ""),
        ("<link rel=alternate href='/a'>", ""),
    ],
)
def test_canonical_address(head: str, expected: str) -> None:
    assert canonical(head) == expected


def test_canonical_address_in_the_body_is_a_visitors() -> None:
    assert canonical("", body='<p>x<link rel="canonical" href="/a">') == ""


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('</a>; rel="canonical"', HOME + "a"),
        ("<https://acme.example/a>; rel=canonical", HOME + "a"),
        (
            '</style.css>; rel=preload; as=style, </a>; type="text/html"; rel="canonical"',
            HOME + "a",
        ),
        ("</style.css>; rel=preload, </b>; rel=next", ""),
        ("</a>; rel=preload, </b>; rel=canonical", HOME + "b"),
        ("rel=canonical", ""),
    ],
)
def test_canonical_address_in_a_header(header: str, expected: str) -> None:
    assert canonical("", header) == expected


def test_header_and_markup_that_contradict_each_other_say_nothing() -> None:
    assert canonical('<link rel=canonical href="/a">', "</b>; rel=canonical") == ""


def test_headers_are_read_as_they_come() -> None:
    headers = Headers({"X-Robots-Tag": ["noindex", "nofollow"]})
    headers.appendlist("Link", b"<\xff>")
    assert ("X-Robots-Tag", "nofollow") in text_headers(headers)
    assert ("Link", "<ÿ>") in text_headers(headers)


def test_words_are_those_of_the_page_not_of_its_frame() -> None:
    outline = read_outline(
        "<html lang=en-GB><title>T</title><nav>Menu</nav><header>Our cat</header>"
        "<script>var x</script><style>p{}</style><noscript>Turn it on</noscript>"
        "<h1> reads\n<b>all</b></h1><p>invoices 17 times</p><footer>Imprint</footer>",
        HOME,
        "en",
    )
    assert outline.words == ("our", "cat", "reads", "all", "invoices", "times")
    assert (outline.headline, outline.language) == ("reads all", "en")
    assert outline.text == "Our cat reads all invoices 17 times"


def test_own_version_is_that_in_the_wanted_language() -> None:
    head = '<link hreflang="de" href="/"><link hreflang="EN_us" href="/en/">'
    assert read_outline(head, HOME, "en").own_version == HOME + "en/"
    assert read_outline(head, HOME, "fr").own_version == ""


def test_header_that_forbids_following_leaves_links_out() -> None:
    page = '<a href="/y">'
    assert read_outline(page, HOME, "en", [("x-robots-tag", "nofollow")]).links == ()
    assert read_outline(page, HOME, "en", [("X-Robots-Tag", "googlebot: nofollow")]).links


@pytest.mark.parametrize(
    "markup",
    [
        "<a href=/x>" * 200_000,
        "<link rel=canonical href=/x>" * 50_000,
        "<link hreflang=de href=/x>" * 50_000,
        f'<meta name=robots content="{"unavailable_after:" * 50_000}">',
        f'<meta name=robots content="{"a" * 1_000_000}">',
        "<p>" + "9" * 1_000_000,
        "<p>" + "$9 " * 300_000,
        "<h1>" + "page not " * 100_000,
        "<p>" + "word " * 500_000,
    ],
    ids=lambda markup: markup[:24],
)
def test_page_made_to_be_slow_is_read_soon(markup: str) -> None:
    began = time.process_time()
    read_outline(markup, HOME, "en", [("Link", "<a>;" * 50_000), ("X-Robots-Tag", "a:" * 50_000)])
    assert time.process_time() - began < 10


def test_links_inside_links_are_read_once() -> None:
    depth, text = 900, "word " * 100_000
    markup = '<svg><a href="/x">' * depth + text + "</a></svg>" * depth
    started = time.process_time()
    outline = read_outline(markup, HOME, "en")
    assert time.process_time() - started < 10
    assert sum(len(link.anchor) for link in outline.links) <= 200 * depth
