"""A stored run as a text is held against it: read once, nothing crawled or measured again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings.light import model_of
from pipeline.measures.centred import centre
from pipeline.measures.corpus import Sample, read_strangers, read_strata, read_vectors
from pipeline.measures.phrases import folded_words, windows
from pipeline.run import known_strangers
from pipeline.runs import newest_run
from sameness.errors import RunOutdated
from sameness.settings import Settings

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from pipeline.measures.phrases import Phrase
    from warehouse.warehouse import Warehouse

    Vectors = NDArray[np.float32]

_NEEDED = (
    *("compared_statements.vector", "page_dates.fetched_at", "identity_terms.term"),
    *("evidence_levels.enough", "industry_scores.ceiling", "strangers.used"),
    *("claims.is_medoid", "claim_prevalence.alike_companies", "white_space.doubtful"),
    "stock_phrases.general",
)
"""Columns that a run must have stored; a run of an older version lacks some."""


@dataclass(frozen=True, slots=True)
class Member:
    """A company of the field; ``enough`` says whether it has enough text for a score."""

    company: str
    site: str
    is_client: bool
    enough: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One compared statement of the field, with the day on which its page was read."""

    company: str
    text: str
    masked: str
    url: str
    read_on: date | None


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim next to which a text may stand: of the field's ledger, or one that nobody makes.

    ``companies`` of ``asked`` say it, ``alike`` more read like it. ``company`` and ``url`` say
    whose wording ``text`` is, and are empty where nobody makes it; ``industry`` then names the
    industry that makes the claim, empty for the shipped catalogue.
    """

    text: str
    masked: str
    companies: int
    alike: int
    asked: int
    company: str
    url: str
    industry: str


@dataclass(frozen=True)
class Field:
    """One run of one industry.

    ``vectors`` (n, dimensions) of unit length and ``strata`` (n,) go with ``said``, in the order of
    statement ids; ``claim_vectors`` with ``claims``. ``abstained`` is the reason why the run
    published no index, else empty; ``ceiling`` is its C, ``rivals_sampled`` its m. ``strangers``
    holds the statements of each stranger in use, ``lifts`` the mean best match with rivals above
    that with strangers of each of the field's own statements. ``phrases`` are the run's stock
    phrases: words, and whether everybody everywhere uses them.
    """

    run_id: str
    model: str
    members: tuple[Member, ...]
    terms: tuple[tuple[str, str, str], ...]
    said: tuple[Said, ...]
    vectors: Vectors
    strata: NDArray[np.int64]
    claims: tuple[KnownClaim, ...]
    claim_vectors: Vectors
    phrases: tuple[tuple[str, bool], ...]
    strangers: tuple[Sample, ...]
    lifts: NDArray[np.float64]
    rivals_sampled: int
    abstained: str
    ceiling: float

    @cached_property
    def mean(self) -> Vectors:
        """The field's mean vector, which the judge takes out."""
        mean: Vectors = self.vectors.mean(axis=0)
        return mean

    @cached_property
    def centred(self) -> Vectors:
        """The field's vectors without their mean, of unit length."""
        return centre(self.vectors, self.mean)

    @cached_property
    def windows(self) -> list[list[Phrase | None]]:
        """The runs of four words of each statement, as stock phrases are found by."""
        return [windows(one.masked, one.text) for one in self.said]

    def topic_words(self, language: str) -> frozenset[str]:
        """Give the words that the field can't do without."""
        from pipeline.measures.stock_phrases import topic_words

        words: dict[str, list[str]] = {}
        for one in self.said:
            words.setdefault(one.company, []).extend(folded_words(one.masked))
        return topic_words(words, language)

    def rows_of(self, company: str) -> NDArray[np.intp]:
        """Give the numbers of a company's statements."""
        return np.array([i for i, one in enumerate(self.said) if one.company == company], np.intp)


