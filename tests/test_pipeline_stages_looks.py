"""Home pages as the report shows them, how they look, and how far apart they are."""

from __future__ import annotations

import json
from collections import Counter
from io import BytesIO
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from crawlers.browser.marks import Box, parse_marks
from crawlers.look import shrink, to_pixels
from pipeline.known_looks import SCHEMA, load_looks
from pipeline.measures.covering import bars_over
from pipeline.screenshots import SCHEMA as SHOTS
from pipeline.stages import looks as looks_stage
from tests.page_pictures import TAKEN, marks, shot

Rows = list[dict[str, Any]]
TERMS = [("Acme", "name"), ("Acme Cloud", "product"), ("acme.example", "domain")]


class MakeStage(Protocol):
    def __call__(self, name: str, tables: dict[str, Rows | pa.Table], **values: object) -> Rows: ...


def bars(words: list[list[Any]], pictures: list[list[Any]] | None = None) -> list[Box]:
    found = parse_marks(marks(words, pictures))
    assert found is not None
    return bars_over(found, TERMS)


def test_bars_cover_the_words_that_say_whose_a_page_is_and_no_others() -> None:
    line = [["Why", 10, 100, 30, 20], ["Acme’s", 45, 100, 50, 20], ["rota", 100, 100, 40, 20]]
    assert bars(line) == [Box(42, 97, 56, 26)]


def test_name_of_two_words_is_one_bar_and_one_across_lines_is_two() -> None:
    assert bars([["Acme", 10, 100, 40, 20], ["Cloud", 55, 100, 50, 20]]) == [Box(7, 97, 101, 26)]
    broken = bars([["Acme", 900, 100, 40, 20], ["Cloud", 10, 130, 50, 20]])
    assert broken == [Box(897, 97, 46, 26), Box(7, 127, 56, 26)]


@pytest.mark.parametrize("word", ["hello@acme.example", "https://acme.example/x", "ACME", "@acme"])
def test_what_is_weeded_out_of_a_text_is_covered_here(word: str) -> None:
    assert len(bars([[word, 10, 100, 150, 20]])) == 1


@pytest.mark.parametrize("word", ["Acmeology", "Cloud", "rota"])
def test_words_that_say_nothing_stay(word: str) -> None:
    assert bars([[word, 10, 100, 150, 20]]) == []


@pytest.mark.parametrize(
    ("drawn", "covered"),
    [
        (["", 10, 10, 120, 40, True, True, False], True),
        (["", 10, 10, 120, 40, False, True, True], True),
        (["", 10, 600, 120, 40, True, False, False], True),
        (["The Acme sign", 10, 300, 120, 40, False, False, False], True),
        (["A customer", 10, 300, 120, 40, False, False, True], False),
        (["a kitchen", 10, 300, 120, 40, False, False, False], False),
        (["", 0, 0, 1280, 500, True, True, True], False),
        (["Acme logo", 0, 0, 1270, 400, False, True, True], True),
        (["Acme in a kitchen", 0, 0, 1270, 400, False, True, False], False),
    ],
    ids=[
        *("home link", "logo in head", "home link below", "named", "other's", "picture", "hero"),
        *("a logo without its style sheet", "a large picture of theirs"),
    ],
)
def test_own_logo_is_covered_and_other_pictures_are_not(drawn: list[Any], covered: bool) -> None:  # noqa: FBT001
    assert bool(bars([], [drawn])) is covered


def identity(*companies: str) -> Rows:
    return [{"company": c, "term": c, "kind": "name", "pages": 0} for c in companies]


def test_home_pages_are_kept_with_their_bars(make_stage: MakeStage) -> None:
    tables: dict[str, Rows | pa.Table] = {
        "screenshots": [shot("Zest"), shot("Acme"), shot("Brim", marks="")],
        "identity_terms": identity("Zest", "Acme", "Brim"),
    }
    rows = make_stage("home_pages", tables, shrink=shrink)
    assert [(row["company"], row["covered"]) for row in rows] == [
        ("Acme", True),
        ("Brim", False),
        ("Zest", True),
    ]
    assert rows[0]["bars"] == [{"left": 37, "top": 17, "width": 96, "height": 30}]
    assert (rows[0]["url"], rows[0]["taken_at"]) == ("https://Acme/", TAKEN)
    assert rows[1]["bars"] == []


@pytest.mark.parametrize(("companies", "across"), [(3, 640), (15, 480), (40, 256)])
def test_pictures_are_the_smaller_the_more_there_are(
    make_stage: MakeStage, companies: int, across: int
) -> None:
    names = [f"c{number:02}" for number in range(companies)]
    tables: dict[str, Rows | pa.Table] = {
        "screenshots": [shot(name, place) for place, name in enumerate(names)],
        "identity_terms": identity(*names),
    }
    rows = make_stage("home_pages", tables, shrink=shrink)
    assert len(rows) == companies
    assert Image.open(BytesIO(rows[0]["picture"])).width == across
    assert sum(len(row["picture"]) for row in rows) < 330_000


