"""The headline and the sentences of the verdict: what is said, and what is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reports import wording
from reports.data import IndustryScores, Range

if TYPE_CHECKING:
    from reports.data import Claim, Report
    from tests.conftest import MakeReport


def made_by(report: Report, number: int) -> Claim:
    """Give the report's first claim as if that many companies made it, in file order."""
    makers = tuple(company.name for company in report.companies[:number])
    return replace(report.claims[0], companies=makers)


def with_index(report: Report, index: Range) -> Report:
    return replace(report, scores=replace(report.scores, index=index))


def test_a_claim_of_most_companies_is_the_headline(make_report: MakeReport) -> None:
    report = make_report()
    report = replace(report, claims=(made_by(report, 6),))
    assert wording.headline(report) == (
        "6 of 8 firms in boutique accounting say nearly the same sentence."
    )


@pytest.mark.parametrize(
    ("client", "ending"),
    [("Dunmore Tax", "You are one of them."), ("Holloway Finch", "You are not one of them.")],
)
def test_the_headline_tells_the_client_its_part(
    make_report: MakeReport, client: str, ending: str
) -> None:
    report = make_report(8, client)
    assert wording.headline(replace(report, claims=(made_by(report, 6),))).endswith(
        f"sentence. {ending}"
    )


def test_a_claim_of_fewer_leaves_the_headline_to_the_pitches(make_report: MakeReport) -> None:
    report = make_report()
    report = replace(report, claims=(made_by(report, 4),))
    assert wording.headline(report) == (
        "8 firms in boutique accounting, about 1.4 pitches between them."
    )


def test_a_claim_is_no_headline_where_shown_pairs_are_wrong_too_often(
    make_report: MakeReport,
) -> None:
    report = make_report()
    doubtful = replace(report.method, pair_precision=Range(0.59, 0.48, 0.7))
    assert "pitches between them" in wording.headline(replace(report, method=doubtful))


@pytest.mark.parametrize(
    ("makers", "ending"),
    [
        ((1,), "The one look-alike claim is not yours."),
        ((4,), "The one look-alike claim is yours too."),
        ((1, 2), "None of the 2 look-alike claims is yours."),
        ((4, 2), "1 of the 2 look-alike claims is yours too."),
        ((4, 4, 2), "2 of the 3 look-alike claims are yours too."),
    ],
)
def test_the_pitches_tell_the_client_its_part(
    make_report: MakeReport, makers: tuple[int, ...], ending: str
) -> None:
    report = make_report(8, "Dunmore Tax")
    report = replace(report, claims=tuple(made_by(report, number) for number in makers))
    assert wording.headline(report).endswith(ending)


def test_a_field_that_shares_nothing_already_sounds_different(make_report: MakeReport) -> None:
    report = with_index(make_report(claims=()), Range(8, -5, 19))
    assert wording.headline(report) == (
        "8 firms in boutique accounting already sound different: "
        "they share no sentence we could find."
    )


def test_a_client_sounds_different_only_by_its_own_index(make_report: MakeReport) -> None:
    report = with_index(make_report(8, "Dunmore Tax", claims=()), Range(8, -5, 19))
    assert wording.headline(report).startswith("8 firms")
    low = tuple(replace(c, index=Range(9, -3, 20)) for c in report.companies)
    assert wording.headline(replace(report, companies=low)).startswith("You already sound")


def test_without_claims_a_high_index_is_not_called_different(make_report: MakeReport) -> None:
    assert "pitches between them" in wording.headline(make_report(claims=()))


def test_too_few_companies_are_no_headline_but_a_reason(too_few: Report) -> None:
    assert wording.headline(too_few) == (
        "Not enough evidence to score boutique accounting: 2 companies were read, 5 are needed."
    )


def test_a_long_reason_stays_out_of_the_headline(too_few: Report) -> None:
    scores = replace(too_few.scores, reason="because " * 20)
    assert wording.headline(replace(too_few, scores=scores)) == (
        "Not enough evidence to score boutique accounting."
    )


