"""Whose report it is: what an agency puts on it, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo as it is printed: a WebP picture, ``width`` by ``height`` pixels at double density.

    ``ground`` is what it must stand on to be seen: "light", "dark", or "" where it brings its own.
    """

    webp: bytes
    width: int
    height: int
    ground: str


@dataclass(frozen=True, slots=True)
class Remark:
    """The agency's own words below one section, as Markdown."""

    section: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Branding:
    """What an agency's industry file says of the report; each may be empty.

    ``colour`` is ``#rrggbb``; ``client_name`` is whom the report is prepared for, where that is not
    the client's listed name; ``hidden`` are the ids of the sections left out.
    """

    agency: str = ""
    logo: Logo | None = None
    colour: str = ""
    client_name: str = ""
    remarks: tuple[Remark, ...] = ()
    hidden: tuple[str, ...] = ()

    def shows(self, section: str) -> bool:
        """Tell whether a section may stand in the report."""
        return section not in self.hidden

    def remark(self, section: str) -> str:
        """Give the agency's words on a section as Markdown, or nothing."""
        return next((r.markdown for r in self.remarks if r.section == section), "")


UNBRANDED = Branding()
"""A report that carries nobody's name but the program's."""
