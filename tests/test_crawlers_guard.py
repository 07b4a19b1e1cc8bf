"""No spelling of a local address reaches a server on this machine."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from crawlers.archive.ledger import read_ledger
from crawlers.network.guard import is_public
from sameness.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOT_PUBLIC = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.7", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1",
    "2001:db8::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1",
    "2001:0:7f00:1::80ff:fffe", "2130706433", "0x7f.1", "not an address", "",
]  # fmt: skip

PUBLIC = ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"]

LOCAL_SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "0", "0.0", "0x0", "00", "2130706433",
    "0x7f000001", "0x7f.1", "0x7f.0x0.0x0.0x1", "0177.1", "0177.0.0.1", "017700000001",
    "0x7F.0.0.1", "127.0.0.1.", "127.000.000.001", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "localhost", "LOCALHOST",
    "localhost.", "①②⑦.⓪.⓪.①", "127。0。0。1",
]  # fmt: skip

# Industry files may not even name such hosts, so the check of the file is left out here.
PROGRAM = """
import json, sys
from pathlib import Path
from crawlers.child import crawl_all
from sameness.industry import Company, CrawlSettings, Industry
spec = json.loads(sys.stdin.readline())
guarded = spec["guarded"]
companies = tuple(Company(name=url, site=url) for url in spec["urls"])
limits = CrawlSettings(delay=0, timeout=2)
crawl_all(
    Industry.model_construct(
        name="local", client=None, language="en", allow_private=not guarded, crawl=limits,
        company=companies,
    ),
    Path(spec["folder"]),
    {},
    lambda event: None,
)
"""


class Counter(http.server.BaseHTTPRequestHandler):
    """Counts who gets through."""

    reached = 0

    def do_GET(self) -> None:
        type(self).reached += 1
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_address_that_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_address_that_is_public(address: str) -> None:
    assert is_public(address)


def test_no_spelling_of_loopback_gets_through(tmp_path: Path) -> None:
    with counting_server() as port:
        urls = [f"http://{host}:{port}/" for host in LOCAL_SPELLINGS]
        crawl_without_file_check(urls, tmp_path, guarded=True)
        assert Counter.reached == 0
        # The control: these spellings do lead here when nobody watches.
        (tmp_path / "open").mkdir()
        crawl_without_file_check(urls, tmp_path / "open", guarded=False)
        assert Counter.reached >= 20
    fetches = list(read_ledger(tmp_path))
    assert {fetch.company for fetch in fetches} == set(urls)
    assert {fetch.outcome for fetch in fetches} == {Outcome.REFUSED}
    assert all(fetch.reason.startswith("private address") for fetch in fetches)


@contextmanager
def counting_server() -> Iterator[int]:
    everywhere = "0.0.0.0"  # noqa: S104 - so that any spelling could reach it
    with http.server.ThreadingHTTPServer((everywhere, 0), Counter) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def crawl_without_file_check(urls: list[str], folder: Path, *, guarded: bool) -> None:
    spec = json.dumps({"urls": urls, "folder": str(folder), "guarded": guarded})
    subprocess.run(
        [sys.executable, "-c", PROGRAM], input=spec, text=True, check=True, capture_output=True
    )
