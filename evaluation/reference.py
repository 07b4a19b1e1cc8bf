"""Builds the table of other fields that ships: figures and provenance, no text.

    python -m evaluation.reference CORPUS [MODEL] [OUT_FOLDER]

The same figures as ``sameness reference build --directory`` gives in a workspace that holds every
industry of the corpus; the strangers of each are all other industries, 120 statements a company.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.corpus import Corpus
from evaluation.fields import companies_of
from evaluation.sets import strangers_to
from pipeline.reference.build import (
    describe_reference,
    entry_fields,
    provenance,
    site_field,
)
from pipeline.reference.fields import Reference, to_text
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from pipeline.measures.reference import FieldFigures


def site_fields(corpus: Corpus) -> list[FieldFigures]:
    """Give the figures of every industry of the corpus that has any."""
    found = []
    for name, compared in corpus.compared.items():
        given = {
            "compared_statements": compared,
            "companies": companies_of(compared),
            "known_strangers": strangers_to(corpus.thinned, {name}),
        }
        row = corpus.laboratory.make(["industry_scores"], given)["industry_scores"].to_pylist()[0]
        if row["value"] is not None:
            found.append(site_field(name, row))
    return found


def build(corpus: Corpus) -> Reference:
    """Give the figures of the corpus's industries and of the directory's fields."""
    fields = site_fields(corpus) + entry_fields(corpus.directory)
    settings = corpus.laboratory.settings
    about = provenance(settings, fields, "startup_directory.jsonl", len(corpus.directory))
    about |= {"data_sha256": corpus.digest}
    return Reference(corpus.model, about, tuple(fields))


def main(arguments: list[str]) -> None:
    """Build the table, write it where a folder is named, and print what is in it."""
    path, model, *out = [*arguments, DEFAULT_MODEL][:2] + arguments[2:]
    reference = build(Corpus(Path(path), model))
    if out:
        file = Path(out[0]) / f"fields-{model.lower()}.json"
        file.write_text(to_text(reference), "utf-8")
    for line in describe_reference(reference):
        print(line)
    for field in reference.fields:
        print(
            f"{field.kind.value:10} {field.name:50} {field.value:6.1f} "
            f"({field.low:.1f} to {field.high:.1f}) {field.companies} companies"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
