"""A real WordPress, read as a stranger's site: the right pages, none of its machinery."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.text.blocks import cut_blocks
from sameness.records import Outcome, Page, PageKind
from tests_servers.wordpress import CONTENT
from tests_servers.workspace import Crawled, crawl, lay_out

if TYPE_CHECKING:
    from tests_servers.wordpress import WordPress

pytestmark = pytest.mark.servers

NAME = CONTENT["name"]

KINDS = {
    "/": PageKind.HOME,
    "/features/": PageKind.FEATURES,
    "/features/invoices/": PageKind.FEATURES,
    "/pricing/": PageKind.PRICING,
    "/customers/": PageKind.CUSTOMERS,
    "/customers/marsh-lane-hall/": PageKind.CUSTOMERS,
    "/solutions/": PageKind.SOLUTIONS,
    "/solutions/parish-councils/": PageKind.SOLUTIONS,
    "/about/": PageKind.ABOUT,
    "/security/": PageKind.SECURITY,
    "/contact/": PageKind.CONTACT,
    "/privacy-policy/": PageKind.LEGAL,
    "/news/": PageKind.BLOG,
    "/whats-here/": PageKind.OTHER,
}

MACHINERY = re.compile(
    r"/(feed|comments/feed|wp-json|wp-admin|wp-login\.php|xmlrpc\.php|tag|20\d\d|page|news/page)(/|$|\?)"
    r"|[?&](replytocom|s|print|m)="
)


@dataclass(frozen=True, slots=True)
class Months:
    """Three crawls: a first, one of the same site, and one after an edit of the price list."""

    first: Crawled
    second: Crawled
    third: Crawled
    asked: list[str]


@pytest.fixture(scope="module")
def months(wordpress: WordPress, tmp_path_factory: pytest.TempPathFactory) -> Months:
    folder = tmp_path_factory.mktemp("halls")
    sites = {NAME: wordpress.home}
    lay_out(folder, sites)
    first = crawl(folder, sites)
    asked = wordpress.paths_asked()
    second = crawl(folder, sites)
    wordpress.edit("pricing", "Twelve pounds a month", "Thirteen pounds a month")
    return Months(first, second, crawl(folder, sites), asked)


@pytest.mark.parametrize("path", KINDS)
def test_page_is_read_and_its_kind_told(months: Months, path: str) -> None:
    fetch = months.first.of(NAME)[path]
    assert (fetch.outcome, fetch.kind) == (Outcome.FETCHED, KINDS[path])


def test_posts_are_read_after_the_pages_that_sell(months: Months) -> None:
    posts = [path for path in months.first.of(NAME) if path.count("/") == 2 and path not in KINDS]
    assert len(posts) == len(CONTENT["posts"])
    last = max(map(months.asked.index, ("/pricing/", "/features/", "/customers/", "/about/")))
    assert [path for path in posts if months.asked.index(path) < last] == []


def test_machinery_is_offered_but_not_asked_for(months: Months) -> None:
    tree = LexborHTMLParser("".join(months.first.markup(NAME).values()))
    offered = {node.attributes["href"] or "" for node in tree.css("a[href]")}
    assert len({found[0] for url in offered if (found := MACHINERY.search(url))}) >= 9
    assert [path for path in months.asked if MACHINERY.search(path)] == []


def test_old_spellings_of_an_address_give_one_page(months: Months) -> None:
    assert "?page_id=" in months.first.markup(NAME)["/"]
    fetched = [f for f, _ in months.first.pages() if f.outcome is Outcome.FETCHED]
    assert len({fetch.final_url for fetch in fetched}) == len(fetched)
    for path, markup in months.first.markup(NAME).items():
        canonical = LexborHTMLParser(markup).css_first('link[rel="canonical"]')
        if canonical is not None:
            assert canonical.attributes["href"] == months.first.sites[NAME] + path


def words(crawled: Crawled) -> dict[str, list[str]]:
    """Give the texts that are read of each page, by path.

    Not the digests: the theme draws the host of every avatar by lot, for each answer anew.
    """
    markup = crawled.markup(NAME)
    pages = {
        path: Page(NAME, fetch.url, fetch.kind, fetch.fetched_at, fetch.digest, markup[path])
        for path, fetch in crawled.of(NAME).items()
        if path in markup
    }
    return {path: [block.text for block in cut_blocks(page)] for path, page in pages.items()}


@pytest.mark.parametrize("name", [name for name in CONTENT["pages"] if name != "news"])
def test_every_sentence_of_a_page_is_in_its_blocks(months: Months, name: str) -> None:
    written = " ".join(CONTENT["pages"][name]["content"])
    sentences = re.findall(r"<(?:p|h2|li)>([^<]+)</", written)
    read = words(months.first)["/" if name == "home" else f"/{name}/"]
    assert sentences
    assert [sentence for sentence in sentences if sentence not in read] == []


def test_same_site_a_month_later_says_the_same(months: Months) -> None:
    assert words(months.second) == words(months.first)


def test_edit_shows_on_its_page_alone(months: Months) -> None:
    before, after = words(months.second), words(months.third)
    assert before.keys() == after.keys()
    assert [path for path in before if before[path] != after[path]] == ["/pricing/"]
    assert any("Thirteen pounds a month" in text for text in after["/pricing/"])
