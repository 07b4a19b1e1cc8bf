"""Links inside the page: those to what was left out become words, and none is misspelt."""

from __future__ import annotations

import re

from reports.links import unlinked
from reports.render import environment
from reports.sections import SECTIONS, sections_of
from tests.report_states import STATES

FULL = ("for a client", "about the field", "an agency's")
"""States that between them show every section and every kind of link."""


def linked_page(state: str, template: str) -> str:
    """Give a report's page before its dead links are taken off."""
    report, page = STATES[state](), environment().get_template(template)
    return page.render(
        report=report, sections=sections_of(report), style="", script="", policy="", pages={}
    )


def test_every_link_that_is_written_has_a_place_in_some_report() -> None:
    """A misspelt one would become plain words, and nobody would see it."""
    pages = [
        linked_page(state, f"{name}.html.j2") for state in FULL for name in ("report", "paper")
    ]
    ids = {found for page in pages for found in re.findall(r' id="([^"]+)"', page)}
    links = {found for page in pages for found in re.findall(r' href="#([^"]+)"', page)}
    assert {section.id for section in SECTIONS} <= ids & links
    assert links <= ids


def test_a_dead_link_becomes_words_and_a_jump_goes() -> None:
    html = '<p id="here">It <a href="#gone">was so</a>. <a class="jump" href="#gone">See it</a></p>'
    assert unlinked(html) == '<p id="here">It <a>was so</a>.</p>'
    assert unlinked(html.replace("gone", "here")) == html.replace("gone", "here")
