"""Holds a text against the stored run of an industry: who says it already, and what is stock."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from pipeline.checked import Check, CheckedStatement, Likeness, Neighbour, Quote, StockPhrase
from pipeline.measures.centred import centre
from pipeline.measures.corpus import Sample
from pipeline.measures.interchangeability import index_points
from pipeline.measures.phrases import passage, runs, windows
from pipeline.measures.rarefaction import stratified_matches
from pipeline.measures.same_claim import CANDIDATE, load_judge, opposed
from pipeline.text.masking import Masker, terms_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from embeddings.encoder import Encoder
    from pipeline.checked_field import Field
    from pipeline.measures.phrases import Phrase
    from pipeline.measures.same_claim import Judge

    Vector = NDArray[np.float32]

FEWEST_WORDS = 4
"""Words left after masking that a statement needs; a run compares no shorter ones either."""
NEAREST = 200
"""Statements of the field, the nearest ones, about which the judge is asked."""
FEWEST_USERS = 2
"""Companies that make a passage stock: with the writer they are three."""
NEAR = 0.3
"""Field-centred cosine from which a claim of the field's ledger is a neighbour."""
NEAR_AT_ALL = 0.2
"""The same for a claim that nobody makes: its words are not this field's, so it is farther off."""
MOST_NEIGHBOURS = 3
"""Neighbouring claims shown of the ledger, and of those that nobody makes."""
_THE_TEXT = ""
"""Stands for the checked text among company names."""


def check_statements(
    field: Field, encoder: Encoder, name: str, texts: Sequence[str], own: str, language: str
) -> Check:
    """Give each statement held against the field of the industry ``name``.

    ``own`` names the listed company whose text it is, empty for nobody: its statements are no
    rival's. Raises ModelMissing.
    """
    judge = load_judge(field.model)
    masker = Masker(terms_for(own, field.terms))
    masked = [masker.mask(text).text for text in texts]
    long_enough = [text for text in masked if len(text.split()) >= FEWEST_WORDS]
    vectors = dict(zip(long_enough, encoder.encode(long_enough, lambda _: None), strict=True))
    checker = _Checker(field, judge, own, language)
    return Check(
        industry=name,
        run_id=field.run_id,
        model=field.model,
        own=own,
        asked=len(checker.rivals),
        abstained=field.abstained,
        least_same=judge.least_same,
        least_alike=judge.least,
        statements=tuple(
            checker.check(text, left, vectors[left])
            if left in vectors
            else CheckedStatement(text, left, too_short=True)
            for text, left in zip(texts, masked, strict=True)
        ),
    )


