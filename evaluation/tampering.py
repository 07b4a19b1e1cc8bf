"""The sites with something done to them: boilerplate, repetition, other brands, no masking.

    python -m evaluation.tampering CORPUS

The blocks of the pages are changed and everything after them is done again by the stages, so that
the defence under test is the program's own. The fields have three companies with enough text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from evaluation.changes import change_figure
from evaluation.corpus import Site, compare
from evaluation.figures import Figure, within
from evaluation.section import run_section
from evaluation.sets import strangers_to

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evaluation.corpus import Corpus
    from evaluation.fields import Index

    Rows = list[dict[str, Any]]

FIELDS = ("game_engine", "linux_distribution", "privacy_service", "web_analytics")
BOILERPLATE = (
    "We use cookies to give you the best experience on our website.",
    "Sign up for our newsletter to get the latest news in your inbox.",
    "All trademarks are the property of their respective owners.",
    "By continuing to browse this site you agree to our use of cookies.",
    "Your privacy is important to us, see how we handle your data.",
    "Follow us on social media to stay up to date with the news.",
)
BRANDS = (
    *("Qorvenda", "Blimsoft Trezzo", "Yandrix", "Wompeldorf", "Ikstra", "Zubrelan", "Fennoquist"),
    *("Ostravik", "Glumbery", "Pexolane"),
)
"""Invented names, more than any field has companies."""


def index_of(corpus: Corpus, name: str, site: Site, **changes: object) -> Index:
    """Give the field's index when its site is replaced by a changed one."""
    compared = compare(corpus.laboratory, site)
    strangers = strangers_to(corpus.thinned, {name})
    measured = corpus.laboratory.measure(compared, strangers, site.companies, **changes)
    return measured.field


def with_boilerplate(site: Site) -> Site:
    """Give the site with the same six lines at the foot of every page."""
    rows: Rows = site.blocks.to_pylist()
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        page = (row["company"], row["url"])
        if page not in last or row["ordinal"] > last[page]["ordinal"]:
            last[page] = row
    for row in last.values():
        rows += [
            row | {"ordinal": row["ordinal"] + i, "role": "text", "text": line}
            for i, line in enumerate(BOILERPLATE, start=1)
        ]
    return Site(site.companies, pa.Table.from_pylist(rows, schema=site.blocks.schema))


def with_repetition(site: Site) -> Site:
    """Give the site whose largest company has every page twice, under a second address."""
    rows: Rows = site.blocks.to_pylist()
    names = [row["company"] for row in rows]
    largest = max(sorted(set(names)), key=names.count)
    rows += [
        row | {"url": f"{row['url']}{'&' if '?' in row['url'] else '?'}again=1"}
        for row in rows
        if row["company"] == largest
    ]
    return Site(site.companies, pa.Table.from_pylist(rows, schema=site.blocks.schema))


def with_other_brands(site: Site) -> Site:
    """Give the site with every company's names replaced by an invented one, in every text."""
    companies: Rows = sorted(site.companies.to_pylist(), key=lambda row: str(row["company"]))
    brand = {row["company"]: BRANDS[i] for i, row in enumerate(companies)}
    new_name = {
        name: brand[row["company"]]
        for row in companies
        for name in (row["company"], *row["aliases"])
    }
    longest_first = sorted(new_name, key=lambda name: (-len(name), name))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    rows = [
        row
        | {
            "company": brand[row["company"]],
            "text": pattern.sub(lambda match: new_name[match[0]], row["text"]),
            "heading": pattern.sub(lambda match: new_name[match[0]], row["heading"]),
        }
        for row in site.blocks.to_pylist()
    ]
    renamed = [row | {"company": brand[row["company"]], "aliases": []} for row in companies]
    return Site(
        pa.Table.from_pylist(renamed, schema=site.companies.schema),
        pa.Table.from_pylist(rows, schema=site.blocks.schema),
    )


def change_figures(
    corpus: Corpus, key: str, what: str, change: Callable[[Site], Site], bound: float
) -> Figure:
    """Give the mean change of the index over the fields when their sites are changed."""
    changes = [
        index_of(corpus, name, change(corpus.sites[name])).raw
        - index_of(corpus, name, corpus.sites[name]).raw
        for name in FIELDS
    ]
    return change_figure(key, what, changes, "industries", within(bound))


def figures(corpus: Corpus) -> list[Figure]:
    """Give what boilerplate, repetition and other brands change."""
    cases: Sequence[tuple[str, str, Callable[[Site], Site], float]] = (
        ("boilerplate", "the same six lines on every page of every company", with_boilerplate, 3.0),
        ("repetition", "the largest company has every page twice", with_repetition, 2.0),
        ("brands", "every company renamed in every text", with_other_brands, 2.0),
    )
    return [change_figures(corpus, *case) for case in cases]


if __name__ == "__main__":
    run_section(figures)
