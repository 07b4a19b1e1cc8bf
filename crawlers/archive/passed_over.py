"""Remembers which addresses of a site were seen but not asked for, and why."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from crawlers.choice.addresses import identity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PASSED_OVER = "passed_over.jsonl"
"""The name, inside a snapshot's folder, of what was seen but not asked for."""

MAX_EXAMPLES = 20
"""Addresses that are named for each reason; the others are counted."""

MAX_NOTED = 20_000
"""Addresses of one site that are told apart; past that, none is noted."""


@dataclass(frozen=True, slots=True)
class Group:
    """Addresses of one company that were passed over for one reason, the first few by name."""

    company: str
    reason: str
    count: int
    examples: tuple[str, ...]


class PassedOver:
    """The addresses of one site that were seen but not asked for, each with its first reason."""

    def __init__(self) -> None:
        self._noted: set[str] = set()
        self._counts: dict[str, int] = {}
        self._examples: dict[str, list[str]] = {}

    def note(self, url: str, reason: str) -> None:
        """Take note of an address, once."""
        page = identity(url)
        if page in self._noted or len(self._noted) >= MAX_NOTED:
            return
        self._noted.add(page)
        self._counts[reason] = self._counts.get(reason, 0) + 1
        examples = self._examples.setdefault(reason, [])
        if len(examples) < MAX_EXAMPLES:
            examples.append(url)

    def groups(self, company: str) -> tuple[Group, ...]:
        """Give what was noted, the largest groups first."""
        reasons = sorted(self._counts, key=lambda reason: (-self._counts[reason], reason))
        return tuple(
            Group(company, reason, self._counts[reason], tuple(self._examples[reason]))
            for reason in reasons
        )


def write_passed_over(folder: Path, groups: Iterable[Group]) -> None:
    """Append what was passed over of one company to a snapshot's folder, safe on disk.

    A crawl that was taken up again writes a company twice; ``read_passed_over`` believes the last.
    """
    lines = [json.dumps(asdict(group), ensure_ascii=False) + "\n" for group in groups]
    path = folder / PASSED_OVER
    torn = path.is_file() and not path.read_bytes().endswith(b"\n")
    with path.open("ab") as file:
        file.write(("\n" * torn + "".join(lines)).encode("utf-8", "backslashreplace"))
        file.flush()
        os.fsync(file.fileno())


def read_passed_over(folder: Path, company: str) -> tuple[Group, ...]:
    """Give what was passed over of a company; empty where nothing was noted.

    Lines that are torn or damaged are left out: this is a help to readers, no evidence.
    """
    path = folder / PASSED_OVER
    if not path.is_file():
        return ()
    found: dict[str, Group] = {}
    for line in path.read_bytes().splitlines():
        group = _read_group(line)
        if group is not None and group.company == company:
            found[group.reason] = group
    return tuple(sorted(found.values(), key=lambda group: (-group.count, group.reason)))


def _read_group(line: bytes) -> Group | None:
    try:
        fields = json.loads(line)
        return Group(**{**fields, "examples": tuple(fields["examples"])})
    except (ValueError, TypeError, KeyError):
        return None
