"""The stages of voice and transparency on hand-written rows."""

from __future__ import annotations

from typing import Any, Protocol

import pyarrow as pa
import pytest

from pipeline.known_voices import SCHEMA as KNOWN
from pipeline.known_voices import known_voices, load_voices
from pipeline.measures.voice.axes import AXES
from pipeline.stages.voice_marks import SCHEMA as MARKS
from pipeline.stages.voice_rates import NOT_ENGLISH
from warehouse.warehouse import Warehouse

Rows = list[dict[str, Any]]


class MakeStage(Protocol):
    def __call__(self, name: str, tables: dict[str, Rows | pa.Table], **values: object) -> Rows: ...


def statement(
    company: str, page: str, ordinal: int, text: str, **changes: object
) -> dict[str, Any]:
    return {
        "statement_id": f"{company}-{page}-{ordinal}",
        "company": company,
        "url": f"https://{company}/{page}",
        "kind": "home" if page == "" else "features",
        "role": "text",
        "ordinal": ordinal,
        "text": text,
    } | changes


BOILERPLATE = pa.schema([("company", pa.string()), ("text_key", pa.string())])


def test_statements_that_a_voice_is_told_from(make_stage: MakeStage) -> None:
    said = [
        statement("a", "", 0, "We bake at four"),
        statement("a", "more", 0, "we bake at four"),
        statement("a", "more", 1, "Nine people work here"),
        statement("a", "more", 2, "$9 a month", role="price"),
        statement("a", "more", 3, "The best bread", role="quote"),
        statement("a", "vs", 0, "They never bake", kind="comparison"),
        statement("a", "terms", 0, "All rights reserved", kind="legal"),
        statement("a", "more", 4, "Hello {name}"),
        statement("a", "more", 5, "Open daily"),
        statement("a", "de", 0, "Wir backen um vier"),
        statement("b", "gone", 0, "Nobody knows the page"),
    ]
    urls = sorted({(row["company"], row["url"]) for row in said})
    languages = [
        {"company": c, "url": u, "language": "de" if u.endswith("/de") else "en"} for c, u in urls
    ]
    rows = make_stage(
        "voice_statements",
        {
            "statements": said,
            "pages": [{"company": c, "url": u} for c, u in urls if c == "a"],
            "page_languages": languages,
            "boilerplate": pa.Table.from_pylist(
                [{"company": "a", "text_key": "open daily"}], schema=BOILERPLATE
            ),
        },
        marketing_kinds=["home", "features", "comparison"],
        language="en",
    )
    assert [(row["text"], row["words"]) for row in rows] == [
        ("We bake at four", 4),
        ("Nine people work here", 4),
        ("$9 a month", 0),
    ]


def people(texts: list[str]) -> list[list[tuple[str, str]]]:
    return [[("Hester Quill", "person")] if "Hester" in text else [] for text in texts]


COMPANIES = [
    {"position": 1, "company": "B", "site": "https://b/", "aliases": ["Bakery"]},
    {"position": 0, "company": "A", "site": "https://a/", "aliases": []},
]


def test_marks_in_reading_order(make_stage: MakeStage) -> None:
    said = [
        statement("A", "", 1, "Hester Quill never shouts"),
        statement("A", "", 0, "We are the best"),
        statement("A", "", 2, "$9 for the best", role="price"),
        statement("B", "", 0, "Bakery does not support cake, and Pingdom does not offer bread"),
    ]
    tables = {"voice_statements": said, "companies": COMPANIES}
    rows = make_stage("voice_marks", tables, language="en", find_entities=people)
    assert [(row["company"], row["axis"], row["passage"], row["at"]) for row in rows] == [
        ("A", "superlatives", "best", 11),
        ("A", "first_person", "We", 0),
        ("A", "absolutes", "never", 13),
        ("A", "people", "Hester Quill", 0),
        ("A", "prices", "$9", 0),
        ("B", "limits", "does not support", 7),
    ]
    assert make_stage("voice_marks", tables, language="de", find_entities=people) == []


def pages(company: str, count: int, words: int) -> Rows:
    return [statement(company, f"p{n}", 0, "x", words=words) for n in range(count)]


def marks(company: str, axis: str, counts: list[int]) -> Rows:
    return [
        {
            "statement_id": f"{company}-p{page}-0", "company": company, "axis": axis,
            "url": f"https://{company}/p{page}", "passage": "best", "at": n,
        }
        for page, count in enumerate(counts)
        for n in range(count)
    ]  # fmt: skip


def rates(
    make_stage: MakeStage, known: pa.Table, language: str = "en"
) -> dict[Any, dict[str, Any]]:
    found = make_stage(
        "voice_rates",
        {
            "companies": [
                *COMPANIES,
                {"position": 2, "company": "C", "site": "https://c/", "aliases": []},
            ],
            "voice_statements": [*pages("A", 4, 200), *pages("B", 4, 250), *pages("C", 2, 90)],
            "voice_marks": pa.Table.from_pylist(
                marks("A", "superlatives", [2, 1, 3, 2]) + marks("C", "superlatives", [1, 0]),
                schema=MARKS,
            ),
            "known_voices": known,
        },
        language=language,
        bootstrap_rounds=200,
        seed=1,
    )
    assert [row["company"] for row in found] == [None, "A", "B", "C"] * len(AXES)
    return {row["company"]: row for row in found if row["axis"] == "superlatives"}


def strangers(*values: float) -> pa.Table:
    rows = [
        {"source": "panel", "industry": f"i{n % 3}", "company": f"s{n}"}
        | {"axis": "superlatives", "rate": value}
        for n, value in enumerate(values)
    ]
    return pa.Table.from_pylist(rows, schema=KNOWN)


