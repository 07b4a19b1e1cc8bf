"""The heads of requests and answers as a forward proxy reads and rewrites them (RFC 9112)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

_HOP_BY_HOP = (b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization")


class HeadInvalid(ValueError):
    """A request that isn't one to a proxy."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request wants to go; ``is_tunnel`` for CONNECT."""

    host: str
    port: int
    is_tunnel: bool


def read_target(head: bytes) -> Target:
    """Give the target of a request's head; raises HeadInvalid for all but CONNECT and http://."""
    words = head.partition(b"\r\n")[0].decode("latin-1").split(" ")
    if len(words) != 3:
        raise HeadInvalid(repr(words[0][:20]))
    method, target, _ = words
    is_tunnel = method == "CONNECT"
    if not is_tunnel and not target.startswith("http://"):
        raise HeadInvalid("not a request to a proxy")
    try:
        parts = urlsplit(f"//{target}" if is_tunnel else target)
        port = parts.port or (0 if is_tunnel else 80)
    except ValueError as error:
        raise HeadInvalid(str(error)) from None
    if not parts.hostname or not port:
        raise HeadInvalid("no host or no port")
    return Target(parts.hostname, port, is_tunnel)


def to_origin_form(head: bytes) -> bytes:
    """Give a proxy request's head as the server itself wants it, for this one request."""
    line, _, _ = head.partition(b"\r\n")
    method, target, version = line.split(b" ")
    parts = urlsplit(target)
    path = parts.path or b"/"
    query = b"?" + parts.query if parts.query else b""
    return b" ".join((method, path + query, version)) + close_after(head)[len(line) :]


def close_after(head: bytes) -> bytes:
    """Give a head that says that the connection ends with its message."""
    line, *fields = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    kept = [f for f in fields if f.partition(b":")[0].strip().lower() not in _HOP_BY_HOP]
    return b"\r\n".join((line, *kept, b"Connection: close")) + b"\r\n\r\n"
