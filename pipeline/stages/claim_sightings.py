"""Since when each company makes each claim: between which two readings it took it up."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow as pa

from pipeline.measures.sightings import Past, Texts, read_words

Row = dict[str, Any]
SCHEMA = pa.schema(
    [
        ("claim_id", pa.string()),
        ("company", pa.string()),
        ("absent_at", pa.timestamp("us")),
        ("seen_at", pa.timestamp("us")),
        ("url", pa.string()),
        ("text", pa.string()),
        ("current", pa.bool_()),
        ("last_at", pa.timestamp("us")),
        ("missing_at", pa.timestamp("us")),
        ("last_url", pa.string()),
        ("last_text", pa.string()),
        ("absent_in", pa.timestamp("us")),
        ("seen_in", pa.timestamp("us")),
    ]
)


def claim_sightings(
    claims: pa.Table,
    marketing_statements: pa.Table,
    statements: pa.Table,
    earlier_members: pa.Table,
    text_sightings: pa.Table,
    page_answers: pa.Table,
    site_crawls: pa.Table,
) -> pa.Table:
    """Give one row per claim and company that makes it, or made it in an earlier run.

    ``seen_at`` is the first reading that held one of the texts with which the company makes the
    claim, ``text`` at ``url``; ``absent_at`` the last reading before of which it is known that it
    lacked them, null where nothing tells: the claim is of unknown age. ``current`` says that this
    run found the company making it. Where none of its texts stands anywhere on the company's pages
    any more, ``last_at`` is the last reading that held one (``last_text`` at ``last_url``) and
    ``missing_at`` the first one after it that surely lacked them all, null where nothing tells.
    ``absent_in`` and ``seen_in`` are the beginnings of the crawls of ``absent_at`` and ``seen_at``:
    by these companies are compared.
    """
    own = {row["statement_id"]: row for row in marketing_statements.to_pylist()}
    members: dict[tuple[str, str], set[str]] = defaultdict(set)
    current: set[tuple[str, str]] = set()
    for row in claims.to_pylist():
        if row["strength"] == "same":
            key = row["claim_id"], row["company"]
            said = own[row["statement_id"]]
            members[key] |= {said["masked"].lower(), said["text"].lower()}
            current.add(key)
    for row in earlier_members.to_pylist():
        members[row["claim_id"], row["company"]] |= {row["masked"], row["text_key"]}
    past = Past(page_answers, site_crawls)
    texts = Texts(text_sightings, marketing_statements, past)
    held = {(row["company"], row["masked"].lower()) for row in own.values()}
    words = read_words(statements)
    rows: list[Row] = []
    for (claim_id, company), keys in sorted(members.items()):
        sights = texts.sights(company, keys)
        if not sights:
            continue
        coming = past.coming(company, sights)
        row = {
            "claim_id": claim_id,
            "company": company,
            "absent_at": coming.absent_at,
            "seen_at": coming.first.first_at,
            "absent_in": coming.absent_at and past.reading(coming.absent_at),
            "seen_in": past.reading(coming.first.first_at),
            "url": coming.first.url,
            "text": coming.first.text,
            "current": (claim_id, company) in current,
        }
        said_still = any((company, key) in held or words.hold(company, key) for key in keys)
        if not row["current"] and not said_still:
            going = past.going(company, sights)
            row |= {"last_at": going.last.last_at, "missing_at": going.missing_at}
            row |= {"last_url": going.last.url, "last_text": going.last.text}
        rows.append(row)
    return pa.Table.from_pylist(rows, schema=SCHEMA)
