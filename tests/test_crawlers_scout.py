"""Which pages of a site are asked for, on sites made to lead a crawler astray."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.choice.addresses import Site, identity
from crawlers.choice.frontier import Candidate
from crawlers.choice.links import read_outline
from crawlers.choice.scout import Scout
from crawlers.choice.soft_404 import MISSING, probe_address
from sameness.records import Fetch, Outcome, PageKind

if TYPE_CHECKING:
    from collections.abc import Callable

HOME = "https://acme.example/"
CAP = 60

Pages = dict[str, str]
"""Markup by path."""


def markup(text: str, *links: str, head: str = "") -> str:
    anchors = "".join(f'<nav><a href="{link}">go</a></nav>' for link in links)
    return f"<html><head><title>{text}</title>{head}</head><body><p>{text}</p>{anchors}</body>"


def crawl(
    answer: Callable[[str], str | None], cap: int = CAP, scout: Scout | None = None
) -> tuple[list[str], Scout]:
    """Give the paths of the pages that were read, in order, as the spider would: a naive loop."""
    scout = scout or Scout(Site(HOME), "en", 5)
    candidate: Candidate | None = scout.first()
    read: list[str] = []
    asked = 0
    while candidate is not None and len(read) < cap and asked < 4 * cap + 20:
        asked += 1
        text = answer(candidate.url.removeprefix(HOME.rstrip("/")))
        if text is not None:
            outline = read_outline(text, candidate.url, "en")
            if candidate.depth == 0:
                scout.home = candidate.url
            outcome, _ = scout.judge(outline, candidate.url, candidate.url)
            if outcome is Outcome.FETCHED and not scout.is_copy(outline, candidate.url):
                read.append(candidate.url.removeprefix(HOME.rstrip("/")))
            if outcome is not Outcome.FAILED:
                kind = scout.kind_of(candidate.url, outline, candidate.kind)
                scout.follow(outline, candidate.url, candidate.depth, kind)
        candidate = scout.frontier.take()
    return read, scout


NAMED = (
    "/", "/pricing", "/features", "/features/reports", "/features/alerts", "/features/exports",
    "/about", "/about/team", "/customers", "/customers/northwind", "/security", "/product",
    "/solutions/agencies", "/solutions/banks", "/solutions/schools", "/vs-rival", "/vs-other-rival",
    "/white-label", "/email-forwarding", "/how-it-works", "/careers", "/contact", "/privacy",
)  # fmt: skip
"""What a strategist would want to read; the last three aren't marketing, but have their turn."""

FAR = {"/features": NAMED[3:6], "/about": ("/about/team",), "/customers": ("/customers/northwind",)}
"""Pages that only another page than the home page links to."""


class Endless:
    """A site with the named pages and traps without end, its words and tokens drawn at random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a test's site, no secret
        letters = "abcdefghijklmnopqrstuvwxyz"
        self.words = ["".join(self.random.choices(letters, k=7)) for _ in range(50)]

    def answer(self, path: str) -> str:
        """Give the page of a path; every page links to the menu and deeper into every trap."""
        plain = urlsplit(path).path.rstrip("/") or "/"
        near = [name for name in NAMED if not any(name in far for far in FAR.values())]
        menu = [*near, *FAR.get(plain, ())]
        links = [*map(self.session, menu), *(f"{link}?print=1" for link in menu)]
        links += self.traps(plain)
        self.random.shuffle(links)
        return markup(" ".join(self.sentence(plain)), *links)

    def sentence(self, path: str) -> list[str]:
        """Give a text that is the page's own, whatever session or country it's asked for in."""
        segments = [s for s in path.split("/") if not re.fullmatch(r"[0-9a-f]{32}|us|en-gb", s)]
        named = "/" + segments[-1] if "/" + segments[-1] in NAMED else "/".join(segments)
        own = random.Random(named)  # noqa: S311
        return ["".join(own.choices("abcdefghijklm", k=8)) for _ in range(40)]

    def token(self) -> str:
        return "".join(self.random.choices("0123456789abcdef", k=32))

    def session(self, link: str) -> str:
        """Give a menu's link, with tracking or a session now and then."""
        shapes = ("", f"?{self.words[0]}={self.token()}", "?utm_source=menu", "#top", "?ref=top")
        return link + self.random.choice(shapes)

    def traps(self, plain: str) -> list[str]:
        """Give links that lead on for ever: some with telling words, most without."""
        word, pick = self.words, self.random
        names = ["-".join(pick.sample(word, 2)) for _ in range(12)]
        return [
            *(f"/{word[2]}/{pick.randint(2000, 2100)}-{pick.randint(1, 12)}" for _ in range(4)),
            *(f"/{word[3]}?{word[4]}={v}&{word[5]}={pick.choice(word)}" for v in names[:4]),
            *(f"/{word[3]}?{word[6]}={pick.randint(2, 999)}" for _ in range(3)),
            *(f"/{word[7]}/{pick.randint(1, 10**6)}" for _ in range(4)),
            *(f"/{word[8]}/{name}" for name in names),
            *(f"/{word[9]}/{pick.choice(word)}/{name}" for name in names[:4]),
            *(f"/{word[10]}/{self.token()}/pricing" for _ in range(2)),
            *(f"/tag/{name}" for name in names[:3]),
            *(f"/@{name}" for name in names[:3]),
            *(f"/{lang}{plain}" for lang in ("de", "fr", "en-gb", "us")),
            f"/calendar/{pick.randint(2000, 2100)}/{pick.randint(1, 12)}",
            f"{plain.rstrip('/')}/{word[11]}",
        ]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**9))
