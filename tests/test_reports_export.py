"""Tables for other programs: the same cells in every form, and no text that calculates."""

from __future__ import annotations

import csv
import dataclasses
import json
import math
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from reports.export import TABLES, Form, choose_tables, export_report
from reports.formulas import STARTS, as_text, looks_like_formula
from reports.table_files import csv_files, json_file, parquet_files, xlsx_file
from reports.tables import Proof, columns
from sameness.errors import NameInvalid, TableUnknown

if TYPE_CHECKING:
    from reports.data import Report
    from tests.conftest import MakeReport

HOSTILE = Path(__file__).parents[2] / "shared" / "data" / "hostile"
FORMULAS = (
    "=1+1",
    "+1",
    "-2",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\ufeff=1+1",
    "\u200b\u200b=1+1",
    "\xa0+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM",
    "\0=1+1",
    "\u202e=1",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(FORMULAS)


def exported(report: Report, name: str) -> pa.Table:
    (table,) = choose_tables([name])
    return table.arrow(report, {})


def rows_of(body: bytes) -> list[dict[str, str]]:
    """Give a CSV's rows as a program reads them that knows nothing of ours."""
    return list(csv.DictReader(StringIO(body.decode("utf-8-sig"), newline="")))


def everything(report: Report) -> dict[str, pa.Table]:
    return {table.name: table.arrow(report, {}) for table in TABLES}


def poisoned(value: Any, payload: str) -> Any:  # noqa: ANN401 - any part of a report
    """Give a copy of a report in which every text is the payload and itself."""
    if isinstance(value, str):
        return payload + value
    if isinstance(value, tuple):
        return tuple(poisoned(item, payload) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{
                f.name: poisoned(getattr(value, f.name), payload) for f in dataclasses.fields(value)
            },
        )
    return value


def test_claims_say_k_of_n_with_range_and_companies(make_report: MakeReport) -> None:
    report = make_report(8)
    first = exported(report, "claims").to_pylist()[0]
    claim = report.claims[0]
    assert first["industry"] == "boutique_accounting"
    assert first["run_id"] == report.run_id
    assert (first["said_by"], first["asked"], first["share"]) == (6, 8, 0.75)
    assert first["low"] < 0.75 < first["high"]
    assert first["companies"] == "; ".join(claim.companies)
    assert first["claim"] == claim.text


def test_posts_stand_beside_pages(make_report: MakeReport) -> None:
    report = make_report(8)
    assert report.posts is not None
    found = exported(report, "claims").column("channel").to_pylist()
    assert found.count("pages") == len(report.claims)
    assert found.count("posts") == len(report.posts.claims)
    without = exported(replace(report, posts=None), "claims").column("channel").to_pylist()
    assert set(without) == {"pages"}


def test_the_matrix_has_every_ordered_pair_once(make_report: MakeReport) -> None:
    report = make_report(8)
    rows = exported(report, "matrix").to_pylist()
    points = {(row["company"], row["rival"]): row["points"] for row in rows}
    assert len(rows) == len(points) == 8 * 7
    names = report.swap_matrix.companies
    for i, company in enumerate(names):
        for j, rival in enumerate(names):
            if i != j:
                assert points[company, rival] == report.swap_matrix.values[i][j]


def test_every_quote_is_one_row_of_evidence_with_its_proof(make_report: MakeReport) -> None:
    report = make_report(8)
    quote = report.claims[0].quotes[0]
    proofs = {(quote.company, quote.url): Proof("20261120T0915Z/a.warc.gz#1234", "ab" * 32)}
    (table,) = choose_tables(["evidence"])
    rows = table.arrow(report, proofs).to_pylist()
    of_claims = [row for row in rows if (row["channel"], row["what"]) == ("pages", "claim")]
    assert len(of_claims) == sum(len(c.quotes) + len(c.alike_quotes) for c in report.claims)
    assert of_claims[0] == {
        "industry": "boutique_accounting",
        "run_id": report.run_id,
        "channel": "pages",
        "what": "claim",
        "of": report.claims[0].id,
        "strength": "same",
        "company": quote.company,
        "text": quote.text,
        "url": quote.url,
        "seen_on": date(2026, 11, 20),
        "record": "20261120T0915Z/a.warc.gz#1234",
        "sha256": "ab" * 32,
    }
    assert {row["what"] for row in rows} == {
        *("claim", "phrase", "own word", "only one", "nearest", "voice", "quiz"),
    }
    assert rows[1]["record"] == ""


def test_what_is_not_published_is_empty(too_few: Report) -> None:
    run, *_ = exported(too_few, "run").to_pylist()
    assert run["published"] is False
    assert run["index"] is None
    assert run["reason"] == "2 companies were read, 5 are needed."
    assert [row["points"] for row in exported(too_few, "matrix").to_pylist()] == [None, None]


def test_every_column_of_every_table_has_a_meaning() -> None:
    for table in TABLES:
        shape = columns(table.row)
        assert all(column.means for column in shape)
        assert len({column.name for column in shape}) == len(shape)
        assert table.summary.endswith(".")


def test_no_table_of_a_whole_report_is_empty(make_report: MakeReport) -> None:
    empty = [name for name, table in everything(make_report(8)).items() if not table.num_rows]
    assert empty == []


def test_parquet_and_json_hold_exactly_the_cells(make_report: MakeReport) -> None:
    tables = everything(make_report(8, "Dunmore Tax"))
    for name, body in parquet_files(tables).items():
        assert pq.read_table(BytesIO(body)).equals(tables[name.removesuffix(".parquet")])
    told = json.loads(json_file(tables))
    assert list(told) == [table.name for table in TABLES]
    for name, table in tables.items():
        assert told[name] == json.loads(json.dumps(table.to_pylist(), default=_iso))


def _iso(value: Any) -> str:  # noqa: ANN401 - json.dumps asks with anything
    return str(value.isoformat())


def test_csv_and_workbook_hold_the_same_cells(make_report: MakeReport) -> None:
    tables = everything(make_report(8, "Dunmore Tax"))
    book = load_workbook(BytesIO(xlsx_file(tables)), data_only=False)
    assert book.sheetnames == [table.name for table in TABLES]
    for name, table in tables.items():
        plain = rows_of(csv_files(tables)[f"{name}.csv"])
        heading, *sheet = book[name].iter_rows(values_only=True)
        assert list(heading) == table.column_names
        assert len(plain) == len(sheet) == table.num_rows
        for truth, row, line in zip(table.to_pylist(), sheet, plain, strict=True):
            for value, cell, text in zip(truth.values(), row, line.values(), strict=True):
                assert _same(value, cell), (value, cell)
                assert text == _written(value)


def _same(value: object, cell: object) -> bool:
    """Tell whether a workbook's cell holds a value: an empty text is an empty cell there."""
    if isinstance(value, datetime):
        return cell == value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, date):
        return isinstance(cell, datetime) and cell.date() == value
    return (cell or "") == value if isinstance(value, str) else cell == value


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, str):
        return as_text(value)
    return "" if value is None else str(value)


