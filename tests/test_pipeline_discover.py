"""Finding the stages and putting them in order."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

import pipeline.stages
from pipeline.channels import CHANNELS, Channel, channel_stages
from pipeline.discover import _load, discover_stages, order_stages, stages_for
from pipeline.run import stage_values
from pipeline.stage import Parameters, PythonStage, SqlStage, Stage, check_stages
from sameness.errors import StageInvalid
from sameness.settings import Settings
from tests.function_stages import stage_of
from warehouse.select import parse_select
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Reader:
    """A stage that only says what it reads and needs."""

    name: str
    reads: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    summary: str = "Nothing."
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def make(self, warehouse: Warehouse, values: Mapping[str, object]) -> None: ...


def chain(**reads: str) -> list[Stage]:
    """Give stages by name, each with the names of the tables it reads."""
    return [Reader(name, frozenset(tables.split())) for name, tables in reads.items()]


def order(stages: list[Stage]) -> list[str]:
    return [stage.name for stage in order_stages(stages)]


def test_each_stage_comes_after_what_it_reads() -> None:
    stages = chain(scores="pairs statements", pairs="statements", statements="pages", other="")
    assert order(stages) == ["other", "statements", "pairs", "scores"]
    assert order(stages[::-1]) == order(stages)


def test_stages_that_wait_for_each_other_are_refused() -> None:
    with pytest.raises(StageInvalid, match=r"wait for each other: .*(a -> b|b -> a)"):
        order_stages(chain(a="b", b="a", c=""))
    with pytest.raises(StageInvalid, match="wait for each other: a -> a"):
        order_stages(chain(a="a"))


def test_what_nobody_makes_is_told() -> None:
    stages: list[Stage] = [Reader("scores", frozenset({"pages", "nowhere"}))]
    with pytest.raises(
        StageInvalid, match=r"Stage scores reads nowhere, which no stage makes"
    ) as e:
        check_stages(stages, frozenset({"pages"}), frozenset())
    assert "from outside are: pages" in str(e.value)


def test_a_value_that_nobody_gives_is_told() -> None:
    stages: list[Stage] = [Reader("scores", needs=frozenset({"seed", "luck"}))]
    with pytest.raises(StageInvalid, match="Stage scores needs the value luck"):
        check_stages(stages, frozenset(), frozenset({"seed"}))
    check_stages(stages, frozenset(), frozenset({"seed", "luck"}))


@pytest.mark.parametrize("text", ["select 1", "--\nselect 1", "-- \nselect 1", "/* x */ select 1"])
def test_a_select_without_a_summary_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "numbers.sql").write_text(text)
    with pytest.raises(StageInvalid, match=r"Stage numbers\.sql has no summary"):
        _load(tmp_path / "numbers.sql")


def test_what_is_no_select_is_refused(tmp_path: Path) -> None:
    (tmp_path / "numbers.sql").write_text("-- Numbers.\nselect 1; select 2")
    with pytest.raises(StageInvalid, match=r"Stage numbers\.sql is not one select: 2 statements"):
        _load(tmp_path / "numbers.sql")


def test_a_select_tells_what_it_reads_and_needs(tmp_path: Path) -> None:
    (tmp_path / "numbers.sql").write_text("-- Numbers.\nselect * from pages where n > $least")
    stage = _load(tmp_path / "numbers.sql")
    assert (stage.name, stage.summary) == ("numbers", "Numbers.")
    assert (set(stage.reads), set(stage.needs)) == ({"pages"}, {"least"})


GOOD = '''"""Numbers, doubled.