def test_endless_site_gives_up_every_page_that_matters(seed: int) -> None:
    read, _ = crawl(Endless(seed).answer)
    found = {identity(HOME.rstrip("/") + path) for path in read}
    assert {identity(HOME.rstrip("/") + path) for path in NAMED} <= found


def test_endless_site_of_which_little_is_read_still_gives_up_its_first_pages() -> None:
    read, _ = crawl(Endless(1).answer, cap=12)
    kinds = {"/pricing", "/features", "/about", "/customers", "/security", "/product"}
    assert kinds <= {urlsplit(path).path for path in read}


def small_site(pages: Pages) -> Callable[[str], str | None]:
    return pages.get


def fetch(path: str, kind: PageKind, depth: int) -> Fetch:
    return Fetch(
        company="Acme", url=HOME + path, final_url=HOME + path, kind=kind, chosen="test",
        depth=depth, outcome=Outcome.FETCHED, reason="", status=200, content_type="text/html",
        encoding="utf-8", fetched_at=datetime(2026, 11, 20, tzinfo=UTC), size=1, digest="",
        record="",
    )  # fmt: skip


def remembering(*pages: Fetch) -> Scout:
    scout = Scout(Site(HOME), "en", 5)
    scout.remember(pages)
    return scout


def letters(count: int) -> list[str]:
    return [chr(97 + n) for n in range(count)]


def test_same_pages_are_read_month_after_month() -> None:
    links = [f"/page-{letter}" for letter in letters(20)]
    pages = {"/": markup("Home", *links)} | {link: markup(f"This is {link}") for link in links}
    first, _ = crawl(small_site(pages), cap=6)
    pages["/"] = markup("Home", *links[::-1])
    known = [fetch(path[1:], PageKind.OTHER, 1) for path in first[1:]]
    again, _ = crawl(small_site(pages), 6, remembering(*known))
    assert sorted(again) == sorted(first)


def test_new_page_that_home_links_to_wins_over_an_old_one_far_down() -> None:
    pages = {path: markup(f"This is {path}") for path in ("/far-off", "/new-thing", "/near")}
    pages["/"] = markup("Home", "/near", "/new-thing")
    scout = remembering(fetch("far-off", PageKind.OTHER, 3), fetch("near", PageKind.OTHER, 1))
    read, _ = crawl(small_site(pages), 3, scout)
    assert read == ["/", "/near", "/new-thing"]


def test_remembered_page_is_asked_for_though_nothing_links_to_it_anymore() -> None:
    pages = {"/": markup("Home"), "/orphan": markup("Orphan")}
    read, _ = crawl(small_site(pages), 9, remembering(fetch("orphan", PageKind.OTHER, 2)))
    assert read == ["/", "/orphan"]


def test_remembered_page_keeps_its_kind_when_it_is_found_nearer() -> None:
    scout = remembering(fetch("thing", PageKind.PRICING, 3), fetch("", PageKind.HOME, 0))
    scout.follow(read_outline(markup("Home", "/thing"), HOME, "en"), HOME, 0)
    candidate = scout.frontier.take()
    chosen = f"linked from {HOME}"
    assert candidate == Candidate(HOME + "thing", PageKind.PRICING, chosen, 1, known=True)
    assert scout.frontier.take() is None


