"""Geometry and colours: order of the heatmap, steps of the ramp, contrast by arithmetic."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from reports import charts, colours
from reports.data import SwapMatrix
from reports.render import TEMPLATES

if TYPE_CHECKING:
    from reports.data import Report
    from tests.conftest import MakeReport


def blocks(names: str, together: tuple[str, ...]) -> SwapMatrix:
    """Give a matrix in which companies of one group are at 90 points, others at 20."""

    def cell(one: str, two: str) -> float | None:
        if one == two:
            return None
        return 90.0 if any(one in group and two in group for group in together) else 20.0

    return SwapMatrix(tuple(names), tuple(tuple(cell(a, b) for b in names) for a in names))


def ordered(matrix: SwapMatrix) -> str:
    return "".join(matrix.companies[row] for row in charts.cluster_order(matrix))


def test_look_alikes_sit_together() -> None:
    order = ordered(blocks("adbecf", ("abc", "def")))
    assert {frozenset(order[:3]), frozenset(order[3:])} == {frozenset("abc"), frozenset("def")}


def test_the_order_of_the_rows_changes_nothing(make_report: MakeReport) -> None:
    matrix = make_report(12).swap_matrix
    expected = [matrix.companies[row] for row in charts.cluster_order(matrix)]
    for seed in range(5):
        rows = random.Random(seed).sample(range(12), 12)  # noqa: S311 - a shuffle, no secret
        shuffled = SwapMatrix(
            tuple(matrix.companies[row] for row in rows),
            tuple(tuple(matrix.values[row][col] for col in rows) for row in rows),
        )
        assert [shuffled.companies[row] for row in charts.cluster_order(shuffled)] == expected


def test_ties_are_broken_by_name() -> None:
    assert ordered(blocks("dcba", ("abcd",))) == ordered(blocks("bdac", ("abcd",)))


def test_companies_without_figures_come_last() -> None:
    values = ((None, None, 50.0), (None, None, None), (40.0, None, None))
    assert ordered(SwapMatrix(("b", "a", "c"), values)) == "bca"


@pytest.mark.parametrize("names", ["", "a", "ba"])
def test_tiny_matrices_have_an_order(names: str) -> None:
    assert ordered(blocks(names, (names,))) == "".join(sorted(names))


@pytest.mark.parametrize(
    ("value", "step"), [(-7, 0), (0, 0), (9.9, 0), (10, 1), (55, 5), (99.9, 9), (100, 9), (130, 9)]
)
def test_every_ten_points_take_a_step(value: float, step: int) -> None:
    assert charts.step(value) == step


def test_the_heatmap_has_a_cell_per_ordered_pair(make_report: MakeReport) -> None:
    chart = charts.heatmap(make_report(8, "Dunmore Tax"))
    assert len(chart.cells) == 8 * 7
    assert len({(cell.x, cell.y) for cell in chart.cells}) == 8 * 7
    assert max(cell.x for cell in chart.cells) + chart.side <= chart.width
    assert max(cell.y for cell in chart.cells) + chart.side <= chart.height
    assert [name.full for name in chart.names if name.is_client] == ["Dunmore Tax"]


def test_a_cell_reads_row_as_column(make_report: MakeReport) -> None:
    report = make_report(
        2, swap_matrix=SwapMatrix(("Alder & Vane", "Brightledger"), ((None, 71.4), (12.0, None)))
    )
    cells = charts.heatmap(report).cells
    assert [cell.title for cell in cells] == [
        "Alder & Vane as Brightledger: 71 points",
        "Brightledger as Alder & Vane: 12 points",
    ]
    assert cells[0].x > cells[1].x
    assert cells[0].y < cells[1].y


def test_only_small_fields_carry_numbers(make_report: MakeReport) -> None:
    small, large = (charts.heatmap(make_report(size)) for size in (12, 13))
    assert all(cell.label for cell in small.cells)
    assert (small.areas, large.cells) == ((), ())


def test_a_large_field_has_every_pair_in_one_path_of_its_step(make_report: MakeReport) -> None:
    report = make_report(40)
    areas = charts.heatmap(report).areas
    squares = [corner for area in areas for corner in re.findall(r"M\d+ \d+", area.path)]
    assert len(squares) == len(set(squares)) == 40 * 39
    values = [value for row in report.swap_matrix.values for value in row if value is not None]
    for area in areas:
        assert area.step is not None
        of_step = [value for value in values if charts.step(value) == area.step]
        assert area.path.count("z") == len(of_step)


def test_what_is_not_published_has_no_step(too_few: Report) -> None:
    assert [cell.step for cell in charts.heatmap(too_few).cells] == [None, None]


def test_sheets_are_filled_up_to_the_pitches() -> None:
    assert [round(sheet.filled, 2) for sheet in charts.sheets(2.1, 5)] == [1, 1, 0.1, 0, 0]
    assert charts.sheets_size(40)[1] == 3 * charts.sheets_size(5)[1]


@pytest.mark.parametrize(
    ("value", "of", "place"), [(50, 100, "50.0%"), (-3, 100, "0.0%"), (3, 2, "100.0%")]
)
def test_a_place_on_a_scale_never_leaves_it(value: float, of: float, place: str) -> None:
    assert charts.percent(value, of) == place


def test_contrast_agrees_with_known_values() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ends", [colours.LIGHT_ENDS, colours.DARK_ENDS])
def test_every_number_can_be_read_on_its_cell(ends: tuple[str, str]) -> None:
    steps = colours.ramp(ends)
    assert len(steps) == colours.STEPS
    assert min(colours.contrast(step.fill, step.ink) for step in steps) >= 4.5


@pytest.mark.parametrize("ends", [colours.LIGHT_ENDS, colours.DARK_ENDS])
def test_the_ramp_runs_one_way(ends: tuple[str, str]) -> None:
    lights = [colours.luminance(step.fill) for step in colours.ramp(ends)]
    assert lights in (sorted(lights), sorted(lights, reverse=True))


def schemes() -> list[dict[str, str]]:
    """Give the colours of the light and the dark scheme by their names in the style sheet."""
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    found = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
    return [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in found]


def test_both_schemes_name_the_same_colours() -> None:
    light, dark = schemes()
    assert set(light) == set(dark) > {"paper", "ink", "soft", "accent", "mark", "tint"}


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("ink", "paper", 7),
        ("soft", "paper", 4.5),
        ("soft", "tint", 4.5),
        ("accent", "paper", 4.5),
        ("accent", "tint", 4.5),
        ("paper", "accent", 4.5),
        ("ink", "raised", 7),
        ("mark", "paper", 3),
        ("mark", "tint", 3),
    ],
)
def test_text_and_marks_stand_out(scheme: int, front: str, back: str, least: float) -> None:
    colour = schemes()[scheme]
    assert colours.contrast(colour[front], colour[back]) >= least
