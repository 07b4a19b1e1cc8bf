"""The agency's commentary: cut by section, and never more markup than it may be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from reports.branding_data import Branding, Remark
from reports.remarks import UnknownSection, read_remarks, remark_markup
from reports.render import render
from tests.conftest import build

SECTIONS = ("verdict", "claims", "only-you")
ALLOWED = {
    "html", "head", "body", "p", "h3", "ul", "ol", "li", "em", "strong", "a", "code", "pre",
    "blockquote", "hr", "br",
}  # fmt: skip
HOSTILE = Path(__file__).parents[2] / "shared" / "data" / "hostile"
"""Where the public collections lie, beside this repository."""


def tags(markdown: str) -> list[str]:
    return [str(node.tag) for node in LexborHTMLParser(str(remark_markup(markdown))).css("*")]


def test_a_heading_with_a_sections_id_opens_the_remark_on_it() -> None:
    text = "First.\n\n## #claims\nOn claims.\n## Why\nBecause.\n## #only-you\n\n## #claims\nMore."
    assert read_remarks(text, SECTIONS) == (
        Remark("verdict", "First."),
        Remark("claims", "On claims.\n## Why\nBecause.\nMore."),
    )


def test_a_heading_that_names_no_section_is_an_error_with_its_line() -> None:
    with pytest.raises(UnknownSection) as caught:
        read_remarks("Hello.\n\n## #clams\n", SECTIONS)
    assert (caught.value.section, caught.value.line) == ("clams", 3)


def test_markdown_becomes_text_lists_and_web_links() -> None:
    html = remark_markup("# A\n\n*b* **c** [d](https://e.example/?f=1&g=2)\n\n- h\n\n##### i")
    assert html.count("<h3>") == 2
    assert "<em>b</em> <strong>c</strong>" in html
    assert 'href="https://e.example/?f=1&amp;g=2" rel="noopener noreferrer external"' in html
    assert "<li>h</li>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>1</script>",
        "<img src=x onerror=1>",
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        "[a](JAVASCRIPT:alert(1))",
        "<javascript:alert(1)>",
        "![a](https://example.com/a.png)",
        '[a](https://example.com/ "x\\" onclick=1")',
        "[a]: vbscript:x\n\n[a]",
        "[a](file:///etc/passwd)",
        "[a](//example.com)",
        "[a](https:\\\\example.com)",
    ],
)
def test_what_could_act_stays_text(hostile: str) -> None:
    page = LexborHTMLParser(str(remark_markup(hostile)))
    assert {str(node.tag) for node in page.css("*")} <= ALLOWED
    for link in page.css("a"):
        assert (link.attributes["href"] or "").startswith("https://example.com/")
        assert set(link.attributes) <= {"href", "rel", "title"}


@given(st.text(alphabet=st.sampled_from("<>[]()!*_`#&;:/\\\"'= \n-abhtpsxonerj"), max_size=120))
def test_no_text_makes_other_markup(text: str) -> None:
    assert set(tags(text)) <= ALLOWED


def test_public_collections_of_attacks_make_no_other_markup() -> None:
    files = sorted(HOSTILE.glob("*.json"))
    if not files:
        pytest.skip("needs the corpus of hostile inputs")
    for file in files:
        for text in json.loads(file.read_text(encoding="utf-8")):
            assert set(tags(str(text))) <= ALLOWED, text


def test_a_remark_stands_below_its_section_as_the_agencys_own_words() -> None:
    branding = Branding(agency="Ash & Oak", remarks=(Remark("claims", "Mind *this*."),))
    page = LexborHTMLParser(render(build(branding=branding)))
    (note,) = page.css("main > .remark")
    assert " ".join(note.text().split()).startswith(
        "Ash & Oak comments. Their own words, not a measurement."
    )
    assert note.css_first(".words em") is not None
    before = note.prev
    while before is not None and before.tag != "section":
        before = before.prev
    assert before is not None
    assert before.attributes["id"] == "claims"
