"""Each stage from pages to marketing statements: few rows in, rows out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
import pytest

from pipeline.text.blocks import cut_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sameness.records import Block, Page

Rows = list[dict[str, Any]]
HOME = "https://zelmura.example/"
ABOUT = "https://zelmura.example/about"
RIVAL = "https://hulvane.example/"
NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked
KINDS = {"marketing_kinds": ["home", "features", "about"]}


class MakeStage(Protocol):
    def __call__(self, name: str, tables: dict[str, Rows | pa.Table], **values: object) -> Rows: ...


def pick(rows: Rows, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def empty(**columns: pa.DataType) -> pa.Table:
    return pa.schema(list(columns.items())).empty_table()


def page(url: str, html: str, company: str = "Zelmura", kind: str = "home") -> dict[str, Any]:
    return {
        "company": company,
        "url": url,
        "kind": kind,
        "fetched_at": NOON,
        "digest": f"d{len(html)}",
        "html": html,
    }


def block(url: str, ordinal: int, text: str, **changes: str) -> dict[str, Any]:
    row = {
        "company": "Zelmura",
        "url": url,
        "kind": "home",
        "ordinal": ordinal,
        "role": "text",
        "heading": "",
        "text": text,
    }
    return row | changes


def statement(key: str, text: str, url: str = HOME, **changes: object) -> dict[str, Any]:
    row = {
        "statement_id": key,
        "company": "Zelmura",
        "url": url,
        "kind": "home",
        "ordinal": int(key[1:]),
        "role": "text",
        "heading": "",
        "text": text,
    }
    return row | changes


def company(name: str, position: int, site: str, *aliases: str) -> dict[str, Any]:
    return {
        "company": name,
        "position": position,
        "site": site,
        "aliases": list(aliases),
        "is_client": False,
    }


COMPANIES = [
    company("Zelmura", 1, HOME, "Zelmura Rota"),
    company("Hulvane", 0, RIVAL),
    company("Ombrasi", 2, "https://ombrasi.example/"),
]


def cut_all(pages: list[Page]) -> list[Block]:
    return [block for page in pages for block in cut_blocks(page)]


def test_blocks_are_every_pages_pieces(make_stage: MakeStage) -> None:
    pages = [
        page(HOME, "<h1>Rotas that hold</h1><p>In minutes.</p>"),
        page(ABOUT, "<p>We are five.</p>", kind="about"),
        page(RIVAL, "<nav>Menu</nav>", "Hulvane"),
    ]
    made = make_stage("blocks", {"pages": pages}, cut=cut_all)
    assert pick(made, "url", "kind", "ordinal", "role", "heading", "text") == [
        (HOME, "home", 0, "hero", "", "Rotas that hold"),
        (HOME, "home", 1, "text", "Rotas that hold", "In minutes."),
        (ABOUT, "about", 0, "text", "", "We are five."),
    ]


def test_statements_are_numbered_along_their_page(make_stage: MakeStage) -> None:
    blocks = [
        block(HOME, 0, "Rotas that simply hold", role="hero"),
        block(HOME, 1, "Plan a week in minutes. Swap shifts in seconds.", heading="Planning"),
        block(HOME, 2, "Rotas that simply hold"),
        block(ABOUT, 0, "Rotas that simply hold"),
    ]
    made = make_stage("statements", {"blocks": blocks}, language="en")
    assert pick(made, "url", "ordinal", "role", "heading", "text") == [
        (HOME, 0, "hero", "", "Rotas that simply hold"),
        (HOME, 1, "text", "Planning", "Plan a week in minutes."),
        (HOME, 2, "text", "Planning", "Swap shifts in seconds."),
        (HOME, 3, "text", "", "Rotas that simply hold"),
        (ABOUT, 0, "text", "", "Rotas that simply hold"),
    ]
    first, *_, second, elsewhere = [row["statement_id"] for row in made]
    assert (first[-2:], second[-2:], elsewhere[-2:]) == ("-0", "-1", "-0")
    assert first[:-2] == second[:-2] != elsewhere[:-2]


def test_page_languages_are_told_from_the_whole_page(make_stage: MakeStage) -> None:
    german = "Planen Sie eine ganze Woche in wenigen Minuten und schicken Sie die Stunden weiter"
    blocks = [
        block(HOME, 0, "Plan a week"),
        block(ABOUT, 0, german),
        block(ABOUT, 1, "und zwar ohne einen einzigen Anruf am Sonntag bei Ihren Leuten."),
        block(ABOUT, 2, "A picture of a rota on a wall", role="image alt"),
    ]
    made = make_stage("page_languages", {"blocks": blocks}, language="en")
    assert pick(made, "url", "language", "words") == [(HOME, "en", 3), (ABOUT, "de", 25)]


def no_entities(texts: list[str]) -> list[list[tuple[str, str]]]:
    return [[("Leeds", "place")] if "Leeds" in text else [] for text in texts]


def test_identity_terms_come_from_file_and_texts(make_stage: MakeStage) -> None:
    said = [
        *(statement(f"s{i}", "We plan it all with Kumo", f"{HOME}{i}") for i in range(3)),
        statement("s3", "We work from Leeds"),
        statement("s4", "Ask about Leeds at Rival", role="quote"),
    ]
    known = [{"company": "Hulvane", "term": "Puremix", "kind": "product", "pages": 4}]
    made = make_stage(
        "identity_terms",
        {"companies": COMPANIES, "statements": said, "known_terms": known},
        find_entities=no_entities,
    )
    assert pick(made, "company", "term", "kind", "pages") == [
        ("Hulvane", "Hulvane", "name", 0),
        ("Hulvane", "Puremix", "product", 4),
        ("Ombrasi", "Ombrasi", "name", 0),
        ("Zelmura", "Kumo", "product", 3),
        ("Zelmura", "Leeds", "place", 1),
        ("Zelmura", "Zelmura", "name", 0),
        ("Zelmura", "Zelmura Rota", "name", 0),
        ("Zelmura", "ZelmuraRota", "name", 0),
    ]


def test_masked_statements_lose_every_name_but_only_their_own_products(
    make_stage: MakeStage,
) -> None:
    said = [
        statement("s0", "Kumo by Zelmura beats Hulvane"),
        statement("s1", "Our Kumo beats Zelmura", company="Hulvane"),
        statement("s2", "Plan a week"),
    ]
    terms = [
        {"company": "Zelmura", "term": "Zelmura", "kind": "name"},
        {"company": "Hulvane", "term": "Hulvane", "kind": "name"},
        {"company": "Zelmura", "term": "Kumo", "kind": "product"},
    ]
    made = make_stage("masked_statements", {"statements": said, "identity_terms": terms})
    assert pick(made, "statement_id", "masked", "words") == [
        ("s0", "by beats", 2),
        ("s1", "Our Kumo beats", 3),
        ("s2", "Plan a week", 3),
    ]
    assert sorted(term["term"] for term in made[0]["removed"]) == ["Hulvane", "Kumo", "Zelmura"]
    assert made[1]["removed"] == [{"term": "Zelmura", "kind": "name"}]
    assert made[2]["removed"] == []


def repeated(text: str, urls: list[str], first: int) -> Rows:
    return [statement(f"s{first + i}", text, url) for i, url in enumerate(urls)]


def test_boilerplate_is_on_most_pages_or_short_and_on_half(make_stage: MakeStage) -> None:
    urls = [f"{HOME}{i}" for i in range(7)]
    long = "A section of eight words stands on half"
    said = [
        *repeated("All rights reserved", urls[:3], 0),
        statement("s3", "ALL RIGHTS reserved", urls[3]),
        *repeated(long, urls[:4], 10),
        *repeated(f"{long} or on most of them", urls[:7], 20),
        *repeated("Only three times", urls[:3], 30),
        *repeated("Rotas that hold", urls, 40),
        statement("s50", "Rotas that hold", HOME, role="hero"),
        statement("s51", "All rights reserved", RIVAL, company="Hulvane"),
    ]
    found = pick(make_stage("boilerplate", {"statements": said}), "company", "text_key", "pages")
    assert found == [
        ("Zelmura", "a section of eight words stands on half or on most of them", 7),
        ("Zelmura", "all rights reserved", 4),
    ]
    longer_site = [*said, statement("s52", "One more page", f"{HOME}more")]
    assert not make_stage("boilerplate", {"statements": longer_site})


def marketing(make_stage: MakeStage, said: Rows, masked: dict[str, str]) -> Rows:
    urls = sorted({(row["company"], row["url"]) for row in said})
    tables: dict[str, Rows | pa.Table] = {
        "statements": said,
        "masked_statements": [
            {
                "statement_id": row["statement_id"],
                "masked": (text := str(masked.get(row["statement_id"], row["text"]))),
                "words": len(text.split()),
            }
            for row in said
        ],
        "page_languages": [
            {"company": c, "url": url, "language": "de" if url.endswith("/de") else "en"}
            for c, url in urls
        ],
        "boilerplate": [{"company": "Zelmura", "text_key": "all rights are reserved"}],
    }
    return make_stage("marketing_statements", tables, language="en", **KINDS)


def test_marketing_statements_leave_out_what_is_no_pitch(make_stage: MakeStage) -> None:
    said = [
        statement("s0", "Plan a week in minutes"),
        statement("s1", "We plan your week", kind="legal", url=f"{HOME}legal"),
        statement("s2", "Zelmura has changed my life", role="quote"),
        statement("s3", "Planen Sie Ihre Woche", url=f"{HOME}de"),
        statement("s4", "All Rights are reserved"),
        statement("s5", "All Rights are reserved", company="Hulvane", url=RIVAL),
        statement("s6", "Try Zelmura planner free"),
        statement("s7", "We serve {{count}} shops today"),
        statement("s8", "1 + 2 = 3"),
    ]
    made = marketing(make_stage, said, {"s6": "Try planner free"})
    assert pick(made, "statement_id", "company") == [("s5", "Hulvane"), ("s0", "Zelmura")]


def test_marketing_statements_keep_one_of_the_same_text_the_most_prominent(
    make_stage: MakeStage,
) -> None:
    said = [
        statement("s0", "Plan a week, in minutes!", ABOUT, kind="about", role="hero"),
        statement("s1", "Plan a week in minutes"),
        statement("s2", "Plan a Week in minutes", role="hero"),
        statement("s3", "Zelmura: plan a week in minutes", HOME),
        statement("s4", "Plan a week in minutes", RIVAL, company="Hulvane"),
    ]
    made = marketing(make_stage, said, {"s3": "plan a week in minutes"})
    assert pick(made, "statement_id", "urls", "words") == [
        ("s4", [RIVAL], 5),
        ("s2", [HOME, ABOUT], 5),
    ]


def test_statement_vectors_ask_once_for_each_text(make_stage: MakeStage) -> None:
    asked: list[list[str]] = []

    def embed(texts: list[str]) -> NDArray[np.float32]:
        asked.append(texts)
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)

    said = [{"masked": "Swap shifts"}, {"masked": "Plan"}, {"masked": "Swap shifts"}]
    made = make_stage("statement_vectors", {"marketing_statements": said}, embed=embed)
    assert made == [
        {"masked": "Plan", "vector": [4.0, 1.0]},
        {"masked": "Swap shifts", "vector": [11.0, 1.0]},
    ]
    assert asked[0] == ["Plan", "Swap shifts"]


def test_weeded_out_counts_what_was_deleted_from_marketing(make_stage: MakeStage) -> None:
    said = [
        statement("s0", "…"),
        statement("s1", "…"),
        statement("s2", "…", kind="legal"),
        statement("s3", "…", company="Hulvane"),
    ]
    terms = {
        "s0": [("Zelmura", "name"), ("Kumo", "product")],
        "s1": [("zelmura", "name")],
        "s2": [("Kumo", "product")],
        "s3": [],
    }
    masked = [
        {"statement_id": key, "removed": [{"term": t, "kind": k} for t, k in pairs]}
        for key, pairs in terms.items()
    ]
    made = make_stage("weeded_out", {"statements": said, "masked_statements": masked}, **KINDS)
    assert pick(made, "company", "term", "kind", "removed") == [
        ("Zelmura", "Zelmura", "name", 2),
        ("Zelmura", "Kumo", "product", 1),
    ]


def test_page_dates_say_when_each_page_was_read(make_stage: MakeStage) -> None:
    made = make_stage("page_dates", {"pages": [page(HOME, "x"), page(ABOUT, "xy", kind="about")]})
    assert pick(made, "url", "kind", "fetched_at", "digest") == [
        (HOME, "home", NOON, "d1"),
        (ABOUT, "about", NOON, "d2"),
    ]


def fetch(url: str, outcome: str = "fetched", **changes: object) -> dict[str, Any]:
    row = {"company": "Zelmura", "url": url, "final_url": url, "kind": "home", "outcome": outcome}
    return row | {"fetched_at": NOON} | changes


def test_coverage_counts_what_came_of_each_request(make_stage: MakeStage) -> None:
    long_ago = NOON.replace(month=10)
    fetches = [
        fetch(f"{HOME}old", final_url=HOME),
        fetch(f"{HOME}de"),
        fetch(f"{HOME}legal", kind="legal", fetched_at=NOON.replace(hour=13)),
        fetch(f"{HOME}gone", "failed", fetched_at=NOON.replace(hour=1)),
        fetch(f"{HOME}private", "refused"),
        fetch(RIVAL, "failed", company="Hulvane"),
        fetch(RIVAL, "kept", company="Hulvane", fetched_at=long_ago),
        fetch(f"{RIVAL}terms", "kept", company="Hulvane", kind="legal"),
    ]
    changes = [
        {"company": "Zelmura", "url": str(number), "change": change}
        for number, change in enumerate(["unchanged"] * 3 + ["changed", "new", "new", "gone"])
    ]
    languages = [
        {"company": "Zelmura", "url": HOME, "language": "en"},
        {"company": "Zelmura", "url": f"{HOME}de", "language": "de"},
    ]
    made = make_stage(
        "coverage",
        {
            "fetches": fetches,
            "companies": COMPANIES,
            "page_languages": languages,
            "page_changes": changes,
        },
        language="en",
        **KINDS,
    )
    counts = ("asked", "fetched", "failed", "refused", "marketing", "other_kinds")
    assert pick(made, "company", *counts, "other_languages") == [
        ("Hulvane", 1, 0, 1, 0, 1, 1, 0),
        ("Zelmura", 5, 3, 1, 1, 1, 1, 1),
        ("Ombrasi", 0, 0, 0, 0, 0, 0, 0),
    ]
    assert pick(made, "first_read", "last_read", "kept", "kept_since") == [
        (None, None, 2, long_ago),
        (NOON, NOON.replace(hour=13), 0, None),
        (None, None, 0, None),
    ]
    assert pick(made, "unchanged", "changed", "new", "gone")[1] == (3, 1, 2, 1)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, [("Zelmura", "zorbit", 3, 2)]),
        ({2: {"url": HOME}}, []),
        ({2: {"masked": "Plan the week"}}, []),
        ({2: {"company": "Hulvane"}}, []),
    ],
)
def test_leaks_are_coined_words_of_one_company(
    make_stage: MakeStage, changes: dict[int, dict[str, str]], found: list[tuple[object, ...]]
) -> None:
    said = [
        {"company": "Zelmura", "url": HOME, "masked": "Zorbit plans the whole week"},
        {"company": "Zelmura", "url": HOME, "masked": "Ask your zorbit, zorbit"},
        {"company": "Zelmura", "url": ABOUT, "masked": "Why zorbit?"},
        *({"company": "Zelmura", "url": f"{HOME}{i}", "masked": "The planner"} for i in range(3)),
    ]
    said = [row | changes.get(i, {}) for i, row in enumerate(said)]
    made = make_stage("leaks", {"compared_statements": said})
    assert pick(made, "company", "word", "statements", "pages") == found


def test_a_site_without_any_text_gives_empty_tables(make_stage: MakeStage) -> None:
    assert make_stage("blocks", {"pages": [page(HOME, "")]}, cut=cut_all) == []
    text = pa.string()
    blocks = empty(company=text, url=text, kind=text, ordinal=pa.int32(), role=text, text=text)
    assert make_stage("statements", {"blocks": blocks}, language="en") == []
    assert make_stage("page_languages", {"blocks": blocks}, language="en") == []
