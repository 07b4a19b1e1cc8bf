"""Since when, and until when, each company's pages show each of their pictures."""

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
        *((name, pa.string()) for name in ("company", "digest", "url", "page")),
        *((name, pa.timestamp("us")) for name in ("absent_at", "seen_at", "last_at", "missing_at")),
    ]
)


def image_sightings(
    images: pa.Table, earlier_images: pa.Table, page_answers: pa.Table, site_crawls: pa.Table
) -> pa.Table:
    """Give one row per company and content picture, known by its file's digest.

    ``seen_at`` is the first reading of a page that showed it (``page``), ``absent_at`` the last one
    before that surely did not; ``last_at`` and ``missing_at`` likewise where none shows it any
    more, else null. What nothing tells is null. A picture saved anew is another file.
    """
    past = Past(page_answers, site_crawls)
    current = [row for row in images.to_pylist() if row["content"]]
    shown = {(row["company"], row["digest"]) for row in current}
    sights: dict[tuple[str, str], list[Sight]] = defaultdict(list)
    for row in (*earlier_images.to_pylist(), *_shown_now(current, past)):
        sight = Sight(row["page"], row["url"], row["first_at"], row["last_at"])
        sights[row["company"], row["digest"]].append(sight)
    rows = []
    for (company, digest), found in sorted(sights.items()):
        coming = past.coming(company, found)
        row = {
            "company": company,
            "digest": digest,
            "url": coming.first.text,
            "page": coming.first.url,
            "absent_at": coming.absent_at,
            "seen_at": coming.first.first_at,
        }
        if (company, digest) not in shown:
            going = past.going(company, found)
            row |= {"last_at": going.last.last_at, "missing_at": going.missing_at}
        rows.append(row)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _shown_now(images: Iterable[Row], past: Past) -> Iterable[Row]:
    for row in images:
        if (at := past.newest_read(row["company"], row["page"])) is not None:
            yield row | {"first_at": at, "last_at": at}
