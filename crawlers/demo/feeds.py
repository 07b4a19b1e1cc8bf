"""The blogs of the demo: their feeds in RSS or Atom, and a plain page for each item."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.demo.reply import HTML, Reply

if TYPE_CHECKING:
    from crawlers.demo.voices import Blog, Item

_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


@dataclass(frozen=True, slots=True)
class Feed:
    """A blog as served at ``base``, the site's address without a final slash."""

    blog: Blog
    base: str

    def reply_to(self, target: str) -> Reply | None:
        """Give the feed or the page of an item; None for any other path."""
        path = urlsplit(target).path
        if path == self.blog.path:
            return self._feed()
        found = [item for item in self.blog.items if item.path == path]
        return _page(found[0]) if found else None

    def _feed(self) -> Reply:
        markup = self._atom() if self.blog.form == "atom" else self._rss()
        kind = f"application/{self.blog.form}+xml; charset=utf-8"
        changed = format_datetime(self.blog.items[0].posted_at, usegmt=True)
        return Reply(200, kind, (_XML + markup).encode(), changed)

    def _rss(self) -> str:
        items = "".join(
            f"<item><title>{escape(item.title)}</title><link>{self.base}{item.path}</link>"
            f'<guid isPermaLink="false">{_name(item)}</guid>'
            f"<pubDate>{format_datetime(item.posted_at)}</pubDate>"
            f"<description>{escape(item.text)}</description></item>\n"
            for item in self.blog.items
        )
        head = f"<title>{escape(self.blog.title)}</title><link>{self.base}/</link>"
        return (
            f'<rss version="2.0"><channel>{head}<language>en</language>\n{items}</channel></rss>\n'
        )

    def _atom(self) -> str:
        entries = "".join(
            f"<entry><title>{escape(item.title)}</title><id>{_name(item)}</id>"
            f'<link href="{self.base}{item.path}"/><published>{item.posted_at.isoformat()}'
            f"</published><updated>{item.posted_at.isoformat()}</updated>"
            f"<summary>{escape(item.text)}</summary></entry>\n"
            for item in self.blog.items
        )
        changed = self.blog.items[0].posted_at.isoformat()
        head = f"<title>{escape(self.blog.title)}</title><id>{self.base}{self.blog.path}</id>"
        links = f'<link href="{self.base}/"/><link rel="self" href="{self.base}{self.blog.path}"/>'
        return (
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">{head}{links}'
            f"<updated>{changed}</updated>\n{entries}</feed>\n"
        )


def _name(item: Item) -> str:
    """Give the id of an item, which stays the same on whatever port it is served."""
    return f"tag:demo.example,2025:{item.path}"


def _page(item: Item) -> Reply:
    title = escape(item.title)
    head = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    when = f'<time datetime="{item.posted_at:%Y-%m-%d}">{item.posted_at:%d %B %Y}</time>'
    body = f"<article><h1>{title}</h1><p>{when}</p><p>{escape(item.text)}</p></article>"
    changed = format_datetime(item.posted_at, usegmt=True)
    return Reply(200, HTML, f"{head}<body>{body}</body></html>\n".encode(), changed)
