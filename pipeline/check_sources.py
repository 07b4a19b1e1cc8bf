"""The text to check, from wherever it is, as statements: cut by the code that cuts the sites."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from crawlers.choice.addresses import Site
from crawlers.one_page import read_page
from pipeline.given_files import read_text
from pipeline.text.blocks import cut_blocks
from pipeline.text.cleaning import clean_text
from pipeline.text.sentences import split_statements
from sameness.errors import TextEmpty
from sameness.records import PITCH_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sameness.industry import Industry

WRAPPED = 60
"""Characters from which a line without an end mark is taken to go on in the next one."""
_ENDED = re.compile(r"[.!?:;…][\"'”’)\]]*$")


def choose_own(industry: Industry, company: str | None, url: str | None) -> str:
    """Give the listed company whose text is checked, empty for nobody's.

    The one named, else the one on whose site the page stands, else the client. Raises
    CompanyNotFound.
    """
    if company is not None:
        return industry.find(company).name
    hosts = [c.name for c in industry.company if url is not None and Site(c.site).holds(url)]
    return next(iter(hosts), industry.client or "")


def read_given(
    industry: Industry,
    text: str | None,
    file: str | None,
    url: str | None,
    chromium: Path | None = None,
) -> list[str]:
    """Give the statements of the text, file or page that is given; raises what its reader raises.

    ``chromium`` is the browser for a page that says nothing without one, None for none.
    """
    if url is not None:
        return statements_of_page(industry, url, chromium)
    return statements_of_text(
        read_text(file) if file is not None else text or "", industry.language
    )


def statements_of_text(text: str, language: str) -> list[str]:
    """Give the distinct statements of a plain text, in order; raises TextEmpty.

    A line is a block, as on a page; a long line without an end mark goes on in the next one.
    """
    return _distinct(split_statements(block, language) for block in _blocks(text))


def _blocks(text: str) -> list[str]:
    blocks: list[str] = []
    goes_on = False
    for raw in text.splitlines():
        line = clean_text(raw)
        if goes_on and line:
            blocks[-1] += f" {line}"
        elif line:
            blocks.append(line)
        goes_on = len(line) >= WRAPPED and not _ENDED.search(line)
    return blocks


def statements_of_page(industry: Industry, url: str, chromium: Path | None = None) -> list[str]:
    """Give the distinct statements of one page of the web, in order.

    Raises TextEmpty, and what ``crawlers.read_page`` raises.
    """
    page = read_page(industry, url, chromium)
    blocks = [block for block in cut_blocks(page) if block.role in PITCH_ROLES]
    return _distinct(split_statements(block.text, industry.language) for block in blocks)


def _distinct(groups: Iterable[list[str]]) -> list[str]:
    first: dict[str, str] = {}
    for statement in chain.from_iterable(groups):
        first.setdefault(statement.casefold(), statement)
    if not first:
        raise TextEmpty("There is no statement in this text.", "Give at least one sentence.")
    return [*first.values()]
