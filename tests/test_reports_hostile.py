"""Public collections of attacks through every field of a report: text they are, text they stay."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from reports.render import environment, is_web, render
from reports.sections import sections_of
from tests.attacks import (
    ROUNDS,
    Poisoner,
    attacks,
    fit_to_poison,
    needs_attacks,
    poisoned_reports,
    slim,
)
from tests.report_states import STATES

if TYPE_CHECKING:
    from reports.data import Report

pytestmark = needs_attacks


def harmless(sample: Report) -> set[str]:
    return {str(node.tag) for node in LexborHTMLParser(render(sample)).css("*")}


def test_no_attack_adds_an_element_a_handler_or_an_address() -> None:
    sample = fit_to_poison(STATES["for a client"]())
    known = harmless(sample)
    acting = Counter(node.tag for node in LexborHTMLParser(render(sample)).css("script, style"))
    for report in poisoned_reports(sample):
        page = LexborHTMLParser(render(report))
        nodes = page.css("*")
        assert {str(node.tag) for node in nodes} <= known
        assert Counter(node.tag for node in page.css("script, style")) == acting
        for node in nodes:
            assert not [name for name in node.attributes if name.startswith("on")]
            assert "style" not in node.attributes
        for link in page.css("a[href]"):
            href = link.attributes["href"] or ""
            assert href.startswith("#") or is_web(href), href
        for picture in page.css("[src], image[href], use[href]"):
            source = picture.attributes.get("src") or picture.attributes.get("href") or ""
            assert source.startswith(("data:image/webp;base64,", "#")), source


def test_the_same_attacks_without_escaping_would_act() -> None:
    """The control: the check above can fail."""
    sample = fit_to_poison(STATES["for a client"]())
    page = environment().overlay(autoescape=False).get_template("report.html.j2")
    known, found, handlers = harmless(sample), set[str](), 0
    for report in islice(poisoned_reports(sample), 0, ROUNDS, 8):
        html = page.render(
            report=report, sections=sections_of(report), style="", script="", policy=""
        )
        nodes = LexborHTMLParser(html).css("*")
        found |= {str(node.tag) for node in nodes}
        handlers += sum(any(name.startswith("on") for name in node.attributes) for node in nodes)
    assert len(found - known) > 20
    assert handlers > 100


def test_a_slim_report_has_every_kind_of_text() -> None:
    whole, slender = Poisoner(attacks()), Poisoner(attacks())
    sample = STATES["for a client"]()
    whole.poison(sample)
    slender.poison(slim(sample))
    assert set(slender.seen) == set(whole.seen)
    assert len(slender.places) < len(whole.places)
