"""scores.json: its documented schema, its rounding, its form."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reports.data import Range
from reports.scores import scores, scores_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.data import Report
    from tests.conftest import MakeReport

Path_ = tuple[str | int, ...]
SCHEMA = Path(__file__).parents[1] / "docs" / "scores.md"


def paths(value: object, at: str = "") -> set[str]:
    """Give the path of every key in a document, lists as ``[]``."""
    if isinstance(value, dict):
        inner = {f"{at}.{key}".lstrip("."): item for key, item in value.items()}
        return set(inner).union(*(paths(item, path) for path, item in inner.items()))
    if isinstance(value, list):
        return set[str]().union(*(paths(item, f"{at}[]") for item in value))
    return set()


def documented() -> list[str]:
    """Give every documented path; "as `name`" stands for all that is below that name.

    But for dates of readings: these are of pages, posts bear their own.
    """
    rows = SCHEMA.read_text(encoding="utf-8").splitlines()
    found = [row for line in rows if (row := re.match(r"\| `([^`]+)` \| (?:as `(\w+)`)?", line))]
    names = [row[1] for row in found]
    same = [
        row[1] + name.removeprefix(row[2])
        for row in found
        if row[2]
        for name in names
        if name.startswith((f"{row[2]}.", f"{row[2]}[]")) and ".since." not in name
    ]
    return names + same


def test_every_key_is_documented_and_every_documented_key_is_there(make_report: MakeReport) -> None:
    assert paths(scores(make_report(8, "Dunmore Tax"))) == set(documented())


def leaves(value: Any, at: Path_ = ()) -> Iterator[tuple[Path_, Any]]:  # noqa: ANN401 - any part
    """Give every leaf of a report with the way that leads to it, of lists the first entry's."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from leaves(getattr(value, field.name), (*at, field.name))
    elif isinstance(value, tuple) and value:
        yield from leaves(value[0], (*at, 0))
    else:
        yield at, value


def changed(value: Any, at: Path_) -> Any:  # noqa: ANN401 - any part of a report
    """Give a copy of a report in which one leaf is another."""
    if not at:
        return other(value)
    step, *rest = at
    if isinstance(step, int):
        return (changed(value[0], tuple(rest)), *value[1:])
    return replace(value, **{step: changed(getattr(value, step), tuple(rest))})


def other(leaf: Any) -> Any:  # noqa: ANN401 - any leaf of a report
    if isinstance(leaf, bool):
        return not leaf
    if isinstance(leaf, datetime | date):
        return leaf.replace(year=1999)
    if isinstance(leaf, int | float):
        return leaf + 1
    return "other" if leaf is None or isinstance(leaf, str) else ("other",)


def test_whatever_a_report_knows_stands_in_it(make_report: MakeReport) -> None:
    """Nothing can be shown that scores.json does not have: change anything, and it changes."""
    report = make_report(8, "Dunmore Tax")
    whole = replace(
        report,
        claims=(replace(report.claims[4], alike_quotes=report.claims[4].quotes),),
        only_you=report.only_you[:1],
        white_space=report.white_space[1:2],
        quiz=report.quiz[1:2],
        swap_matrix=replace(report.swap_matrix, values=((1.0,),)),
        weeded_out=report.weeded_out[1:2],
        method=replace(
            report.method,
            validity=replace(report.method.validity, checks=report.method.validity.checks[:1]),
        ),
    )
    before = scores_text(whole)
    # How a report is dressed is nothing that was found out.
    known = [at for at, leaf in leaves(whole) if at[:1] != ("branding",) and leaf != ()]
    assert len(known) > 150
    silent = []
    for at in known:
        try:
            after = scores_text(changed(whole, at))
        except (AttributeError, TypeError, ValueError):
            continue  # another type than the figure's: it was read
        if after == before:
            silent.append(at)
    assert silent == []


def test_no_key_is_documented_twice() -> None:
    assert len(documented()) == len(set(documented()))


def test_keys_come_in_the_documented_order(make_report: MakeReport) -> None:
    top = [path for path in documented() if "." not in path]
    assert list(scores(make_report())) == top


def test_an_unpublished_field_has_null_figures_and_a_reason(too_few: Report) -> None:
    document = json.loads(scores_text(too_few))
    field = document["industry_scores"]
    assert field["reason"] == "2 companies were read, 5 are needed."
    assert [field[key] for key in ("index", "effective_pitches", "blind_test")] == [None] * 3
    assert [field[f"{key}_range"] for key in ("effective_pitches", "blind_test")] == [None] * 2
    assert document["companies"][0]["index"] is None
    assert document["swap_matrix"]["values"] == [[None, None], [None, None]]


def test_figures_are_rounded(make_report: MakeReport) -> None:
    report = make_report()
    exact = replace(
        report.scores,
        index=Range(74.26, -0.04, 88.349),
        effective_pitches=Range(2.1049, 1.0, 3.0),
        blind_test=Range(0.61234, 0.5, 0.7),
    )
    field = json.loads(scores_text(replace(report, scores=exact)))["industry_scores"]
    assert field["index"] == {"value": 74.3, "low": 0.0, "high": 88.3}
    assert (field["effective_pitches"], field["blind_test"]) == (2.1, 0.612)


def test_minus_zero_is_written_as_zero(make_report: MakeReport) -> None:
    report = make_report()
    text = scores_text(replace(report, scores=replace(report.scores, index=Range(-0.01, -1, 1))))
    assert '"value": -0.0' not in text
    assert '"value": 0.0' in text


def test_text_is_ascii_and_ends_with_a_newline(make_report: MakeReport) -> None:
    report = make_report()
    claim = replace(report.claims[0], text="Bücher für alle, 会計を簡単に")
    text = scores_text(replace(report, claims=(claim,)))
    assert text.isascii()
    assert text.endswith("}\n")
    assert json.loads(text)["claims"][0]["text"] == claim.text


def test_quotes_are_whole_however_long(make_report: MakeReport) -> None:
    report = make_report()
    text = " ".join(["word"] * 60)
    quote = replace(report.claims[0].quotes[0], text=text)
    claim = replace(report.claims[0], quotes=(quote,))
    document = json.loads(scores_text(replace(report, claims=(claim,))))
    assert document["claims"][0]["quotes"][0]["text"] == text


def test_a_figure_that_is_no_number_is_refused(make_report: MakeReport) -> None:
    report = make_report()
    broken = replace(report.scores, index=Range(float("nan"), 0, 1))
    with pytest.raises(ValueError, match="JSON"):
        scores_text(replace(report, scores=broken))
