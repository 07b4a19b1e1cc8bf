"""The me-too ledger: who said a claim before whom, and whether anybody leads beyond chance.

A first sighting is known between two readings only: after the last one that lacked the claim, by
the first one that held it. What was there at the first reading has no known age.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOON = 92.0
"""Days within which a claim that somebody else takes up counts as a lead: three months."""


@dataclass(frozen=True, slots=True)
class Sightings:
    """When each company took up each claim, one entry for each company and claim.

    ``company`` and ``claim`` are numbers from 0; ``after`` and ``by`` are days on any common clock:
    the claim was absent at ``after`` and there at ``by``. ``after`` is -inf where the age is
    unknown. All four are of one length.
    """

    company: NDArray[np.int64]
    claim: NDArray[np.int64]
    after: NDArray[np.float64]
    by: NDArray[np.float64]

    def of_known_age(self) -> Sightings:
        """Give the entries whose age is known."""
        known = np.isfinite(self.after)
        return Sightings(self.company[known], self.claim[known], self.after[known], self.by[known])


@dataclass(frozen=True, slots=True)
class Lead:
    """How often a company was followed: ``leads`` pairs of a rival and a claim.

    ``expected`` is the mean where the company's own dates are dealt over its claims by chance,
    ``p`` the chance of at least as many.
    """

    leads: int
    expected: float
    p: float


def rival_pairs(sightings: Sightings) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give every ordered pair (first, other) of entries of one claim and two companies."""
    one, other = np.nonzero(
        (sightings.claim[:, None] == sightings.claim[None, :])
        & (sightings.company[:, None] != sightings.company[None, :])
    )
    return one, other


def is_before(
    after: NDArray[np.float64],
    by: NDArray[np.float64],
    first: NDArray[np.int64],
    other: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Tell of each pair whether ``first`` surely said it before ``other``.

    Sure is what holds wherever in their intervals the two began: by the time that the other was
    still found without it, the first had it.
    """
    result: NDArray[np.bool_] = by[first] <= after[other]
    return result


def leads(sightings: Sightings, rounds: int, seed: int) -> list[Lead]:
    """Give each company's leads with their p-value, in the order of the companies' numbers.

    L_i = #{(j, claim): i before j, and F_j - F_i at most ``SOON``} over claims of known age, with F
    the reading that first held the claim. The null deals each company's own dates over its own
    claims (docs/measures.md, me-too ledger): raw counts reward the talkative, who are first by
    chance more often, and this keeps how much each says and when it speaks. p is the mid-p value
    (Lancaster 1961): counts are so small that P(at least as many) alone would be too large.
    """
    known = sightings.of_known_age()
    size = int(sightings.company.max(initial=-1)) + 1
    pairs = rival_pairs(known)
    found = _count(known, known.after, known.by, pairs, size)
    random = np.random.default_rng(seed)
    drawn = np.stack([_dealt(known, pairs, size, random) for _ in range(rounds)])
    above = (drawn > found).mean(axis=0) + 0.5 * (drawn == found).mean(axis=0)
    return [
        Lead(
            int(found[c]), float(drawn[:, c].mean()), float((rounds * above[c] + 1) / (rounds + 1))
        )
        for c in range(size)
    ]


def _dealt(
    known: Sightings,
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]],
    size: int,
    random: np.random.Generator,
) -> NDArray[np.int64]:
    """Give the leads where each company's dates are dealt anew over its claims."""
    shuffled = np.lexsort((random.random(len(known.company)), known.company))
    places = np.argsort(known.company, kind="stable")
    order = np.empty_like(places)
    order[places] = shuffled
    return _count(known, known.after[order], known.by[order], pairs, size)


def _count(
    known: Sightings,
    after: NDArray[np.float64],
    by: NDArray[np.float64],
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]],
    size: int,
) -> NDArray[np.int64]:
    first, other = pairs
    soon = by[other] - by[first] <= SOON
    counted = is_before(after, by, first, other) & soon
    return np.bincount(known.company[first[counted]], minlength=size)
