"""What a check of a text says, as plain values: for the terminal, for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from pipeline.checked_field import KnownClaim


@dataclass(frozen=True, slots=True)
class Quote:
    """A rival's statement nearest to the checked one, verbatim; ``more`` of its statements follow.

    ``probability`` is the judge's that both make one claim.
    """

    company: str
    text: str
    url: str
    read_on: date | None
    probability: float
    more: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much one statement reads like the field, and what that is made of.

    ``points`` = 100 · (``between`` - ``strangers``) / ``ceiling``, clipped to 0-100, the index's
    own scale. ``rivals`` holds each rival's rarefied best match, of which ``between`` is the mean;
    the mean over strangers is ``strangers``. ``below`` is the share of the field's own statements
    that read less like the field, 0-1.
    """

    points: float
    below: float
    between: float
    strangers: float
    ceiling: float
    rivals: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class StockPhrase:
    """A passage of the text that rivals use word for word; ``general`` if everybody does."""

    passage: str
    companies: tuple[str, ...]
    asked: int
    general: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A claim next to the statement, and how near it is (field-centred cosine)."""

    claim: KnownClaim
    nearness: float


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """One statement against the field, ``masked`` as it was compared.

    ``too_short`` says that too little was left to compare; everything below is then empty. ``same``
    holds one quote per company that says the same, ``alike`` one per further company whose
    statement reads like it. ``likeness`` is None where the run published no index.
    """

    text: str
    masked: str
    too_short: bool
    same: tuple[Quote, ...] = ()
    alike: tuple[Quote, ...] = ()
    likeness: Likeness | None = None
    phrases: tuple[StockPhrase, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A text against the newest run of an industry.

    ``asked`` companies it was held against, ``own`` the listed one whose text it is (its own
    statements don't count), empty for nobody. ``abstained`` is why there is no likeness, else
    empty. ``least_same`` and ``least_alike`` are the probabilities from which a quote is shown.
    """

    industry: str
    run_id: str
    model: str
    own: str
    asked: int
    abstained: str
    least_same: float
    least_alike: float
    statements: tuple[CheckedStatement, ...]
