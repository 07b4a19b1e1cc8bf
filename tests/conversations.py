"""Drives the conversation of a source with made-up or recorded answers, without a network."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawlers.social.source import Answer, Ask, Conversation, Reading
from sameness.records import Profile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

READ_AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


def converse(
    conversation: Conversation, answers: Callable[[Ask], Answer], most_asks: int = 1000
) -> Reading:
    """Give the reading that a conversation ends with, each ask answered by ``answers``."""
    try:
        ask = next(conversation)
        for _ in range(most_asks):
            ask = conversation.send(answers(ask))
    except StopIteration as stop:
        reading = stop.value
        assert isinstance(reading, Reading)
        return reading
    raise AssertionError(f"still asking after {most_asks} asks, last for {ask.url}")


def answer(
    ask: Ask, body: bytes | str = b"", status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    """Give an answer to an ask; ``headers`` have their names in small letters."""
    content = body.encode() if isinstance(body, str) else body
    return Answer(
        url=ask.url,
        status=status,
        headers=headers or {},
        body=content,
        read_at=READ_AT,
        record=f"20261122/posts.warc.gz#{abs(hash(ask.url)) % 1000}",
    )


def no_answer(ask: Ask, trouble: str = "timed out", *, refused: bool = False) -> Answer:
    """Give what comes of an ask that was never answered, or that we held back ourselves."""
    return Answer(ask.url, 0, {}, b"", READ_AT, "", trouble=trouble, refused=refused)


def profile(platform: str, handle: str, url: str) -> Profile:
    """Give a profile of the company "Acme"."""
    return Profile("Acme", platform, handle, url, found_at="", found_by="industry file")
