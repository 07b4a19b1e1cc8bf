"""A check as lines for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.checked import Check, CheckedStatement, Likeness, Neighbour, Quote, StockPhrase
    from pipeline.checked_field import KnownClaim

_NEAREST = 3
"""Rivals named beside the likeness."""


def write_check(check: Check) -> str:
    """Give the check as text: per statement who says it, how stock it is, and what lies beside."""
    lines = [_head(check)]
    for statement in check.statements:
        lines += ["", f"“{statement.text}”", *_body(check, statement)]
    if any(not statement.too_short for statement in check.statements):
        lines += ["", _footer(check)]
    return "\n".join(lines)


def _footer(check: Check) -> str:
    return (
        f"“Says the same” asks for a probability of {check.least_same:.2f} and misses much; “reads"
        f" like it” asks for\n{check.least_alike:.2f} and is for you to judge. Unique is not the"
        " same as valuable."
    )


def _head(check: Check) -> str:
    own = f", as {check.own}'s text" if check.own else ""
    return f"Against run {check.run_id} of {check.industry}{own}: {_count(check.asked)}."


def _count(companies: int) -> str:
    return f"{companies} {'company' if companies == 1 else 'companies'}"


def _body(check: Check, statement: CheckedStatement) -> Iterator[str]:
    if statement.too_short:
        yield "  Too short to compare: fewer than four words are left without names."
        return
    if statement.masked != statement.text:
        yield f"  Compared as: {statement.masked}"
    yield from _said(check, statement)
    yield from _likeness(check, statement.likeness)
    yield from _phrases(statement.phrases)
    yield from _neighbours(statement.neighbours)


def _said(check: Check, statement: CheckedStatement) -> Iterator[str]:
    if statement.same:
        yield f"  Says the same: {len(statement.same)} of {_count(check.asked)}"
        for quote in statement.same:
            yield from _quote(quote)
    else:
        yield f"  Says the same: none of {_count(check.asked)} that we could tell"
    if statement.alike:
        yield f"  Reads like it: {len(statement.alike)}{' more' if statement.same else ''}"
        for quote in statement.alike:
            yield from _quote(quote)


def _quote(quote: Quote) -> Iterator[str]:
    more = f" (and {quote.more} more)" if quote.more else ""
    yield f"    {quote.probability:.2f}  {quote.company}: “{quote.text}”{more}"
    read = f"  read {quote.read_on.isoformat()}" if quote.read_on else ""
    yield f"          {quote.url}{read}"


def _likeness(check: Check, likeness: Likeness | None) -> Iterator[str]:
    if likeness is None:
        reason = check.abstained or "no rival has enough text to say"
        yield f"  Reads like the field: not enough evidence ({reason})"
        return
    nearest = ", ".join(f"{name} {value:.2f}" for name, value in likeness.rivals[:_NEAREST])
    yield (
        f"  Reads like the field: {likeness.points:.0f} of 100, more than"
        f" {100 * likeness.below:.0f} % of its own statements do"
    )
    yield (
        f"          best match with a rival {likeness.between:.2f}, with a stranger"
        f" {likeness.strangers:.2f}, over a ceiling of {likeness.ceiling:.2f}"
    )
    yield f"          nearest: {nearest}"


def _phrases(phrases: tuple[StockPhrase, ...]) -> Iterator[str]:
    if phrases:
        yield "  Stock phrases:"
    for phrase in phrases:
        general = "; used everywhere, not only here" if phrase.general else ""
        users = f"{len(phrase.companies)} of {_count(phrase.asked)}"
        yield f"    “{phrase.passage}”: {users} ({', '.join(phrase.companies)}){general}"


def _neighbours(neighbours: tuple[Neighbour, ...]) -> Iterator[str]:
    if neighbours:
        yield "  Next to it, least taken first (questions to ask, no advice):"
    for neighbour in neighbours:
        claim = neighbour.claim
        if not claim.company:
            source = f"a claim of {claim.industry}" if claim.industry else "our catalogue"
            yield f"    none of {claim.asked}: “{claim.text}” ({source})"
            continue
        yield f"    {_takers(claim)}: “{claim.text}” ({claim.company})"
        yield f"          {claim.url}"


def _takers(claim: KnownClaim) -> str:
    """Give how many say a claim, and how many have something that reads like it."""
    if not claim.companies:
        return f"{claim.alike} of {claim.asked} read like it"
    alike = f", {claim.alike} more read like it" if claim.alike else ""
    return f"{claim.companies} of {claim.asked} say it{alike}"
