"""Takes posts apart: what is said, without links, mentions and tags at its ends and signatures."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.text.cleaning import clean_text
from pipeline.text.sentences import split_statements

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_STATEMENTS = 10
"""Statements read of one post: an article in a feed speaks by how it opens, as posts do."""
FEWEST_SIGNED = 4
"""Posts that must end alike before a line is taken for their signature."""
_ADDRESS = r"(?:https?://|www\.)\S+|[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/\S*"
_MENTION = r"@[\w.-]+(?:@[\w.-]+)?"
_BRACKETS = "()[]<>“”\"'.,;:!"
_POINTER = re.compile(rf"(?:{_ADDRESS}|{_MENTION})", re.I)
_TAG = re.compile(r"#\w+")
_CUE = re.compile(r"rt|via|cc|by|h/t|[^\w.!?)\]\"”’…%]+", re.I)
"""What leads over to a link and says nothing without it: "via", a dash, a pointing hand."""
_ENDED = (".", "!", "?", "…", ":", ")", '"', "”")


def post_lines(text: str) -> list[str]:
    """Give the lines of a post, each a verbatim piece of its cleaned text.

    Links, mentions and blocks of tags are cut off where a line begins or ends; one tag that ends a
    sentence stays, for it may be a word of it ("We are hiring in #Leeds").
    """
    lines = (_without_ends(clean_text(line)) for line in text.splitlines())
    return [line for line in lines if re.search(r"\w", line)]


def _without_ends(line: str) -> str:
    words = list(re.finditer(r"\S+", line))
    kinds = [_kind(word[0]) for word in words]
    start, end = _first_said(kinds), len(words)
    while (cut := _last_said([word[0] for word in words[:end]], kinds[:end])) < end:
        end = cut
    return line[words[start].start() : words[end - 1].end()] if start < end else ""


def _kind(word: str) -> str:
    """Give "pointer" for a link or a mention, "tag", or "word"."""
    bare = word.strip(_BRACKETS)
    if _POINTER.fullmatch(bare):
        return "pointer"
    return "tag" if _TAG.fullmatch(bare) else "word"


def _first_said(kinds: Sequence[str]) -> int:
    """Give the place of the first word; a tag that no other one follows is one."""
    for place, kind in enumerate(kinds):
        follower = kinds[place + 1] if place + 1 < len(kinds) else "pointer"
        if kind == "word" or (kind == "tag" and follower == "word"):
            return place
    return len(kinds)


def _last_said(words: Sequence[str], kinds: Sequence[str]) -> int:
    """Give how many words are left without the links, mentions or tags at the end."""
    end = len(kinds)
    while end and kinds[end - 1] == "tag":
        end -= 1
    tags = len(kinds) - end
    if tags and (
        tags > 1 or not end or kinds[end - 1] == "pointer" or words[end - 1].endswith(_ENDED)
    ):
        return end
    end = len(kinds)
    while end and kinds[end - 1] == "pointer":
        end -= 1
    pointed = end < len(kinds)
    while pointed and end and _CUE.fullmatch(words[end - 1]):
        end -= 1
    return end


def opening(lines: Sequence[str], language: str) -> list[str]:
    """Give the lines that hold a post's first ten statements, the last one cut after the tenth."""
    left = MOST_STATEMENTS
    kept = []
    for line in lines:
        said = split_statements(line, language)
        if len(said) > left:
            said = said[:left]
            line = line[: line.index(said[-1]) + len(said[-1])] if said else ""  # noqa: PLW2901 - the line as far as it is read
        if line:
            kept.append(line)
        left -= len(said)
        if left <= 0:
            break
    return kept


def signature_lines(posts: Sequence[Sequence[str]]) -> set[str]:
    """Give the lines, folded, that stand in half or more of one profile's posts, and in four.

    Such a line is the profile's letterhead and no message: "Subscribe for more".
    """
    counts = Counter(line for post in posts for line in {fold(line) for line in post})
    return {line for line, n in counts.items() if n >= max(FEWEST_SIGNED, len(posts) / 2)}


def fold(text: str) -> str:
    """Give the words and figures of a text in small letters, nothing between but blanks.

    Links, mentions and the marks of tags are gone: copies of one message on two platforms agree.
    """
    plain = _POINTER.sub(" ", text)
    return " ".join(re.findall(r"\w+", plain.casefold()))


def without_signatures(posts: Sequence[Sequence[str]]) -> list[list[str]]:
    """Give one profile's posts, each as its lines, without the lines that sign them."""
    signed = signature_lines(posts)
    return [[line for line in post if fold(line) not in signed] for post in posts]
