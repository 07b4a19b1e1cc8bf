"""The stages of words: few rows in, rows out, and planted truths."""

from __future__ import annotations

from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
import pytest

from embeddings.encoder import encoder_name
from pipeline.known_phrases import known_phrases
from pipeline.measures.phrases import cut_phrases, folded_words
from pipeline.measures.prevalence import wilson_interval
from pipeline.measures.publishing import PAGE_GROUNDS
from pipeline.reference.phrases import Statement, load_phrases, phrase_table
from sameness.settings import DEFAULT_MODEL, Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[dict[str, Any]]
SYLLABLES = ["".join(parts) for parts in product("bdfgklmn", "aeiou", "lnrst")]
NAMES = [f"Firm{letter}" for letter in "ABCDEF"]


class MakeStage(Protocol):
    def __call__(self, name: str, tables: dict[str, Rows | pa.Table], **values: object) -> Rows: ...


def chatter(random: np.random.Generator, words: int = 12) -> str:
    """Give a statement of made-up words by chance, so that no phrase is shared."""
    pairs = random.integers(0, len(SYLLABLES), (words, 2))
    return " ".join(SYLLABLES[a] + SYLLABLES[b] for a, b in pairs)


def said(company: str, number: int, text: str, **changes: object) -> dict[str, Any]:
    row = {
        "statement_id": f"{company}-{number:03d}",
        "company": company,
        "url": f"https://{company}.example/{number % 6}",
        "kind": "home" if number % 6 == 0 else "features",
        "text": text,
        "masked": text,
        "words": len(text.split()),
        "pages": 1,
    }
    return row | changes


def field(seed: int, planted: dict[str, list[str]], statements: int = 60) -> Rows:
    """Give six companies' statements of chance, and a few that are planted."""
    random = np.random.default_rng(seed)
    rows = []
    for name in NAMES:
        texts = [chatter(random) for _ in range(statements)] + planted.get(name, [])
        rows += [said(name, number, text) for number, text in enumerate(texts)]
    return rows


def levels(rows: Rows, *, enough: bool = True) -> Rows:
    names = sorted({row["company"] for row in rows})
    return [{"company": name, "statements": 60, "enough": enough} for name in names]


def stranger_tables(texts: dict[str, list[str]]) -> dict[str, Rows | pa.Table]:
    """Give twelve strangers of four industries, who say these texts beside chatter."""
    random = np.random.default_rng(99)
    names = [(f"industry{i % 4}", f"Stranger{i:02d}") for i in range(12)]
    statements = [
        Statement(industry, name, len(folded_words(text)), tuple(cut_phrases(text, text)))
        for industry, name in names
        for text in [chatter(random) for _ in range(70)] + texts.get(name, [])
    ]
    languages = {industry: "en" for industry, _ in names}
    used = [{"source": "panel", "industry": i, "stranger": n, "used": True} for i, n in names]
    return {"known_phrases": phrase_table("panel", languages, statements), "strangers": used}


def by(rows: Rows, **keys: object) -> dict[str, Any]:
    (row,) = [row for row in rows if all(row[key] == value for key, value in keys.items())]
    return row


STOCK = "the smartest teams choose gentle planning"


def test_same_words_are_none_where_nobody_shares_a_phrase(make_stage: MakeStage) -> None:
    rows = field(1, {})
    given = {"compared_statements": rows, "evidence_levels": levels(rows)} | stranger_tables({})
    made = make_stage("same_words", given, language="en", grounds=PAGE_GROUNDS)
    assert len(made) == 2 * (1 + len(NAMES))
    assert {(r["companies"], r["strangers_known"], r["budget"]) for r in made} == {(6, 12, 720)}
    assert {(r["rivals"], r["strangers"], r["clear"]) for r in made} == {(0.0, 0.0, False)}


def test_same_words_count_what_rivals_say_beyond_strangers(make_stage: MakeStage) -> None:
    rows = field(2, {name: [STOCK] for name in NAMES})
    given = {"compared_statements": rows, "evidence_levels": levels(rows)}
    made = make_stage(
        "same_words", given | stranger_tables({}), language="en", grounds=PAGE_GROUNDS
    )
    one, two = by(made, company=None, least=1), by(made, company=None, least=2)
    # Each company's all 726 words are drawn, six of them stand in the phrase.
    assert one["rivals"] == two["rivals"] == pytest.approx(1000 * 6 / 726)
    assert (one["strangers"], one["excess"], one["clear"]) == (0.0, one["rivals"], True)
    assert (two["low"], two["clear"], two["reason"]) == (pytest.approx(two["excess"]), True, "")
    everywhere = {f"Stranger{i:02d}": [STOCK] for i in range(12)}
    same = make_stage(
        "same_words", given | stranger_tables(everywhere), language="en", grounds=PAGE_GROUNDS
    )
    assert by(same, company=None, least=1)["excess"] == pytest.approx(0, abs=1)


