"""Rows of the warehouse in, voice and openness out; runs without them give nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.data import Quote
from reports.read_evidence import read_range
from reports.voice_data import Openness, Quartiles, Voice, VoiceLine, VoiceRate, VoiceSameness

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    Row = dict[str, Any]

QUOTED = ("price", "limit", "person", "proved", "bare")
"""What is quoted of each company's openness, as in the columns ``..._id``."""


def read_voice(rows: Callable[[str], list[Row]], stored: Collection[str]) -> Voice:
    """Give all that a run knows of voice.

    ``rows`` gives the rows of a query, ``stored`` are the tables that the history has: runs of
    older versions lack these, and then nothing is known.
    """
    if not {"voice_rates", "voice_sameness", "transparency"} <= set(stored):
        return Voice()
    quotes = {row["statement_id"]: _quote(row) for row in rows("report_transparency_quotes")}
    return Voice(
        rates=tuple(_rate(row) for row in rows("report_voice_rates")),
        sameness=tuple(VoiceSameness(**row) for row in rows("report_voice_sameness")),
        lines=tuple(
            VoiceLine(row["axis"], row["passage"], _quote(row))
            for row in rows("report_voice_lines")
        ),
        openness=tuple(_openness(row, quotes) for row in rows("report_transparency")),
    )


def _quote(row: Row) -> Quote:
    return Quote(row["company"], row["text"], row["url"], row["fetched_at"].date())


def _rate(row: Row) -> VoiceRate:
    quartiles = tuple(row[name] for name in ("quarter", "middle", "three_quarters"))
    return VoiceRate(
        company=row["company"],
        axis=row["axis"],
        pages=row["pages"],
        words=row["words"],
        marks=row["marks"],
        rate=read_range(row, "rate", "low", "high"),
        others=None if quartiles[0] is None else Quartiles(*quartiles),
        below=row["below"] or 0,
        ties=row["ties"] or 0,
        strangers=row["strangers"],
        fields=row["fields"],
        stands=row["stands"],
        reason=row["reason"],
    )


def _openness(row: Row, quotes: dict[str, Quote]) -> Openness:
    price, limit, person, proved, bare = (quotes.get(row[f"{name}_id"]) for name in QUOTED)
    return Openness(
        company=row["company"],
        price_pages=row["price_pages"] or 0,
        limits=row["limits"] or 0,
        people=row["people"] or 0,
        claims=row["claims"] or 0,
        proved=row["proved"] or 0,
        share=read_range(row, "share", "low", "high"),
        proof=row["proof"] or "",
        price=price,
        limit=limit,
        person=person,
        proved_claim=proved,
        bare_claim=bare,
        reason=row["reason"],
    )
