"""Cleans a text of what the eye does not see, and repairs a charset that was read wrongly."""

from __future__ import annotations

import re

from ftfy import TextFixerConfig, fix_text

_REPAIR = TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    explain=False,
)
"""Only mojibake is undone, and accents are put together: how a company writes stays its own."""
_LONGEST_REPAIRED = 20_000
_ROUNDS = 4
_SPACE = re.compile(r"[\s\ue000-\uf8ff\U000f0000-\U0010ffff\u2800\u3164\uffa0]+")
"""White space, and what icon fonts and blank letters put in its place."""
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control, zero-width and bidirectional marks, soft hyphens, tags, halves of characters."""
_JOINER = re.compile(r"(?<![^\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u024f])")
"""Joiners beside Latin letters; emoji and some scripts need theirs."""


def clean_text(text: str) -> str:
    """Give text as a reader sees it: white space collapsed, invisible characters removed.

    Text that was decoded with the wrong charset ("Itâ€™s") is repaired where its letters prove it.
    """
    if text.isascii():
        plain = " ".join(text.split())
        if plain.isprintable():
            return plain
    # What was taken out may have kept the traces of a wrong charset apart.
    for _ in range(_ROUNDS):
        before, text = text, _SPACE.sub(" ", _INVISIBLE.sub("", _repair(text))).strip()
        if text == before:
            break
    return text


def _repair(text: str) -> str:
    if len(text) <= _LONGEST_REPAIRED:
        text = fix_text(text, _REPAIR)
    return _JOINER.sub("", text)
