"""Starts the reading of posts in a process of its own and listens to it."""

from __future__ import annotations

import errno
import logging
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from crawlers.archive.recorder import EXIT_NO_SPACE
from crawlers.children import child_process, tell_task
from crawlers.crawl import LOG
from crawlers.social.reading.events import ProfileEvent
from crawlers.social.reading.keeping import ReadProfile, read_readings
from sameness.errors import CrawlFailed
from sameness.records import Profile, ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sameness.industry import Industry

log = logging.getLogger(__name__)

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A profile to be read, and the moment in UTC from which its posts are wanted."""

    profile: Profile
    since: datetime


def read_profiles(
    industry: Industry,
    folder: Path,
    wanted: Sequence[Wanted],
    on_event: Callable[[ProfileEvent], None],
    keys: Mapping[str, str] = _NOTHING,
    earlier: str = "",
) -> list[ReadProfile]:
    """Read the posts of profiles into a snapshot's folder; gives what came of each, in order.

    ``earlier`` is the name of the folder beside this one whose answers are asked whether they
    changed, empty for none. A profile is safe in the folder before its event; what an interrupted
    reading left is taken up. The process ends with this call, also when this one is interrupted.
    A profile that the process never came to is FAILED. Raises CrawlFailed where the disk is full.
    """
    if not wanted:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    task = {
        "industry": industry.model_dump(mode="json"),
        "folder": str(folder.absolute()),
        "wanted": [(asdict(one.profile), one.since.isoformat()) for one in wanted],
        "keys": dict(keys),
        "earlier": earlier,
    }
    with (
        (folder / LOG).open("ab") as file,
        child_process("crawlers.social.reading.child", file) as process,
    ):
        for event in map(ProfileEvent.from_line, tell_task(process, task)):
            on_event(event)
        code = process.wait()
    _judge_end(code, folder)
    found = {read.profile: read for read in read_readings(folder)}
    return [found.get(one.profile) or _never_read(one.profile, code) for one in wanted]


def _judge_end(code: int, folder: Path) -> None:
    """Let nothing but a full disk end the run: the sites are read, and that is worth a report."""
    see = f"See {folder / LOG} for details."
    if code == EXIT_NO_SPACE:
        happened = f"The posts could not be stored: {os.strerror(errno.ENOSPC)}."
        raise CrawlFailed(happened, see)
    if code:
        log.warning("The reading of profiles broke down (exit code %d). %s", code, see)


def _never_read(profile: Profile, code: int) -> ReadProfile:
    reason = f"the reading broke down before (exit code {code})"
    return ReadProfile(profile, ReadingStatus.FAILED, reason, datetime.now(UTC))
