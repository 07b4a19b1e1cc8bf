"""Since when a quote or a picture stands on its company's pages, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.change_findings import span_words
from reports.phrases import long_date

if TYPE_CHECKING:
    from reports.data import DatedQuote, OnlyYou, Report
    from reports.images_data import ShownImage


def since_words(item: DatedQuote | OnlyYou | ShownImage, report: Report) -> str:
    """Give between which readings something came, or that it is older; empty at a first reading."""
    since, readings = item.since, report.history.readings
    if since is None or (since.absent is None and since.seen >= item.seen_at):
        return ""
    if since.absent is not None:
        return f"came {span_words(since.absent, since.seen)}"
    if readings and since.seen == readings[0].day:
        return "there before our first reading"
    return f"there by {long_date(since.seen)}, perhaps before"


def since_note(report: Report) -> str:
    """Give what the dates beside quotes mean, empty where there are none."""
    quotes = [quote for claim in report.claims for quote in (*claim.quotes, *claim.alike_quotes)]
    if not any(since_words(quote, report) for quote in quotes):
        return ""
    return (
        "A quote that “came between” two days stood on no page of that company on the first of "
        "them, and did on the second. Of one “there before our first reading” nobody knows the "
        "age."
    )
