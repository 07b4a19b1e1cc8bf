"""What is no part of a page's own words: banners, overlays, link lists, teasers, others' words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.text.blocks import cut_blocks
from sameness.records import Page, PageKind


def pairs(html: str) -> list[tuple[str, str]]:
    """Give (role, text) of each block in order."""
    page = Page(
        "Zelmura", "https://zelmura.example/", PageKind.HOME, datetime(2026, 11, 20, tzinfo=UTC),
        "", html,
    )  # fmt: skip
    return [(block.role.value, block.text) for block in cut_blocks(page)]


def texts(html: str) -> list[str]:
    return [text for _, text in pairs(html)]


@pytest.mark.parametrize(
    "html",
    [
        '<p class="visually-hidden">Left out</p>',
        '<p class="x-visually-hidden">Left out</p>',
        '<p class="screen-reader-text">Left out</p>',
        '<p class="u-off-screen">Left out</p>',
        '<p class="p-4 hidden">Left out</p>',
        '<p class="d-none">Left out</p>',
        '<p class="hidden group-hover:block">Left out</p>',
        '<p style="position:absolute; left: -9999px">Left out</p>',
        '<p hidden="until-found">Left out</p>',
        '<div role="alert">Left out</div>',
        '<div role="tablist"><button>Left out</button></div>',
        '<div class="modal fade"><p>Left out</p></div>',
        '<div class="fixed inset-0"><p>Left out</p></div>',
        '<div class="alert alert-info">Left out</div>',
        '<div class="top-bar">Left out</div>',
        '<div class="site header-banner">Left out</div>',
        "<div data-nosnippet><p>Left out</p></div>",
        '<p data-nosnippet="true">Left out</p>',
    ],
)
def test_hidden_text_overlays_and_what_must_not_be_quoted_are_left_out(html: str) -> None:
    assert texts(f"<p>Before it</p>{html}<p>After it</p>") == ["Before it", "After it"]


@pytest.mark.parametrize(
    "html",
    [
        '<p class="hidden md:block">Said here</p>',
        '<p class="d-none d-lg-flex">Said here</p>',
        '<p class="overflow-hidden">Said here</p>',
        '<p aria-hidden="false">Said here</p>',
        '<p style="left: -2px">Said here</p>',
        '<div id="alerts"><p>Said here</p></div>',
        '<div class="stop-banners"><p>Said here</p></div>',
        "<details><summary>Said here</summary></details>",
        "<details><p>Said here</p></details>",
    ],
)
def test_what_only_looks_hidden_is_read(html: str) -> None:
    assert texts(html) == ["Said here"]


def test_a_hero_called_a_banner_is_read() -> None:
    html = '<div class="header-banner"><h1>Rotas that hold</h1><p>In minutes.</p></div>'
    assert texts(html) == ["Rotas that hold", "In minutes."]


def links(*names: str) -> str:
    return "".join(f"<li><a href='/'>{name}</a></li>" for name in names)


def test_lists_of_links_are_navigation_wherever_they_stand() -> None:
    long = "How shops plan a whole week of shifts in minutes"
    assert texts(f"<ul>{links(long, long, long)}</ul>") == []
    menu = links("Our prices", "Our people", "For shops", "For bars", "Get help", "Jobs with us")
    foot = f"<div><h4>Zelmura</h4><ul>{menu}</ul></div>"
    assert texts(f"<p>We plan.</p>{foot}") == ["We plan."]


def test_lists_that_say_something_are_read() -> None:
    mixed = f"<ul>{links('Plan a week')}<li>Swap a shift in seconds</li>{links('Pay by hour')}</ul>"
    assert ("list item", "Swap a shift in seconds") in pairs(mixed)
    cards = "<a href='/'><h3>{0}</h3><p>All of it is planned in minutes, by the people.</p></a>"
    html = "".join(cards.format(name) for name in ("Shops", "Bars", "Kitchens", "Clinics", "Farms"))
    assert texts(f"<div>{html}</div>").count("Shops") == 1


def test_dated_cards_that_lead_elsewhere_are_teasers() -> None:
    teaser = (
        "<article><h3><a href='/'>New rotas</a></h3><time>May 3</time><p>Out now.</p></article>"
    )
    assert texts(f"<p>We plan.</p>{teaser}") == ["We plan."]
    dated = "<article><time>May 3</time><p>Out now.</p></article>"
    assert "Out now." in texts(dated)


@pytest.mark.parametrize(
    "heading",
    [
        "Latest news",
        "Recent blog posts",
        "From our blog",
        "Related articles",
        "More stories",
        "Blog",
    ],
)
def test_what_an_announced_list_of_pages_holds_is_left_out(heading: str) -> None:
    html = (
        f"<h2>{heading}</h2><p>New rotas.</p><h3>Old rotas</h3><p>They hold.</p>"
        "<h2>Planning</h2><p>Plan a week.</p>"
    )
    assert texts(html) == ["Planning", "Plan a week."]


def test_an_announcing_heading_in_a_wrapper_reaches_to_the_next_section() -> None:
    html = (
        "<div><h2>Latest news</h2><p>What is new.</p></div><div><h3>New rotas</h3></div>"
        "<section><h2>Planning</h2><p>Plan a week.</p></section>"
    )
    assert texts(html) == ["Planning", "Plan a week."]
    news = "<p>New rotas follow the law of every country that we know of.</p>" * 3
    inside = f"<section><h2>Latest news</h2>{news}</section><p>Plan a week.</p>"
    assert texts(inside) == ["Plan a week."]


@pytest.mark.parametrize(
    "heading",
    ["More than a rota", "Latest features", "What we said no to", "What you think counts"],
)
def test_other_headings_announce_nothing(heading: str) -> None:
    assert texts(f"<h2>{heading}</h2><p>Plan a week.</p>") == [heading, "Plan a week."]


@pytest.mark.parametrize(
    "heading",
    ["What our customers say", "Hear what others are saying", "Testimonials", "Loved by shops"],
)
def test_what_announced_people_say_is_theirs(heading: str) -> None:
    html = (
        f"<h2>{heading}</h2><p>We love it.</p><div><h3>Ann</h3><p>It holds.</p></div>"
        "<h2>Planning</h2><p>Plan a week.</p>"
    )
    assert pairs(html) == [
        ("heading", heading), ("quote", "We love it."), ("quote", "Ann"), ("quote", "It holds."),
        ("heading", "Planning"), ("text", "Plan a week."),
    ]  # fmt: skip
