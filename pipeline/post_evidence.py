"""From a claim or a quote in posts back to the post, its date, and the record that holds it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from crawlers.archive.proof import open_answer
from pipeline.text.cleaning import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class PostEvidence:
    """One statement of a post with its proof.

    ``strength`` is "same" or "alike" for a claim's statements, else empty. ``file`` and ``place``
    name the record: a byte offset in an archive, or a row of an imported file. ``posted_at`` is
    None where nobody knows. ``verbatim`` tells whether the statement stands word for word in the
    post, and the post's record holds it; of imported files only the first is looked at.
    """

    claim_id: str
    strength: str
    company: str
    text: str
    url: str
    platform: str
    handle: str
    posted_at: datetime | None
    read_at: datetime
    origin: str
    file: Path
    place: str
    record_id: str
    post: str
    verbatim: bool

    def lines(self) -> list[str]:
        """Give the evidence as lines to read."""
        word = {"same": " says the same", "alike": " reads like it"}.get(self.strength, "")
        posted = (
            f"{self.posted_at:%Y-%m-%d %H:%M:%S} UTC" if self.posted_at else "nobody knows when"
        )
        unit = "row" if self.origin == "import" else "byte"
        record = f", record {self.record_id}" if self.record_id else ""
        return [
            f"{self.company}{word}: {self.text}",
            f"  post    {self.url} ({self.platform}, {self.handle})",
            f"  posted  {posted}",
            f"  read    {self.read_at:%Y-%m-%d %H:%M:%S} UTC",
            f"  record  {self.file} at {unit} {self.place}{record}",
            f"  whole   {' '.join(self.post.split())}",
            f"  {'word for word in the post' if self.verbatim else 'NOT FOUND IN THE RECORD'}",
        ]


def prove_post(
    warehouse: Warehouse, archive: Path, run_id: str, row: dict[str, Any]
) -> PostEvidence:
    """Give the evidence of one statement of a run of posts; raises EvidenceMissing."""
    key = {"run_id": run_id, "company": row["company"], "url": row["url"]}
    (post,) = warehouse.arrow("post_record", **key).to_pylist()
    name, _, place = post["record"].rpartition("#")
    record_id = ""
    verbatim = any(row["text"] in clean_text(line) for line in post["text"].splitlines())
    if post["origin"] == "read":
        answer = open_answer(archive, post["record"])
        record_id = answer.record_id
        verbatim = verbatim and _holds(answer.body, row["text"])
    return PostEvidence(
        **{name: row[name] for name in ("claim_id", "strength", "company", "text", "url")},
        **{name: post[name] for name in ("platform", "handle", "posted_at", "read_at", "origin")},
        file=archive / name,
        place=place,
        record_id=record_id,
        post=post["text"],
        verbatim=verbatim,
    )


def _holds(body: bytes, text: str) -> bool:
    """Tell whether an answer says these words, whatever markup and white space lie between."""
    return any(_bare(text) in _bare(said) for said in _said(body.decode("utf-8", "replace")))


def _said(answer: str) -> Iterator[str]:
    """Yield what an answer says: each string of JSON, or a whole document, as read and as text."""
    try:
        strings = list(_strings(json.loads(answer)))
    except ValueError:
        strings = [answer]
    for string in strings:
        yield string
        # A feed holds markup in markup.
        plain = LexborHTMLParser(string).text()
        yield plain
        yield LexborHTMLParser(plain).text()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", clean_text(text))
