"""What the reading of profiles tells its starter, one JSON line at a time."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from sameness.records import ReadingStatus


@dataclass(frozen=True, slots=True)
class ProfileEvent:
    """One finished profile; ``done`` of ``count`` profiles are finished by now."""

    company: str
    platform: str
    handle: str
    status: ReadingStatus
    posts: int
    done: int
    count: int

    def to_line(self) -> str:
        """Give the event as one line of JSON, line end included."""
        return json.dumps(asdict(self)) + "\n"

    @staticmethod
    def from_line(line: str | bytes) -> ProfileEvent:
        """Give the event of one line; raises ValueError or TypeError for any other line."""
        fields = json.loads(line)
        return ProfileEvent(**{**fields, "status": ReadingStatus(fields["status"])})
