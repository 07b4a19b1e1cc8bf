"""The verdict in words: the headline, the dare and one plain sentence per figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.phrases import count, decimal, ended, in_hundred, isolated, mid_sentence, points, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.data import Claim, CompanyScore, IndustryScores, Precision, Range, Report

MOST = 0.5
"""A claim that this share of the companies make in the same sense is the headline."""

TRUSTED = 0.7
"""The least that the low end of the measured precision of "the same" must reach for that."""

PROMISED = 0.9
"""The share of right pairs below which "the same" comes with a warning and is no headline."""

FEWEST_SHOWN = 3
"""Companies that make a claim that stands beside the headline, or half with look-alikes."""

FAINT = 20.0
"""Below this index, and without one shared claim, the field is said to sound different."""

HETEROGENEOUS_TO, HOMOGENEOUS_FROM = 37, 65
"""Index points between which a field is neither (``pipeline/measures/publishing.py``)."""

HEADLINE_ROOM = 90
"""The longest reason, in characters, that still fits a headline."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def client_score(report: Report) -> CompanyScore | None:
    """Give the client's own figures, or None for a report without a client."""
    return next((company for company in report.companies if company.is_client), None)


def same_claims(report: Report) -> list[Claim]:
    """Give the claims that two companies or more make in the same sense, the most common first."""
    return [claim for claim in report.claims if claim.companies]


def alike_claims(report: Report) -> list[Claim]:
    """Give the groups of which no two companies say the same: they only read alike."""
    return [claim for claim in report.claims if not claim.companies]


def strongest_claim(report: Report) -> Claim | None:
    """Give the claim that most companies make; of equals the one that more read like; or None."""
    return max(same_claims(report), key=lambda c: (len(c.companies), len(c.alike)), default=None)


def exhibit(report: Report) -> Claim | None:
    """Give the claim to show beside the headline: the strongest, where it reaches far enough."""
    claim = strongest_claim(report)
    if claim is None:
        return None
    far = len(claim.companies) + len(claim.alike) >= MOST * claim.asked
    return claim if far or len(claim.companies) >= FEWEST_SHOWN else None


def field_name(report: Report) -> str:
    """Give the field's name as it stands inside a sentence."""
    return mid_sentence(report.industry_name, " ".join(_texts(report)))


def _texts(report: Report) -> Iterator[str]:
    for claim in report.claims:
        yield from (quote.text for quote in (*claim.quotes, *claim.alike_quotes))
    for own in report.only_you:
        yield from (own.text, own.nearest.text)
    yield from (question.text for question in report.quiz)
    yield from (word.quote.text for word in report.own_words)
    for phrase in report.stock_phrases:
        yield from (use.quote.text for use in phrase.uses)


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
    """Tell whether half of the companies make it, and "the same" was measured to be right."""
    return len(claim.companies) >= MOST * claim.asked and _is_trusted(report)


def _is_trusted(report: Report) -> bool:
    precision = report.method.precision("same")
    if precision is None:
        return False
    return precision.share.value >= PROMISED and precision.share.low >= TRUSTED


def _not_enough(report: Report) -> str:
    start = f"Not enough evidence to score {field_name(report)}"
    reason = report.scores.reason.strip()
    return ended(f"{start}: {reason}" if 0 < len(reason) <= HEADLINE_ROOM else start)


def _same_sentence(report: Report, claim: Claim) -> str:
    finding = (
        f"{len(claim.companies)} of {claim.asked} firms in {field_name(report)} say the same thing."
    )
    if report.client is None:
        return finding
    if report.client in claim.alike:
        return f"{finding} What you say reads like it."
    here = report.client in claim.companies
    return f"{finding} You are {'' if here else 'not '}one of them."


def _firms(report: Report) -> str:
    return f"{count(report.scores.companies, 'firm', 'firms')} in {field_name(report)}"


def _already_different(report: Report) -> str:
    client = client_score(report)
    if client is not None and client.index is not None and client.index.value < FAINT:
        return (
            f"You already sound different: of {_firms(report)} "
            "no two were found saying the same thing."
        )
    return f"{_firms(report)} already sound different: no two were found saying the same thing."


