"""Keeps what the browser showed beside the answers: built pages as conversions, pictures as such.

A WARC 1.1 ``conversion`` record says of which response it was made. A picture is a ``resource``
record under a name of its own, ``urn:screenshot:VIEW:ADDRESS``. Before it stands where its words
and pictures are, ``urn:page-marks:VIEW:ADDRESS``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from warcio.archiveiterator import ArchiveIterator

from crawlers.archive.warc import whole_length
from crawlers.browser.views import View

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warcio.warcwriter import WARCWriter

_PICTURE = "urn:screenshot:"
_MARKS = "urn:page-marks:"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the browser made of an answer: UTF-8 markup, or a PNG for the views of a picture.

    ``record_id`` names the answer's record, ``made_at`` is in UTC. ``marks`` belong to a picture:
    JSON for ``crawlers.browser.marks``, empty where the page didn't tell.
    """

    view: View
    url: str
    record_id: str
    made_at: datetime
    body: bytes
    marks: bytes = b""

    @property
    def target(self) -> str:
        """The name under which it is stored."""
        return self.url if self.view is View.TEXT else f"{_PICTURE}{self.view}:{self.url}"


def to_record(writer: WARCWriter, shown: Shown) -> Any:  # noqa: ANN401 - warcio has no types
    """Give the WARC record of what was shown."""
    is_text = shown.view is View.TEXT
    return writer.create_warc_record(
        shown.target,
        "conversion" if is_text else "resource",
        payload=BytesIO(shown.body),
        warc_content_type="text/html; charset=utf-8" if is_text else "image/png",
        warc_headers_dict={
            "WARC-Date": shown.made_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "WARC-Refers-To": shown.record_id,
        },
    )


def to_marks_record(writer: WARCWriter, shown: Shown) -> Any:  # noqa: ANN401 - warcio has no types
    """Give the WARC record of where a picture's words and pictures stand."""
    return writer.create_warc_record(
        f"{_MARKS}{shown.view}:{shown.url}",
        "resource",
        payload=BytesIO(shown.marks),
        warc_content_type="application/json",
        warc_headers_dict={
            "WARC-Date": shown.made_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "WARC-Refers-To": shown.record_id,
        },
    )


def list_shown(path: Path) -> Iterator[tuple[str, Shown]]:
    """Yield what a WARC file holds of shown pages, each with its place; a torn end is left out.

    Yields nothing where the file is missing.
    """
    if not path.is_file():
        return
    whole = whole_length(path)
    marks: dict[str, bytes] = {}
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        for record in records:
            target = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type == "resource" and target.startswith(_MARKS):
                marks[target.removeprefix(_MARKS)] = record.raw_stream.read()
            shown = _describe(record)
            offset = records.get_record_offset()
            if offset >= whole:
                return
            if shown is not None:
                known = marks.get(f"{shown.view}:{shown.url}", b"")
                yield f"{path.parent.name}/{path.name}#{offset}", replace(shown, marks=known)


def _describe(record: Any) -> Shown | None:  # noqa: ANN401 - warcio has no types
    """Give a record as ``Shown``, None for other records; reads its body."""
    about = record.rec_headers.get_header
    target = about("WARC-Target-URI") or ""
    if record.rec_type == "conversion":
        view, url = View.TEXT, target
    elif record.rec_type == "resource" and target.startswith(_PICTURE):
        name, _, url = target.removeprefix(_PICTURE).partition(":")
        view = View(name)
    else:
        return None
    made_at = datetime.fromisoformat(about("WARC-Date")).astimezone(UTC)
    return Shown(view, url, about("WARC-Refers-To"), made_at, record.raw_stream.read())
