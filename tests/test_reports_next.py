"""Keep, drop, prove: which sentences stand in which list, in which order, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports.data import Owner
from reports.next_findings import (
    Step,
    has_number,
    next_companies,
    next_heading,
    next_so_what,
    next_steps,
    shown_steps,
)
from reports.render import render
from reports.scores import scores
from reports.voice_data import SILENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.data import Claim, Report
    from tests.conftest import MakeReport

CLIENT = "Dunmore Tax"
NAMES = ("Alder & Vane", "Brightledger", "Cobalt Books", CLIENT)


@pytest.fixture
def bare(make_report: MakeReport) -> Report:
    """Give a report for a client with nothing to keep, to drop or to prove."""
    return make_report(
        4, CLIENT, claims=(), stock_phrases=(), own_words=(), only_you=(), posts=None, voice=SILENT
    )


def said(report: Report, number: int, by: Sequence[str], **changes: object) -> Claim:
    """Give a claim of the sample that only these companies make, all in its own words."""
    claim = report.claims[number]
    quotes = tuple(replace(claim.quotes[0], company=name) for name in by)
    tier = {4: "table stakes", 3: "table stakes", 2: "crowded", 1: "rare"}[len(by)]
    plain = replace(
        claim, companies=tuple(by), alike=(), quotes=quotes, alike_quotes=(), owner=None, tier=tier,
        asked=4,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def whys(steps: Sequence[Step]) -> list[str]:
    return [step.why for step in steps]


def test_what_half_of_the_field_says_is_to_drop_the_commonest_first(
    bare: Report, make_report: MakeReport
) -> None:
    sample = make_report(4)
    claims = (said(sample, 0, NAMES[2:]), said(sample, 1, NAMES), said(sample, 2, NAMES[:2]))
    steps = next_steps(replace(bare, claims=claims), CLIENT)
    assert [(step.section, step.id) for step in steps.drop] == [
        ("claim", "c001"),
        ("claim", "c000"),
    ]
    assert whys(steps.drop) == [
        "4 of 4 companies say the same: table stakes.",
        "2 of 4 companies say the same: crowded.",
    ]
    assert (steps.keep, steps.prove) == ((), ())


def test_a_claim_that_a_company_leads_is_kept_and_not_dropped(
    bare: Report, make_report: MakeReport
) -> None:
    claim = said(make_report(4), 0, NAMES, owner=Owner(CLIENT, 0.62))
    report = replace(bare, claims=(claim,))
    steps = next_steps(report, CLIENT)
    assert whys(steps.keep) == ["4 of 4 companies say it; by pages, 62 % of it is yours."]
    assert steps.drop == ()
    assert steps.prove == ()
    rival = next_steps(report, NAMES[0])
    assert rival.keep == ()
    assert len(rival.drop) == 1
    nobody = next_steps(replace(report, client=None), CLIENT)
    assert "is its own" in nobody.keep[0].why


def test_rare_claims_without_a_number_are_to_prove_where_others_give_one(
    bare: Report, make_report: MakeReport
) -> None:
    sample = make_report(4)
    plain = said(sample, 0, NAMES[2:], tier="contested")
    given = said(sample, 1, NAMES[2:], tier="contested")
    other, mine = given.quotes
    given = replace(given, quotes=(replace(other, text="Ready in 20 minutes"), mine))
    steps = next_steps(replace(bare, claims=(plain, given)), CLIENT)
    assert [step.id for step in steps.prove] == ["c001"]
    assert whys(steps.prove) == ["No number in it. Of 1 other who says it, 1 gives one."]
    assert next_steps(replace(bare, claims=(given,)), NAMES[2]).prove == ()


def test_what_reads_like_the_common_is_to_drop_behind_stock_phrases(
    bare: Report, make_report: MakeReport
) -> None:
    sample = make_report(4)
    claim = said(sample, 0, NAMES[:3], alike=(CLIENT,))
    claim = replace(claim, alike_quotes=(replace(claim.quotes[0], company=CLIENT),))
    phrase = replace(sample.stock_phrases[0], uses=sample.stock_phrases[0].uses)
    use = replace(phrase.uses[0], quote=replace(phrase.uses[0].quote, company=CLIENT))
    phrase = replace(phrase, uses=(*phrase.uses, use))
    everywhere = replace(phrase, id="p9", general=True)
    report = replace(bare, claims=(claim,), stock_phrases=(phrase, everywhere))
    steps = next_steps(report, CLIENT)
    assert whys(steps.drop) == [
        "“focus on your business”: 4 of 4 companies use the phrase.",
        "It reads like what 3 of 4 companies say; not judged the same.",
    ]
    assert steps.prove == ()


def test_a_claim_without_any_sign_of_proof_comes_first(
    bare: Report, make_report: MakeReport
) -> None:
    whole = make_report(4, CLIENT)
    found = next(row for row in whole.voice.openness if row.company == CLIENT)
    quote = replace(whole.claims[0].quotes[0], company=CLIENT, text="Everybody loves it.")
    row = replace(found, claims=9, proved=2, bare_claim=quote)
    report = replace(bare, voice=replace(bare.voice, openness=(row,)), only_you=whole.only_you[3:])
    first, second = next_steps(report, CLIENT).prove
    assert (first.text, first.section) == ("Everybody loves it.", "openness")
    assert first.why.startswith("7 of 9 claims stand without a figure, a name, a price")
    assert second.section == "only-you"
    many = replace(row, claims=5002, proved=2)
    large = replace(report, voice=replace(report.voice, openness=(many,)))
    assert next_steps(large, CLIENT).prove[0].why.startswith("5,000 of 5,002 claims stand")
    proved = replace(row, proved=9, bare_claim=None)
    report = replace(report, voice=replace(report.voice, openness=(proved,)))
    assert [step.section for step in next_steps(report, CLIENT).prove] == ["only-you"]


def test_only_you_stands_under_keep_and_without_a_number_under_prove(
    bare: Report, make_report: MakeReport
) -> None:
    own = make_report(4).only_you[3]
    few, many = replace(own, pages=2), replace(own, text="We open 7 days a week.", pages=5)
    steps = next_steps(replace(bare, only_you=(few, many)), CLIENT)
    assert whys(steps.keep) == [
        "0 of 3 rivals were found saying it; 5 pages say it.",
        "0 of 3 rivals were found saying it; 2 pages say it.",
    ]
    assert whys(steps.prove) == ["No number in it; 2 pages say it, and no rival does."]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Set up in 5 minutes", True),
        ("Free for two users", True),
        ("Half the price", True),
        ("It costs €", True),
        ("Used by thousands", True),
        ("Only one of us answers", False),
        ("Often, weightless, tenable", False),
        ("We never sell your data", False),
    ],
)
def test_numbers_are_digits_words_and_sums(text: str, number: bool) -> None:  # noqa: FBT001 - a table
    assert has_number(text) is number


def step(kind: str, number: int, make_report: MakeReport) -> Step:
    return Step(f"{kind} {number}", "", kind, str(number), "", make_report(2).quiz[0].seen_at)


def test_at_most_three_of_a_kind_while_another_is_left(make_report: MakeReport) -> None:
    claims = [step("claim", number, make_report) for number in range(6)]
    phrases = [step("phrase", number, make_report) for number in range(2)]
    assert shown_steps([*claims, *phrases]) == [*claims[:3], *phrases]
    assert shown_steps([*claims, phrases[0]]) == [*claims[:4], phrases[0]]
    assert shown_steps(claims) == claims[:5]
    assert shown_steps([]) == []


def test_the_heading_counts_the_whole_lists(make_report: MakeReport, bare: Report) -> None:
    (steps,) = next_companies(make_report(8, CLIENT))
    sizes = (len(steps.keep), len(steps.drop), len(steps.prove))
    assert min(sizes) > 0
    keep, drop, prove = sizes
    heading = next_heading(make_report(8, CLIENT))
    assert heading == f"{keep} lines to keep, {drop} to drop, {prove} to prove"
    assert next_heading(bare) == "Nothing stood out to keep, to drop or to prove"
    assert next_heading(make_report(12)).endswith(", over 12 companies")


def test_every_row_leads_to_its_evidence_word_for_word(make_report: MakeReport) -> None:
    page = LexborHTMLParser(render(make_report(8, CLIENT)))
    rows = page.css("#next .step")
    assert len(rows) > 8
    for row in rows:
        link = row.css_first("a[href^='#']")
        quote = row.css_first("q")
        assert link is not None
        assert quote is not None
        target = page.css_first(f"[id='{(link.attributes['href'] or '')[1:]}']")
        assert target is not None
        around = target if target.tag in {"tr", "li"} else target.parent
        assert around is not None
        assert " ".join(quote.text().strip("… ").split()[:8]) in " ".join(around.text().split())
        assert "2026" in row.text()


def test_empty_lists_say_why(bare: Report, make_report: MakeReport) -> None:
    report = replace(bare, claims=(said(make_report(4), 0, NAMES[:2]),))
    section = LexborHTMLParser(render(report)).css_first("#next")
    assert section is not None
    assert "Nothing was found that only you say" in section.text()
    assert "Nothing you say was found at half of the field or more" in section.text()
    assert not section.css(".step")


def test_without_a_client_every_company_has_a_row(make_report: MakeReport) -> None:
    page = LexborHTMLParser(render(make_report(12)))
    assert len(page.css("#next tbody tr")) == 12
    assert not page.css("#next .three-lists")


def test_the_counter_voice_is_printed(make_report: MakeReport) -> None:
    stakes, unique = next_so_what(make_report(8, CLIENT))
    assert stakes.startswith("Table stakes are not a fault.")
    assert unique.startswith("Unique is not the same as valuable.")


def test_the_whole_lists_stand_in_the_scores(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    found = scores(report)["next"]
    assert isinstance(found, list)
    (lists,) = found
    (steps,) = next_companies(report)
    assert [row["why"] for row in lists["drop"]] == whys(steps.drop)
    assert len(lists["keep"]) == len(steps.keep)


def test_no_sentence_is_both_to_drop_and_to_prove(make_report: MakeReport) -> None:
    whole = make_report(8, client=CLIENT)
    (gone, *_) = next_steps(whole, CLIENT).drop
    found = next(row for row in whole.voice.openness if row.company == CLIENT)
    assert found.bare_claim is not None
    row = replace(found, claims=9, proved=2, bare_claim=replace(found.bare_claim, text=gone.text))
    report = replace(whole, voice=replace(whole.voice, openness=(row,)))
    steps = next_steps(report, CLIENT)
    assert gone in steps.drop
    assert gone.text not in {step.text for step in (*steps.keep, *steps.prove)}
