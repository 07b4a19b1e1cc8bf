"""Claims that a company makes on several pages or crawls and that no rival comes near."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from embeddings.matches import best_matches, blocked_cosines
from pipeline.measures.assertions import SUBJECT, is_claim, stands_alone, weight
from pipeline.measures.centred import mean_of
from pipeline.measures.corpus import Corpus, read_corpora, read_gathered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from embeddings.matches import Vectors
    from pipeline.measures.same_claim import Judge
    from warehouse.spilled import Parts

COLUMNS = {
    "compared_statements": (
        "statement_id",
        "company",
        "url",
        "kind",
        "text",
        "masked",
        "words",
        "pages",
        "vector",
    )
}
Row = dict[str, Any]
FEWEST_TIMES = 2
"""Pages, or crawls, that must say it: once is a slip of the pen."""
SUPPORT = 0.65
"""Cosine from which another page of the company is taken to say the same again."""
FARTHEST = 0.55
"""A nearest rival statement above this is too near to call a statement one company's own."""
MOST_EACH = 5
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("statement_id", pa.string()),
        ("pages", pa.int32()),
        ("crawls", pa.int32()),
        ("weight", pa.int32()),
        ("nearest_id", pa.string()),
        ("similarity", pa.float64()),
        ("probability", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True)
class _Claims:
    """What any company claims, company after company: ``vectors`` (claims, dimensions)."""

    ids: list[str]
    vectors: NDArray[np.float32]
    places: dict[str, slice]

    @classmethod
    def of(cls, corpora: list[Corpus], rows: dict[str, Row]) -> _Claims:
        """Give what of these companies' statements claims something."""
        ids: list[str] = []
        vectors, places = [np.zeros((0, 1), np.float32)], {}
        for corpus in corpora:
            said = [(rows[key]["text"], rows[key]["masked"]) for key in corpus.ids]
            claiming = [i for i, both in enumerate(said) if is_claim(*both)]
            if claiming:
                places[corpus.company] = slice(len(ids), len(ids) + len(claiming))
                ids += [corpus.ids[i] for i in claiming]
                vectors.append(corpus.vectors[claiming])
        return cls(ids, np.concatenate(vectors[1:] or vectors), places)

    def rivals(self, company: str) -> list[str]:
        """Give the other companies."""
        return [name for name in self.places if name != company]

    def nearest(
        self, company: str, vectors: NDArray[np.float32]
    ) -> tuple[list[str], NDArray[np.float32]]:
        """Give each vector's nearest claim of the others, which are there, and the cosine."""
        own = self.places.get(company, slice(0, 0))
        before = best_matches(vectors, self.vectors[: own.start])
        after = best_matches(vectors, self.vectors[own.stop :])
        later = after.cosines > before.cosines
        near = np.where(later, own.stop + after.nearest, before.nearest)
        return [self.ids[i] for i in near], np.where(later, after.cosines, before.cosines)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A statement that may be one company's own, and the nearest of any rival."""

    row: int
    pages: int
    crawls: int
    weight: int
    nearest_id: str
    similarity: float
    statement_id: str

    def rank(self) -> tuple[int, float, str]:
        """Give the order: what commits most and is said most, then what is farthest from rivals."""
        repeated = min(max(self.pages, self.crawls), 4)
        return -self.weight - repeated, self.similarity, self.statement_id


def only_you(
    compared_statements: pa.Table,
    same_claim_pairs: Parts,
    earlier_statements: pa.Table,
    *,
    judge: Judge,
) -> pa.Table:
    """Give at most five rows per company, the weightiest first.

    ``pages`` counts the company's pages that say it, ``crawls`` the crawls that read it, this one
    included; one of them is two or more. No rival's statement may be the same claim (none is among
    the pairs) and none of the rivals' claims nearer than a cosine of .55; the nearest is given with
    its ``similarity`` and the judge's ``probability``. ``weight`` (1-4) is what the statement
    commits its company to. Questions, instructions, labels and other people's words are left out,
    and what says much the same as one shown before.
    """
    table, vectors = read_gathered(compared_statements)
    said = table.select(["statement_id", "text", "masked", "pages"])
    rows = {row["statement_id"]: row for row in said.to_pylist()}
    shared = _shared(same_claim_pairs)
    crawls = {
        (row["company"], row["masked"]): row["crawls"] for row in earlier_statements.to_pylist()
    }
    corpora = read_corpora(compared_statements)
    claims = _Claims.of(corpora, rows)
    found = []
    for corpus in corpora:
        if claims.rivals(corpus.company):
            chosen = _best(corpus, _candidates(corpus, claims, rows, shared, crawls))
            found += [(corpus.company, candidate) for candidate in chosen]
    likely = _probabilities(found, rows, vectors, judge)
    return pa.Table.from_pylist(
        [_row(company, one, p) for (company, one), p in zip(found, likely, strict=True)],
        schema=SCHEMA,
    )


