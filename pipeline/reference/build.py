"""Builds the figures of other fields from a workspace's runs and from a directory of companies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from embeddings.encoder import encoder_name
from pipeline.caches import cached_embedder, cached_entity_finder
from pipeline.directory import read_directory
from pipeline.measures.reference import (
    FEWEST_FIELDS,
    KIND_WORDS,
    SHORT_M,
    FieldFigures,
    TextKind,
    directory_figures,
)
from pipeline.reference.fields import Reference, to_text
from pipeline.runs import PAGES_CHANNEL
from sameness import __version__
from sameness.errors import DirectoryInvalid
from warehouse.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pipeline.directory import Entry
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse


def build_reference(
    warehouse: Warehouse,
    settings: Settings,
    directory: Path | None,
    on_progress: Callable[[int, int], None],
) -> Reference:
    """Give the figures of every industry's newest run and of the directory's fields.

    Raises DirectoryInvalid, ModelMissing.
    """
    fields = site_fields(warehouse, settings)
    companies = 0
    if directory is not None:
        embed = cached_embedder(warehouse, settings.model, on_progress)
        entries = read_directory(directory, cached_entity_finder(warehouse), embed)
        companies = len(entries)
        fields += entry_fields(entries)
    name = directory.name if directory is not None else None
    return Reference(settings.model, provenance(settings, fields, name, companies), tuple(fields))


def site_fields(warehouse: Warehouse, settings: Settings) -> list[FieldFigures]:
    """Give the figures of every industry's newest finished run with this model, by name."""
    if not warehouse.tuples("has_history"):
        return []
    key = {"model": encoder_name(settings.model), "channel": PAGES_CHANNEL}
    rows = warehouse.arrow("reference_fields", **key).to_pylist()
    return [site_field(row["industry"], row) for row in rows]


def site_field(name: str, scores: Mapping[str, Any]) -> FieldFigures:
    """Give the figures of one row of ``industry_scores`` that holds numbers."""
    return FieldFigures(
        name=name,
        kind=TextKind.SITE,
        companies=scores["companies"],
        value=scores["value"],
        low=scores["low"],
        high=scores["high"],
        between=scores["between"],
        own=scores["own"],
        strangers=scores["strangers"],
        ceiling=scores["ceiling"],
        blind_test=scores["blind_test"],
    )


def entry_fields(entries: Sequence[Entry]) -> list[FieldFigures]:
    """Give the figures of a directory's fields; none for an empty directory.

    Raises DirectoryInvalid where its fields have no strangers, or no company an anchor of its own.
    """
    if not entries:
        return []
    if len({entry.sector for entry in entries}) < 2:
        raise DirectoryInvalid(
            f"All fields of the directory are of one sector, {entries[0].sector!r}.",
            "Add fields of other sectors: their companies are the strangers.",
        )
    if max(len(entry.vectors) for entry in entries) <= SHORT_M:
        raise DirectoryInvalid(
            f"No company of the directory has more than {SHORT_M} statements.",
            "Add longer descriptions: a company's other statements are its own anchor.",
        )
    return directory_figures(
        [entry.vectors for entry in entries],
        [entry.field for entry in entries],
        [entry.sector for entry in entries],
    )


def provenance(
    settings: Settings, fields: Sequence[FieldFigures], directory: str | None, companies: int
) -> dict[str, Any]:
    """Give what the figures were made from, when, and by what."""
    sites = [field for field in fields if field.kind is TextKind.SITE]
    return {
        "made": datetime.now(UTC).date().isoformat(),
        "version": __version__,
        "encoder": encoder_name(settings.model),
        "rivals_sampled": settings.rivals_sampled,
        "site_fields": len(sites),
        "site_companies": sum(field.companies for field in sites),
        "directory": directory,
        "directory_fields": len(fields) - len(sites),
        "directory_companies": companies,
    }


def write_reference(reference: Reference, settings: Settings) -> Path:
    """Write the table into the workspace; gives its path."""
    write_whole(settings.reference, to_text(reference).encode("utf-8"))
    return settings.reference


def describe_reference(reference: Reference) -> list[str]:
    """Give a line per kind of text: how many fields, and where the middle of them lies."""
    lines = []
    for kind, words in KIND_WORDS.items():
        fields = reference.of_kind(kind)
        middle = f"{len(fields)} fields {words}"
        if len(fields) >= FEWEST_FIELDS:
            quantiles = reference.quantiles(kind, "value")
            middle += f": half lie between {quantiles['0.25']:.0f} and {quantiles['0.75']:.0f}"
        lines.append(middle)
    return lines
