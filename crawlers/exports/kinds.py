"""Whom a post of an export speaks to, where the export says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sameness.records import PostKind

if TYPE_CHECKING:
    from collections.abc import Iterable

_REPLY = re.compile(r"\b(in[ _-]?)?(is[ _-]?)?(repl(y|ies|ied)|comment)\b", re.IGNORECASE)
_REPOST = re.compile(r"\b(is[ _-]?)?(re-?(tweet|post|blog|share)(ed)?|boost(ed)?)\b", re.IGNORECASE)
_FALSE = frozenset({"", "false", "0", "no"})
_TRUE = frozenset({"true", "1", "yes"})
_RETWEET = re.compile(r"RT @\w+")
_ADDRESSED = re.compile(r"@(\w+)\s")


def tell_kind(
    words: Iterable[tuple[str, str]], repost_of: str, answered: str
) -> tuple[PostKind, str]:
    """Give the kind of a post and whom it answers.

    ``words`` are the names and values of columns that speak of kinds, ``repost_of`` and
    ``answered`` what the columns of that name hold, empty for nothing.
    """
    said = [name if value.casefold() in _TRUE else value for name, value in words]
    said = [word.replace("_", " ") for word in said]
    if repost_of.casefold() not in _FALSE or any(map(_REPOST.search, said)):
        return PostKind.REPOST, ""
    whom = "" if answered.casefold() in _FALSE else answered.lstrip("@")
    if whom or any(map(_REPLY.search, said)):
        return PostKind.REPLY, whom
    return PostKind.BROADCAST, ""


def tell_by_text(text: str) -> tuple[PostKind, str]:
    """Give what the words of a post on X say of its kind: "RT @..." and "@... " have a meaning."""
    if _RETWEET.match(text):
        return PostKind.REPOST, ""
    addressed = _ADDRESSED.match(text)
    return (PostKind.REPLY, addressed[1]) if addressed else (PostKind.BROADCAST, "")
