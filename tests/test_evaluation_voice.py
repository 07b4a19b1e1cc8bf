"""The labels of voice: whole, of every list, and what they say of a list."""

from __future__ import annotations

from collections import Counter

from evaluation.voice import EVERY_KIND, RIGHT, WRONG, Label, precisions, read_floors, read_labels
from pipeline.measures.voice.axes import AXES


def test_labels_are_of_every_list_and_given_once() -> None:
    labels = read_labels()
    assert {label.label for label in labels} == {RIGHT, WRONG}
    assert len({label.key for label in labels}) == len(labels)
    per_list = Counter(label.key[0] for label in labels)
    assert set(per_list) == set(AXES)
    few = {axis for axis, number in per_list.items() if number < 40}
    assert few == {"admissions", "people"}


def test_floors_are_nowhere_below_what_was_promised() -> None:
    floors = read_floors()
    assert set(floors) == set(AXES) - {"admissions"}
    assert min(floors.values()) >= 0.85
    assert set(EVERY_KIND) <= set(AXES)


def test_precision_is_of_what_is_still_found() -> None:
    labels = [
        Label(("limits", "a", 0), RIGHT, 1),
        Label(("limits", "b", 0), WRONG, 1),
        Label(("limits", "c", 4), RIGHT, 2),
        Label(("limits", "d", 0), WRONG, 2),
    ]
    found = {("limits", "a", 0), ("limits", "c", 4), ("limits", "d", 0), ("limits", "e", 0)}
    rows = {row.axis: row for row in precisions(labels, found)}
    limits = rows["limits"]
    assert (limits.right, limits.found, limits.unseen_right, limits.unseen) == (2, 3, 1, 2)
    assert (limits.labelled, limits.value) == (4, 2 / 3)
    assert limits.interval[0] < limits.value < limits.interval[1]
    assert (rows["prices"].value, rows["prices"].interval) == (0.0, (0.0, 1.0))
