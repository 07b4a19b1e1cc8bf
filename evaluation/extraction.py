"""Does the cutter find what companies say of themselves, and does it do so better than trafilatura?

    python -m evaluation.extraction CORPUS

On the labelled pages (``evaluation/extraction_labels.py``), all methods by one rule
(``evaluation/extraction_scores.py``). The rules of the cutter were developed in view of the errors
on half of the companies; the other half is reported apart. All labels were set beforehand.

Words are counted, so that a method does not gain or lose by one-word cells and menu entries, of
which pages hold many and the program compares none: a statement needs four words. F1 over pieces,
each counting once, stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evaluation.extraction_labels import (
    MIXED,
    STATEMENT,
    is_held_out,
    labelled_pages,
    read_twice,
)
from evaluation.extraction_methods import RIVALS, after_boilerplate, everything, ours
from evaluation.extraction_scores import (
    BY_PIECE,
    BY_WORD,
    by_company,
    count_page,
    difference,
    extracted,
    f1,
    kappa,
    precision,
    recall,
    score,
)
from evaluation.figures import Figure, Goal, at_least
from evaluation.section import run_section
from evaluation.statistics import ROUNDS, SEED, quantiles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evaluation.corpus import Corpus
    from evaluation.extraction_labels import LabelledPage
    from evaluation.extraction_scores import Counts, Interval, Weights

HOW = "companies drawn anew"
PAIRED = "companies drawn anew, the same for both"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one method found on every labelled page: a flag per piece."""

    pages: Sequence[LabelledPage]
    found: Sequence[Sequence[bool]]

    def companies(
        self, weights: Weights, chosen: Callable[[str], bool] = lambda _: True
    ) -> dict[str, Counts]:
        """Give the counts of the ``chosen`` companies, all of them by default."""
        pairs = [(p, f) for p, f in zip(self.pages, self.found, strict=True) if chosen(p.company)]
        return by_company(
            [page for page, _ in pairs], [count_page(page, f, weights) for page, f in pairs]
        )


def extract(pages: Sequence[LabelledPage], texts: Sequence[str]) -> Extraction:
    """Give what a method found, from the text it gave for each page."""
    found = [extracted(page.pieces, text) for page, text in zip(pages, texts, strict=True)]
    return Extraction(pages, found)


def figures(corpus: Corpus) -> list[Figure]:
    """Give all figures of the section."""
    pages = labelled_pages(corpus.path)
    program = extract(pages, [ours(page.html) for page in pages])
    rivals = {
        name: extract(pages, [method(page.html) for page in pages])
        for name, method in RIVALS.items()
    }
    best = max(rivals, key=lambda name: score(rivals[name].companies(BY_WORD), f1).value)
    whole = extract(pages, after_boilerplate(corpus.path, pages))
    return [
        *program_figures(program),
        *_rival_figures(program, rivals, best),
        _of(whole, "extraction.after_boilerplate", "F1 with the step that drops what sites repeat"),
        _of(
            extract(pages, [everything(page.html) for page in pages]),
            "extraction.everything", "F1 of all text of a page, nothing left out",
        ),
        agreement(),
    ]  # fmt: skip


def program_figures(program: Extraction) -> list[Figure]:
    """Give the figures of the program's own cutter."""
    words = program.companies(BY_WORD)
    held_out = program.companies(BY_WORD, is_held_out)
    developed = program.companies(BY_WORD, lambda company: not is_held_out(company))
    pieces = program.companies(BY_PIECE)
    n = _scored(program.pages)
    return [
        _figure("f1", "F1, all companies", score(words, f1), n, at_least(0.92)),
        _figure("precision", "precision", score(words, precision), n),
        _figure("recall", "recall", score(words, recall), n),
        _on_half("held_out", "F1, companies held out", held_out, at_least(0.92)),
        _on_half("developed", "F1, companies developed on", developed, None),
        _figure("f1_pieces", "F1, every piece counted once", score(pieces, f1), n),
    ]


def _rival_figures(
    program: Extraction, rivals: Mapping[str, Extraction], best: str
) -> list[Figure]:
    words = program.companies(BY_WORD)
    apart = difference(words, rivals[best].companies(BY_WORD))
    pieces = difference(program.companies(BY_PIECE), rivals[best].companies(BY_PIECE))
    held_out = difference(
        program.companies(BY_WORD, is_held_out), rivals[best].companies(BY_WORD, is_held_out)
    )
    n, halved = len(words), sum(map(is_held_out, words))
    what = f"F1 above the best of trafilatura ({best.partition(', ')[2] or 'default'})"
    return [
        *(_of(found, f"extraction.{_slug(name)}", f"F1, {name}") for name, found in rivals.items()),
        _apart("ahead", what, apart, n, at_least(0.0)),
        _apart("ahead_held_out", f"{what}, companies held out", held_out, halved, None),
        _apart("ahead_pieces", f"{what}, every piece counted once", pieces, n, None),
    ]


def agreement() -> Figure:
    """Give how far the two readings agree on what is a statement; pieces drawn anew."""
    pairs = np.array([(a == STATEMENT, b == STATEMENT) for a, b in read_twice()])
    rows = np.random.default_rng(SEED).integers(0, len(pairs), (ROUNDS, len(pairs)))
    draws = np.array([kappa(pairs[chosen].tolist()) for chosen in rows])
    what = "kappa of two readings: statement or not"
    value = kappa(pairs.tolist())
    ends = quantiles(draws)
    return Figure(
        "extraction.kappa", what, value, *ends, "pieces drawn anew", len(pairs), "pieces read twice"
    )


def _slug(name: str) -> str:
    return name.replace(", favor", "").replace(" ", "_")


def _scored(pages: Sequence[LabelledPage]) -> int:
    return sum(label != MIXED for page in pages for label in page.labels)


def _of(found: Extraction, key: str, what: str) -> Figure:
    """Give a method's F1 over words."""
    value = score(found.companies(BY_WORD), f1)
    n = _scored(found.pages)
    return Figure(key, what, value.value, value.low, value.high, HOW, n, "labelled pieces")


def _figure(key: str, what: str, found: Interval, n: int, goal: Goal | None = None) -> Figure:
    ends = (found.value, found.low, found.high)
    return Figure(f"extraction.{key}", what, *ends, HOW, n, "labelled pieces", goal)


def _on_half(key: str, what: str, counts: Mapping[str, Counts], goal: Goal | None) -> Figure:
    found = score(counts, f1)
    ends = (found.value, found.low, found.high)
    return Figure(f"extraction.{key}", what, *ends, HOW, len(counts), "companies", goal)


def _apart(key: str, what: str, found: Interval, n: int, goal: Goal | None) -> Figure:
    ends = (found.value, found.low, found.high)
    return Figure(f"extraction.{key}", what, *ends, PAIRED, n, "companies", goal)


if __name__ == "__main__":
    run_section(figures)
