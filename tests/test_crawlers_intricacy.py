"""What an HTML parser would take minutes for is told before; real pages never are."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawlers.network.intricacy import MAX_DEPTH, MAX_OPTIONS, is_too_intricate

LENGTH = 1_000_000
"""Letters of each bait, a fifth of what a page may have."""

SECONDS = 10.0

BAITS = (
    "<div>", "<ul><li>", "<b>", "<a href=/x>", "<p a=1>", "<option>", "<optgroup>", "<rt>", "<rp>",
    "<li><dd>", "<dd><li>", "<dt><dd>", "<rt><option>", "<p><b>", "<font><p>", "<select><option>",
    "<table><b>x", "<table><tr><td>", "<svg><a>", "<math><mi>", "<template>", "<button>", "<form>",
    "<nobr>", "<frameset>", "<!--", "<!x", "<?x", "</p>", "</br>", "<body a=1>", "<html b=2>",
    "</body>", "<body  >", "<html/>", "<path/>", "<path d=M/>", "<svg><path/>", "<g><path />",
    "<title>a</title>", "<script><!--<script", "<textarea>", "<plaintext>", "<svg><![CDATA[",
    "<iframe>", "<noscript>", "&amp", "<h1>", "<center>", "<details><summary>", "<img src=x>",
)  # fmt: skip

STARTS = ("", "<select>", "<table>", "<ruby>", "<svg>", "<b>" * 500, "<div>" * 900)

SITES = Path(__file__).parents[2] / "shared" / "sites"


@pytest.mark.parametrize("bait", BAITS)
@pytest.mark.parametrize("start", STARTS, ids=lambda start: start[:8])
def test_bait_is_told_or_soon_parsed(start: str, bait: str) -> None:
    markup = start + bait * (LENGTH // len(bait))
    started = time.process_time()
    if not is_too_intricate(markup):
        LexborHTMLParser(markup)
    assert time.process_time() - started < SECONDS


MANY = " ".join(f"a{number}" for number in range(80_000))

HIDDEN_IN = (
    "<svg><style>", "<svg><script>", "<svg><title>", "<math><xmp>",
    "<svg><![CDATA[</svg>]]><style>",
    "<svg><title><b></svg></b></title><style>", "<svg><desc><b></svg></b></desc><script>",
    "<svg><title><!--</title>--><b></svg></b></title><style>", "<svg><desc><p></desc></svg><style>",
    "<svg><foreignObject><p></foreignObject></svg><style>", "<math><mi><b></math></b><textarea>",
    "<svg><style></style>", "<title></titles></title>",
)  # fmt: skip


@pytest.mark.parametrize("hidden_in", HIDDEN_IN)
@pytest.mark.parametrize("bait", [f"<p {MANY}>", "<ul><li>" * 100_000], ids=["attributes", "lists"])
def test_bait_hides_in_no_text_that_may_be_markup(hidden_in: str, bait: str) -> None:
    assert is_too_intricate(hidden_in + bait)


@pytest.mark.parametrize("tag", ["script", "title", "style", "html", "body", "svg", "br"])
def test_attributes_are_counted_on_every_tag(tag: str) -> None:
    assert is_too_intricate(f"<{tag} {MANY}></{tag}>")


@pytest.mark.parametrize("tag", ["html", "body"])
def test_attributes_that_go_to_one_element_are_counted_together(tag: str) -> None:
    parts = "".join(f"<{tag} {' '.join(MANY.split()[at : at + 90])}>" for at in range(0, 1800, 90))
    assert is_too_intricate(parts)


@pytest.mark.parametrize("skipped", ["title", "noframes"])
def test_closing_tags_in_a_text_close_nothing(skipped: str) -> None:
    hidden = f"<{skipped}></{skipped}s>{'</div>' * 900}</{skipped}>"
    assert is_too_intricate(("<div>" * 900 + hidden) * 2)


def test_scripts_of_a_page_with_pictures_are_no_markup() -> None:
    picture = "<svg><title>Logo</title><desc>A leaf</desc><path d='M1 1'></path></svg>"
    script = "for(i=0;i<n;i++)x+='<div>';" * 9 * MAX_DEPTH
    assert not is_too_intricate(f"{picture}<style>p > a {{}}</style><script>{script}</script>")


@pytest.mark.parametrize("count", [MAX_OPTIONS - 1, MAX_OPTIONS + 1])
def test_options_are_counted(count: int) -> None:
    assert is_too_intricate("<select>" + "<option>x" * count) == (count > MAX_OPTIONS)
    assert is_too_intricate("<dl>" + "<dd>x</dd>" * count) == (count > MAX_OPTIONS)
    assert is_too_intricate("<ruby>" + "<rb>x</rb>" * count) == (count > MAX_OPTIONS)


def test_pictures_of_many_shapes_are_not_intricate() -> None:
    icon = '<svg viewBox="0 0 9 9"><g fill=none><path d="M0 0z"/><circle r=1 /><use/></g></svg>'
    assert not is_too_intricate(f"<!doctype html><div>{icon * 3_000}</div>")
    assert not is_too_intricate("<svg>" + "<path d='M1 1' />" * 20_000 + "</svg>")


@pytest.mark.parametrize(
    "opening",
    [
        "", "<svg></svg>", "<svg><p>", "<svg></p>", "<svg><desc>", "<!x <svg>>", "<?x <svg>",
        "</ <svg>", "<![CDATA[<svg>", "<div><svg></div>", "<select><svg>", "<textarea><svg>",
    ],
)  # fmt: skip
def test_shapes_that_no_picture_holds_pile_up(opening: str) -> None:
    markup = opening + "<path/>" * 200_000
    started = time.process_time()
    if not is_too_intricate(markup):
        LexborHTMLParser(markup)
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("shape", ["<path d=M/>", "<path d=a'/>", '<path d=a"/>', "<path d= />"])
def test_a_slash_that_belongs_to_a_value_closes_nothing(shape: str) -> None:
    assert is_too_intricate("<svg>" + shape * 2_000)


def test_long_lists_are_not_intricate() -> None:
    rows = "<tr><td>a<td>b" * 5_000
    assert not is_too_intricate(f"<ul>{'<li>x' * 20_000}</ul><table>{rows}</table>")
    assert not is_too_intricate("<div>" * (MAX_DEPTH - 1) + "</div>" * MAX_DEPTH)
    assert not is_too_intricate("<p>" * 20_000 + "<br>" * 20_000)


@pytest.mark.sites
@pytest.mark.skipif(not SITES.is_dir(), reason="the corpus of real sites is not here")
def test_no_real_page_is_too_intricate() -> None:
    pages = sorted(SITES.rglob("*.html"))
    assert len(pages) > 100
    told = [page for page in pages if is_too_intricate(page.read_text(errors="replace"))]
    assert told == []
