"""The axes of a voice: each a list of patterns with what does not count, and the pole it is of."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LANGUAGE = "en"
"""The language that the lists are written in; texts in others are not measured."""
POLISHED, HUMAN = "polished", "human"
AXES = (
    *("superlatives", "absolutes", "intensifiers", "stock_phrases"),
    *("admissions", "limits", "people", "first_person", "contractions", "numbers", "prices"),
)
"""Every axis, the polished pole first; ``lists/`` has a file for each."""
PEOPLE, LIMITS, PRICES, NUMBERS = "people", "limits", "prices", "numbers"


@dataclass(frozen=True, slots=True)
class Axis:
    """One count of a voice: ``name`` and ``meaning`` in words, ``pole`` "polished" or "human".

    A mark is a match of ``marks`` that touches no match of ``excluded``; where there is a pattern
    ``beside``, only with a match of it close by, or in a text that says little else. Where there is
    no pattern the marks are people's names that the caller finds, whose first word is in
    ``given_names``.
    """

    id: str
    pole: str
    name: str
    meaning: str
    marks: re.Pattern[str] | None
    excluded: re.Pattern[str] | None
    beside: re.Pattern[str] | None
    given_names: frozenset[str]


@cache
def read_axes() -> tuple[Axis, ...]:
    """Give every axis in the order of ``AXES``."""
    return tuple(_read(axis) for axis in AXES)


def read_axis(axis: str) -> Axis:
    """Give the axis of this id; raises StopIteration where there is none."""
    return next(one for one in read_axes() if one.id == axis)


def _read(axis: str) -> Axis:
    file = resources.files("pipeline.measures.voice") / "lists" / f"{axis}.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    return Axis(
        id=axis,
        pole=table["pole"],
        name=table["name"],
        meaning=table["meaning"],
        marks=_joined(table["patterns"], r"(?<![\w’'-])(?:{})(?![\w])"),
        excluded=_joined(table["not"], "(?:{})"),
        beside=_joined(table.get("beside", ()), "(?:{})"),
        given_names=frozenset(table.get("given_names", "").split()),
    )


def _joined(patterns: Sequence[str], frame: str) -> re.Pattern[str] | None:
    """Give one pattern of many; where several match at a place the first is taken."""
    if not patterns:
        return None
    return re.compile(frame.format("|".join(f"(?:{p})" for p in patterns)), re.IGNORECASE)
