"""The built-in industry: one company was given a human voice, and two are clones."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

import crawlers.demo
from evaluation.fields import Laboratory
from pipeline.known_voices import load_voices

if TYPE_CHECKING:
    from collections.abc import Iterator

SITES = Path(crawlers.demo.__file__).parent / "sites"
NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked
KINDS = {"index": "home", "about": "about", "pricing": "pricing", "customers": "customers"}
LEFT_OUT = {"404", "privacy", "terms", "imprint"}


def read_pages() -> pa.Table:
    files = [
        f for f in sorted(SITES.rglob("*.html")) if not LEFT_OUT & set(f.with_suffix("").parts)
    ]
    rows = [
        {
            "company": file.relative_to(SITES).parts[0].capitalize(),
            "url": f"https://{file.relative_to(SITES)}",
            "kind": "blog" if "blog" in file.parts else KINDS.get(file.stem, "features"),
            "fetched_at": NOON,
            "digest": str(file.relative_to(SITES)),
            "html": file.read_text("utf-8"),
        }
        for file in files
    ]
    return pa.Table.from_pylist(rows)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """Give the tables of voice of the built-in industry."""
    pages = read_pages()
    names = sorted(set(pages.column("company").to_pylist()))
    companies = pa.table(
        {
            "position": pa.array(range(len(names)), pa.int32()),
            "company": names,
            "site": [f"https://{name.lower()}/" for name in names],
            "aliases": pa.array([[] for _ in names], pa.list_(pa.string())),
        }
    )
    laboratory = Laboratory(tmp_path_factory.mktemp("voice"))
    given = {"pages": pages, "companies": companies, "known_voices": load_voices()}
    wanted = ["voice_rates", "voice_sameness", "voice_marks"]
    tables = laboratory.make(wanted, given, bootstrap_rounds=200)
    yield {name: table.to_pylist() for name, table in tables.items()}
    laboratory.warehouse.close()


def test_the_human_voice_is_found(made: dict[str, list[dict[str, Any]]]) -> None:
    rates = {(row["company"], row["axis"]): row for row in made["voice_rates"]}
    for axis in ("limits", "first_person", "numbers"):
        assert rates["Brindlow", axis]["stands"] == "more", axis
    for axis in ("admissions", "limits", "first_person"):
        others = [row["rate"] for (name, a), row in rates.items() if a == axis and name]
        assert rates["Brindlow", axis]["rate"] == max(others) > 0
    for axis in ("superlatives", "intensifiers", "stock_phrases"):
        assert rates["Brindlow", axis]["rate"] == 0
    said = {row["passage"] for row in made["voice_marks"] if row["company"] == "Brindlow"}
    assert {"Hester Quill", "falls over", "Mistakes we have made"} <= said


def test_clones_sound_alike_and_the_human_one_apart(
    made: dict[str, list[dict[str, Any]]],
) -> None:
    sameness = {row["axis"]: row for row in made["voice_sameness"]}
    clear = {axis for axis, row in sameness.items() if row["clear"]}
    assert clear >= {"contractions", "first_person"}
    assert sameness["limits"]["value"] < 0.9
    assert not sameness["absolutes"]["clear"]
    assert sameness["absolutes"]["value"] > sameness["limits"]["value"]
    rates = {(row["company"], row["axis"]): row for row in made["voice_rates"]}
    for axis in ("absolutes", "first_person", "numbers", "contractions"):
        one, other = rates["Rostavel", axis], rates["Zelmura", axis]
        assert one["low"] <= other["high"]
        assert other["low"] <= one["high"]
