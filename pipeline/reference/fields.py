"""The figures of other fields: the table that ships, and the one a workspace builds."""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.measures.reference import (
    FEWEST_FIELDS,
    Context,
    FieldFigures,
    TextKind,
    context,
)
from sameness.errors import ReferenceInvalid

if TYPE_CHECKING:
    from sameness.settings import Settings

PROBABILITIES = (0.1, 0.25, 1 / 3, 0.5, 2 / 3, 0.75, 0.9)
QUANTILES_OF = ("value", "excess", "own_lift", "strangers", "blind_test")


@dataclass(frozen=True, slots=True)
class Reference:
    """Fields measured with one model; ``provenance`` says which, when, and by what."""

    model: str
    provenance: dict[str, Any]
    fields: tuple[FieldFigures, ...]

    def of_kind(self, kind: TextKind) -> list[FieldFigures]:
        """Give the fields measured on this kind of text."""
        return [field for field in self.fields if field.kind == kind]

    def quantiles(self, kind: TextKind, figure: str) -> dict[str, float]:
        """Give the figure's quantiles over the fields of one kind, by probability; may be empty."""
        values = [getattr(field, figure) for field in self.of_kind(kind)]
        known = [value for value in values if value is not None and not math.isnan(value)]
        if not known:
            return {}
        found = np.quantile(known, PROBABILITIES)
        return {f"{p:.2f}": float(q) for p, q in zip(PROBABILITIES, found, strict=True)}


def shipped_reference(model: str) -> Reference:
    """Give the table that ships for a model; without fields where none does."""
    file = resources.files("pipeline.reference") / f"fields-{model.lower()}.json"
    if not file.is_file():
        return Reference(model, {}, ())
    return parse_reference(file.read_text("utf-8"), file.name)


def known_reference(settings: Settings) -> Reference:
    """Give the workspace's own fields and those that ship, own ones first where both have a name.

    Raises ReferenceInvalid where the workspace's file can't be read.
    """
    shipped = shipped_reference(settings.model)
    if not settings.reference.exists():
        return shipped
    own = parse_reference(settings.reference.read_text("utf-8"), str(settings.reference))
    if own.model != settings.model:
        return shipped
    names = {(field.kind, field.name) for field in own.fields}
    rest = tuple(field for field in shipped.fields if (field.kind, field.name) not in names)
    return Reference(own.model, own.provenance, own.fields + rest)


def context_of(settings: Settings, score: FieldFigures) -> Context:
    """Give where a score stands among the fields this workspace knows of, in words."""
    return context(score, known_reference(settings).fields)


def to_text(reference: Reference) -> str:
    """Give the table as JSON: provenance, fields and quantiles of kinds with enough fields."""
    kinds = [kind for kind in TextKind if len(reference.of_kind(kind)) >= FEWEST_FIELDS]
    quantiles = {
        kind.value: {
            figure: {p: _rounded(q) for p, q in reference.quantiles(kind, figure).items()}
            for figure in QUANTILES_OF
        }
        for kind in kinds
    }
    fields = [
        {name: _rounded(value) for name, value in dataclasses.asdict(field).items()}
        for field in sorted(reference.fields, key=lambda f: (f.kind, f.name))
    ]
    stored = {
        "model": reference.model,
        "provenance": reference.provenance,
        "quantiles": quantiles,
        "fields": fields,
    }
    return json.dumps(stored, indent=1) + "\n"


def _rounded(value: object) -> object:
    """Give a number with four decimals; not a number becomes null, which JSON has."""
    if not isinstance(value, float):
        return value
    return None if math.isnan(value) else round(value, 4)


def _read_field(row: dict[str, Any]) -> FieldFigures:
    own = float("nan") if row["own"] is None else row["own"]
    return FieldFigures(**row | {"kind": TextKind(row["kind"]), "own": own})


def parse_reference(text: str, name: str) -> Reference:
    """Give the table written by ``to_text``; raises ReferenceInvalid."""
    try:
        stored = json.loads(text)
        fields = tuple(_read_field(row) for row in stored["fields"])
        return Reference(stored["model"], stored["provenance"], fields)
    except (ValueError, TypeError, KeyError) as error:
        raise ReferenceInvalid(
            f"{name} is no table of fields: {error}", "Make it again: sameness reference build"
        ) from error
