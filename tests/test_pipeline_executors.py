"""Work in this process, what must be alike elsewhere, and stages begun before their turn."""

from __future__ import annotations

import dataclasses
import pickle
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from pipeline.ahead import Ahead
from pipeline.executors import HERE, InProcess, executor_for, in_order, working_on
from pipeline.likeness import own_likeness, require_likeness
from sameness.errors import ClusterMismatch, ClusterMissing
from sameness.settings import Settings
from tests.function_stages import stage_of
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path


class Roomy(InProcess):
    """Does all work here, but lets it be begun before its turn."""

    room = 2


def doubled(numbers: pa.Table, *, factor: int) -> pa.Table:
    return pa.table({"n": [n * factor for n in numbers.column("n").to_pylist()]})


def yielded(numbers: pa.Table, *, factor: int) -> pa.RecordBatchReader:
    return doubled(numbers, factor=factor).to_reader()


def asking(numbers: pa.Table, *, ask: Any) -> pa.Table:  # noqa: ANN401 - a callable that can't be sent
    return pa.table({"n": [ask(n) for n in numbers.column("n").to_pylist()]})


def test_results_come_in_order_and_no_more_is_begun_than_there_is_room() -> None:
    under_way: list[int] = []
    most = []

    def start(number: int) -> Any:  # noqa: ANN401 - pending work
        under_way.append(number)
        most.append(len(under_way))
        return HERE.begin(lambda: under_way.pop(0), {})

    starts = [lambda n=number: start(n) for number in range(7)]
    assert list(in_order(starts, 3)) == list(range(7))
    assert max(most) == 3


def test_parts_are_done_one_after_the_other_and_progress_is_told() -> None:
    told: list[int] = []

    def shout(words: list[str], advance: Any) -> list[str]:  # noqa: ANN401 - a callable
        advance(len(words))
        return [word.upper() for word in words]

    assert list(HERE.map(shout, [["a", "b"], ["c"]], told.append)) == [["A", "B"], ["C"]]
    assert told == [2, 1]


def test_a_stage_is_begun_when_what_it_reads_is_made_and_its_values_can_be_sent(
    tmp_path: Path,
) -> None:
    flowing = stage_of(yielded)
    sent, kept = stage_of(doubled), stage_of(asking)
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        warehouse.put("numbers", pa.table({"n": [1, 2]}))
        values = {"factor": 2, "ask": lambda n: n}
        ahead = Ahead(Roomy(), warehouse, values)
        ahead.begin([sent], frozenset())
        assert ahead.take(sent) is None, "what it reads is not made"
        ahead.begin([sent, kept], frozenset({"numbers"}))
        table = ahead.take(sent)
        assert table is not None
        assert table.to_pydict() == {"n": [2, 4]}
        ahead.begin([flowing], frozenset({"numbers"}))
        assert ahead.take(flowing) == table, "batches are one table when they arrive"
        assert ahead.take(kept) is None, "a function of this process can't be sent"
        nothing = Ahead(HERE, warehouse, values)
        nothing.begin([sent], frozenset({"numbers"}))
        assert nothing.take(sent) is None, "this process has no room for work ahead"


def test_a_table_is_shared_once_with_what_is_seen_of_it_elsewhere(tmp_path: Path) -> None:
    shared: list[list[str]] = []

    class Watched(Roomy):
        def share(self, value: object) -> object:
            assert isinstance(value, pa.Table)
            shared.append(value.schema.names)
            return value

    def first(said: pa.Table) -> pa.Table:
        return said

    def second(said: pa.Table) -> pa.Table:
        return said

    def here(said: pa.Table, *, ask: Any) -> pa.Table:  # noqa: ANN401 - a callable that can't be sent
        raise AssertionError(said, ask)

    one = stage_of(first, {"said": ("c", "a")})
    other = stage_of(second, {"said": ("b",)})
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        warehouse.put("said", pa.table({name: [name] for name in "abcd"}))
        ahead = Ahead(Watched(), warehouse, {"ask": lambda n: n})
        ahead.begin([one, stage_of(here), other], frozenset({"said"}))
        assert shared == [["a", "b", "c"]], "what stays here reads for itself"
        made = [ahead.take(stage) for stage in (one, other)]
    assert [table.to_pydict() for table in made if table] == [
        {"c": ["c"], "a": ["a"]},
        {"b": ["b"]},
    ]


@pytest.mark.parametrize("part", ["code", "libraries", "processor", "python"])
def test_a_node_that_is_not_alike_is_refused_by_name(part: str) -> None:
    require_likeness(own_likeness())
    with pytest.raises(ClusterMismatch, match=f"has other {part} than this machine"):
        require_likeness(dataclasses.replace(own_likeness(), **{part: "another"}))


def test_an_error_keeps_its_kind_and_its_words_on_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(ClusterMismatch("It happened.", "Do that.")))  # noqa: S301 - our own
    assert type(error) is ClusterMismatch
    assert str(error) == "It happened.\nDo that."


def test_work_is_done_here_unless_a_cluster_was_joined(tmp_path: Path) -> None:
    assert executor_for(Settings(tmp_path)) is HERE
    with working_on(Settings(tmp_path)):
        pass
    pytest.importorskip("ray", reason="Ray is not installed: pip install '.[cluster]'")
    with pytest.raises(ClusterMissing, match="No cluster was joined"):
        executor_for(Settings(tmp_path, on="ray"))
