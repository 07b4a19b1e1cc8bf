"""Answers one request of a demo site from its folder, as a careful web server would."""

from __future__ import annotations

import hashlib
import re
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

    from crawlers.demo.server import SiteServer

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
_PART = re.compile(r"[a-z0-9_-][a-z0-9._-]*")  # no "..", no empty part, no separator
_FILLED = frozenset({"robots.txt", "sitemap.xml"})  # these must name their own absolute address


class SiteHandler(BaseHTTPRequestHandler):
    """GET and HEAD of the static files of one company's folder (``server.folder``)."""

    server: SiteServer
    timeout = 10.0
    server_version = "demo"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer with the file."""
        body = self._answer()
        self.wfile.write(body)

    def do_HEAD(self) -> None:
        """Answer with the headers of the file."""
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the signature of the standard library
        """Keep quiet: a crawl keeps its own log."""

    def _answer(self) -> bytes:
        """Send status line and headers; give the body that belongs to them."""
        folder = self.server.folder
        path = unquote(urlsplit(self.path).path)
        file = find_file(folder, path)
        if file is None:
            return self._send(404, folder / "404.html")
        if file.name == "index.html" and not path.endswith(("/", ".html")):
            return self._redirect(path + "/")
        return self._send(304 if self._is_known(file) else 200, file)

    def _is_known(self, file: Path) -> bool:
        """Tell whether the client says that it holds this very version; the tag goes first."""
        tag = self.headers.get("If-None-Match")
        if tag is not None:
            return tag == _tag(self._read(file))
        return self.headers.get("If-Modified-Since") == _changed(file)

    def _send(self, status: int, file: Path) -> bytes:
        content = self._read(file)
        self.send_response(status)
        self.send_header("ETag", _tag(content))
        self.send_header("Last-Modified", _changed(file))
        if status != 304:
            self.send_header("Content-Type", _TYPES[file.suffix])
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return b"" if status == 304 else content

    def _redirect(self, path: str) -> bytes:
        self.send_response(301)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()
        return b""

    def _read(self, file: Path) -> bytes:
        content = file.read_bytes()
        if file.name not in _FILLED:
            return content
        return content.replace(b"{base}", self.server.base.encode())


def find_file(folder: Path, path: str) -> Path | None:
    """Give the file that an unquoted URL path names, or None; never one outside the folder.

    ``/pricing`` finds ``pricing.html`` or ``pricing/index.html``.
    """
    parts = path.removeprefix("/").rstrip("/").split("/") if path.strip("/") else []
    if not path.startswith("/") or not all(_PART.fullmatch(part) for part in parts):
        return None
    place = folder.joinpath(*parts)
    choices = [place / "index.html"]
    if not path.endswith("/"):
        choices += [place, place.with_name(place.name + ".html")]
    return next((c for c in choices if c.is_file() and c.suffix in _TYPES), None)


def _changed(file: Path) -> str:
    return formatdate(file.stat().st_mtime, usegmt=True)


def _tag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:16]}"'
