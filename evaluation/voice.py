"""How often the lists of voice are right, on labelled lines of the corpus.

    python -m evaluation.voice CORPUS

``voice_labels.csv`` holds a row per passage and no text: axis, digest of the statement, the
passage's place in it, its label, the draw it came in and the source. A large language model read
every passage in its statement and labelled it "right" where it is what the list is named for, else
"wrong"; nobody else has read them.

Draws 1 to 3: the corpus's sites, companies in turn. Draw 4: passages of sites never read before,
and three other sources (``voice_sources.py``), from half of the directory's fields; what draw 4 got
wrong changed nearly all lists. Draw 5: of lists that were changed, passages never read, for the
directory in the fields left; draw 6: limits once more, after draw 5 had changed them again. What a
figure is made of are the labelled passages that the lists still find, so that draws flatter a list
that was changed after them; "fresh" are all lines of its last draw, as the list found them before
anybody had read one: the precision that no change of the list has touched. Lines that had been seen
while a list was being changed carry the draw before.

Counted on sites are pages that voice is told from, and for lists seldom met all but legal ones.
Prices were left out of the directory: founders tell what they earn there, and of 64 amounts found
in a last look only 20 were prices.
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.corpus import Corpus
from evaluation.voice_lines import read_lines, read_other_lines
from evaluation.voice_sources import SOURCES
from pipeline.measures.prevalence import wilson_interval
from pipeline.measures.voice.axes import AXES
from sameness.records import MARKETING_KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from evaluation.voice_lines import Line

LABELS = Path(__file__).with_name("voice_labels.csv")
FLOORS = Path(__file__).with_name("voice_floors.json")
RIGHT, WRONG = "right", "wrong"
EVERY_KIND = ("admissions", "limits", "prices")
"""Lists so seldom met that they are judged on pages of every kind but legal ones."""
SITES = "sites"
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Label:
    """What one passage was called, and the draw it came in."""

    key: Key
    label: str
    draw: int
    source: str


@dataclass(frozen=True, slots=True)
class Precision:
    """How many of the labelled passages that a list still finds are right, with Wilson's 95 %.

    ``fresh`` are all lines of its last draw, as first found.
    """

    axis: str
    right: int
    found: int
    fresh_right: int
    fresh: int
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
        Label(
            key=(row["axis"], row["text"], int(row["start"])),
            label=row["label"],
            draw=int(row["draw"]),
            source=row["source"],
        )
        for row in rows
    ]


def precisions(labels: Sequence[Label], found: Collection[Key]) -> Iterator[Precision]:
    """Yield the precision of every list; ``found`` are the keys of all marks of the corpus."""
    for axis in AXES:
        own = [label for label in labels if label.key[0] == axis]
        last = max((label.draw for label in own), default=0)
        still = [label for label in own if label.key in found]
        fresh = [label for label in own if label.draw == last]
        yield Precision(
            axis=axis,
            right=sum(label.label == RIGHT for label in still),
            found=len(still),
            fresh_right=sum(label.label == RIGHT for label in fresh),
            fresh=len(fresh),
            labelled=len(own),
        )


def found_keys(corpus: Corpus) -> set[Key]:
    """Give the keys of the marks on which the lists are judged."""
    on_sites = {line.key for line in read_lines(corpus) if _is_judged(line)}
    others = (line.key for source in SOURCES for line in read_other_lines(corpus, source))
    return on_sites.union(others)


def _is_judged(line: Line) -> bool:
    return line.kind in MARKETING_KINDS or (line.axis in EVERY_KIND and line.kind != "legal")


def read_floors(of: str = "precision") -> dict[str, float]:
    """Give the least precision that must be kept, of each list or of the signs of "proof"."""
    floors: dict[str, float] = json.loads(FLOORS.read_text("utf-8"))[of]
    return floors


def main(arguments: list[str]) -> None:
    """Print the precision of every list; ends with 1 where one is below its floor."""
    (path,) = arguments
    found = found_keys(Corpus(Path(path)))
    floors = read_floors()
    low = []
    print(f"{'list':15} labelled found right precision (95 %)       fresh      floor")
    for row in precisions(read_labels(), found):
        ends = " to ".join(f"{end:.3f}" for end in row.interval)
        print(
            f"{row.axis:15} {row.labelled:8} {row.found:5} {row.right:5} {row.value:.3f} ({ends}) "
            f"{row.fresh_right:3} of {row.fresh:3}  "
            f"{floors.get(row.axis, 0):.2f}"
        )
        if row.value < floors.get(row.axis, 0.0):
            low.append(row.axis)
    sys.exit(f"below the floor: {', '.join(low)}" if low else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
