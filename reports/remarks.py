"""The agency's own words: a Markdown file cut into remarks, and each as safe markup."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markupsafe import Markup

from reports.branding_data import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

OPENING = "verdict"
"""The section whose remark is what stands before the first heading that names a section."""

_NAMED = re.compile(r"##\s+#(\S+)\s*")


class UnknownSection(ValueError):
    """A heading that names no section of the report; ``line`` is its 1-based line."""

    def __init__(self, section: str, line: int) -> None:
        super().__init__(section)
        self.section, self.line = section, line


def read_remarks(markdown: str, sections: Sequence[str]) -> tuple[Remark, ...]:
    """Give the remarks of a commentary: ``## #claims`` opens the one on that section.

    What stands before the first such line belongs to the verdict. Raises UnknownSection.
    """
    found: dict[str, list[str]] = {OPENING: []}
    current = OPENING
    for number, line in enumerate(markdown.splitlines(), 1):
        named = _NAMED.fullmatch(line)
        if named is None:
            found[current].append(line)
            continue
        current = named[1]
        if current not in sections:
            raise UnknownSection(current, number)
        found.setdefault(current, [])
    return tuple(Remark(name, text) for name, text in _written(found))


def _written(found: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for name, lines in found.items():
        text = "\n".join(lines).strip()
        if text:
            yield name, text


def remark_markup(markdown: str) -> Markup:
    """Give a remark as markup: text, lists, emphasis and http(s) links; any HTML stays text.

    Every heading becomes one of the third level, which stands below the section's own.
    """
    reader = _reader()
    tokens = reader.parse(markdown)
    for token in tokens:
        _fit(token)
    html = reader.renderer.render(tokens, reader.options, {})
    return Markup(html)  # noqa: S704 - made by the Markdown library with HTML and odd links off


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block"])
    reader.validateLink = _is_link  # type: ignore[method-assign] # as the library's manual says
    return reader


def _is_link(url: str) -> bool:
    return re.match(r"https?://[^/\s]", url, re.IGNORECASE) is not None


def _fit(token: Token) -> None:
    """Make headings fit the report's outline and links tell nobody where they are followed."""
    if token.type in {"heading_open", "heading_close"}:
        token.tag = "h3"
    for child in token.children or []:
        if child.type == "link_open":
            child.attrSet("rel", "noopener noreferrer external")
