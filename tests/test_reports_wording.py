"""The headline and the sentences of the verdict: what is said, and what is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.measures import publishing
from reports import wording
from reports.data import IndustryScores, Range

if TYPE_CHECKING:
    from reports.data import Claim, Report
    from tests.conftest import MakeReport


def made_by(report: Report, number: int) -> Claim:
    """Give the report's first claim as if that many companies made it, in file order."""
    makers = tuple(company.name for company in report.companies[:number])
    return replace(report.claims[0], companies=makers, alike=())


def only_alike(claim: Claim) -> Claim:
    """Give a claim as a group of which no two companies say the same."""
    return replace(claim, companies=(), alike=claim.companies, quotes=(), alike_quotes=claim.quotes)


def with_index(report: Report, index: Range) -> Report:
    return replace(report, scores=replace(report.scores, index=index))


def test_a_claim_of_most_companies_is_the_headline(make_report: MakeReport) -> None:
    report = make_report()
    report = replace(report, claims=(made_by(report, 6),))
    assert wording.headline(report) == ("6 of 8 firms in boutique accounting say the same thing.")


def test_half_of_the_companies_are_enough_for_it(make_report: MakeReport) -> None:
    report = make_report()
    assert wording.headline(replace(report, claims=(made_by(report, 4),))).startswith("4 of 8")


@pytest.mark.parametrize(
    ("client", "ending"),
    [("Dunmore Tax", "You are one of them."), ("Holloway Finch", "You are not one of them.")],
)
def test_the_headline_tells_the_client_its_part(
    make_report: MakeReport, client: str, ending: str
) -> None:
    report = make_report(8, client)
    assert wording.headline(replace(report, claims=(made_by(report, 6),))).endswith(
        f"thing. {ending}"
    )


def test_a_claim_of_fewer_leaves_the_headline_to_the_pitches(make_report: MakeReport) -> None:
    report = make_report()
    report = replace(report, claims=(made_by(report, 3),))
    assert wording.headline(report) == (
        "8 firms in boutique accounting, about 1.4 pitches between them."
    )


def test_who_only_reads_like_it_is_told_so(make_report: MakeReport) -> None:
    report = make_report(8, "Holloway Finch")
    claim = replace(made_by(report, 6), alike=("Holloway Finch",))
    assert wording.headline(replace(report, claims=(claim,))).endswith(
        "thing. What you say reads like it."
    )


@pytest.mark.parametrize("rate", [None, Range(0.9, 0.69, 0.97), Range(0.89, 0.85, 0.92)])
def test_a_claim_is_no_headline_where_the_same_was_not_measured_to_be_right(
    make_report: MakeReport, rate: Range | None
) -> None:
    report = make_report(8, "Dunmore Tax")
    measured = () if rate is None else (replace(report.method.precisions[0], share=rate),)
    doubtful = replace(report.method, precisions=measured)
    assert wording.headline(replace(report, method=doubtful)).startswith(
        "8 firms in boutique accounting, about 1.4 pitches between them."
    )


def test_what_only_reads_alike_is_never_the_headline(make_report: MakeReport) -> None:
    report = make_report()
    claims = tuple(only_alike(claim) for claim in report.claims)
    assert "pitches between them" in wording.headline(replace(report, claims=claims))
    assert wording.exhibit(replace(report, claims=claims)) is None


def test_a_claim_of_few_does_not_stand_beside_the_headline(make_report: MakeReport) -> None:
    report = make_report()
    two = made_by(report, 2)
    assert wording.exhibit(replace(report, claims=(two,))) is None
    assert wording.exhibit(replace(report, claims=(made_by(report, 3),))) is not None
    half = replace(two, alike=("Grain & Tally", "Holloway Finch"))
    assert wording.exhibit(replace(report, claims=(two, half))) == half


def test_the_pitches_tell_the_client_how_much_of_its_talk_is_a_rivals_too(
    make_report: MakeReport,
) -> None:
    report = make_report(10, "Dunmore Tax", claims=())
    assert wording.headline(report) == (
        "10 firms in boutique accounting, about 1.4 pitches between them. "
        "At least 25 in 100 of your statements are a rival’s too."
    )
    faint = tuple(replace(echo, as_read=Range(0.02, 0.004, 0.03)) for echo in report.echoes)
    for echoes in (faint, ()):
        assert wording.headline(replace(report, echoes=echoes)).endswith("between them.")
    assert wording.headline(replace(report, client=None)).endswith("between them.")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Boutique accounting", "boutique accounting"),
        ("Boutique Accounting", "boutique accounting"),
        ("boutique accounting", "boutique accounting"),
        ("Cloud accounting in London", "cloud accounting in London"),
        ("UK tax advice", "UK tax advice"),
        ("Linux tax tools", "Linux tax tools"),
    ],
)
def test_the_fields_name_stands_right_in_a_sentence(
    make_report: MakeReport, name: str, said: str
) -> None:
    report = make_report(industry_name=name)
    quote = replace(report.claims[0].quotes[0], text="We keep books on Linux, in the cloud.")
    claim = replace(report.claims[-1], alike_quotes=(quote,))
    report = replace(report, claims=(claim,))
    assert f"firms in {said}, about" in wording.headline(report)
    assert wording.prepared_for(report).startswith(f"{name[:1].upper()}{name[1:]}")


