"""How much of a field stands on the page: of a large one less; the rest stands in scores.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.data import DatedQuote, OwnWord, PhraseUse, Report
    from reports.social_data import Presence

LARGE = 20
"""Companies from which on a field counts as large."""


def shown_quotes(quotes: Sequence[DatedQuote], report: Report) -> list[DatedQuote]:
    """Give the quotes of a claim that stand on the page; the client's is among them."""
    most = _most(report)
    if len(quotes) <= most:
        return list(quotes)
    return sorted(quotes, key=lambda quote: quote.company != report.client)[:most]


def shown_uses(uses: Sequence[PhraseUse], report: Report) -> list[PhraseUse]:
    """Give the uses of a phrase that stand on the page; the client's is among them."""
    most = _most(report)
    if len(uses) <= most:
        return list(uses)
    return sorted(uses, key=lambda use: use.quote.company != report.client)[:most]


def shown_words(words: Sequence[OwnWord], report: Report) -> list[OwnWord]:
    """Give a company's own words that stand with a quote: six, of a large field's rivals two.

    Each has a sentence of its own: of several words of one sentence the first stands for all.
    """
    mine = any(word.company == report.client for word in words)
    first = {word.quote.text: word for word in reversed(words)}
    return [word for word in words if first[word.quote.text] is word][
        : 2 if _is_large(report) and not mine else 6
    ]


def most_thumbnails(report: Report) -> int:
    """Give how many small copies of pictures a report carries."""
    return 16 if _is_large(report) else 24


def most_voices(report: Report) -> int:
    """Give of how many rivals a line stands with each count of voice."""
    return 3 if _is_large(report) else 6


def shown_profiles(profiles: Sequence[Presence], report: Report) -> list[Presence]:
    """Give the profiles of the long list: of a large field those read, and the client's."""
    if not _is_large(report):
        return list(profiles)
    return [one for one in profiles if one.state != "not read" or one.company == report.client]


def _most(report: Report) -> int:
    return 4 if _is_large(report) else 8


def _is_large(report: Report) -> bool:
    return len(report.companies) >= LARGE
