"""The report as it goes to paper: all unfolded, page numbers in its contents, heads on its pages.

Its markup is the page's own; what paper needs otherwise is in ``templates/styles/print.css``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reports.findings import reading_dates
from reports.render import fill, style_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reports.data import Report

LONGEST_HEAD = 60
"""Characters that fit beside one another in the head of a page."""

_FOLDED = re.compile(r"<details\b(?![^>]*\bopen\b)")


def paper_html(report: Report, pages: Mapping[str, int]) -> str:
    """Give the document that a browser prints; ``pages`` are the page numbers of its parts by id.

    It has no script, and nothing of it is folded.
    """
    style = style_sheet(report.branding.colour) + running_heads(report)
    # Text never has a "<" of its own here: only our own elements are unfolded.
    return _FOLDED.sub("<details open", fill("paper.html.j2", report, style, "", pages=pages))


def running_heads(report: Report) -> str:
    """Give the rules that put the field, the reader and the days of reading on every page."""
    maker = report.branding.agency or "Sameness"
    reader = report.branding.client_name or report.client
    about = " for ".join(filter(None, (report.industry_name, reader)))
    heads = {"left": f"{maker}: {about}", "right": reading_dates(report).split(";")[0]}
    return "".join(
        f"@media print {{ @page {{ @top-{side} {{ content: {css_text(_short(words))}; }} }} }}\n"
        for side, words in heads.items()
    )


def css_text(text: str) -> str:
    """Give a text as a string of CSS, every character but plain letters and digits as its code.

    So nothing that came from outside can end the string, the rule or the style element.
    """
    return '"' + "".join(_css_character(character) for character in text) + '"'


def _css_character(character: str) -> str:
    if character.isascii() and character.isalnum():
        return character
    # CSS has no NUL, and no halves of a pair.
    code = ord(character)
    return "\\fffd " if code == 0 or 0xD800 <= code <= 0xDFFF else f"\\{code:x} "


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_HEAD else text[: LONGEST_HEAD - 1].rstrip() + "…"
