"""Keeps keys out of everything that is written: archive, ledger, log."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crawlers.social.source import Ask

HIDDEN = "[key]"

_FEWEST = 6
"""Letters that a secret has at least; shorter values would hide ordinary words."""

_SECRET_KEY = re.compile(r"key|token|secret|password", re.IGNORECASE)
_SECRET_HEADER = re.compile(r"authorization|cookie|key|token|secret", re.IGNORECASE)


class Secrets:
    """What must not be written down: the keys, and whatever headers and forms were made of them."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._spellings: set[str] = set()
        for name, value in keys.items():
            if _SECRET_KEY.search(name):
                self._add(value)

    def learn(self, ask: Ask) -> None:
        """Take note of the secrets that an ask carries in its headers and its form."""
        for name, value in ask.headers.items():
            if _SECRET_HEADER.search(name):
                # What comes before is the scheme: "Bearer", "Basic".
                self._add(value.rpartition(" ")[2])
        for name, value in (ask.form or {}).items():
            if _SECRET_KEY.search(name):
                self._add(value)

    def are_in(self, text: str) -> bool:
        """Tell whether a text holds a secret."""
        return any(spelling in text for spelling in self._spellings)

    def hide(self, text: str) -> str:
        """Give a text without secrets."""
        for spelling in sorted(self._spellings, key=len, reverse=True):
            text = text.replace(spelling, HIDDEN)
        return text

    def hide_bytes(self, body: bytes) -> bytes:
        """Give a body, in any encoding that knows ASCII, without secrets."""
        return self.hide(body.decode("latin-1")).encode("latin-1")

    def _add(self, secret: str) -> None:
        if len(secret) >= _FEWEST:
            self._spellings.update(_spell(secret))


def _spell(secret: str) -> Iterator[str]:
    """Yield the ways in which a secret is written in addresses and in JSON."""
    yield secret
    yield quote(secret, safe="")
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret)[1:-1].replace("/", "\\/")


class Discreet(logging.Formatter):
    """Another formatter's lines without secrets, tracebacks included."""

    def __init__(self, inner: logging.Formatter, secrets: Secrets) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """Give the line without secrets."""
        return self._secrets.hide(self._inner.format(record))


def make_discreet(secrets: Secrets) -> None:
    """Let no handler of this process's log write a secret.

    To be said again when the reading starts: Scrapy replaces its handler then.
    """
    for handler in logging.getLogger().handlers:
        handler.setFormatter(Discreet(handler.formatter or logging.Formatter(), secrets))
