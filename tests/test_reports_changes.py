"""What changed since the last reading, as a reader is told; and months as a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports.change_findings import (
    changes_heading,
    changes_so_what,
    field_sentence,
    gap_words,
    said_since,
    shows_changes,
    span_words,
    taken_up,
)
from reports.data import Range
from reports.first_findings import first_heading, page_claims, unknown_age
from reports.history_data import CompanyMove, Unread
from reports.month_chart import breaks, charted, month_line
from reports.month_findings import months_heading, months_so_what
from reports.render import render
from tests.history_samples import DAYS, at, first_history, reading, sighting, unchanged_history
from tests.report_states import STATES

if TYPE_CHECKING:
    from reports.data import Report
    from tests.conftest import MakeReport

CLIENT = "Dunmore Tax"


def ids(report: Report) -> list[str]:
    sections = LexborHTMLParser(render(report)).css("main > section")
    return [str(node.attributes["id"]) for node in sections]


def with_field(report: Report, move: Range | None, direction: str) -> Report:
    moves = (CompanyMove(None, move, direction, 90, ""), *report.history.moves[1:])
    return replace(report, history=replace(report.history, moves=moves))


def test_what_changed_comes_right_after_the_finding(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    assert ids(report)[:2] == ["verdict", "changes"]
    assert changes_heading(report).startswith("Since 20 October 2026: ")
    first = replace(report, history=first_history(report))
    assert not shows_changes(first)
    assert "changes" not in ids(first)


def test_no_change_that_can_be_measured_is_a_result(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    still = replace(report, history=unchanged_history(report))
    assert changes_heading(still) == "No change we can measure since 20 October 2026"
    words = " ".join(changes_so_what(still))
    assert "Whether the field came closer: no change we can measure, +1.1 points" in words
    section = LexborHTMLParser(render(still)).css_first("#changes")
    assert section is not None
    assert [node.text() for node in section.css("h3.below")] == [
        "Who moved towards the others, who away"
    ]


@pytest.mark.parametrize(
    ("move", "direction", "said"),
    [
        (Range(2.1, 0.4, 3.9), "closer", "rivals, +2.1 points (+0.4 to +3.9)."),
        (
            Range(-2.1, -3.9, -0.4),
            "away",
            "rivals, \N{MINUS SIGN}2.1 points (\N{MINUS SIGN}3.9 to \N{MINUS SIGN}0.4).",
        ),
        (Range(0.0, 0.0, 0.0), "none", "nobody moved."),
        (Range(0.01, -0.02, 0.04), "none", "measure, less than 0.1 points."),
        (Range(0.3, -1.0, 2.0), "none", "measure, +0.3 points (\N{MINUS SIGN}1.0 to +2.0)."),
        (None, "", "too few sites were read both times."),
    ],
)
def test_whether_the_field_came_closer(
    move: Range | None, direction: str, said: str, make_report: MakeReport
) -> None:
    assert field_sentence(with_field(make_report(8), move, direction)).endswith(said)


def test_who_took_up_whose_claim_with_both_quotes(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    change = taken_up(report)[0]
    assert change.company == CLIENT
    section = LexborHTMLParser(render(report)).css_first("#changes .followed")
    assert section is not None
    quotes = [node.text() for node in section.css("blockquote")]
    assert quotes == [change.earlier[0].text, change.text]
    assert len(section.css("a[href^='https://']")) == 2
    assert "copied" not in section.text()


def test_days_and_gaps_in_words(make_report: MakeReport) -> None:
    assert span_words(DAYS[0], DAYS[0]) == "on 20 August 2026"
    assert span_words(DAYS[0], DAYS[1]) == "between 20 August and 20 September 2026"
    turn = span_words(date(2025, 12, 20), date(2026, 1, 20))
    assert turn == "between 20 December 2025 and 20 January 2026"
    assert said_since(sighting("c", "A", "x", 0)) == "By 20 August 2026, perhaps long before"
    assert said_since(sighting("c", "A", "x", 1)) == "Between 20 August and 20 September 2026"
    change = taken_up(make_report(8))[0]
    assert gap_words(change) == "2 months or more before"
    known = replace(change, earlier=(sighting("c", "A", "x", 1),))
    assert gap_words(known) == "30 days to 3 months before"
    late = replace(change, earlier=(sighting("c", "A", "x", 2),))
    assert gap_words(late) == "up to 2 months before"
    just = replace(change, after=DAYS[0], earlier=(sighting("c", "A", "x", 0),))
    assert gap_words(just) == "before"


def test_the_line_joins_what_compares_and_names_its_breaks(make_report: MakeReport) -> None:
    report = make_report(8)
    line = month_line(report)
    assert len(line.marks) == 5
    (joint,) = line.joints
    assert joint.count(",") == 4
    assert breaks(report) == [
        "The line breaks before 20 Aug 2026: measured by version 0.1.0, before by 0.0.9."
    ]
    fewer = replace(report.history.readings[2], members=("A", "B"))
    readings = (*report.history.readings[:2], fewer, *report.history.readings[3:])
    other = replace(report, history=replace(report.history, readings=readings))
    assert len(month_line(other).joints) == 1
    assert len(breaks(other)) == 3
    assert months_heading(report) == "Index 60 at first, 68 now; the ranges overlap"


def test_one_reading_and_other_versions_draw_no_line(make_report: MakeReport) -> None:
    first = STATES["first month"]()
    assert months_heading(first) == "A first reading draws no line"
    assert "polyline" not in render(first)
    other = STATES["another version before"]()
    assert "measured by version 0.0.9 with all-MiniLM-L6-v2 only" in months_so_what(other)[0]
    html = render(other)
    assert "polyline" not in html
    assert "changes" not in ids(other)
    one_reading = replace(
        make_report(8).history,
        readings=tuple(reading(n, DAYS[3], ("A",), f"0.{n}") for n in range(3)),
    )
    assert len(charted(replace(make_report(8), history=one_reading))) == 1


def test_two_readings_of_one_day_are_told_apart_by_the_hour(make_report: MakeReport) -> None:
    report = make_report(8)
    still = unchanged_history(report)
    again = replace(still.readings[-1], run_id="later", read_at=at(DAYS[3], 16))
    (headline, *_) = report.history.headlines
    turned = replace(headline, before_at=at(DAYS[3]), after_at=at(DAYS[3], 16))
    history = replace(still, readings=(*still.readings, again), since=at(DAYS[3]))
    twice = replace(report, history=history)
    assert changes_heading(twice) == "No change we can measure since 20 November 2026, 10:15 UTC"
    line = month_line(twice)
    assert [mark.label for mark in line.marks[-2:]] == ["", "20 Nov 2026, 16:15"]
    assert line.marks[-1].x - line.marks[-2].x == 12
    assert line.marks[-2].title.startswith("20 Nov 2026, 10:15: 68")
    page = LexborHTMLParser(render(replace(twice, history=replace(history, headlines=(turned,)))))
    days = [node.text().strip() for node in page.css("#months table:first-of-type tbody th")]
    assert days[3:6] == [
        "20 October 2026", "20 November 2026, 10:15 UTC", "20 November 2026, 16:15 UTC",
    ]  # fmt: skip
    kickers = [node.text() for node in page.css("#changes .headline .kicker")]
    assert kickers == [
        "Before, read 20 November 2026, 10:15 UTC", "Now, read 20 November 2026, 16:15 UTC",
    ]  # fmt: skip


def test_claims_of_unknown_age_have_no_first_and_are_counted(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    assert page_claims(report)
    assert "spread while we looked" in first_heading(report)
    assert unknown_age(report).startswith("Of 112 claims, ")
    unknown = replace(report, history=first_history(report))
    assert page_claims(unknown) == []
    assert "that you post" in first_heading(unknown)
    assert "kept out of every count" in render(report)


def test_a_sentence_at_the_top_leads_to_what_changed(make_report: MakeReport) -> None:
    verdict = LexborHTMLParser(render(make_report(8, CLIENT))).css_first("#verdict")
    assert verdict is not None
    link = verdict.css_first("a[href='#changes']")
    assert link is not None
    assert link.text() == changes_heading(make_report(8, CLIENT))


def test_who_was_not_read_is_said_wherever_nothing_changed(make_report: MakeReport) -> None:
    report = make_report(8)
    gone = (Unread("Cressimer", DAYS[1], 1), Unread("Dunmore", DAYS[0], 3))
    still = replace(report, history=replace(unchanged_history(report), unread=gone))
    heading = "No change we can measure since 20 October 2026; 2 sites not read"
    assert changes_heading(still) == heading
    section = LexborHTMLParser(render(still)).css_first("#changes")
    assert section is not None
    lines = [node.text() for node in section.css(".plain-lines li")]
    rest = "What it says now is not in this report."
    assert lines == [
        f"Cressimer: last read 20 September 2026, not this time. {rest}",
        f"Dunmore: last read 20 August 2026, not in the last 3 readings. {rest}",
    ]
    moved = with_field(still, Range(0.0, 0.0, 0.0), "none")
    assert field_sentence(moved).endswith(
        "every company that was read says what it said: nobody moved."
    )
