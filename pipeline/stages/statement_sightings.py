"""Since when, and until when, each company's pages say each of their marketing texts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.measures.sightings import Past, Texts, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, Any]
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("masked", pa.string()),
        ("absent_at", pa.timestamp("us")),
        ("seen_at", pa.timestamp("us")),
        ("url", pa.string()),
        ("last_at", pa.timestamp("us")),
        ("missing_at", pa.timestamp("us")),
    ]
)


def statement_sightings(
    marketing_statements: pa.Table,
    statements: pa.Table,
    earlier_texts: pa.Table,
    text_sightings: pa.Table,
    page_answers: pa.Table,
    site_crawls: pa.Table,
) -> pa.Table:
    """Give one row per company and masked text, in small letters, of this run or an earlier one.

    ``seen_at`` is the first reading that held it, at ``url``, ``absent_at`` the last one before
    that surely lacked it. ``last_at`` is null while the company's pages say it; else it is the
    last reading that held it, ``missing_at`` the first one after that surely lacked it. What
    nothing tells is null. A text is known by its words: on another page it is the same.
    """
    past = Past(page_answers, site_crawls)
    texts = Texts(text_sightings, marketing_statements, past)
    words = read_words(statements)
    rows: list[Row] = []
    for (company, masked), (keys, current) in sorted(
        _keys(marketing_statements.to_pylist(), earlier_texts.to_pylist()).items()
    ):
        sights = texts.sights(company, keys)
        if not sights:
            continue
        coming = past.coming(company, sights)
        row = {
            "company": company,
            "masked": masked,
            "absent_at": coming.absent_at,
            "seen_at": coming.first.first_at,
            "url": coming.first.url,
        }
        if not current and not any(words.hold(company, key) for key in keys):
            going = past.going(company, sights)
            row |= {"last_at": going.last.last_at, "missing_at": going.missing_at}
        rows.append(row)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _keys(
    now: Iterable[Row], before: Iterable[Row]
) -> dict[tuple[str, str], tuple[set[str], bool]]:
    """Give by company and masked text the words it is known by, and whether this run has it."""
    keys: dict[tuple[str, str], set[str]] = defaultdict(set)
    current = set()
    for row in now:
        place = row["company"], row["masked"].lower()
        keys[place] |= {place[1], row["text"].lower()}
        current.add(place)
    # The same words masked otherwise, as when a name is known since, are the same text.
    known = {(company, key) for (company, _), found in keys.items() for key in found}
    for row in before:
        place = row["company"], row["masked"]
        if place in current or (row["company"], row["text_key"]) not in known:
            keys[place] |= {row["masked"], row["text_key"]}
    return {place: (found, place in current) for place, found in keys.items()}
