"""Exports of posts into the warehouse: read in full first, then stored at once, or not at all."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawlers.exports import (
    BadRow,
    Evidence,
    Export,
    Hints,
    describe_bad,
    describe_owner,
    make_posts,
    read_export,
)
from pipeline.imports_book import NotedImport, note_import
from pipeline.posts import IMPORT, Stored, content_id, plan_posts, posts_of, store_posts
from warehouse.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sameness.industry import Company
    from sameness.records import Post
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

FOLDER = "imports"


@dataclass(frozen=True, slots=True)
class Given:
    """A file to import: its name, what is in it, and the moment in UTC at which it was given."""

    file: str
    body: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class PlannedImport:
    """A file that was read in full, and what storing its posts would bring.

    ``place`` is where the file is to be kept, relative to the industry's archive.
    """

    company: str
    file: str
    place: str
    body: bytes = field(repr=False)
    export: Export = field(repr=False)
    posts: tuple[Post, ...] = field(repr=False)
    brings: Stored
    hints: Hints
    read_at: datetime


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import brought, for people and for programs.

    ``rows`` are the file's rows; each is a post, a bad row, or by others. ``merged`` counts posts
    that the file itself has more than once. ``evidence`` is the file as it is kept, relative to the
    industry's archive, empty where nothing was stored.
    """

    company: str
    file: str
    rows: int
    posts: int
    new: int
    known: int
    changed: int
    merged: int
    bad: tuple[BadRow, ...]
    unit: str
    others: Mapping[str, int]
    columns: Mapping[str, str]
    notes: tuple[str, ...]
    evidence: str

    def lines(self) -> list[str]:
        """Give the summary in sentences, with the first of the bad rows."""
        return [
            self._headline(),
            *([f"{self.merged} more are in the file twice."] if self.merged else []),
            *self._by_others(),
            "Read: " + "; ".join(f"{name} from {col}" for name, col in self.columns.items()) + ".",
            *self.notes,
            *([f"{len(self.bad)} {self.unit}s are no posts:"] if self.bad else []),
            *(f"  {line}" for line in describe_bad(self.bad, self.unit)),
        ]

    def _headline(self) -> str:
        counts = f"{self.new} new, {self.changed} changed, {self.known} known"
        if not self.evidence:
            return f"Nothing is stored. {self.file} would bring {self.company} posts: {counts}."
        if not (self.new or self.changed):
            return f"Nothing changes: all {self.known} posts of {self.company} are known already."
        return f"Posts of {self.company}: {counts}."

    def _by_others(self) -> list[str]:
        if not self.others:
            return []
        most = sorted(self.others.items(), key=lambda item: (-item[1], item[0]))[:5]
        named = ", ".join(f"{name} {count}" for name, count in most)
        return [f"By others: {sum(self.others.values())}, not taken ({named})."]


def plan_import(
    warehouse: Warehouse, industry: str, company: Company, file: str, body: bytes, hints: Hints
) -> PlannedImport:
    """Read an export in full and find out what it would bring, without storing anything.

    ``file`` is its name, for messages. Raises what crawlers.exports raises.
    """
    return plan_given(warehouse, industry, company, Given(file, body, datetime.now(UTC)), hints)


def plan_given(
    warehouse: Warehouse, industry: str, company: Company, given: Given, hints: Hints
) -> PlannedImport:
    """Do what ``plan_import`` does with a file that was given at a moment, now or long ago."""
    file, body = given.file, given.body
    place = f"{FOLDER}/{_kept_name(file, body)}"
    accounts = warehouse.tuples("company_accounts", industry=industry, company=company.name)
    owner = describe_owner(company, accounts, hints.handle)
    evidence = Evidence(place, given.at)
    export = make_posts(read_export(file, body), hints, owner, evidence)
    posts = tuple(map(_with_id, export.posts))
    brings = plan_posts(posts_of(warehouse, industry, company.name), posts)
    return PlannedImport(company.name, file, place, body, export, posts, brings, hints, given.at)


def carry_out(
    warehouse: Warehouse, settings: Settings, industry: str, plan: PlannedImport
) -> Stored:
    """Keep the file and store its posts; where storing fails the file is not kept either.

    How it was read is noted beside it, so that it can be imported again without being asked for.
    """
    kept = settings.archive / industry / plan.place
    was_there = kept.exists()
    _keep(kept, plan.body)
    try:
        noted = NotedImport(plan.company, plan.file, kept.name, plan.hints, plan.read_at)
        note_import(noted, kept.parent)
        with warehouse.transaction():
            stored = store_posts(warehouse, industry, None, plan.posts)
        warehouse.checkpoint()
    except BaseException:
        if not was_there:
            kept.unlink(missing_ok=True)
        raise
    return stored


def store_again(warehouse: Warehouse, industry: str, plan: PlannedImport) -> None:
    """Store the posts of a file that is kept already, and noted."""
    with warehouse.transaction():
        store_posts(warehouse, industry, None, plan.posts)


def summarize_import(plan: PlannedImport, stored: Stored | None) -> ImportSummary:
    """Give what an import brought, or with None what it would bring."""
    counts = stored or plan.brings
    export = plan.export
    return ImportSummary(
        company=plan.company,
        file=plan.file,
        rows=export.rows,
        posts=len(export.posts),
        new=counts.new,
        known=counts.known,
        changed=counts.changed,
        merged=len(export.posts) - counts.new - counts.known - counts.changed,
        bad=export.bad,
        unit=export.unit,
        others=dict(export.others),
        columns=dict(export.columns),
        notes=export.notes,
        evidence=plan.place if stored else "",
    )


def _kept_name(file: str, body: bytes) -> str:
    """Give the name under which a file is kept: other bytes, another name."""
    stem = re.sub(r"[^\w.-]+", "_", file.replace("\\", "/").rpartition("/")[2]).strip("._")
    return f"{hashlib.sha256(body).hexdigest()[:16]}-{stem[-80:] or 'export'}"


def _keep(path: Path, body: bytes) -> None:
    """Write a file whole or not at all; one that is there already has the same content."""
    if path.exists():
        return
    write_whole(path, body)


def _with_id(post: Post) -> Post:
    """Give a post with an id: without one of its own that of its words, or else of its address."""
    if post.post_id:
        return post
    return replace(post, post_id=content_id(post.text or post.url, post.posted_at), origin=IMPORT)
