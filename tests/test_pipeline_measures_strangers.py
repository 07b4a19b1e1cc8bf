"""Who may serve as a stranger, and how statements are read as arrays."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest

from pipeline.measures.corpus import read_by_id, read_corpora, read_strangers, read_vectors
from pipeline.measures.strangers import ENOUGH, Candidate, Choice, choose_strangers

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIELD = [("Zelmura", "https://zelmura.com/"), ("Delta Chat", "https://delta.chat/")]


def directions(*degrees: float) -> NDArray[np.float32]:
    radians = np.radians(degrees)
    return np.stack([np.cos(radians), np.sin(radians)], axis=1).astype(np.float32)


OURS = directions(0, 5)


def candidate(name: str, industry: str, *degrees: float, source: str = "panel") -> Candidate:
    return Candidate(source, industry, name, directions(*(degrees or (85, 95))))


def choose(*candidates: Candidate, m: int = 2, lift: float = 0.2) -> dict[str, Choice]:
    choices = choose_strangers(candidates, FIELD, OURS, m, lift)
    assert [choice.stranger for choice in choices] == [c.stranger for c in candidates]
    return {f"{choice.source}/{choice.stranger}": choice for choice in choices}


def workspace(companies: int, industries: int) -> list[Candidate]:
    return [
        candidate(f"W{i}", f"field {i % industries}", source="workspace") for i in range(companies)
    ]


def test_companies_of_other_industries_are_used() -> None:
    choices = choose(candidate("Alder", "books"), candidate("Oven", "bread"))
    assert all(choice.used and not choice.reason for choice in choices.values())
    assert choices["panel/Alder"].statements == 2


def test_too_few_statements_are_not_used() -> None:
    choices = choose(candidate("Alder", "books", 90), candidate("Oven", "bread"))
    assert choices["panel/Alder"].reason == "only 1 statements, 2 are needed"
    assert choices["panel/Oven"].used


@pytest.mark.parametrize("name", ["Zelmura", "ZELMURA", "DeltaChat", "delta.chat", "Delta chat"])
def test_an_industry_that_shares_a_company_is_left_out_whole(name: str) -> None:
    choices = choose(candidate(name, "chat"), candidate("Alder", "chat"), candidate("O", "bread"))
    assert "a company of this field" in choices["panel/Alder"].reason
    assert not choices[f"panel/{name}"].used
    assert choices["panel/O"].used


def test_an_industry_close_to_the_field_is_left_out() -> None:
    candidates = [candidate(f"C{i}", f"field {i}") for i in range(3)]
    choices = choose(*candidates, candidate("Near", "rotas", 20, 25))
    assert choices["panel/Near"].reason.startswith("too close to this field (similarity 0.9")
    assert sum(choice.used for choice in choices.values()) == 3


def test_how_close_is_too_close_goes_by_the_reference_lift() -> None:
    # R_2 of a field statement is its best of the two; the median industry's mean is .13.
    candidates = [candidate(f"C{i}", f"field {i}") for i in range(3)]
    near = candidate("Near", "rotas", 75, 95)
    mean = (math.cos(math.radians(75)) + math.cos(math.radians(70))) / 2
    median = (math.cos(math.radians(85)) + math.cos(math.radians(80))) / 2
    margin = 2 * (mean - median)
    assert choose(*candidates, near, lift=margin + 0.01)["panel/Near"].used
    assert not choose(*candidates, near, lift=margin - 0.01)["panel/Near"].used


def test_the_panel_is_left_out_where_the_workspace_has_enough() -> None:
    choices = choose(*workspace(ENOUGH, 3), candidate("Alder", "books"))
    assert choices["panel/Alder"].reason == "the workspace has strangers enough of its own"
    assert choices["workspace/W0"].used


@pytest.mark.parametrize(("companies", "industries"), [(ENOUGH - 1, 3), (ENOUGH, 2)])
def test_the_panel_stays_where_the_workspace_has_too_few(companies: int, industries: int) -> None:
    choices = choose(*workspace(companies, industries), candidate("Alder", "books"))
    assert all(choice.used for choice in choices.values())


def test_a_company_is_not_a_stranger_twice() -> None:
    own = candidate("Alder", "bookkeeping", source="workspace")
    choices = choose(own, candidate("ALDER", "books"), candidate("Oven", "bread"))
    assert choices["workspace/Alder"].used
    assert choices["panel/ALDER"].reason == "this workspace has read it itself"
    assert choices["panel/Oven"].used


def test_a_field_without_statements_is_close_to_nobody() -> None:
    nothing = np.zeros((0, 1), dtype=np.float32)
    (choice,) = choose_strangers([candidate("Near", "rotas", 0, 5)], FIELD, nothing, 2, 0.2)
    assert choice.used
    assert choose_strangers([], FIELD, OURS, 2, 0.2) == []


def table(*rows: tuple[str, str, str, float]) -> pa.Table:
    keys = ("company", "statement_id", "url")
    about = {"kind": "home", "words": 14}
    made = pa.Table.from_pylist([dict(zip(keys, row[:3], strict=True)) | about for row in rows])
    vectors = [directions(row[3])[0].tolist() for row in rows]
    return made.append_column("vector", pa.array(vectors, pa.list_(pa.float32(), 2)))


def test_corpora_are_sorted_whatever_the_order_of_the_rows() -> None:
    rows = [("B", "s3", "u1", 30.0), ("A", "s2", "u2", 20.0), ("A", "s1", "u9", 10.0)]
    rows.append(("A", "s4", "u2", 40.0))
    for given in (rows, rows[::-1]):
        first, second = read_corpora(table(*given))
        assert (first.company, first.ids, len(first)) == ("A", ["s1", "s2", "s4"], 3)
        assert first.vectors == pytest.approx(directions(10, 20, 40))
        assert first.pages.tolist() == [1, 0, 0]
        assert first.strata.tolist() == [3, 3, 3]
        assert (second.company, second.ids) == ("B", ["s3"])


def test_statements_stand_by_id_with_their_vectors() -> None:
    rows = [("B", "s3", "u1", 30.0), ("A", "s2", "u2", 20.0), ("A", "s1", "u9", 10.0)]
    for given in (rows, rows[::-1]):
        statements, vectors = read_by_id(table(*given))
        assert statements.column("statement_id").to_pylist() == ["s1", "s2", "s3"]
        assert statements.column("company").to_pylist() == ["A", "A", "B"]
        assert "vector" not in statements.schema.names
        assert vectors == pytest.approx(directions(10, 20, 30))


def test_no_rows_are_no_corpora() -> None:
    empty = table(("A", "s1", "u1", 0.0)).slice(0, 0)
    assert read_corpora(empty) == []
    statements, vectors = read_by_id(empty)
    assert (statements.num_rows, len(vectors)) == (0, 0)
    assert len(read_vectors(empty.column("vector"))) == 0


@pytest.mark.parametrize("kind", [pa.list_(pa.float64()), pa.list_(pa.float32(), 2)])
def test_vectors_are_read_from_any_kind_of_list(kind: pa.DataType) -> None:
    column = pa.chunked_array([pa.array([[1.0, 2.0]], kind), pa.array([[3.0, 4.0]], kind)])
    vectors = read_vectors(column)
    assert vectors.dtype == np.float32
    assert vectors.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert read_vectors(column.slice(1)).tolist() == [[3.0, 4.0]]


def test_strangers_are_grouped_and_sorted_whatever_the_order_of_the_rows() -> None:
    rows = [
        {"source": "panel", "industry": "bread", "stranger": "Oven", "vector": [i // 2, 1.0]}
        | {"kind": "home", "words": 4 + 10 * i}
        for i in range(3)
    ]
    rows.append(rows[0] | {"industry": "books", "stranger": "Alder"})
    first = read_strangers(pa.Table.from_pylist(rows))
    again = read_strangers(pa.Table.from_pylist(rows[::-1]))
    assert list(first) == [("panel", "books", "Alder"), ("panel", "bread", "Oven")] == list(again)
    for key, sample in first.items():
        assert sample.vectors.tobytes() == again[key].vectors.tobytes()
        assert sample.strata.tolist() == again[key].strata.tolist()
    # Two statements have one vector: their strata tell them apart.
    assert first["panel", "bread", "Oven"].vectors[:, 0].tolist() == [0.0, 0.0, 1.0]
    assert first["panel", "bread", "Oven"].strata.tolist() == [2, 3, 3]
