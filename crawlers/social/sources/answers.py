"""What an interface answered: its JSON, fields that may be anything, or why there is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from crawlers.social.source import Reading
from sameness.records import Post, ReadingStatus

if TYPE_CHECKING:
    from crawlers.social.source import Answer
    from sameness.records import Profile

_STATUSES = {
    401: (ReadingStatus.UNAUTHORISED, "it answers only to those who sign in"),
    402: (ReadingStatus.UNAUTHORISED, "the account behind the key has no credit left"),
    403: (ReadingStatus.UNAUTHORISED, "it forbids this reading"),
    404: (ReadingStatus.GONE, "there is no such account"),
    410: (ReadingStatus.GONE, "the account was taken down"),
    429: (ReadingStatus.RATE_LIMITED, "too many requests for now"),
}


def failure(answer: Answer) -> Reading:
    """Give the reading of an answer that brought nothing: never OK, never EMPTY.

    The server's own words are left out: some interfaces repeat the key in them.
    """
    if answer.refused:
        return Reading(ReadingStatus.REFUSED, answer.trouble or "not asked")
    if answer.status == 0:
        return Reading(ReadingStatus.FAILED, answer.trouble or "no answer")
    if answer.status == 200:
        return Reading(ReadingStatus.FAILED, "the answer is not what the interface promises")
    status, words = _STATUSES.get(answer.status, (ReadingStatus.FAILED, "no usable answer"))
    return Reading(status, f"{words} (HTTP {answer.status})")


def of_known_account(reading: Reading) -> Reading:
    """Give a failure for an account that was there just now: what is gone is a list."""
    if reading.status is not ReadingStatus.GONE:
        return reading
    _, http, status = reading.reason.partition(" (HTTP ")
    words = "the account is there, but not the list of its posts"
    return Reading(ReadingStatus.FAILED, words + http + status)


def read_json(answer: Answer) -> object:
    """Give the JSON of an answer's body, whatever its status; None where it is none."""
    try:
        content: object = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return content


def value_at(content: object, *path: str) -> object:
    """Give what stands at a path of field names; None where one of them is missing."""
    for name in path:
        if not isinstance(content, dict):
            return None
        content = content.get(name)
    return content


def text_at(content: object, *path: str) -> str:
    """Give the text at a path, without what UTF-8 can't write; empty where there is no text."""
    value = value_at(content, *path)
    return value.encode("utf-8", "ignore").decode() if isinstance(value, str) else ""


def list_at(content: object, *path: str) -> list[object]:
    """Give the list at a path, empty where there is none."""
    value = value_at(content, *path)
    return value if isinstance(value, list) else []


def moment(text: str) -> datetime | None:
    """Give the time that ISO 8601 text means, in UTC; None where it means none."""
    try:
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def draft(profile: Profile, answer: Answer) -> partial[Post]:
    """Give what makes a post of a profile, told all that the answer itself doesn't say."""
    return partial(
        Post,
        company=profile.company,
        platform=profile.platform,
        handle=profile.handle,
        exact=True,
        origin="read",
        read_at=answer.read_at,
        record=answer.record,
    )


def needs_key(*names: str) -> Reading:
    """Give the reading of a profile for which keys are missing; the reason says how to set them."""
    variables = " and ".join(f"SAMENESS_{name.upper()}" for name in names)
    plural = "keys" if len(names) > 1 else "a key"
    return Reading(ReadingStatus.UNAUTHORISED, f"needs {plural}: set {variables}")
