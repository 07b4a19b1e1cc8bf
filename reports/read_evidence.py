"""Rows of the warehouse in, evidence out: claims, words, what one alone or nobody says."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from reports.data import (
    Claim,
    DatedQuote,
    Echo,
    Nearest,
    OnlyYou,
    OpenClaim,
    Owner,
    OwnWord,
    PhraseUse,
    Quote,
    Range,
    SameWords,
    StockPhrase,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = dict[str, Any]


def read_range(row: Row, value: str, low: str, high: str) -> Range | None:
    """Give three columns as a figure with its range, None where there is no figure."""
    return None if row[value] is None else Range(row[value], row[low], row[high])


def read_claims(rows: Sequence[Row]) -> tuple[Claim, ...]:
    """Give the claims, those that most companies make first; rows come by claim, medoid first."""
    claims = [_claim(list(members)) for _, members in groupby(rows, key=itemgetter("claim_id"))]
    return tuple(
        sorted(claims, key=lambda c: (-len(c.companies), -len(c.alike), c.text.casefold(), c.id))
    )


def _claim(members: list[Row]) -> Claim:
    medoid = members[0]
    same = [member for member in members if member["strength"] == "same"]
    alike = [member for member in members if member["strength"] != "same"]
    return Claim(
        id=medoid["claim_id"],
        text=medoid["text"],
        companies=tuple(sorted(member["company"] for member in same)),
        alike=tuple(sorted(member["company"] for member in alike)),
        asked=medoid["asked"],
        low=medoid["low"],
        high=medoid["high"],
        tier=medoid["tier"],
        reach_low=medoid["reach_low"],
        reach_high=medoid["reach_high"],
        reach_tier=medoid["reach_tier"],
        concentration=medoid["concentration"],
        owner=Owner(medoid["leader"], medoid["leader_share"]) if medoid["leader"] else None,
        quotes=tuple(_dated_quote(member) for member in same),
        alike_quotes=tuple(_dated_quote(member) for member in alike),
    )


def read_quote(row: Row) -> Quote:
    """Give a company's words from columns company, text, url and fetched_at."""
    return Quote(row["company"], row["text"], row["url"], row["fetched_at"].date())


def _dated_quote(row: Row) -> DatedQuote:
    """Give the same for a claim; its dates are added where readings tell."""
    return DatedQuote(row["company"], row["text"], row["url"], row["fetched_at"].date())


def read_echo(row: Row) -> Echo:
    """Give one company's echo, or the field's."""
    return Echo(
        company=row["company"],
        statements=row["statements"],
        rivals=row["rivals"],
        sampled=row["sampled"],
        as_read=Range(row["as_read"], row["as_read_low"], row["as_read_high"]),
        drawn=Range(row["echo"], row["low"], row["high"]),
    )


def read_same_words(row: Row) -> SameWords:
    """Give one figure of words in common."""
    return SameWords(
        company=row["company"],
        least=row["least"],
        words=row["words"],
        budget=row["budget"],
        companies=row["companies"],
        strangers_known=row["strangers_known"],
        rivals=row["rivals"],
        strangers=row["strangers"],
        excess=read_range(row, "excess", "low", "high"),
        clear=bool(row["clear"]),
        reason=row["reason"],
    )


def read_phrases(rows: Sequence[Row]) -> tuple[StockPhrase, ...]:
    """Give the phrases in the order of the rows, which come by phrase."""
    groups = (list(uses) for _, uses in groupby(rows, key=itemgetter("phrase_id")))
    return tuple(_phrase(uses) for uses in groups)


def _phrase(uses: list[Row]) -> StockPhrase:
    phrase = uses[0]
    return StockPhrase(
        id=phrase["phrase_id"],
        phrase=phrase["phrase"],
        whole=phrase["whole"],
        asked=phrase["asked"],
        low=phrase["low"],
        high=phrase["high"],
        strangers=phrase["strangers"],
        strangers_asked=phrase["strangers_asked"],
        general=phrase["general"],
        uses=tuple(PhraseUse(use["passage"], read_quote(use)) for use in uses),
    )


def read_own_word(row: Row) -> OwnWord:
    """Give a word that a company uses more than its rivals, with a quote."""
    names = (
        *("company", "term", "count", "pages", "rate", "rivals_rate"),
        *("rivals_using", "rivals", "z", "threshold"),
    )
    return OwnWord(**{name: row[name] for name in names}, quote=read_quote(row))


def read_nearest(row: Row) -> Nearest:
    """Give the nearest statement of anybody else from the columns ``nearest_*``."""
    return Nearest(
        company=row["nearest_company"],
        text=row["nearest_text"],
        url=row["nearest_url"],
        seen_at=row["nearest_fetched_at"].date(),
        similarity=row["similarity"],
        probability=row["probability"],
    )


def read_only_you(row: Row) -> OnlyYou:
    """Give what one company alone says, with the nearest of any rival."""
    return OnlyYou(
        company=row["company"],
        text=row["text"],
        url=row["url"],
        seen_at=row["fetched_at"].date(),
        pages=row["pages"],
        crawls=row["crawls"],
        nearest=read_nearest(row),
    )


def read_open_claim(row: Row) -> OpenClaim:
    """Give a claim that nobody of the field makes."""
    names = (
        *("text", "theme", "source", "industry", "asked", "at_most", "fit", "doubtful"),
        *("made_elsewhere", "asked_elsewhere", "near_elsewhere", "strangers"),
    )
    return OpenClaim(row["claim"], **{name: row[name] for name in names}, nearest=read_nearest(row))
