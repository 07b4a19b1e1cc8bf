"""From a claim or a quote back to the archive: page, time, record, and the text around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from crawlers.archive.proof import open_proof
from pipeline.post_evidence import PostEvidence, prove_post
from pipeline.runs import newest_run, posts_run_id
from pipeline.text.blocks import cut_blocks
from sameness.errors import ClaimNotFound
from sameness.records import Page, PageKind

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from crawlers.archive.proof import Proof
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

PAGES_HELD = 64
"""Archived pages whose text is held while several of their statements are proven."""
_ANCHORS = ("post-claim-", "claim-")
"""How a report's links name a claim, in posts and in pages."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement with its proof.

    ``strength`` is "same" or "alike" for a claim's statements, else empty. ``file``, ``offset`` and
    ``record_id`` name the WARC record; ``origin`` is the place of the page itself where that record
    only says that the page is unchanged. ``kept`` is why an earlier copy stands in, else empty.
    ``before``, ``block`` and ``after`` are the text round the statement, as the archived page has
    it; ``verbatim`` tells whether the statement stands there word for word.
    """

    claim_id: str
    strength: str
    company: str
    text: str
    url: str
    fetched_at: datetime
    kept: str
    file: Path
    offset: int
    record_id: str
    origin: str
    digest: str
    before: str
    block: str
    after: str
    verbatim: bool

    def lines(self) -> list[str]:
        """Give the evidence as lines to read."""
        record = f"{self.file} at byte {self.offset}, record {self.record_id}"
        word = {"same": " says the same", "alike": " reads like it"}.get(self.strength, "")
        around = " ".join(filter(None, (self.before, f"[[{self.block}]]", self.after)))
        return [
            f"{self.company}{word}: {self.text}",
            f"  page    {self.url}",
            f"  read    {self.fetched_at:%Y-%m-%d %H:%M:%S} UTC"
            + (f", stands in because of: {self.kept}" if self.kept else ""),
            f"  record  {record}",
            *([f"  origin  {self.origin} (unchanged since)"] if self.origin else []),
            f"  sha256  {self.digest}",
            f"  around  {around}",
            f"  {'word for word in the record' if self.verbatim else 'NOT FOUND IN THE RECORD'}",
        ]


def claim_evidence(
    warehouse: Warehouse, settings: Settings, name: str, claim_id: str
) -> list[Evidence | PostEvidence]:
    """Give the evidence of a claim of the newest run, in pages and in posts.

    Raises ClaimNotFound, EvidenceMissing.
    """
    run_id = newest_run(warehouse, name)
    plain = next((claim_id.removeprefix(a) for a in _ANCHORS if claim_id.startswith(a)), claim_id)
    found = _prove_all(
        warehouse, settings.archive / name, run_id, "claim_statements", claim_id=plain
    )
    if not found:
        raise ClaimNotFound(
            f"Run {run_id} of {name!r} has no claim {claim_id!r}.",
            "Take the id from a claim's link in the report, or search with --quote.",
        )
    return found


def quote_evidence(
    warehouse: Warehouse, settings: Settings, name: str, quote: str
) -> list[Evidence | PostEvidence]:
    """Give the evidence of every statement of the newest run with these words; raises as above."""
    run_id = newest_run(warehouse, name)
    words = quote.strip()
    found = _prove_all(warehouse, settings.archive / name, run_id, "quoted_statements", quote=words)
    if not found:
        raise ClaimNotFound(
            f"Run {run_id} of {name!r} has no statement with {quote!r}.",
            "Copy the words as the report shows them.",
        )
    return found


def _prove_all(
    warehouse: Warehouse, archive: Path, run_id: str, query: str, **sought: str
) -> list[Evidence | PostEvidence]:
    """Give the evidence of the statements that a query finds, of pages first, then of posts."""
    posts_run = posts_run_id(run_id)
    pages = warehouse.arrow(query, run_id=run_id, **sought).to_pylist()
    posts = warehouse.arrow(query, run_id=posts_run, **sought).to_pylist()
    # A page that says the words ten times is read once.
    read = lru_cache(maxsize=PAGES_HELD)(partial(_read_page, warehouse, archive, run_id))
    return [
        *(_prove(read(row["company"], row["url"]), row) for row in pages),
        *(prove_post(warehouse, archive, posts_run, row) for row in posts),
    ]


@dataclass(frozen=True, slots=True)
class _ArchivedPage:
    """A page's row, its proof, and the texts of its blocks in reading order."""

    row: dict[str, Any]
    proof: Proof
    texts: list[str]


def _read_page(
    warehouse: Warehouse, archive: Path, run_id: str, company: str, url: str
) -> _ArchivedPage:
    (row,) = warehouse.arrow("page_record", run_id=run_id, company=company, url=url).to_pylist()
    proof = open_proof(archive, row["record"], row["encoding"], row["digest"])
    page = Page(company, url, PageKind.OTHER, proof.received_at, "", proof.markup)
    return _ArchivedPage(row, proof, [block.text for block in cut_blocks(page)])


def _prove(page: _ArchivedPage, said: dict[str, Any]) -> Evidence:
    row, proof = page.row, page.proof
    place = next((i for i, text in enumerate(page.texts) if said["text"] in text), None)
    around = ["", *page.texts, ""]
    return Evidence(
        claim_id=said["claim_id"],
        strength=said["strength"],
        company=said["company"],
        text=said["text"],
        url=said["url"],
        fetched_at=row["fetched_at"],
        kept=row["reason"] if row["outcome"] == "kept" else "",
        file=proof.file,
        offset=proof.offset,
        record_id=proof.record_id,
        origin=proof.origin,
        digest=row["digest"],
        before=around[place] if place is not None else "",
        block=around[place + 1] if place is not None else "",
        after=around[place + 2] if place is not None else "",
        verbatim=place is not None,
    )