def test_remembered_pages_are_weighed_like_all_others() -> None:
    scout = remembering(
        fetch("login", PageKind.OTHER, 1), fetch("de/x", PageKind.OTHER, 1),
        fetch("deep", PageKind.OTHER, 9), fetch("", PageKind.HOME, 0),
    )  # fmt: skip
    assert scout.frontier.take() is None
    reasons = {group.reason for group in scout.passed_over("Acme", "cap")}
    assert reasons == {
        "log-in, basket or search", "another language or country",
        "more than 5 links from the home page",
    }  # fmt: skip


def test_versions_for_other_countries_are_left_aside() -> None:
    pages = {
        "/": markup("Home", "/pricing", "/us/pricing", "/en-gb/pricing", "/au/", "/us/only-here"),
        "/pricing": markup("Pricing"), "/us/pricing": markup("Pricing in dollars"),
        "/en-gb/pricing": markup("Pricing in pounds"), "/us/only-here": markup("Only over there"),
        "/au/": markup("Down under"),
    }  # fmt: skip
    read, _ = crawl(small_site(pages))
    assert set(read) == {"/", "/pricing", "/us/only-here", "/au/"}


def test_versions_that_a_page_names_beside_itself_are_left_aside() -> None:
    def versions(*codes: str) -> str:
        return "".join(f'<link rel="alternate" hreflang="{c}" href="/{c}">' for c in codes)

    pages = {
        "/": markup("Home", "/en-au", "/fr-x", "/en", "/careless", head=versions("en-au")
                    + '<link rel="alternate" hreflang="en" href="/">'),
        "/careless": markup("Careless", "/en-nz", head=versions("en-nz")),
        "/en": markup("Short"), "/en-au": markup("Down under"), "/en-nz": markup("Farther"),
        "/fr-x": markup("No language"),
    }  # fmt: skip
    read, _ = crawl(small_site(pages))
    assert set(read) == {"/", "/en", "/careless", "/en-nz", "/fr-x"}


def test_site_that_greets_in_another_language_is_read_in_ours() -> None:
    german = markup(
        "Startseite", "/preise", "/en/pricing", head='<link hreflang="en" href="/en/">'
    ).replace("<html>", "<html lang=de>")
    pages = {
        "/": german, "/en/": markup("Welcome", "/en/pricing", "/en/about"),
        "/en/pricing": markup("Prices"), "/en/about": markup("Us"), "/preise": markup("Preise"),
    }  # fmt: skip
    read, scout = crawl(small_site(pages))
    assert read[:2] == ["/", "/en/"]
    assert {"/en/pricing", "/en/about"} <= set(read)
    assert scout.home == HOME + "en/"


def test_pages_that_only_a_blog_names_are_its_articles_unless_they_say_otherwise() -> None:
    scout = Scout(Site(HOME), "en", 5)
    blog = read_outline(markup("Blog", "/our-cat-is-back", "/pricing"), HOME + "blog", "en")
    scout.follow(blog, HOME + "blog", 1, PageKind.BLOG)
    kinds = {c.url.removeprefix(HOME): c.kind for c in scout.frontier.waiting()}
    assert kinds == {"our-cat-is-back": PageKind.BLOG, "pricing": PageKind.PRICING}


def test_sitemap_of_posts_lists_articles_and_home_pages_links_come_first() -> None:
    scout = Scout(Site(HOME), "en", 5)
    scout.add_listed([HOME + "a", HOME + "pricing", HOME + "login"], HOME + "post-sitemap.xml")
    scout.add_listed([HOME + "b"], HOME + "wp-sitemap-posts-page-1.xml")
    scout.follow(read_outline(markup("Home", "/x/far/down"), HOME, "en"), HOME, 0)
    waiting = {c.url.removeprefix(HOME): c.kind for c in scout.frontier.waiting()}
    assert waiting == {
        "a": PageKind.BLOG, "pricing": PageKind.PRICING, "b": PageKind.OTHER,
        "x/far/down": PageKind.OTHER,
    }  # fmt: skip
    taken = [c.url.removeprefix(HOME) for c in iter(scout.frontier.take, None) if c]
    assert taken == ["pricing", "x/far/down", "b", "a"]


