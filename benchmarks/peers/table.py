"""The table against what else could be used: costs of both sides, ratios, quality, what it says.

A row is ahead where its peer took more in every round and its quality is no better. Where it is
not, it says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HEAD = ("task", "against", "CPU", "memory", "quality", "theirs", "")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: CPU seconds, and peak bytes of it or of one of its children."""

    cpu: float
    memory: int


@dataclass(frozen=True, slots=True)
class Side:
    """One side's rounds: the whole input, and one so small that little but the start is left.

    ``little`` is empty where the start belongs to what is compared.
    """

    whole: tuple[Cost, ...]
    little: tuple[Cost, ...] = ()

    @property
    def work(self) -> list[float]:
        """CPU seconds beyond the start, one a round."""
        if not self.little:
            return [cost.cpu for cost in self.whole]
        both = zip(self.whole, self.little, strict=True)
        return [max(whole.cpu - little.cpu, 1e-3) for whole, little in both]

    @property
    def start(self) -> float:
        """CPU seconds of the small input, in the median; 0 where there is none."""
        return median(cost.cpu for cost in self.little) if self.little else 0.0

    @property
    def memory(self) -> list[float]:
        """Peak bytes, one a round."""
        return [float(cost.memory) for cost in self.whole]


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a result is: a number of which more is better, and how it is told."""

    value: float
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """One task done by both sides. ``why`` is told where ours is not ahead."""

    task: str
    peer: str
    ours: Side
    theirs: Side
    quality: tuple[Quality, Quality]
    why: str


def ratios(theirs: Sequence[float], ours: Sequence[float]) -> list[float]:
    """Give how many times what ours took the peer took, round by round."""
    return [their / our for their, our in zip(theirs, ours, strict=True)]


def spread(values: Sequence[float]) -> str:
    """Give the median with the lowest and highest, to two digits that tell."""
    return f"{digits(median(values))} ({digits(min(values))} to {digits(max(values))})"


def digits(value: float) -> str:
    """Give a number above 10 without decimals, above 1 with one, else with two."""
    return f"{value:.{0 if value >= 10 else 1 if value >= 1 else 2}f}"


def is_ahead(row: Row) -> bool:
    """Tell whether ours took less in every round and its quality is at least as good."""
    ours, theirs = row.quality
    quicker = min(ratios(row.theirs.work, row.ours.work)) > 1
    return quicker and ours.value >= theirs.value


def joined(one: Side, other: Side) -> Side:
    """Give two steps of one side as one: times add up, of the peaks the higher counts."""
    whole = _added(one.whole, other.whole)
    return Side(whole, _added(one.little, other.little))


def _added(one: tuple[Cost, ...], other: tuple[Cost, ...]) -> tuple[Cost, ...]:
    both = zip(one, other, strict=True)
    return tuple(Cost(a.cpu + b.cpu, max(a.memory, b.memory)) for a, b in both)


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the table as Markdown: ratios are the peer's to ours, above 1 where it took more."""
    yield _line(HEAD)
    yield "|---" * len(HEAD) + "|"
    for row in rows:
        ours, theirs = row.quality
        yield _line(
            (
                row.task,
                row.peer,
                spread(ratios(row.theirs.work, row.ours.work)),
                digits(median(ratios(row.theirs.memory, row.ours.memory))),
                ours.told,
                theirs.told,
                "ahead" if is_ahead(row) else f"not ahead: {row.why}",
            )
        )


def starts(rows: Sequence[Row]) -> Iterator[str]:
    """Yield, per row, the seconds of both sides: beyond the start, and the start."""
    for row in rows:
        ours, theirs = (f"{median(s.work):.2f} + {s.start:.1f} s" for s in (row.ours, row.theirs))
        yield f"{row.task}, {row.peer}: ours {ours}, theirs {theirs}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
