"""What to keep, to drop and to prove: rows of evidence in a fixed order, never made-up advice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.claim_findings import reach
from reports.phrases import around, count, cut, in_hundred
from reports.word_findings import own_phrases, phrase_words
from reports.wording import same_claims

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from reports.data import Claim, OnlyYou, OwnWord, Quote, Report, StockPhrase

SHOWN = 5
"""The most rows of a list."""

MOST_OF_A_KIND = 3
"""The most rows of one kind of evidence, as long as there is another kind."""

LINKED_PHRASES = 30
"""The stock phrases that stand in the report, each with an anchor of its own."""

COMMON = ("table stakes", "crowded")
"""The tiers of what half of the companies or more say."""

NUMBER = re.compile(
    r"\d|[%€$£¥]|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|"
    r"hundreds?|thousands?|millions?|billions?|half|twice|per ?cent)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One row: a verbatim sentence, ``why`` it stands here, and where the evidence is.

    ``section`` is the section that holds it, ``id`` the row there, empty for the section itself.
    ``done`` says how ``seen_at`` is meant: "read" or "posted".
    """

    text: str
    why: str
    section: str
    id: str
    url: str
    seen_at: date
    done: str = "read"


@dataclass(frozen=True, slots=True)
class NextSteps:
    """One company's three lists, whole; a report shows the first five of each."""

    company: str
    keep: tuple[Step, ...]
    drop: tuple[Step, ...]
    prove: tuple[Step, ...]


def next_steps(report: Report, company: str) -> NextSteps:
    """Give what a company may keep, drop and prove.

    Keep: claims it leads, then sentences that it alone says (on most pages first), then its own
    words (the surest first), then what it alone posts. Drop: claims that half of the companies or
    more make and it does not lead (the most common first), then stock phrases, then sentences that
    read like what others say. Prove: a claim without any sign of proof, with how many are; then
    claims that are not to drop and for which others give a number (the most of them first), then
    sentences of its own without one. No sentence is both to drop and to keep or to prove.
    """
    drop = _drop(report, company)
    dropped = {step.id for step in drop if step.section == "claim"}
    keep, prove = _keep(report, company), _prove(report, company, dropped)
    return NextSteps(company, _apart(keep, drop), drop, _apart(prove, drop))


def _apart(steps: Sequence[Step], dropped: Sequence[Step]) -> tuple[Step, ...]:
    """Give the rows whose sentence stands in none of those to drop."""
    texts = {step.text for step in dropped}
    return tuple(step for step in steps if step.text not in texts)


def shown_steps(steps: Sequence[Step]) -> list[Step]:
    """Give the first five rows: at most three of a kind while another kind is left."""
    first: list[Step] = []
    for step in steps:
        if sum(step.section == other.section for other in first) < MOST_OF_A_KIND:
            first.append(step)
    rest = [step for step in steps if step not in first]
    chosen = [*first, *rest][:SHOWN]
    return [step for step in steps if step in chosen]


def next_companies(report: Report) -> list[NextSteps]:
    """Give the lists of the client, or without one those of every company, in file order."""
    names = [company.name for company in report.companies]
    return [next_steps(report, name) for name in names if report.client in {None, name}]


def next_heading(report: Report) -> str:
    """Give how much there is to keep, to drop and to prove."""
    every = next_companies(report)
    keep, drop, prove = (sum(len(getattr(s, k)) for s in every) for k in ("keep", "drop", "prove"))
    if not keep + drop + prove:
        return "Nothing stood out to keep, to drop or to prove"
    if report.client is not None:
        return f"{count(keep, 'line', 'lines')} to keep, {drop:,} to drop, {prove:,} to prove"
    companies = count(len(every), "company", "companies")
    return f"{keep:,} lines to keep, {drop:,} to drop, {prove:,} to prove, over {companies}"


def next_so_what(report: Report) -> list[str]:
    """Give the counter-voice, with what it applies to."""
    whose = "your" if report.client is not None else "a"
    stakes = "Table stakes are not a fault. What buyers need to hear, say; it tells nobody apart"
    return [
        f"{stakes}, so it need not be {whose} first line.",
        "Unique is not the same as valuable. Before you keep a line, ask whether a buyer cares.",
    ]


def _keep(report: Report, company: str) -> tuple[Step, ...]:
    own = sorted((o for o in report.only_you if o.company == company), key=lambda o: -o.pages)
    words = sorted((w for w in report.own_words if w.company == company), key=lambda w: -w.z)
    posts = [o for o in report.posts.only_you if o.company == company] if report.posts else []
    rivals = sum(c.statements > 0 for c in report.companies if c.name != company)
    return (
        *(
            _led(claim, quote, report.client)
            for claim, quote in _made(report, company)
            if _leads(claim, company)
        ),
        *(_alone(sentence, rivals) for sentence in own),
        *(_word(word) for word in words),
        *(_posted(sentence, rivals) for sentence in posts),
    )


def _made(report: Report, company: str) -> list[tuple[Claim, Quote]]:
    """Give the claims that a company makes in the same sense as others, with its words."""
    return _quoted(((claim, claim.quotes) for claim in same_claims(report)), company)


def _quoted(
    claims: Iterable[tuple[Claim, tuple[Quote, ...]]], company: str
) -> list[tuple[Claim, Quote]]:
    return [(c, quote) for c, quotes in claims for quote in quotes if quote.company == company]


