"""No regular expression of the crawlers goes back and forth over what strangers write."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

import crawlers

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH = 10_000
"""Letters of each bait: a pattern that is quadratic in them takes seconds, others milliseconds."""

SECONDS = 1.0

OF_TITLES = {"kinds._SEPARATORS", "naming._SEPARATORS", "soft_404._PARTS"}
"""Patterns of titles, in which runs of spaces have been made one."""

BITS = (
    "a", " ", "\n", "<", "</", "<!--", "<a ", "=", "='", '="', "/", "-", ".", "9", "_", "&", "?",
    "%", ";", "@", ":", "a=", "a='b' ", "<p a=", " =", "a/", ";sid", "/page/1", "utm_", "<script",
    "\u3000", "rel= ", "; ", "a, ", "unavailable_after: ", "| ", " |",
)  # fmt: skip

STARTS = ("", "<a ", "http://", "/index", "<x>;rel=")


def patterns() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    for module in pkgutil.walk_packages(crawlers.__path__, "crawlers."):
        if module.ispkg or module.name.startswith(("crawlers.browser.", "crawlers.demo.")):
            continue  # these need the extra, or serve what is our own
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name.rpartition('.')[2]}.{name}", value


PATTERNS = dict(patterns())


def seconds_of(pattern: re.Pattern[str] | re.Pattern[bytes], text: str) -> float:
    searched: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    started = time.process_time()
    pattern.fullmatch(searched)
    sum(1 for _ in pattern.finditer(searched))
    return time.process_time() - started


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 20


def baits(name: str) -> Iterator[str]:
    for bit in BITS:
        for start in STARTS:
            bait = f"{start}{bit * (LENGTH // len(bit))}!"
            yield " ".join(bait.split()) if name in OF_TITLES else bait


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_pattern_takes_no_more_than_its_text_is_long(name: str) -> None:
    slow = [bait[:20] for bait in baits(name) if seconds_of(PATTERNS[name], bait) > SECONDS]
    assert slow == []


def test_a_quadratic_pattern_would_be_found() -> None:
    assert seconds_of(re.compile(r"\s+[|]+\s+"), " " * 3 * LENGTH) > SECONDS
