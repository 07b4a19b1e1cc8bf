"""A hundred kills at chance moments; the everyday tests have fewer of the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kills import a_field, kill_often

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("delay", [0.01, 0.0], ids=["patient", "hasty"])
@pytest.mark.parametrize("seed", [11, 12, 13, 14, 15])
def test_killed_crawls_end_as_undisturbed(tmp_path: Path, seed: int, delay: float) -> None:
    with a_field(tmp_path, first=5, delay=delay) as field:
        assert kill_often(field, kills=10, seed=seed) >= 10
