"""Of whom a passage is said: of the speaker's own offer, or of somebody or something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.text.identity import is_common

if TYPE_CHECKING:
    from collections.abc import Collection

_BOUNDARY = re.compile(
    r"[.!?;:](?=\s)|[,()–—•|]|\b(?:and|but|because|since|so|although|though|while|whereas|unlike|however|note|mind|means|if"
    r"|when|whenever|where|in case|that|which|who|whose)\b",
    re.IGNORECASE,
)
_DEPENDENT = re.compile(r"if|when|whenever|where|in case|which|who|whose", re.IGNORECASE)
_ASIDE = re.compile(
    r"(?:currently|unfortunately|sadly|also|still|yet|please|note|at|for|on|in|of|by|right|now)\b.*",
    re.IGNORECASE,
)
_OURS = frozenset("we i it this these there you our my its the some a an".split())
_OTHERS = frozenset(
    "your they their he she his her most many other others all every each any existing traditional"
    " conventional today's people women men".split()
)
_FOREIGN = frozenset(
    "browser browsers server servers user users visitor visitors customer customers client's market"
    " markets industry internet law laws government governments internet web problem problems"
    " competitor competitors company companies tools websites website sites person people data"
    " receiver provider providers world country countries bank banks team teams".split()
)
_ENDINGS = frozenset(
    "is are was were has have had been be do does can will currently still also just yet already"
    " simply not never only usually generally often genuinely really probably likely".split()
)
_NOBODYS = re.compile(
    r"coming soon|in (?:\w+ )?(?:beta|alpha)|up to|known|work in progress|under heavy",
    re.IGNORECASE,
)
"""Passages that nobody says of others."""
_ACTIVE = re.compile(
    r"(?:do|does|can|could|will|wo|ca)(?:n[’']t| ?not|\b)"
    r"|(?:currently )?only (?:supports|works|runs)|(?:isn|aren)[’']t yet|(?:have|has) no\b",
    re.IGNORECASE,
)

_ASKING = re.compile(
    r"(?P<name>[A-Z][\w-]+(?: [A-Z][\w-]+)*) (?:currently )?"
    r"(?:starts|costs?|charges|asks|sells|is|was) (?:\w+ ){0,3}$"
)


def is_of_another(text: str, start: int, own: Collection[str]) -> bool:
    """Tell whether what begins at ``start`` is said of somebody else than the speaker.

    ``own`` are the words of the speaker's names in small letters. The subject is what stands before
    the passage in its clause; where there is none the speaker is meant, but not in a clause that
    hangs on another one ("tools that don't support swaps", "when the shop is not available").
    """
    if _NOBODYS.match(text, start):
        return False
    last, subject = _clause_ahead(text, start)
    if _DEPENDENT.fullmatch(last) or (last == "that" and not subject):
        return True
    if not subject or any(_bare(word) in own for word in subject):
        return False
    if _is_foreign(subject, last):
        return True
    lone = len(subject) == 1 and subject[0][:1].isupper() and not is_common(subject[0])
    return bool(_ACTIVE.match(text, start)) and (lone or _is_bare_plural(subject))


def _clause_ahead(text: str, start: int) -> tuple[str, list[str]]:
    """Give what a clause hangs on, in small letters, and its words before ``start``.

    Where it has none ("tools solve one thing, but can't talk") those of the clause it goes on from.
    """
    end = start
    last = ""
    for found in reversed(list(_BOUNDARY.finditer(text, 0, start))):
        last = found[0].lower()
        words = _words(text[found.end() : end])
        if words or last not in {",", "and", "but"}:
            return last, words
        end = found.start()
    return "", _words(text[:end])


def _words(clause: str) -> list[str]:
    """Give the words of a subject, without the verbs and asides that end it."""
    words = [word.strip("“”\"'’`*") for word in clause.split()]
    while words and words[-1].lower() in _ENDINGS:
        words.pop()
    return words


def is_named_another(text: str, start: int, own: Collection[str]) -> bool:
    """Tell whether a name that is not one's own asks the price that begins at ``start``."""
    found = _ASKING.search(text, 0, start)
    if found is None or any(word.lower() in own for word in found["name"].split()):
        return False
    return not all(is_common(word) for word in found["name"].split())


def _bare(word: str) -> str:
    return re.sub(r"[’']s$", "", word.lower())


def _is_foreign(subject: list[str], hangs_on: str) -> bool:
    """Tell whether a subject is plainly somebody else: by its noun, or as a name.

    Where a sentence begins (it ``hangs_on`` nothing) one word with a capital is no name yet.
    """
    first, last = _bare(subject[0]), _bare(subject[-1])
    if first in _OTHERS or last in _FOREIGN:
        return True
    ours = first in _OURS or _ASIDE.match(first) is not None
    named = all(word[:1].isupper() or word[:1].isdigit() for word in subject)
    return not ours and named and (len(subject) > 1 or hangs_on != "")


def _is_bare_plural(subject: list[str]) -> bool:
    """Tell whether a subject is many without an article: "point solutions" are rivals'."""
    first = _bare(subject[0])
    return first not in _OURS and not _ASIDE.match(first) and subject[-1].endswith("s")
