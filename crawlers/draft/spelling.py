"""Compares names regardless of case, blanks and punctuation."""

from __future__ import annotations

import re
import unicodedata


def fold(name: str) -> str:
    """Give a name's letters and digits only, in lower case, without accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in plain if not unicodedata.combining(c)))


def tidy(text: str, length: int = 200) -> str:
    """Give text on one line, without control and direction characters, cut to a length."""
    visible = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn"})
    spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in visible)
    return " ".join(spaced.split())[:length].strip()
