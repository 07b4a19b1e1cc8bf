"""The list of captures that a web archive gives of an address, in any of its spellings."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from crawlers.choice.addresses import clean_url, identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawlers.wayback.periods import Period

LIMIT = 5000
"""Captures asked for at a time."""

_STAMP = "%Y%m%d%H%M%S"
_PLAIN = re.compile(r"https?://[!-~]{1,1000}", re.ASCII)
_NAMES = {"original": "url", "statuscode": "status", "mimetype": "mime"}
"""Columns as the Wayback Machine names them, and as pywb does."""

_PAGES = ("", "-", "text/html", "application/xhtml+xml", "unk", "warc/revisit")
_NO_DIGESTS = frozenset({"", "-"})


class ListUnreadable(Exception):
    """An answer that is no list of captures; the text says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One copy in a web archive: when it was made, of which spelling of the address.

    ``digest`` is the same for copies with the same content, empty where the archive has none.
    """

    at: datetime
    url: str
    digest: str

    @property
    def stamp(self) -> str:
        """The moment as the archive writes it."""
        return self.at.strftime(_STAMP)


@dataclass(frozen=True, slots=True)
class CaptureList:
    """A part of a list: ``rows`` came, of which ``captures`` can be read.

    ``last`` is the newest moment in it, None without one; ``resume`` the archive's key of what
    follows, empty where it gives none.
    """

    captures: tuple[Capture, ...]
    rows: int
    last: datetime | None
    resume: str


def read_stamp(text: str) -> datetime | None:
    """Give the moment in UTC of 14 digits, None for anything else."""
    if len(text) != 14 or not (text.isascii() and text.isdecimal()):
        return None
    try:
        return datetime.strptime(text, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def list_address(cdx: str, url: str, span: Period, resume: str = "") -> str:
    """Give the address at which an archive lists the captures of a page in a span of time.

    One a day, without what was no page: a list without end helps nobody.
    """
    fields = {
        "url": url,
        "output": "json",
        "from": span.begins.strftime(_STAMP),
        "to": span.ends.strftime(_STAMP),
        # pywb reads neither of these two as the Wayback Machine does, and leaves nothing out.
        "filter": "!statuscode:[345]..",
        "collapse": "timestamp:8",
        "limit": str(LIMIT),
        "showResumeKey": "true",
    }
    if resume:
        fields["resumeKey"] = resume
    return f"{cdx}?{urlencode(fields)}"


def read_list(body: bytes, page: str) -> CaptureList:
    """Give the captures of a page among the rows of an answer; raises ListUnreadable.

    Rows of other addresses, of redirects and errors, and without a date are left out: what an
    archive lists decides nothing but which copy of this page is asked for.
    """
    rows, resume = _rows(body.decode("utf-8", "replace").strip())
    moments = [moment for row in rows if (moment := read_stamp(_text(row, "timestamp")))]
    captures = sorted(set(_captures(rows, page)), key=lambda one: (one.at, one.url))
    return CaptureList(tuple(captures), len(rows), max(moments, default=None), resume)


def _rows(text: str) -> tuple[list[dict[str, Any]], str]:
    """Give the rows with pywb's names, and the key of what follows."""
    if not text:
        return [], ""
    if text[0] not in "[{":
        raise ListUnreadable("the answer is no list of captures")
    try:
        if text[0] == "[":
            return _table(json.loads(text))
        return [_named(json.loads(line)) for line in text.splitlines() if line.strip()], ""
    except (ValueError, RecursionError):
        raise ListUnreadable("the list of captures is cut short or damaged") from None


def _table(lines: list[Any]) -> tuple[list[dict[str, Any]], str]:
    """Take apart what has its columns' names in the first line, and perhaps a key in the last."""
    if not lines:
        return [], ""
    if not all(isinstance(line, list) for line in lines):
        return [_named(line) for line in lines], ""
    resume = ""
    if len(lines) >= 2 and not lines[-2] and len(lines[-1]) == 1:
        resume, lines = str(lines[-1][0]), lines[:-2]
    names = [str(name) for name in lines[0]] if lines else []
    return [_named(dict(zip(names, line, strict=False))) for line in lines[1:]], resume


def _named(row: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(row, dict):
        raise ValueError("not a row")  # noqa: TRY004 - the caller knows one kind of damage
    return {_NAMES.get(str(name), str(name)): value for name, value in row.items()}


def _captures(rows: Iterable[dict[str, Any]], page: str) -> Iterator[Capture]:
    for row in rows:
        at, url = read_stamp(_text(row, "timestamp")), _text(row, "url")
        if at is not None and _is_page(row) and is_of(url, page):
            digest = _text(row, "digest").removeprefix("sha1:")
            yield Capture(at, url, "" if digest in _NO_DIGESTS else digest)


def _is_page(row: dict[str, Any]) -> bool:
    """Tell whether a row is of a page, or of one that was the same as before."""
    mime, status = _text(row, "mime").lower(), _text(row, "status")
    good = {"200", "-", "", "304"} if mime == "warc/revisit" else {"200"}
    return mime in _PAGES and status in good


def is_of(url: str, page: str) -> bool:
    """Tell whether an address that an archive names is a spelling of a page's."""
    if not _PLAIN.fullmatch(url) or "#" in url:
        return False
    cleaned = clean_url(url)
    return cleaned is not None and identity(cleaned) == identity(clean_url(page) or page)


def _text(row: dict[str, Any], name: str) -> str:
    return str(row.get(name) or "")
