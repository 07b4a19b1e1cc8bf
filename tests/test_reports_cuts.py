"""What a large field's report leaves to scores.json: never the client's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reports.cuts import (
    LARGE,
    most_thumbnails,
    most_voices,
    shown_profiles,
    shown_quotes,
    shown_uses,
    shown_words,
)
from reports.data import PhraseUse

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.data import DatedQuote, OwnWord, Report
    from tests.conftest import MakeReport

CLIENT = "Alder & Vane"


def large(report: Report) -> Report:
    """Give a report with more companies than stand whole on a page."""
    more = tuple(replace(report.companies[1], name=f"Company {n}") for n in range(LARGE))
    return replace(report, companies=(*report.companies, *more))


def quotes(report: Report) -> list[DatedQuote]:
    """Give quotes of twelve companies, the client's last."""
    one = report.claims[0].quotes[0]
    return [
        *(replace(one, company=f"Company {n}") for n in range(11)),
        replace(one, company=CLIENT),
    ]


@pytest.mark.parametrize(("of", "most"), [(lambda r: r, 8), (large, 4)])
def test_the_client_s_quote_is_among_those_shown(
    make_report: MakeReport, of: Callable[[Report], Report], most: int
) -> None:
    report = of(make_report(8, CLIENT))
    shown = shown_quotes(quotes(report), report)
    assert [quote.company for quote in shown] == [
        CLIENT,
        *(f"Company {n}" for n in range(most - 1)),
    ]
    uses = shown_uses([PhraseUse("x", quote) for quote in quotes(report)], report)
    assert [use.quote for use in uses] == shown


def test_few_quotes_keep_their_order(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    assert shown_quotes(quotes(report)[-3:], report) == quotes(report)[-3:]


def words(report: Report, company: str) -> list[OwnWord]:
    base = report.own_words[0]
    quotes = [replace(base.quote, text=f"A sentence, the {n}th.") for n in range(9)]
    return [
        replace(base, company=company, term=f"word {n}", quote=quote)
        for n, quote in enumerate(quotes)
    ]


def test_own_words_of_a_large_field(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    assert len(shown_words(words(report, "Company 1"), report)) == 6
    assert len(shown_words(words(report, "Company 1"), large(report))) == 2
    assert len(shown_words(words(report, CLIENT), large(report))) == 6


def test_words_of_one_sentence_are_shown_by_the_first(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    first, second, third, *_ = words(report, "Company 1")
    assert shown_words([first, replace(second, quote=first.quote), third], report) == [first, third]


def test_a_large_field_s_page_carries_fewer_pictures_and_voices(
    make_report: MakeReport,
) -> None:
    report = make_report(8, CLIENT)
    assert (most_thumbnails(report), most_thumbnails(large(report))) == (24, 16)
    assert (most_voices(report), most_voices(large(report))) == (6, 3)


def test_profiles_that_nobody_read_are_counted_in_a_large_field(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    base = report.social.presences[0]
    owners = [("Company 1", "not read"), ("Company 1", "read"), (CLIENT, "not read")]
    profiles = [replace(base, company=company, state=state) for company, state in owners]
    assert shown_profiles(profiles, report) == profiles
    assert shown_profiles(profiles, large(report)) == profiles[1:]
