"""The evidence of one industry, looked at: files, records, pages, pictures, quotes, imports."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from crawlers.archive.checking import find_fault
from crawlers.archive.ledger import read_ledger
from crawlers.archive.proof import open_answer, open_proof
from pipeline.faults import REBUILD, RESTORE
from pipeline.imports import FOLDER
from pipeline.post_evidence import prove_post
from pipeline.rereading import is_whole
from pipeline.runs import POSTS_SUFFIX
from pipeline.text.blocks import cut_blocks
from sameness.errors import EvidenceMissing, SnapshotMissing
from sameness.records import Outcome, Page, PageKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from crawlers.archive.proof import Proof
    from pipeline.faults import Findings
    from warehouse.warehouse import Warehouse

_PAGES = (Outcome.FETCHED, Outcome.KEPT)
Row = dict[str, Any]


class Evidence:
    """The archive of an industry against what the warehouse holds of it; faults go to ``found``."""

    def __init__(self, warehouse: Warehouse, archive: Path, name: str, found: Findings) -> None:
        self._warehouse = warehouse
        self._archive = archive
        self._name = name
        self._found = found

    def check_snapshot(self, snapshot_id: str) -> None:
        """Read a crawl's files to the end, and compare ledger, pages, pictures and quotes."""
        folder = self._archive / snapshot_id
        for path in sorted(folder.glob("*.warc.gz")):
            self._found.files += 1
            if fault := find_fault(path):
                self._found.add("evidence", str(path), fault, RESTORE)
        key = {"industry": self._name, "snapshot_id": snapshot_id}
        fetches = self._warehouse.arrow("snapshot_records", **key).to_pylist()
        self._check_ledger(folder, fetches)
        cited = {
            (company, url): texts
            for company, url, texts in self._warehouse.tuples("cited_texts", **key)
        }
        for fetch in fetches:
            if fetch["outcome"] in _PAGES:
                self._check_page(fetch, cited.pop((fetch["company"], fetch["final_url"]), []))
        for (_, url), texts in cited.items():
            self._found.quotes += len(texts)
            self._found.add("warehouse", url, "a report quotes it and it is not stored", REBUILD)
        for _, url, digest, record in self._warehouse.tuples("stored_images", **key):
            self._check_image(url, digest, record)

    def check_missing(self, snapshot_ids: Iterable[str]) -> None:
        """Take note of stored crawls of which the archive holds nothing."""
        for snapshot_id in sorted(snapshot_ids):
            where = str(self._archive / snapshot_id)
            self._found.add("evidence", where, "the folder is missing", RESTORE)

    def check_imports(self) -> None:
        """Compare each imported file with the digest in its name."""
        for path in sorted((self._archive / FOLDER).glob("*-*")):
            if path.name[0] == ".":
                continue
            self._found.files += 1
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if not digest.startswith(path.name.partition("-")[0]):
                self._found.add("evidence", str(path), "it is not what was imported", RESTORE)

    def check_posts(self) -> None:
        """Look up, in the answers of platforms, every statement of a post that a report cites."""
        rows = self._warehouse.arrow("cited_posts", industry=self._name, suffix=POSTS_SUFFIX)
        for row in rows.to_pylist():
            self._found.quotes += 1
            try:
                proof = prove_post(self._warehouse, self._archive, row["run_id"], row)
            except EvidenceMissing as error:
                self._add_missing(row["url"], error)
                continue
            if not proof.verbatim:
                self._found.add("evidence", row["url"], f"no word of {row['text']!r}", RESTORE)

    def _check_ledger(self, folder: Path, fetches: list[Row]) -> None:
        """Compare what is stored of each request with the ledger's line; dropped ones have none."""
        try:
            told = {
                _key_of(fetch.company, fetch.url, fetch.outcome): fetch
                for fetch in read_ledger(folder)
            }
        except SnapshotMissing as error:
            self._found.add(
                "evidence", str(folder), str(error).partition("\n")[0].rstrip("."), RESTORE
            )
            return
        whole = is_whole(folder)
        for row in fetches:
            line = told.get(_key_of(row["company"], row["url"], row["outcome"]))
            fields = ["final_url", "status", "encoding", "digest"]
            # What was dropped on purpose has its line still.
            fields += ["record"] if row["record"] or whole else []
            if line is None or any(getattr(line, name) != row[name] for name in fields):
                where = f"{folder}: {row['url']}"
                what = "its line in the ledger is not what the warehouse holds"
                self._found.add("evidence", where, what, RESTORE)

    def _check_page(self, fetch: Row, texts: list[str]) -> None:
        """Compare a page in the archive with its digest, with its stored text, and with quotes."""
        self._found.pages += 1
        self._found.quotes += len(texts)
        try:
            proof = open_proof(self._archive, fetch["record"], fetch["encoding"], fetch["digest"])
        except EvidenceMissing as error:
            folder = self._archive / fetch["record"].partition("/")[0]
            if texts or (fetch["record"] and is_whole(folder)):
                self._add_missing(fetch["url"], error)
            return
        stored = self._warehouse.tuples("document", digest=fetch["digest"])
        if stored != [(proof.markup,)]:
            what = "the stored page is not the archived one"
            self._found.add("warehouse", f"{self._name}: {fetch['url']}", what, REBUILD)
        for text in not_verbatim(fetch["company"], fetch["final_url"], proof, texts):
            self._found.add("evidence", fetch["url"], f"no word of {text!r}", RESTORE)

    def _check_image(self, url: str, digest: str, record: str) -> None:
        self._found.pictures += 1
        try:
            body = open_answer(self._archive, record).body
        except EvidenceMissing as error:
            self._add_missing(url, error)
            return
        if hashlib.sha256(body).hexdigest() != digest:
            self._found.add("evidence", url, "the picture is not the one that was read", RESTORE)

    def _add_missing(self, url: str, error: EvidenceMissing) -> None:
        happened = str(error).partition("\n")[0].rstrip(".")
        self._found.add("evidence", f"{self._name}: {url}", happened, RESTORE)


def not_verbatim(company: str, url: str, proof: Proof, texts: list[str]) -> list[str]:
    """Give those of some texts that do not stand in an archived page word for word.

    Texts that another version cut otherwise are looked for without white space and markup.
    """
    if not texts:
        return []
    page = Page(company, url, PageKind.OTHER, proof.received_at, "", proof.markup)
    blocks = [block.text for block in cut_blocks(page)]
    left = [text for text in texts if not any(text in block for block in blocks)]
    if not left:
        return []
    whole = _bare(" ".join([*blocks, LexborHTMLParser(proof.markup).text(separator=" ")]))
    return [text for text in left if _bare(text) not in whole]


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _key_of(company: str, url: str, outcome: str) -> tuple[str, str, bool]:
    return company, url, outcome == Outcome.KEPT
