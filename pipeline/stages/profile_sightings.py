"""Since when, and until when, each company's pages lead to each of its profiles."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.measures.sightings import Past, Sight

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, Any]
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "platform", "handle", "url", "page")),
        *((name, pa.timestamp("us")) for name in ("absent_at", "seen_at", "last_at", "missing_at")),
    ]
)


def profile_sightings(
    profiles: pa.Table, earlier_profiles: pa.Table, page_answers: pa.Table, site_crawls: pa.Table
) -> pa.Table:
    """Give one row per profile that a page of its company names, or named in an earlier run.

    ``seen_at`` is the first reading of a page that named it (``page``), ``absent_at`` the last one
    before that surely did not; ``last_at`` and ``missing_at`` likewise where none names it any
    more, else null. What nothing tells is null.
    """
    past = Past(page_answers, site_crawls)
    current = {(r["company"], r["platform"], r["handle"]): r for r in profiles.to_pylist()}
    sights: dict[tuple[str, str, str], list[Sight]] = defaultdict(list)
    for row in (*earlier_profiles.to_pylist(), *_named_now(current.values(), past)):
        sight = Sight(row["page"], row["url"], row["first_at"], row["last_at"])
        sights[row["company"], row["platform"], row["handle"]].append(sight)
    rows = []
    for key, found in sorted(sights.items()):
        coming = past.coming(key[0], found)
        row = dict(zip(("company", "platform", "handle"), key, strict=True)) | {
            "url": coming.first.text,
            "page": coming.first.url,
            "absent_at": coming.absent_at,
            "seen_at": coming.first.first_at,
        }
        if key not in current:
            going = past.going(key[0], found)
            row |= {"last_at": going.last.last_at, "missing_at": going.missing_at}
        rows.append(row)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _named_now(profiles: Iterable[Row], past: Past) -> Iterable[Row]:
    for row in profiles:
        at = past.newest_read(row["company"], row["found_at"])
        if at is not None:
            yield row | {"page": row["found_at"], "first_at": at, "last_at": at}
