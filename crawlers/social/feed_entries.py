"""What a feed holds, whatever its format, and how much of an article counts as a post."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from crawlers.social.plain import Plain, read_markup, read_text

LONGEST_ANNOUNCEMENT = 600
"""Characters of an article that stand for its post, below the title (docs/decisions/0019)."""

LONGEST_POST = 10_000
"""Characters of a post that has no title, and so is no article; networks allow far fewer."""

_INLINE = re.compile(
    r"</?(?:a|abbr|b|br|code|em|i|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_IS_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\w+|\w+);")
_SENTENCE_END = re.compile(r"[.!?…。\uff01\uff1f]+[\"'”’»)]*(?=\s|$)")
_FURNITURE = re.compile(
    r"(The post|Der Beitrag|L’article|L'article|La entrada|O post|L'articolo|Het bericht) .{1,300} "
    r"(appeared first on|erschien zuerst auf|est apparu en premier sur|aparece primero en"
    r"|apareceu primeiro em|proviene da|verscheen eerst op) .{1,200}"
    r"|(Continue reading|Read more|Weiterlesen|Lire la suite)\b.{0,200}"
)
"""Last paragraphs that blog programs write by themselves, below everybody's articles alike."""

_ELLIPSIS = re.compile(r"\s*(\[(…|\.\.\.)\]|…)\s*$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: ``title`` in plain text, ``body`` its summary, or its content without one.

    ``written`` is the date as the feed spells it. ``reply_to`` is what the entry says it answers.
    """

    entry_id: str
    url: str
    title: str
    body: Plain
    written: str
    language: str = ""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A document of a feed: its entries in its order, and the address of the site it is of.

    ``following`` is the address of the page with older entries, empty without one; ``is_guessed``
    says that the feed doesn't name it, but the program that wrote it would answer there.
    ``is_cut`` says that the document breaks off.
    """

    entries: tuple[Entry, ...]
    site: str = ""
    following: str = ""
    is_guessed: bool = False
    is_cut: bool = False


def read_title(title: str) -> str:
    """Give a title on one line; known inline tags go, other angle brackets are its own."""
    return " ".join(read_text(unescape(_INLINE.sub("", title))).text.split())


def read_body(body: str, base: str) -> Plain:
    """Give the plain form of a body that may be markup or not, as nobody says which."""
    return read_markup(body, base) if _IS_MARKUP.search(body) else read_text(body)


def announce(entry: Entry) -> Plain:
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
