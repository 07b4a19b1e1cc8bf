"""What was checked of the measure itself: the figures of docs/validity.md that a report prints."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources

from reports.data import Check, Validity
from sameness.settings import PLAIN_JUDGE

WORDING = {
    "anchors.zero_mean": (
        "Index of companies that have nothing in common",
        "0",
        0,
    ),
    "anchors.hundred_pages": (
        "Index of one company’s pages dealt to three pretended rivals",
        "100",
        0,
    ),
    "known_groups.sites_auc": (
        "A real field reads higher than a random one: share of comparisons",
        "1",
        2,
    ),
    "intervals.coverage": (
        "95 % ranges of the index that hold the truth, simulated fields",
        "0.95",
        3,
    ),
    "dose_response.echo_verbatim": (
        "Echo: largest distance from a planted share of word-for-word copies",
        "0",
        3,
    ),
    "dose_response.echo_recall": (
        "Echo: share of planted rewordings that it finds",
        "1",
        2,
    ),
    "reliability.companies": (
        "Companies’ indices, one half of the pages against the other half",
        "1",
        2,
    ),
    "second_encoder.companies": (
        "Companies’ indices, same order with another language model",
        "1",
        2,
    ),
    "judge.auc": (
        "Judge of claims: a right pair before a wrong one (area under the curve)",
        "1",
        2,
    ),
    "larger_judge.auc": (
        "Larger judge of claims: a right pair before a wrong one (area under the curve)",
        "1",
        2,
    ),
}
"""Per figure: what it is in plain words, what a perfect measure would reach, digits to print."""


def load_validity(judge: str) -> Validity:
    """Give the checks that ship in validity.json, a copy of some of docs/validity.json.

    Of the judges' own figures only that of the judge who was asked.
    """
    stored = json.loads((resources.files("reports") / "validity.json").read_text("utf-8"))
    checks = tuple(_check(key, stored["figures"][key]) for key in WORDING if _is_of(key, judge))
    return Validity(stored["model"], date.fromisoformat(stored["made"]), checks)


def _is_of(key: str, judge: str) -> bool:
    other = "larger_judge." if judge == PLAIN_JUDGE else "judge."
    return not key.startswith(other)


def _check(key: str, figure: dict[str, float | str | None]) -> Check:
    what, wanted, digits = WORDING[key]
    return Check(key=key, what=what, wanted=wanted, digits=digits, **figure)  # type: ignore[arg-type]


def excerpt(whole: str) -> str:
    """Give the text of validity.json from that of docs/validity.json."""
    page = json.loads(whole)
    figures = {figure["key"]: figure for part in page["sections"] for figure in part["figures"]}
    kept = {
        key: {
            "value": figures[key]["value"],
            "low": figures[key]["low"],
            "high": figures[key]["high"],
            "number": figures[key]["n"],
            "of": figures[key]["of"],
        }
        for key in WORDING
    }
    made = {"made": page["made"], "model": page["model"], "figures": kept}
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"