def read_field(warehouse: Warehouse, name: str) -> Field:
    """Give the newest finished run of an industry; raises RunMissing, RunOutdated, ModelMissing."""
    run_id = newest_run(warehouse, name)
    _check_columns(warehouse, run_id, name)
    run = _run(warehouse, run_id)
    model = model_of(run["model"])
    table = warehouse.arrow("checked_statements", run_id=run_id)
    rows = table.drop_columns(["vector"]).to_pylist()
    vectors = read_vectors(table.column("vector"))
    claims, claim_vectors = _claims(warehouse, run_id, run["model"], rows, vectors)
    ((published, reason, ceiling),) = warehouse.tuples("checked_scores", run_id=run_id)
    return Field(
        run_id=run_id,
        model=model,
        members=tuple(warehouse.rows("checked_companies", Member, run_id=run_id)),
        terms=tuple(warehouse.tuples("checked_terms", run_id=run_id)),
        said=tuple(_said(row) for row in rows),
        vectors=vectors,
        strata=read_strata(table),
        claims=claims,
        claim_vectors=claim_vectors,
        phrases=tuple(warehouse.tuples("checked_phrases", run_id=run_id)),
        strangers=_strangers(warehouse, name, run_id, model) if published else (),
        lifts=np.array([lift for (lift,) in warehouse.tuples("checked_lifts", run_id=run_id)]),
        rivals_sampled=run["rivals_sampled"],
        abstained="" if published else reason,
        ceiling=ceiling or 0.0,
    )


def _check_columns(warehouse: Warehouse, run_id: str, name: str) -> None:
    stored = {column for (column,) in warehouse.tuples("history_columns")}
    scored = stored.issuperset(_NEEDED) and warehouse.tuples("checked_scores", run_id=run_id)
    # Where another industry's newer run has widened the tables, this one's new columns are null.
    claims = warehouse.tuples("checked_claims", run_id=run_id) if scored else []
    if not scored or any(value is None for claim in claims for value in claim):
        raise RunOutdated(
            f"Run {run_id} of {name!r} was made by an older version, which stored less.",
            f"Measure its pages again: sameness analyze --industry {name}",
        )


def _run(warehouse: Warehouse, run_id: str) -> dict[str, Any]:
    (row,) = warehouse.arrow("run", run_id=run_id).to_pylist()
    return dict(row)


def _said(row: dict[str, Any]) -> Said:
    read_at = row["fetched_at"]
    return Said(
        company=row["company"],
        text=row["text"],
        masked=row["masked"],
        url=row["url"],
        read_on=read_at.date() if read_at else None,
    )


def _claims(
    warehouse: Warehouse, run_id: str, model: str, rows: list[dict[str, Any]], vectors: Vectors
) -> tuple[tuple[KnownClaim, ...], Vectors]:
    """Give the ledger's claims in their medoids' words, then those that nobody makes."""
    place = {row["statement_id"]: i for i, row in enumerate(rows)}
    ledger = warehouse.arrow("checked_claims", run_id=run_id).to_pylist()
    medoids = [place[claim["statement_id"]] for claim in ledger]
    taken = [
        KnownClaim(
            text=rows[i]["text"],
            masked=rows[i]["masked"],
            companies=claim["companies"],
            alike=claim["alike_companies"],
            asked=claim["asked"],
            company=rows[i]["company"],
            url=rows[i]["url"],
            industry="",
        )
        for claim, i in zip(ledger, medoids, strict=True)
    ]
    white = warehouse.arrow("checked_white_space", run_id=run_id, model=model)
    free = [
        KnownClaim(row["text"], row["text"], 0, 0, row["asked"], "", "", row["industry"])
        for row in white.select(["text", "asked", "industry"]).to_pylist()
    ]
    parts = [vectors[medoids], read_vectors(white.column("vector"))] if free else [vectors[medoids]]
    return (*taken, *free), np.concatenate(parts)


def _strangers(warehouse: Warehouse, name: str, run_id: str, model: str) -> tuple[Sample, ...]:
    """Give each stranger the run used, with the workspace's newest statements of it."""
    settings = Settings(warehouse.path.parent, model=model)
    known = read_strangers(known_strangers(warehouse, settings, name))
    used = warehouse.tuples("checked_strangers", run_id=run_id)
    return tuple(known[key] for key in used if key in known)


def read_mean(warehouse: Warehouse, name: str) -> tuple[str, Vectors]:
    """Give model and mean vector of an industry's newest run; raises RunMissing, ModelMissing."""
    run_id = newest_run(warehouse, name)
    table = warehouse.arrow("checked_statements", run_id=run_id)
    return model_of(_run(warehouse, run_id)["model"]), read_vectors(table.column("vector")).mean(0)
