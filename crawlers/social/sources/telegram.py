"""Messages of Telegram's public channels, as their preview on the web shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawlers.network.intricacy import is_too_intricate
from crawlers.social.source import Ask, Reading
from crawlers.social.sources.answers import draft, failure
from crawlers.social.sources.dates import read_date
from crawlers.social.sources.paging import Batch, gather
from crawlers.social.sources.plain import Plain, read_markup
from sameness.records import PostKind, ReadingStatus

if TYPE_CHECKING:
    from datetime import datetime

    from selectolax.lexbor import LexborNode

    from crawlers.social.source import Access, Answer, Conversation
    from sameness.records import Post, Profile

HOME = "https://t.me"

_MESSAGE = ".tgme_widget_message[data-post]"
_TEXTS = (".js-message_text", ".tgme_widget_message_poll_question")
_BEFORE = re.compile(r"[?&]before=(\d+)")


class Telegram:
    """Reads a channel's preview, without a key.

    Groups, bots and people have no preview, and channels may switch theirs off. A message that
    answers an earlier one of the channel itself is a broadcast; a forwarded one is a repost.
    """

    platform = "telegram"

    def __init__(self, access: Access) -> None:
        self._access = access

    def can_read(self, profile: Profile) -> bool:
        """Tell whether the profile is one of Telegram."""
        return profile.platform == self.platform

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads a channel's messages from ``since`` on."""
        home = self._access.bases.get(self.platform) or HOME
        preview = _Preview(profile, f"{home}/s/{quote(profile.handle.lstrip('@'), safe='')}")
        first = Ask(preview.address)
        reading = yield from gather(first, preview.read, since, self._access.max_posts)
        return Reading(reading.status, reading.reason, reading.posts, preview.links)


@dataclass(slots=True)
class _Preview:
    profile: Profile
    address: str
    links: tuple[str, ...] = field(default=())

    def read(self, answer: Answer) -> Batch | Reading:
        """Give the page that an answer shows, or why it shows none; take note of the links."""
        if answer.status in {301, 302, 303, 307, 308}:
            return Reading(ReadingStatus.UNSUPPORTED, _OFF)
        if answer.status != 200:
            return failure(answer)
        markup = answer.body.decode("utf-8", "replace")
        if is_too_intricate(markup):
            return Reading(ReadingStatus.FAILED, "the preview is too intricate to be read")
        page = LexborHTMLParser(markup)
        if page.css_first(".tgme_channel_history") is None:
            return _no_preview(page)
        self._take_links(page)
        messages = (_post(self.profile, answer, node) for node in page.css(_MESSAGE))
        # The preview shows the newest message at the bottom.
        posts = [post for post in messages if post is not None][::-1]
        return Batch(tuple(posts), self._following(page))

    def _take_links(self, page: LexborHTMLParser) -> None:
        about = page.css_first(".tgme_channel_info_description")
        if about is not None and not self.links:
            self.links = read_markup(about.html or "").links

    def _following(self, page: LexborHTMLParser) -> Ask | None:
        older = page.css_first('link[rel="prev"][href], a.js-messages_more[href*="before="]')
        found = _BEFORE.search(older.attributes.get("href") or "") if older is not None else None
        return Ask(f"{self.address}?before={found[1]}") if found else None


_OFF = "there is no preview on the web: it is switched off, or the account is no channel"


def _no_preview(page: LexborHTMLParser) -> Reading:
    """Tell an account without a preview from one that isn't there, and from a page of others.

    Telegram answers with status 200 in each case, and shows a name only where there is an account.
    """
    if page.css_first(".tgme_page_title") is not None:
        return Reading(ReadingStatus.UNSUPPORTED, _OFF)
    if page.css_first(".tgme_page") is not None:
        return Reading(ReadingStatus.GONE, "Telegram knows no such account")
    return Reading(ReadingStatus.FAILED, "the page is no preview of Telegram")


def _post(profile: Profile, answer: Answer, message: LexborNode) -> Post | None:
    """Give the post of a message; None for notices as that a picture was changed."""
    # Messages are numbered by channel: without its name the number says little.
    named = (message.attributes.get("data-post") or "").casefold()
    if not re.fullmatch(r"\w+/\d+", named) or "service_message" in (
        message.attributes.get("class") or ""
    ):
        return None
    posted_at, exact = read_date(_attribute(message, _TIME, "datetime"), answer.read_at)
    kind, reply_to = _kind(profile, message)
    plain = _read(message)
    return draft(profile, answer)(
        post_id=named,
        url=_attribute(message, "a.tgme_widget_message_date", "href"),
        posted_at=posted_at,
        exact=exact,
        text=plain.text,
        kind=kind,
        reply_to=reply_to,
        mentions=plain.mentions,
        links=plain.links,
        language="",
    )


_TIME = ".tgme_widget_message_date time[datetime]"


def _read(message: LexborNode) -> Plain:
    found = (message.css_first(selector) for selector in _TEXTS)
    text = next((node for node in found if node is not None), None)
    return read_markup(text.html or "", HOME) if text is not None else Plain("")


def _kind(profile: Profile, message: LexborNode) -> tuple[PostKind, str]:
    if message.css_first(".tgme_widget_message_forwarded_from") is not None:
        return PostKind.REPOST, ""
    answered = _attribute(message, "a.tgme_widget_message_reply", "href")
    account = urlsplit(answered).path.strip("/").partition("/")[0]
    if not account or account.casefold() == profile.handle.lstrip("@").casefold():
        return PostKind.BROADCAST, ""
    return PostKind.REPLY, answered


def _attribute(message: LexborNode, selector: str, name: str) -> str:
    node = message.css_first(selector)
    return (node.attributes.get(name) or "") if node is not None else ""
