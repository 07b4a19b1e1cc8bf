"""What verification finds: where something is not as it should be, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Part = Literal["warehouse", "evidence", "report", "backup"]

RESTORE = "restore it from a copy of the archive; until then don't show quotes of it"
REBUILD = "make the warehouse anew: sameness rebuild, or sameness restore BACKUP"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: in which part, where, what it is, and what to do."""

    part: Part
    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """Give the fault as two lines."""
        return f"{self.where}: {self.what}.\n  To do: {self.remedy}."


@dataclass(slots=True)
class Findings:
    """What was looked at, in numbers, and every fault.

    Of ``uncheckable`` runs the pages were dropped on purpose.
    """

    tables: int = 0
    runs: int = 0
    uncheckable: int = 0
    files: int = 0
    pages: int = 0
    quotes: int = 0
    pictures: int = 0
    reports: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, part: Part, where: str, what: str, remedy: str) -> None:
        """Take note of a fault."""
        self.faults.append(Fault(part, where, what, remedy))

    def lines(self) -> list[str]:
        """Give the findings as lines to read: what was looked at, then each fault."""
        counts = (
            f"{self.tables} tables, {self.runs} runs, {self.files} files of evidence with "
            f"{self.pages} pages and {self.pictures} pictures, {self.quotes} quotes, "
            f"{self.reports} reports"
        )
        gone = f" Of {self.uncheckable} runs the pages were dropped." if self.uncheckable else ""
        ending = f"{len(self.faults)} faults." if self.faults else "All is as it was written."
        return [f"Looked at {counts}.{gone}", *map(str, self.faults), ending]

    @property
    def exit_code(self) -> int:
        """12 where the warehouse is at fault, 3 where something else is, 0 where nothing is."""
        if any(fault.part == "warehouse" for fault in self.faults):
            return 12
        return 3 if self.faults else 0
