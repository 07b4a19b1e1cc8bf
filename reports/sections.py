"""The sections of a report in their order: each has an id, a title and a template of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.change_findings import shows_changes
from reports.first_findings import shows_first
from reports.images_findings import shows_images
from reports.look_findings import shows_look, shows_pages
from reports.map_findings import shows_map
from reports.month_findings import shows_months
from reports.platform_findings import shows_platforms
from reports.posts_findings import shows_posts
from reports.talk_findings import shows_talk
from reports.voice_findings import shows_voice

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
    anything to say there. ``needs`` names what must hold something where there is no score: that
    nothing was found is a finding only where enough was read.
    """

    id: str
    title: str
    client_title: str = ""
    shown: Callable[[Report], bool] = always
    needs: tuple[str, ...] = ()

    def has_ground(self, report: Report) -> bool:
        """Tell whether enough was read for this section to say anything."""
        return (
            report.scores.published
            or not self.needs
            or any(getattr(report, name) for name in self.needs)
        )

    @property
    def template(self) -> str:
        """The file that the section is made of."""
        return f"{self.id.replace('-', '_')}.html.j2"


SECTIONS = (
    Section("verdict", "The finding"),
    Section("changes", "What changed", shown=shows_changes),
    Section("quiz", "Who said it?", needs=("quiz",)),
    Section("pages", "Home pages", shown=shows_pages),
    Section("pairs", "Who could swap"),
    Section("map", "The map", shown=shows_map),
    Section("claims", "Shared claims", needs=("claims",)),
    Section("words", "Words", needs=("stock_phrases", "own_words")),
    Section("images", "Pictures", shown=shows_images),
    Section("look", "Look", shown=shows_look),
    Section("platforms", "Platforms", shown=shows_platforms),
    Section("voice", "Voice", shown=shows_voice),
    Section("talk", "Talk", shown=shows_talk),
    Section("posts", "Posts", shown=shows_posts),
    Section("first", "Who said it first", shown=shows_first),
    Section("months", "Month by month", shown=shows_months),
    Section("only-you", "Only one", "Only you", needs=("only_you",)),
    Section("white-space", "Nobody says", needs=("white_space",)),
    Section(
        "next",
        "Keep, drop, prove",
        needs=("claims", "stock_phrases", "own_words", "only_you"),
    ),
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
        if s.shown(report) and s.has_ground(report) and report.branding.shows(s.id)
    )


def groundless(report: Report) -> list[str]:
    """Give the titles of the sections that are left out because too little was read."""
    return [s.title for s in SECTIONS if s.shown(report) and not s.has_ground(report)]
