"""The sections of a report in their order: each has an id, a title and a template of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.map_findings import shows_map
from reports.platform_findings import shows_platforms
from reports.posts_findings import shows_posts
from reports.talk_findings import shows_talk

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.data import Report


def always(_: Report) -> bool:
    """Tell that a section stands in every report, if only to say what is missing."""
    return True


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its ``id`` is also its template's name, ``title`` stands in the contents.

    ``client_title`` is the title in a report for one client; ``shown`` tells whether a report has
    anything to say there.
    """

    id: str
    title: str
    client_title: str = ""
    shown: Callable[[Report], bool] = always

    @property
    def template(self) -> str:
        """The file that the section is made of."""
        return f"{self.id.replace('-', '_')}.html.j2"


SECTIONS = (
    Section("verdict", "The finding"),
    Section("quiz", "Who said it?"),
    Section("pairs", "Who could swap"),
    Section("map", "The map", shown=shows_map),
    Section("claims", "Shared claims"),
    Section("words", "Words"),
    Section("platforms", "Platforms", shown=shows_platforms),
    Section("talk", "Talk", shown=shows_talk),
    Section("posts", "Posts", shown=shows_posts),
    Section("only-you", "Only one", "Only you"),
    Section("white-space", "Nobody says"),
    Section("next", "Keep, drop, prove"),
    Section("weeded-out", "Weeded out"),
    Section("method", "Method, limits"),
)


ALWAYS = ("verdict", "method")
"""The sections that nobody may leave out: a finding does not stand without how it was made."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A section as one report has it: with the title that fits its reader."""

    id: str
    title: str
    template: str


def sections_of(report: Report) -> tuple[Entry, ...]:
    """Give the sections that a report shows, in order."""
    return tuple(
        Entry(s.id, (report.client and s.client_title) or s.title, s.template)
        for s in SECTIONS
        if s.shown(report) and report.branding.shows(s.id)
    )
