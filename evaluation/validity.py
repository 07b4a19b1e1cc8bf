"""The validity programme: does the measure measure? One page, and a failure below a floor.

    python -m evaluation.validity CORPUS [SECTION ...]
    python -m evaluation.validity fast

The first writes docs/validity.md and docs/validity.json; with sections named (``masking``) only
these are computed and the others are taken from the last page, which serves while working on one
of them. The second is what the shipped panel allows; it writes nothing there.

Exit code 1 where a figure is below its floor (``evaluation/floors.py``).
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation import (
    anchors,
    claims_together,
    dose_response,
    extraction,
    intervals,
    invariances,
    judge_quality,
    known_groups,
    larger_quality,
    masking,
    reliability,
    second_encoder,
)
from evaluation.corpus import Corpus
from evaluation.fast import data_digest, fast_sections
from evaluation.floors import faults, read_floors
from evaluation.page import (
    JSON_FILES,
    MARKDOWN,
    Page,
    Section,
    read_sections,
    to_json,
    to_markdown,
)
from evaluation.section import line_of
from reports.validity import excerpt
from sameness import __version__
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evaluation.figures import Figure


PRINTED = Path(__file__).parents[1] / "reports" / "validity.json"
"""Those of the figures that every report prints."""


NEED_NO_CORPUS = {"intervals", "judge_quality", "larger_quality"}


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section before it is computed."""

    title: str
    module: str
    words: str
    figures: Callable[[Corpus], list[Figure]]

    @property
    def command(self) -> str:
        """What makes these figures alone."""
        argument = "" if self.module in NEED_NO_CORPUS else " CORPUS"
        return f"python -m evaluation.{self.module}{argument}"


CHAPTERS = (
    Chapter(
        "Known groups",
        "known_groups",
        "Real fields must read higher than companies that have nothing in common. Sites: every set "
        "of three companies of one industry against sets of three companies of three industries; "
        "sets share companies, so the interval leaves out companies. Directory (few sentences per "
        "company, no pages): B - G with m = 2; whole sub-industries, and ten companies of one, "
        "against as many companies from anywhere.",
        known_groups.figures,
    ),
    Chapter(
        "Zero and hundred",
        "anchors",
        "Companies of different industries should read 0, one company cut into pretended rivals "
        "100. Random cuts stand against the company's other statements, page-wise cuts against its "
        "other pages.",
        anchors.figures,
    ),
    Chapter(
        "Dose and response",
        "dose_response",
        "Companies of three industries get claims written for this project in the place of 0, 5, "
        "10, 15 and 20 % of their statements.",
        dose_response.figures,
    ),
    Chapter(
        "What must not matter",
        "invariances",
        "Changes in index points, after minus before. Boilerplate, repetition and renaming are "
        "done to the pages, and everything after them again by the program.",
        invariances.figures,
    ),
    Chapter(
        "Ranges",
        "intervals",
        "Simulated fields with a known truth: how often does the range hold it?",
        lambda _: intervals.figures(),
    ),
    Chapter(
        "Masking",
        "masking",
        "The same statements with their names left in. A blind test near 0 on them says that names "
        "alone give companies away.",
        masking.figures,
    ),
    Chapter(
        "A second encoder",
        "second_encoder",
        f"The index made with {second_encoder.SECOND} in the place of {DEFAULT_MODEL}.",
        second_encoder.figures,
    ),
    Chapter(
        "Split halves",
        "reliability",
        "Half of every company's pages against the other half, stepped up by Spearman-Brown.",
        reliability.figures,
    ),
    Chapter(
        "Extraction",
        "extraction",
        "What companies say of themselves, apart from all else on a page: 78 labelled pages of "
        "30 companies, words counted, every method by one rule. A language model set the labels "
        "and read one piece in ten a second time. The cutter's rules were written in view of its "
        "errors on the companies developed on.",
        extraction.figures,
    ),
    Chapter(
        "The judge of claims",
        "judge_quality",
        "Cross-validated when it was fitted (evaluation/same_claim.py).",
        lambda _: judge_quality.figures(),
    ),
    Chapter(
        "The larger judge of claims",
        "larger_quality",
        "The judge of `--judge larger`, on the same pairs in the same folds as the plain one "
        "(evaluation/larger_judge.py).",
        lambda _: larger_quality.figures(),
    ),
    Chapter(
        "Claims hold together",
        "claims_together",
        "Claims as a run finds them on the sites, by the plain judge fitted without the industry's "
        "labels: the pairs of statements said to say the same that somebody labelled.",
        claims_together.figures,
    ),
)


def full_page(corpus: Corpus, chosen: Sequence[str]) -> Page:
    """Give the page of everything, or with only the ``chosen`` sections computed anew.

    Raises ValueError where the others were made from another corpus.
    """
    kept: dict[str, tuple[Figure, ...]] = {}
    if chosen:
        kept, digest = read_sections(JSON_FILES["full"])
        if digest != corpus.digest:
            raise ValueError("the last page was made from another corpus: make all of it")
    sections = [
        Section(
            chapter.title,
            chapter.command,
            chapter.words,
            _compute(chapter, corpus)
            if not chosen or chapter.module in chosen
            else kept[chapter.title],
        )
        for chapter in CHAPTERS
    ]
    return _page(corpus.digest, tuple(sections))


def _compute(chapter: Chapter, corpus: Corpus) -> tuple[Figure, ...]:
    """Give a section's figures, saying on standard error how long they took."""
    started = time.perf_counter()
    figures = tuple(chapter.figures(corpus))
    print(f"{chapter.title}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return figures


def fast_page() -> Page:
    """Give the page of what the shipped panel allows."""
    return _page(data_digest(), fast_sections())


def _page(digest: str, sections: tuple[Section, ...]) -> Page:
    return Page(datetime.now(UTC).date().isoformat(), __version__, DEFAULT_MODEL, digest, sections)


def finish(part: str, page: Page) -> None:
    """Write the page, print its figures, and exit with 1 where a floor does not hold."""
    floors = read_floors(part)
    JSON_FILES[part].parent.mkdir(exist_ok=True)
    JSON_FILES[part].write_text(to_json(page, floors), "utf-8")
    if part == "full":
        MARKDOWN.write_text(to_markdown(page, floors), "utf-8")
        PRINTED.write_text(excerpt(JSON_FILES[part].read_text("utf-8")), "utf-8")
    for figure in page.figures:
        print(line_of(figure))
    wrong = faults(page.figures, page.data_sha256, floors)
    for line in wrong:
        print(f"BELOW: {line}", file=sys.stderr)
    if wrong:
        sys.exit(1)


def main(arguments: list[str]) -> None:
    """Run the full programme on a corpus, or the fast part."""
    match arguments:
        case ["fast"]:
            finish("fast", fast_page())
        case [corpus, *chosen]:
            finish("full", full_page(Corpus(Path(corpus)), chosen))
        case _:
            sys.exit("Use: python -m evaluation.validity fast, or CORPUS [SECTION ...]")


if __name__ == "__main__":
    main(sys.argv[1:])
