"""What speaks against reading sameness as a fault and difference as a merit, where it applies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.wording import regime_sentence, same_claims

if TYPE_CHECKING:
    from reports.data import Report

EXPECTED = ("table stakes", "crowded")


def on_pairs(report: Report) -> list[str]:
    """Give what likeness is worth in a field like this one; nothing where none was measured."""
    regime = regime_sentence(report)
    if not regime:
        return []
    return [f"Alike is not a fault by itself: what every buyer expects, everybody says. {regime}"]


def on_claims(report: Report) -> list[str]:
    """Give what a claim is worth that many make; nothing where none is common."""
    if not any(claim.tier in EXPECTED for claim in same_claims(report)):
        return []
    return ["Table stakes are not a fault: a buyer may need to hear them. They tell nobody apart."]


def on_only_you(report: Report) -> list[str]:
    """Give what a sentence is worth that one company alone says."""
    valuable = "Unique is not the same as valuable: first ask whether a buyer cares."
    regime = regime_sentence(report)
    return [regime, valuable] if regime else [valuable]