def test_two_rivals_are_more_than_one(make_stage: MakeStage) -> None:
    rows = field(3, {name: [STOCK] for name in NAMES[:2]})
    given = {"compared_statements": rows, "evidence_levels": levels(rows)} | stranger_tables({})
    made = make_stage("same_words", given, language="en", grounds=PAGE_GROUNDS)
    first = {r["least"]: r["rivals"] for r in made if r["company"] == NAMES[0]}
    assert first == {1: pytest.approx(1000 * 6 / 726, rel=0.02), 2: 0.0}
    assert by(made, company=NAMES[3], least=1)["rivals"] == 0.0


@pytest.mark.parametrize(
    ("language", "enough", "reason"),
    [
        ("en", False, "0 of 6 companies have enough marketing text; 5 are needed"),
        ("de", True, "0 companies of other industries with as much text in this language are"),
    ],
)
def test_same_words_say_why_there_are_none(
    make_stage: MakeStage, language: str, reason: str, *, enough: bool
) -> None:
    rows = field(4, {})
    given = {
        "compared_statements": rows,
        "evidence_levels": levels(rows, enough=enough),
    } | stranger_tables({})
    made = make_stage("same_words", given, language=language, grounds=PAGE_GROUNDS)
    assert [(r["company"], r["least"], r["rivals"]) for r in made] == [
        (None, 1, None),
        (None, 2, None),
    ]
    assert all(r["reason"].startswith(reason) for r in made)


def test_a_planted_phrase_is_found_with_k_of_n(make_stage: MakeStage) -> None:
    planted = {name: [f"Yes, {STOCK.title()} today {name.lower()}"] for name in NAMES[:4]}
    rows = field(5, planted)
    given = {"compared_statements": rows, "evidence_levels": levels(rows)} | stranger_tables({})
    (row,) = make_stage("stock_phrases", given, language="en")
    low, high = wilson_interval(4, 6)
    assert (row["companies"], row["asked"], row["low"], row["high"]) == (4, 6, low, high)
    # "yes" and "today" stand beside it everywhere, too: the longest run is shown, once.
    assert (row["phrase"], row["words"], row["whole"]) == (f"yes {STOCK} today", 8, True)
    assert (row["strangers"], row["strangers_asked"], row["general"]) == (0, 12, False)
    assert row["examples"] == [
        {
            "company": name,
            "statement_id": f"{name}-060",
            "passage": f"Yes, {STOCK.title()} today",
        }
        for name in NAMES[:4]
    ]


def test_what_strangers_say_as_well_is_general(make_stage: MakeStage) -> None:
    rows = field(6, {name: [STOCK] for name in NAMES[:3]})
    given = {"compared_statements": rows, "evidence_levels": levels(rows)}
    texts = {f"Stranger{i:02d}": [STOCK] for i in range(5)}
    (row,) = make_stage("stock_phrases", given | stranger_tables(texts), language="en")
    assert (row["companies"], row["strangers"], row["general"]) == (3, 5, True)


def test_two_companies_make_no_stock_phrase_nor_do_common_words(make_stage: MakeStage) -> None:
    common = {name: ["if you want to see it all"] for name in NAMES}
    rows = field(7, {name: [STOCK] for name in NAMES[:2]} | {n: common[n] for n in NAMES[2:]})
    given = {"compared_statements": rows, "evidence_levels": levels(rows)} | stranger_tables({})
    assert make_stage("stock_phrases", given, language="en") == []


