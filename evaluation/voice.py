"""How often the lists of voice are right, on labelled lines of the corpus.

    python -m evaluation.voice CORPUS

``voice_labels.csv`` holds a row per passage and no text: axis, digest of the statement, the
passage's place in it, its label and the draw it came in. A large language model read every passage
in its statement and labelled it "right" where it is what the list is named for, else "wrong";
nobody else has read them.

Draw 1: up to 44 passages a list, companies in turn, from the half of the companies that no list was
first tuned on (for people: the other half). The lists of absolutes, limits, prices, admissions,
superlatives and intensifiers were changed after it. Draws 2 and 3: passages of these never read
before, the same way; limits also from pages that are no marketing. What a figure is made of are the
labelled passages that the lists still find, so that draw 1 flatters a list that was changed after
it; "unseen" are those of its last draw. There were too few admissions for a second draw. But for
admissions and limits, only passages on pages that voice is told from are counted.
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.corpus import Corpus
from evaluation.voice_lines import read_lines
from pipeline.measures.prevalence import wilson_interval
from pipeline.measures.voice.axes import AXES
from sameness.records import MARKETING_KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

LABELS = Path(__file__).with_name("voice_labels.csv")
FLOORS = Path(__file__).with_name("voice_floors.json")
RIGHT, WRONG = "right", "wrong"
EVERY_KIND = ("admissions", "limits")
"""Lists so seldom met that they are judged on pages of every kind."""
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Label:
    """What one passage was called, and the draw it came in."""

    key: Key
    label: str
    draw: int


@dataclass(frozen=True, slots=True)
class Precision:
    """How many of the labelled passages that a list still finds are right, with Wilson's 95 %."""

    axis: str
    right: int
    found: int
    unseen_right: int
    unseen: int
    labelled: int

    @property
    def value(self) -> float:
        """The share of right ones, 0-1; 0 where none was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of its 95 % interval; 0 to 1 where none was found."""
        return wilson_interval(self.right, self.found) if self.found else (0.0, 1.0)


def read_labels() -> list[Label]:
    """Give every label, in the file's order."""
    rows = csv.DictReader(LABELS.read_text("utf-8").splitlines())
    return [
        Label((row["axis"], row["text"], int(row["start"])), row["label"], int(row["draw"]))
        for row in rows
    ]


def precisions(labels: Sequence[Label], found: Collection[Key]) -> Iterator[Precision]:
    """Yield the precision of every list; ``found`` are the keys of all marks of the corpus."""
    for axis in AXES:
        own = [label for label in labels if label.key[0] == axis]
        last = max((label.draw for label in own), default=0)
        still = [label for label in own if label.key in found]
        unseen = [label for label in still if label.draw == last]
        yield Precision(
            axis=axis,
            right=sum(label.label == RIGHT for label in still),
            found=len(still),
            unseen_right=sum(label.label == RIGHT for label in unseen),
            unseen=len(unseen),
            labelled=len(own),
        )


def found_keys(corpus: Corpus) -> set[Key]:
    """Give the keys of the marks on which the lists are judged."""
    return {
        line.key
        for line in read_lines(corpus)
        if line.kind in MARKETING_KINDS or line.axis in EVERY_KIND
    }


def read_floors() -> dict[str, float]:
    """Give the least precision of each list that must be kept; a list may have none."""
    floors: dict[str, float] = json.loads(FLOORS.read_text("utf-8"))["precision"]
    return floors


def main(arguments: list[str]) -> None:
    """Print the precision of every list; ends with 1 where one is below its floor."""
    (path,) = arguments
    found = found_keys(Corpus(Path(path)))
    floors = read_floors()
    low = []
    print(f"{'list':15} labelled found right precision (95 %)       unseen  floor")
    for row in precisions(read_labels(), found):
        ends = " to ".join(f"{end:.3f}" for end in row.interval)
        print(
            f"{row.axis:15} {row.labelled:8} {row.found:5} {row.right:5} {row.value:.3f} ({ends}) "
            f"{row.unseen_right:3} of {row.unseen:3}  {floors.get(row.axis, 0):.2f}"
        )
        if row.value < floors.get(row.axis, 0.0):
            low.append(row.axis)
    sys.exit(f"below the floor: {', '.join(low)}" if low else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
