"""The run of posts that goes with a run of pages: what its stages are given."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.channels import POSTS
from pipeline.known_claims import EARLIER, known_claims
from pipeline.known_phrases import known_phrases
from pipeline.measures.corpus import read_corpora
from pipeline.measures.self_lifts import self_lifts
from pipeline.other_industries import other_statements
from pipeline.posts_channel import post_tables
from pipeline.text.identity import is_common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

STRANGERS = ("source", "industry", "stranger", "kind", "words", "vector")
KEPT = ("page_dates", "post_dates")
"""Given tables that are kept with the run, since reports date quotes by them."""


def put_post_tables(warehouse: Warehouse, language: str) -> bool:
    """Make the tables of what is said in posts; False where nothing is said in the language."""
    tables = post_tables(warehouse.table("posts"), language)
    for table, rows in tables.items():
        warehouse.put(table, rows)
    return language in tables["page_languages"].column("language").to_pylist()


def put_known(warehouse: Warehouse, settings: Settings, name: str, pages_run: str) -> list[float]:
    """Make the tables of what is known beforehand; gives the self lifts of the strangers' posts.

    Terms that say whose a page is do so in posts, too, and so do the names of profiles. That a post
    was read by several crawls says nothing, so no earlier statement is known.
    """
    others = other_statements(warehouse, settings, name, POSTS.name)
    warehouse.put("known_strangers", others.select(list(STRANGERS)))
    warehouse.put("known_phrases", known_phrases(warehouse, settings, name, POSTS.name))
    warehouse.put("known_claims", known_claims(warehouse, name, POSTS.name))
    warehouse.put("earlier_statements", EARLIER.empty_table())
    terms = warehouse.arrow("run_terms", run_id=pages_run)
    handles = list(_handles(warehouse.table("posts")))
    warehouse.put(
        "known_terms", pa.concat_tables([terms, pa.Table.from_pylist(handles, schema=terms.schema)])
    )
    return stranger_lifts(others, settings.rivals_sampled)


def _handles(posts: pa.Table) -> Iterator[dict[str, object]]:
    """Yield the names of the profiles as terms, but for ordinary words."""
    names = posts.select(["company", "handle"]).to_pylist()
    for company, handle in sorted({(row["company"], row["handle"]) for row in names}):
        stem = handle.lstrip("@").partition("@")[0].partition(".")[0]
        if len(stem) > 3 and stem.replace("_", "").isalnum() and not is_common(stem):
            yield {"company": company, "term": stem, "kind": "name", "pages": 0}


def stranger_lifts(others: pa.Table, rivals_sampled: int) -> list[float]:
    """Give how much closer each stranger comes to its own other posts than to other industries'.

    Empty where strangers of one industry only are known.
    """
    rows = others.sort_by("industry")
    industries = rows.column("industry").to_pylist()
    corpora = {}
    for industry, places in groupby(range(len(industries)), key=industries.__getitem__):
        part = rows.take(pa.array(list(places)))
        corpora[industry] = read_corpora(part.rename_columns({"stranger": "company"}))
    return list(self_lifts(corpora, rivals_sampled).values())
