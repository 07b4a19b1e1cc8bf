"""The section on voice: what it says, where its dots stand, what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.measures.voice.axes import read_axes
from reports.data import Range
from reports.read_voice import read_voice
from reports.render import render
from reports.voice_data import SILENT, Voice
from reports.voice_findings import (
    COUNTS,
    rate_of,
    sameness_words,
    stands_words,
    strips,
    told_apart,
    voice_heading,
    voice_lines,
    voice_so_what,
)

if TYPE_CHECKING:
    from reports.data import Report
    from tests.conftest import MakeReport

CLIENT = "Dunmore Tax"


def with_stands(report: Report, stands: dict[str, str], other: str = "like") -> Report:
    """Give the report with each rate standing as told."""
    rates = tuple(replace(r, stands=stands.get(r.axis, other)) for r in report.voice.rates)
    return replace(report, voice=replace(report.voice, rates=rates))


def test_the_counts_are_those_that_are_measured() -> None:
    assert [(c.axis, c.pole, c.name) for c in COUNTS] == [
        (axis.id, axis.pole, axis.name) for axis in read_axes()
    ]


@pytest.mark.parametrize(
    ("stands", "client", "heading"),
    [
        ({}, None, "The field is like other fields on all 11 counts, as far as can be told"),
        (
            {"absolutes": "more"},
            None,
            "The field is more polished than other fields on 1 of 11 counts",
        ),
        ({"limits": "more"}, CLIENT, "You are more human than other fields on 1 of 11 counts"),
        (
            {"limits": "less", "superlatives": "less"},
            CLIENT,
            "You are more polished than other fields on 1 of 11 counts, more human on 1",
        ),
        (
            dict.fromkeys(("superlatives", "absolutes", "stock_phrases"), "more")
            | dict.fromkeys(("limits", "people", "prices"), "less"),
            CLIENT,
            "Flawless on 6 of 11 counts",
        ),
    ],
)
def test_heading(
    make_report: MakeReport, stands: dict[str, str], client: str | None, heading: str
) -> None:
    assert voice_heading(with_stands(make_report(8, client), stands)) == heading


def test_nothing_is_said_beyond_the_evidence(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    alone = with_stands(report, {}, "")
    assert voice_heading(alone) == "How everybody sounds, with nobody to hold it against"
    assert strips(alone) == []
    assert all("other fields" not in sentence for sentence in voice_so_what(alone))
    rates = tuple(
        replace(r, rate=None, others=None, stands="", reason="not measured: the lists are English")
        for r in report.voice.rates
    )
    foreign = replace(report, voice=Voice(rates=rates))
    assert voice_heading(foreign) == "Voice was not measured"
    assert voice_so_what(foreign) == ["Not scored: not measured: the lists are English."]
    assert 'id="voice"' not in render(replace(report, voice=SILENT))
    assert 'id="voice"' in render(foreign)


def test_dots_stand_towards_their_pole(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    for strip in strips(report):
        assert all(0 <= dot.at <= 100 for dot in strip.dots)
        assert strip.dots[-1].is_client
        rate = rate_of(report, strip.count.axis, CLIENT)
        assert rate is not None
        share = 100 * (rate.below + rate.ties / 2) / rate.strangers
        assert strip.dots[-1].at == pytest.approx(
            share if strip.count.pole == "polished" else 100 - share
        )


def test_words_for_figures(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    rate = rate_of(report, "superlatives", CLIENT)
    assert rate is not None
    assert stands_words(replace(rate, below=20, ties=2, stands="more")) == (
        "above 20 of 27, level with 2: clearly more"
    )
    assert stands_words(replace(rate, stands="")) == "27 companies of other fields are too few"
    apart = told_apart(report)
    assert apart
    assert all(row.clear for row in apart)
    assert sameness_words(apart[0]) == "0.71: they can be told apart"
    so_what = " ".join(voice_so_what(report))
    assert "Found nowhere in the field: admissions of mistakes or named people." in so_what
    assert "authentic" not in so_what.lower()


def test_the_clients_lines_come_first(make_report: MakeReport) -> None:
    lines = voice_lines(make_report(40, CLIENT), "absolutes")
    assert lines[0].quote.company == CLIENT
    assert len(lines) <= 9
    html = render(make_report(8, CLIENT))
    assert "We <mark>always</mark> put you first" in html


def test_a_forty_company_section_stays_small(make_report: MakeReport) -> None:
    report = make_report(40, CLIENT)
    without = len(render(replace(report, voice=SILENT)))
    assert len(render(report)) - without < 150_000


def test_runs_of_older_versions_know_no_voice() -> None:
    assert read_voice(lambda _: [], ["claims"]) == SILENT


def test_a_rate_is_read_with_its_range() -> None:
    row = {
        "company": None, "axis": "limits", "pages": 3, "words": 900, "marks": 9, "rate": 10.0,
        "low": 8.0, "high": 12.0, "quarter": None, "middle": None, "three_quarters": None,
        "below": None, "ties": None, "strangers": 2, "fields": 1, "stands": "", "reason": "",
    }  # fmt: skip
    found = read_voice(
        lambda query: [row] if query == "report_voice_rates" else [],
        ["voice_rates", "voice_sameness", "transparency"],
    )
    assert found.rates[0].rate == Range(10.0, 8.0, 12.0)
    assert (found.rates[0].others, found.rates[0].below) == (None, 0)
