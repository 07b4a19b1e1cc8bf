"""Finds the stages in a folder and puts them in an order in which each finds what it reads."""

from __future__ import annotations

import ast
import graphlib
import importlib
import re
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.stage import Parameters, PythonStage, SqlStage, Stage
from sameness.errors import StageInvalid
from warehouse.select import parse_select

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable

    import pyarrow as pa

STAGES = "pipeline.stages"
COLUMNS = "COLUMNS"
IN_PARTS = "Parts"
"""The annotation of a parameter whose table is read in parts."""


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
    return _load_sql(stem, file) if kind == "sql" else _load_python(stem, file)


def _load_sql(stem: str, file: Traversable) -> Stage:
    sql = file.read_text(encoding="utf-8")
    first, _, _ = sql.partition("\n")
    if not re.match(r"-- *[^ -]", first):
        raise StageInvalid(f"Stage {stem}.sql has no summary.", "Begin it with a '-- ' line.")
    try:
        return SqlStage(stem, first.removeprefix("--").strip(), parse_select(sql))
    except ValueError as error:
        raise StageInvalid(f"Stage {stem}.sql is not one select: {error}", "Mend it.") from error


def _load_python(stem: str, file: Traversable) -> Stage:
    """Give the stage of a file that is read and not imported: its libraries may not be needed."""
    module = ast.parse(file.read_text(encoding="utf-8"))
    summary, _, _ = (ast.get_docstring(module) or "").partition("\n")
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    takes = [_parameters(node.args) for node in functions if node.name == stem]
    if not takes or not summary:
        raise StageInvalid(
            f"Stage {stem}.py lacks a function {stem}() or a docstring.",
            "A stage's function is named like its file; its docstring is the summary.",
        )
    return PythonStage(stem, summary, takes[0], partial(_function, stem), _columns(stem, module))


def _parameters(arguments: ast.arguments) -> Parameters:
    tables, values = arguments.args, arguments.kwonlyargs
    return Parameters(
        frozenset(table.arg for table in tables),
        frozenset(value.arg for value in values),
        frozenset(
            t.arg
            for t in tables
            if isinstance(t.annotation, ast.Name) and t.annotation.id == IN_PARTS
        ),
    )


def _columns(stem: str, module: ast.Module) -> dict[str, tuple[str, ...]]:
    """Give what a file's ``COLUMNS`` says, nothing where it has none."""
    for node in module.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == COLUMNS:
            try:
                found: dict[str, tuple[str, ...]] = ast.literal_eval(node.value)
            except ValueError as error:
                raise StageInvalid(
                    f"Stage {stem}.py works out its {COLUMNS}: {ast.unparse(node.value)}",
                    "Write them out: stages are read before they are run.",
                ) from error
            return found
    return {}


def _function(stem: str) -> Callable[..., pa.Table]:
    function: Callable[..., pa.Table] = getattr(importlib.import_module(f"{STAGES}.{stem}"), stem)
    return function


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
