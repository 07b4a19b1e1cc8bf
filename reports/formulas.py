"""Text that a spreadsheet would take for a formula, and how it stays text."""

from __future__ import annotations

import unicodedata

STARTS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
"""What a formula begins with; the last four are full-width."""

_CONTROLS = frozenset("\t\r\n")


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet may calculate a text: by its first visible character.

    White space and invisible marks before it don't help, as programs strip them; a leading tab or
    line break counts by itself.
    """
    return text[:1] in _CONTROLS or _visible(text)[:1] in STARTS


def as_text(text: str) -> str:
    """Give a text that no spreadsheet calculates: with an apostrophe in front where it might.

    NUL, which cuts a cell short in many programs, becomes the replacement character.
    """
    whole = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return f"'{whole}" if looks_like_formula(text) else whole


def _visible(text: str) -> str:
    for place, character in enumerate(text):
        if not (character.isspace() or unicodedata.category(character) in {"Cc", "Cf", "Cn"}):
            return text[place:]
    return ""
