"""Records what real social networks answer, for the tests that run without them.

Usage: ``python -m tests_servers.record_social tests/recorded/social``. Pages are of five posts, so
that a handful of posts fills several.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawlers.social.source import Access
from crawlers.social.sources import bluesky, mastodon
from tests_servers.bluesky_network import serve_bluesky
from tests_servers.mastodon_server import serve_mastodon
from tests_servers.social import Client, profile

if TYPE_CHECKING:
    from crawlers.social.source import Answer

PAGE = 5
KEPT_HEADERS = frozenset({"link", "content-type"})
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOTES = (
    "We close the books on the third day. Ask us which month.",
    "Payroll for a bakery: flour, night shifts, and one very old oven.",
    "Our prices stand on one page: https://alder.example/prices",
    "Nobody here will call you proactive.",
    "The tax office moved its deadline 🗓️ to the 14th.",
    "Three clients left us this year. We wrote down why: https://alder.example/left #books",
)


def record_bluesky() -> list[dict[str, Any]]:
    """Give the answers that the reading of two accounts of a real network needs."""
    times = [(START + timedelta(days=7 * n)).isoformat().replace("+00:00", "Z") for n in range(10)]
    own: dict[str, Any] = {"do": "post", "as": "alder.test", "langs": ["en"]}
    deeds: list[dict[str, Any]] = [
        {"do": "account", "handle": "alder.test", "description": "Plain books. alder.example"},
        {"do": "account", "handle": "finch.test"},
        own | {"as": "finch.test", "name": "asked", "text": "Who files on time?", "at": times[0]},
        *(own | {"name": f"{n}", "text": t, "at": times[n]} for n, t in enumerate(NOTES)),
        own | {"name": "answer", "text": "We do.", "at": times[6], "replyTo": "asked"},
        own | {"name": "thread", "text": "It was May.", "at": times[7], "replyTo": "0"},
        own | {"name": "quoted", "text": "A fair question.", "at": times[8], "quote": "asked"},
        own | {"name": "naming", "text": "Très bien, @finch.test!", "at": times[9]},
        {"do": "repost", "as": "alder.test", "of": "asked"},
    ]
    with tempfile.TemporaryDirectory() as folder, serve_bluesky(Path(folder)) as served:
        served.write(deeds)
        source = bluesky.Bluesky(Access(bases={"bluesky": served.app_view}))
        client = Client()
        client.read(source, profile("bluesky", "alder.test"))
        told = list(client.answers)
        client.read(source, profile("bluesky", "nobody.test"))
        return [_exchange(answer, served.app_view) for answer in told + client.answers]


def record_mastodon() -> list[dict[str, Any]]:
    """Give the answers that the reading of two accounts of a real server needs."""
    own: dict[str, Any] = {"do": "post", "as": "alder", "language": "en"}
    site = [["Site", "https://alder.example"]]
    deeds: list[dict[str, Any]] = [
        {"do": "fields", "as": "alder", "note": "Plain books.", "fields": site},
        {"do": "post", "as": "finch", "name": "asked", "text": "Who files on time?"},
        *(own | {"name": f"{number}", "text": text} for number, text in enumerate(NOTES)),
        own | {"name": "answer", "text": "@finch We do.", "reply_to": "asked"},
        own | {"name": "thread", "text": "It was May.", "reply_to": "0"},
        own | {"name": "naming", "text": "Très bien, @finch!", "warning": "Praise"},
        {"do": "boost", "as": "alder", "name": "boost", "of": "asked"},
    ]
    with tempfile.TemporaryDirectory() as folder, serve_mastodon(Path(folder)) as served:
        served.write(deeds)
        source = mastodon.Mastodon(Access())
        client = Client()
        client.read(source, profile("mastodon", "alder", f"{served.home}/@alder"))
        told = list(client.answers)
        client.read(source, profile("mastodon", "nobody", f"{served.home}/@nobody"))
        return [_exchange(answer, served.home) for answer in told + client.answers]


def _exchange(answer: Answer, origin: str) -> dict[str, Any]:
    """Give an answer as it is written down, from a server that goes by another name."""
    body = answer.body.decode().replace(origin, "https://social.test")
    host = origin.partition("//")[2]
    headers = {k: v for k, v in answer.headers.items() if k in KEPT_HEADERS}
    return {
        "path": answer.url.removeprefix(origin),
        "status": answer.status,
        "headers": {k: v.replace(origin, "https://social.test") for k, v in headers.items()},
        "body": json.loads(body.replace(host, "social.test")),
    }


if __name__ == "__main__":
    bluesky.PAGE = mastodon.PAGE = PAGE
    place = Path(sys.argv[1])
    for name, exchanges in (("bluesky", record_bluesky()), ("mastodon", record_mastodon())):
        text = json.dumps(exchanges, ensure_ascii=False, indent=1)
        (place / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
