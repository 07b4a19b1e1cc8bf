"""What a running crawl tells its starter, one JSON line at a time."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from sameness.records import Outcome


@dataclass(frozen=True, slots=True)
class CrawlEvent:
    """One finished request, or a finished company.

    ``asked``, ``fetched``, ``failed`` and ``refused`` are that company's running totals. The last
    event of a company has ``finished`` set and repeats its home page and totals.
    """

    company: str
    url: str
    outcome: Outcome
    asked: int
    fetched: int
    failed: int
    refused: int
    finished: bool

    def to_line(self) -> str:
        """Give the event as one line of JSON, line end included."""
        return json.dumps(asdict(self)) + "\n"

    @staticmethod
    def from_line(line: str | bytes) -> CrawlEvent:
        """Give the event of one line; raises ValueError or TypeError for any other line."""
        fields = json.loads(line)
        return CrawlEvent(**{**fields, "outcome": Outcome(fields["outcome"])})
