"""The checks that a report prints are those of docs/validity.md."""

from __future__ import annotations

import os
from pathlib import Path

from reports.validity import WORDING, excerpt, load_validity

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "reports" / "validity.json"
MADE = ROOT / "docs" / "validity.json"


def test_the_report_prints_what_the_validity_programme_found() -> None:
    """`make evaluate` takes its figures over; UPDATE_GOLD=1 does so without it."""
    made = excerpt(MADE.read_text(encoding="utf-8"))
    if os.environ.get("UPDATE_GOLD") == "1":
        SHIPPED.write_text(made, encoding="utf-8")
    assert SHIPPED.read_text(encoding="utf-8") == made


def test_every_check_has_words_a_number_and_what_it_was_made_on() -> None:
    plain, larger = (load_validity(judge).checks for judge in ("plain", "larger"))
    assert {check.key for check in (*plain, *larger)} == set(WORDING)
    for check in (*plain, *larger):
        assert check.number > 0
        assert check.of
        assert (check.low is None) == (check.high is None)
        assert check.low is None or check.high is None or check.low <= check.value <= check.high


def test_a_run_prints_the_figure_of_the_judge_it_asked() -> None:
    plain, larger = (load_validity(judge).checks for judge in ("plain", "larger"))
    assert [check.key for check in plain if "judge" in check.key] == ["judge.auc"]
    assert [check.key for check in larger if "judge" in check.key] == ["larger_judge.auc"]
    assert plain[:-1] == larger[:-1]
