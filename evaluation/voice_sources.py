"""Sentences to judge the lists of voice on that are no pages of the corpus's sites.

    feeds        articles of the corpus's recorded feeds, by organisation
    directory    one-liners and descriptions of the corpus's start-up directory
    packages     descriptions of the Python packages installed here (``constraints.txt``)
    debian       descriptions of the Debian packages installed here

Nobody measures a voice on them: packages and founders speak otherwise than home pages. What is
right here, too, is right in fields that no list was made for.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from importlib.metadata import distributions
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from pipeline.text.sentences import split_statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    Texts = Iterator[tuple[str, str]]

_BODIES = ("{http://purl.org/rss/1.0/modules/content/}encoded", "{*}content", "{*}description")
_ARTICLES = ("{http://www.w3.org/2005/Atom}entry", "item")
_NO_PROSE = re.compile(r"[{}<>=|]|::")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_FENCED = re.compile(r"```.*?```", re.S)
_PARAGRAPHS = re.compile(r"\n\s*\n|\n(?=[-*#])")


def read_sentences(source: str, corpus: Path) -> list[tuple[str, str]]:
    """Give every sentence of a source with who says it, each once; ``source`` as named above."""
    found = (
        (who, sentence)
        for who, text in SOURCES[source](corpus)
        for sentence in split_statements(text, "en")
    )
    return list(_prose(found))


def _prose(said: Iterable[tuple[str, str]]) -> Texts:
    """Yield what is no markup, none twice of one speaker."""
    seen = set()
    for who, sentence in said:
        key = who, sentence.lower()
        if key not in seen and not _NO_PROSE.search(sentence):
            seen.add(key)
            yield who, sentence


def _feeds(corpus: Path) -> Texts:
    for path in sorted((corpus / "data" / "social" / "feeds").iterdir()):
        root = ET.fromstring(path.read_bytes())  # noqa: S314 - files of the corpus, read once by hand
        for article in (one for tag in _ARTICLES for one in root.iter(tag)):
            bodies = (article.find(tag) for tag in _BODIES)
            body = next((_markup_of(one) for one in bodies if one is not None), "")
            for text in _paragraphs_of(body):
                yield path.name.split("_")[0], text


def _markup_of(body: ET.Element) -> str:
    """Give the HTML of a body, which stands in it as text or as elements."""
    return ET.tostring(body, "unicode", method="html") if len(body) else body.text or ""


def _paragraphs_of(markup: str) -> Iterator[str]:
    page = LexborHTMLParser(markup)
    page.strip_tags(["pre", "code", "script", "style", "blockquote"])
    for node in page.css("p, li, h1, h2, h3, h4"):
        if text := " ".join(node.text(deep=True).split()):
            yield text


def _directory(corpus: Path) -> Texts:
    path = corpus / "data" / "companies" / "startup_directory.jsonl"
    for line in path.read_text("utf-8").rstrip("\n").split("\n"):
        row = json.loads(line)
        for text in (row["one_liner"], *(row["long_description"] or "").splitlines()):
            if text and text.strip():
                yield row["name"], " ".join(text.split())


def _packages(corpus: Path) -> Texts:
    del corpus
    for package in sorted(distributions(), key=lambda one: one.metadata["Name"].lower()):
        prose = _FENCED.sub("", str(package.metadata.json.get("description", "")))
        for paragraph in _PARAGRAPHS.split(prose):
            text = re.sub(r"[`*_#\\]", "", _LINK.sub(r"\1", paragraph))
            yield package.metadata["Name"], " ".join(text.split()).strip("- ")


def _debian(corpus: Path) -> Texts:
    del corpus
    program = shutil.which("dpkg-query")
    asked = [program, "-W", "-f", "${Package}\t${Description}\x1e"] if program else ["true"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    for package in answer.split("\x1e"):
        name, _, described = package.partition("\t")
        for paragraph in described.partition("\n")[2].split("\n .\n"):
            yield name.strip(), " ".join(paragraph.split())


SOURCES: dict[str, Callable[[Path], Texts]] = {
    "feeds": _feeds,
    "directory": _directory,
    "packages": _packages,
    "debian": _debian,
}
"""How each source is read: who speaks and a text of one paragraph, in a fixed order."""
