"""What a report says in every state in which it happens to be, as somebody hears who is read to."""

from __future__ import annotations

import os
import re
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports.cuts import most_thumbnails
from reports.render import render
from tests.report_states import STATES

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from reports.data import Report

GOLD = Path(__file__).parent / "gold"

SAID = """.about, h1, h2, h3, .kicker, .lead, .dare, .figure, .range, .so-what p, .note,
    caption, figcaption p, figure.exhibit figcaption, .abstention p, .unscored li, .below > p,
    .prose p, .words, .imprint p, .ends, .makers, .on-paper, summary"""
"""What carries the report's own words: not the quotes, and no rows of tables."""

MOST_BYTES = 1_000_000
"""Of the page of forty companies, with all that months add."""

ROWS = 60
"""The most lines of one section: a field of forty repeats itself."""


def spoken(report: Report) -> str:
    """Give the report's own sentences in order, section by section."""
    page = LexborHTMLParser(render(report))
    parts = [page.css_first("head"), page.css_first(".masthead"), *page.css("main > *, footer")]
    said = [_lines(part) for part in parts if part is not None]
    return "\n\n".join("\n".join(lines[:ROWS]) for lines in said if lines) + "\n"


def _lines(part: LexborNode) -> list[str]:
    found = (re.sub(r"\s+", " ", node.text()).strip() for node in part.css(SAID))
    return [line for line in found if line]


@pytest.mark.parametrize("state", STATES)
def test_every_state_says_what_was_approved(state: str) -> None:
    """Set UPDATE_GOLD=1 to accept changed words; read the difference before you commit it."""
    gold = GOLD / f"state_{re.sub('[^a-z0-9]+', '_', state.lower())}.txt"
    said = spoken(STATES[state]())
    if os.environ.get("UPDATE_GOLD") == "1":
        gold.write_text(said, encoding="utf-8")
    assert said == gold.read_text(encoding="utf-8")


def test_a_field_without_ground_leaves_out_what_would_be_a_guess() -> None:
    said = spoken(STATES["1 company"]())
    assert "Not enough evidence to score boutique accounting" in said
    assert "so these parts are left out" in said
    assert "No phrase is stock" not in said


def test_what_is_already_different_is_a_finding_and_no_gap() -> None:
    said = spoken(STATES["nothing shared"]())
    assert "You already sound different" in said
    assert "left out" not in said.split("Method and limits")[0]


def test_a_picture_that_is_gone_is_said_to_be_so() -> None:
    html = render(STATES["a damaged image"]())
    assert "The small copy of this picture is no longer kept." in html
    assert 'base64,"' not in html


def test_a_first_reading_claims_no_change() -> None:
    said = spoken(STATES["first month"]())
    assert "since last time" not in said.lower()


@pytest.mark.parametrize("state", ["right-to-left text", "non-Latin text"])
def test_words_of_any_script_find_their_own_direction(state: str) -> None:
    page = LexborHTMLParser(render(STATES[state]()))
    quotes = page.css("q, blockquote, .claim-text")
    assert quotes
    assert all(node.attributes.get("dir") == "auto" for node in quotes)


def test_hidden_sections_leave_no_link_behind() -> None:
    html = render(STATES["an agency's"]())
    ids = set(re.findall(r' id="([^"]+)"', html))
    assert {"quiz", "claims"}.isdisjoint(ids)
    assert set(re.findall(r' href="#([^"]+)"', html)) <= ids
    assert "Take the test" not in html
    assert "See who, word for word" not in html


def test_forty_companies_stay_well_below_a_megabyte() -> None:
    """Pictures as large as those of forty crawled sites: 2.7 KB a window, 1.7 KB a small copy."""
    report = STATES["40 companies"]()
    pages = tuple(replace(page, picture=bytes(2_700)) for page in report.look.pages)
    first = report.images.same[0]
    shown = tuple(replace(first.shown[0], thumbnail=bytes(1_700)) for _ in range(4))
    same = tuple(replace(first, id=f"i{number}", shown=shown) for number in range(8))
    full = replace(
        report, look=replace(report.look, pages=pages), images=replace(report.images, same=same)
    )
    html = render(full)
    assert html.count(b64encode(bytes(1_700)).decode()) == most_thumbnails(full)
    assert len(html.encode()) < MOST_BYTES
