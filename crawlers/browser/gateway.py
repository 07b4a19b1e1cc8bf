"""The browser's only way out: a forward proxy on loopback that checks every address it connects to.

A browser resolves names itself, or has a proxy do it. Here the proxy resolves, judges the address,
and connects to that very address: a name that changes its mind between the two can't win.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from crawlers.browser.proxy_heads import Target, close_after, read_target, to_origin_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawlers.browser.allowance import Allowance

_logger = logging.getLogger(__name__)

MAX_CONNECTIONS = 64
"""Connections that the browser's pages of one company may hold at a time."""

_MAX_HEAD = 65_536
_CHUNK = 65_536
_CONNECT_SECONDS = 10.0
_IDLE_SECONDS = 20.0

_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_REFUSED = b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class AddressForbidden(OSError):
    """A host all of whose addresses are refused."""


class Gateway:
    """A proxy for the pages of one company.

    ``is_allowed`` judges an address as text, at the moment of connecting; ``allowance`` counts the
    bytes that go either way. ``refused`` holds the hosts that were turned away.
    """

    def __init__(self, is_allowed: Callable[[str], bool], allowance: Allowance) -> None:
        self.refused: set[str] = set()
        self._is_allowed = is_allowed
        self._allowance = allowance
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Open the gateway."""
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self.close()

    async def open(self) -> str:
        """Listen on a free port of loopback, once, and give the proxy's address."""
        if self._server is None:
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_MAX_HEAD)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Stop listening and end what is under way."""
        if self._server is not None:
            self._server.close()
        for talk in tuple(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        if talk is None or len(self._talks) >= MAX_CONNECTIONS:
            writer.close()
            return
        self._talks.add(talk)
        try:
            await self._serve(reader, writer)
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError) as error:
            _logger.debug("The browser's connection ended: %r", error)
        except asyncio.CancelledError:
            _logger.debug("The gateway is closed.")
        finally:
            self._talks.discard(talk)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(_IDLE_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
        target = read_target(head)
        try:
            upstream = await self._connect(target)
        except OSError as error:
            _logger.info("%s:%d: %s", target.host, target.port, error)
            writer.write(_REFUSED)
            await writer.drain()
            return
        try:
            await self._relay(target, head, (reader, writer), upstream)
        finally:
            upstream[1].close()

    async def _connect(self, target: Target) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to the first address that is allowed; raises OSError, AddressForbidden too."""
        async with asyncio.timeout(_CONNECT_SECONDS):
            found = await asyncio.get_running_loop().getaddrinfo(
                target.host, target.port, type=socket.SOCK_STREAM
            )
            allowed = [str(entry[4][0]) for entry in found if self._is_allowed(str(entry[4][0]))]
            if not allowed:
                self.refused.add(target.host)
                raise AddressForbidden("private address")
            return await asyncio.open_connection(allowed[0], target.port, limit=_MAX_HEAD)

    async def _relay(
        self,
        target: Target,
        head: bytes,
        browser: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        upstream: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        if target.is_tunnel:
            browser[1].write(_ESTABLISHED)
        else:
            upstream[1].write(to_origin_form(head))
        upwards = asyncio.ensure_future(self._pump(browser[0], upstream[1]))
        try:
            if not target.is_tunnel:
                await self._pass_heads(upstream[0], browser[1])
            await self._pump(upstream[0], browser[1])
        finally:
            upwards.cancel()
            with suppress(asyncio.CancelledError, OSError):
                await upwards

    async def _pass_heads(
        self, upstream: asyncio.StreamReader, browser: asyncio.StreamWriter
    ) -> None:
        """Pass the answer's head on, and any informational ones before it.

        A plain connection serves one request: the browser would send the next one, for whichever
        host, to the same server.
        """
        informational = True
        while informational:
            async with asyncio.timeout(_IDLE_SECONDS):
                head = await upstream.readuntil(b"\r\n\r\n")
            self._allowance.spend(len(head))
            informational = head[9:10] == b"1"
            browser.write(head if informational else close_after(head))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Copy until the end, a long silence, or the end of the allowance."""
        while chunk := await asyncio.wait_for(reader.read(_CHUNK), _IDLE_SECONDS):
            self._allowance.spend(len(chunk))
            writer.write(chunk)
            await writer.drain()
