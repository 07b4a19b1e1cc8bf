"""Does the range of the index hold the truth as often as it says? A simulation with known truth.

    python -m evaluation.coverage [FIELDS]

Draws FIELDS (default 300) synthetic fields per case: companies out of an industry, pages out of a
company, statements out of a page, and strangers and reference companies beside them. The truth of a
case is the index of a field so large that chance plays no part. Prints, per case, how often the
range of a drawn field holds that truth, with the Wilson interval, and how wide it is.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.bootstrap import interchangeability
from pipeline.measures.interchangeability import Matches
from pipeline.measures.prevalence import wilson_interval
from pipeline.measures.rarefaction import rarefied_matches, rarefied_own_matches

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pipeline.measures.bootstrap import Interchangeability

    Measure = Callable[[list[Matches], NDArray[np.float64], int], Interchangeability]

DIMENSIONS = 24
M = 10
STRANGERS = 20
REFERENCES = 25
ROUNDS = 300
POPULATION = 400
"""Companies of the large field that stands for the truth ..."""
FEW = 8
"""... and how many others each of them is compared with."""


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of field: how many companies and pages, and how strongly each level pulls.

    ``industry``, ``company`` and ``page`` are weights against a statement's own direction of
    weight 1; a company's weight varies between companies by ``spread`` (log-normal).
    """

    name: str
    companies: int
    pages: int = 6
    statements: int = 10
    industry: float = 0.55
    company: float = 0.5
    page: float = 0.45
    spread: float = 0.3


CASES = (
    Case("five companies", 5),
    Case("eight companies", 8),
    Case("fourteen companies", 14),
    Case("unlike companies", 8, spread=0.7),
    Case("small companies", 8, pages=4, statements=10),
    Case("alike field", 8, industry=0.75),
)


@dataclass(frozen=True, slots=True)
class Site:
    """One simulated company: unit vectors and the page of each."""

    vectors: NDArray[np.float32]
    pages: NDArray[np.int64]


def direction(random: np.random.Generator) -> NDArray[np.float64]:
    """Give a random vector of about unit length."""
    return random.normal(0.0, DIMENSIONS**-0.5, DIMENSIONS)


def draw_site(case: Case, industry: NDArray[np.float64], random: np.random.Generator) -> Site:
    """Give a company of the industry with this direction."""
    pull = case.company * np.exp(random.normal(0.0, case.spread))
    heart = case.industry * np.exp(random.normal(0.0, case.spread / 2)) * industry
    heart = heart + pull * direction(random)
    rows = []
    for _ in range(case.pages):
        page = heart + case.page * direction(random)
        rows += [page + direction(random) for _ in range(case.statements)]
    vectors = np.array(rows)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Site(vectors.astype(np.float32), np.repeat(np.arange(case.pages), case.statements))


def matches_of(sites: list[Site], strangers: list[Site]) -> list[Matches]:
    """Give the rarefied best matches of every site to the others, to itself and to strangers."""
    return [
        Matches(
            rivals=np.stack([rarefied_matches(s.vectors, r.vectors, M) for r in sites], axis=1),
            strangers=np.stack(
                [rarefied_matches(s.vectors, x.vectors, M) for x in strangers], axis=1
            ),
            own=rarefied_own_matches(s.vectors, s.pages, M),
        )
        for s in sites
    ]


@dataclass(frozen=True, slots=True)
class Truth:
    """A case's population: its industry, the parts of its index and its reference companies."""

    industry: NDArray[np.float64]
    above: float
    lift: float
    references: NDArray[np.float64]

    def index(self, companies: int) -> float:
        """Give the index of a field of this many companies of the population, unclipped."""
        reference = float(self.references.mean())
        return 100.0 * self.above / ((companies * self.lift + 6.0 * reference) / (companies + 6.0))


def find_truth(case: Case, random: np.random.Generator) -> Truth:
    """Give the population behind a case from many companies, each against a few of the others."""
    industry = direction(random)
    industry /= np.linalg.norm(industry)
    sites = [draw_site(case, industry, random) for _ in range(POPULATION)]
    strangers = [draw_site(case, direction(random), random) for _ in range(POPULATION)]
    others = [draw_site(case, direction(random), random) for _ in range(POPULATION)]
    zeros, lifts = _zeros_and_lifts(sites, strangers)
    _, references = _zeros_and_lifts(others, strangers)
    between = float(np.mean([_mean_match(site, sites, i) for i, site in enumerate(sites)]))
    return Truth(industry, between - float(zeros.mean()), float(lifts.mean()), references)


def _mean_match(site: Site, others: list[Site], place: int) -> float:
    """Give the mean best match to the few that follow in the list, never to the site itself."""
    few = [others[(place + step) % len(others)] for step in range(1, FEW + 1)]
    return float(np.mean([rarefied_matches(site.vectors, o.vectors, M).mean() for o in few]))


def _zeros_and_lifts(
    sites: list[Site], strangers: list[Site]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    zeros = np.array([_mean_match(site, strangers, i) for i, site in enumerate(sites)])
    own = [rarefied_own_matches(site.vectors, site.pages, M).mean() for site in sites]
    return zeros, np.array(own) - zeros


def program_range(
    matches: list[Matches], references: NDArray[np.float64], seed: int
) -> Interchangeability:
    """Give the field's range as the program computes it."""
    return interchangeability(matches, references, ROUNDS, seed)[0]


def coverage(case: Case, fields: int, measure: Measure = program_range) -> tuple[int, float, float]:
    """Give (fields whose range holds the truth, the truth, mean width of the ranges)."""
    random = np.random.default_rng([len(case.name), case.companies, 20261122])
    truth = find_truth(case, random)
    held, widths = 0, []
    for seed in range(fields):
        sites = [draw_site(case, truth.industry, random) for _ in range(case.companies)]
        strangers = [draw_site(case, direction(random), random) for _ in range(STRANGERS)]
        references = random.choice(truth.references, REFERENCES)
        found = measure(matches_of(sites, strangers), references, seed)
        held += found.low <= truth.index(case.companies) <= found.high
        widths.append(found.high - found.low)
    return held, truth.index(case.companies), float(np.mean(widths))


def main(arguments: list[str]) -> None:
    """Print a line per case and the line of all."""
    fields = int(arguments[0]) if arguments else 300
    total = 0
    for case in CASES:
        held, truth, width = coverage(case, fields)
        total += held
        low, high = wilson_interval(held, fields)
        print(
            f"{case.name:20} truth {truth:5.1f}  holds {held / fields:.3f} "
            f"({low:.3f} to {high:.3f}) of {fields}  width {width:.1f}",
            flush=True,
        )
    low, high = wilson_interval(total, fields * len(CASES))
    print(f"{'all':20} holds {total / fields / len(CASES):.3f} ({low:.3f} to {high:.3f})")


if __name__ == "__main__":
    main(sys.argv[1:])
