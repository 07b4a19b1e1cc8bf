"""The book of finished runs, beside the evidence: with both, a lost warehouse can be made anew.

``archive/INDUSTRY/measured.jsonl``, a line for each run of pages with the posts' run that goes with
it, and for each reading of past pages: what was measured, how, for whom, and under which ids its
claims are known.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from crawlers.archive.lines import LineFile, read_lines
from pipeline.runs import ARCHIVE_CHANNEL, PAGES_CHANNEL, POSTS_SUFFIX, posts_run_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

BOOK = "measured.jsonl"
Claims = dict[str, str]
"""The wording of each claim by its id."""


@dataclass(frozen=True, slots=True)
class Member:
    """A company as a run knew it."""

    name: str
    site: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished run; ``started_at`` is in UTC as ISO 8601 writes it.

    ``posts_digest`` is empty where no posts were measured; ``claims`` are those of pages,
    ``post_claims`` those of posts. ``channel`` tells runs of pages from readings of past pages.
    """

    run_id: str
    snapshot_id: str
    started_at: str
    industry_name: str
    client: str
    model: str
    judge: str
    version: str
    data_digest: str
    posts_digest: str
    members: tuple[Member, ...]
    claims: Claims = field(repr=False, default_factory=dict)
    post_claims: Claims = field(repr=False, default_factory=dict)
    channel: str = PAGES_CHANNEL


def enter_runs(warehouse: Warehouse, settings: Settings, name: str) -> None:
    """Append the finished runs of an industry that its book lacks; safe on disk when this returns.

    A run whose entry a kill prevented is entered with the next one.
    """
    path = settings.archive / name / BOOK
    known = {entry.run_id for entry in read_book(path)}
    runs = warehouse.arrow(
        "finished_pages_runs",
        industry=name,
        channels=[PAGES_CHANNEL, ARCHIVE_CHANNEL],
        suffix=POSTS_SUFFIX,
    )
    new = [run for run in runs.to_pylist() if run["run_id"] not in known]
    if not new:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    book = LineFile(path)
    try:
        for run in new:
            book.append(asdict(_to_entry(warehouse, run)))
    finally:
        book.close()


def read_book(path: Path) -> list[Entry]:
    """Give the entries of a book, oldest first, none where there is no book.

    A torn last line counts as not written; raises SnapshotMissing for a damaged one inside.
    """
    if not path.is_file():
        return []
    return [_from_fields(fields) for fields, _ in read_lines(path)]


def _to_entry(warehouse: Warehouse, run: Mapping[str, Any]) -> Entry:
    run_id = run["run_id"]
    members = warehouse.tuples("run_members", run_id=run_id)
    return Entry(
        run_id=run_id,
        snapshot_id=run["snapshot_id"],
        started_at=run["started_at"].isoformat(),
        industry_name=run["industry_name"],
        client=run["client"] or "",
        # The run notes the encoder's arithmetic behind the model's name.
        model=run["model"].split(" ")[0],
        judge=run["judge"],
        version=run["version"],
        data_digest=run["data_digest"] or "",
        posts_digest=run["posts_digest"] or "",
        members=tuple(Member(name, site, tuple(aliases)) for name, site, aliases in members),
        claims=_claims(warehouse, run_id),
        post_claims=_claims(warehouse, posts_run_id(run_id)),
        channel=run["channel"],
    )


def _claims(warehouse: Warehouse, run_id: str) -> Claims:
    if not warehouse.tuples("has_claims"):
        return {}
    return dict(warehouse.tuples("run_claims", run_id=run_id))


def _from_fields(fields: dict[str, Any]) -> Entry:
    members = tuple(
        Member(one["name"], one["site"], tuple(one["aliases"])) for one in fields["members"]
    )
    return Entry(**{**fields, "members": members})
