"""The programme that plants changed pictures: what it plants, and floors that mean something."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from evaluation.images import (
    CHANGES,
    FLOORS,
    change,
    data_digest,
    false_pairs,
    faults,
    read_real,
    recall,
)
from tests.drawn_pictures import draw

if TYPE_CHECKING:
    from pathlib import Path

HARDEST = "cropped, words laid over"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give three companies with two drawn pictures each, and one small one that is no content."""
    root = tmp_path_factory.mktemp("sites")
    for number in range(6):
        folder = root / "drawing" / f"company-{number // 2}"
        folder.mkdir(parents=True, exist_ok=True)
        draw(number).save(folder / f"{number}.png")
    draw(9).resize((150, 100)).save(root / "drawing" / "company-0" / "small.png")
    return root


def test_only_what_would_be_compared_is_measured_on(sites: Path) -> None:
    assert [one.path.stem for one in read_real(sites)] == ["0", "1", "2", "3", "4", "5"]


def test_changed_pictures_are_found_and_strangers_are_not(sites: Path) -> None:
    real = list(read_real(sites))
    assert recall(real, "cropped and mirrored") == 1
    assert false_pairs(real) == ([], 12)


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_a_change_changes_and_is_the_same_each_time(name: str) -> None:
    made = [change(draw(1), name, np.random.default_rng(1)) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].sketch != change(draw(2), name, np.random.default_rng(1)).sketch


def test_what_falls_below_a_floor_is_named() -> None:
    floors = {"mirrored": 0.9, "false pairs": 0.001}
    assert faults({"mirrored": 0.95, "false pairs": 0.001}, floors) == []
    wrong = faults({"mirrored": 0.8, "false pairs": 0.002}, floors)
    assert wrong == ["mirrored: 0.8000, floor 0.9", "false pairs: 0.0020, floor 0.001"]


def test_the_floors_hold_what_the_lens_promises() -> None:
    floors = json.loads(FLOORS.read_text("utf-8"))["floors"]
    assert floors.pop("false pairs") <= 0.001
    assert set(floors) == {*CHANGES, "all changes but the last"}
    assert floors["all changes but the last"] >= 0.9
    assert min(floor for name, floor in floors.items() if name != HARDEST) >= 0.9


def test_other_data_has_another_digest(sites: Path, tmp_path: Path) -> None:
    draw(1).save(tmp_path / "1.png")
    assert data_digest(sites) != data_digest(tmp_path)
