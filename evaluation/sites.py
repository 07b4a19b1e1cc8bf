"""Serves a folder of real sites on loopback, each on its own address, as industries."""

from __future__ import annotations

import errno
import threading
import tomllib
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from sameness.industry import Company, CrawlSettings, Industry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAMES = Path(__file__).with_name("sites.toml")
PORT, _TRIES = 8378, 20


def industry_names() -> list[str]:
    """Give the industries of the corpus, sorted."""
    return sorted(tomllib.loads(NAMES.read_text("utf-8")))


@contextmanager
def serve_industry(corpus: Path, name: str) -> Iterator[Industry]:
    """Serve ``corpus/NAME/*`` while the context lasts; gives the industry with loopback addresses.

    The addresses are the same each time (127.78.INDUSTRY.COMPANY), the port is 8378, or the next
    free one while somebody else serves the industry.
    """
    companies = tomllib.loads(NAMES.read_text("utf-8"))[name]
    second = industry_names().index(name) + 1
    with ExitStack() as stack:
        listed = []
        for third, (folder, (title, *aliases)) in enumerate(companies.items(), start=1):
            base = stack.enter_context(_serve(f"127.78.{second}.{third}", corpus / name / folder))
            listed.append(Company(name=title, site=base, aliases=tuple(aliases)))
        yield Industry(
            name=name.replace("_", " "),
            allow_private=True,
            crawl=CrawlSettings(delay=0),
            company=tuple(listed),
        )


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of the standard library
        """Keep quiet: a crawl keeps its own log."""


def _listen(host: str, handler: Callable[..., _QuietHandler]) -> ThreadingHTTPServer:
    for port in range(PORT, PORT + _TRIES):
        try:
            return ThreadingHTTPServer((host, port), handler)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, f"{host} has no free port from {PORT} on")


@contextmanager
def _serve(host: str, folder: Path) -> Iterator[str]:
    with _listen(host, partial(_QuietHandler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://{host}:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
