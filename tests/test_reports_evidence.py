"""What the report says of claims, words and open claims: counts apart, doubts said aloud."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.measures import prevalence
from reports import claim_findings, open_findings, word_findings, wording
from reports.data import Owner, Range

if TYPE_CHECKING:
    from reports.data import Claim, Report
    from tests.conftest import MakeReport


def alone(report: Report, claim: Claim) -> Report:
    return replace(report, claims=(claim,))


def test_claims_are_counted_apart_from_what_reads_alike(make_report: MakeReport) -> None:
    report = make_report()
    assert len(wording.same_claims(report)) == 12
    assert len(wording.alike_claims(report)) == 2
    assert claim_findings.claims_heading(report) == (
        "12 claims said in the same sense, the strongest by 6 of 8"
    )
    assert claim_findings.claims_heading(alone(report, report.claims[0])) == (
        "1 claim said in the same sense, the strongest by 6 of 8"
    )


def test_a_field_without_a_same_claim_says_so_plainly(make_report: MakeReport) -> None:
    report = make_report()
    assert claim_findings.claims_heading(alone(report, report.claims[-1])) == (
        "No claim was found said in the same sense by two companies; some read alike"
    )
    assert claim_findings.claims_heading(make_report(claims=())) == (
        "No two companies were found saying the same, or nearly"
    )
    assert claim_findings.claims_so_what(alone(report, report.claims[-1])) == []


def test_tiers_are_tallied_with_their_meaning_and_the_clients_claims_counted(
    make_report: MakeReport,
) -> None:
    tally, owners = claim_findings.claims_so_what(make_report(8, "Dunmore Tax"))
    assert tally == (
        "2 table stakes (three quarters of the companies or more), 5 crowded (half or more), "
        "2 contested (a quarter or more) and 3 rare (fewer). You make 5 of the 12; "
        "what you say reads like 2 more."
    )
    assert owners.startswith("Claims with a leader, who has more than half of the pages: ")


def test_the_tiers_meanings_are_the_programs() -> None:
    counts = [prevalence.tier(number, 20) for number in range(21)]
    assert list(dict.fromkeys(reversed(counts))) == list(claim_findings.TIERS)
    assert [counts.index(tier) for tier in claim_findings.TIERS] == [15, 10, 5, 0]


def test_an_owner_is_named_and_the_client_addressed(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    claim = replace(report.claims[0], owner=Owner("Dunmore Tax", 0.62))
    assert claim_findings.owner_line(claim, report.client) == (
        "You lead it, with 62 % of it by pages."
    )
    assert claim_findings.owner_line(claim, None).startswith("Dunmore Tax leads it")
    assert claim_findings.owner_line(replace(claim, owner=None), None) == ""
    said = claim_findings.claims_so_what(alone(report, claim))
    assert said[1] == "Claims with a leader, who has more than half of the pages: you (1)."
    nobody = claim_findings.claims_so_what(alone(report, replace(claim, owner=None)))
    assert nobody[1].startswith("No company owns one")


@pytest.mark.parametrize(
    ("share", "sentence"),
    [
        (Range(0.607, 0.538, 0.677), "Of 100 x, at least 61 are said by a rival too (54 to 68)"),
        (Range(0.01, 0.001, 0.03), "Of 100 x, hardly any was found at a rival too (0 to 3)"),
        (Range(0.001, 0.0, 0.004), "Of 100 x, less than 1 was found at a rival too"),
    ],
)
def test_the_echo_is_at_least_and_says_where_it_may_be_nothing(share: Range, sentence: str) -> None:
    assert claim_findings.echo_sentence(share, "x") == sentence


def test_the_echo_of_one_company_is_the_one_over_all_that_was_read(
    make_report: MakeReport,
) -> None:
    report = make_report(8, "Dunmore Tax")
    mine = claim_findings.echo_of(report, "Dunmore Tax")
    assert mine is not None
    assert claim_findings.echo_heading(report) == claim_findings.echo_sentence(
        mine.as_read, "statements of yours"
    )
    field = claim_findings.echo_of(report, None)
    assert field is not None
    assert claim_findings.echo_heading(make_report()) == claim_findings.echo_sentence(
        field.as_read, "statements"
    )
    names = [echo.company for echo in claim_findings.company_echoes(report)]
    assert names == [company.name for company in report.companies]
    assert "Too few companies" in claim_findings.echo_heading(replace(report, echoes=()))


def test_stock_phrases_lead_with_whole_ones_and_leave_out_everybodys(
    make_report: MakeReport,
) -> None:
    report = make_report()
    phrases = word_findings.own_phrases(report)
    assert [phrase.whole for phrase in phrases] == [True, True, False]
    assert len(word_findings.general_phrases(report)) == 1
    assert word_findings.words_heading(report) == (
        "3 stock phrases; “focus on your business” is said by 5 of 8"
    )
    assert word_findings.words_heading(make_report(stock_phrases=())).startswith("No phrase")


def test_a_phrase_is_shown_as_it_is_written_with_numbers_named_and_breaks_dotted(
    make_report: MakeReport,
) -> None:
    whole, broken, number, _ = make_report().stock_phrases
    assert word_findings.phrase_words(broken) == "… no hidden costs and …"
    assert word_findings.phrase_words(number) == "[number] small businesses across the country"
    first, *others = whole.uses
    uses = (first, *(replace(use, passage="Focus on Your Business") for use in others))
    assert word_findings.phrase_words(replace(whole, uses=uses)) == "Focus on Your Business"


def test_words_that_are_not_clear_of_strangers_are_said_to_be(make_report: MakeReport) -> None:
    report = make_report()
    one, two = (
        next(row for row in report.same_words if row.company is None and row.least == least)
        for least in (1, 2)
    )
    assert one.clear
    assert not two.clear
    assert word_findings.field_words_sentence(report) == (
        "21.4 of 1,000 words stand in phrases of four words or more that a rival uses, too; "
        "among strangers 5.2. Difference 4.2 to 31.2."
    )
    assert word_findings.words_sentence(two) == (
        "Word for word, no more than strangers can be shown: 10.7 of 1,000 words stand in phrases "
        "that two rivals use, too, 2.6 among strangers. The range of the difference includes zero "
        "(\N{MINUS SIGN}3.9 to 23.1)."
    )
    neither = replace(report, same_words=(replace(one, clear=False), two))
    assert word_findings.field_words_sentence(neither) == word_findings.words_sentence(two)
    assert word_findings.words_verdict(two) == "no more than strangers can be shown"


def test_words_that_were_not_measured_say_why(too_few: Report) -> None:
    assert word_findings.field_words_sentence(too_few) == (
        "Words in common were not measured: 2 companies were read, 5 are needed."
    )
    assert word_findings.words_rows(too_few) == []
    nothing = replace(too_few, same_words=())
    assert word_findings.field_words_sentence(nothing) == "Words in common were not measured."


def test_the_client_has_rows_and_words_of_its_own_first(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    assert {row.company for row in word_findings.words_rows(report)} == {None, "Dunmore Tax"}
    assert {row.company for row in word_findings.words_rows(make_report())} == {None}
    rows = word_findings.company_words_rows(report)
    assert [row.company for row in rows] == [
        company.name for company in report.companies if not company.is_client
    ]
    assert word_findings.own_word_groups(report)[0][0] == "Dunmore Tax"
    assert word_findings.own_words_heading(report) == "Your own words: “error log” and “phone”"
    assert word_findings.own_words_heading(replace(report, own_words=())) == (
        "You have no word of your own beyond chance"
    )
    assert word_findings.own_words_heading(make_report()) == (
        "8 of 8 companies have words of their own"
    )
    assert word_findings.words_so_what(report)[1] == "You use 2 of the 3 stock phrases."


def test_open_claims_are_asked_with_their_bound_the_doubtful_apart(
    make_report: MakeReport,
) -> None:
    report = make_report(9)
    assert open_findings.white_space_heading(report) == (
        "3 claims that 0 of 9 make. Which would be true of you?"
    )
    assert open_findings.bound_sentence(report).startswith(
        "0 of 9 were found saying it; up to 28 %"
    )
    assert [claim.doubtful for claim in open_findings.doubtful_questions(report)] == [True]
    assert open_findings.bound_sentence(make_report(white_space=())) == ""
    assert open_findings.white_space_heading(make_report(white_space=())) == (
        "We found no claim that clearly nobody makes"
    )


def test_first_come_at_most_two_questions_of_a_theme(make_report: MakeReport) -> None:
    report = make_report()
    claims = tuple(
        replace(report.white_space[0], id=f"o{number}", theme="price" if number < 5 else "proof")
        for number in range(9)
    )
    report = replace(report, white_space=claims)
    assert [c.id for c in open_findings.open_questions(report)] == ["o0", "o1", "o5", "o6"]
    assert [c.id for c in open_findings.other_questions(report)] == ["o2", "o3", "o4", "o7", "o8"]


def test_who_says_it_elsewhere_is_counted_and_what_was_not_judged_only_comes_near(
    make_report: MakeReport,
) -> None:
    shipped, made, *_ = make_report().white_space
    assert open_findings.elsewhere(shipped) == "0 of 30 companies of other fields come near to it."
    assert open_findings.elsewhere(replace(shipped, near_elsewhere=1)).endswith(
        "fields comes near to it."
    )
    assert open_findings.elsewhere(made) == "In game engine 3 of 6 make it."
