"""The lists of what to keep, drop and prove as a part of scores.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.next_findings import next_companies

if TYPE_CHECKING:
    from reports.data import Report
    from reports.next_findings import Step

    Part = dict[str, object]


def next_scores(report: Report) -> list[Part]:
    """Give the whole lists of the client, or without one of every company."""
    return [
        {
            "company": steps.company,
            "keep": [_step(step) for step in steps.keep],
            "drop": [_step(step) for step in steps.drop],
            "prove": [_step(step) for step in steps.prove],
        }
        for steps in next_companies(report)
    ]


def _step(step: Step) -> Part:
    return {
        "text": step.text,
        "why": step.why,
        "section": step.section,
        "id": step.id,
        "url": step.url,
        "seen_at": step.seen_at.isoformat(),
    }
