"""Floors under the figures of the validity programme: pinned with their data, only ever raised.

    python -m evaluation.floors raise full|fast

``floors.json`` holds, per part, the SHA-256 of the data and a bound for every figure that has a
goal. ``raise`` takes the figures last written (docs/validity.json, or those of the fast part) and
moves each bound up to the present value less a margin; it refuses where a figure is below its
floor now. A bound that is loosened, by hand or by starting anew on other data, needs a reason in
``lowered``: ``"full/KEY"``, or ``"full/data DIGEST"`` for all bounds of a part found on that data.
A test compares the file with every version that was ever committed.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.figures import Goal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluation.figures import Figure

FILE = Path(__file__).with_name("floors.json")
SHARE_MARGIN = 0.02
"""Margin of shares, areas and correlations."""
POINT_MARGIN = 2.0
"""Margin of index points."""
POINTS_FROM = 1.5
"""A bound or a value above this is in index points."""


@dataclass(frozen=True, slots=True)
class Floors:
    """The bounds of one part by figure, and the digest of the data they were found on."""

    data_sha256: str
    bounds: dict[str, Goal]


def read_floors(part: str, text: str | None = None) -> Floors:
    """Give the floors of ``full`` or ``fast``; none where the file has no such part yet."""
    stored = json.loads(FILE.read_text("utf-8") if text is None else text)
    found = stored.get(part, {"data_sha256": "", "bounds": {}})
    return Floors(
        found["data_sha256"], {key: _read_goal(g) for key, g in sorted(found["bounds"].items())}
    )


def _read_goal(stored: dict[str, Any]) -> Goal:
    return Goal(stored["direction"], stored["bound"], stored.get("target", 0.0))


def faults(figures: Sequence[Figure], data_sha256: str, floors: Floors) -> list[str]:
    """Give what is wrong in words: other data, a figure below its floor, a figure gone."""
    if floors.data_sha256 != data_sha256:
        pinned = floors.data_sha256[:12] or "nothing"
        return [f"the floors were pinned on {pinned}, the data is {data_sha256[:12]}"]
    values = {figure.key: figure.value for figure in figures}
    gone = [f"{key} has a floor but no figure" for key in sorted(floors.bounds.keys() - values)]
    return gone + [
        f"{key} is {values[key]:.3f}, its floor is {goal}"
        for key, goal in floors.bounds.items()
        if key in values and not goal.holds(values[key])
    ]


def raised(figures: Sequence[Figure], data_sha256: str, floors: Floors) -> Floors:
    """Give floors at the present values less a margin, none looser than before.

    A goal once reached is the floor; where "at least" is asked and the value is beyond it by more
    than the margin, the floor is that much below the value. Nearer to a target than asked is
    chance and not pinned. Raises ValueError where a figure is below its floor; other data starts
    anew.
    """
    old = floors.bounds if floors.data_sha256 == data_sha256 else {}
    wrong = faults(figures, data_sha256, Floors(data_sha256, old))
    if wrong:
        raise ValueError("; ".join(wrong))
    bounds = {f.key: _raised(f.value, f.goal, old.get(f.key)) for f in figures if f.goal}
    return Floors(data_sha256, bounds)


def _raised(value: float, goal: Goal, old: Goal | None) -> Goal:
    in_points = max(goal.bound, goal.target, abs(value)) > POINTS_FROM
    margin = POINT_MARGIN if in_points else SHARE_MARGIN
    if goal.holds(value):
        best = max(goal.bound, value - margin) if goal.direction == "at least" else goal.bound
        new = goal.tightened(round(best, 3))
    elif goal.direction == "at least":
        new = goal.tightened(round(value - margin, 3))
    else:
        distance = value if goal.direction == "at most" else abs(value - goal.target)
        new = goal.tightened(round(distance + margin, 3))
    return old if old is not None and new.is_looser_than(old) else new


def store(part: str, floors: Floors) -> None:
    """Write one part's floors into the file, the other part and the reasons as they are."""
    stored = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    bounds = {
        key: {"direction": g.direction, "bound": g.bound}
        | ({"target": g.target} if g.direction == "within" else {})
        for key, g in sorted(floors.bounds.items())
    }
    stored[part] = {"data_sha256": floors.data_sha256, "bounds": bounds}
    stored.setdefault("lowered", {})
    FILE.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


def loosened(before: Floors, after: Floors) -> list[str]:
    """Give the figures whose bound is looser than before, or gone, whatever the data."""
    return [
        key
        for key, goal in before.bounds.items()
        if key not in after.bounds or after.bounds[key].is_looser_than(goal)
    ]


def main(arguments: list[str]) -> None:
    """Raise the floors of one part from the figures that were last written."""
    from evaluation.page import JSON_FILES, read_page

    match arguments:
        case ["raise", ("full" | "fast") as part]:
            figures, digest = read_page(JSON_FILES[part])
            store(part, raised(figures, digest, read_floors(part)))
            print(f"{FILE.name}: {part} raised on {digest[:12]}")
        case _:
            sys.exit("Use: python -m evaluation.floors raise full|fast")


if __name__ == "__main__":
    main(sys.argv[1:])
