"""The browser's proxy connects to allowed addresses only, counts bytes, and gives up in time."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.browser import gateway
from crawlers.browser.allowance import Allowance, AllowanceSpent
from crawlers.browser.gateway import Gateway
from crawlers.browser.proxy_heads import HeadInvalid, close_after, read_target, to_origin_form
from crawlers.network.guard import is_public

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

LOCAL_SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "0", "0.0", "0x0", "00", "2130706433",
    "0x7f000001", "0x7f.1", "0177.1", "017700000001", "127.0.0.1.", "127.000.000.001", "[::1]",
    "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "localhost", "LOCALHOST",
]  # fmt: skip

OPEN, SHUT = "127.0.0.7", "127.0.0.8"
T = TypeVar("T")
EVERYWHERE = "0.0.0.0"  # noqa: S104 - so that any spelling could reach it
FORBIDDEN = b"HTTP/1.1 403 Forbidden"


def only_open(address: str) -> bool:
    return address == OPEN


def anything(_: str) -> bool:
    return True


def run(asking: Coroutine[Any, Any, T]) -> T:
    """Give what a test asks for, once its connections are closed."""

    async def and_close() -> T:
        told = await asking
        await asyncio.sleep(0.05)
        return told

    return asyncio.run(and_close())


class Server:
    """Answers every request with its own head, and counts who came."""

    def __init__(self, answer: bytes = b"") -> None:
        self.heads: list[bytes] = []
        self.port = 0
        self._answer = answer

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append(await reader.read(1000))
        writer.write(self._answer or b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        await writer.drain()
        writer.close()


class Silent(Server):
    """Never says a word."""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)
        writer.close()


@asynccontextmanager
async def serving(server: Server, host: str) -> AsyncIterator[Server]:
    listening = await asyncio.start_server(server.talk, host, 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


async def say(through: Gateway, *lines: str) -> bytes:
    """Send one head to the gateway and give all that comes back."""
    port = int((await through.open()).rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write("\r\n".join((*lines, "", "")).encode())
    try:
        async with asyncio.timeout(20):
            return await reader.read()
    finally:
        writer.close()


def get(host: str, port: int, path: str = "/") -> tuple[str, ...]:
    return (
        f"GET http://{host}:{port}{path} HTTP/1.1",
        f"Host: {host}:{port}",
        "Proxy-Connection: keep-alive",
        "Connection: keep-alive",
    )


def test_plain_request_arrives_as_servers_want_it() -> None:
    async def ask() -> tuple[bytes, bytes]:
        async with serving(Server(), OPEN) as server, Gateway(only_open, Allowance()) as through:
            answer = await say(through, *get(OPEN, server.port, "/a/b?c=%20d"))
            return answer, server.heads[0]

    answer, head = run(ask())
    assert answer.endswith(b"\r\n\r\nhi")
    assert b"\r\nConnection: close\r\n" in answer
    assert head.startswith(b"GET /a/b?c=%20d HTTP/1.1\r\nHost: 127.0.0.7:")
    assert head.endswith(b"Connection: close\r\n\r\n")
    assert b"keep-alive" not in head


def test_tunnel_carries_both_ways() -> None:
    async def ask() -> bytes:
        async with serving(Server(b"pong"), OPEN) as server, Gateway(only_open, Allowance()) as g:
            return await say(g, f"CONNECT {OPEN}:{server.port} HTTP/1.1", "", "ping")

    assert run(ask()) == b"HTTP/1.1 200 Connection established\r\n\r\npong"


def test_no_spelling_of_loopback_is_connected_to() -> None:
    async def ask(rule: Callable[[str], bool]) -> tuple[list[bytes], int]:
        async with serving(Server(), EVERYWHERE) as server, Gateway(rule, Allowance()) as through:
            lines = [
                line.format(f"{host}:{server.port}")
                for host in LOCAL_SPELLINGS
                for line in ("CONNECT {} HTTP/1.1", "GET http://{}/ HTTP/1.1")
            ]
            return [await say(through, line, "", "ping") for line in lines], len(server.heads)

    answers, reached = run(ask(is_public))
    assert reached == 0
    assert all(answer.startswith(FORBIDDEN) or not answer for answer in answers)
    # The control: these spellings do lead here when nobody watches.
    assert run(ask(anything))[1] >= 30


def test_refused_host_is_named() -> None:
    async def ask() -> tuple[set[str], int]:
        async with serving(Server(), SHUT) as server, Gateway(only_open, Allowance()) as through:
            await say(through, *get(SHUT, server.port))
            refused, before = set(through.refused), len(server.heads)
            # The control: the same request, where the rule lets it pass.
            async with Gateway(anything, Allowance()) as lax:
                await say(lax, *get(SHUT, server.port))
            return refused, len(server.heads) - before

    assert run(ask()) == ({SHUT}, 1)


def test_name_that_changes_its_mind_is_connected_to_as_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The name leads to an allowed address when judged and to another whenever asked again."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *args: int) -> object:
        if host != "rebinding.example":
            return real(host, port, *args)
        asked.append(host)
        return real(OPEN if len(asked) == 1 else SHUT, port, *args)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)

    async def ask() -> tuple[bytes, bytes, list[bytes]]:
        async with serving(Server(), SHUT) as trap, Gateway(only_open, Allowance()) as through:
            listening = await asyncio.start_server(Server().talk, OPEN, trap.port)
            first = await say(through, *get("rebinding.example", trap.port))
            second = await say(through, *get("rebinding.example", trap.port))
            listening.close()
            return first, second, trap.heads

    first, second, trapped = run(ask())
    assert first.endswith(b"hi")
    assert second.startswith(FORBIDDEN)
    assert (asked, trapped) == (["rebinding.example"] * 2, [])


def test_page_ends_with_its_allowance_and_the_next_gets_its_own() -> None:
    body = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 50_000

    async def ask() -> tuple[int, int, int]:
        allowance = Allowance(page_bytes=20_000, company_bytes=60_000)
        async with serving(Server(body), OPEN) as server, Gateway(only_open, allowance) as g:
            first = len(await say(g, *get(OPEN, server.port)))
            starved = len(await say(g, *get(OPEN, server.port)))
            allowance.begin_page()
            return first, starved, len(await say(g, *get(OPEN, server.port)))

    first, starved, _ = run(ask())
    assert first < 50_000
    assert starved == 0


def test_allowance_of_the_company_is_spent_once() -> None:
    allowance = Allowance(page_bytes=10, company_bytes=15)
    allowance.spend(9)
    allowance.begin_page()
    with pytest.raises(AllowanceSpent):
        allowance.spend(9)
    allowance.begin_page()
    assert allowance.spent


def test_silent_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "_IDLE_SECONDS", 0.2)

    async def ask() -> bytes:
        async with Gateway(only_open, Allowance()) as through, serving(Silent(), OPEN) as silent:
            return await say(through, *get(OPEN, silent.port))

    assert run(ask()) == b""


def test_crowd_is_turned_away() -> None:
    async def ask() -> bytes:
        async with Gateway(only_open, Allowance()) as through:
            port = int((await through.open()).rpartition(":")[2])
            held = [
                await asyncio.open_connection("127.0.0.1", port)
                for _ in range(gateway.MAX_CONNECTIONS)
            ]
            try:
                return await say(through, *get(OPEN, 1))
            except ConnectionResetError:
                return b""
            finally:
                for _, writer in held:
                    writer.close()

    assert run(ask()) == b""


@pytest.mark.parametrize(
    "line",
    [
        "GET / HTTP/1.1", "GET /", "", "GET https://example.com/ HTTP/1.1", "CONNECT h HTTP/1.1",
        "GET file:///etc/passwd HTTP/1.1", "CONNECT :443 HTTP/1.1", "GET http:///x HTTP/1.1",
        "CONNECT h:99999 HTTP/1.1", "GET http://[::1/ HTTP/1.1", "GET ftp://h/ HTTP/1.1",
    ],
)  # fmt: skip
def test_what_is_no_request_to_a_proxy(line: str) -> None:
    with pytest.raises(HeadInvalid):
        read_target(f"{line}\r\n\r\n".encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_a_target_or_invalid(head: bytes) -> None:
    try:
        target = read_target(head)
    except HeadInvalid:
        return
    assert target.host
    assert 0 < target.port < 65_536


NAMES = st.from_regex(r"[A-Za-z][A-Za-z-]{0,15}", fullmatch=True)
VALUES = st.from_regex(r"[!-~]([ -~]{0,20}[!-~])?", fullmatch=True)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=8))
def test_other_fields_pass_as_they_are(fields: list[tuple[str, str]]) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    rewritten = to_origin_form(f"POST http://h:1/p;a?q HTTP/1.1\r\n{head}\r\n".encode())
    hop_by_hop = {"connection", "keep-alive", "proxy-connection", "proxy-authorization"}
    kept = [f"{name}: {value}" for name, value in fields if name.casefold() not in hop_by_hop]
    expected = ["POST /p;a?q HTTP/1.1", *kept, "Connection: close", "", ""]
    assert rewritten.decode() == "\r\n".join(expected)


def test_head_without_fields_is_closed_too() -> None:
    assert (
        close_after(b"HTTP/1.1 200 OK\r\n\r\n") == b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    )
