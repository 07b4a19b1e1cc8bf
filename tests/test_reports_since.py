"""Since when a quote or a picture stands on its company's pages, in the words of the report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports.data import Since
from reports.render import render
from reports.since_findings import since_note, since_words
from tests.history_samples import AT_FIRST, DAYS, JULY, with_dates

if TYPE_CHECKING:
    from tests.conftest import MakeReport


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (None, ""),
        (Since(None, DAYS[3]), ""),
        (Since(DAYS[0], DAYS[1]), "came between 20 August and 20 September 2026"),
        (Since(DAYS[3], DAYS[3]), "came on 20 November 2026"),
        (Since(None, JULY), "there before our first reading"),
        (Since(None, DAYS[1]), "there by 20 September 2026, perhaps before"),
    ],
)
def test_what_the_readings_tell_and_no_more(
    since: Since | None, said: str, make_report: MakeReport
) -> None:
    report = make_report(8)
    quote = replace(report.claims[0].quotes[0], since=since)
    assert since_words(quote, report) == said


def test_claims_pictures_and_own_sentences_say_it_where_their_source_stands(
    make_report: MakeReport,
) -> None:
    report = make_report(8)
    page = LexborHTMLParser(render(report))
    for section in ("#claims", "#images .copies", "#only-you"):
        sources = [node.text() for node in page.css(f"{section} .source")]
        assert any("2026; came between 20 August and 20 September 2026" in s for s in sources)
        assert any(s.endswith("; there before our first reading") for s in sources)
    assert "“came between” two days" in since_note(report)
    first = with_dates(report, AT_FIRST)
    assert since_note(first) == ""
    assert "; came " not in render(first)
