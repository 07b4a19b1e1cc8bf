"""Drives a source's conversation to its end, whatever the source and the web make of it."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawlers.social.reading.plausible import keep_plausible
from crawlers.social.source import Answer, Reading
from sameness.records import ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from crawlers.social.source import Ask, Conversation
    from sameness.industry import Industry

_logger = logging.getLogger(__name__)

_PATIENCE = 5
"""How often a source may ask on after it was told that it can't."""


@dataclass(frozen=True, slots=True)
class Caps:
    """What one profile may take: requests, seconds, bytes of answers."""

    asks: int
    seconds: float
    total_bytes: int


def caps_of(industry: Industry) -> Caps:
    """Give the caps of each profile; some platforms give no more than a few posts an answer."""
    limits = industry.crawl
    return Caps(50 + industry.social.max_posts // 5, limits.max_seconds, limits.max_total_bytes)


@dataclass(slots=True)
class Meter:
    """What one profile took so far; its clock runs from when it is made."""

    caps: Caps
    asks: int = 0
    received: int = 0
    began_at: float = field(default_factory=time.monotonic)

    @property
    def ends_at(self) -> float:
        """The moment on the monotonic clock when the profile's time is over."""
        return self.began_at + self.caps.seconds

    def why_over(self) -> str:
        """Give which cap is reached, empty for none."""
        if self.asks >= self.caps.asks:
            return f"cap of {self.caps.asks} requests reached"
        if time.monotonic() >= self.ends_at:
            return f"time cap of {self.caps.seconds:g} s reached"
        if self.received >= self.caps.total_bytes:
            return f"cap of {self.caps.total_bytes / 1_000_000:g} MB reached"
        return ""

    def count(self, answer: Answer) -> None:
        """Add an answer."""
        self.asks += 1
        self.received += len(answer.body)


async def drive(
    conversation: Conversation, ask: Ask, fetch: Callable[[Ask], Awaitable[Answer]], meter: Meter
) -> Reading:
    """Give the reading at the end of a conversation of which ``ask`` is the first request.

    ``fetch`` gives an answer to each. A source that fails, or that goes on after it was told that a
    cap is reached, ends as FAILED.
    """
    ignored = 0
    try:
        while ignored < _PATIENCE:
            why = meter.why_over()
            ignored += bool(why)
            answer = hold_back(ask, why) if why else await fetch(ask)
            meter.count(answer)
            ask = conversation.send(answer)
    except StopIteration as end:
        return _believe(end.value)
    except Exception:
        _logger.exception("%s can't be read", ask.url)
        return Reading(ReadingStatus.FAILED, "could not be read")
    conversation.close()
    return Reading(ReadingStatus.FAILED, why)


def hold_back(ask: Ask, why: str) -> Answer:
    """Give the answer to a request that was not made."""
    return Answer(ask.url, 0, {}, b"", datetime.now(UTC), "", trouble=why, refused=True)


def _believe(reading: object) -> Reading:
    if isinstance(reading, Reading):
        return keep_plausible(reading)
    return Reading(ReadingStatus.FAILED, "could not be read")
