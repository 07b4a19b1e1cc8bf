"""Whom a report is written for and whose name it carries, checked before anything is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

from crawlers.logo import LogoUnusable, draw_logo
from pipeline.industries import find_industry, industry_file
from reports.branding_data import UNBRANDED, Branding, Logo, Remark
from reports.remarks import UnknownSection, read_remarks
from reports.sections import ALWAYS, SECTIONS
from sameness.errors import IndustryInvalid, IndustryNotFound
from sameness.industry import line_of

if TYPE_CHECKING:
    from pathlib import Path

    from sameness.branding import ReportSettings
    from sameness.industry import Industry
    from sameness.settings import Settings

MOST_COMMENTARY = 100_000
"""The longest commentary, in bytes."""

IDS = tuple(section.id for section in SECTIONS)


@dataclass(frozen=True, slots=True)
class Audience:
    """The ``client`` a report is written for (None: it is about the field), and its branding."""

    client: str | None
    branding: Branding = UNBRANDED


def find_audience(settings: Settings, name: str, field: Industry) -> Audience:
    """Give an industry's audience; raises IndustryInvalid with file, line and field."""
    return Audience(field.client, read_branding(industry_file(settings, name), field.report))


def report_audience(settings: Settings, name: str, client: str | None) -> Audience | None:
    """Give whom a finished run is reported to: ``client`` ("" for nobody), else the file's.

    None where neither says it: the file is gone, and the run knows whom it was made for.
    """
    try:
        audience = find_audience(settings, name, find_industry(settings, name))
    except IndustryNotFound:
        return None if client is None else Audience(client or None)
    return audience if client is None else replace(audience, client=client or None)


def read_branding(path: Path, wanted: ReportSettings) -> Branding:
    """Give what an industry file's ``[report]`` table asks for, its files read and made safe.

    Raises IndustryInvalid for a logo, a commentary or a section that can't be had.
    """
    return Branding(
        agency=wanted.agency,
        logo=_logo(path, wanted.logo) if wanted.logo else None,
        colour=wanted.colour.lower(),
        client_name=wanted.client_name,
        remarks=_remarks(path, wanted.commentary) if wanted.commentary else (),
        hidden=_hidden(path, wanted),
    )


def _logo(path: Path, file: str) -> Logo:
    try:
        logo = draw_logo(_read(path, "logo", file))
    except LogoUnusable as error:
        _refuse(path, "logo", f"{file!r} {error}")
    return Logo(logo.webp, logo.width, logo.height, logo.ground)


def _remarks(path: Path, file: str) -> tuple[Remark, ...]:
    body = _read(path, "commentary", file)
    if len(body) > MOST_COMMENTARY:
        _refuse(path, "commentary", f"{file!r} has {len(body):,} bytes, {MOST_COMMENTARY:,} fit")
    try:
        return read_remarks(body.decode("utf-8-sig"), IDS)
    except UnicodeDecodeError:
        _refuse(path, "commentary", f"{file!r} is not UTF-8 text")
    except UnknownSection as error:
        _refuse(path, "commentary", f"{file}:{error.line}: {_unknown(error.section)}")


def _hidden(path: Path, wanted: ReportSettings) -> tuple[str, ...]:
    key = "sections" if wanted.sections else "hide"
    for name in (*wanted.sections, *wanted.hide):
        if name not in IDS:
            _refuse(path, key, _unknown(name))
    for name in wanted.hide:
        if name in ALWAYS:
            _refuse(path, key, f"{name!r} stands in every report and can't be left out")
    if wanted.sections:
        return tuple(name for name in IDS if name not in (*wanted.sections, *ALWAYS))
    return wanted.hide


def _unknown(section: str) -> str:
    return f"no section is called {section!r}; there are {', '.join(IDS)}"


def _read(path: Path, key: str, file: str) -> bytes:
    """Give the bytes of a file that an industry file names, by a path beside itself."""
    try:
        return (path.parent / file).read_bytes()
    except OSError as error:
        _refuse(path, key, f"{file!r} can't be read ({error.strerror})")


def _refuse(path: Path, key: str, what: str) -> NoReturn:
    line = line_of(path.read_text(encoding="utf-8-sig"), ("report", key))
    raise IndustryInvalid(
        f"{path}:{line}: report.{key}: {what}", "Mend it and try again."
    ) from None
