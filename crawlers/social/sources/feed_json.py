"""Reads JSON Feed, versions 1.0 and 1.1."""

from __future__ import annotations

from crawlers.social.sources.answers import list_at, text_at, value_at
from crawlers.social.sources.feed_entries import Entry, Feed, read_title
from crawlers.social.sources.plain import Plain, read_markup, read_text


def read_json_feed(content: object) -> Feed | None:
    """Give the feed that a JSON value spells; None where it is no JSON Feed."""
    if "jsonfeed.org/version/" not in text_at(content, "version"):
        return None
    if not isinstance(value_at(content, "items"), list):
        return None
    language = text_at(content, "language")
    items = [item for item in list_at(content, "items") if isinstance(item, dict)]
    entries = tuple(_entry(item, language) for item in items)
    return Feed(entries, text_at(content, "home_page_url"), text_at(content, "next_url"))


def _entry(item: object, language: str) -> Entry:
    number = value_at(item, "id")
    url = text_at(item, "url") or text_at(item, "external_url")
    return Entry(
        # Version 1.0 lets an id be a number.
        entry_id=text_at(item, "id") or (str(number) if isinstance(number, int | float) else url),
        url=url,
        title=read_title(text_at(item, "title")),
        body=_body(item, url),
        written=text_at(item, "date_published"),
        language=text_at(item, "language") or language,
    )


def _body(item: object, url: str) -> Plain:
    summary, content = text_at(item, "summary"), text_at(item, "content_text")
    if summary or content:
        return read_text(summary or content)
    return read_markup(text_at(item, "content_html"), url)
