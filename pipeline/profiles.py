"""The profiles of a snapshot: found in the pages just read, read themselves, and stored."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from crawlers.social.profiles.discovery import LISTED, discover
from crawlers.social.profiles.links_back import linked_back
from crawlers.social.reading.keeping import ReadProfile, read_readings
from crawlers.social.reading.reading import Wanted, read_profiles
from crawlers.social.registry import all_sources, explain_unread, find_sources
from crawlers.social.source import Access
from crawlers.social.sources.x import X, estimate
from pipeline.moments import moment_of
from pipeline.posts import store_posts
from pipeline.retention import months_before
from sameness.records import Page, PageKind, ProfileReading, ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from crawlers.social.reading.events import ProfileEvent
    from sameness.industry import Company, Industry
    from sameness.records import Profile
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

log = logging.getLogger(__name__)

OVERLAP = timedelta(days=3)
"""How much of what was read before is asked for again: posts may be edited for a while."""

MOST_FOUND = 40
"""Profiles that are read of one company, beside those of the industry file."""

_HELD_BACK = "not among the profiles that were to be read"
_LOST = (ReadingStatus.FAILED, "how it was read is not in the archive")
_TOO_MANY = f"its site names more than {MOST_FOUND} profiles that can be read"

_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "platform", "handle", "url")),
        *((name, pa.string()) for name in ("found_at", "found_by", "status", "reason")),
        ("read_at", pa.timestamp("us")),
        ("posts", pa.int32()),
        ("newest", pa.timestamp("us")),
        *((name, pa.string()) for name in ("linked_back", "industry", "snapshot_id")),
    ]
)


def obtain_profiles(
    warehouse: Warehouse,
    settings: Settings,
    name: str,
    industry: Industry,
    snapshot_id: str,
    on_event: Callable[[ProfileEvent], None],
) -> None:
    """Find, read and store the profiles of a stored snapshot, unless that was done before.

    What an interrupted reading left is taken up. A profile that can't be read is stored with the
    reason. Raises CrawlFailed where the disk is full, and nothing else that a platform does.
    """
    if warehouse.tuples("read_profiles", industry=name, snapshot_id=snapshot_id):
        return
    reading = _Reading(warehouse, settings, name, industry, snapshot_id)
    _store(warehouse, name, industry, snapshot_id, reading.read(reading.found(), on_event))


def recall_profiles(
    warehouse: Warehouse, settings: Settings, name: str, industry: Industry, snapshot_id: str
) -> None:
    """Store the profiles of a stored snapshot as its folder says they were read; nobody is asked.

    Raises SnapshotMissing where the folder's ledger is damaged.
    """
    reading = _Reading(warehouse, settings, name, industry, snapshot_id)
    _store(warehouse, name, industry, snapshot_id, reading.recall(reading.found()))


def _store(
    warehouse: Warehouse,
    name: str,
    industry: Industry,
    snapshot_id: str,
    read: Sequence[ReadProfile],
) -> None:
    companies = {company.name: company for company in industry.company}
    rows = [_to_row(one, companies[one.profile.company]) for one in read]
    with warehouse.transaction():
        warehouse.insert("raw.profiles", _to_table(rows, name, snapshot_id))
        store_posts(warehouse, name, snapshot_id, [post for one in read for post in one.posts])
    warehouse.checkpoint()


def _pages_of(warehouse: Warehouse, name: str, snapshot_id: str, company: str) -> list[Page]:
    """Give a company's pages of a snapshot with their markup."""
    key = {"industry": name, "snapshot_id": snapshot_id, "companies": [company]}
    return [
        Page(owner, url, PageKind(kind), fetched_at.replace(tzinfo=UTC), digest, html)
        for owner, url, kind, fetched_at, digest, html in warehouse.tuples("run_pages", **key)
    ]


