"""Bytes of an export as text, with what had to be assumed said aloud."""

from __future__ import annotations

import codecs
import re

from sameness.errors import ExportUnreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MULTIBYTE = re.compile(
    rb"[\xc3-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_SAVE = "Save or export it again as UTF-8."


def decode(name: str, body: bytes) -> tuple[str, tuple[str, ...]]:
    """Give a file's text and notes on its charset; raises ExportUnreadable.

    What has no mark and is no UTF-8 is read as Windows-1252, as spreadsheets on Windows write it,
    and that is said. UTF-8 with broken bytes in it is refused: it would be read as gibberish.
    """
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return _decode_as(name, body, charset), ()
    if b"\0" in body[:4096]:
        return _decode_as(name, body, _wide_charset(name, body)), ()
    try:
        return body.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        _refuse_broken_utf8(name, body, error)
    text = _decode_as(name, body, "cp1252")
    return text, ("The file is no UTF-8 and was read as Windows-1252: check its accents.",)


def _decode_as(name: str, body: bytes, charset: str) -> str:
    try:
        return body.decode(charset)
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        what = f"{name!r} is no text in {charset} (line {line}, byte {error.start + 1})"
        raise ExportUnreadable(f"{what}: damaged, or in another charset.", _SAVE) from None


def _wide_charset(name: str, body: bytes) -> str:
    """Give which half of UTF-16's pairs is empty, as it is in western text."""
    head = body[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) // 8 or min(even, odd) > max(even, odd) // 4:
        raise ExportUnreadable(f"{name!r} is no text: it holds zero bytes.", _SAVE)
    return "utf-16-le" if odd > even else "utf-16-be"


def _refuse_broken_utf8(name: str, body: bytes, error: UnicodeDecodeError) -> None:
    """Raise where most of what is not ASCII is good UTF-8: the rest was broken on the way."""
    whole = sum(len(match[0]) for match in _MULTIBYTE.finditer(body))
    if 2 * whole > len(_HIGH.findall(body)):
        line = body[: error.start].count(b"\n") + 1
        what = f"{name!r} is UTF-8 with broken bytes in it, the first in line {line}."
        raise ExportUnreadable(what, _SAVE)
