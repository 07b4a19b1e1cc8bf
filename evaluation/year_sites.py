"""The sites of a simulated year: copies on loopback that change, go down and vanish by month."""

from __future__ import annotations

import os
import re
import shutil
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

PORT = 8379


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to a company's site in a month (from 1).

    ``kind``: "adopts" says a rival's ``text`` on its home page from then on, "headline" drops the
    home page's headline for ``text``, "vanishes" answers nothing any more, "down" answers 503 in
    that month only, "redesign" has other markup around the same words, "profile" links to an
    account (the address is ``text``).
    """

    month: int
    company: str
    kind: str
    text: str = ""


class Handler(SimpleHTTPRequestHandler):
    """Serves files, also without their ".html"; 503 while the server is down."""

    def send_head(self):  # type: ignore[no-untyped-def]  # noqa: ANN201 - the signature of the standard library
        """Answer with a file, or say that the site is down."""
        if getattr(self.server, "down", False):
            self.send_error(503)
            return None
        return super().send_head()

    def translate_path(self, path: str) -> str:
        """Give the file of an address."""
        found = super().translate_path(path)
        return found + ".html" if Path(found + ".html").is_file() else found

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of the standard library
        """Keep quiet: a crawl keeps its own log."""


class Site:
    """One company's files behind a server of its own, as they stand in a month."""

    def __init__(self, company: str, host: str, folder: Path, born: datetime) -> None:
        self.company, self.folder, self._host = company, folder, host
        self._server: ThreadingHTTPServer | None = None
        for file in sorted(folder.rglob("*")):
            _date(file, born)
        self._open()

    @property
    def address(self) -> str:
        """The home page's address."""
        return f"http://{self._host}:{PORT}/"

    @property
    def home(self) -> Path:
        """The home page's file."""
        return self.folder / "index.html"

    def undergo(self, event: Event, moment: datetime) -> None:
        """Let an event happen; files that change are dated ``moment``."""
        if event.kind == "vanishes":
            self.close()
        elif event.kind == "redesign":
            for page in sorted(self.folder.rglob("*.html")):
                _edit(page, redesigned, moment)
        elif event.kind in _EDITS:
            _edit(self.home, partial(_EDITS[event.kind], event.text), moment)

    def be_down(self, *, down: bool) -> None:
        """Answer 503 to everything from now on, or as usual again."""
        if self._server:
            self._server.down = down  # type: ignore[attr-defined]

    def _open(self) -> None:
        handler = partial(Handler, directory=str(self.folder))
        self._server = ThreadingHTTPServer((self._host, PORT), handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Answer nobody any more."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def adopted(text: str, html: str) -> str:
    """Give a page that says a text, too, in a paragraph of its own at its end."""
    place = max(html.rfind("</main>"), 0) or html.rfind("</body>")
    return f"{html[:place]}<section><p>{text}</p></section>{html[place:]}"


def with_headline(text: str, html: str) -> str:
    """Give a page with another text in its first headline."""
    return re.sub(
        r"(<h1\b[^>]*>).*?(</h1>)",
        lambda found: f"{found[1]}{text}{found[2]}",
        html,
        count=1,
        flags=re.DOTALL | re.IGNORECASE,
    )


def with_profile(address: str, html: str) -> str:
    """Give a page that links to an account at its foot."""
    place = html.rfind("</body>")
    return f'{html[:place]}<footer><a href="{address}">Follow us</a></footer>{html[place:]}'


def redesigned(html: str) -> str:
    """Give a page with other elements, classes and wrappers around the same words."""
    for old, new in (("section", "article"), ("strong", "b"), ("em", "i")):
        html = re.sub(rf"<(/?){old}\b", rf"<\1{new}", html, flags=re.IGNORECASE)
    html = re.sub(r"<(p|h2|h3|ul|li)(?=[ >])", r'<\1 data-theme="new"', html, flags=re.IGNORECASE)
    html = re.sub(r"(<body\b[^>]*>)", r'\1<div class="page"><div class="inner">', html, count=1)
    return html.replace("</body>", "</div></div></body>")


_EDITS: dict[str, Callable[[str, str], str]] = {
    "adopts": adopted,
    "headline": with_headline,
    "profile": with_profile,
}


def _edit(page: Path, change: Callable[[str], str], moment: datetime) -> None:
    page.write_text(change(page.read_text("utf-8", "surrogateescape")), "utf-8", "surrogateescape")
    _date(page, moment)


def _date(file: Path, moment: datetime) -> None:
    os.utime(file, (moment.timestamp(), moment.timestamp()))


@contextmanager
def serve_copies(
    folders: dict[str, Path], target: Path, born: datetime, network: str = "127.79.0"
) -> Iterator[list[Site]]:
    """Give the sites of companies, served from copies of their folders below ``target``.

    Addresses (``network`` and a number) and the files' dates (``born``) are the same each time.
    """
    with ExitStack() as stack:
        sites = []
        for number, (company, folder) in enumerate(folders.items(), start=1):
            copy = target / folder.name
            shutil.copytree(folder, copy)
            site = Site(company, f"{network}.{number}", copy, born)
            stack.callback(site.close)
            sites.append(site)
        yield sites
