"""The page of the validity programme: figures to Markdown and JSON, and back from JSON."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.figures import Figure, Goal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evaluation.floors import Floors

ROOT = Path(__file__).parents[1]
MARKDOWN = ROOT / "docs" / "validity.md"
MOST_NAMED = 6
"""Figures of one kind of interval that are named; a larger group is "all others"."""
JSON_FILES = {
    "full": ROOT / "docs" / "validity.json",
    "fast": ROOT / ".cache" / "validity-fast.json",
}


_HEAD = """# Does the measure measure?

Made by `make evaluate`; do not edit. What each figure means: [measures.md](measures.md).

- {figures} figures, made {made} with version {version} and {model}.
- Data: SHA-256 `{digest}` (of all files read).
{goals}
{floors}

A *goal* was asked before anything was measured. A *floor* is what was reached, less a margin; it
may only rise (`evaluation/floors.json`), and below it the build fails. How the 95 % intervals were
made stands under each table."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: its title, the command that makes it, a few words, its figures."""

    title: str
    command: str
    words: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All sections, and what they were made from."""

    made: str
    version: str
    model: str
    data_sha256: str
    sections: tuple[Section, ...]

    @property
    def figures(self) -> list[Figure]:
        """The figures of all sections in order."""
        return [figure for section in self.sections for figure in section.figures]


def to_json(page: Page, floors: Floors) -> str:
    """Give the page as JSON with each figure's floor; not a number becomes null."""
    sections = [
        {
            "title": section.title,
            "command": section.command,
            "figures": [
                _figure_row(figure, floors.bounds.get(figure.key)) for figure in section.figures
            ],
        }
        for section in page.sections
    ]
    head = {
        "made": page.made,
        "version": page.version,
        "model": page.model,
        "data_sha256": page.data_sha256,
    }
    return json.dumps(head | {"sections": sections}, indent=1, ensure_ascii=True) + "\n"


def _figure_row(figure: Figure, floor: Goal | None) -> dict[str, Any]:
    return {
        "key": figure.key,
        "what": figure.what,
        "value": _rounded(figure.value),
        "low": _rounded(figure.low),
        "high": _rounded(figure.high),
        "interval": figure.interval,
        "n": figure.n,
        "of": figure.of,
        "goal": _goal_row(figure.goal),
        "floor": _goal_row(floor),
        "holds": floor.holds(figure.value) if floor else None,
    }


def _goal_row(goal: Goal | None) -> dict[str, Any] | None:
    if goal is None:
        return None
    return {"direction": goal.direction, "bound": goal.bound, "target": goal.target}


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def read_sections(path: Path) -> tuple[dict[str, tuple[Figure, ...]], str]:
    """Give the figures of a page's JSON by section title, and the digest of their data."""
    stored = json.loads(path.read_text("utf-8"))
    found = {
        section["title"]: tuple(_read_figure(row) for row in section["figures"])
        for section in stored["sections"]
    }
    return found, stored["data_sha256"]


def read_page(path: Path) -> tuple[list[Figure], str]:
    """Give the figures of a page's JSON and the digest of their data."""
    sections, digest = read_sections(path)
    return [figure for figures in sections.values() for figure in figures], digest


def _read_figure(row: dict[str, Any]) -> Figure:
    value, low, high = (
        float("nan") if row[name] is None else row[name] for name in ("value", "low", "high")
    )
    return Figure(
        row["key"], row["what"], value, low, high, row["interval"], row["n"], row["of"],
        Goal(**row["goal"]) if row["goal"] else None,
    )  # fmt: skip


def to_markdown(page: Page, floors: Floors) -> str:
    """Give the page as Markdown: a table per section, floors and goals beside every figure."""
    parts = [_head(page, floors), *(_section(section, floors) for section in page.sections)]
    return "\n\n".join(parts) + "\n"


def _head(page: Page, floors: Floors) -> str:
    goals = {figure.key: figure.goal for figure in page.figures if figure.goal}
    return _HEAD.format(
        figures=len(page.figures),
        made=page.made,
        version=page.version,
        model=page.model,
        digest=page.data_sha256[:16],
        goals=_tally("Goals reached", page.figures, goals),
        floors=_tally("Floors held", page.figures, floors.bounds),
    )


def _tally(what: str, figures: Sequence[Figure], bounds: Mapping[str, Goal]) -> str:
    """Give how many bounds hold, and every figure that misses its own."""
    asked = [figure for figure in figures if figure.key in bounds]
    missed = [figure for figure in asked if not bounds[figure.key].holds(figure.value)]
    lines = [f"- {what}: {len(asked) - len(missed)} of {len(asked)}."]
    lines += [f"  - Not: {f.what}: {_number(f.value)}, asked {bounds[f.key]}." for f in missed]
    return "\n".join(lines)


def _section(section: Section, floors: Floors) -> str:
    lines = [
        f"## {section.title}",
        "",
        section.words,
        "",
        f"`{section.command}`",
        "",
        "| figure | value | 95 % interval | n | goal | floor |",
        "|---|---|---|---|---|---|",
        *(_line(figure, floors) for figure in section.figures),
        "",
        "Intervals: " + "; ".join(_interval_notes(section.figures)) + ".",
    ]
    return "\n".join(lines)


def _line(figure: Figure, floors: Floors) -> str:
    ends = "-" if math.isnan(figure.low) else f"{_number(figure.low)} to {_number(figure.high)}"
    cells = (
        figure.what,
        f"**{_number(figure.value)}**",
        ends,
        f"{figure.n} {figure.of}",
        _verdict(figure.goal, figure.value, "reached", "missed"),
        _verdict(floors.bounds.get(figure.key), figure.value, "holds", "BELOW"),
    )
    return "| " + " | ".join(cells) + " |"


def _verdict(goal: Goal | None, value: float, yes: str, no: str) -> str:
    return "" if goal is None else f"{goal}: {yes if goal.holds(value) else no}"


def _interval_notes(figures: Sequence[Figure]) -> list[str]:
    notes: dict[str, list[str]] = {}
    for figure in figures:
        notes.setdefault(figure.interval, []).append(figure.what)
    if len(notes) == 1:
        return [*notes]
    # The largest group needs no names where the others have theirs.
    most = max(notes, key=lambda how: len(notes[how]))
    whats = {how: ", ".join(named) for how, named in notes.items()}
    if len(notes[most]) > MOST_NAMED:
        whats[most] = "all others"
    return [f"{how} ({what})" for how, what in whats.items()]


def _number(value: float) -> str:
    if math.isnan(value):
        return "-"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"
