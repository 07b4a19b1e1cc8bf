"""What the sections say they found: no order where ranges overlap, no name without a figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from reports import findings
from reports.data import Range, SwapMatrix, WeededOut

if TYPE_CHECKING:
    from reports.data import CompanyScore, Report
    from tests.conftest import MakeReport


def with_ranges(report: Report, *ranges: tuple[float, float, float]) -> Report:
    """Give the report with the first companies only, one (value, low, high) each."""
    pairs = zip(report.companies, ranges, strict=False)
    scored = tuple(replace(company, index=Range(*figures)) for company, figures in pairs)
    return replace(report, companies=scored)


def unscored(company: CompanyScore) -> CompanyScore:
    return replace(company, published=False, index=None, reason="too thin")


def test_guessing_is_the_sum_of_the_chances(make_report: MakeReport) -> None:
    assert findings.guessing_gets(make_report(quiz=make_report().quiz[:4])) == (
        "Guessing would get 1.0 of 4."
    )


def test_companies_are_listed_highest_first_and_unscored_ones_apart(
    make_report: MakeReport,
) -> None:
    first, *others = make_report().companies
    companies = (unscored(first), *others)
    values = [c.index.value for c in findings.scored(companies) if c.index]
    assert values == sorted(values, reverse=True)
    assert len(values) == 7
    assert findings.left_out(companies) == {"too thin": [first.name]}


def test_who_was_left_out_for_the_same_reason_stands_together(make_report: MakeReport) -> None:
    one, two, three, *others = make_report().companies
    few = replace(unscored(two), reason="2 pages; 3 are needed")
    listed = findings.left_out((unscored(one), few, unscored(three), *others))
    assert list(listed.items()) == [
        ("too thin", [one.name, three.name]),
        ("2 pages; 3 are needed", [two.name]),
    ]
    silent = replace(unscored(one), reason="")
    assert findings.left_out((silent,)) == {"too little was read": [one.name]}


def test_a_company_clear_of_all_others_stands_apart(make_report: MakeReport) -> None:
    report = with_ranges(make_report(), (80, 70, 90), (75, 60, 85), (30, 20, 40))
    assert findings.pairs_heading(report) == "Cobalt Books stands apart from the rest"
    assert any("Cobalt Books is the most distinct" in s for s in findings.pairs_so_what(report))


def test_the_client_is_addressed(make_report: MakeReport) -> None:
    report = with_ranges(make_report(8, "Cobalt Books"), (80, 70, 90), (75, 60, 85), (30, 20, 40))
    assert findings.pairs_heading(report) == "You stand apart from the rest"
    assert any(s.startswith("You are the most distinct") for s in findings.pairs_so_what(report))


@pytest.mark.parametrize("low", [40.0, 39.0])
def test_nobody_stands_apart_where_ranges_touch(make_report: MakeReport, low: float) -> None:
    report = with_ranges(make_report(), (80, 70, 90), (50, low, 60), (30, 20, 40))
    assert findings.pairs_heading(report) == "No company is clearly the most distinct"
    sentences = findings.pairs_so_what(report)
    assert any(
        "Cobalt Books and Brightledger can’t be told apart" in sentence for sentence in sentences
    )


def test_one_scored_company_is_too_few_to_compare(make_report: MakeReport) -> None:
    report = with_ranges(make_report(), (80, 70, 90))
    assert findings.pairs_heading(report) == "Too few companies could be compared"


def test_the_client_is_placed_by_counts_never_by_rank(make_report: MakeReport) -> None:
    report = with_ranges(
        make_report(8, "Brightledger"), (90, 85, 95), (60, 50, 70), (20, 10, 30), (66, 55, 75)
    )
    assert findings.pairs_so_what(report)[-1] == (
        "Of your 3 rivals, 1 is clearly less interchangeable than you and 1 is clearly more; "
        "1 can’t be told from you."
    )


def matrix(*rows: tuple[float | None, ...]) -> SwapMatrix:
    return SwapMatrix(tuple("ABCDEFG"[: len(rows)]), rows)


def test_a_pair_is_the_mean_of_both_directions_and_needs_both() -> None:
    found = findings.pair_points(matrix((None, 80, 10), (60, None, None), (30, 5, None)))
    assert found == [(70, "A", "B"), (20, "A", "C")]


def test_a_pair_is_called_the_closest_only_when_it_leads_clearly(make_report: MakeReport) -> None:
    clear = matrix((None, 90, 50), (90, None, 50), (50, 50, None))
    said = findings.pairs_so_what(make_report(swap_matrix=clear))[0]
    assert said == "The most interchangeable pair is A and B (90), by more than 10 points."
    tied = matrix((None, 90, 85), (90, None, 50), (85, 50, None))
    said = findings.pairs_so_what(make_report(swap_matrix=tied))[0]
    assert said == (
        "Most interchangeable: A and B (90); A and C (85). A pair has no range: take these as tied."
    )


def test_many_tied_pairs_are_counted(make_report: MakeReport) -> None:
    rows = tuple(tuple(None if i == j else 90.0 for j in range(4)) for i in range(4))
    said = findings.pairs_so_what(make_report(swap_matrix=matrix(*rows)))[0]
    assert "A and D (90); 3 more within 10 points." in said


def test_a_matrix_without_figures_names_nobody(too_few: Report) -> None:
    assert findings.pairs_so_what(too_few) == []


def test_only_you_puts_the_client_first_and_leaves_empty_groups_out(
    make_report: MakeReport,
) -> None:
    report = make_report(8, "Dunmore Tax")
    report = replace(report, only_you=report.only_you[1:5])
    assert [name for name, _ in findings.only_you_groups(report)] == [
        "Dunmore Tax",
        "Brightledger",
        "Cobalt Books",
        "Everly Partners",
    ]


def test_only_you_is_said_for_whom_it_is(make_report: MakeReport) -> None:
    assert (
        findings.only_you_heading(make_report(8, "Dunmore Tax")) == "1 sentence that only you say"
    )
    assert findings.only_you_heading(make_report()) == "8 sentences that one company alone says"
    assert findings.only_you_heading(make_report(8, "Dunmore Tax", only_you=())) == (
        "We found no sentence that only you say"
    )
    assert findings.only_you_heading(make_report(only_you=())) == (
        "We found no sentence that one company alone says"
    )


@pytest.mark.parametrize(
    ("similarity", "words"),
    [
        (0.9, "close: judge for yourself"),
        (0.5, "near: perhaps the same point"),
        (0.49, "loosely related"),
        (-1.0, "nothing near it"),
    ],
)
def test_a_similarity_has_a_word(similarity: float, words: str) -> None:
    assert findings.nearness(similarity) == words


def test_weeding_counts_mentions_and_leaks() -> None:
    clean = WeededOut("A", (("Acme", "name", 2), ("Bob", "person", 1)), ())
    assert findings.weeded_heading([clean]) == (
        "3 mentions deleted before comparing, and no leak found"
    )
    leaking = replace(clean, leaks=("acmeish",))
    assert findings.weeded_heading([clean, leaking]) == (
        "6 mentions deleted before comparing; 1 word still leaks"
    )


def test_dates_are_one_day_or_first_and_last(make_report: MakeReport) -> None:
    report = make_report()
    assert findings.reading_dates(report) == "read on 20 November 2026"
    late = replace(report.coverage[0], last_read=datetime(2026, 11, 22, tzinfo=UTC))
    report = replace(report, coverage=(late, *report.coverage[1:]))
    assert findings.reading_dates(report) == "read from 20 November 2026 to 22 November 2026"
    assert findings.days_read(late) == "20 November 2026 to 22 November 2026"
    never = replace(late, first_read=None, last_read=None)
    assert findings.days_read(never) == "–"
    assert findings.reading_dates(replace(report, coverage=(never,))) == "run of 21 November 2026"


def test_the_method_counts_pages_and_sites(make_report: MakeReport) -> None:
    assert findings.method_heading(make_report()).startswith("240 pages read on 8 sites:")