class _Checker:
    """Holds statements of one company, or of nobody listed, against one field."""

    def __init__(self, field: Field, judge: Judge, own: str, language: str) -> None:
        self._field = field
        self._judge = judge
        self._own = own
        self._language = language
        said = {one.company for one in field.said}
        self.rivals = tuple(m for m in field.members if m.company != own and m.company in said)

    def check(self, text: str, masked: str, vector: Vector) -> CheckedStatement:
        """Give what is known of one statement, masked and as a vector."""
        same, alike = self._quotes(masked, vector)
        return CheckedStatement(
            text=text,
            masked=masked,
            too_short=False,
            same=same,
            alike=alike,
            likeness=self._likeness(vector),
            phrases=self._phrases(text, masked),
            neighbours=self._neighbours(masked, vector),
        )

    def _quotes(self, masked: str, vector: Vector) -> tuple[tuple[Quote, ...], tuple[Quote, ...]]:
        """Give who says the same, and which further companies have something that reads like it."""
        rows = self._candidates(vector)
        texts = [self._field.said[row].masked for row in rows]
        likely = self._probabilities(masked, vector, texts, self._field.vectors[rows])
        found: dict[str, list[tuple[float, int]]] = {}
        for row, probability in zip(rows.tolist(), likely.tolist(), strict=True):
            if probability >= self._judge.least:
                found.setdefault(self._field.said[row].company, []).append((-probability, row))
        best = sorted((min(hits), len(hits)) for hits in found.values())
        quotes = [self._quote(row, -negative, count - 1) for (negative, row), count in best]
        same = tuple(q for q in quotes if q.probability >= self._judge.least_same)
        return same, tuple(q for q in quotes if q.probability < self._judge.least_same)

    def _candidates(self, vector: Vector) -> NDArray[np.intp]:
        """Give the rows of rivals' statements near enough to ask about, the nearest first."""
        cosines = self._field.centred @ centre(vector[None], self._field.mean)[0]
        order = np.argsort(-cosines, kind="stable")
        near = [
            row
            for row in order[cosines[order] >= CANDIDATE].tolist()
            if self._field.said[row].company != self._own
        ]
        return np.array(near[:NEAREST], dtype=np.intp)

    def _probabilities(
        self, masked: str, vector: Vector, texts: Sequence[str], vectors: Vector
    ) -> NDArray[np.float64]:
        """Give P(same claim) of the statement with each text: 1 word for word, 0 where opposed."""
        beside = np.vstack([vector[None], vectors])
        reading = self._judge.read([masked, *texts], beside, self._field.mean)
        left = np.zeros(len(texts), dtype=np.intp)
        right = np.arange(1, len(texts) + 1, dtype=np.intp)
        likely = self._judge.probabilities(reading, left, right)
        likely[opposed(reading, left, right)] = 0.0
        likely[[_bare(text) == _bare(masked) for text in texts]] = 1.0
        return likely

    def _quote(self, row: int, probability: float, more: int) -> Quote:
        said = self._field.said[row]
        return Quote(said.company, said.text, said.url, said.read_on, probability, more)

    def _likeness(self, vector: Vector) -> Likeness | None:
        """Give the statement's own share of the index; None where the run has none."""
        field, m = self._field, self._field.rivals_sampled
        rows = {r.company: field.rows_of(r.company) for r in self.rivals if r.enough}
        rivals = {
            company: _match(vector, Sample(field.vectors[mine], field.strata[mine]), m)
            for company, mine in rows.items()
            if len(mine) >= m
        }
        zeros = [_match(vector, other, m) for other in field.strangers if len(other) >= m]
        if field.abstained or not rivals or not zeros:
            return None
        between, strangers = float(np.mean([*rivals.values()])), float(np.mean(zeros))
        points = float(index_points(between, strangers, field.ceiling))
        nearest_first = sorted(rivals.items(), key=lambda item: (-item[1], item[0]))
        below = float((field.lifts < between - strangers).mean()) if len(field.lifts) else 0.0
        return Likeness(points, below, between, strangers, field.ceiling, tuple(nearest_first))

    def _phrases(self, text: str, masked: str) -> tuple[StockPhrase, ...]:
        """Give the passages of four words or more that two rivals use word for word."""
        mine = windows(masked, text)
        wanted = {phrase for phrase in mine if phrase}
        said: dict[str, list[Sequence[Phrase | None]]] = {_THE_TEXT: [mine]}
        for one, cut in zip(self._field.said, self._field.windows, strict=True):
            if one.company != self._own and not wanted.isdisjoint(cut):
                said.setdefault(one.company, []).append(cut)
        if len(said) <= FEWEST_USERS:
            return ()
        return tuple(self._stock(text, said))

    def _stock(
        self, text: str, said: dict[str, list[Sequence[Phrase | None]]]
    ) -> list[StockPhrase]:
        from pipeline.measures.stock_phrases import merge_phrases, says_something, shared_phrases

        shared = shared_phrases(said, FEWEST_USERS + 1)
        found = {phrase: users for phrase, users in shared.items() if _THE_TEXT in users}
        topic = self._field.topic_words(self._language)
        return [
            StockPhrase(
                passage=passage(phrase, text),
                companies=tuple(sorted(found[phrase] - {_THE_TEXT})),
                asked=len(self.rivals),
                general=self._is_general(phrase),
            )
            for phrase in merge_phrases(found)
            if says_something(phrase, topic, self._language)
        ]

    def _is_general(self, phrase: Phrase) -> bool:
        """Tell whether the run found a phrase with these words to be everybody's, everywhere."""
        mine = set(runs(phrase))
        return any(
            general and not mine.isdisjoint(runs(words.split()))
            for words, general in self._field.phrases
        )

    def _neighbours(self, masked: str, vector: Vector) -> tuple[Neighbour, ...]:
        """Give the least taken claims next to the statement: nobody's first, then the ledger's."""
        from pipeline.measures.white_space import least_taken

        field = self._field
        if not field.claims:
            return ()
        nearness = centre(field.claim_vectors, field.mean) @ centre(vector[None], field.mean)[0]
        texts = [claim.masked for claim in field.claims]
        likely = self._probabilities(masked, vector, texts, field.claim_vectors)
        taken = np.array([claim.companies + claim.alike for claim in field.claims])
        chosen: list[int] = []
        for kind, near in ((taken == 0, NEAR_AT_ALL), (taken > 0, NEAR)):
            rows = np.flatnonzero(kind)
            found = least_taken(
                nearness[rows],
                likely[rows],
                taken[rows],
                self._judge.least,
                neighbour=near,
                most=MOST_NEIGHBOURS,
            )
            chosen += rows[found].tolist()
        return tuple(Neighbour(field.claims[row], float(nearness[row])) for row in chosen)


def _match(vector: Vector, other: Sample, m: int) -> float:
    """Give the rarefied best match R_m of one statement to a company."""
    return float(stratified_matches(vector[None], other.vectors, other.strata, m)[0])


def _bare(text: str) -> list[str]:
    """Give the words and numbers of a text in small letters."""
    return re.findall(r"\w+", text.casefold())