@pytest.mark.parametrize("damaged", [b"", b"RIFF", b"not a picture", shot("a")["picture"][:200]])
def test_damaged_picture_is_left_out(make_stage: MakeStage, damaged: bytes) -> None:
    tables: dict[str, Rows | pa.Table] = {
        "screenshots": [shot("Acme"), shot("Brim", picture=damaged)],
        "identity_terms": identity("Acme", "Brim"),
    }
    shown = make_stage("home_pages", tables, shrink=shrink)
    seen = make_stage("looks", tables, to_pixels=to_pixels)
    assert [row["company"] for row in shown] == ["Acme"]
    assert [row["company"] for row in seen] == ["Acme"]


def test_a_page_without_its_style_sheet_has_no_look(make_stage: MakeStage) -> None:
    bare = json.dumps(json.loads(marks([])) | {"styled": False})
    tables: dict[str, Rows | pa.Table] = {"screenshots": [shot("Acme"), shot("Brim", marks=bare)]}
    rows = make_stage("looks", tables, to_pixels=to_pixels)
    assert [row["company"] for row in rows] == ["Acme"]


def seen(make_stage: MakeStage, *numbers: int) -> pa.Table:
    shots = [shot(f"c{place}", number) for place, number in enumerate(numbers)]
    tables: dict[str, Rows | pa.Table] = {"screenshots": pa.Table.from_pylist(shots, schema=SHOTS)}
    rows = make_stage("looks", tables, to_pixels=to_pixels)
    return pa.Table.from_pylist(rows, schema=looks_stage.SCHEMA)


def distances(make_stage: MakeStage, field: pa.Table, known: pa.Table) -> Rows:
    tables: dict[str, Rows | pa.Table] = {"looks": field, "known_looks": known}
    return make_stage("look_distances", tables, bootstrap_rounds=200, seed=1)


def test_pages_of_one_design_are_nearer_than_strangers(make_stage: MakeStage) -> None:
    rows = distances(make_stage, seen(make_stage, 1, 1, 4), load_looks())
    assert [row["company"] for row in rows if row["lens"] == "colour"] == [None, "c0", "c0", "c1"]
    for lens in ("colour", "layout", "imagery"):
        same = next(row for row in rows if (row["lens"], row["rival"]) == (lens, "c1"))
        assert same["distance"] < 0.02
        assert (same["farther"] > 0.97, same["low"] > 0.9, same["clear"]) == (True, True, True)
    field = next(row for row in rows if row["company"] is None)
    assert (field["pages"], field["reason"]) == (3, "")
    assert field["shipped"] == field["stranger_pages"]
    assert 0 <= field["low"] < field["farther"] < field["high"] <= 1


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        (0, "no home page was seen with style sheets in a browser"),
        (1, "1 home page was seen with style sheets; 3 are needed"),
        (2, "2 home pages were seen with style sheets; 3 are needed"),
    ],
)
def test_few_pages_give_no_share(make_stage: MakeStage, pages: int, reason: str) -> None:
    rows = distances(make_stage, seen(make_stage, *range(pages)), load_looks())
    assert {(row["reason"], row["farther"], row["clear"]) for row in rows} == {
        (reason, None, False)
    }


def test_without_strangers_there_are_distances_and_no_shares(make_stage: MakeStage) -> None:
    rows = distances(make_stage, seen(make_stage, 0, 1, 2), SCHEMA.empty_table())
    assert {row["reason"] for row in rows} == {
        "0 home pages of other industries are known; 8 are needed"
    }
    assert all(row["distance"] > 0 and row["farther"] is None for row in rows)


def test_strangers_of_the_workspace_stand_alone_where_they_are_enough(
    make_stage: MakeStage,
) -> None:
    field = seen(make_stage, *range(8))
    own = [
        {"source": "workspace", "industry": f"i{n % 2}", "company": row["company"]}
        | {lens: row[lens] for lens in ("colour", "layout", "imagery")}
        for n, row in enumerate(field.to_pylist())
    ]
    known = pa.concat_tables([pa.Table.from_pylist(own, schema=SCHEMA), load_looks()])
    rows = distances(make_stage, field.slice(0, 3), known)
    assert {(row["stranger_pages"], row["shipped"]) for row in rows} == {(8, 0)}
    assert {row["stranger_pairs"] for row in rows} == {16}
    few = pa.concat_tables([pa.Table.from_pylist(own[:7], schema=SCHEMA), load_looks()])
    rows = distances(make_stage, field.slice(0, 3), few)
    assert {row["stranger_pages"] for row in rows} == {7 + load_looks().num_rows}


def test_shipped_looks_are_whole() -> None:
    rows = load_looks().to_pylist()
    assert len(rows) >= 24
    # Manuals are a field each; themes of one maker are one.
    makers = Counter(row["industry"] for row in rows)
    assert len(makers) >= 18
    assert max(makers.values()) <= 6
    for row in rows:
        assert len(row["colour"]) == 13 * 33
        assert len(row["layout"]) % 4 == 0
        assert np.isfinite(row["imagery"]).all()
