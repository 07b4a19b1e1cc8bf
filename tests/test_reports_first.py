"""Who said it before whom, and what a first reading can say of months."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports.first_findings import (
    DatedClaim,
    FirstSaid,
    dated_claims,
    dots,
    first_heading,
    first_so_what,
    post_span,
    shows_first,
    who_line,
)
from reports.history_data import NO_HISTORY
from reports.month_findings import is_first_reading, months_heading, months_so_what
from reports.posts_data import ClaimDate
from reports.render import render

if TYPE_CHECKING:
    from reports.data import Report
    from tests.conftest import MakeReport

MAY, JUNE, JULY = date(2026, 5, 3), date(2026, 6, 3), date(2026, 7, 3)
CLIENT = "Dunmore Tax"


def sure(company: str, day: date) -> FirstSaid:
    return FirstSaid(company, day, day)


def by(company: str, day: date) -> FirstSaid:
    return FirstSaid(company, None, day)


def dated(*said: FirstSaid) -> DatedClaim:
    return DatedClaim("We put our clients first.", "post-claim", "c1", said)


@pytest.mark.parametrize(
    ("one", "two", "before"),
    [
        (sure("A", MAY), sure("B", JUNE), True),
        (sure("A", JUNE), sure("B", MAY), False),
        (sure("A", MAY), sure("B", MAY), False),
        (by("A", MAY), sure("B", JUNE), True),
        (sure("A", MAY), by("B", JUNE), False),
        # One reading in June held A's and lacked B's.
        (FirstSaid("A", MAY, JUNE), FirstSaid("B", JUNE, JULY), True),
        (FirstSaid("A", MAY, JULY), FirstSaid("B", JUNE, JULY), False),
        (FirstSaid("A", MAY, MAY), FirstSaid("B", JUNE, JULY), True),
    ],
)
def test_before_means_before_whatever_the_days_in_between(
    one: FirstSaid,
    two: FirstSaid,
    before: bool,  # noqa: FBT001 - a table
) -> None:
    assert one.before(two) is before


def test_first_is_who_was_before_all_others() -> None:
    assert dated(sure("A", MAY), sure("B", JUNE), sure("C", JULY)).first == sure("A", MAY)
    assert dated(sure("A", MAY), sure("B", MAY), sure("C", JULY)).first is None
    assert dated(sure("A", MAY), by("B", JULY)).first is None


def with_dates(report: Report, days: dict[str, tuple[date, bool]]) -> Report:
    """Give a report whose posts share one claim, said first on these days."""
    assert report.posts is not None
    claim = replace(report.posts.claims[0], companies=tuple(days), alike=())
    dates = tuple(
        ClaimDate(claim.id, name, day, JULY, 1, is_sure) for name, (day, is_sure) in days.items()
    )
    posts = replace(report.posts, claims=(claim,), dates=dates)
    return replace(report, posts=posts, history=NO_HISTORY)


def test_the_client_is_told_how_often_it_was_before_the_others(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    leading = with_dates(report, {"Alder & Vane": (JUNE, True), CLIENT: (MAY, True)})
    assert (
        first_heading(leading) == "Of 1 shared claim that you post, you posted 1 before the others"
    )
    assert (
        first_so_what(leading)[0]
        == "Somebody else said 0 of the 1 before you; of 0 it can’t be told."
    )
    behind = with_dates(report, {"Alder & Vane": (MAY, True), CLIENT: (JUNE, True)})
    assert (
        first_heading(behind) == "Of 1 shared claim that you post, you posted 0 before the others"
    )
    assert (
        first_so_what(behind)[0]
        == "Somebody else said 1 of the 1 before you; of 0 it can’t be told."
    )
    unsure = with_dates(report, {"Alder & Vane": (MAY, True), CLIENT: (JUNE, False)})
    assert (
        first_so_what(unsure)[0]
        == "Somebody else said 0 of the 1 before you; of 1 it can’t be told."
    )
    others = with_dates(report, {"Alder & Vane": (MAY, True), "Brightledger": (JUNE, True)})
    assert first_heading(others) == "You post none of 1 shared claim with dates"
    assert len(first_so_what(others)) == 1


def test_the_field_is_told_how_often_anybody_was(make_report: MakeReport) -> None:
    days = {"Alder & Vane": (JUNE, True), "Brightledger": (MAY, True)}
    report = with_dates(make_report(8), days)
    heading = "1 of 1 shared claim was posted by one company before the others"
    assert first_heading(report) == heading
    tied = with_dates(make_report(8), days | {"Alder & Vane": (MAY, True)})
    assert first_heading(tied) == heading.replace("1 of 1", "0 of 1")


def test_claims_of_one_company_have_no_first(make_report: MakeReport) -> None:
    report = with_dates(make_report(8), {"Alder & Vane": (MAY, True)})
    assert not shows_first(report)
    assert not shows_first(replace(report, posts=None))
    assert "first" not in [
        node.attributes["id"] for node in LexborHTMLParser(render(report)).css("main > section")
    ]


def test_dots_stand_on_their_days_and_clear_of_each_other(make_report: MakeReport) -> None:
    report = make_report(8)
    assert report.posts is not None
    claim = dated(sure("A", MAY), by("B", MAY), sure("C", date(2026, 11, 12)))
    placed = dots(post_span(report.posts), claim)
    assert [(dot.x, dot.level, dot.open) for dot in placed] == [
        (4.0, 0, False),
        (4.0, 1, True),
        (98.0, 0, False),
    ]
    for found in dated_claims(report):
        for one, two in pairwise(dots(post_span(report.posts), found)):
            assert one.level != two.level or abs(one.x - two.x) >= 2.5


def test_who_said_it_when_is_written_out() -> None:
    claim = dated(*(sure(name, MAY) for name in "ABC"), by("D", JUNE), sure("E", JULY))
    assert who_line(claim) == (
        "A 3 May 2026; B 3 May 2026; C 3 May 2026; D by 3 June 2026, perhaps before; 1 other later"
    )


def test_nobody_is_said_to_have_copied(make_report: MakeReport) -> None:
    section = LexborHTMLParser(render(make_report(8, CLIENT))).css_first("#first")
    assert section is not None
    assert "cop" not in re.sub(r"company|companies", "", section.text())
    assert section.css(".dot.open")
    assert section.css(".dot.you")
    assert section.css("a.jump[href^='#post-claim-']")


def first_time(report: Report) -> Report:
    sites = tuple(
        replace(site, unchanged=0, changed=0, gone=0, new=site.fetched) for site in report.coverage
    )
    return replace(report, coverage=sites)


def test_a_site_that_moved_has_a_history_all_the_same(make_report: MakeReport) -> None:
    report = first_time(make_report(8))
    assert not is_first_reading(report)
    assert months_heading(report).startswith("Index 60 at first, 68 now")
    alone = replace(report, history=replace(report.history, readings=report.history.readings[:2]))
    assert "0 of 0" not in months_heading(alone)


def test_a_first_reading_draws_no_line(make_report: MakeReport) -> None:
    report = replace(first_time(make_report(8)), history=NO_HISTORY)
    assert is_first_reading(report)
    assert months_heading(report) == "A first reading draws no line"
    assert "may be a week old" in months_so_what(report)[0]
    section = LexborHTMLParser(render(report)).css_first("#months")
    assert section is not None
    assert "From the second reading on" in section.text()
    assert not section.css("table")


def test_a_later_reading_counts_pages_and_claims_no_change_of_message(
    make_report: MakeReport,
) -> None:
    report = make_report(4, history=NO_HISTORY)
    assert not is_first_reading(report)
    # 25 unchanged and 3 changed of each, and every other site lost one.
    assert months_heading(report) == "14 of 114 pages changed or went since the last reading"
    assert "is not yet a message that changed" in months_so_what(report)[0]
    section = LexborHTMLParser(render(report)).css_first("#months")
    assert section is not None
    assert len(section.css("tbody tr")) == 4
