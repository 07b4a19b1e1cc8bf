"""Words and pairs of words that a company uses more than its rivals, beyond chance."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.log_odds import (
    FLOORS,
    even_counts,
    field_prior,
    log_odds_z,
    split_half_maxima,
)
from pipeline.measures.phrases import Phrase, folded_words, windows
from pipeline.measures.stock_phrases import telling_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

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
    )
}
FEWEST_PAGES = 2
INSIDE = 0.8
"""Share of a word's uses inside shown pairs of words from which it is not shown again."""
_LEGAL_FORMS = frozenset("ag bv co corp gmbh inc llc limited ltd plc sa sas".split())
PER = 1000.0
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("term", pa.string()),
        ("words", pa.int32()),
        ("count", pa.int32()),
        ("pages", pa.int32()),
        ("rate", pa.float64()),
        ("rivals_rate", pa.float64()),
        ("rivals_using", pa.int32()),
        ("rivals", pa.int32()),
        ("z", pa.float64()),
        ("threshold", pa.float64()),
        ("statement_id", pa.string()),
    ]
)


def your_words(
    compared_statements: pa.Table,
    evidence_levels: pa.Table,
    identity_terms: pa.Table,
    *,
    language: str,
    seed: int,
) -> pa.Table:
    """Give one row per company with enough evidence and term, the highest z first.

    ``count`` of the term on ``pages`` pages (at least two); ``rate`` and ``rivals_rate`` per
    thousand words, the rivals' as the mean of their rates; ``rivals_using`` of ``rivals`` use it at
    all. ``z`` of the log-odds-ratio is above ``threshold``: what halves of the company's own pages
    reach by chance, and at least what evenly dealt pages would. ``statement_id`` is an example.
    """
    enough = sorted(row["company"] for row in evidence_levels.to_pylist() if row["enough"])
    names = {
        tuple(folded_words(row["term"]))
        for row in identity_terms.to_pylist()
        if row["kind"] in {"name", "domain", "product"}
    }
    statements = _by_company(compared_statements, enough)
    rows: list[dict[str, Any]] = []
    if len(enough) >= 2:
        shown = {size: _above_chance(statements, size, names, language, seed) for size in FLOORS}
        for company in enough:
            pairs = shown[2][company]
            own = [*pairs, *_not_inside(shown[1][company], pairs)]
            rows += sorted(own, key=lambda row: (-row["z"], row["term"]))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _by_company(
    compared_statements: pa.Table, companies: list[str]
) -> dict[str, list[dict[str, Any]]]:
    """Give each company's statements by id, home pages and short ones first."""
    rows = compared_statements.to_pylist()
    rows.sort(key=lambda r: (r["kind"] != "home", r["words"], r["statement_id"]))
    found: dict[str, list[dict[str, Any]]] = {company: [] for company in companies}
    for row in rows:
        if row["company"] in found:
            found[row["company"]].append(row)
    return found


def _above_chance(
    statements: dict[str, list[dict[str, Any]]],
    size: int,
    names: set[Phrase],
    language: str,
    seed: int,
) -> dict[str, list[dict[str, Any]]]:
    """Give each company's rows for terms of ``size`` words."""
    pages = {company: _count(rows, size) for company, rows in statements.items()}
    usage = _usage(pages)
    found = {}
    for number, company in enumerate(pages):
        terms = sorted({term for page in pages[company].values() for term in page})
        totals, table = usage.of(terms), _table(pages[company], terms)
        rivals = np.delete(totals, number, axis=0)
        # Where nobody says anything else the last column is empty; a prior is more than nothing.
        prior = np.maximum(field_prior(totals), np.finfo(np.float64).tiny)
        z = log_odds_z(totals[number], even_counts(rivals), prior)
        uses = _uses(statements[company], size)
        said_on = _pages_saying(table, [uses[term].pages for term in terms])
        telling = np.array([_may_show(term, names, language) for term in terms], dtype=bool)
        # The last column is what the company does not say, and is no term of it.
        eligible = np.append(telling & (said_on >= FEWEST_PAGES), [False])
        random = np.random.default_rng([seed, size, *hashlib.sha256(company.encode()).digest()])
        threshold = max(FLOORS[size], *split_half_maxima(table, prior, eligible, random).tolist())
        found[company] = [
            _rates(totals[number], rivals, t)
            | {
                "company": company,
                "term": " ".join(terms[t]),
                "words": size,
                "pages": int(said_on[t]),
                "z": float(z[t]),
                "threshold": threshold,
                "statement_id": uses[terms[t]].example,
            }
            for t in np.flatnonzero(eligible & (z > threshold)).tolist()
        ]
    return found


