"""The map in a report: what it claims, where its names stand, what it says of doubt."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports.map_chart import NARROW, WIDE, MapChart, map_chart, text_width
from reports.map_data import FieldMap, MapPlace
from reports.map_findings import (
    clear_pairs,
    kept_sentence,
    map_heading,
    map_places,
    map_so_what,
    shows_map,
)
from reports.render import render
from tests.map_samples import sample_map

if TYPE_CHECKING:
    from reports.data import Report
    from tests.conftest import MakeReport

THREE = {"0": "13", "1": "03", "3": "01"}
NEARLY_ALL = {"0": "123", "1": "023", "2": "01", "3": "01"}
ALL = {"0": "123", "1": "023", "2": "013", "3": "012"}
"""Whose ellipses touch, by numbers in the file."""


def with_overlaps(report: Report, overlaps: dict[str, str]) -> Report:
    """Give a report whose companies' ellipses touch as told, by their numbers in the file."""
    names = [company.name for company in report.companies]
    places = tuple(
        replace(
            place,
            overlaps=tuple(
                names[int(n)] for n in overlaps.get(str(names.index(place.company)), "")
            ),
        )
        for place in sample_map(tuple(names)).places
    )
    found = sample_map(tuple(names))
    return replace(report, field_map=replace(found, places=places))


@pytest.mark.parametrize(
    ("overlaps", "client", "heading"),
    [
        ({}, "Cobalt Books", "On the map you lie clear of all 3 rivals"),
        ({"2": "0", "0": "2"}, "Cobalt Books", "On the map you lie clear of 2 of 3 rivals"),
        ({"2": "013"}, "Cobalt Books", "On the map you can’t be told from any of 3 rivals"),
        ({}, None, "The map tells every company from every other"),
        ({"0": "1", "1": "0"}, None, "2 of 4 companies lie clear of every other on the map"),
        (THREE, None, "Cobalt Books lies clear of every other company on the map"),
        (NEARLY_ALL, None, "The map tells 1 of 6 pairs of companies apart"),
        (ALL, None, "The map tells no two companies apart"),
    ],
)
def test_the_heading_claims_what_the_ellipses_bear(
    make_report: MakeReport, overlaps: dict[str, str], client: str | None, heading: str
) -> None:
    assert map_heading(with_overlaps(make_report(4, client), overlaps)) == heading


def test_pairs_are_clear_where_ellipses_do_not_touch(make_report: MakeReport) -> None:
    report = with_overlaps(make_report(4), NEARLY_ALL)
    assert clear_pairs(map_places(report)) == [("Cobalt Books", "Dunmore Tax")]
    assert (
        map_so_what(report)[0] == "Clear of each other, 1 of 6 pairs: Cobalt Books and Dunmore Tax."
    )
    heap = with_overlaps(make_report(4), ALL)
    assert map_so_what(heap)[0].startswith("Every ellipse touches every other")


def test_the_client_is_told_who_is_near_and_that_apart_is_not_better(
    make_report: MakeReport,
) -> None:
    near, kept, worth = map_so_what(make_report(8, "Dunmore Tax"))
    assert near.startswith("Nearest to you by the heatmap: Alder & Vane and Grain & Tally;")
    assert near.endswith("; your ellipse touches both.")
    assert "of these 16 the map keeps 12 as nearest, chance would keep 5" in kept
    assert worth == "Lying apart is not the same as being wanted. First ask whether a buyer cares."


def test_one_nearest_rival_is_said_in_the_singular() -> None:
    found = sample_map(tuple("ABCDEF"))
    assert "each of 6 companies has one nearest rival; of these 6 the map keeps 4" in kept_sentence(
        found
    )


