"""Public collections of attacks, and reports in which every text begins with one of them."""

from __future__ import annotations

import dataclasses
import json
import os
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.data import Report

HOSTILE = Path(__file__).parents[2] / "shared" / "data" / "hostile"
"""Where the collections lie, beside this repository."""

needs_attacks = pytest.mark.skipif(
    not HOSTILE.is_dir(), reason="the collections of hostile input are not here"
)

ROUNDS = None if os.environ.get("SAMENESS_ALL_HOSTILE") == "1" else 40
"""Reports to make; None makes as many as there are attacks, so that every text gets every one."""

FEW = 3
"""Entries that every list of a slim report keeps; the widest rows are of three."""


def attacks() -> list[str]:
    """Give every text of every collection, once, in a fixed order."""
    texts: dict[str, None] = {}
    for file in sorted(HOSTILE.glob("*.json")):
        texts.update(dict.fromkeys(json.loads(file.read_text(encoding="utf-8"))))
    return [text for text in texts if text.strip()]


def slim(value: Any) -> Any:  # noqa: ANN401 - any part of a report
    """Give a copy of a report whose lists hold FEW entries: every kind of field, a small page."""
    if isinstance(value, tuple):
        return tuple(slim(item) for item in value[:FEW])
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return replace(value, **{name: slim(part) for name, part in parts.items()})
    return value


class Poisoner:
    """Puts an attack before every text of a report: equal texts get the same, so names still match.

    From report to report each text gets another; ``seen`` counts them by kind of field.
    """

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.turn = 0
        self.places: dict[str, int] = {}
        self.seen: dict[str, set[str]] = defaultdict(set)

    def poison(self, value: Any, kind: str = "") -> Any:  # noqa: ANN401 - any part of a report
        if isinstance(value, str):
            place = self.places.setdefault(value, len(self.places))
            attack = self.texts[(place + self.turn) % len(self.texts)]
            self.seen[kind].add(attack)
            return attack + value
        if isinstance(value, tuple):
            return tuple(self.poison(item, kind) for item in value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return replace(value, **dict(self._parts(value)))
        return value

    def _parts(self, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any dataclass
        for field in dataclasses.fields(value):
            if field.name != "colour":  # six hexadecimal digits, or no report at all
                kind = f"{type(value).__name__}.{field.name}"
                yield field.name, self.poison(getattr(value, field.name), kind)


def fit_to_poison(sample: Report) -> Report:
    """Give the sample, slim where as many reports are made as there are attacks."""
    slender: Report = slim(sample) if ROUNDS is None else sample
    return slender


def poisoned_reports(sample: Report) -> Iterator[Report]:
    """Give reports full of attacks, so many that every attack was in some; see ROUNDS."""
    poisoner = Poisoner(attacks())
    while poisoner.turn < len(poisoner.texts):
        yield poisoner.poison(sample)
        poisoner.turn += 1 if ROUNDS is None else len(poisoner.texts) // ROUNDS + 1