def _pitches(report: Report) -> str:
    pitches = report.scores.effective_pitches
    if pitches is None:
        return f"{_firms(report)}, read with the names off."
    finding = f"{_firms(report)}, about {decimal(pitches.value)} pitches between them."
    return f"{finding} {_echoed(report)}".rstrip()


def _echoed(report: Report) -> str:
    """Give how much of the client's talk a rival says too, where any clearly is; else nothing."""
    mine = next((e for e in report.echoes if e.company == report.client is not None), None)
    if mine is None or in_hundred(mine.as_read.low) == "0":
        return ""
    least = in_hundred(mine.as_read.value)
    return f"At least {least} in 100 of your statements are a rival’s too."


def dare(report: Report) -> str:
    """Give the invitation below the headline: to the quiz, or to what was read."""
    if not report.scores.published:
        return "No score is better than a wrong one. What was read stands below, word for word."
    if not report.quiz or not report.branding.shows("quiz"):
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


def precision_sentence(precision: Precision | None) -> str:
    """Give how far a pair called the same, or read alike, may be trusted, with its range."""
    if precision is None:
        return (
            "How often pairs called “the same” are right was not measured apart: read both quotes."
        )
    low, high = in_hundred(precision.share.low), in_hundred(precision.share.high)
    kind = "called the same" if precision.strength == "same" else "that read alike"
    short = precision.strength == "same" and precision.share.value < PROMISED
    warning = " That is short of nine in ten: take it as nearly the same." if short else ""
    return (
        f"Of pairs {kind}, the labels call {in_hundred(precision.share.value)} in 100 "
        f"the same claim ({low} to {high}; "
        f"{count(precision.pairs, 'labelled pair', 'labelled pairs')}).{warning}"
    )


def recall_sentence(precision: Precision | None) -> str:
    """Give how much of what is the same the judge finds, and what follows for every count."""
    if precision is None or precision.recall is None:
        return "The judge misses many rewordings, so each count is a lower bound."
    return (
        f"The judge is strict: it finds {in_hundred(precision.recall)} of 100 pairs that the "
        "labels call the same. So each count is a lower bound, and who says more is "
        "found more often."
    )


def context_sentence(field: IndustryScores) -> str:
    """Give where the index stands among other fields, as what it is; empty where nobody asked."""
    words = field.context.strip()
    if not words:
        return ""
    if words.startswith("not compared"):
        return ended(words[:1].upper() + words[1:])
    return ended(f"Beside other fields: {words}")


def regime_sentence(report: Report) -> str:
    """Give whether being different pays in a field like this one, as far as research can say."""
    field = report.scores
    if not field.published or field.index is None:
        return ""
    rule = (
        "In a homogeneous field being very different can pay; in a heterogeneous one it does not "
        "by itself (Haans 2019, on 69,188 websites)."
    )
    kinds = {
        "homogeneous": f"This field is homogeneous: its range lies at {HOMOGENEOUS_FROM} or above.",
        "heterogeneous": (
            f"This field is heterogeneous: its range lies at {HETEROGENEOUS_TO} or below."
        ),
        "mixed": (
            f"This field is mixed: its range lies between {HETEROGENEOUS_TO} and "
            f"{HOMOGENEOUS_FROM}, and neither rule is meant for it."
        ),
    }
    return f"{kinds.get(field.regime) or _unclear(field.index)} {rule}"


def _unclear(index: Range) -> str:
    bounds = [b for b in (HETEROGENEOUS_TO, HOMOGENEOUS_FROM) if index.low <= b <= index.high]
    across = " and ".join(str(bound) for bound in bounds)
    return (
        "Which kind of field this is can’t be told: "
        f"its range, {span(index)}, takes in {across} points."
    )


def prepared_for(report: Report) -> str:
    """Give the line that says whom the report is for, and which field it is about."""
    field = report.industry_name[:1].upper() + report.industry_name[1:]
    reader = report.branding.client_name or report.client
    return f"{field}, prepared for {isolated(reader)}" if reader else field


def remark_by(report: Report) -> str:
    """Give the line above the agency's own words: whose they are, and that nobody measured them."""
    agency = report.branding.agency
    if agency:
        return f"{isolated(agency)} comments. Their own words, not a measurement."
    return "A comment by whoever gave you this report, not a measurement."