def test_without_a_map_the_reason_is_given(make_report: MakeReport) -> None:
    reason = "a flat map would keep 0 of 100 nearest neighbours; chance keeps 20"
    report = make_report(6, field_map=FieldMap(6, 0.4, 0.0, 0.2, 1, reason, ()))
    section = LexborHTMLParser(render(report)).css_first("#map")
    assert section is not None
    assert "No flat map does this field justice" in section.text()
    assert "A flat map would keep 0 of 100 nearest neighbours; chance keeps 20." in section.text()
    assert not section.css("svg, table")


def test_older_runs_and_unscored_fields_have_no_section(
    make_report: MakeReport, too_few: Report
) -> None:
    assert not shows_map(make_report(8, field_map=None))
    assert not shows_map(too_few)
    assert shows_map(make_report(8))


def boxes(chart: MapChart) -> list[tuple[float, float, float, float]]:
    found = []
    for mark in chart.marks:
        width = text_width(mark.label.text)
        left = mark.label.x - {"start": 0.0, "middle": width / 2, "end": width}[mark.label.anchor]
        found.append((left, mark.label.y - 8, left + width, mark.label.y + 8))
    return found


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("size", [4, 8, 14, 15, 40])
def test_no_name_covers_a_name_or_a_dot(make_report: MakeReport, size: int, width: int) -> None:
    chart = map_chart(make_report(size, "Dunmore Tax"), width)
    for one, two in combinations(boxes(chart), 2):
        assert not (one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3])
    for left, top, right, bottom in boxes(chart):
        assert left >= 0
        assert top >= 0
        assert right <= chart.width
        assert bottom <= chart.height
        assert not [m for m in chart.marks if left < m.x < right and top < m.y < bottom]
    assert chart.numbered == (size > (14 if width == WIDE else 5))


def test_companies_on_one_spot_still_have_their_names(make_report: MakeReport) -> None:
    report = make_report(12)
    found = sample_map(tuple(company.name for company in report.companies))
    places = tuple(
        replace(place, x=number / 100, y=0.0) for number, place in enumerate(found.places)
    )
    chart = map_chart(replace(report, field_map=replace(found, places=places)), WIDE)
    labels = boxes(chart)
    assert all(
        one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
        for one, two in combinations(labels, 2)
    )
    assert [mark.label.lead for mark in chart.marks].count(None) < len(chart.marks)


def test_up_is_up_and_both_directions_have_one_scale(make_report: MakeReport) -> None:
    chart = map_chart(make_report(8), WIDE)
    places = map_places(make_report(8))
    for (a, one), (b, two) in pairwise(zip(places, chart.marks, strict=True)):
        scale = chart.bar.pixels / chart.bar.points
        assert two.x - one.x == pytest.approx((b.x - a.x) * scale, abs=0.3)
        assert one.y - two.y == pytest.approx((b.y - a.y) * scale, abs=0.3)


def test_ellipses_stay_on_the_sheet(make_report: MakeReport) -> None:
    wide = MapPlace("A", 0.0, 0.0, 40.0, 2.0, 0.8, 1.0, (), ())
    places = (wide, *(MapPlace(n, 5.0, 3.0, 9.0, 9.0, 0.0, 1.0, (), ()) for n in "BCD"))
    report = make_report(4, field_map=FieldMap(4, 0.1, 1.0, 0.3, 1, "", places))
    chart = map_chart(report, NARROW)
    mark = chart.marks[0]
    assert mark.turn == pytest.approx(-45.8)
    assert mark.x - mark.rx * 0.7 >= 0
    assert mark.y + mark.rx * 0.72 <= chart.height


def test_the_client_stands_out_and_the_table_has_every_place(make_report: MakeReport) -> None:
    section = LexborHTMLParser(render(make_report(8, "Dunmore Tax"))).css_first("#map")
    assert section is not None
    assert [node.text() for node in section.css("svg.wide text.you")] == ["Dunmore Tax"]
    assert len(section.css("svg.wide ellipse.rim.you")) == 1
    assert len(section.css("table tbody tr")) == len(section.css("svg.narrow ellipse")) == 8
    assert "turned or mirrored, it is the same map" in section.text()