def test_a_field_that_shares_nothing_already_sounds_different(make_report: MakeReport) -> None:
    report = with_index(make_report(claims=()), Range(8, -5, 19))
    assert wording.headline(report) == (
        "8 firms in boutique accounting already sound different: "
        "no two were found saying the same thing."
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


def test_the_report_says_whom_it_is_for(make_report: MakeReport) -> None:
    assert wording.prepared_for(make_report()) == "Boutique accounting"
    assert wording.prepared_for(make_report(8, "Dunmore Tax")) == (
        "Boutique accounting, prepared for Dunmore Tax"
    )


def test_a_published_field_without_pitches_claims_none(make_report: MakeReport) -> None:
    scores = IndustryScores(
        published=True,
        reason="",
        companies=8,
        index=None,
        effective_pitches=None,
        blind_test=None,
        trend=None,
        regime="unclear",
        context="",
    )
    report = make_report(claims=(), scores=scores)
    assert wording.headline(report) == "8 firms in boutique accounting, read with the names off."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", ""),
        ("not compared with other fields: 6 companies, 8 are needed",
         "Not compared with other fields: 6 companies, 8 are needed."),
        ("upper third of 9 other fields read from their websites",
         "Beside other fields: upper third of 9 other fields read from their websites."),
    ],
)  # fmt: skip
def test_the_context_of_a_score_is_said_as_what_it_is(
    make_report: MakeReport, words: str, sentence: str
) -> None:
    assert wording.context_sentence(replace(make_report().scores, context=words)) == sentence


@pytest.mark.parametrize(
    ("index", "start"),
    [
        (Range(80, 70, 90), "This field is homogeneous: its range lies at 65 or above."),
        (Range(20, 10, 30), "This field is heterogeneous: its range lies at 37 or below."),
        (Range(50, 40, 60), "This field is mixed: its range lies between 37 and 65,"),
        (Range(60, 50, 70), ("Which kind of field this is can’t be told: its range, 50 to 70, "
                            "takes in 65 points.")),
        (Range(40, 30, 50), ("Which kind of field this is can’t be told: its range, 30 to 50, "
                            "takes in 37 points.")),
        (Range(50, 30, 70), ("Which kind of field this is can’t be told: its range, 30 to 70, "
                            "takes in 37 and 65 points.")),
    ],
)  # fmt: skip
def test_the_regime_is_said_as_it_was_told_with_what_it_means(
    make_report: MakeReport, index: Range, start: str
) -> None:
    report = with_index(make_report(), index)
    scores = replace(report.scores, regime=publishing.regime(index.low, index.high))
    said = wording.regime_sentence(replace(report, scores=scores))
    assert said.startswith(start)
    assert "(Haans 2019" in said


def test_the_bounds_of_the_regime_are_the_programs() -> None:
    bounds = (wording.HETEROGENEOUS_TO, wording.HOMOGENEOUS_FROM)
    assert bounds == (publishing.HETEROGENEOUS_TO, publishing.HOMOGENEOUS_FROM)


def test_a_field_without_an_index_has_no_regime(too_few: Report) -> None:
    assert wording.regime_sentence(too_few) == ""


def test_an_error_rate_short_of_the_promise_is_said_so(make_report: MakeReport) -> None:
    same, alike = make_report().method.precisions
    assert wording.precision_sentence(same) == (
        "Of pairs called the same, the labels call 92 in 100 the same claim "
        "(86 to 96; 118 labelled pairs)."
    )
    assert "short of nine in ten" in wording.precision_sentence(
        replace(same, share=Range(0.89, 0.8, 0.95))
    )
    assert "Of pairs that read alike, the labels call 62 in 100" in wording.precision_sentence(
        alike
    )
    assert "was not measured" in wording.precision_sentence(None)


def test_what_the_judge_misses_makes_every_count_a_lower_bound(make_report: MakeReport) -> None:
    same, _ = make_report().method.precisions
    assert "it finds 23 of 100 pairs that the labels call the same" in wording.recall_sentence(same)
    for unknown in (None, replace(same, recall=None)):
        assert wording.recall_sentence(unknown) == (
            "The judge misses many rewordings, so each count is a lower bound."
        )
