"""Removes old evidence on demand, in one industry or in all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.industries import find_industry
from pipeline.retention import drop_old_evidence, preview_drop
from sameness.errors import AgeUnclear, SamenessError
from sameness.industry import SocialSettings

if TYPE_CHECKING:
    from pipeline.retention import Dropped
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

MOST_MONTHS = 600


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went of an industry, or would go where it was not ``done``."""

    industry: str
    months: int
    done: bool
    dropped: Dropped

    def line(self) -> str:
        """Give it as a sentence."""
        parts = (
            (self.dropped.pages, "page", "pages"),
            (self.dropped.pictures, "picture", "pictures"),
            (self.dropped.posts, "post", "posts"),
            (self.dropped.screenshots, "screenshot", "screenshots"),
        )
        told = [f"{count} {one if count == 1 else many}" for count, one, many in parts if count]
        freed = f"{self.dropped.freed / 1e6:.1f} MB"
        if not told and not self.dropped.freed:
            return f"{self.industry}: nothing older than {self.months} months may go."
        what = ", ".join(told) or "what was left of earlier crawls"
        verb = ("went", "freed") if self.done else ("would go", "would be freed")
        return (
            f"{self.industry}: {what} older than {self.months} months {verb[0]}; {freed} of the "
            f"archive {verb[1]}."
        )


def read_age(text: str) -> int:
    """Give an age such as "24m" or "2y" in months, 1 to 600; raises AgeUnclear."""
    match = re.fullmatch(r"([0-9]{1,4})\s*(m|y)", text.strip().casefold())
    months = int(match[1]) * (12 if match[2] == "y" else 1) if match else 0
    if not 1 <= months <= MOST_MONTHS:
        raise AgeUnclear(
            f"{text!r} is no age.", f"Write months or years, as 24m or 2y; at most {MOST_MONTHS}m."
        )
    return months


def prune(
    warehouse: Warehouse, settings: Settings, months: int, name: str | None, *, carry_out: bool
) -> list[Pruned]:
    """Drop the evidence of one industry, or of all, that is older and that nothing rests on.

    Without ``carry_out`` it stays, and what would go is told. Reports stay in any case, and so do
    the texts and figures of every month.
    """
    act = drop_old_evidence if carry_out else preview_drop
    names = [one for (one,) in warehouse.tuples("crawled_industries")] if name is None else [name]
    pruned = [
        Pruned(
            one,
            months,
            carry_out,
            act(warehouse, settings, one, months, _post_months(settings, one)),
        )
        for one in names
    ]
    if carry_out:
        warehouse.checkpoint()
    return pruned


def _post_months(settings: Settings, name: str) -> int:
    """Give how far back posts may be measured again; the usual where there is no file any more."""
    try:
        return find_industry(settings, name).social.months
    except SamenessError:
        return SocialSettings().months
