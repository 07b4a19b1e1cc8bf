"""Public collections of attacks through every field of a report: text they are, text they stay."""

from __future__ import annotations

import dataclasses
import json
import os
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports.render import environment, is_web, render
from reports.sections import sections_of
from tests.report_states import STATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.data import Report

HOSTILE = Path(__file__).parents[2] / "shared" / "data" / "hostile"
"""Where the collections lie, beside this repository."""

pytestmark = pytest.mark.skipif(
    not HOSTILE.is_dir(), reason="the collections of hostile input are not here"
)

ROUNDS = None if os.environ.get("SAMENESS_ALL_HOSTILE") == "1" else 40
"""Reports to make; None makes as many as there are attacks, so that every text gets every one."""


def attacks() -> list[str]:
    """Give every text of every collection, once, in a fixed order."""
    texts: dict[str, None] = {}
    for file in sorted(HOSTILE.glob("*.json")):
        texts.update(dict.fromkeys(json.loads(file.read_text(encoding="utf-8"))))
    return [text for text in texts if text.strip()]


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


def poisoned_reports(sample: Report) -> Iterator[Report]:
    """Give reports full of attacks, so many that every attack was in some; see ROUNDS."""
    poisoner = Poisoner(attacks())
    while poisoner.turn < len(poisoner.texts):
        yield poisoner.poison(sample)
        poisoner.turn += 1 if ROUNDS is None else len(poisoner.texts) // ROUNDS + 1


def harmless(sample: Report) -> set[str]:
    return {str(node.tag) for node in LexborHTMLParser(render(sample)).css("*")}


def test_no_attack_adds_an_element_a_handler_or_an_address() -> None:
    sample = STATES["for a client"]()
    known = harmless(sample)
    acting = Counter(node.tag for node in LexborHTMLParser(render(sample)).css("script, style"))
    for report in poisoned_reports(sample):
        page = LexborHTMLParser(render(report))
        nodes = page.css("*")
        assert {str(node.tag) for node in nodes} <= known
        assert Counter(node.tag for node in page.css("script, style")) == acting
        for node in nodes:
            assert not [name for name in node.attributes if name.startswith("on")]
            assert "style" not in node.attributes
        for link in page.css("a[href]"):
            href = link.attributes["href"] or ""
            assert href.startswith("#") or is_web(href), href
        for picture in page.css("[src], image[href], use[href]"):
            source = picture.attributes.get("src") or picture.attributes.get("href") or ""
            assert source.startswith(("data:image/webp;base64,", "#")), source


def test_the_same_attacks_without_escaping_would_act() -> None:
    """The control: the check above can fail."""
    sample = STATES["for a client"]()
    page = environment().overlay(autoescape=False).get_template("report.html.j2")
    known, found, handlers = harmless(sample), set[str](), 0
    for report in islice(poisoned_reports(sample), 0, ROUNDS, 8):
        html = page.render(
            report=report, sections=sections_of(report), style="", script="", policy=""
        )
        nodes = LexborHTMLParser(html).css("*")
        found |= {str(node.tag) for node in nodes}
        handlers += sum(any(name.startswith("on") for name in node.attributes) for node in nodes)
    assert len(found - known) > 20
    assert handlers > 100
