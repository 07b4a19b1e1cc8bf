"""How alike the companies' choice of platforms is, beyond that of companies of other industries."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.measures.platform_states import is_shared_ground
from pipeline.measures.platforms import Overlap
from pipeline.measures.platforms import platform_overlap as measure
from pipeline.measures.publishing import FEWEST_COMPANIES
from pipeline.measures.strangers import ENOUGH as FEWEST_STRANGERS
from pipeline.measures.strangers import Candidate, choose_strangers

COLUMNS = {"profiles": ("company", "platform", "status")}
FIGURES = ("jaccard", "strangers", "excess", "low", "high")
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("companies", pa.int32()),
        ("platforms", pa.int32()),
        ("strangers_known", pa.int32()),
        *((name, pa.float64()) for name in FIGURES),
        ("clear", pa.bool_()),
        ("reason", pa.string()),
    ]
)


def platform_overlap(
    profiles: pa.Table,
    companies: pa.Table,
    known_platforms: pa.Table,
    *,
    bootstrap_rounds: int,
    seed: int,
) -> pa.Table:
    """Give one row of the field (``company`` null) and one per company, in the file's order.

    ``jaccard`` is the mean over rivals, ``strangers`` over companies of other industries, 0-1;
    ``excess`` their difference with its 95 % range; ``clear`` says that ``low`` is above 0.
    ``companies`` have a profile on any platform where companies meet; ``platforms`` counts these.
    What could not be read counts, as it does for strangers; accounts that are gone do not. Where
    ``reason`` is not empty there are no figures.
    """
    listed = companies.sort_by("position").to_pylist()
    found = _meeting_places(profiles)
    taking = [row["company"] for row in listed if row["company"] in found]
    known = _strangers(known_platforms, [(row["company"], row["site"]) for row in listed])
    shape = {"companies": len(taking), "strangers_known": len(known), "clear": False}
    field = {"company": None, "platforms": len(frozenset().union(*found.values()))}
    rows: list[dict[str, Any]] = [shape | field]
    for row in listed:
        own = found.get(row["company"], frozenset())
        reason = "" if own else "no profile of it was found"
        rows.append(shape | {"company": row["company"], "platforms": len(own), "reason": reason})
    if reason := _reason(len(taking), len(listed), len(known)):
        return pa.Table.from_pylist([row | {"reason": reason} for row in rows], schema=SCHEMA)
    sets, industries = [own for own, _ in known], [industry for _, industry in known]
    whole, each = measure([found[c] for c in taking], sets, industries, bootstrap_rounds, seed)
    figures = {None: whole} | dict(zip(taking, each, strict=True))
    rows = [row | _figures(figures.get(row["company"])) for row in rows]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _meeting_places(profiles: pa.Table) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in profiles.to_pylist():
        if row["status"] != "gone" and is_shared_ground(row["platform"]):
            found[row["company"]].add(row["platform"])
    return {company: frozenset(platforms) for company, platforms in found.items()}


def _strangers(
    known_platforms: pa.Table, field: list[tuple[str, str]]
) -> list[tuple[frozenset[str], str]]:
    """Give the platforms and industry of each stranger, chosen as those of the index are."""
    own: dict[tuple[str, str, str], frozenset[str]] = {}
    for row in known_platforms.to_pylist():
        if platforms := frozenset(filter(is_shared_ground, row["platforms"])):
            own[row["source"], row["industry"], row["company"]] = platforms
    # Without vectors nobody is too close, and nobody says too little.
    nothing = np.zeros((0, 1), dtype=np.float32)
    candidates = [Candidate(*key, nothing) for key in sorted(own)]
    return [
        (own[choice.source, choice.industry, choice.stranger], choice.industry)
        for choice in choose_strangers(candidates, field, nothing, 0, 0.0)
        if choice.used
    ]


def _reason(companies: int, listed: int, strangers: int) -> str:
    if companies < FEWEST_COMPANIES:
        return (
            f"{companies} of {listed} companies have a profile that was found; "
            f"{FEWEST_COMPANIES} are needed"
        )
    if strangers < FEWEST_STRANGERS:
        return (
            f"the platforms of {strangers} companies of other industries are known; "
            f"{FEWEST_STRANGERS} are needed"
        )
    return ""


def _figures(overlap: Overlap | None) -> dict[str, Any]:
    if overlap is None:
        return {}
    return dataclasses.asdict(overlap) | {"clear": overlap.low > 0, "reason": ""}
