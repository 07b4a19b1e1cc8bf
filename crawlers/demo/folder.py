"""Finds what a demo site has at a path: the static files of one company's folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import formatdate
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawlers.demo.reply import HTML, TEXT, Reply, redirect

if TYPE_CHECKING:
    from pathlib import Path

_TYPES = {
    ".html": HTML,
    ".css": "text/css; charset=utf-8",
    ".txt": TEXT,
    ".xml": "application/xml; charset=utf-8",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
_PART = re.compile(r"[a-z0-9_-][a-z0-9._-]*")  # no "..", no empty part, no separator
_FILLED = frozenset({".html", ".txt", ".xml"})


@dataclass(frozen=True, slots=True)
class Folder:
    """A site's files.

    In their texts ``{base}`` stands for the site's own address, ``{social}`` for that of the server
    with the companies' accounts: the port is known only when they are served.
    """

    path: Path
    base: str
    social: str

    def reply_to(self, target: str) -> Reply:
        """Give the answer to a request for a path with or without a query."""
        path = unquote(urlsplit(target).path)
        file = find_file(self.path, path)
        if file is None:
            return self._send(404, self.path / "404.html")
        if file.name == "index.html" and not path.endswith(("/", ".html")):
            return redirect(path + "/")
        return self._send(200, file)

    def _send(self, status: int, file: Path) -> Reply:
        content = file.read_bytes()
        if file.suffix in _FILLED:
            for name, address in (("base", self.base), ("social", self.social)):
                content = content.replace(f"{{{name}}}".encode(), address.encode())
        changed = formatdate(file.stat().st_mtime, usegmt=True)
        return Reply(status, _TYPES[file.suffix], content, changed)


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
