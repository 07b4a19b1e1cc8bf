"""The labelled pages: what each piece of text on them is.

    python -m evaluation.extraction_labels CORPUS PAGE

prints a page's pieces with their labels; PAGE is its path below ``CORPUS/sites``.

``extraction_labels.csv`` holds a row per piece and no text: the page, the piece's place on it, the
digest of its text, its label. A large language model read every piece and labelled it, where a
site repeats one in the same place, once for all. It read a random sample of one in ten distinct
pieces again, shuffled and without its labels (``extraction_second_reading.csv``): two readings of
one model, which agree more than two readers would. More in docs/decisions/0016. The guide:

statement       what the company itself says in the body of the page: headings, hero, sentences,
                list items and table rows that say something of the offer, the company or the
                subject; questions and answers; the body of an article. Bare names of platforms
                count where they complete such a statement ("runs on: Windows").
navigation      menus, tables of contents, tabs, bread crumbs
footer          everything in the page's closing block
banner          cookie, language, status and news bars, messages from the site's own machinery
related         headings, titles and teasers of other pages, posts and news
testimonial     other people's words, and self-portraits of other firms
author          names, jobs and handles of people
call to action  buttons, links that say where they lead, invitations to newsletters
price           amounts, plan figures, and the heads and cells of price tables
form            fields, options and labels of forms, working parts of an interface
code            code, commands
caption         captions and what is written in pictures or mock-ups
hidden          what the markup hides from the eye, whatever it says
other           the rest: bare numbers and ordinals, dates, addresses, names of customers or
                sponsors, legal lines, templates that nobody filled in
mixed           too many of these in one piece to name one; not scored
"""

from __future__ import annotations

import csv
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

from evaluation.pieces import piece_digest, pieces_of

FILE = Path(__file__).with_name("extraction_labels.csv")
SECOND = Path(__file__).with_name("extraction_second_reading.csv")
STATEMENT = "statement"
MIXED = "mixed"
LABELS = (
    STATEMENT, "navigation", "footer", "banner", "related", "testimonial", "author",
    "call to action", "price", "form", "code", "caption", "hidden", "other", MIXED,
)  # fmt: skip


class LabelsOutdatedError(ValueError):
    """A page's pieces are not those that were labelled: the corpus is another one."""


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page of the corpus with its markup, its pieces in order, and their labels."""

    path: str
    html: str
    pieces: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def industry(self) -> str:
        """The folder of the page's industry."""
        return self.path.split("/", maxsplit=1)[0]

    @property
    def company(self) -> str:
        """The folders of the page's company: ``industry/company``."""
        return "/".join(self.path.split("/")[:2])


def read_labels(text: str | None = None) -> dict[str, list[tuple[str, str]]]:
    """Give (digest, label) of every piece by page, pages and pieces in the file's order."""
    lines = (FILE.read_text("utf-8") if text is None else text).splitlines()
    found: dict[str, list[tuple[str, str]]] = {}
    for row in csv.DictReader(lines):
        found.setdefault(row["page"], []).append((row["piece"], row["label"]))
    return found


def read_twice() -> list[tuple[str, str]]:
    """Give (first label, second label) of every piece that was read twice."""
    first = read_labels()
    rows = csv.DictReader(SECOND.read_text("utf-8").splitlines())
    return [(first[row["page"]][int(row["ordinal"])][1], row["label"]) for row in rows]


def labelled_page(path: str, html: str, labelled: list[tuple[str, str]]) -> LabelledPage:
    """Give the page with its labels; raises LabelsOutdatedError where its pieces are others."""
    pieces = pieces_of(html)
    if [piece_digest(piece) for piece in pieces] != [digest for digest, _ in labelled]:
        raise LabelsOutdatedError(f"{path} is not the page that was labelled")
    return LabelledPage(path, html, tuple(pieces), tuple(label for _, label in labelled))


def labelled_pages(corpus: Path) -> list[LabelledPage]:
    """Give all labelled pages; raises LabelsOutdatedError where the corpus is another one."""
    return [
        labelled_page(path, read_html(corpus / "sites" / path), labelled)
        for path, labelled in read_labels().items()
    ]


def read_html(path: Path) -> str:
    """Give a file's markup; what is no UTF-8 becomes a replacement character."""
    return path.read_text("utf-8", errors="replace")


def is_held_out(company: str) -> bool:
    """Tell whether a company is in the half that nothing was developed on; by its name's digest."""
    return hashlib.sha256(company.encode()).digest()[0] % 2 == 1


def main(arguments: list[str]) -> None:
    """Print a page's pieces with their labels."""
    match arguments:
        case [corpus, page]:
            html = read_html(Path(corpus) / "sites" / page)
            labelled = labelled_page(page, html, read_labels()[page])
            for label, piece in zip(labelled.labels, labelled.pieces, strict=True):
                print(f"{label:15} {piece}")
        case _:
            sys.exit("Use: python -m evaluation.extraction_labels CORPUS PAGE")


if __name__ == "__main__":
    main(sys.argv[1:])
