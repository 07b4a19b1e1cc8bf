"""Serves the six sites on this machine, each company on a loopback address of its own."""

from __future__ import annotations

import contextlib
import errno
import sys
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawlers.demo.handler import SiteHandler
from sameness.industry import read_industry

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from sameness.industry import Industry

HERE = Path(__file__).parent
SITES = HERE / "sites"
DEFAULT_PORT = 8377
_TRIES = 20
_POLL = 0.02  # seconds between looks at the stop flag: six servers stop one after another


class SiteServer(ThreadingHTTPServer):
    """One company's site; closing it ends every connection, idle ones too."""

    daemon_threads = False

    def __init__(self, host: str, port: int, folder: Path) -> None:
        self.folder = folder
        self.host = host
        self._connections: set[socket.socket] = set()
        super().__init__((host, port), SiteHandler)

    def server_bind(self) -> None:
        """Bind without asking the resolver for this machine's name, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.host, self.server_address[1]

    @property
    def base(self) -> str:
        """The site's address without a path: scheme, host and port."""
        return f"http://{self.host}:{self.server_port}"

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


@contextlib.contextmanager
def serve(port: int = DEFAULT_PORT) -> Iterator[Industry]:
    """Give the demo industry while its sites are being served; stops them on exit.

    ``port`` is used where all six addresses have it free, else another one common to all (0 asks
    for any). Raises OSError where the system has no addresses 127.77.0.1 to 127.77.0.6.
    """
    industry = read_industry(HERE / "industry.toml")
    servers = _open_all(industry, port)
    threads = [threading.Thread(target=s.serve_forever, args=(_POLL,)) for s in servers]
    for thread in threads:
        thread.start()
    try:
        yield _move(industry, servers[0].server_port)
    finally:
        _stop(servers, threads)


def _stop(servers: list[SiteServer], threads: list[threading.Thread]) -> None:
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        thread.join()
        server.server_close()


def _open_all(industry: Industry, port: int) -> list[SiteServer]:
    """Give one listening server per company, all on one port."""
    for _ in range(_TRIES):
        try:
            return _open_on(industry, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        port = 0
    raise OSError(errno.EADDRINUSE, "no port is free on all six addresses of the demo")


def _open_on(industry: Industry, port: int) -> list[SiteServer]:
    """Give the servers on this port, the first one's choice for 0; closes them if one is taken."""
    with contextlib.ExitStack() as stack:
        servers: list[SiteServer] = []
        for company in industry.company:
            host = urlsplit(company.site).hostname or ""
            server = SiteServer(host, port, SITES / company.name.lower())
            stack.callback(server.server_close)
            servers.append(server)
            port = server.server_port
        stack.pop_all()
    return servers


def _move(industry: Industry, port: int) -> Industry:
    """Give the industry with every site on this port."""
    moved = tuple(
        company.model_copy(update={"site": company.site.replace(f":{DEFAULT_PORT}/", f":{port}/")})
        for company in industry.company
    )
    return industry.model_copy(update={"company": moved})
