"""How often a sign of proof is one, on labelled statements of the corpus's sites.

    python -m evaluation.voice_proof CORPUS

``voice_proof_labels.csv`` holds a row per statement and no text: the sign that was told of it, the
statement's digest, its label and draw. A large language model read each one and called it "right"
where it offers the reader something to check, else "wrong"; nobody else has. They were drawn from
all statements of marketing pages, companies in turn: a figure in a claim that rivals share is more
often a proof than one in any sentence. Draw 1 changed the patterns, and so did draw 2.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from evaluation.corpus import Corpus
from evaluation.voice import RIGHT, read_floors
from evaluation.voice_lines import text_digest
from evaluation.voice_reference import pages_of
from pipeline.measures.prevalence import wilson_interval
from pipeline.measures.voice.proof import proof_in

LABELS = Path(__file__).with_name("voice_proof_labels.csv")
PATTERNS = ("a certificate or audit", "a place to look it up")
"""The signs that have patterns of their own; the others are marks of the lists of voice."""


def read_rows() -> list[dict[str, str]]:
    """Give the labels' rows: sign, text, label, draw."""
    return [*csv.DictReader(LABELS.read_text("utf-8").splitlines())]


def signs(corpus: Corpus) -> dict[str, str]:
    """Give by digest the sign that the patterns find in each statement; those without are out."""
    found = {}
    for site in corpus.sites.values():
        given = {"companies": site.companies, "blocks": site.blocks, "pages": pages_of(site.blocks)}
        made = corpus.laboratory.make(["voice_statements"], given)["voice_statements"]
        for text in made.column("text").to_pylist():
            if sign := proof_in(text, frozenset()):
                found[text_digest(text)] = sign
    return found


def main(arguments: list[str]) -> None:
    """Print how many of the statements with a sign are right; ends with 1 below the floor."""
    (path,) = arguments
    found = signs(Corpus(Path(path)))
    rows = read_rows()
    fresh = Counter((row["sign"], row["label"]) for row in rows if row["draw"] == "2")
    right = many = 0
    for sign in PATTERNS:
        still = [row["label"] == RIGHT for row in rows if found.get(row["text"]) == sign]
        right, many = right + sum(still), many + len(still)
        last = fresh[sign, RIGHT], sum(n for (of, _), n in fresh.items() if of == sign)
        print(f"{sign:24} {sum(still):3} of {len(still):3}, fresh {last[0]:3} of {last[1]:3}")
    ends = " to ".join(f"{end:.3f}" for end in wilson_interval(right, many))
    print(f"together {right / many:.3f} ({ends})")
    sys.exit("below the floor" if right / many < read_floors("proof")["patterns"] else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
