"""What real social networks answered, as ``tests_servers/record_social.py`` wrote it down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.conversations import answer

if TYPE_CHECKING:
    from crawlers.social.source import Answer, Ask

HOME = "https://social.test"
PAGE = 5
"""The servers were asked for pages of so many posts."""


class Recording:
    """Answers of one server, by the path and query that are asked for; others are an error."""

    def __init__(self, name: str) -> None:
        path = Path(__file__).parent / "recorded" / "social" / f"{name}.json"
        exchanges: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
        self.by_path = {exchange["path"]: exchange for exchange in exchanges}
        self.asked: list[str] = []

    def __call__(self, ask: Ask) -> Answer:
        parts = urlsplit(ask.url)
        path = f"{parts.path}?{parts.query}"
        self.asked.append(path)
        told = self.by_path[path]
        return answer(ask, json.dumps(told["body"]), told["status"], told["headers"])