def test_a_planted_own_word_is_found_and_an_even_one_is_not(make_stage: MakeStage) -> None:
    own = [f"gentle bookkeeping {chatter(np.random.default_rng(i), 4)}" for i in range(18)]
    even = {
        name: [f"planning {chatter(np.random.default_rng(i), 6)}" for i in range(18)]
        for name in NAMES
    }
    rows = field(8, even | {NAMES[0]: [*even[NAMES[0]], *own]})
    terms = [{"company": name, "term": name, "kind": "name", "pages": 0} for name in NAMES]
    given = {"compared_statements": rows, "evidence_levels": levels(rows), "identity_terms": terms}
    made = make_stage("your_words", given, language="en", seed=7)
    # Both words stand in the pair each time: the pair says it all.
    assert [(r["company"], r["term"], r["words"]) for r in made] == [
        (NAMES[0], "gentle bookkeeping", 2)
    ]
    (row,) = made
    assert (row["count"], row["pages"], row["rivals_using"], row["rivals"]) == (18, 6, 0, 5)
    assert row["z"] > row["threshold"] >= 2.5
    assert row["rivals_rate"] == 0.0
    assert row["rate"] > 10
    assert row["statement_id"].startswith(NAMES[0])


def test_a_word_of_one_page_or_a_name_written_small_is_nobodys(make_stage: MakeStage) -> None:
    burst = [
        said(
            NAMES[0],
            100 + i,
            f"bookkeeping {chatter(np.random.default_rng(i), 6)}",
            url="https://FirmA.example/one",
        )
        for i in range(18)
    ]
    name = [f"zelmura {chatter(np.random.default_rng(i), 6)}" for i in range(18)]
    rows = field(9, {NAMES[1]: name}) + burst
    terms = [{"company": NAMES[1], "term": "Zelmura", "kind": "name", "pages": 0}]
    given = {"compared_statements": rows, "evidence_levels": levels(rows), "identity_terms": terms}
    assert make_stage("your_words", given, language="en", seed=7) == []
    # Said on several pages in one wording, it is no burst of one page.
    for row in burst:
        row["pages"] = 3
    assert {r["term"] for r in make_stage("your_words", given, language="en", seed=7)} == {
        "bookkeeping"
    }


def test_who_says_every_word_that_is_said_has_none_of_its_own(make_stage: MakeStage) -> None:
    text = "we plan your week and bake your bread before you wake"
    rows = [
        said(name, number, text, url=f"https://{name}.example/{number % 4}")
        for name in NAMES
        for number in range(40)
    ]
    terms = [{"company": name, "term": name, "kind": "name", "pages": 0} for name in NAMES]
    given = {"compared_statements": rows, "evidence_levels": levels(rows), "identity_terms": terms}
    assert make_stage("your_words", given, language="en", seed=7) == []


def test_other_industries_of_the_workspace_come_with_their_language(tmp_path: Path) -> None:
    settings = Settings(tmp_path, DEFAULT_MODEL)
    german = "Wir planen die ganze Woche für dich und dein Team, ohne dass du etwas tun musst."
    rows = [
        {"statement_id": f"s{i}", "company": "Hulvane", "masked": text, "text": text}
        for i, text in enumerate((german, f"{german} Das ist einfach und schnell erledigt."))
    ]
    with Warehouse(settings.warehouse) as warehouse:
        for run_id, industry in (("r1", "books"), ("r2", "planning")):
            warehouse.insert("raw.runs", pa.Table.from_pylist([finished(run_id, industry)]))
            warehouse.put("compared_statements", pa.Table.from_pylist(rows))
            warehouse.keep("compared_statements", run_id)
        table = known_phrases(warehouse, settings, "planning")
    own = [row for row in table.to_pylist() if row["source"] == "workspace"]
    assert [(r["industry"], r["stranger"], r["language"], r["words"]) for r in own] == [
        ("books", "Hulvane", "de", 16),
        ("books", "Hulvane", "de", 22),
    ]
    assert own[0]["phrases"] == cut_phrases(german, german)
    assert table.num_rows == 2 + load_phrases().num_rows


def finished(run_id: str, industry: str) -> dict[str, Any]:
    noon = datetime(2026, 11, 20, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked
    return {
        "run_id": run_id,
        "industry": industry,
        "snapshot_id": "s1",
        "started_at": noon,
        "finished_at": noon,
        "industry_name": industry,
        "model": encoder_name(DEFAULT_MODEL),
        "version": "0.1.0",
        "rivals_sampled": 40,
    }


def test_a_workspace_of_one_industry_knows_the_panel_alone(tmp_path: Path) -> None:
    settings = Settings(tmp_path, DEFAULT_MODEL)
    with Warehouse(settings.warehouse) as warehouse:
        assert known_phrases(warehouse, settings, "planning") == load_phrases()
