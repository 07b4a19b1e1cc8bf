"""The evidence of posts: every answer in one WARC file, every finished profile in one ledger."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crawlers.archive.lines import LineFile, damaged, read_lines
from crawlers.archive.recorder import or_end
from crawlers.archive.warc import WarcFile
from sameness.records import Post, PostKind, Profile, ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawlers.archive.stored import Stored
    from crawlers.archive.warc import Wire
    from crawlers.social.reading.secrets import Secrets

POSTS_WARC = "posts.warc.gz"
"""The name, inside a snapshot's folder, of the WARC file of all profiles."""

READINGS = "readings.jsonl"
"""The name, inside a snapshot's folder, of the ledger of finished profiles."""


@dataclass(frozen=True, slots=True)
class ReadProfile:
    """What came of a profile: how its reading ended, its posts, the addresses it calls its own.

    ``cost`` is what it may have cost at most, in US dollars; ``read_at`` is in UTC.
    """

    profile: Profile
    status: ReadingStatus
    reason: str
    read_at: datetime
    posts: tuple[Post, ...] = field(repr=False, default=())
    links: tuple[str, ...] = ()
    cost: float = 0.0


class PostArchive:
    """The WARC file of posts; what an interrupted reading left is added to."""

    def __init__(self, path: Path) -> None:
        self._warc = WarcFile(path)

    def store(self, wire: Wire) -> str:
        """Give the place of an answer in the archive, once it is safe there."""
        with or_end():
            return self._warc.store(wire)

    def store_unchanged(self, wire: Wire, original: Stored) -> str:
        """Give the place of the word that an answer is unchanged, once it is safe."""
        with or_end():
            return self._warc.store_unchanged(wire, original)

    def count(self, wire: Wire) -> None:
        """Do nothing: each profile has its own meter."""

    def close(self) -> None:
        """Close the file; what was stored needs no closing to be safe."""
        self._warc.close()


class ReadingsLedger:
    """Appends finished profiles with their posts, each on disk before the next."""

    def __init__(self, path: Path, secrets: Secrets) -> None:
        self._lines = LineFile(path)
        self._secrets = secrets

    def enter(self, read: ReadProfile) -> None:
        """Append one finished profile, without any key, and wait until it is on disk."""
        with or_end():
            self._lines.append(_plain(_to_fields(read), self._secrets))

    def close(self) -> None:
        """Close the file; what was entered needs no closing to be safe."""
        self._lines.close()


def read_readings(folder: Path) -> Iterator[ReadProfile]:
    """Yield the finished profiles of a snapshot; nothing where none was ever read.

    A torn last line counts as not written; raises SnapshotMissing for a damaged one inside.
    """
    path = folder / READINGS
    if not path.is_file():
        return
    for fields, where in read_lines(path):
        yield _to_reading(fields, where)


def _to_fields(read: ReadProfile) -> dict[str, Any]:
    fields = asdict(read)
    for row in (fields, *fields["posts"]):
        for name, value in row.items():
            if isinstance(value, datetime):
                row[name] = value.isoformat()
    return fields


def _plain(value: Any, secrets: Secrets) -> Any:  # noqa: ANN401 - any part of a line of JSON
    """Give a value in which no text holds a secret."""
    if isinstance(value, str):
        return secrets.hide(value)
    if isinstance(value, dict):
        return {name: _plain(one, secrets) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one, secrets) for one in value]
    return value


def _to_reading(fields: dict[str, Any], where: str) -> ReadProfile:
    try:
        return ReadProfile(
            profile=Profile(**fields["profile"]),
            status=ReadingStatus(fields["status"]),
            reason=fields["reason"],
            read_at=datetime.fromisoformat(fields["read_at"]),
            posts=tuple(_to_post(post) for post in fields["posts"]),
            links=tuple(fields["links"]),
            cost=float(fields["cost"]),
        )
    except (ValueError, TypeError, KeyError):
        raise damaged(where) from None


def _to_post(fields: dict[str, Any]) -> Post:
    posted_at = fields["posted_at"]
    return Post(
        **{
            **fields,
            "posted_at": datetime.fromisoformat(posted_at) if posted_at else None,
            "read_at": datetime.fromisoformat(fields["read_at"]),
            "kind": PostKind(fields["kind"]),
            "mentions": tuple(fields["mentions"]),
            "links": tuple(fields["links"]),
        }
    )
