"""Rows to export of how it is said: voice, openness, and whom posts speak to."""

# Annotations are read when a table is made: they are no strings here.
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from reports.data import Report
from reports.rounding import RATE_DIGITS, SHARE_DIGITS, chance, rounded
from reports.score_rows import Figure, spread
from reports.tables import Proofs


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """How often a company's pages show a mark of voice, per 1,000 words."""

    company: Annotated[str | None, "name; empty for the mean of the field"]
    axis: Annotated[str, "superlatives, contractions and so on"]
    pages: Annotated[int, "pages counted on"]
    words: Annotated[int, "words counted in"]
    marks: Annotated[int, "marks found"]
    rate: Annotated[Figure, "marks per 1,000 words"]
    rate_low: Annotated[Figure, "low end of its 95 % range"]
    rate_high: Annotated[Figure, "high end of its 95 % range"]
    below: Annotated[int, "companies of other fields with a lower rate"]
    ties: Annotated[int, "with the same rate"]
    strangers: Annotated[int, "companies of other fields asked"]
    stands: Annotated[str, "more, less, like, or empty where too few are known"]
    reason: Annotated[str, "why there is no rate, else empty"]


def voice_rows(report: Report, _: Proofs) -> Iterator[VoiceRow]:
    """Give every rate of the field and of every company."""
    for own in report.voice.rates:
        yield VoiceRow(
            own.company,
            own.axis,
            own.pages,
            own.words,
            own.marks,
            *spread(own.rate, RATE_DIGITS),
            own.below,
            own.ties,
            own.strangers,
            own.stands,
            own.reason,
        )


@dataclass(frozen=True, slots=True)
class VoiceSamenessRow:
    """How alike the companies are on one axis of voice."""

    axis: Annotated[str, "superlatives, contractions and so on"]
    companies: Annotated[int, "companies compared"]
    pages: Annotated[int, "their pages"]
    value: Annotated[Figure, "1 - ICC: 1 where nobody can be told apart"]
    shuffled: Annotated[Figure, "the same with pages dealt out anew"]
    p: Annotated[Figure, "how often chance sets companies as far apart, at most"]
    clear: Annotated[bool, "whether they differ beyond chance"]
    reason: Annotated[str, "why there are no figures, else empty"]


def voice_sameness_rows(report: Report, _: Proofs) -> Iterator[VoiceSamenessRow]:
    """Give the sameness on every axis."""
    for own in report.voice.sameness:
        yield VoiceSamenessRow(
            own.axis,
            own.companies,
            own.pages,
            rounded(own.value, SHARE_DIGITS),
            rounded(own.shuffled, SHARE_DIGITS),
            chance(own.p),
            own.clear,
            own.reason,
        )


@dataclass(frozen=True, slots=True)
class OpennessRow:
    """What one company lays open of its offering."""

    company: Annotated[str, "name"]
    price_pages: Annotated[int, "pages that show an amount"]
    limits: Annotated[int, "statements that name a limit"]
    people: Annotated[int, "people named"]
    claims: Annotated[int, "claims"]
    proved: Annotated[int, "claims with a sign of proof"]
    share: Annotated[Figure, "proved of claims, 0 to 1"]
    share_low: Annotated[Figure, "low end of its 95 % range"]
    share_high: Annotated[Figure, "high end of its 95 % range"]
    reason: Annotated[str, "why there is no share, else empty"]


def openness_rows(report: Report, _: Proofs) -> Iterator[OpennessRow]:
    """Give what every company lays open."""
    for own in report.voice.openness:
        yield OpennessRow(
            own.company,
            own.price_pages,
            own.limits,
            own.people,
            own.claims,
            own.proved,
            *spread(own.share, SHARE_DIGITS),
            own.reason,
        )


@dataclass(frozen=True, slots=True)
class HabitRow:
    """How many of a company's posts do something."""

    company: Annotated[str | None, "name; empty for the mean of the field"]
    habit: Annotated[str, "reply, question, mention, repost or crosspost"]
    number: Annotated[int, "posts that do"]
    of: Annotated[int, "posts it can be told of"]
    share: Annotated[Figure, "number of of, 0 to 1"]
    share_low: Annotated[Figure, "low end of its 95 % range"]
    share_high: Annotated[Figure, "high end of its 95 % range"]
    reason: Annotated[str, "why there is no share, else empty"]


def habit_rows(report: Report, _: Proofs) -> Iterator[HabitRow]:
    """Give every habit of the field and of every company that posts."""
    for own in report.social.conversations:
        for habit in own.habits:
            figures = spread(habit.share, SHARE_DIGITS)
            yield HabitRow(own.company, habit.kind, habit.number, habit.of, *figures, own.reason)
