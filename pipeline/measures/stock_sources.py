"""Where a stock picture came from, as its address, its file name or its metadata tell.

Sellers number their pictures and put the number into the file's name; most sites leave it there. A
name alone ("stock-photo.jpg") is no evidence: it takes the seller's own pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

ADDRESS, FILE_NAME, METADATA = "address", "file name", "metadata"


@dataclass(frozen=True, slots=True)
class Source:
    """A seller or giver of pictures: its hosts, the pattern of its file names, its own name."""

    name: str
    hosts: tuple[str, ...]
    file: re.Pattern[str]
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A source and what gave it away: ``by`` is "address", "file name" or "metadata"."""

    source: str
    by: str
    evidence: str


def _source(name: str, hosts: str, file: str, words: str) -> Source:
    compiled = re.compile(file, re.IGNORECASE), re.compile(words, re.IGNORECASE)
    return Source(name, tuple(hosts.split()), *compiled)


SOURCES = (
    _source(
        "Unsplash",
        "images.unsplash.com plus.unsplash.com source.unsplash.com",
        r"-[\w-]{11}-unsplash(?![a-z])",
        r"\bunsplash\b",
    ),
    _source(
        "Pexels", "images.pexels.com", r"\bpexels-(?:photo-|[\w-]{1,60}-)?\d{4,}", r"\bpexels\b"
    ),
    _source("Pixabay", "cdn.pixabay.com", r"-\d{6,8}_(?:640|960|1280|1920)(?!\d)", r"\bpixabay\b"),
    _source(
        "Shutterstock",
        "image.shutterstock.com www.shutterstock.com",
        r"\bshutterstock[_-]\d{6,}",
        r"\bshutterstock\b",
    ),
    _source(
        "Getty Images",
        "media.gettyimages.com",
        r"\bgetty-?images[_-]\d{6,}",
        r"\bgetty ?images\b",
    ),
    _source(
        "iStock", "media.istockphoto.com", r"\bistock(?:photo)?[_-]\d{6,}", r"\bistock(?:photo)?\b"
    ),
    _source(
        "Adobe Stock",
        "stock.adobe.com t3.ftcdn.net t4.ftcdn.net as1.ftcdn.net as2.ftcdn.net",
        r"\badobestock[_-]\d{6,}",
        r"\badobe ?stock\b|\bstock\.adobe\.com\b",
    ),
    _source(
        "Depositphotos",
        "st.depositphotos.com st2.depositphotos.com",
        r"\bdepositphotos[_-]\d{5,}",
        r"\bdepositphotos\b",
    ),
    _source(
        "Dreamstime",
        "thumbs.dreamstime.com",
        r"\bdreamstime(?:[_-][a-z]{1,4})?[_-]\d{5,}",
        r"\bdreamstime\b",
    ),
    _source("123RF", "previews.123rf.com", r"(?<!\d)123rf(?:com)?[_-]\d{5,}", r"\b123rf\b"),
    _source("Alamy", "c7.alamy.com c8.alamy.com", r"\balamy[_-][a-z0-9]{5,}", r"\balamy\b"),
    _source(
        "Freepik",
        "img.freepik.com",
        r"\bfreepik[_-][\w-]{0,80}\d{4,}",
        r"\bfreepik\b",
    ),
    _source(
        "Envato",
        "elements-cover-images-0.imgix.net",
        r"\benvato[_-][\w-]{0,80}\d{4,}",
        r"\benvato\b",
    ),
    _source("unDraw", "undraw.co", r"\bundraw_[a-z0-9]{2,40}[_-][a-z0-9]", r"\bundraw\b"),
)
"""Sellers and givers of stock pictures, and how their file names are built."""


def recognise(url: str, entries: Sequence[str]) -> Recognised | None:
    """Give the source of a picture, None where nothing names one; the address speaks first."""
    found = _by_address(url)
    return found if found is not None else _by_entries(entries)


def _by_address(url: str) -> Recognised | None:
    """Tell by host and file name, also of an address that stands inside another."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    whole = unquote(url)
    file = unquote(parts.path).rpartition("/")[2]
    for source in SOURCES:
        if any(host == parts.hostname or f"/{host}/" in whole for host in source.hosts):
            return Recognised(source.name, ADDRESS, parts.hostname or "")
        match = source.file.search(file) or source.file.search(unquote(parts.query))
        if match:
            return Recognised(source.name, FILE_NAME, file or match[0])
    return None


def _by_entries(entries: Sequence[str]) -> Recognised | None:
    for entry in entries:
        for source in SOURCES:
            if source.words.search(entry):
                return Recognised(source.name, METADATA, entry)
    return None
