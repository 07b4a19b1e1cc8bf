"""Drafting an industry file from home pages."""

from __future__ import annotations

import json
import threading
import tomllib
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawlers.draft.drafting import draft_industry
from crawlers.draft.naming import tell_names
from crawlers.draft.spelling import fold, tidy
from sameness.errors import AddressRefused, CrawlFailed, IndustryInvalid
from sameness.industry import Industry

if TYPE_CHECKING:
    from collections.abc import Iterator


def json_ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(fields)}</script>'


TWO_NAMES = {
    "@graph": [{"@type": "WebSite", "name": "Site"}, {"@type": ["Corporation"], "name": "Inc"}]
}


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        (json_ld(**{"@type": "Organization", "name": "Acme Tools"}), "Acme Tools"),
        (json_ld(**{"@type": "WebSite", "name": "ACME"}), "ACME"),
        (json_ld(**TWO_NAMES), "Inc"),
        (json_ld(**{"@type": "Organization", "name": "Acme | The best of all tools"}), "Acme"),
        ('<meta property="og:site_name" content="Acme HQ">', "Acme HQ"),
        ("<title>The best tool of all | Acme</title>", "Acme"),
        ("<title>Home - Widgets - Acme Works</title>", "Acme"),
        ("<title>The only tool that you will ever need</title>", "Acme"),
        ("<title>Home</title>", "Acme"),
        ("<title></title>", "Acme"),
        ("", "Acme"),
        ("<title>A\u202ec\u0000m\ne | x y z q r s</title>", "Ac\ufffdm e"),
    ],
)
def test_name_of_acme(markup: str, name: str) -> None:
    assert tell_names(LexborHTMLParser(markup), "https://www.acme.co.uk/")[0] == name


@pytest.mark.parametrize(
    ("url", "title", "name"),
    [
        ("https://rockylinux.org/", "Rocky Linux: enterprise ready and free", "Rocky Linux"),
        ("https://addy.io/", "Anonymous mail forwarding for everyone - addy.io", "addy.io"),
        ("https://delta.chat/en/", "Delta Chat, decentralized messenger of all", "Delta Chat"),
        ("http://127.0.0.1:8000/", "Home | Plain", "Plain"),
        ("http://127.0.0.1:8000/", "", "127.0.0.1:8000"),
    ],
)
def test_name_by_title_and_domain(url: str, title: str, name: str) -> None:
    assert tell_names(LexborHTMLParser(f"<title>{title}</title>"), url)[0] == name


def test_aliases_are_the_other_names_each_once() -> None:
    markup = json_ld(
        **{
            "@type": "Organization",
            "name": "Acme Analytics",
            "legalName": "Acme Insights B.V.",
            "alternateName": ["ACME-ANALYTICS", "acmeish", 7],
        }
    )
    name, aliases = tell_names(LexborHTMLParser(markup + "<title>ACME</title>"), "https://acme.io/")
    assert (name, aliases) == ("Acme Analytics", ("ACME", "Acme Insights B.V.", "acmeish"))
    longer = LexborHTMLParser("<title>Acme Works: tools for everyone and everywhere</title>")
    assert tell_names(longer, "https://acme.io/") == ("Acme", ("Acme Works",))


def test_fold_and_tidy() -> None:
    assert fold("Größe & Co.") == fold("grösse-CO")
    assert tidy(" a\u200b\n\tb\u202e " + "c" * 300) == "a b " + "c" * 196


class Home(BaseHTTPRequestHandler):
    """A home page, the same for every path but robots.txt."""

    page = b""
    status = 200

    def do_GET(self) -> None:
        is_page = self.path == "/"
        self.send_response(self.status if is_page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page if is_page else b"")

    def log_message(self, *_: object) -> None:
        pass


class Hostile(Home):
    """Names that want to break out of TOML."""

    page = (
        json_ld(**{"@type": "Organization", "name": 'A"""\n[crawl]\n#', "legalName": "B\\"})
        + '<meta property="og:site_name" content="C\x7f\x00">'
    ).encode()


class Twin(Home):
    page = (
        b"<html lang=de><title>Twin</title><p>one</p><footer>"
        b"<a href='https://x.com/TheTwinHQ'></a><a href='https://bsky.app/profile/twin.example'></a>"
    )


class Broken(Home):
    status = 500
    page = b"\r\n"


@contextmanager
def serving(site: type[Home], address: str) -> Iterator[str]:
    with ThreadingHTTPServer((address, 0), site) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://{address}:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_draft_is_a_valid_industry_with_notes() -> None:
    with ExitStack() as stack:
        sites = (Hostile, Twin, Twin, Broken)
        urls = [
            stack.enter_context(serving(site, f"127.0.0.{number}"))
            for number, site in enumerate(sites, start=31)
        ]
        text = draft_industry('odd "name"\n', [*urls, urls[0] + "#again"], allow_private=True)
    industry = Industry.model_validate(tomllib.loads(text))
    assert industry.name == 'odd "name"'
    assert industry.allow_private
    assert industry.language == "de"
    hostile, twin, other = industry.company
    assert hostile.name == 'A""" [crawl] #'
    assert hostile.aliases == ("B\\",)
    assert [hostile.site, twin.site, other.site] == urls[:3]
    assert twin.name == f"Twin ({urls[1].strip('/').removeprefix('http://')})"
    assert twin.profiles == ("https://bsky.app/profile/twin.example", "https://x.com/thetwinhq")
    assert (
        f'# Could not be read: HTTP 500\n# [[company]]\n# name = "..."\n# site = "{urls[3]}"'
        in text
    )


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://2130706433/", "localhost", "http://[::1]:80/"]
)
def test_private_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused, match="private or loopback"):
        draft_industry("x", ["https://acme.example/", url], allow_private=False)


@pytest.mark.parametrize("url", ["ftp://acme.com", "http://[", "", "javascript:alert(1)"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(IndustryInvalid, match="is not a web address"):
        draft_industry("x", [url], allow_private=True)


def test_draft_without_any_site_fails_with_the_reason() -> None:
    with pytest.raises(CrawlFailed, match="connection refused"):
        draft_industry("x", ["http://127.0.0.200:9/"], allow_private=True)
