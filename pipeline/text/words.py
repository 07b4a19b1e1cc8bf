"""Words of a text, as they are counted everywhere."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def words_of(text: str) -> list[str]:
    """Give the words of a text in small letters, in order; numbers are not words."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]
