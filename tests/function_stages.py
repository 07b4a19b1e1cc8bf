"""Stages of functions that a test wrote, as their files would be read."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from pipeline.discover import IN_PARTS
from pipeline.stage import Parameters, PythonStage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa


def stage_of(
    function: Callable[..., pa.Table | pa.RecordBatchReader],
    columns: Mapping[str, tuple[str, ...]] | None = None,
) -> PythonStage:
    """Give the stage of a function, of its name."""
    listed = inspect.signature(function).parameters.values()
    takes = Parameters(
        frozenset(p.name for p in listed if p.kind is p.POSITIONAL_OR_KEYWORD),
        frozenset(p.name for p in listed if p.kind is p.KEYWORD_ONLY),
        frozenset(p.name for p in listed if p.annotation == IN_PARTS),
    )
    name = function.__name__
    return PythonStage(name, f"{name.title()}.", takes, lambda: function, columns or {})
