"""Which accounts are a company's own, and which are its customers' or its people's."""

from __future__ import annotations

import csv
import json
import random
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.social.profiles.discovery import LISTED, discover
from sameness.industry import Company
from sameness.records import Page, PageKind, Profile

ROOT = Path(__file__).parents[1]
SITES = ROOT.parent / "shared" / "sites"
ACME = Company(name="Acme", site="https://acme.example/", aliases=("Acme Tools",))
READ_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def page(path: str, html: str) -> Page:
    kinds = {"": PageKind.HOME, "blog/": PageKind.BLOG}
    kind = kinds.get(path, PageKind.OTHER)
    return Page("Acme", f"https://acme.example/{path}", kind, READ_AT, "", html)


def find(*pages: Page, company: Company = ACME) -> dict[str, Profile]:
    return {profile.url: profile for profile in discover(company, pages)}


def json_ld(thing: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


def data(kind: str, name: str, same_as: str) -> str:
    return json_ld({"@type": kind, "name": name, "sameAs": same_as})


def on_home(html: str) -> set[str]:
    return set(find(page("", html)))


PAGE = """
<a rel="me" href="https://mastodon.social/@anyname">m</a>
<p>"Great!" says <a href="https://twitter.com/jane_doe">Jane</a>
   and <a href="https://x.com/AcmeHQ/status/17">we</a></p>
<a href="https://twitter.com/intent/tweet?text=x">share</a>
<a href="https://www.facebook.com/sharer/sharer.php?u=x">share</a>
<a href="https://www.linkedin.com/shareArticle?url=x">share</a>
<a href="https://github.com/acme">code</a> <a href="https://github.com/other/repo">code</a>
<footer>
  <a href="https://x.com/AcmeHQ?ref=site">X</a> <a href="https://X.com/acmehq/">X</a>
  <a href="https://www.linkedin.com/company/acme-inc/?viewAsMember=true">in</a>
  <a href="//www.youtube.com/@acme">tube</a> <a href="https://www.youtube.com/watch?v=1">film</a>
  <a href="https://bsky.app/profile/acme.com">sky</a> <a href="https://www.instagram.com/p/x1/">pic</a>
  <a href="https://github.com/acme/widget">code</a> <a href="/contact">contact</a>
</footer>
<script type="application/ld+json">
{"@type": "Organization", "sameAs": ["https://www.tiktok.com/@acme", "https://acme.com/", 3]}
</script>
"""


def test_profiles_are_the_companys_own() -> None:
    found = discover(ACME, [page("", PAGE)])
    assert [profile.url for profile in found] == [
        "https://bsky.app/profile/acme.com",
        "https://github.com/acme",
        "https://www.linkedin.com/company/acme-inc",
        "https://mastodon.social/@anyname",
        "https://www.tiktok.com/@acme",
        "https://x.com/acmehq",
        "https://www.youtube.com/@acme",
    ]
    assert {profile.found_at for profile in found} == {"https://acme.example/"}


@pytest.mark.parametrize(
    "html",
    [
        # people who are quoted, people who work there, people who made the site
        '<blockquote>Fine! <a href="https://x.com/jane_doe">Jane</a></blockquote>',
        '<main><p><a href="https://x.com/jane_doe">Jane</a>, CEO</p></main>',
        '<footer>Theme by <a href="https://x.com/jane_doe">@jane_doe</a></footer>',
        '<footer>© 2026 <a href="https://gitlab.com/jane">Jane Doe</a></footer>',
        '<footer><a href="https://github.com/jane">Jane Doe and friends</a></footer>',
        '<footer><a href="https://www.linkedin.com/in/jane-doe/">LinkedIn</a></footer>',
        '<article><header><a href="https://x.com/jane_doe">Twitter</a></header></article>',
        '<a href="https://x.com/other_company">partner</a>',
        # embedded posts and widgets
        '<blockquote class="twitter-tweet"><a href="https://twitter.com/jane/status/1">t</a></blockquote>',
        '<iframe src="https://www.facebook.com/plugins/page.php?href=acme"></iframe>',
        # dialogs
        '<footer><a href="https://www.facebook.com/sharer/sharer.php?u=x">Facebook</a></footer>',
        '<footer><a href="https://pinterest.com/pin/create/button/?u=x">Pin</a></footer>',
        # no accounts
        '<footer><a href="https://discord.gg/acme">Discord</a></footer>',
        '<footer><a href="https://github.com/acme/widget">GitHub</a></footer>',
        '<footer><a href="https://twitter.com/">Twitter</a></footer>',
        '<footer><a href="https://unknown.example/@acme">us</a></footer>',
        '<footer><a href="javascript:void(0)">x</a><a href="https://[">x</a></footer>',
        # what structured data say of others
        data("Person", "Jane", "https://x.com/jane_doe"),
    ],
)
def test_others_are_not_the_company(html: str) -> None:
    assert on_home(html) == set()


@pytest.mark.parametrize(
    "html",
    [
        '<footer><a href="https://x.com/zebra">Twitter</a></footer>',
        '<footer><a href="https://x.com/zebra"><svg></svg></a></footer>',
        '<footer><a href="https://x.com/zebra"><img src="x.png" alt="Follow us"></a></footer>',
        '<div class="social-links"><a href="https://x.com/zebra" aria-label="X"></a></div>',
        '<header><nav><a href="https://x.com/zebra">@zebra</a></nav></header>',
        '<p>Follow us on <a href="https://x.com/zebra">Twitter</a>.</p>',
        '<p>Our official Twitter account is <a href="https://x.com/zebra">here</a></p>',
        '<head><link rel="me" href="https://x.com/zebra"></head>',
        data("Organization", "Acme", "https://x.com/zebra"),
        data("Corporation", "Zebra Holding", "https://x.com/zebra"),
        json_ld({"@graph": [{"publisher": {"name": "Acme", "sameAs": ["https://x.com/zebra"]}}]}),
    ],
)
def test_own_account_of_another_name(html: str) -> None:
    assert on_home(html) == {"https://x.com/zebra"}


@pytest.mark.parametrize(
    ("handle", "own"),
    [
        *[("acme", True), ("AcmeHQ", True), ("getacme", True), ("acme_app", True)],
        *[("AcmeTools", True), ("acme_uk", True), ("joinacmetools", True)],
        *[("acmefan", False), ("jane_acme", False), ("acmesucks", False), ("lacme", False)],
    ],
)
def test_account_named_like_the_company(handle: str, own: bool) -> None:  # noqa: FBT001 - a column of the table
    inner = page("about", f'<p>See <a href="https://x.com/{handle}">this</a>.</p>')
    assert bool(find(page("", "<p>Hello.</p>"), inner)) is own


def test_a_short_name_needs_an_equal_handle() -> None:
    short = Company(name="Q", site="https://q.example/")
    html = '<a href="https://x.com/qhq">a</a><a href="https://x.com/q">b</a>'
    assert set(find(page("", html), company=short)) == {"https://x.com/q"}


def test_links_on_most_pages_count_wherever_they_stand() -> None:
    link = '<div><a href="https://x.com/zebra">Twitter</a></div>'
    pages = [page("", "<p>Hello.</p>"), page("a", link), page("b", link), page("c", "<p>Hi.</p>")]
    (profile,) = find(*pages).values()
    assert profile.found_by == "link on 2 of 4 pages"
    assert profile.found_at == "https://acme.example/a"
    assert not find(*pages, page("d", "<p>Hi.</p>"))


def test_what_one_inner_page_states_is_its_authors() -> None:
    author = page("blog/post", '<a rel="me" href="https://hachyderm.io/@jane">Mastodon</a>')
    footer = page("x", '<footer><a href="https://x.com/jane">Twitter</a></footer>')
    assert not find(page("", "<p>Hello.</p>"), author, footer, page("y", ""), page("z", ""))


def test_structured_data_of_another_organisation_count_for_nothing() -> None:
    home = page("", "<p>Hello.</p>")
    assert not find(
        home, page("customers", data("Organization", "Zebra Ltd", "https://x.com/zebra"))
    )
    assert find(
        home, page("customers", data("Organization", "Acme Tools Ltd", "https://x.com/zebra"))
    )


def test_rel_me_is_believed_on_any_server() -> None:
    html = '<a rel="me nofollow" href="https://social.acme.example/@hello">Mastodon</a>'
    (profile,) = find(page("", html)).values()
    assert (profile.platform, profile.handle) == ("mastodon", "hello@social.acme.example")
    assert profile.found_by == "rel=me"


def feed(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'


def test_feeds_of_the_site_but_not_of_its_parts() -> None:
    home = page(
        "",
        feed("/blog/feed.xml")
        + feed("/blog/atom.xml", "application/atom+xml; charset=utf-8")
        + feed("/comments/feed/")
        + feed("/replies.xml", title="Acme » Comments Feed")
        + feed("/category/tips/feed/")
        + feed("/api", "application/json")
        + feed("https://acme.substack.com/feed"),
    )
    section = page("docs/", feed("/docs/index.xml"))
    found = discover(ACME, [home, section, page("docs/a", "")])
    assert [(profile.platform, profile.handle) for profile in found] == [
        ("blog", "acme.example/blog/atom.xml"),
        ("substack", "acme"),
    ]
    assert find(page("", ""), page("blog/", feed("/blog/rss")))
    assert not find(page("", ""), page("blog/", feed("https://other.example/rss")))


def test_a_medium_publication_with_an_address_of_its_own() -> None:
    html = '<meta property="al:android:url" content="medium://p/1"><p>Hello.</p>'
    blog = Page("Acme", "https://blog.acme.example/", PageKind.BLOG, READ_AT, "", html)
    (profile,) = find(page("", ""), blog).values()
    assert (profile.platform, profile.url) == ("medium", "https://blog.acme.example")


def test_the_industry_file_goes_before_what_was_found() -> None:
    listed = Company(
        name="Acme",
        site="https://acme.example/",
        profiles=(
            "https://twitter.com/AcmeHelp",
            "https://x.com/acme",
            "https://acme.example/news",
        ),
    )
    html = '<footer><a href="https://x.com/acme">X</a><a href="https://x.com/zebra">X</a></footer>'
    found = discover(listed, [page("", html)])
    assert [(profile.handle, profile.found_by, profile.found_at) for profile in found] == [
        ("acme.example/news", LISTED, ""),
        ("acmehelp", LISTED, ""),
        ("acme", f"{LISTED}; not the main account", "https://acme.example/"),
        (
            "zebra",
            "link in header or footer, on 1 of 1 pages; not the main account",
            "https://acme.example/",
        ),
    ]
    assert len(discover(listed, [])) == 3


def test_the_stated_account_is_the_main_one() -> None:
    html = (
        '<footer><a href="https://x.com/acme">X</a></footer>'
        '<script type="application/ld+json">{"sameAs": "https://x.com/zebra"}</script>'
    )
    first, second = discover(ACME, [page("", html)])
    assert (first.handle, second.handle) == ("zebra", "acme")
    assert second.found_by.endswith("; not the main account")


def test_the_order_of_pages_changes_nothing() -> None:
    pages = [
        page("", PAGE),
        page("a", '<a href="https://www.youtube.com/c/acme">tube</a>' + feed("/a/rss.xml")),
        page("b", PAGE + feed("/a/atom.xml") + feed("/a/rss.xml")),
        page("blog/", '<p>Our channel: <a href="https://t.me/zebra">here</a></p>' + feed("/feed")),
        page("c", '<footer><a href="https://x.com/acme">X</a></footer>'),
    ]
    expected = discover(ACME, pages)
    assert len(expected) > 8
    for seed in range(20):
        random.Random(seed).shuffle(pages)  # noqa: S311 - no secret depends on it
        assert discover(ACME, pages) == expected
    assert discover(ACME, iter([*pages, *pages])) == expected


def read_site(folder: Path, company: str) -> list[Page]:
    pages = []
    for file in sorted(folder.rglob("*.html")):
        path = str(file.relative_to(folder)).removesuffix("index.html")
        kind = PageKind.HOME if not path else PageKind.OTHER
        html = file.read_text("utf-8", "replace")
        pages.append(Page(company, f"https://site.test/{path}", kind, READ_AT, "", html))
    return pages


@pytest.mark.sites
@pytest.mark.skipif(not SITES.is_dir(), reason="the corpus of real sites is not here")
def test_real_sites_name_their_own_profiles() -> None:
    with (ROOT / "evaluation" / "profile_labels.csv").open(encoding="utf-8") as file:
        labels = {(row["company"], row["platform"], row["handle"]) for row in csv.DictReader(file)}
    industries = tomllib.loads((ROOT / "evaluation" / "sites.toml").read_text("utf-8"))
    found = set()
    for industry, companies in industries.items():
        for folder, (name, *aliases) in companies.items():
            company = Company(name=name, site="https://site.test/", aliases=tuple(aliases))
            pages = read_site(SITES / industry / folder, name)
            found |= {(folder, one.platform, one.handle) for one in discover(company, pages)}
    right = len(found & labels)
    assert right >= 0.95 * len(labels), labels - found
    assert right >= 0.95 * len(found), found - labels
