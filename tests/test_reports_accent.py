"""The agency's colour: whatever it is, all that is set in it can be read on both papers."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reports.accent import DARK, LIGHT, Ground, accent_css, accent_on, ramp_ends
from reports.branding_data import Branding
from reports.colours import contrast, luminance, ramp
from reports.render import TEMPLATES, render
from tests.conftest import build

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@cache
def from_style_sheet() -> list[dict[str, str]]:
    """Give the colours of the light and the dark scheme by their names."""
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
    return [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in blocks]


@pytest.mark.parametrize(("ground", "number"), [(LIGHT, 0), (DARK, 1)])
def test_the_grounds_are_those_of_the_style_sheet(ground: Ground, number: int) -> None:
    sheet = from_style_sheet()[number]
    assert (ground.paper, ground.raised, ground.soft) == (
        sheet["paper"], sheet["raised"], sheet["soft"],
    )  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(COLOURS)
@example("#ffffff")
@example("#000000")
@example("#ffff00")
@example("#808080")
def test_every_colour_is_readable_in_both_schemes(colour: str) -> None:
    for ground, number in ((LIGHT, 0), (DARK, 1)):
        sheet, one = from_style_sheet()[number], accent_on(colour, ground)
        for back in (sheet["paper"], sheet["raised"], one.tint):
            assert contrast(one.accent, back) >= 4.5
        assert contrast(sheet["soft"], one.tint) >= 4.5
        assert contrast(sheet["ink"], one.tint) >= 7
        assert contrast(sheet["mark"], one.tint) >= 3


@settings(max_examples=100, deadline=None)
@given(COLOURS)
def test_the_ramp_in_any_colour_runs_one_way_and_can_be_read(colour: str) -> None:
    for ends, rising in zip(ramp_ends(colour), (False, True), strict=True):
        steps = ramp(ends)
        lights = [luminance(step.fill) for step in steps]
        assert lights == sorted(lights, reverse=not rising)
        assert lights[0] != lights[-1]
        assert min(contrast(step.fill, step.ink) for step in steps) >= 4.5


def test_a_readable_colour_is_taken_as_it_is() -> None:
    assert accent_on("#7a1f3d", LIGHT).accent == "#7a1f3d"
    assert accent_on("#ffcc00", DARK).accent == "#ffcc00"
    assert accent_on("#ffcc00", LIGHT).accent != "#ffcc00"


def test_the_colour_stands_in_the_style_and_its_hash_is_allowed() -> None:
    html = render(build(branding=Branding(colour="#7a1f3d")))
    assert accent_css("#7a1f3d") in html
    assert "--accent: #7a1f3d;" in html
    assert "--accent: #7a1f3d;" not in render(build())