@pytest.mark.parametrize("linked", [True, False])
def test_article_with_a_telling_address_is_no_page_that_sells(linked: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    scout = Scout(Site(HOME), "en", 5)
    articles = ["why-the-key-safe-is-green/", "pricing/", "our-cat-is-back/"]
    if linked:
        home = read_outline(markup("Home", *articles), HOME, "en")
        scout.follow(home, HOME, 0)
    scout.add_listed([HOME + a for a in articles], HOME + "wp-sitemap-posts-post-1.xml")
    scout.add_listed([HOME + "why-us/"], HOME + "wp-sitemap-posts-page-1.xml")
    waiting = [*scout.frontier.waiting()]
    kinds = {
        c.url.removeprefix(HOME): scout.kind_of(c.url, read_outline("<p>x", c.url, "en"), c.kind)
        for c in waiting
    }
    assert kinds == {
        "why-the-key-safe-is-green/": PageKind.BLOG, "pricing/": PageKind.PRICING,
        "our-cat-is-back/": PageKind.BLOG, "why-us/": PageKind.PRODUCT,
    }  # fmt: skip


def test_nothing_is_listed_where_only_the_home_page_is_wanted() -> None:
    scout = Scout(Site(HOME), "en", 0)
    scout.add_listed([HOME + "a"])
    scout.follow(read_outline(markup("Home", "/b"), HOME, "en"), HOME, 0)
    assert scout.frontier.take() is None
    assert scout.take_probe() is None


def test_probe_is_given_once_and_only_where_something_new_waits() -> None:
    scout = remembering(fetch("known", PageKind.OTHER, 1))
    assert scout.take_probe() is None
    scout.add_listed([HOME + "new"])
    assert scout.take_probe() == probe_address(HOME)
    assert scout.take_probe() is None


def test_pages_that_lead_to_where_missing_ones_lead_are_missing() -> None:
    scout = Scout(Site(HOME), "en", 5)
    scout.learn_redirect("/oops?from=x")
    outline = read_outline(markup("All is well with our cat"), HOME + "oops", "en")
    assert scout.judge(outline, HOME + "old", HOME + "oops?from=x") == (Outcome.FAILED, MISSING)
    assert scout.judge(outline, HOME + "new", HOME + "new") == (Outcome.FETCHED, "")


def test_home_page_is_never_missing() -> None:
    scout = Scout(Site(HOME), "en", 5)
    outline = read_outline(markup("404"), HOME, "en")
    assert scout.judge(outline, HOME, HOME) == (Outcome.FETCHED, "")
    assert scout.judge(outline, HOME + "x", HOME + "x") == (Outcome.FAILED, MISSING)


@pytest.mark.parametrize(
    ("head", "body", "kind"),
    [
        ("", "$9 per month, $19 per month, $49/mo", PageKind.PRICING),
        ("", "9 € pro Monat, 19 € pro Monat, 49 €/Monat", PageKind.PRICING),
        ("", "From $9 per month", PageKind.OTHER),
        ("", "<form><input type=email><textarea></textarea></form>", PageKind.CONTACT),
        ("", "<form><input type=email></form>", PageKind.OTHER),
        ("", "<form><input type=email><textarea></textarea></form>" + "word " * 300,
         PageKind.OTHER),
        ('<script type="application/ld+json">{"@type": "AboutPage"}</script>', "", PageKind.ABOUT),
        ('<script type="application/ld+json">{"@type": ["Thing", "JobPosting"]}</script>', "",
         PageKind.CAREERS),
        ('<script type="application/ld+json">{"@type": "Product"}</script>', "", PageKind.OTHER),
        ('<script type="application/ld+json">{"@type": 7}</script>', "", PageKind.OTHER),
    ],
)  # fmt: skip
def test_build_tells_the_kind_where_words_are_silent(head: str, body: str, kind: PageKind) -> None:
    scout = Scout(Site(HOME), "en", 5)
    outline = read_outline(f"<head>{head}</head><p>{body}", HOME + "x", "en")
    assert scout.kind_of(HOME + "x", outline, PageKind.OTHER) is kind
    assert scout.kind_of(HOME + "features", outline, PageKind.OTHER) is PageKind.FEATURES
    assert scout.kind_of(HOME + "x", outline, PageKind.CUSTOMERS) is PageKind.CUSTOMERS
    assert scout.kind_of(HOME, outline, PageKind.OTHER) is PageKind.HOME
