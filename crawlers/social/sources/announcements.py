"""How much of an article counts as a post, and the post that is made of it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from crawlers.social.sources.answers import draft
from crawlers.social.sources.dates import read_date
from crawlers.social.sources.plain import Plain, read_text
from sameness.records import PostKind

if TYPE_CHECKING:
    from crawlers.social.source import Answer
    from crawlers.social.sources.feed_entries import Entry
    from sameness.records import Post, Profile

LONGEST_ANNOUNCEMENT = 600
"""Characters of an article that stand for its post, below the title (docs/decisions/0019)."""

LONGEST_POST = 10_000
"""Characters of a post that has no title, and so is no article; networks allow far fewer."""

_SENTENCE_END = re.compile(r"[.!?…。\uff01\uff1f]+[\"'”’»)]*(?=\s|$)")
_FURNITURE = re.compile(
    r"(The post|Der Beitrag|L’article|L'article|La entrada|O post|L'articolo|Het bericht) .{1,300} "
    r"(appeared first on|erschien zuerst auf|est apparu en premier sur|aparece primero en"
    r"|apareceu primeiro em|proviene da|verscheen eerst op) .{1,200}"
    r"|(Continue reading|Read more|Weiterlesen|Lire la suite)\b.{0,200}"
)
"""Last paragraphs that blog programs write by themselves, below everybody's articles alike."""

_ELLIPSIS = re.compile(r"(?<!\s)\s*+(\[(…|\.\.\.)\]|…)\s*$")


def announce(profile: Profile, answer: Answer, entry: Entry) -> Post:
    """Give the post that stands for an entry of an answer: what a time line would show of it."""
    announcement = _shorten(entry)
    posted_at, exact = read_date(entry.written, answer.read_at)
    return draft(profile, answer)(
        post_id=entry.entry_id or _digest(entry),
        url=entry.url,
        posted_at=posted_at,
        exact=exact,
        text=announcement.text,
        kind=PostKind.REPLY if entry.reply_to else PostKind.BROADCAST,
        reply_to=entry.reply_to,
        mentions=announcement.mentions,
        links=announcement.links,
        language=entry.language,
    )


def _digest(entry: Entry) -> str:
    """Give a name to an entry that has neither id nor address, by what it says and when."""
    content = "\0".join((entry.title, entry.body.text, entry.written))
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _shorten(entry: Entry) -> Plain:
    """Give what an entry says as a post: its title and the beginning of its body.

    Whole paragraphs while they fit, of a first one that doesn't its whole sentences; an entry
    without a title is a short message, and stays whole. A body that begins with the title's words
    isn't told them twice.
    """
    longest = LONGEST_ANNOUNCEMENT if entry.title else LONGEST_POST
    beginning = _beginning(_without_furniture(entry.body.text), longest)
    is_repeated = _squeeze(beginning).startswith(_squeeze(entry.title).rstrip("…."))
    text = beginning if is_repeated else f"{entry.title}\n\n{beginning}".strip()
    if beginning == entry.body.text:
        return Plain(text, entry.body.mentions, entry.body.links)
    named = read_text(text)
    return Plain(text, named.mentions, named.links)


def _squeeze(text: str) -> str:
    return " ".join(text.split()).casefold()


def _without_furniture(text: str) -> str:
    paragraphs = text.split("\n\n")
    while paragraphs and _FURNITURE.fullmatch(paragraphs[-1]):
        paragraphs.pop()
    return _ELLIPSIS.sub("", "\n\n".join(paragraphs))


def _beginning(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    end = text.rfind("\n\n", 0, longest + 2)
    if end <= 0:
        ends = [match.end() for match in _SENTENCE_END.finditer(text[: longest + 1])]
        end = max((end for end in ends if end <= longest), default=0)
    if end <= 0:
        end = text.rfind(" ", 0, longest + 1)
    return text[: end if end > 0 else longest].rstrip()
