"""Serves pages from memory, in a process of its own: as fast as a client can ask."""

from __future__ import annotations

import asyncio
import multiprocessing
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from multiprocessing.connection import Connection

_SEEN = "/.seen"


@dataclass(frozen=True, slots=True)
class Served:
    """A site that is being served; ``home`` ends in a slash, ``addresses`` are of all its pages."""

    home: str
    addresses: tuple[str, ...]

    def take_count(self) -> int:
        """Give how many different pages were sent since this was asked last."""
        with urlopen(f"{self.home}{_SEEN[1:]}") as answer:
            return int(answer.read())


@contextmanager
def serve(pages: Mapping[str, bytes], address: str) -> Iterator[Served]:
    """Serve pages by path on a free port of a loopback address while the block lasts."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(dict(pages), address, sender), daemon=True)
    process.start()
    try:
        base = f"http://{address}:{receiver.recv()}"
        yield Served(f"{base}/", tuple(base + path for path in pages))
    finally:
        process.terminate()
        process.join()


def _run(pages: dict[str, bytes], address: str, sender: Connection) -> None:
    asyncio.run(_Site(pages).listen(address, sender))


class _Site:
    """Answers from memory and remembers what was asked for."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        self._answers = {path: _answer(page) for path, page in pages.items()}
        self._seen: set[str] = set()

    async def listen(self, address: str, sender: Connection) -> None:
        """Serve at an address for ever, after telling ``sender`` the port."""
        server = await asyncio.start_server(self._talk, address, 0)
        sender.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while asked := await reader.readuntil(b"\r\n\r\n"):
                writer.write(self._find(asked.split(b" ", 2)[1].decode("latin-1")))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _find(self, path: str) -> bytes:
        if path == _SEEN:
            count = len(self._seen)
            self._seen.clear()
            return _answer(str(count).encode())
        if path not in self._answers:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        self._seen.add(path)
        return self._answers[path]


def _answer(body: bytes) -> bytes:
    kind = "Content-Type: text/html; charset=utf-8"
    return f"HTTP/1.1 200 OK\r\n{kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
