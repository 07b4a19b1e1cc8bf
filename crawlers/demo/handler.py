"""Answers one request of a demo server, as a careful web server would."""

from __future__ import annotations

import hashlib
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawlers.demo.reply import Reply
    from crawlers.demo.server import DemoServer


class DemoHandler(BaseHTTPRequestHandler):
    """GET and HEAD of what the server has at a path (``server.reply_to``)."""

    server: DemoServer
    timeout = 10.0
    server_version = "demo"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer with the body."""
        body = self._answer()
        self.wfile.write(body)

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the signature of the standard library
        """Keep quiet: a crawl keeps its own log."""

    def _answer(self) -> bytes:
        """Send status line and headers; give the body that belongs to them."""
        reply = self.server.reply_to(self.path)
        status = 304 if reply.status == 200 and self._is_known(reply) else reply.status
        self.send_response(status)
        for name, value in _headers(reply, status).items():
            self.send_header(name, value)
        self.end_headers()
        return b"" if status == 304 else reply.content

    def _is_known(self, reply: Reply) -> bool:
        """Tell whether the client says that it holds this very version; the tag goes first."""
        tag = self.headers.get("If-None-Match")
        if tag is not None:
            return tag == _tag(reply.content)
        return bool(reply.changed) and self.headers.get("If-Modified-Since") == reply.changed


def _headers(reply: Reply, status: int) -> dict[str, str]:
    headers = dict(reply.headers)
    if reply.content:
        headers["ETag"] = _tag(reply.content)
    if reply.changed:
        headers["Last-Modified"] = reply.changed
    if status != 304:
        headers |= {"Content-Type": reply.kind, "Content-Length": str(len(reply.content))}
    return headers


def _tag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:16]}"'
