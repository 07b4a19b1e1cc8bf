"""Posts of real networks find their way into the warehouse, once each, run after run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from crawlers.archive.stored import read_response
from crawlers.archive.unpacking import unpack
from crawlers.social.sources.bluesky import PAGE
from pipeline.profiles import obtain_profiles
from pipeline.snapshots import crawl_snapshot
from sameness.industry import Industry
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests_servers.bluesky_network import Bluesky
    from tests_servers.mastodon_server import Mastodon

pytestmark = pytest.mark.social

SITE = """<!doctype html><title>Grain & Tally</title><h1>Books for millers</h1>
<p>We count what you grind, and we say so in plain numbers every month of the year.</p>
<footer><a rel="me" href="https://bsky.app/profile/grain.test">Bluesky</a>
<a rel="me" href="https://mastodon.social/@grain">Mastodon</a></footer>"""

NEWEST = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
DAYS = PAGE + 17
"""More posts than fit on one page of either network."""


def on_bluesky(name: str, time: datetime) -> dict[str, Any]:
    at = time.isoformat().replace("+00:00", "Z")
    return {"do": "post", "as": "grain.test", "name": f"grain {name}", "text": name, "at": at}


def on_mastodon(name: str) -> dict[str, Any]:
    return {"do": "post", "as": "grain", "name": f"grain {name}", "text": f"Note {name}"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """Give the address of a site of one page, which names two profiles."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text(SITE, "utf-8")

    class Quiet(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(folder))

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.72", 0), Quiet) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.72:{server.server_port}/"
        server.shutdown()


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace in which one company's site and posts are read, each time by a new start."""

    settings: Settings
    industry: Industry

    def read(self) -> list[dict[str, Any]]:
        """Read everything; gives all posts that the warehouse then knows."""
        with Warehouse(self.settings.warehouse) as warehouse:
            given = (warehouse, self.settings, "millers", self.industry)
            snapshot = crawl_snapshot(*given, lambda _: None)
            obtain_profiles(*given, snapshot, lambda _: None)
            told = warehouse.table("raw.profiles").to_pylist()
            newest = [row for row in told if row["snapshot_id"] == snapshot]
            assert {row["platform"]: row["status"] for row in newest} == {
                "bluesky": "ok",
                "mastodon": "ok",
            }
            return list(warehouse.table("raw.posts").to_pylist())


def test_posts_are_read_again_after_a_restart_and_none_is_doubled(
    tmp_path: Path, site: str, bluesky: Bluesky, mastodon: Mastodon
) -> None:
    bluesky.write(
        [
            {"do": "account", "handle": "grain.test"},
            *(on_bluesky(f"Note {n}", NEWEST - timedelta(days=n)) for n in range(DAYS)),
        ]
    )
    mastodon.write([on_mastodon(f"{n}") for n in range(DAYS)])
    workspace = Workspace(Settings(tmp_path), make_industry(site, bluesky, mastodon))

    first = workspace.read()
    per_platform = Counter(post["platform"] for post in first)
    assert per_platform == {"bluesky": DAYS, "mastodon": DAYS}
    for post in first:
        headers, packed = read_response(tmp_path / "archive" / "millers", post["record"])
        assert post["text"] in unpack(packed, headers).decode()

    bluesky.write([on_bluesky("Later", NEWEST + timedelta(days=1))])
    mastodon.write([on_mastodon("later")])
    second = workspace.read()
    assert len({(post["platform"], post["post_id"]) for post in second}) == len(second)
    assert {post["post_id"] for post in first} < {post["post_id"] for post in second}
    assert {post["text"] for post in second} - {post["text"] for post in first} == {
        "Later",
        "Note later",
    }
    assert len(second) == len(first) + 2

    assert len(workspace.read()) == len(second)


def make_industry(site: str, bluesky: Bluesky, mastodon: Mastodon) -> Industry:
    return Industry.model_validate(
        {
            "name": "Millers",
            "allow_private": True,
            "crawl": {"delay": 0, "render": "never"},
            "social": {
                "months": 600,
                "bases": {"bluesky": bluesky.app_view, "mastodon": mastodon.home},
            },
            "company": [{"name": "Grain & Tally", "site": site}],
        }
    )
