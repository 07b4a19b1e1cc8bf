"""What a report shows of voice and of what companies lay open, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.data import Quote, Range


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The quartiles of a rate among companies of other fields."""

    quarter: float
    middle: float
    three_quarters: float


@dataclass(frozen=True, slots=True)
class VoiceRate:
    """Marks of one ``axis`` per 1,000 words; ``company`` None: the field, mean of its companies.

    ``marks`` in ``words`` on ``pages``. ``below`` of ``strangers`` companies of ``fields`` other
    fields have a lower rate, ``ties`` the same; ``others`` are their quartiles. ``stands`` is
    "more" or "less" where that is clear, "like" where it is not, empty where too few are known.
    With a ``reason`` there is no rate.
    """

    company: str | None
    axis: str
    pages: int
    words: int
    marks: int
    rate: Range | None
    others: Quartiles | None
    below: int
    ties: int
    strangers: int
    fields: int
    stands: str
    reason: str


@dataclass(frozen=True, slots=True)
class VoiceSameness:
    """How alike companies are on an axis: ``value`` 1 - ICC(1), 1 = nobody can be told apart.

    ``shuffled`` is the same with pages dealt out anew, ``p`` how often that sets companies as far
    apart; ``clear``: they differ beyond chance. With a ``reason`` there are no figures.
    """

    axis: str
    companies: int
    pages: int
    marks: int
    value: float | None
    shuffled: float | None
    p: float | None
    clear: bool
    reason: str


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """A statement verbatim, with the ``passage`` that counts on the axis."""

    axis: str
    passage: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Openness:
    """What one company lays open, with a statement to quote of each.

    ``price_pages`` show an amount, ``limits`` statements name a limit, ``people`` are named.
    ``proved`` of ``claims`` come with a sign of proof (``proof``: the first one’s); ``share`` (0-1)
    with its range, or None with the ``reason``.
    """

    company: str
    price_pages: int
    limits: int
    people: int
    claims: int
    proved: int
    share: Range | None
    proof: str
    price: Quote | None
    limit: Quote | None
    person: Quote | None
    proved_claim: Quote | None
    bare_claim: Quote | None
    reason: str


@dataclass(frozen=True, slots=True)
class Voice:
    """All that a run knows of voice; every tuple may be empty."""

    rates: tuple[VoiceRate, ...] = ()
    sameness: tuple[VoiceSameness, ...] = ()
    lines: tuple[VoiceLine, ...] = ()
    openness: tuple[Openness, ...] = ()


SILENT = Voice()
"""What is known of runs that did not look."""
