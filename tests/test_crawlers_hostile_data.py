"""Public collections of hostile input, given to everything that reads strangers' bytes."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError

from crawlers.archive.warc import name_file
from crawlers.choice.addresses import Site, clean_url, identity
from crawlers.choice.kinds import tell_kind
from crawlers.choice.links import read_outline
from crawlers.choice.sitemaps import read_sitemap
from crawlers.choice.traps import name_trap
from crawlers.network.intricacy import is_too_intricate
from crawlers.network.reasons import Refusal
from crawlers.network.robots import MAX_DELAY, read_rules
from sameness.errors import NameInvalid
from sameness.industry import Company, check_name

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = Path(__file__).parents[2] / "shared" / "data" / "hostile"
"""Where the collections lie, beside this repository."""

pytestmark = pytest.mark.skipif(
    not HOSTILE.is_dir(), reason="the collections of hostile input are not here"
)

COLLECTIONS = ("naughty_strings", "traversal", "whatwg_urls", "xss_patt", "xss_payloadbox")

ROBOTS = sorted((HOSTILE / "robots").glob("*"))
XML = sorted([*(HOSTILE / "xml").glob("*"), *(HOSTILE / "feeds").glob("*")])

CAP = 30.0
"""Seconds of processor time for a whole collection: generous, yet far from what a bomb takes."""


def strings(collection: str) -> list[str]:
    found: list[str] = json.loads((HOSTILE / f"{collection}.json").read_text())
    return [text for text in found if isinstance(text, str)]


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < CAP


def test_the_collections_are_whole() -> None:
    assert len(ROBOTS) > 200
    assert len(XML) >= 5
    assert all(len(strings(collection)) > 100 for collection in COLLECTIONS)


def test_robots_files_of_the_world_are_read() -> None:
    closed = 0
    for file in ROBOTS:
        rules = read_rules(200, file.read_bytes(), f"https://{file.name}/robots.txt")
        assert rules.closed == ""
        assert 0 <= rules.delay <= MAX_DELAY
        for path in ("/", "/pricing", "/search?q=1", "/a/b/c.html", "/%E2%82%AC"):
            try:
                rules.check(f"https://{file.name}{path}")
            except Refusal:
                closed += 1
    assert 20 < closed < 3 * len(ROBOTS)


@pytest.mark.parametrize("file", XML, ids=lambda file: file.name)
def test_xml_with_a_document_type_gives_no_address(file: Path) -> None:
    body = file.read_bytes()
    kind, addresses = read_sitemap(body, 5_000_000)
    assert (kind, addresses) == ("", ())
    entity = b'<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa">]>'
    inside = b"<urlset><url><loc>https://acme.com/&a;</loc></url></urlset>"
    assert read_sitemap(entity + inside, 5_000_000) == ("", ())
    assert read_sitemap(inside.replace(b"&a;", b""), 5_000_000)[1] == ("https://acme.com/",)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_no_text_becomes_an_address_that_is_not_of_the_web(collection: str) -> None:
    for text in strings(collection):
        for base in ("", "https://www.acme.com/a/b?c#d"):
            url = clean_url(text, base)
            if url is None:
                continue
            parts = urlsplit(url)
            assert parts.scheme in {"http", "https"}
            assert parts.hostname
            assert "@" not in parts.netloc
            assert not re.search(r"[\r\n\t\\]", url), url
            assert identity(url)
            assert Site("https://www.acme.com/").holds(url) == (
                (parts.hostname or "").split(".")[-2:] == ["acme", "com"] and parts.port is None
            )
            name_trap(url)
            tell_kind(url, text, text)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_no_company_name_leaves_the_folder(collection: str, tmp_path: Path) -> None:
    names = set()
    for text in strings(collection):
        try:
            company = Company(name=text, site="https://acme.com/")
        except ValidationError:
            continue
        name = name_file(company.name)
        assert re.fullmatch(r"[a-z0-9-]+\.warc\.gz", name)
        assert (tmp_path / name).resolve().parent == tmp_path.resolve()
        names.add(name)
    assert names


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_no_industry_name_leaves_the_workspace(collection: str, tmp_path: Path) -> None:
    for text in strings(collection):
        try:
            name = check_name(text)
        except NameInvalid:
            continue
        assert (tmp_path / f"{name}.toml").resolve().parent == tmp_path.resolve()
        assert not {"/", "\\", "\0", "."} & set(name)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_markup_of_each_text_gives_links_of_the_web_only(collection: str) -> None:
    for text in strings(collection):
        for markup in (text, f'<a href="{text}">{text}</a>', f"<title>{text}</title><base {text}>"):
            assert not is_too_intricate(markup)
            outline = read_outline(markup, "https://www.acme.com/", "en")
            addresses = [link.url for link in outline.links] + list(outline.variants)
            assert {urlsplit(url).scheme for url in addresses} <= {"http", "https"}


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_one_page_of_all_texts_is_read(collection: str) -> None:
    markup = "".join(
        f'<p title="{text}"><a href="{text}">x</a></p>' for text in strings(collection)
    )
    assert not is_too_intricate(markup)
    read_outline(markup, "https://www.acme.com/", "en")
