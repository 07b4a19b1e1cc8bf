"""Files that somebody names on the command line, standard input among them."""

from __future__ import annotations

import sys
from pathlib import Path

from sameness.errors import FileUnreadable

STDIN = "-"


def read_bytes(file: str) -> bytes:
    """Give the content of a file, of standard input for "-"; raises FileUnreadable."""
    try:
        return sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise FileUnreadable(f"{file!r} can't be read: {why}.", "Check the path.") from None


def read_text(file: str) -> str:
    """Give the text of a file, of standard input for "-"; raises FileUnreadable."""
    try:
        return read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadable(
            f"{file!r} is not UTF-8 text (byte {error.start + 1}).", "Save it as UTF-8 text."
        ) from None
