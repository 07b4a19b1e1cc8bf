"""Where companies speak: their pages, and their posts. Each channel is measured by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.discover import discover_stages
from pipeline.measures.publishing import PAGE_GROUNDS, POST_GROUNDS, Grounds
from pipeline.measures.strata import POST
from pipeline.runner import GIVEN_TABLES
from sameness.records import MARKETING_KINDS

if TYPE_CHECKING:
    from pipeline.stage import Stage


@dataclass(frozen=True, slots=True)
class Channel:
    """What a run reads: pages, or posts.

    ``given`` are the tables that exist before its first stage, ``kinds`` the kinds of statements
    that are compared, ``grounds`` what there must be enough of.
    """

    name: str
    given: frozenset[str]
    kinds: tuple[str, ...]
    grounds: Grounds


PAGES = Channel("pages", GIVEN_TABLES, tuple(sorted(MARKETING_KINDS)), PAGE_GROUNDS)
POSTS = Channel(
    "posts",
    frozenset(
        {
            *("blocks", "page_dates", "page_languages", "post_dates"),
            *("companies", "known_terms", "known_strangers", "known_phrases", "known_claims"),
            "earlier_statements",
        }
    ),
    (POST,),
    POST_GROUNDS,
)
CHANNELS = (PAGES, POSTS)


def channel_stages(channel: Channel) -> list[Stage]:
    """Give the stages of a channel in order: what is given is not made.

    Left out is what reads a table that is given to other channels only, and what reads such a
    stage's table. A table that nobody knows is left for ``check_stages`` to find.
    """
    stages = discover_stages()
    made = {stage.name for stage in stages}
    absent = set().union(*(other.given for other in CHANNELS)) - made - channel.given
    kept = []
    for stage in stages:
        if stage.name in channel.given:
            continue
        if stage.reads & absent:
            absent.add(stage.name)
        else:
            kept.append(stage)
    return kept
