"""Floors: a figure below its floor fails, and no floor sinks unseen."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.figures import Figure, Goal, at_least, at_most, within
from evaluation.floors import FILE, Floors, faults, loosened, raised, read_floors
from evaluation.page import Page, Section, read_page, to_json, to_markdown

NAN = float("nan")
AUC = Figure("a.auc", "the area", 0.96, 0.9, 0.99, "by companies", 75, "sets", at_least(0.97))
DRIFT = Figure("a.drift", "the drift", -1.0, NAN, NAN, "none: one case", 1, "case", within(5.0))
PLAIN = Figure("a.spread", "the spread", 17.0, NAN, NAN, "none", 75, "sets")
FIGURES = [AUC, DRIFT, PLAIN]


@pytest.mark.parametrize(
    ("goal", "good", "bad"),
    [
        (at_least(0.9), 0.9, 0.89),
        (at_most(0.1), 0.1, 0.11),
        (within(5.0), -5.0, 5.1),
        (within(20.0, 100.0), 80.0, 121.0),
        (at_least(0.9), 1.0, NAN),
    ],
)
def test_a_goal_holds_up_to_its_bound(goal: Goal, good: float, bad: float) -> None:
    assert goal.holds(good)
    assert not goal.holds(bad)


@given(
    st.sampled_from(["at least", "at most", "within"]),
    st.floats(0, 9), st.floats(0, 9), st.floats(-20, 20),
)  # fmt: skip
def test_a_looser_goal_lets_more_pass(
    direction: str, first: float, second: float, value: float
) -> None:
    a, b = Goal(direction, first), Goal(direction, second)  # type: ignore[arg-type]
    if a.is_looser_than(b) and b.holds(value):
        assert a.holds(value)
    assert not (a.is_looser_than(b) and b.is_looser_than(a))


def test_floors_are_the_values_less_a_margin() -> None:
    floors = raised(FIGURES, "d1", Floors("", {}))
    assert floors.bounds == {"a.auc": at_least(0.94), "a.drift": within(5.0)}
    assert faults(FIGURES, "d1", floors) == []


def test_a_goal_once_reached_is_the_floor() -> None:
    far, near = replace(AUC, value=1.0), replace(AUC, value=0.975)
    assert raised([far], "d", Floors("", {})).bounds == {"a.auc": at_least(0.98)}
    assert raised([near], "d", Floors("", {})).bounds == {"a.auc": at_least(0.97)}
    wide = replace(DRIFT, value=6.0)
    assert raised([wide], "d", Floors("", {})).bounds == {"a.drift": within(8.0)}


def test_a_figure_below_its_floor_is_named() -> None:
    floors = raised(FIGURES, "d1", Floors("", {}))
    worse = [replace(AUC, value=0.93), replace(DRIFT, value=5.5)]
    assert faults(worse, "d1", floors) == [
        "a.auc is 0.930, its floor is ≥ 0.94",
        "a.drift is 5.500, its floor is 0 ± 5",
    ]


def test_a_figure_that_is_gone_or_of_other_data_is_named() -> None:
    floors = raised(FIGURES, "d1", Floors("", {}))
    assert faults([DRIFT], "d1", floors) == ["a.auc has a floor but no figure"]
    assert faults(FIGURES, "d2", floors)[0].startswith("the floors were pinned on d1")


def test_raising_only_raises() -> None:
    floors = raised(FIGURES, "d1", Floors("", {}))
    better = raised([replace(AUC, value=0.99), DRIFT], "d1", floors)
    assert better.bounds["a.auc"] == at_least(0.97)
    again = raised([replace(AUC, value=0.975), DRIFT], "d1", better)
    assert again == better


def test_raising_refuses_what_has_sunk() -> None:
    floors = raised(FIGURES, "d1", Floors("", {}))
    with pytest.raises(ValueError, match=r"a\.auc is 0\.900"):
        raised([replace(AUC, value=0.9), DRIFT], "d1", floors)


def test_a_lowered_floor_shows() -> None:
    before = Floors("d1", {"x": at_least(0.9), "y": within(5.0), "z": at_most(1.0)})
    after = Floors("d1", {"x": at_least(0.8), "y": within(4.0)})
    assert loosened(before, after) == ["x", "z"]
    assert loosened(before, replace(after, data_sha256="d2")) == ["x", "z"]
    assert loosened(after, replace(before, bounds=before.bounds | {"y": within(4.0)})) == []


def committed_versions() -> list[str]:
    """Give every committed version of the floors, the oldest first; none outside of a clone."""
    root, path = FILE.parents[1], str(FILE.relative_to(FILE.parents[1]))
    log = subprocess.run(
        ["git", "log", "--format=%H", "--", path], cwd=root, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    versions = []
    for commit in reversed(log.stdout.split()):
        shown = subprocess.run(
            ["git", "show", f"{commit}:{path}"], cwd=root, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if shown.returncode == 0:
            versions.append(shown.stdout)
    return versions


def test_no_floor_is_lower_than_it_ever_was_without_a_reason() -> None:
    now = FILE.read_text("utf-8")
    reasons = json.loads(now)["lowered"]
    for version in committed_versions():
        for part in ("full", "fast"):
            floors = read_floors(part, now)
            data = f"{part}/data {floors.data_sha256[:12]}"
            for key in loosened(read_floors(part, version), floors):
                reason = reasons.get(f"{part}/{key}") or reasons.get(data)
                assert reason, f"{part}/{key} was lowered without a reason"


def test_the_committed_page_holds_every_floor() -> None:
    figures, digest = read_page(Path(__file__).parents[1] / "docs" / "validity.json")
    assert faults(figures, digest, read_floors("full")) == []


def page(*figures: Figure) -> Page:
    section = Section("Areas", "python -m evaluation.areas CORPUS", "Words.", figures)
    return Page("2026-11-22", "0.1.0", "model", "d1" * 32, (section,))


def test_the_page_says_what_holds_and_what_does_not() -> None:
    floors = Floors("d1" * 32, {"a.auc": at_least(0.98), "a.drift": within(5.0)})
    text = to_markdown(page(*FIGURES), floors)
    assert "Goals reached: 1 of 2." in text
    assert "Not: the area: 0.960, asked ≥ 0.97" in text
    assert "Floors held: 1 of 2." in text
    assert (
        "| the area | **0.960** | 0.900 to 0.990 | 75 sets | ≥ 0.97: missed | ≥ 0.98: BELOW |"
        in text
    )
    assert "| the drift | **-1.000** | - | 1 case | 0 ± 5: reached | 0 ± 5: holds |" in text
    assert "`python -m evaluation.areas CORPUS`" in text
    assert "by companies (the area)" in text


def test_the_json_gives_the_figures_back(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text(to_json(page(*FIGURES), Floors("", {"a.auc": at_least(0.97)})), "utf-8")
    figures, digest = read_page(path)
    assert digest == "d1" * 32
    assert [f.key for f in figures] == [f.key for f in FIGURES]
    assert figures[0] == AUC
    assert figures[2].goal is None
    assert "NaN" not in path.read_text("utf-8")
    first = json.loads(path.read_text("utf-8"))["sections"][0]["figures"][0]
    assert (first["floor"]["bound"], first["holds"]) == (0.97, False)
