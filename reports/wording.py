"""The verdict in words: the headline, the dare and one plain sentence per figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.phrases import count, decimal, ended, in_hundred, isolated, points

if TYPE_CHECKING:
    from reports.data import Claim, CompanyScore, Range, Report

MOST = 0.6
"""A claim made by this share of the companies is the headline."""

TRUSTED = 0.5
"""The least that the measured precision of shown pairs must reach, at its low end, for that."""

FAINT = 20.0
"""Below this index, and without one shared claim, the field is said to sound different."""

HEADLINE_ROOM = 90
"""The longest reason, in characters, that still fits a headline."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def client_score(report: Report) -> CompanyScore | None:
    """Give the client's own figures, or None for a report without a client."""
    return next((company for company in report.companies if company.is_client), None)


def strongest_claim(report: Report) -> Claim | None:
    """Give the claim made by the largest share of companies, the first of equals, or None."""
    return max(report.claims, key=lambda claim: len(claim.companies) / claim.asked, default=None)


def headline(report: Report) -> str:
    """Give the finding in one or two sentences, never more than the figures carry."""
    if not report.scores.published:
        return _not_enough(report)
    claim = strongest_claim(report)
    if claim is not None and _carries_headline(report, claim):
        return _same_sentence(report, claim)
    index = report.scores.index
    if claim is None and index is not None and index.value < FAINT:
        return _already_different(report)
    return _pitches(report)


def _carries_headline(report: Report, claim: Claim) -> bool:
    """Tell whether most companies make the claim, and such pairs are more often right than not."""
    widespread = len(claim.companies) >= MOST * claim.asked
    return widespread and report.method.pair_precision.low >= TRUSTED


def _not_enough(report: Report) -> str:
    start = f"Not enough evidence to score {report.industry_name}"
    reason = report.scores.reason.strip()
    return ended(f"{start}: {reason}" if 0 < len(reason) <= HEADLINE_ROOM else start)


def _same_sentence(report: Report, claim: Claim) -> str:
    finding = (
        f"{len(claim.companies)} of {claim.asked} firms in {report.industry_name} "
        "say nearly the same sentence."
    )
    if report.client is None:
        return finding
    here = report.client in claim.companies
    return f"{finding} You are {'' if here else 'not '}one of them."


def _already_different(report: Report) -> str:
    client = client_score(report)
    firms = f"{count(report.scores.companies, 'firm', 'firms')} in {report.industry_name}"
    if client is not None and client.index is not None and client.index.value < FAINT:
        return f"You already sound different: {firms} share no sentence we could find."
    return f"{firms} already sound different: they share no sentence we could find."


def _pitches(report: Report) -> str:
    firms = f"{count(report.scores.companies, 'firm', 'firms')} in {report.industry_name}"
    pitches = report.scores.effective_pitches
    if pitches is None:
        return f"{firms}, read with the names off."
    finding = f"{firms}, about {decimal(pitches.value)} pitches between them."
    if report.client is None or not report.claims:
        return finding
    yours = sum(report.client in claim.companies for claim in report.claims)
    return f"{finding} {_yours_of(yours, len(report.claims))}"


def _yours_of(yours: int, shared: int) -> str:
    if shared == 1:
        return f"The one look-alike claim is {'yours too' if yours else 'not yours'}."
    verb = "is" if yours < 2 else "are"
    return (
        f"{yours or 'None'} of the {shared} look-alike claims {verb} yours{' too' * bool(yours)}."
    )


def dare(report: Report) -> str:
    """Give the invitation below the headline: to the quiz, or to what was read."""
    if not report.scores.published:
        return "No score is better than a wrong one. What was read stands below, word for word."
    if not report.quiz:
        return "Every figure below comes with the sentences behind it. Read them and disagree."
    number = len(report.quiz)
    word = NUMBERS[number] if number < len(NUMBERS) else str(number)
    sentences = f"{word} {'sentence' if number == 1 else 'sentences'}"
    yours = report.client in {question.company for question in report.quiz}
    which = "which is yours" if yours else "who is talking"
    return f"Read {sentences} with the names off. If you can’t tell {which}, neither can a buyer."


def index_sentence(index: Range, companies: int) -> str:
    """Give what the interchangeability index says of this field, in plain words."""
    scored = count(companies, "company", "companies")
    if index.low <= 0:
        return f"Across {scored}, a rival’s page may read no more alike than a stranger’s."
    if index.value >= 100:
        return f"Across {scored}, a rival’s page reads like another page of the same company."
    return (
        f"Across {scored}, a rival’s page is {points(index.value)} % of the way from a stranger’s "
        "page to another page of the same company."
    )


def pitches_sentence(pitches: Range, companies: int) -> str:
    """Give the effective pitches in plain words; the same evidence as the index, re-expressed."""
    return (
        f"{count(companies, 'company sounds', 'companies sound')} like {decimal(pitches.value)} "
        "with nothing in common. The index again, counted in companies."
    )


def blind_sentence(blind: Range) -> str:
    """Give the blind test in plain words; a machine that guesses is wrong 50 times in 100."""
    wrong = points(wrong_guesses(blind.value))
    return (
        f"Names off, a machine that has learnt two companies’ other pages gives {wrong} of 100 "
        "statements to the wrong one. A coin would give 50."
    )


def wrong_guesses(blind_test: float) -> float:
    """Give the wrong guesses in 100 behind a blind test in [0, 1]: 0 never, 50 like a coin."""
    return 50 * blind_test


def client_sentence(client: CompanyScore, field: Range | None) -> str:
    """Give where the client stands beside the field; ranges that overlap are never ordered."""
    if client.index is None:
        return ended(f"Your own figure is not shown: {client.reason or 'too little was read'}")
    if field is None or client.index.high < field.low:
        return "Your pages are less interchangeable than the field’s." if field else ""
    if client.index.low > field.high:
        return "Your pages are more interchangeable than the field’s."
    return "Your range and the field’s overlap: the two can’t be told apart."


def precision_sentence(precision: Range) -> str:
    """Give how far a near-duplicate pair may be trusted, in plain words with its range."""
    low, high = in_hundred(precision.low), in_hundred(precision.high)
    return (
        f"Of pairs this close, people call {in_hundred(precision.value)} in 100 the same claim "
        f"({low} to {high}). Read both quotes."
    )


def prepared_for(report: Report) -> str:
    """Give the line that says whom the report is for, and which field it is about."""
    field = report.industry_name[:1].upper() + report.industry_name[1:]
    return f"{field}, prepared for {isolated(report.client)}" if report.client else field