def test_an_unpublished_field_shows_no_claim_in_its_headline(too_few: Report) -> None:
    assert too_few.claims
    assert "sentence" not in wording.headline(too_few)


def test_the_dare_counts_the_questions(make_report: MakeReport, too_few: Report) -> None:
    assert "Read five sentences" in wording.dare(make_report())
    assert "Read one sentence" in wording.dare(make_report(quiz=make_report().quiz[:1]))
    assert "comes with the sentences" in wording.dare(make_report(quiz=()))
    assert "No score is better" in wording.dare(too_few)


def test_the_dare_speaks_of_yours_only_where_the_quiz_has_one(make_report: MakeReport) -> None:
    assert "which is yours" in wording.dare(make_report(8, "Dunmore Tax"))
    assert "who is talking" in wording.dare(make_report(8, "Holloway Finch"))
    assert "who is talking" in wording.dare(make_report())


@pytest.mark.parametrize(
    ("index", "words"),
    [
        (Range(11, -4, 25), "may read no more alike than a stranger’s"),
        (Range(68.4, 57, 78), "is 68 % of the way from a stranger’s page"),
        (Range(100, 90, 100), "reads like another page of the same company"),
    ],
)
def test_the_index_is_said_plainly(index: Range, words: str) -> None:
    sentence = wording.index_sentence(index, 8)
    assert words in sentence
    assert "8 companies" in sentence


def test_pitches_always_come_with_the_number_of_companies() -> None:
    assert wording.pitches_sentence(Range(2.1, 1.8, 2.6), 8).startswith(
        "8 companies sound like 2.1 "
    )


@pytest.mark.parametrize(("blind_test", "wrong"), [(0.0, "0"), (0.62, "31"), (1.0, "50")])
def test_the_blind_test_is_told_in_wrong_guesses(blind_test: float, wrong: str) -> None:
    sentence = wording.blind_sentence(Range(blind_test, 0, 1))
    assert f"gives {wrong} of 100 statements to the wrong one" in sentence
    assert "A coin would give 50." in sentence


@pytest.mark.parametrize(
    ("client", "words"),
    [
        (Range(30, 20, 39), "less interchangeable"),
        (Range(90, 81, 95), "more interchangeable"),
        (Range(75, 60, 85), "can’t be told apart"),
        (Range(30, 20, 40), "can’t be told apart"),
    ],
)
def test_a_client_is_ordered_only_where_ranges_are_apart(
    make_report: MakeReport, client: Range, words: str
) -> None:
    company = replace(make_report(8, "Dunmore Tax").companies[3], index=client)
    assert words in wording.client_sentence(company, Range(60, 40, 80))


def test_a_client_with_too_little_text_is_told_why(make_report: MakeReport) -> None:
    company = make_report(8, "Dunmore Tax").companies[3]
    thin = replace(company, published=False, index=None, reason="12 statements; 40 are needed")
    assert wording.client_sentence(thin, Range(60, 40, 80)) == (
        "Your own figure is not shown: 12 statements; 40 are needed."
    )


def test_precision_comes_with_its_range() -> None:
    assert wording.precision_sentence(Range(0.82, 0.742, 0.88)) == (
        "Of pairs this close, people call 82 in 100 the same claim (74 to 88). Read both quotes."
    )


def test_the_report_says_whom_it_is_for(make_report: MakeReport) -> None:
    assert wording.prepared_for(make_report()) == "Boutique accounting"
    assert wording.prepared_for(make_report(8, "Dunmore Tax")) == (
        "Boutique accounting, prepared for Dunmore Tax"
    )


def test_a_published_field_without_pitches_claims_none(make_report: MakeReport) -> None:
    scores = IndustryScores(
        published=True, reason="", companies=8, index=None, effective_pitches=None, blind_test=None
    )
    report = make_report(claims=(), scores=scores)
    assert wording.headline(report) == "8 firms in boutique accounting, read with the names off."
