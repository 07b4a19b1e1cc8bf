"""The reference: figures of other fields, and what may be said of a score beside them."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from typer.testing import CliRunner

from embeddings.encoder import encoder_name
from pipeline.directory import read_directory
from pipeline.measures.reference import (
    FieldFigures,
    TextKind,
    context,
    directory_figures,
    excess_grid,
    mean_excess,
    similarity_grid,
    stranger_levels,
)
from pipeline.reference.build import (
    build_reference,
    entry_fields,
    site_field,
    write_reference,
)
from pipeline.reference.fields import (
    Reference,
    context_of,
    known_reference,
    parse_reference,
    shipped_reference,
    to_text,
)
from sameness.cli import app
from sameness.errors import DirectoryInvalid, ReferenceInvalid
from sameness.settings import DEFAULT_MODEL, Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

Vectors = NDArray[np.float32]


def unit(rows: NDArray[np.float64]) -> Vectors:
    result: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return result


def companies_near(
    centre: NDArray[np.float64], count: int, pull: float, random: np.random.Generator
) -> list[Vectors]:
    """Give companies of three statements that lie around a centre, the nearer the larger pull."""
    return [unit(pull * centre + random.normal(size=(3, len(centre)))) for _ in range(count)]


def field(name: str, value: float, **changes: Any) -> FieldFigures:  # noqa: ANN401 - any field
    plain = FieldFigures(
        name, TextKind.SITE, 9, value, value - 3, value + 3, 0.4, 0.5, 0.3, 0.1, 0.5
    )
    return replace(plain, **changes)


@given(st.lists(st.integers(2, 4), min_size=2, max_size=5), st.integers(0, 99))
def test_the_grid_is_the_mean_of_the_best_of_every_two(sizes: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    companies = [unit(random.normal(size=(n, 6))) for n in sizes]
    grid = similarity_grid(companies, 2)
    for a, mine in enumerate(companies):
        for b, theirs in enumerate(companies):
            if a == b:
                continue
            means = [
                np.mean([max(s @ theirs[i], s @ theirs[j]) for j in range(len(theirs))
                         for i in range(j)])
                for s in mine
            ]  # fmt: skip
            assert grid[a, b] == pytest.approx(np.mean(means), abs=1e-5)
        if len(mine) == 2:
            assert math.isnan(grid[a, a])


def test_strangers_are_the_companies_of_other_sectors() -> None:
    grid = np.array([[np.nan, 0.9, 0.1], [0.9, np.nan, 0.3], [0.2, 0.4, np.nan]])
    levels = stranger_levels(grid, ["a", "a", "b"])
    assert levels.tolist() == pytest.approx([0.1, 0.3, 0.3])


def test_planted_fields_are_ordered_by_how_close_they_stand() -> None:
    random = np.random.default_rng(5)
    pulls = {"A -> loose": 0.4, "B -> close": 1.0, "C -> closer": 4.0}
    companies, fields = [], []
    for name, pull in pulls.items():
        companies += companies_near(random.normal(size=32), 12, pull, random)
        fields += [name] * 12
    sectors = [name[0] for name in fields]
    found = {f.name: f for f in directory_figures(companies, fields, sectors)}
    assert found["A -> loose"].high < found["B -> close"].low
    assert found["B -> close"].high < found["C -> closer"].low
    assert all(f.low <= f.value <= f.high and f.companies == 12 for f in found.values())
    assert all(f.value == pytest.approx(100 * f.excess / f.ceiling) for f in found.values())


def test_a_field_of_strangers_is_at_zero() -> None:
    random = np.random.default_rng(6)
    companies = [unit(random.normal(size=(3, 32))) for _ in range(60)]
    grid = excess_grid(companies, ["a", "b", "c"] * 20)
    assert mean_excess(grid, np.arange(0, 60, 3)) == pytest.approx(0.0, abs=0.02)


def test_order_of_companies_changes_no_figure() -> None:
    random = np.random.default_rng(7)
    companies = companies_near(random.normal(size=16), 20, 1.0, random)
    fields = ["a -> x"] * 10 + ["b -> y"] * 10
    order = random.permutation(20)
    plain = directory_figures(companies, fields, [f[0] for f in fields])
    mixed = directory_figures(
        [companies[i] for i in order], [fields[i] for i in order], [fields[i][0] for i in order]
    )
    for one, other in zip(plain, mixed, strict=True):
        assert one.value == pytest.approx(other.value, abs=1e-6)


NINE = [field(f"field {i}", 10.0 * i) for i in range(1, 10)]


@pytest.mark.parametrize(
    ("value", "words"),
    [(5.0, "lower third"), (50.0, "middle third"), (95.0, "upper third")],
)
def test_a_third_is_named_among_eight_fields_or_more(value: float, words: str) -> None:
    found = context(field("mine", value, low=value - 1, high=value + 1), NINE)
    assert found.words == f"{words} of 9 other fields read from their websites"
    assert found.published


def test_a_range_across_two_thirds_names_both() -> None:
    found = context(field("mine", 50, low=10, high=55), NINE)
    assert found.words.startswith("lower third to middle third of 9")


def test_below_eight_fields_only_clear_differences_are_counted() -> None:
    found = context(field("mine", 50, low=42, high=58), NINE[:7])
    assert (found.below, found.above) == (3, 1)
    assert found.words.startswith("clearly above 3 and clearly below 1 of 7 other fields")
    assert "third" not in found.words


def test_a_field_does_not_stand_beside_itself() -> None:
    assert context(NINE[0], NINE).fields == 8


def test_seven_companies_are_not_compared() -> None:
    found = context(field("mine", 50, companies=7), NINE)
    assert not found.published
    assert found.words == "not compared with other fields: 7 companies, 8 are needed"


def test_sites_and_directories_never_mix() -> None:
    directory = [replace(f, kind=TextKind.DIRECTORY) for f in NINE]
    found = context(field("mine", 50), directory)
    assert not found.published
    assert found.fields == 0
    entry = replace(field("mine", 95), kind=TextKind.DIRECTORY)
    assert "not websites" in context(entry, directory).words


def test_text_and_back() -> None:
    fields = (*NINE, field("no own", 1, own=float("nan"), blind_test=None))
    reference = Reference(DEFAULT_MODEL, {"made": "2026-11-22"}, fields)
    again = parse_reference(to_text(reference), "here")
    assert again.fields[:9] == reference.fields[:9]
    assert math.isnan(again.fields[9].own)
    assert "NaN" not in to_text(reference)


def test_quantiles_leave_out_what_is_unknown() -> None:
    reference = Reference("m", {}, (*NINE, field("x", 50, blind_test=None)))
    assert reference.quantiles(TextKind.SITE, "value")["0.50"] == pytest.approx(50)
    assert reference.quantiles(TextKind.DIRECTORY, "value") == {}


def test_few_fields_have_no_quantiles() -> None:
    few = json.loads(to_text(Reference("m", {}, tuple(NINE[:7]))))
    enough = json.loads(to_text(Reference("m", {}, tuple(NINE))))
    assert few["quantiles"] == {}
    assert enough["quantiles"]["site"]["value"]["0.50"] == pytest.approx(50)


@pytest.mark.parametrize("text", ["", "{}", '{"model": 1, "fields": [{}], "provenance": {}}'])
def test_a_broken_table_is_named(text: str) -> None:
    with pytest.raises(ReferenceInvalid, match=r"reference\.json is no table"):
        parse_reference(text, "reference.json")


def test_what_ships_is_labelled_and_whole() -> None:
    reference = shipped_reference(DEFAULT_MODEL)
    assert len(reference.of_kind(TextKind.SITE)) >= 3
    assert len(reference.of_kind(TextKind.DIRECTORY)) >= 20
    assert {"made", "version", "encoder", "data_sha256"} <= reference.provenance.keys()
    assert all(f.low <= f.value <= f.high for f in reference.fields)


def test_nothing_ships_for_an_unknown_model() -> None:
    assert shipped_reference("none").fields == ()


def test_the_workspaces_own_field_stands_for_the_shipped_one(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path)
    shipped = shipped_reference(DEFAULT_MODEL).of_kind(TextKind.SITE)[0]
    own = replace(shipped, value=1.5, low=1.0, high=2.0)
    write_reference(Reference(DEFAULT_MODEL, {}, (own,)), settings)
    found = [f for f in known_reference(settings).of_kind(TextKind.SITE) if f.name == own.name]
    assert found == [own]
    assert known_reference(replace(settings, model="other")).fields == ()
    assert "of" in context_of(settings, field("mine", 50)).words


def scores(industry: str, version: int, value: float | None) -> dict[str, Any]:
    number = {"value": value, "low": value, "high": value} | dict.fromkeys(
        ("between", "own", "strangers", "ceiling", "blind_test"), 0.5
    )
    return {"run_id": f"{industry}-{version}", "companies": 9} | number


def store_runs(warehouse: Warehouse, rows: list[dict[str, Any]], model: str) -> None:
    """Store finished runs with their figures, as the runner would."""
    for row in rows:
        run = {
            "run_id": row["run_id"], "industry": row["run_id"].rpartition("-")[0],
            "snapshot_id": "s", "started_at": "2026-11-22", "finished_at": "2026-11-22",
            "industry_name": "x", "client": None, "model": model, "version": "0",
            "rivals_sampled": 40, "data_digest": "",
        }  # fmt: skip
        warehouse.insert("raw.runs", pa.Table.from_pylist([run]))
        figures = {name: [value] for name, value in row.items() if name != "run_id"}
        table = pa.table(figures)
        for name in ("value", "low", "high"):
            index = table.column_names.index(name)
            table = table.set_column(index, name, table.column(name).cast(pa.float64()))
        warehouse.put("industry_scores", table)
        warehouse.put("compared_statements", pa.table({"vector": [[1.0]]}))
        warehouse.keep("industry_scores", row["run_id"])
        warehouse.keep("compared_statements", row["run_id"])


def test_the_newest_run_of_every_industry_counts(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path)
    rows = [scores("alpha", 1, 10.0), scores("alpha", 2, 20.0), scores("beta", 1, 30.0)]
    rows += [scores("demo", 1, 99.0), scores("gamma", 1, None)]
    with Warehouse(settings.warehouse) as warehouse:
        store_runs(warehouse, rows, encoder_name(DEFAULT_MODEL))
        store_runs(warehouse, [scores("other_model", 1, 50.0)], "another")
        built = build_reference(warehouse, settings, None, lambda *_: None)
    assert [(f.name, f.value) for f in built.fields] == [("alpha", 20.0), ("beta", 30.0)]
    assert built.provenance["site_fields"] == 2
    assert built.provenance["directory"] is None


def test_an_empty_workspace_has_no_fields(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path)
    with Warehouse(settings.warehouse) as warehouse:
        assert build_reference(warehouse, settings, None, lambda *_: None).fields == ()


def test_a_field_is_read_from_its_scores() -> None:
    row = scores("alpha", 1, 10.0)
    assert site_field("alpha", row).kind is TextKind.SITE


def entry_rows(count: int) -> list[dict[str, Any]]:
    return [
        {
            "id": i, "name": f"Zorbex {i}", "website": f"https://zorbex{i}.example",
            "one_liner": f"Zorbex {i} pours warm bread for {word} every morning",
            "long_description": f"We bake {word} loaves by hand.\nOur ovens never stop in {word}.",
            "subindustry": "Food -> Bakeries",
        }
        for i, word in enumerate(
            ["towns", "ships", "farms", "schools", "clinics", "studios", "camps", "shops",
             "hotels"][:count]
        )
    ]  # fmt: skip


def write_rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def nobody(texts: list[str]) -> list[list[tuple[str, str]]]:
    return [[] for _ in texts]


def one_hot(texts: list[str]) -> Vectors:
    """Give every text a direction of its own."""
    return np.eye(len(texts), dtype=np.float32)


def test_the_directory_is_masked_and_cut(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "d.jsonl", entry_rows(9))
    seen: list[str] = []

    def embed(texts: list[str]) -> Vectors:
        seen.extend(texts)
        return one_hot(texts)

    entries = read_directory(path, nobody, embed)
    assert [len(e.vectors) for e in entries] == [3] * 9
    assert {e.sector for e in entries} == {"Food"}
    assert not [text for text in seen if "orbex" in text]


def test_small_fields_and_upper_levels_are_left_out(tmp_path: Path) -> None:
    rows = entry_rows(7) + [row | {"subindustry": "Food"} for row in entry_rows(9)]
    assert read_directory(write_rows(tmp_path / "d.jsonl", rows), nobody, one_hot) == []


def test_a_line_separator_inside_a_text_is_no_new_line(tmp_path: Path) -> None:
    rows = entry_rows(9)
    rows[0]["long_description"] += "\u2028And one more line of text."
    assert len(read_directory(write_rows(tmp_path / "d.jsonl", rows), nobody, one_hot)) == 9


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "line 1"), ('{"id": 1}', "lacks 'name'"), ("3", "line 1")],
)
def test_a_broken_directory_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "d.jsonl").write_text(text, "utf-8")
    with pytest.raises(DirectoryInvalid, match=said):
        read_directory(tmp_path / "d.jsonl", nobody, one_hot)


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(DirectoryInvalid, match="can't be read"):
        read_directory(tmp_path / "none.jsonl", nobody, one_hot)


def two_sectors() -> list[dict[str, Any]]:
    other = [
        row | {"id": row["id"] + 100, "subindustry": "Law -> Notaries"} for row in entry_rows(9)
    ]
    return entry_rows(9) + other


def test_one_sector_has_no_strangers(tmp_path: Path) -> None:
    entries = read_directory(write_rows(tmp_path / "d.jsonl", entry_rows(9)), nobody, one_hot)
    with pytest.raises(DirectoryInvalid, match="one sector, 'Food'"):
        entry_fields(entries)


def test_two_statements_are_no_anchor(tmp_path: Path) -> None:
    rows = [row | {"long_description": "We bake in one town only."} for row in two_sectors()]
    entries = read_directory(write_rows(tmp_path / "d.jsonl", rows), nobody, one_hot)
    with pytest.raises(DirectoryInvalid, match="more than 2 statements"):
        entry_fields(entries)


def test_the_command_builds_the_table(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "d.jsonl", two_sectors())
    arguments = ["reference", "build", "--directory", str(path), "--workspace", str(tmp_path)]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    assert "0 fields read from their websites" in result.output
    assert "2 fields described in a start-up directory" in result.output
    stored = json.loads((tmp_path / "reference.json").read_text("utf-8"))
    assert stored["provenance"]["directory_companies"] == 18
    assert [f["name"] for f in stored["fields"]] == ["Food -> Bakeries", "Law -> Notaries"]