def _shared(pairs: Parts) -> set[str]:
    """Give the statements that may be the same claim as some rival's."""
    found: set[str] = set()
    for part in pairs.select("statement_id", "other_id", "company", "other"):
        apart = part.filter(pc.not_equal(part.column("company"), part.column("other")))
        for side in ("statement_id", "other_id"):
            found.update(apart.column(side).to_pylist())
    return found


def _candidates(
    corpus: Corpus,
    claims: _Claims,
    rows: dict[str, Row],
    shared: set[str],
    crawls: dict[tuple[str, str], int],
) -> list[_Candidate]:
    """Give what may be the company's own; the nearest is looked for only where all else is so."""
    said = _pages_saying(corpus)
    rivals = [name.lower() for name in claims.rivals(corpus.company)]
    repeated = []
    for i, key in enumerate(corpus.ids):
        row = rows[key]
        pages = max(said[i], row["pages"])
        read = 1 + crawls.get((corpus.company, row["masked"].lower()), 0)
        if key in shared or max(pages, read) < FEWEST_TIMES:
            continue
        heavy = weight(row["text"], row["masked"])
        if heavy and _is_shown(row, rivals):
            repeated.append((i, pages, read, heavy))
    near, similarity = claims.nearest(corpus.company, corpus.vectors[[one[0] for one in repeated]])
    return [
        _Candidate(*one, nearest_id, cosine, corpus.ids[one[0]])
        for one, nearest_id, cosine in zip(repeated, near, similarity.tolist(), strict=True)
        if cosine <= FARTHEST
    ]


def _is_shown(row: Row, rivals: list[str]) -> bool:
    """Tell whether a statement makes sense alone and does not begin with a rival's name."""
    subject = " ".join(row["text"].split()[:SUBJECT]).lower()
    about_a_rival = any(rival in subject for rival in rivals)
    return not about_a_rival and stands_alone(row["text"], row["masked"])


def _pages_saying(corpus: Corpus) -> list[int]:
    """Give how many of the company's pages say each statement, or nearly so."""
    said = []
    for rows, cosines in blocked_cosines(corpus.vectors, corpus.vectors):
        pages = zip(corpus.pages[rows].tolist(), cosines >= SUPPORT, strict=True)
        said += [len({page, *corpus.pages[near].tolist()}) for page, near in pages]
    return said


def _best(corpus: Corpus, candidates: list[_Candidate]) -> list[_Candidate]:
    """Give at most five, the weightiest first, no two of which say much the same."""
    shown: list[_Candidate] = []
    for one in sorted(candidates, key=_Candidate.rank):
        taken = [other.row for other in shown]
        fresh = not (corpus.vectors[taken] @ corpus.vectors[one.row] >= FARTHEST).any()
        if fresh and len(shown) < MOST_EACH:
            shown.append(one)
    return shown


def _probabilities(
    found: list[tuple[str, _Candidate]],
    rows: dict[str, Row],
    vectors: Vectors,
    judge: Judge,
) -> list[float]:
    """Give P(same claim) of each statement shown with the nearest of any rival.

    ``vectors`` are those of ``rows``, in their order.
    """
    place = {key: row for row, key in enumerate(rows)}
    keys = sorted({key for _, one in found for key in (one.statement_id, one.nearest_id)})
    if not keys:
        return []
    mine = {key: row for row, key in enumerate(keys)}
    reading = judge.read(
        [rows[key]["masked"] for key in keys],
        vectors[np.array([place[key] for key in keys])],
        mean_of(vectors),
    )
    left = np.array([mine[one.statement_id] for _, one in found])
    right = np.array([mine[one.nearest_id] for _, one in found])
    return [float(p) for p in judge.probabilities(reading, left, right)]


def _row(company: str, one: _Candidate, probability: float) -> Row:
    return {
        "company": company,
        "statement_id": one.statement_id,
        "pages": one.pages,
        "crawls": one.crawls,
        "weight": one.weight,
        "nearest_id": one.nearest_id,
        "similarity": one.similarity,
        "probability": probability,
    }