More than one line.
"""

def doubled_numbers(numbers, *, factor):
    return numbers
'''


def load_python(folder: Path, monkeypatch: pytest.MonkeyPatch, stem: str, text: str) -> Stage:
    """Load a stage file that lies beside the real ones."""
    (folder / f"{stem}.py").write_text(text)
    monkeypatch.setattr(pipeline.stages, "__path__", [*pipeline.stages.__path__, str(folder)])
    return _load(folder / f"{stem}.py")


def test_a_function_tells_what_it_reads_and_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = load_python(tmp_path, monkeypatch, "doubled_numbers", GOOD)
    assert (stage.name, stage.summary) == ("doubled_numbers", "Numbers, doubled.")
    assert (set(stage.reads), set(stage.needs)) == ({"numbers"}, {"factor"})


@pytest.mark.parametrize(
    ("stem", "text"),
    [
        ("other_name", GOOD),
        ("no_docstring", "def no_docstring(numbers):\n    return numbers\n"),
        ("blank_docstring", '""" """\ndef blank_docstring(numbers):\n    return numbers\n'),
    ],
)
def test_a_file_without_its_function_or_docstring_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stem: str, text: str
) -> None:
    with pytest.raises(StageInvalid, match=rf"Stage {stem}.py lacks a function {stem}\(\)"):
        load_python(tmp_path, monkeypatch, stem, text)


IN_PARTS = '''"""Numbers, in parts."""

from __future__ import annotations

import no_such_library

COLUMNS = {"pages": ("url", "html")}

def read_numbers(pages: pa.Table, numbers: Parts) -> pa.Table:
    return numbers
'''


def test_a_file_tells_what_it_takes_before_it_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = load_python(tmp_path, monkeypatch, "read_numbers", IN_PARTS)
    assert isinstance(stage, PythonStage)
    assert stage.takes == Parameters(
        frozenset({"pages", "numbers"}), in_parts=frozenset({"numbers"})
    )
    assert stage.columns == {"pages": ("url", "html")}
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        stage.load()


def test_columns_that_are_worked_out_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = GOOD.replace("\ndef", '\nCOLUMNS = {"pages": SOME + ("url",)}\ndef')
    with pytest.raises(StageInvalid, match=r"py works out its COLUMNS: .*SOME \+ \('url',\)"):
        load_python(tmp_path, monkeypatch, "doubled_numbers", text)


WRITTEN = [stage for stage in discover_stages() if isinstance(stage, PythonStage)]


@pytest.mark.parametrize("stage", WRITTEN, ids=lambda stage: stage.name)
def test_what_a_file_tells_is_what_its_function_takes(stage: PythonStage) -> None:
    imported = stage_of(stage.load())
    assert (stage.name, stage.takes) == (imported.name, imported.takes)
    module = sys.modules[stage.load().__module__]
    assert stage.columns == getattr(module, "COLUMNS", {})
    assert (module.__doc__ or "").startswith(stage.summary)


def test_every_stage_has_a_summary_of_one_sentence() -> None:
    stages = discover_stages()
    assert len(stages) >= 30
    for stage in stages:
        assert stage.summary[0].isupper()
        assert stage.summary.endswith((".", "?"))
        assert len(stage.summary) <= 100


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)
def test_the_stages_that_ship_find_everything_they_need(tmp_path: Path, channel: Channel) -> None:
    settings = Settings(tmp_path)

    class Silent:
        def stage(self, name: str, number: int, count: int) -> None: ...

        def encoded(self, done: int, count: int) -> None: ...

    with Warehouse(settings.warehouse) as warehouse:
        values = {*stage_values(warehouse, settings, "en", Silent(), channel), "ceiling_reference"}
    stages = channel_stages(channel)
    check_stages(stages, channel.given, frozenset(values))
    made: set[str] = set(channel.given)
    for stage in stages:
        assert stage.reads <= made
        made.add(stage.name)
    assert {type(stage) for stage in stages} == {SqlStage, PythonStage}


def test_what_a_table_takes_is_made_in_order_and_no_more() -> None:
    names = [stage.name for stage in stages_for("masked_statements")]
    assert names == ["blocks", "statements", "identity_terms", "masked_statements"]
    assert [stage.name for stage in stages_for("page_dates")] == ["page_dates"]


def test_a_select_stage_makes_its_table(tmp_path: Path) -> None:
    stage = SqlStage("sums", "Sums.", parse_select("select $factor * 2 as n"))
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        stage.make(warehouse, {"factor": 3, "not asked for": None})
        assert warehouse.table("sums").to_pydict() == {"n": [6]}
