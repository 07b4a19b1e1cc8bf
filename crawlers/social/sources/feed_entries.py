"""What a feed or an interface holds, whatever its format: entries of a title and a body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from crawlers.social.sources.plain import Plain, read_markup, read_text

_INLINE = re.compile(
    r"</?(?:a|abbr|b|br|code|em|i|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_IS_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\w+|\w+);")


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
