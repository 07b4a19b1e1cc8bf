"""The ``[report]`` table of an industry file: whose report it is, and what it shows."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Line = Annotated[str, Field(max_length=120, pattern=r"^[^\r\n]*$")]
SectionId = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]


class ReportSettings(BaseModel):
    """Whose name a report carries and which parts of it are shown: the ``[report]`` table.

    ``logo`` and ``commentary`` are paths beside the industry file; ``colour`` is ``#rrggbb``.
    ``client_name`` is who the report is prepared for, where that is not the client's listed name.
    ``sections`` lists the only ones to show, ``hide`` those to leave out; at most one of the two.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    agency: Line = ""
    logo: Line = ""
    colour: str = Field(default="", pattern=r"^(#[0-9A-Fa-f]{6})?$")
    client_name: Line = ""
    commentary: Line = ""
    sections: tuple[SectionId, ...] = ()
    hide: tuple[SectionId, ...] = ()

    @model_validator(mode="after")
    def _sections_or_hide(self) -> ReportSettings:
        if self.sections and self.hide:
            raise ValueError("give either sections, those to show, or hide, those to leave out")
        return self

    @model_validator(mode="after")
    def _a_logo_says_whose_it_is(self) -> ReportSettings:
        if self.logo and not self.agency:
            raise ValueError("a logo needs agency, the name that is read out in its place")
        return self
