"""Serves the six sites on this machine, each company on a loopback address of its own.

A seventh address is the social network on which all six have their accounts. All seven are
``127.77.N.1`` to ``127.77.N.7``. Demos that run at the same time differ in N: who names N has the
same addresses, and so the same bytes, whatever else runs.
"""

from __future__ import annotations

import contextlib
import errno
import sys
import threading
from abc import ABC, abstractmethod
from datetime import UTC, date, datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawlers.demo.feeds import Feed
from crawlers.demo.folder import Folder
from crawlers.demo.handler import DemoHandler
from crawlers.demo.mastodon import Mastodon
from crawlers.demo.voices import Blog, Voice, read_voices
from sameness.industry import read_industry

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Mapping

    from crawlers.demo.reply import Reply
    from sameness.industry import Company, Industry

HERE = Path(__file__).parent
SITES = HERE / "sites"
PORT = 8377
NETWORKS = 256
_NETWORK, _SOCIAL = "127.77.{}.", 7
_POLL = 0.02  # seconds between looks at the stop flag: seven servers stop one after another


class DemoServer(ThreadingHTTPServer, ABC):
    """A server on an address of its own; closing it ends every connection, idle ones too."""

    daemon_threads = False

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self._connections: set[socket.socket] = set()
        super().__init__((host, port), DemoHandler)

    @abstractmethod
    def reply_to(self, target: str) -> Reply:
        """Give the answer to a request for a path with its query."""

    def server_bind(self) -> None:
        """Bind without asking the resolver for this machine's name, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.host, self.server_address[1]

    @property
    def base(self) -> str:
        """The server's address without a path: scheme, host and port."""
        return f"http://{self.host}:{self.server_port}"

    @property
    def social(self) -> str:
        """The address of the social network, which is served beside it on the same port."""
        return f"http://{self.host.rpartition('.')[0]}.{_SOCIAL}:{self.server_port}"

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the signature of the standard library
        """Answer in a thread and remember the connection until it is closed."""
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - the signature of the standard library
        """Close and forget one connection."""
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the signature of the standard library
        """Say nothing about a client that hung up; anything else is a bug and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        """Hang up on whoever is still connected, then wait for the threads to end."""
        for connection in tuple(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(2)
        super().server_close()


class SiteServer(DemoServer):
    """One company's site, with its blog if it has one."""

    def __init__(self, host: str, port: int, folder: Path, blog: Blog | None = None) -> None:
        super().__init__(host, port)
        self._folder = Folder(folder, self.base, self.social)
        self._feed = Feed(blog, self.base) if blog else None

    def reply_to(self, target: str) -> Reply:
        """Give the answer to a request for a path with its query."""
        of_blog = self._feed.reply_to(target) if self._feed else None
        return of_blog or self._folder.reply_to(target)


class AccountServer(DemoServer):
    """The social network with every company's account; ``sites`` are those of their companies."""

    def __init__(self, host: str, voices: tuple[Voice, ...], sites: Mapping[str, str]) -> None:
        super().__init__(host, PORT)
        self._network = Mastodon(self.base, voices, sites)

    def reply_to(self, target: str) -> Reply:
        """Give the answer to a request for a path with its query."""
        return self._network.reply_to(target)


@contextlib.contextmanager
def serve(first: int = 0, today: date | None = None) -> Iterator[Industry]:
    """Give the demo industry while its sites and accounts are being served; stops them on exit.

    They are served in network ``first`` (0 to 255) where its addresses are free, else in the next
    one that is. Posts are dated as of ``today``, by default the day in UTC. Raises OSError where
    the system has no addresses 127.77.N.1 to 127.77.N.7.
    """
    voices = read_voices(today or datetime.now(UTC).date())
    industry, servers = _open_free(read_industry(HERE / "industry.toml"), voices, first)
    threads = [threading.Thread(target=s.serve_forever, args=(_POLL,)) for s in servers]
    for thread in threads:
        thread.start()
    try:
        yield industry
    finally:
        _stop(servers, threads)


def _stop(servers: list[DemoServer], threads: list[threading.Thread]) -> None:
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        thread.join()
        server.server_close()


def _open_free(
    industry: Industry, voices: tuple[Voice, ...], first: int
) -> tuple[Industry, list[DemoServer]]:
    """Give the industry as it is served, and its listening servers."""
    for step in range(NETWORKS):
        moved = _move(industry, (first + step) % NETWORKS)
        try:
            return moved, _open_all(moved, voices)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, f"port {PORT} is free in none of the demo's networks")


def _open_all(industry: Industry, voices: tuple[Voice, ...]) -> list[DemoServer]:
    """Give a server per company and that of their accounts; closes them if an address is taken."""
    hosts = {company.name: urlsplit(company.site).hostname or "" for company in industry.company}
    blogs = {voice.company: voice.blog for voice in voices}
    with contextlib.ExitStack() as stack:
        servers: list[DemoServer] = []
        for name, host in hosts.items():
            server = SiteServer(host, PORT, SITES / name.lower(), blogs[name])
            stack.callback(server.server_close)
            servers.append(server)
        sites = dict(zip(hosts, (server.base for server in servers), strict=True))
        servers.append(AccountServer(urlsplit(servers[0].social).hostname or "", voices, sites))
        stack.pop_all()
    return servers


def _move(industry: Industry, network: int) -> Industry:
    """Give the industry with every site and account in this network."""
    moved = tuple(_move_company(company, network) for company in industry.company)
    return industry.model_copy(update={"company": moved})


def _move_company(company: Company, network: int) -> Company:
    was, becomes = _NETWORK.format(0), _NETWORK.format(network)
    profiles = tuple(url.replace(was, becomes) for url in company.profiles)
    return company.model_copy(
        update={"site": company.site.replace(was, becomes), "profiles": profiles}
    )
