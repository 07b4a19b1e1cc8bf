"""The archive of a crawl, opened by software that is not ours."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError

import pytest
from warcio.archiveiterator import ArchiveIterator

from sameness.records import Outcome
from tests_servers.nginx import PAGES
from tests_servers.wayback import replaying

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests_servers.nginx import Nginx
    from tests_servers.wayback import Wayback
    from tests_servers.workspace import Crawled

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def wayback(twice: tuple[Crawled, Crawled]) -> Iterator[Wayback]:
    with (
        tempfile.TemporaryDirectory() as folder,
        replaying(Path(folder), [crawled.folder for crawled in twice]) as served,
    ):
        yield served


def records(crawled: Crawled, company: str) -> list[Any]:  # warcio has no types
    """Give the WARC headers of every answer in a company's archive, in order."""
    with (crawled.folder / f"{company.casefold()}.warc.gz").open("rb") as file:
        return [
            record.rec_headers
            for record in ArchiveIterator(file)
            if record.rec_type in {"response", "revisit"}
        ]


def path_of(record: Any, nginx: Nginx, company: str) -> str:
    return str(record["WARC-Target-URI"]).removeprefix(nginx.sites[company])


@pytest.mark.parametrize("company", ["Files", "Patience", "Sealed"])
@pytest.mark.parametrize("month", [0, 1], ids=["first", "unchanged"])
def test_page_is_replayed_as_the_server_sent_it(
    wayback: Wayback, twice: tuple[Crawled, Crawled], nginx: Nginx, company: str, month: int
) -> None:
    fetches = twice[month].of(company)
    assert set(fetches) == {f"/{path}" for path in PAGES}
    for path, fetch in fetches.items():
        moment, body = wayback.replay(fetch.final_url, fetch.fetched_at)
        assert abs(moment - fetch.fetched_at) < timedelta(seconds=1)
        assert body == nginx.body(path)


@pytest.mark.parametrize("company", ["Files", "Patience", "Sealed"])
def test_unchanged_page_leads_back_to_its_bytes(
    wayback: Wayback, twice: tuple[Crawled, Crawled], nginx: Nginx, company: str
) -> None:
    revisits = [r for r in records(twice[1], company) if r["WARC-Type"] == "revisit"]
    pages = {path_of(record, nginx, company): record for record in revisits}
    assert {"/", "/features/", "/pricing/"} <= set(pages)
    for path in set(pages) - {"/robots.txt"}:
        assert pages[path]["WARC-Refers-To-Target-URI"] == pages[path]["WARC-Target-URI"]
        first = datetime.fromisoformat(pages[path]["WARC-Refers-To-Date"])
        assert wayback.replay(pages[path]["WARC-Target-URI"], first)[1] == nginx.body(path)


@pytest.mark.parametrize("company", ["Files", "Traps", "Patience", "Sealed", "RobotsBroken"])
def test_index_lists_every_answer(
    wayback: Wayback, twice: tuple[Crawled, Crawled], company: str
) -> None:
    base = twice[0].sites[company]
    indexed = sorted(capture["url"] for capture in wayback.captures(base))
    kept = [r["WARC-Target-URI"] for crawled in twice for r in records(crawled, company)]
    assert len(kept) >= 2
    assert indexed == sorted(kept)


def test_refusal_of_the_server_is_replayed_as_one(
    wayback: Wayback, twice: tuple[Crawled, Crawled]
) -> None:
    fetch = twice[0].of("Traps")["/closed"]
    assert fetch.outcome is Outcome.FAILED
    with pytest.raises(HTTPError, match="401") as caught:
        wayback.replay(fetch.url, fetch.fetched_at)
    caught.value.close()


def test_what_was_never_asked_is_not_held(wayback: Wayback, twice: tuple[Crawled, Crawled]) -> None:
    fetch = twice[0].of("Files")["/"]
    with pytest.raises(HTTPError, match="404") as caught:
        wayback.replay(f"{fetch.url}never", fetch.fetched_at)
    caught.value.close()
