"""Finds the stages in a folder and puts them in an order in which each finds what it reads."""

from __future__ import annotations

import graphlib
import importlib
import re
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.stage import PythonStage, SqlStage, Stage
from sameness.errors import StageInvalid
from warehouse.select import parse_select

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

STAGES = "pipeline.stages"


def discover_stages() -> list[Stage]:
    """Give every stage, ordered so that each comes after the tables it reads.

    The order is the same on every machine: ties go by name. Raises StageInvalid.
    """
    folder = resources.files("pipeline") / "stages"
    files = sorted((f for f in folder.iterdir() if _is_stage(f)), key=lambda f: f.name)
    return order_stages([_load(file) for file in files])


def _is_stage(file: Traversable) -> bool:
    return file.name.endswith((".sql", ".py")) and not file.name.startswith("_")


def _load(file: Traversable) -> Stage:
    stem, _, kind = file.name.rpartition(".")
    return _load_sql(stem, file) if kind == "sql" else _load_python(stem)


def _load_sql(stem: str, file: Traversable) -> Stage:
    sql = file.read_text(encoding="utf-8")
    first, _, _ = sql.partition("\n")
    if not re.match(r"-- *[^ -]", first):
        raise StageInvalid(f"Stage {stem}.sql has no summary.", "Begin it with a '-- ' line.")
    try:
        return SqlStage(stem, first.removeprefix("--").strip(), parse_select(sql))
    except ValueError as error:
        raise StageInvalid(f"Stage {stem}.sql is not one select: {error}", "Mend it.") from error


def _load_python(stem: str) -> Stage:
    module = importlib.import_module(f"{STAGES}.{stem}")
    function = getattr(module, stem, None)
    if function is None or not (module.__doc__ or "").strip():
        raise StageInvalid(
            f"Stage {stem}.py lacks a function {stem}() or a docstring.",
            "A stage's function is named like its file; its docstring is the summary.",
        )
    summary = str(module.__doc__).strip().partition("\n")[0]
    return PythonStage(stem, summary, function, getattr(module, "COLUMNS", {}))


def order_stages(stages: list[Stage]) -> list[Stage]:
    """Give the stages so that each comes after the ones whose tables it reads.

    Raises StageInvalid where they wait for each other in a circle.
    """
    by_name = {stage.name: stage for stage in stages}
    sorter = graphlib.TopologicalSorter(
        {stage.name: sorted(stage.reads & by_name.keys()) for stage in stages}
    )
    try:
        sorter.prepare()
    except graphlib.CycleError as error:
        circle = " -> ".join(error.args[1])
        raise StageInvalid(f"Stages wait for each other: {circle}.", "Break the circle.") from error
    ordered = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered += [by_name[name] for name in ready]
        sorter.done(*ready)
    return ordered


def stages_for(table: str) -> list[Stage]:
    """Give, in order, the stages that making this table takes, its own included."""
    ordered = discover_stages()
    wanted = {table}
    for stage in reversed(ordered):
        if stage.name in wanted:
            wanted |= stage.reads
    return [stage for stage in ordered if stage.name in wanted]
