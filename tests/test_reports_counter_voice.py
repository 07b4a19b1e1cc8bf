"""The counter-voice stands where a reader meets likeness, common claims and unique ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports.counter_voice import on_claims, on_only_you, on_pairs
from reports.render import render

if TYPE_CHECKING:
    from reports.data import Report
    from tests.conftest import MakeReport


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("pairs", "Alike is not a fault by itself"),
        ("pairs", "Haans 2019"),
        ("map", "Lying apart is not the same as being wanted"),
        ("claims", "Table stakes are not a fault"),
        ("only-you", "Unique is not the same as valuable"),
        ("next", "Table stakes are not a fault"),
        ("next", "Unique is not the same as valuable"),
        ("method", "being first and best at what everyone promises can beat being different"),
    ],
)
def test_each_section_prints_its_counter_voice(
    make_report: MakeReport, section: str, words: str
) -> None:
    found = LexborHTMLParser(render(make_report(8, "Dunmore Tax"))).css_first(f"#{section}")
    assert found is not None
    assert words in found.text()


def test_nothing_is_said_of_what_was_not_measured(make_report: MakeReport, too_few: Report) -> None:
    assert on_pairs(too_few) == []
    assert len(on_only_you(too_few)) == 1
    rare = tuple(replace(claim, tier="rare") for claim in make_report(8).claims[:2])
    assert on_claims(make_report(8, claims=rare)) == []