def _leads(claim: Claim, company: str) -> bool:
    return claim.owner is not None and claim.owner.company == company


def _led(claim: Claim, quote: Quote, client: str | None) -> Step:
    share = in_hundred(claim.owner.share) if claim.owner else ""
    whose = "yours" if quote.company == client else "its own"
    why = f"{reach(claim)} companies say it; by pages, {share} % of it is {whose}."
    return _claim_step(claim, quote, why)


def _alone(own: OnlyYou, rivals: int) -> Step:
    pages = count(own.pages, "page says", "pages say")
    why = f"0 of {count(rivals, 'rival', 'rivals')} were found saying it; {pages} it."
    return Step(cut(own.text), why, "only-you", own_id(own), own.url, own.seen_at)


def own_id(own: OnlyYou) -> str:
    """Give what tells a sentence that one company alone says from every other one."""
    return f"{own.company} {own.text}"


def _word(word: OwnWord) -> Step:
    why = (
        f"Own word “{word.term}”: {count(word.count, 'time', 'times')} here; "
        f"{word.rivals_using} of {word.rivals} rivals use it at all."
    )
    quote = word.quote
    return Step(cut(quote.text), why, "own-words", "", quote.url, quote.seen_at)


def _posted(own: OnlyYou, rivals: int) -> Step:
    why = f"0 of {count(rivals, 'rival', 'rivals')} were found posting it."
    return Step(cut(own.text), why, "own-posts", "", own.url, own.seen_at, "posted")


def _drop(report: Report, company: str) -> tuple[Step, ...]:
    made = [(claim, quote) for claim, quote in _made(report, company) if claim.tier in COMMON]
    made.sort(key=lambda row: -len(row[0].companies))
    near = _quoted(((claim, claim.alike_quotes) for claim in same_claims(report)), company)
    phrases = own_phrases(report)[:LINKED_PHRASES]
    return (
        *(_common(claim, quote) for claim, quote in made if not _leads(claim, company)),
        *(step for phrase in phrases for step in _used(phrase, company)),
        *(_near(claim, quote) for claim, quote in near if claim.tier in COMMON),
    )


def _common(claim: Claim, quote: Quote) -> Step:
    return _claim_step(claim, quote, f"{reach(claim)} companies say the same: {claim.tier}.")


def _near(claim: Claim, quote: Quote) -> Step:
    why = f"It reads like what {reach(claim)} companies say; not judged the same."
    return _claim_step(claim, quote, why)


def _used(phrase: StockPhrase, company: str) -> list[Step]:
    use = next((use for use in phrase.uses if use.quote.company == company), None)
    if use is None:
        return []
    why = (
        f"“{phrase_words(phrase)}”: {len(phrase.uses)} of {phrase.asked} companies use the phrase."
    )
    text = "".join(around(use.quote.text, use.passage))
    return [Step(text, why, "phrase", phrase.id, use.quote.url, use.quote.seen_at)]


def _prove(report: Report, company: str, dropped: set[str]) -> tuple[Step, ...]:
    made = [(claim, quote) for claim, quote in _made(report, company) if claim.id not in dropped]
    bare = [
        (claim, quote)
        for claim, quote in made
        if not has_number(quote.text) and _numbered(claim, company)
    ]
    bare.sort(key=lambda row: -_numbered(row[0], company))
    own = [o for o in report.only_you if o.company == company and not has_number(o.text)]
    own.sort(key=lambda o: -o.pages)
    return (
        *_without_proof(report, company),
        *(_unproved(claim, quote) for claim, quote in bare),
        *(_bare(sentence) for sentence in own),
    )


def _without_proof(report: Report, company: str) -> list[Step]:
    """Give the claim that shows no sign of proof, with how many do, where that was looked for."""
    found = next((o for o in report.voice.openness if o.company == company), None)
    if found is None or found.bare_claim is None:
        return []
    bare, claims = found.claims - found.proved, count(found.claims, "claim", "claims")
    why = (
        f"{bare:,} of {claims} {'stands' if bare == 1 else 'stand'} without a figure, a name, a "
        "price or a place to look it up, there or in the next sentence."
    )
    quote = found.bare_claim
    return [Step(cut(quote.text), why, "openness", "", quote.url, quote.seen_at)]


def has_number(text: str) -> bool:
    """Tell whether a sentence gives a number, a sum or a share, in digits or in words."""
    return NUMBER.search(text) is not None


def _numbered(claim: Claim, company: str) -> int:
    return sum(has_number(quote.text) for quote in claim.quotes if quote.company != company)


def _unproved(claim: Claim, quote: Quote) -> Step:
    others, given = len(claim.companies) - 1, _numbered(claim, quote.company)
    who = count(others, "other who says", "others who say")
    why = f"No number in it. Of {who} it, {count(given, 'gives', 'give')} one."
    return _claim_step(claim, quote, why)


def _bare(own: OnlyYou) -> Step:
    why = f"No number in it; {count(own.pages, 'page says', 'pages say')} it, and no rival does."
    return Step(cut(own.text), why, "only-you", own_id(own), own.url, own.seen_at)


def _claim_step(claim: Claim, quote: Quote, why: str) -> Step:
    return Step(cut(quote.text), why, "claim", claim.id, quote.url, quote.seen_at)
