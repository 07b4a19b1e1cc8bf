"""Numbers in, geometry out: what the SVG macros draw, worked out before any markup."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import ceil
from typing import TYPE_CHECKING

from reports.colours import STEPS
from reports.phrases import points, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.data import Report, SwapMatrix

NUMBERED = 12
"""The most companies whose heatmap cells carry their number."""

CELLS = ((9, 64), (12, 56), (20, 30), (10_000, 20))
"""(most companies, cell side in pixels)."""

MARGIN, HEADROOM, OVERHANG = 168, 128, 96
"""Room in pixels for the row names, above for the slanted column names, and at their right."""

SHEET_WIDTH, SHEET_HEIGHT, SHEET_GAP, SHEETS_IN_ROW = 18, 24, 6, 14


@dataclass(frozen=True, slots=True)
class Cell:
    """One square: its corner in pixels, its ramp step (None = hatched), its words."""

    x: int
    y: int
    step: int | None
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Name:
    """A company's name at the edge of a chart: where it is centred, cut and in full."""

    at: int
    short: str
    full: str
    is_client: bool


@dataclass(frozen=True, slots=True)
class Area:
    """All squares of one ramp step (None = hatched) as one SVG path, short where they are many."""

    step: int | None
    path: str


@dataclass(frozen=True, slots=True)
class Heatmap:
    """The swap matrix as squares, in clustered order; sizes in pixels.

    A small field has ``cells``, each with its number; a large one ``areas``.
    """

    width: int
    height: int
    side: int
    left: int
    top: int
    names: tuple[Name, ...]
    cells: tuple[Cell, ...]
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One company as a sheet of paper, ``filled`` from 0 to 1 by the effective pitches."""

    x: int
    y: int
    filled: float


def cluster_order(matrix: SwapMatrix) -> tuple[int, ...]:
    """Give row numbers so that look-alikes sit together; rows without any figure come last.

    The order depends on names and figures only, not on the order of the rows: they are sorted by
    name before clustering, and of the two directions the one with the earlier first name is taken.
    """
    by_name = sorted(range(len(matrix.companies)), key=lambda row: matrix.companies[row].casefold())
    known = [row for row in by_name if _has_figures(matrix, row)]
    unknown = [row for row in by_name if row not in known]
    if len(known) > 2:
        distances = [_distance(matrix, one, two) for one, two in combinations(known, 2)]
        # Half a second to import, and who only looks at reports orders nothing.
        from scipy.cluster.hierarchy import leaves_list, linkage

        tree = linkage(distances, method="average", optimal_ordering=True)
        known = [known[leaf] for leaf in leaves_list(tree)]
        if by_name.index(known[0]) > by_name.index(known[-1]):
            known.reverse()
    return (*known, *unknown)


def _has_figures(matrix: SwapMatrix, row: int) -> bool:
    return any(value is not None for value in matrix.values[row])


def _distance(matrix: SwapMatrix, one: int, two: int) -> float:
    both = (matrix.values[one][two], matrix.values[two][one])
    known = [value for value in both if value is not None]
    return 100 - min(100.0, max(0.0, sum(known) / len(known))) if known else 100.0


def step(value: float) -> int:
    """Give the ramp step, 0 to 9, of index points; what lies outside 0-100 takes the end step."""
    return min(STEPS - 1, max(0, int(value * STEPS // 100)))


def heatmap(report: Report) -> Heatmap:
    """Give the geometry of the swap matrix; one ramp, numbers in the cells of small fields."""
    matrix = report.swap_matrix
    order = cluster_order(matrix)
    side = next(side for most, side in CELLS if len(order) <= most)
    names = tuple(
        Name(
            round((place + 0.5) * side),
            shortened(matrix.companies[row]),
            matrix.companies[row],
            matrix.companies[row] == report.client,
        )
        for place, row in enumerate(order)
    )
    width = MARGIN + side * len(order) + OVERHANG
    height = HEADROOM + side * len(order) + 4
    cells = _cells(matrix, order, side)
    areas = _areas(cells, side) if len(order) > NUMBERED else ()
    return Heatmap(width, height, side, MARGIN, HEADROOM, names, () if areas else cells, areas)


def _cells(matrix: SwapMatrix, order: Sequence[int], side: int) -> tuple[Cell, ...]:
    return tuple(
        _cell(matrix, (row, column), (MARGIN + x * side, HEADROOM + y * side))
        for y, row in enumerate(order)
        for x, column in enumerate(order)
        if row != column
    )


def _areas(cells: Sequence[Cell], side: int) -> tuple[Area, ...]:
    edge = side - 2
    steps = sorted({cell.step for cell in cells}, key=lambda step: -1 if step is None else step)
    squares = {
        step: "".join(
            f"M{cell.x} {cell.y}h{edge}v{edge}h-{edge}z" for cell in cells if cell.step == step
        )
        for step in steps
    }
    return tuple(Area(step, path) for step, path in squares.items())


def _cell(matrix: SwapMatrix, pair: tuple[int, int], corner: tuple[int, int]) -> Cell:
    row, column = pair
    value = matrix.values[row][column]
    who = f"{matrix.companies[row]} as {matrix.companies[column]}"
    if value is None:
        return Cell(*corner, None, "", f"{who}: not published")
    return Cell(*corner, step(value), points(value), f"{who}: {points(value)} points")


def sheets(value: float, of: int) -> tuple[Sheet, ...]:
    """Give one sheet per company, the first ``value`` of them filled, the last one in part."""
    return tuple(
        Sheet(
            (number % SHEETS_IN_ROW) * (SHEET_WIDTH + SHEET_GAP),
            (number // SHEETS_IN_ROW) * (SHEET_HEIGHT + SHEET_GAP),
            min(1.0, max(0.0, value - number)),
        )
        for number in range(of)
    )


def sheets_size(of: int) -> tuple[int, int]:
    """Give width and height in pixels of that many sheets."""
    columns, rows = min(of, SHEETS_IN_ROW), ceil(of / SHEETS_IN_ROW)
    return columns * (SHEET_WIDTH + SHEET_GAP), rows * (SHEET_HEIGHT + SHEET_GAP)


def percent(value: float, of: float = 100.0) -> str:
    """Give a place on a scale from 0 to ``of`` as an SVG length: ``62.5%``, never outside."""
    return f"{min(100.0, max(0.0, 100 * value / of)):.1f}%"