def test_numbers_stay_numbers_also_below_zero(make_report: MakeReport) -> None:
    report = make_report(8)
    low = replace(report.companies[0], trend=replace(report.companies[0].trend, value=-3.25))  # type: ignore[type-var]
    tables = {"scores": exported(replace(report, companies=(low,), posts=None), "scores")}
    assert rows_of(csv_files(tables)["scores.csv"])[0]["trend"] == "-3.2"
    (cells,) = load_workbook(BytesIO(xlsx_file(tables)))["scores"].iter_rows(min_row=2)
    place = tables["scores"].column_names.index("trend")
    assert (cells[place].value, cells[place].data_type) == (-3.2, "n")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_told_and_becomes_text(text: str) -> None:
    assert looks_like_formula(text)
    assert as_text(text)[0] == "'"
    assert not looks_like_formula(as_text(text))


@pytest.mark.parametrize("text", ["", "plain", "1+1", "a=b", "'=1", "–5", "  text", "https://a.b"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert as_text(text) == text


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_no_text_calculates_and_none_is_lost(texts: list[str]) -> None:
    table = {"t": pa.table({"text": pa.array(texts, pa.string()), "n": [-1] * len(texts)})}
    read = rows_of(csv_files(table)["t.csv"])
    sheet = load_workbook(BytesIO(xlsx_file(table)))["t"]
    for text, row, cells in zip(texts, read, sheet.iter_rows(min_row=2), strict=True):
        assert row["text"].removeprefix("'") == text.removeprefix("'").replace("\0", "\ufffd")
        assert row["text"].lstrip()[:1] not in STARTS
        assert row["text"][:1] not in {"\t", "\r", "\n"}
        assert row["n"] == "-1"
        assert cells[0].data_type != "f"
        assert cells[0].value is None or isinstance(cells[0].value, str)
        assert not looks_like_formula(cells[0].value or "") or cells[0].quotePrefix


def test_formulas_in_every_field_stay_text(make_report: MakeReport) -> None:
    report = poisoned(make_report(6, "Dunmore Tax"), "=1+")
    tables = everything(report)
    for sheet in load_workbook(BytesIO(xlsx_file(tables))):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    for body in csv_files(tables).values():
        for row in rows_of(body):
            assert not any(cell.startswith("=") for cell in row.values())


def test_the_same_text_unguarded_would_calculate(make_report: MakeReport) -> None:
    """The control: the check above can fail."""
    book = Workbook()
    book.worksheets[0].append([poisoned(make_report(6), "=1+").industry])
    packed = BytesIO()
    book.save(packed)
    assert load_workbook(BytesIO(packed.getvalue())).worksheets[0]["A1"].data_type == "f"


@pytest.mark.skipif(not HOSTILE.is_dir(), reason=f"the hostile strings are not at {HOSTILE}")
def test_hostile_strings_come_back_as_text() -> None:
    texts = [
        text.encode("utf-8", "replace").decode()
        for file in sorted(HOSTILE.glob("*.json"))
        for text in json.loads(file.read_text("utf-8"))
    ]
    assert len(texts) > 1000
    table = {"t": pa.table({"text": pa.array(texts, pa.string())})}
    assert pq.read_table(BytesIO(parquet_files(table)["t.parquet"])).equals(table["t"])
    assert [row["text"] for row in json.loads(json_file(table))["t"]] == texts
    for text, row in zip(texts, rows_of(csv_files(table)["t.csv"]), strict=True):
        assert row["text"].removeprefix("'") == text.removeprefix("'").replace("\0", "\ufffd")
        assert not looks_like_formula(row["text"])
    sheet = load_workbook(BytesIO(xlsx_file(table)))["t"]
    assert all(row[0].data_type != "f" for row in sheet.iter_rows())


def test_half_surrogates_and_controls_do_not_stop_an_export(
    make_report: MakeReport, tmp_path: Path
) -> None:
    report = make_report(3, industry_name="a\ud800b\x00\x07c\uffff" + "x" * 40_000)
    for form in get_args(Form):
        export_report(report, {}, TABLES, form, tmp_path)
    sheet = load_workbook(tmp_path / "boutique_accounting.xlsx")["run"]
    shown = sheet.cell(2, 4).value
    assert isinstance(shown, str)
    assert shown.startswith("a?b\ufffd\ufffdc\ufffd")
    assert len(shown) == 32_767


def test_a_number_that_is_none_is_refused_by_json() -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_file({"t": pa.table({"n": [math.nan]})})


def test_files_are_written_whole_and_others_stay(make_report: MakeReport, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    rows = export_report(make_report(8), {}, choose_tables(["claims", "matrix"]), "csv", folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        *("claims.csv", "matrix.csv", "notes.txt"),
    ]
    assert rows == {"matrix": 56, "claims": len(rows_of((folder / "claims.csv").read_bytes()))}
    assert (folder / "claims.csv").read_bytes().startswith(b"\xef\xbb\xbfindustry,run_id,")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_table_that_cannot_be_made_leaves_nothing_behind(
    make_report: MakeReport, tmp_path: Path
) -> None:
    broken = replace(make_report(8), coverage=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        export_report(broken, {}, TABLES, "csv", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_table_is_named_with_those_there_are() -> None:
    with pytest.raises(TableUnknown, match=r"'calims'.*\n.*claims, evidence"):
        choose_tables(["claims", "calims"])


def test_an_industry_cannot_name_a_file_elsewhere(make_report: MakeReport, tmp_path: Path) -> None:
    with pytest.raises(NameInvalid):
        export_report(make_report(3, industry="../up"), {}, TABLES, "xlsx", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