@dataclass(frozen=True, slots=True)
class _Usage:
    """How often each company uses each term, one entry for each pair of them that meets.

    ``places`` numbers the terms; ``companies``, ``terms`` and ``counts`` hold the entries.
    ``sizes`` is what a company says in all.
    """

    places: dict[Phrase, int]
    companies: NDArray[np.intp]
    terms: NDArray[np.intp]
    counts: NDArray[np.float64]
    sizes: NDArray[np.float64]

    def of(self, terms: list[Phrase]) -> NDArray[np.float64]:
        """Give counts of shape (companies, terms + 1); the last column is all other terms."""
        column = np.full(len(self.places), len(terms))
        column[np.array([self.places[term] for term in terms], dtype=np.intp)] = range(len(terms))
        among = column[self.terms] < len(terms)
        totals = np.zeros((len(self.sizes), len(terms) + 1))
        totals[self.companies[among], column[self.terms[among]]] = self.counts[among]
        totals[:, -1] = self.sizes - totals.sum(axis=1)
        return totals


def _usage(pages: dict[str, dict[str, Counter[Phrase]]]) -> _Usage:
    said = [_together(counts.values()) for counts in pages.values()]
    places = {term: i for i, term in enumerate(dict.fromkeys(term for own in said for term in own))}
    return _Usage(
        places,
        np.repeat(np.arange(len(said)), [len(own) for own in said]),
        np.array([places[term] for own in said for term in own], dtype=np.intp),
        np.array([count for own in said for count in own.values()], dtype=np.float64),
        np.array([own.total() for own in said], dtype=np.float64),
    )


def _together(counts: Iterable[Counter[Phrase]]) -> Counter[Phrase]:
    # Adding counters makes a new one of each sum.
    found: Counter[Phrase] = Counter()
    for one in counts:
        found.update(one)
    return found


def _rates(own: NDArray[np.float64], rivals: NDArray[np.float64], term: int) -> dict[str, Any]:
    return {
        "count": int(own[term]),
        "rate": PER * float(own[term] / own.sum()),
        "rivals_rate": PER * float((rivals[:, term] / rivals.sum(axis=1)).mean()),
        "rivals_using": int((rivals[:, term] > 0).sum()),
        "rivals": len(rivals),
    }


def _count(rows: list[dict[str, Any]], size: int) -> dict[str, Counter[Phrase]]:
    """Give how often each page says each run of ``size`` words, pages by address."""
    pages: dict[str, Counter[Phrase]] = defaultdict(Counter)
    for row in rows:
        pages[row["url"]].update(run for run in windows(row["masked"], row["text"], size) if run)
    return {url: pages[url] for url in sorted(pages)}


def _table(pages: dict[str, Counter[Phrase]], terms: list[Phrase]) -> NDArray[np.float64]:
    """Give counts of shape (pages, terms + 1); the last column stays empty."""
    place = {term: i for i, term in enumerate(terms)}
    table = np.zeros((len(pages), len(terms) + 1))
    for line, counts in zip(table, pages.values(), strict=True):
        for term, count in counts.items():
            line[place[term]] = count
    return table


@dataclass(slots=True)
class _Use:
    """The clearest statement with a term, and the most pages that one with it stands on."""

    example: str
    pages: int


def _uses(rows: list[dict[str, Any]], size: int) -> dict[Phrase, _Use]:
    """Give each run of ``size`` words that the statements hold; the clearest ones come first."""
    found: dict[Phrase, _Use] = {}
    for row in rows:
        for run in filter(None, windows(row["masked"], row["text"], size)):
            use = found.setdefault(run, _Use(str(row["statement_id"]), row["pages"]))
            use.pages = max(use.pages, row["pages"])
    return found


def _pages_saying(table: NDArray[np.float64], repeated: list[int]) -> NDArray[np.int64]:
    """Give on how many pages each term stands; a statement kept once may stand on several."""
    pages: NDArray[np.int64] = np.maximum((table[:, :-1] > 0).sum(axis=0), repeated)
    return pages


def _may_show(term: Phrase, names: set[Phrase], language: str) -> bool:
    """Tell whether every word tells something, and none of them is a name that was written small.

    "Void" is deleted where it is written like a name; a "void" that is left would bring it back.
    """
    is_name = term in names or any((word,) in names or word in _LEGAL_FORMS for word in term)
    return not is_name and len(telling_words(term, language)) == len(term)


def _not_inside(rows: list[dict[str, Any]], pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the rows of single words that do not mostly stand inside shown pairs of words."""
    return [
        row
        for row in rows
        if sum(pair["count"] for pair in pairs if row["term"] in pair["term"].split())
        < INSIDE * row["count"]
    ]
