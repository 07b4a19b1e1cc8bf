"""The demo's social network: six accounts on one server that speaks as Mastodon does."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawlers.demo.reply import HTML, JSON, TEXT, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawlers.demo.voices import Status, Voice

DEFAULT_LIMIT, MOST = 20, 40
"""Statuses on a page, as on a real server."""
ALLOWANCE = 300
_STATUSES = re.compile(r"/api/v1/accounts/(\d+)/statuses")
_PAGE = re.compile(r"/@(\w+)(?:/(\d+))?")
_SPECIAL = re.compile(r"(?P<address>https?://[^\s<]+)|(?<!\w)(?P<sign>[@#])(?P<name>\w+)")
_ROBOTS = Reply(200, TEXT, b"User-agent: *\nAllow: /\n")
_NO_RECORD = {"error": "Record not found"}


@dataclass(frozen=True, slots=True)
class Mastodon:
    """The accounts at ``base``; ``sites`` is each company's site without a final slash.

    No number of followers, likes or boosts is told: nobody has counted any.
    """

    base: str
    voices: tuple[Voice, ...]
    sites: Mapping[str, str]

    def reply_to(self, target: str) -> Reply:
        """Give the answer to a request for a path with its query."""
        parts = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/robots.txt":
            return _ROBOTS
        if parts.path == "/api/v1/accounts/lookup":
            return self._look_up(query.get("acct", ""))
        if found := _STATUSES.fullmatch(parts.path):
            return self._list(int(found[1]), query)
        found = _PAGE.fullmatch(parts.path)
        return self._show(found[1], found[2] or "") if found else _page(404, "Nothing here.")

    def _look_up(self, name: str) -> Reply:
        voice = self._find(name.casefold())
        return _answer(_NO_RECORD, 404) if voice is None else _answer(self._account(voice))

    def _list(self, number: int, query: Mapping[str, str]) -> Reply:
        voice = next((v for v in self.voices if v.account_id == number), None)
        if voice is None:
            return _answer(_NO_RECORD, 404)
        limit = min(_number(query.get("limit")) or DEFAULT_LIMIT, MOST)
        below = _number(query.get("max_id"))
        older = [s for s in voice.statuses if not below or s.status_id < below]
        page = older[:limit]
        headers = {"Link": self._link(voice, limit, page)} if page else {}
        return _answer([self._status(voice, status) for status in page], headers=headers)

    def _link(self, voice: Voice, limit: int, page: list[Status]) -> str:
        where = f"{self.base}/api/v1/accounts/{voice.account_id}/statuses"
        ends = (("max_id", page[-1], "next"), ("min_id", page[0], "prev"))
        return ", ".join(
            f'<{where}?{urlencode({"limit": limit, name: status.status_id})}>; rel="{rel}"'
            for name, status, rel in ends
        )

    def _show(self, name: str, number: str) -> Reply:
        """Give the page of an account, or of one of its posts: where a quote's link leads."""
        voice = self._find(name)
        chosen = [s for s in voice.statuses if number in {"", str(s.status_id)}] if voice else []
        if voice is None or not chosen:
            return _page(404, "Nothing here.")
        said = (
            f"<article><time>{s.posted_at:%d %B %Y %H:%M} UTC</time>{self._markup(voice, s)}"
            "</article>"
            for s in chosen
        )
        return _page(200, f"<h1>{voice.company} (@{voice.account})</h1>{''.join(said)}")

    def _find(self, name: str) -> Voice | None:
        return next((voice for voice in self.voices if voice.account == name), None)

    def _account(self, voice: Voice) -> dict[str, Any]:
        site = self.sites[voice.company]
        address = f'<a href="{site}/" rel="me nofollow noopener">{site.partition("//")[2]}</a>'
        fields = [{"name": "Website", "value": address, "verified_at": None}]
        return {
            **self._named(voice.account, voice.account_id),
            "display_name": voice.company,
            "note": self._paragraphs(voice.bio.replace("{site}", f"{site}/")),
            "fields": fields if "{site}" in voice.bio else [],
        }

    def _named(self, name: str, number: int) -> dict[str, Any]:
        own = {"id": str(number), "username": name, "acct": name}
        return {**own, "url": f"{self.base}/@{name}"}

    def _status(self, voice: Voice, status: Status) -> dict[str, Any]:
        account = self._named(voice.account, voice.account_id)
        address = f"{self.base}/@{voice.account}/{status.status_id}"
        mentioned = re.findall(r"(?<!\w)@(\w+)", status.text)
        said = {
            "id": str(status.status_id),
            "created_at": f"{status.posted_at:%Y-%m-%dT%H:%M:%S.000Z}",
            "in_reply_to_id": str(_number_of(status.reply_to) + 1) if status.reply_to else None,
            "in_reply_to_account_id": str(_number_of(status.reply_to)) if status.reply_to else None,
            "visibility": "public",
            "language": "en",
            "uri": address,
            "url": address,
            "content": self._markup(voice, status),
            "spoiler_text": "",
            "mentions": [self._named(name, _number_of(name)) for name in mentioned],
            "account": account,
            "reblog": None,
        }
        return self._boost(said, status.boost) if status.boost else said

    def _boost(self, said: dict[str, Any], name: str) -> dict[str, Any]:
        """Give the status that passes on what another account has said."""
        number = _number_of(name)
        address = f"{self.base}/@{name}/{number + 1}"
        account = self._named(name, number)
        original = {**said, "id": str(number + 1), "url": address, "account": account}
        return {**said, "content": "", "mentions": [], "reblog": {**original, "uri": address}}

    def _markup(self, voice: Voice, status: Status) -> str:
        return self._paragraphs(status.text.replace("{site}", self.sites[voice.company]))

    def _paragraphs(self, text: str) -> str:
        return "".join(f"<p>{self._line(part)}</p>" for part in text.split("\n\n"))

    def _line(self, text: str) -> str:
        """Give a line with its addresses, mentions and hashtags as links."""
        return _SPECIAL.sub(self._anchor, escape(text, quote=False))

    def _anchor(self, found: re.Match[str]) -> str:
        if address := found["address"]:
            return f'<a href="{address}" rel="nofollow noopener">{address}</a>'
        sign, name = found["sign"], found["name"]
        label = f"{sign}<span>{name}</span>"
        if sign == "@":
            link = f'<a href="{self.base}/@{name}" class="u-url mention">{label}</a>'
            return f'<span class="h-card">{link}</span>'
        where = f"{self.base}/tags/{name.casefold()}"
        return f'<a href="{where}" class="mention hashtag" rel="tag">{label}</a>'


def _answer(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:  # noqa: ANN401 - any JSON
    body = json.dumps(content, ensure_ascii=False).encode()
    # The demo never runs out of patience, but it says what it has, as real servers do.
    until = datetime.now(UTC) + timedelta(minutes=5)
    limits = {
        "X-RateLimit-Limit": str(ALLOWANCE),
        "X-RateLimit-Remaining": str(ALLOWANCE - 1),
        "X-RateLimit-Reset": f"{until:%Y-%m-%dT%H:%M:00.000Z}",
    }
    return Reply(status, JSON, body, headers=limits | dict(headers or {}))


def _page(status: int, markup: str) -> Reply:
    head = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>The demo\'s network</title>'
    return Reply(status, HTML, f"{head}<body>{markup}</body></html>".encode())


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 20 else 0


def _number_of(name: str) -> int:
    """Give the id of an account that is only ever spoken to."""
    return 10 * zlib.crc32(name.encode())
