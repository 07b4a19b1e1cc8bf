"""Tells which profiles the newest snapshot found, how, and what came of reading them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sameness.errors import SnapshotMissing
from sameness.records import ProfileReading

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class ReadProfiles:
    """The profiles of an industry's newest snapshot, as they were read; times are in UTC."""

    industry: str
    snapshot_id: str
    profiles: tuple[ProfileReading, ...]

    def lines(self) -> list[str]:
        """Give the profiles as text, each with how it was found and what came of it."""
        lines = [f"{self.industry}, snapshot {self.snapshot_id}: {len(self.profiles)} profiles."]
        for profile in self.profiles:
            lines += ["", *_lines_of(profile)]
        return lines


def _lines_of(profile: ProfileReading) -> list[str]:
    where = f" on {profile.found_at}" if profile.found_at else ""
    back = f"links back to {profile.linked_back}" if profile.linked_back else "no link back seen"
    newest = f", newest {profile.newest:%Y-%m-%d}" if profile.newest else ""
    why = f": {profile.reason}" if profile.reason else ""
    return [
        f"{profile.company}, {profile.platform}: {profile.handle}  {profile.url}",
        f"  found by {profile.found_by}{where}; {back}",
        f"  {profile.status}{why}; {profile.posts} posts in this reading{newest}",
    ]


def find_profiles(warehouse: Warehouse, name: str, company: str | None = None) -> ReadProfiles:
    """Give the profiles of the newest snapshot that has any, of all companies or of one.

    Raises SnapshotMissing where no profiles were ever looked for.
    """
    newest = warehouse.tuples("newest_profiles", industry=name)
    if not newest:
        raise SnapshotMissing(
            f"No profile of {name!r} was ever found.", f"Run: sameness crawl --industry {name}"
        )
    snapshot_id = str(newest[0][0])
    key = {"industry": name, "snapshot_id": snapshot_id}
    rows = warehouse.rows("read_profiles", ProfileReading, **key)
    chosen = tuple(row for row in rows if company is None or row.company == company)
    return ReadProfiles(name, snapshot_id, chosen)
