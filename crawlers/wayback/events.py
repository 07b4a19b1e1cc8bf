"""What the reading of past pages tells its starter, one JSON line at a time."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class PastPageEvent:
    """One page of a company is finished: in all periods, or as far as the archive gave answers.

    ``read`` copies were read and ``same`` ones were listed with the content of one before;
    ``settled`` periods were settled earlier, in ``unusable`` ones no copy tells anything.
    ``trouble`` is why periods were left open, else empty. ``done`` of ``count`` pages are finished.
    """

    company: str
    url: str
    read: int
    same: int
    settled: int
    unusable: int
    trouble: str
    done: int
    count: int

    def to_line(self) -> str:
        """Give the event as one line of JSON, line end included."""
        return json.dumps(asdict(self)) + "\n"

    @staticmethod
    def from_line(line: str | bytes) -> PastPageEvent:
        """Give the event of one line; raises ValueError or TypeError for any other line."""
        return PastPageEvent(**json.loads(line))
