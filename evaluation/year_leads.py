"""How often the me-too test cries wolf on years in which nobody leads.

    python -m evaluation.year_leads WORKSPACE

Who makes which claim is taken from the newest run of a simulated year; when they took it up is
dealt by chance, 200 times. The test must find a leader in 5 of 100 companies, give or take 2.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from evaluation.year import FIELD
from pipeline.measures.leads import Sightings, leads
from pipeline.runs import newest_run
from pipeline.stages.claim_leads import FEWEST
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Sequence

YEARS, ROUNDS, MONTH = 200, 200, 30.0
MONTHS = 12
LEVEL = 0.05


def false_alarms(makers: Sequence[tuple[str, str]]) -> tuple[int, int]:
    """Give how many companies of all shuffled years led beyond chance, and how many were tested.

    ``makers`` are pairs (company, claim). A company is tested where it makes at least five claims,
    as in a report.
    """
    companies = sorted({company for company, _ in makers})
    claims = sorted({claim for _, claim in makers})
    company = np.array([companies.index(name) for name, _ in makers])
    claim = np.array([claims.index(name) for _, name in makers])
    tested = np.bincount(company, minlength=len(companies)) >= FEWEST
    alarms = 0
    for seed in range(YEARS):
        random = np.random.default_rng(seed)
        by = MONTH * random.integers(1, MONTHS, len(makers)).astype(np.float64)
        found = leads(Sightings(company, claim, by - MONTH, by), ROUNDS, seed)
        alarms += sum(lead.p <= LEVEL for lead, told in zip(found, tested, strict=True) if told)
    return alarms, YEARS * int(tested.sum())


def main(arguments: list[str]) -> None:
    """Print the rate."""
    with Warehouse(Settings(Path(arguments[0])).warehouse) as warehouse:
        run_id = newest_run(warehouse, FIELD)
        rows = warehouse.table("history.claim_sightings").to_pylist()
    makers = sorted({(row["company"], row["claim_id"]) for row in rows if row["run_id"] == run_id})
    alarms, tested = false_alarms(makers)
    print(f"{len(makers)} claims of companies; {alarms} alarms in {tested}: {alarms / tested:.1%}")


if __name__ == "__main__":
    main(sys.argv[1:])