def test_rates_and_where_they_stand(make_stage: MakeStage) -> None:
    known = strangers(*(float(n % 4) for n in range(20)), 12.0)
    found = rates(make_stage, known)
    field, a, b, c = (found[name] for name in (None, "A", "B", "C"))
    assert (a["rate"], a["marks"], a["words"], a["pages"]) == (10.0, 8, 800, 4)
    assert a["low"] < 10 < a["high"]
    assert (a["below"], a["ties"], a["strangers"], a["fields"], a["stands"]) == (
        20,
        0,
        21,
        3,
        "more",
    )
    assert (b["rate"], b["low"], b["marks"], b["stands"]) == (0.0, 0.0, 0, "like")
    assert b["high"] == pytest.approx(3.689, abs=0.01)
    assert (c["rate"], c["stands"]) == (None, "")
    assert c["reason"] == "180 words on 2 pages; 300 on 3 are needed"
    assert (field["rate"], field["marks"], field["words"]) == (5.0, 8, 1800)
    assert (field["quarter"], field["middle"], field["three_quarters"]) == (1.0, 2.0, 3.0)


def test_without_strangers_or_in_another_language(make_stage: MakeStage) -> None:
    few = rates(make_stage, strangers(1.0, 2.0))["A"]
    assert (few["rate"], few["stands"], few["middle"], few["strangers"]) == (10.0, "", None, 2)
    nobody = rates(make_stage, KNOWN.empty_table())["A"]
    assert (nobody["strangers"], nobody["stands"]) == (0, "")
    german = rates(make_stage, strangers(*range(20)), "de")
    assert {row["reason"] for row in german.values()} == {NOT_ENGLISH}


def test_sameness_of_clones_and_of_doses(make_stage: MakeStage) -> None:
    def sameness(doses: dict[str, list[int]], language: str = "en") -> dict[str, dict[str, Any]]:
        said = [row for name in doses for row in pages(name, len(doses[name]), 100)]
        found = [row for name, counts in doses.items() for row in marks(name, "limits", counts)]
        made = make_stage(
            "voice_sameness",
            {
                "voice_statements": said,
                "voice_marks": pa.Table.from_pylist(found, schema=MARKS),
            },
            language=language,
            seed=1,
        )
        assert [row["axis"] for row in made] == list(AXES)
        return {row["axis"]: row for row in made}

    clones = sameness({name: [0, 2, 1, 3, 1] for name in "ABCD"})["limits"]
    assert (clones["value"], clones["clear"], clones["companies"]) == (1.0, False, 4)
    doses = {"A": [0, 0, 0, 0, 1], "B": [2, 3, 2, 3, 2], "C": [9, 8, 9, 9, 8]}
    found = sameness(doses)
    assert found["limits"]["value"] < 0.1
    assert (found["limits"]["clear"], found["limits"]["p"]) == (True, 0.001)
    assert (found["prices"]["value"], found["prices"]["reason"]) == (None, "no page has any")
    few = sameness({"A": [1, 1, 1], "B": [1, 1]})["limits"]
    assert few["reason"] == "companies with 3 pages of 50 words: 1; 3 are needed"
    assert sameness(doses, "de")["limits"]["reason"] == NOT_ENGLISH


CLAIMS = pa.schema(
    [("claim_id", pa.string()), ("statement_id", pa.string()), ("company", pa.string())]
)


def test_what_is_laid_open(make_stage: MakeStage) -> None:
    texts = [
        "Bread in minutes", "It takes 14 minutes", "Nobody waits", "Flour is flour",
        "Audited every year", "We bake", "Hester Quill bakes",
    ]  # fmt: skip
    said = [statement("A", "", n, text, words=3) for n, text in enumerate(texts)]
    claimed = [
        {"claim_id": "c", "statement_id": f"A--{n}", "company": "A"} for n in (0, 1, 2, 4, 5)
    ]
    mark = {"company": "A", "url": "https://A/"}
    found = [
        mark | {"statement_id": "A--1", "axis": "numbers", "passage": "14 minutes", "at": 9},
        mark | {"statement_id": "A--6", "axis": "people", "passage": "Hester Quill", "at": 0},
        mark | {"statement_id": "A--3", "axis": "limits", "passage": "is", "at": 6},
    ]
    tables = {
        "companies": COMPANIES,
        "voice_statements": said,
        "voice_marks": pa.Table.from_pylist(found, schema=MARKS),
        "claims": pa.Table.from_pylist(claimed, schema=CLAIMS),
    }
    a, b = make_stage("transparency", tables, language="en")
    assert (a["company"], a["price_pages"], a["limits"], a["people"]) == ("A", 0, 1, 1)
    assert (a["price_id"], a["limit_id"], a["person_id"]) == (None, "A--3", "A--6")
    # The figure, what precedes it, the audit, and what stands before the name; waiting is bare.
    assert (a["claims"], a["proved"], a["share"]) == (5, 4, 0.8)
    assert (a["proved_id"], a["proof"], a["bare_id"]) == ("A--0", "a figure", "A--2")
    assert (b["claims"], b["share"], b["reason"]) == (0, None, "0 shared claims; 5 are needed")
    german = make_stage("transparency", tables, language="de")
    assert {row["reason"] for row in german} == {NOT_ENGLISH}


def test_voices_that_ship_and_those_of_the_workspace(tmp_path: Any) -> None:  # noqa: ANN401 - a path
    shipped = load_voices()
    companies = set(
        zip(*(shipped.column(n).to_pylist() for n in ("industry", "company")), strict=True)
    )
    assert len(companies) >= 25
    assert len({industry for industry, _ in companies}) == 6
    assert set(shipped.column("axis").to_pylist()) == set(AXES)
    assert min(shipped.column("rate").to_pylist()) == 0
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        assert known_voices(warehouse, "coffee").equals(shipped)
