"""Texts collected on the way through a page, put together into lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.text.cleaning import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Run:
    """A text as it stands between two tags; ``link`` numbers the link it is in, 0 for none."""

    text: str
    link: int = 0
    code: bool = False


LINE_BREAK = Run("\n")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block: its clean text, its number of links, the shares in links and in code."""

    text: str
    links: int
    linked: float
    code: float


def join_runs(runs: Sequence[Run]) -> Iterator[Line]:
    """Give the lines of a block, where a line break inside a sentence is only layout."""
    pending: list[Run] = []
    texts: list[str] = []
    for line in _split(runs):
        text = clean_text("".join(run.text for run in line))
        if not text:
            continue
        if texts and not (text[0].islower() or texts[-1][-1] in ",;:–—&"):
            yield _line(texts, pending)
            pending, texts = [], []
        pending += line
        texts.append(text)
    if texts:
        yield _line(texts, pending)


def _split(runs: Sequence[Run]) -> Iterator[list[Run]]:
    line: list[Run] = []
    for run in runs:
        if run is LINE_BREAK:
            yield line
            line = []
        else:
            line.append(run)
    yield line


def _line(texts: Sequence[str], runs: Sequence[Run]) -> Line:
    text = " ".join(texts)
    if not any(run.link or run.code for run in runs):
        return Line(text, 0, 0.0, 0.0)
    sizes = [len(run.text.strip()) for run in runs]
    whole = max(sum(sizes), 1)
    linked = sum(size for size, run in zip(sizes, runs, strict=True) if run.link)
    code = sum(size for size, run in zip(sizes, runs, strict=True) if run.code)
    links = len({run.link for run in runs if run.link})
    return Line(text, links, linked / whole, code / whole)
