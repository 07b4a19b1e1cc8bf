"""Who may serve as a stranger to a field: enough text, another industry, not close by."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.rarefaction import rarefied_matches
from pipeline.text.identity import name_variants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ENOUGH = 10
"""Stranger companies below which nothing is published."""
ENOUGH_INDUSTRIES = 3
"""Industries of its own, with ten companies, from which a workspace does without the panel."""
CLOSE = 0.5
"""Share of the reference self lift above the other industries' median that makes one too close."""
SAMPLED = 400
"""Statements of the field that closeness is judged on."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A company of another industry with its vectors; ``source`` is "workspace" or "panel"."""

    source: str
    industry: str
    stranger: str
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a candidate is used, and why not."""

    source: str
    industry: str
    stranger: str
    statements: int
    used: bool
    reason: str


def choose_strangers(
    candidates: Sequence[Candidate],
    field: Sequence[tuple[str, str]],
    vectors: NDArray[np.float32],
    m: int,
    reference_lift: float,
) -> list[Choice]:
    """Give a choice for every candidate.

    Left out, in this order: every industry that shares a company with the field (``field`` holds
    (name, site) pairs); companies with fewer than ``m`` statements; industries whose mean rarefied
    similarity to the field's ``vectors`` exceeds the median industry's by more than half of the
    reference self lift; companies of the panel that the workspace has read itself; and the whole
    panel, where the workspace alone has ten companies of three industries.
    """
    reasons = _shared_industries(candidates, field)
    fit = [c for c in candidates if c.industry not in reasons and len(c.vectors) >= m]
    reasons |= _close_industries(fit, vectors, m, CLOSE * reference_lift)
    own = [c for c in fit if c.source == "workspace" and c.industry not in reasons]
    no_panel = len(own) >= ENOUGH and len({c.industry for c in own}) >= ENOUGH_INDUSTRIES
    read = {_key(c.stranger) for c in candidates if c.source == "workspace"}
    choices = []
    for c in candidates:
        reason = reasons.get(c.industry, "")
        if not reason and len(c.vectors) < m:
            reason = f"only {len(c.vectors)} statements, {m} are needed"
        if not reason and c.source == "panel":
            reason = _panel_reason(c, read, no_panel=no_panel)
        choices.append(Choice(c.source, c.industry, c.stranger, len(c.vectors), not reason, reason))
    return choices


def _panel_reason(candidate: Candidate, read: set[str], *, no_panel: bool) -> str:
    if no_panel:
        return "the workspace has strangers enough of its own"
    return "this workspace has read it itself" if _key(candidate.stranger) in read else ""


def _key(name: str) -> str:
    return name.casefold().replace(" ", "")


def _shared_industries(
    candidates: Sequence[Candidate], field: Sequence[tuple[str, str]]
) -> dict[str, str]:
    """Give the industries that hold a company of the field, each with the reason in words."""
    names = {_key(variant): name for name, site in field for variant in name_variants([name], site)}
    return {
        c.industry: f"it holds {names[key]}, a company of this field"
        for c in candidates
        if (key := _key(c.stranger)) in names
    }


def _close_industries(
    candidates: Sequence[Candidate], vectors: NDArray[np.float32], m: int, margin: float
) -> dict[str, str]:
    if not len(vectors):
        return {}
    step = -(-len(vectors) // SAMPLED)
    closeness = {
        industry: float(
            np.mean([rarefied_matches(vectors[::step], c.vectors, m).mean() for c in group])
        )
        for industry, group in groupby(
            sorted(candidates, key=lambda c: c.industry), key=lambda c: c.industry
        )
    }
    median = float(np.median(list(closeness.values()))) if closeness else 0.0
    return {
        industry: f"too close to this field (similarity {value:.2f}, the median is {median:.2f})"
        for industry, value in closeness.items()
        if value > median + margin
    }
