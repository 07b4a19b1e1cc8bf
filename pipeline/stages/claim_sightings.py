"""Since when each company makes each claim: between which two readings it took it up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from datetime import datetime

Row = dict[str, Any]
SCHEMA = pa.schema(
    [
        ("claim_id", pa.string()),
        ("company", pa.string()),
        ("absent_at", pa.timestamp("us")),
        ("seen_at", pa.timestamp("us")),
        ("url", pa.string()),
        ("current", pa.bool_()),
    ]
)


def claim_sightings(
    claims: pa.Table,
    marketing_statements: pa.Table,
    earlier_members: pa.Table,
    text_sightings: pa.Table,
    page_answers: pa.Table,
    site_crawls: pa.Table,
) -> pa.Table:
    """Give one row per claim and company that makes it, or made it in an earlier run.

    ``seen_at`` is the first reading that held one of the texts with which the company makes the
    claim, at ``url``; ``absent_at`` the last reading before of which it is known that it lacked
    them, null where nothing tells: the claim is of unknown age. ``current`` says that this run
    found the company making it.
    """
    texts = {row["statement_id"]: row for row in marketing_statements.to_pylist()}
    members: dict[tuple[str, str], set[str]] = defaultdict(set)
    current: set[tuple[str, str]] = set()
    for row in claims.to_pylist():
        if row["strength"] == "same":
            key = row["claim_id"], row["company"]
            members[key].add(texts[row["statement_id"]]["masked"].lower())
            current.add(key)
    for row in earlier_members.to_pylist():
        members[row["claim_id"], row["company"]].add(row["masked"])
    seen = _first_seen(text_sightings, marketing_statements, page_answers)
    past = _Past(page_answers, site_crawls)
    rows = []
    for (claim_id, company), masked in sorted(members.items()):
        found = sorted((at, url) for text in masked for url, at in seen[company, text].items())
        if not found:
            continue
        first = found[0][0]
        absent = [past.lacked(company, url, first) for at, url in found if at == first]
        rows.append(
            {
                "claim_id": claim_id,
                "company": company,
                "absent_at": None if None in absent else min(at for at in absent if at),
                "seen_at": first,
                "url": found[0][1],
                "current": (claim_id, company) in current,
            }
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _first_seen(
    text_sightings: pa.Table, marketing_statements: pa.Table, page_answers: pa.Table
) -> dict[tuple[str, str], dict[str, datetime]]:
    """Give, by company and text, the pages that hold it and when each was first read with it."""
    seen: dict[tuple[str, str], dict[str, datetime]] = defaultdict(dict)
    for row in text_sightings.to_pylist():
        seen[row["company"], row["masked"]][row["url"]] = row["first_at"]
    newest: dict[tuple[str, str], datetime] = {}
    for row in page_answers.to_pylist():
        if row["answer"] == "read":
            key = row["company"], row["url"]
            newest[key] = max(newest.get(key, row["answered_at"]), row["answered_at"])
    for row in marketing_statements.to_pylist():
        for url in row["urls"]:
            # A page that was only kept was not read: it says nothing new.
            if (at := newest.get((row["company"], url))) is not None:
                seen[row["company"], row["masked"].lower()].setdefault(url, at)
    return seen


@dataclass(frozen=True, slots=True)
class _Crawl:
    """One crawl of a company's site, and what it knows of each page."""

    read_at: datetime
    complete: bool
    answers: dict[str, tuple[str, datetime]]


class _Past:
    """The crawls of each company, which tell when something was not there yet."""

    def __init__(self, page_answers: pa.Table, site_crawls: pa.Table) -> None:
        answers: dict[tuple[str, str], dict[str, tuple[str, datetime]]] = defaultdict(dict)
        for row in page_answers.to_pylist():
            answered = row["answer"], row["answered_at"]
            answers[row["company"], row["crawl"]][row["url"]] = answered
        self._crawls: dict[str, list[_Crawl]] = defaultdict(list)
        for row in site_crawls.to_pylist():
            known = answers[row["company"], row["crawl"]]
            self._crawls[row["company"]].append(_Crawl(row["read_at"], row["complete"], known))

    def lacked(self, company: str, url: str, before: datetime) -> datetime | None:
        """Give the last moment before another at which a page surely lacked what it says then.

        It was read, or it was gone, or a crawl that read all it found did not come upon it.
        """
        return max(
            (at for crawl in self._crawls[company] if (at := _told(crawl, url)) and at < before),
            default=None,
        )


def _told(crawl: _Crawl, url: str) -> datetime | None:
    answer, at = crawl.answers.get(url, ("", crawl.read_at))
    if answer in {"read", "gone"}:
        return at
    return at if not answer and crawl.complete else None
