"""What a page asks of robots: robots meta elements and X-Robots-Tag, for all and for us by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from crawlers.network.robots import AGENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborHTMLParser

_VALUED = frozenset(
    {
        "max-snippet",
        "max-image-preview",
        "max-video-preview",
        "unavailable_after",
        "indexifembedded",
    }
)
"""Rules whose name may stand before a colon; any other name there is an agent's."""

_DAY = r"(?:[a-z]{3,9}\s*,\s*)?"
_UNTIL = re.compile(rf"unavailable_after\s*:\s*({_DAY}[^,]+)", re.IGNORECASE)
_RULE = re.compile(rf"[^,]*unavailable_after\s*:\s*{_DAY}[^,]+|[^,]+", re.IGNORECASE)
_NO_SNIPPET = re.compile(r"max-snippet\s*:\s*0\s*")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one page asks for: ``follow`` of its links, ``use`` and ``quote`` of itself.

    Where several rules apply to us, the strictest of each counts. ``noarchive`` asks that nobody be
    shown a stored copy; our archive is evidence kept in private, so it changes nothing.
    """

    use: bool = True
    quote: bool = True
    follow: bool = True

    @property
    def refusal(self) -> str:
        """Give why the page is left aside, in plain words; empty where it may be used.

        What must not be quoted can't be used: every figure here rests on quotes.
        """
        if not self.use:
            return "asks not to be indexed"
        return "" if self.quote else "asks not to be quoted"


def read_wishes(tree: LexborHTMLParser, headers: Iterable[str], now: datetime) -> Wishes:
    """Give a page's wishes; ``headers`` are the values of its X-Robots-Tag headers."""
    rules = [*_rules_in_markup(tree)]
    for value in headers:
        rules.extend(_rules_in_header(value))
    words = {rule.casefold() for rule in rules}
    return Wishes(
        use=words.isdisjoint({"noindex", "none"}) and not _is_over(rules, now),
        quote="nosnippet" not in words and not any(map(_NO_SNIPPET.fullmatch, words)),
        follow=words.isdisjoint({"nofollow", "none"}),
    )


def _rules_in_markup(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the rules of the robots meta elements that speak to all or to us."""
    for node in tree.css("meta[name][content]"):
        if (node.attributes["name"] or "").strip().casefold() in {"robots", AGENT}:
            for rule in _RULE.findall(node.attributes["content"] or ""):
                yield from _words(rule)


def _rules_in_header(value: str) -> Iterator[str]:
    """Yield the rules of one header that speak to all or to us.

    ``googlebot: noindex, nofollow`` speaks to that agent only, up to the next agent's name.
    """
    agent = ""
    for rule in _RULE.findall(value):
        name, colon, rest = rule.partition(":")
        named = colon and name.strip().casefold() not in _VALUED
        agent, said = (name.strip().casefold(), rest) if named else (agent, rule)
        if agent in {"", "*", "robots", AGENT}:
            yield from _words(said)


def _words(rule: str) -> list[str]:
    """Give a rule with its value, or the rules that somebody wrote without commas."""
    return [rule.strip()] if ":" in rule else rule.split()


def _is_over(rules: Iterable[str], now: datetime) -> bool:
    """Tell whether a page's time is over; a date that can't be read says nothing."""
    dates = (_UNTIL.fullmatch(rule) for rule in rules)
    moments = (_read_moment(date[1].strip()) for date in dates if date)
    return any(moment < now for moment in moments if moment is not None)


def _read_moment(text: str) -> datetime | None:
    """Give the moment of an ISO 8601 or RFC 822/850 date, in UTC where no zone is named."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, TypeError, IndexError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
