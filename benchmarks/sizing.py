"""What 1, 100 and 10,000 industries a month take, worked out from what one took.

    python -m benchmarks.sizing CPU_FIRST CPU_MONTH PAGES STATEMENTS GB_FIRST GB_MONTH

CPU seconds of an industry's first and of a usual month, pages read, statements found, gigabytes
kept of the first month and added by a usual one. Prints the rows of the table in ``docs/scale.md``
after a year of twelve months; the prices are assumed there.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

CORE_HOUR, GB_MONTH = 0.04, 0.02
"""US dollars."""
HOUR = 3600
INDUSTRIES = 1, 100, 10_000


@dataclass(frozen=True, slots=True)
class Costs:
    """What one industry takes."""

    cpu_first: float
    cpu_month: float
    pages: float
    statements: float
    gb_first: float
    gb_month: float

    @property
    def gb_after_a_year(self) -> float:
        """What is kept of twelve months."""
        return self.gb_first + 11 * self.gb_month


def row(costs: Costs, industries: int) -> str:
    """Give a line of the table: a usual month's work, what lies on disk after a year, money."""
    hours = industries * costs.cpu_month / HOUR
    kept = industries * costs.gb_after_a_year
    money = f"{hours * CORE_HOUR:,.2f} + {kept * GB_MONTH:,.2f}"
    cells = [
        f"{industries:,}",
        f"{industries * costs.pages:,.0f}",
        f"{industries * costs.statements:,.0f}",
        f"{industries * costs.cpu_month:,.0f}",
        f"{hours:,.2f}",
        f"{industries * costs.cpu_first / HOUR:,.2f}",
        f"{kept:,.2f}",
        money,
    ]
    return f"| {' | '.join(cells)} |"


def main(arguments: list[str]) -> None:
    """Print a line for each number of industries."""
    costs = Costs(*(float(argument) for argument in arguments))
    for industries in INDUSTRIES:
        print(row(costs, industries))


if __name__ == "__main__":
    main(sys.argv[1:])
