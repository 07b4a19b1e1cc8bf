"""Conversations of sources with real servers, over plain HTTP, and what was said in them."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from crawlers.social.source import Answer, Ask, Reading
from sameness.records import Profile

if TYPE_CHECKING:
    from crawlers.social.source import Source

LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Client:
    """Asks what sources want asked; ``answers`` are all that came, in order."""

    answers: list[Answer] = field(default_factory=list)

    def read(self, source: Source, profile: Profile, since: datetime = LONG_AGO) -> Reading:
        """Give the reading of a profile; what was answered before is forgotten."""
        self.answers.clear()
        conversation = source.posts(profile, since)
        try:
            ask = next(conversation)
            while True:
                ask = conversation.send(self._ask(ask))
        except StopIteration as end:
            reading: Reading = end.value
            return reading

    def _ask(self, ask: Ask) -> Answer:
        form = None if ask.form is None else urlencode(ask.form).encode()
        request = urllib.request.Request(ask.url, form, dict(ask.headers))
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                status, headers, body = response.status, response.headers, response.read()
        except urllib.error.HTTPError as error:
            status, headers, body = error.code, error.headers, error.read()
        named = {name.lower(): value for name, value in headers.items()}
        answer = Answer(ask.url, status, named, body, datetime.now(UTC), f"#{len(self.answers)}")
        self.answers.append(answer)
        return answer


def profile(platform: str, handle: str, url: str = "") -> Profile:
    """Give a profile of an invented company."""
    return Profile("Alder & Vane", platform, handle, url, found_at="", found_by="industry file")
