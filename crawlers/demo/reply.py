"""What a demo server answers: a status, a body, and the headers that belong to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; ``kind`` is the type of ``content``, ``changed`` an HTTP date or empty."""

    status: int
    kind: str
    content: bytes
    changed: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def redirect(path: str) -> Reply:
    """Give the answer that sends the client to another path of the same site."""
    return Reply(301, TEXT, b"", headers={"Location": path})