@dataclass(frozen=True, slots=True)
class _Reading:
    """The reading of one snapshot's profiles."""

    warehouse: Warehouse
    settings: Settings
    name: str
    industry: Industry
    snapshot_id: str

    def found(self) -> list[Profile]:
        """Give the profiles that the industry file and the snapshot's pages name."""
        return [
            profile
            for company in self.industry.company
            for profile in discover(
                company, _pages_of(self.warehouse, self.name, self.snapshot_id, company.name)
            )
        ]

    def recall(self, found: Sequence[Profile]) -> list[ReadProfile]:
        """Give what came of each profile, in order, as the snapshot's folder has it."""
        told = {one.profile: one for one in read_readings(self._folder)}
        at = moment_of(self.snapshot_id)
        social = self.industry.social
        sources = all_sources(Access(social.bases, self.settings.keys, social.max_posts))
        unread = dict(self._unread(found, lambda one: bool(find_sources(one, sources))))
        listed = dict.fromkeys([*found, *(o for o in told if o.company in self.industry.names)])
        return [
            told.get(one) or replace(unread.get(one) or ReadProfile(one, *_LOST, at), read_at=at)
            for one in listed
        ]

    @property
    def _folder(self) -> Path:
        return self.settings.archive / self.name / self.snapshot_id

    def read(
        self, found: Sequence[Profile], on_event: Callable[[ProfileEvent], None]
    ) -> list[ReadProfile]:
        """Give what came of each profile, in order, of those that can't be read why not."""
        social, keys = self.industry.social, self.settings.keys
        sources = all_sources(Access(social.bases, keys, social.max_posts))
        unread = dict(self._unread(found, lambda one: bool(find_sources(one, sources))))
        wanted = self._wanted([profile for profile in found if profile not in unread])
        self._say_cost(wanted)
        read = read_profiles(self.industry, self._folder, wanted, on_event, keys, self._earlier())
        told = unread | {one.profile: one for one in read}
        return [told[profile] for profile in found]

    def _say_cost(self, wanted: Sequence[Wanted]) -> None:
        """Say what reading may cost before anything is spent."""
        social = self.industry.social
        charged = sum(one.profile.platform == X.platform for one in wanted)
        if charged and "x_token" in self.settings.keys:
            most = estimate(charged, social.max_posts)
            log.info(
                "Reading %d profiles of X may cost up to $%.2f; [social].max_cost allows $%.2f.",
                charged,
                most,
                social.max_cost,
            )

    def _unread(
        self, found: Iterable[Profile], can_be_read: Callable[[Profile], bool]
    ) -> Iterable[tuple[Profile, ReadProfile]]:
        """Yield the profiles that nobody is asked about."""
        now = datetime.now(UTC)
        count: Counter[str] = Counter()
        for profile in found:
            if not can_be_read(profile):
                why = explain_unread(profile)
                yield profile, ReadProfile(profile, why.status, why.reason, now)
            elif why_held_back := self._why_held_back(profile):
                yield profile, ReadProfile(profile, ReadingStatus.REFUSED, why_held_back, now)
            elif profile.found_at:
                count[profile.company] += 1
                if count[profile.company] > MOST_FOUND:
                    yield profile, ReadProfile(profile, ReadingStatus.REFUSED, _TOO_MANY, now)

    def _why_held_back(self, profile: Profile) -> str:
        read = self.industry.social.read
        listed = profile.found_by.startswith(LISTED)
        return "" if read == "auto" or (read == "listed" and listed) else _HELD_BACK

    def _wanted(self, profiles: Iterable[Profile]) -> list[Wanted]:
        """Give each profile with the moment from which its posts are wanted.

        It is the same when an interrupted reading is taken up: some sources ask for it, and their
        answers are found by what was asked.
        """
        marks = self._marks()
        first = months_before(moment_of(self.snapshot_id), self.industry.social.months)
        return [
            Wanted(profile, max(first, marks.get(_key_of(profile), first))) for profile in profiles
        ]

    def _marks(self) -> Mapping[tuple[str, str, str], datetime]:
        """Give, by profile, up to where it was read completely, less the overlap."""
        rows = self.warehouse.tuples(
            "profile_marks", industry=self.name, snapshot_id=self.snapshot_id
        )
        return {tuple(key): newest.replace(tzinfo=UTC) - OVERLAP for *key, newest in rows}

    def _earlier(self) -> str:
        key = {"industry": self.name, "snapshot_id": self.snapshot_id}
        ((earlier,),) = self.warehouse.tuples("last_read_snapshot", **key)
        return earlier or ""


def _key_of(profile: Profile) -> tuple[str, str, str]:
    return profile.company, profile.platform, profile.handle


def _to_row(read: ReadProfile, company: Company) -> ProfileReading:
    profile = read.profile
    dated = [post.posted_at for post in read.posts if post.posted_at is not None]
    return ProfileReading(
        company=profile.company,
        platform=profile.platform,
        handle=profile.handle,
        url=profile.url,
        found_at=profile.found_at,
        found_by=profile.found_by,
        status=read.status,
        reason=read.reason,
        read_at=read.read_at,
        posts=len(read.posts),
        newest=max(dated, default=None),
        linked_back=linked_back(company, read.links),
    )


def _to_table(rows: Iterable[ProfileReading], name: str, snapshot_id: str) -> pa.Table:
    key = {"industry": name, "snapshot_id": snapshot_id}
    values = [
        {column: _plain(getattr(row, column, None)) for column in _SCHEMA.names} | key
        for row in rows
    ]
    return pa.Table.from_pylist(values, schema=_SCHEMA)


def _plain(value: object) -> object:
    """Give a value as the warehouse holds it: times in UTC without saying so."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
