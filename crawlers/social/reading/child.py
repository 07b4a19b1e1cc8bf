"""The process that reads posts: its task comes on stdin, its events go to stdout, a line each."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess

from crawlers.archive.earlier import Earlier, list_originals
from crawlers.archive.stored import list_responses
from crawlers.network.replay import Stock
from crawlers.social.reading.budget import Budget
from crawlers.social.reading.events import ProfileEvent
from crawlers.social.reading.keeping import (
    POSTS_WARC,
    READINGS,
    PostArchive,
    ReadingsLedger,
    ReadProfile,
    read_readings,
)
from crawlers.social.reading.policy import social_settings
from crawlers.social.reading.secrets import Secrets, make_discreet
from crawlers.social.reading.spider import Opened, ProfileSpider
from crawlers.social.registry import all_sources, find_sources, read_in_turn
from crawlers.social.source import Access, Reading
from crawlers.starter import take_task
from sameness.industry import Industry
from sameness.records import Profile, ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from crawlers.social.source import Source

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """What to read: profiles, each with the moment from which its posts are wanted.

    ``earlier`` names the folder beside ``folder`` whose answers are asked whether they changed,
    empty for none.
    """

    industry: Industry
    folder: Path
    wanted: Sequence[tuple[Profile, datetime]]
    keys: Mapping[str, str]
    earlier: str

    @staticmethod
    def from_fields(fields: Mapping[str, Any]) -> Task:
        """Give the task of a decoded line of JSON."""
        return Task(
            industry=Industry.model_validate(fields["industry"]),
            folder=Path(fields["folder"]),
            wanted=[
                (Profile(**profile), datetime.fromisoformat(since))
                for profile, since in fields["wanted"]
            ],
            keys=fields["keys"],
            earlier=fields["earlier"],
        )


def main() -> None:
    """Read what the first line of stdin says; exit code 0 when every profile came to its end."""
    fields, report = take_task()
    task = Task.from_fields(fields)
    social = task.industry.social
    sources = all_sources(Access(social.bases, task.keys, social.max_posts))
    sys.exit(0 if read_all(task, sources, report) else 1)


def read_all(task: Task, sources: Sequence[Source], report: Callable[[ProfileEvent], None]) -> bool:
    """Read every profile of a task that is not finished yet; tell whether reading could start.

    Blocks until all are done, and can run once in a process, as Twisted's reactor can.
    """
    secrets = Secrets(task.keys)
    wanted = {profile for profile, _ in task.wanted}
    finished = {r.profile: r for r in read_readings(task.folder) if r.profile in wanted}
    books = _Books(task, secrets, finished, report)
    waiting = [(p, since) for p, since in task.wanted if p not in finished]
    process = AsyncCrawlerProcess(social_settings(task.industry, len(waiting)))
    make_discreet(secrets)
    warc, archive = task.folder / POSTS_WARC, task.folder.parent
    recorder = PostArchive(warc)
    process.crawl(
        ProfileSpider,
        industry=task.industry,
        opened=list(_open(waiting, sources, books.finish)),
        recorder=recorder,
        stock=Stock(archive, list(list_responses(warc))),
        earlier=Earlier(archive, (), _earlier_answers(archive, task.earlier)),
        secrets=secrets,
        budget=Budget(task.industry.social.max_cost, sum(r.cost for r in finished.values())),
        finish=books.finish,
    )
    process.start(install_signal_handlers=False)
    recorder.close()
    books.close()
    return not process.bootstrap_failed


class _Books:
    """Enters finished profiles, and tells of them."""

    def __init__(
        self,
        task: Task,
        secrets: Secrets,
        finished: Mapping[Profile, ReadProfile],
        report: Callable[[ProfileEvent], None],
    ) -> None:
        self._ledger = ReadingsLedger(task.folder / READINGS, secrets)
        self._report = report
        self._count = len(task.wanted)
        self._done = 0
        for read in finished.values():
            self._tell(read)

    def finish(self, profile: Profile, reading: Reading, cost: float) -> None:
        """Enter one profile, then tell of it."""
        read = ReadProfile(
            profile=profile,
            status=reading.status,
            reason=reading.reason,
            read_at=datetime.now(UTC),
            posts=reading.posts,
            links=reading.links,
            cost=cost,
        )
        self._ledger.enter(read)
        self._tell(read)

    def close(self) -> None:
        """Close the ledger."""
        self._ledger.close()

    def _tell(self, read: ReadProfile) -> None:
        self._done += 1
        profile = read.profile
        self._report(
            ProfileEvent(
                company=profile.company,
                platform=profile.platform,
                handle=profile.handle,
                status=read.status,
                posts=len(read.posts),
                done=self._done,
                count=self._count,
            )
        )


def _open(
    waiting: Iterable[tuple[Profile, datetime]],
    sources: Sequence[Source],
    finish: Callable[[Profile, Reading, float], None],
) -> Iterator[Opened]:
    """Begin the conversations; those that end without a question are finished at once."""
    for profile, since in waiting:
        opened = _begin(profile, since, sources)
        if isinstance(opened, Opened):
            yield opened
        else:
            finish(profile, opened, 0.0)


def _begin(profile: Profile, since: datetime, sources: Sequence[Source]) -> Opened | Reading:
    conversation = read_in_turn(profile, since, find_sources(profile, sources))
    try:
        return Opened(profile, conversation, next(conversation))
    except StopIteration as end:
        reading: Reading = end.value
        return reading
    except Exception:
        _logger.exception("%s can't be read", profile.url)
        return Reading(ReadingStatus.FAILED, "could not be read")


def _earlier_answers(archive: Path, snapshot_id: str) -> Iterator[Any]:
    if snapshot_id:
        yield from list_originals(archive, archive / snapshot_id / POSTS_WARC)


if __name__ == "__main__":
    main()
