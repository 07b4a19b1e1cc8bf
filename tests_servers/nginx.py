"""Seven sites behind one nginx of one's own: files with validators, traps by path, limits, TLS."""

from __future__ import annotations

import gzip
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests_servers.certificates import write_certificates
from tests_servers.programs import finish, free_port, lack, need, running

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CONFIGURATION = Path(__file__).parent / "nginx" / "nginx.conf"

ADDRESSES = {
    "Files": "127.0.0.71",
    "Traps": "127.0.0.72",
    "RobotsBroken": "127.0.0.73",
    "RobotsLoops": "127.0.0.74",
    "Patience": "127.0.0.75",
    "Sealed": "127.0.0.76",
    "Weary": "127.0.0.77",
}

TRAPS = (
    *("loop", "chain/1", "slow", "huge", "bomb", "not-utf-8", "unsaid-charset"),
    *("hangs-up", "refreshes", "to-metadata", "to-neighbour", "to-file", "empty", "closed"),
    *("secret", "paper", "rooms/1"),
)
"""What the home page of the trapped site links to, besides its pages."""

WEARY = ("busy", "broken")
"""What is too much for a site of its own: it is asked slowly from then on, as no other is."""

PAGES = {
    "": "Larches let by the week",
    "features/": "Every cabin has a stove that a child can light",
    "pricing/": "Forty crowns a night, firewood included, whatever the season",
    "about/": "Two foresters and their mother run the eleven cabins",
    "security/": "The keys hang in the boathouse, and the boathouse is locked",
    "customers/": "Guests come back on average for the fourth time",
}
"""The pages of every site by path, each with the sentence that it says."""

_MODULE = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")


@dataclass(frozen=True, slots=True)
class Nginx:
    """A running nginx; ``sites`` are addresses without a final slash, by server name."""

    folder: Path
    sites: dict[str, str]

    @property
    def authority(self) -> Path:
        """The certificate of the authority that vouches for the sealed site."""
        return self.folder / "authority.pem"

    def asked(self, site: str) -> list[dict[str, Any]]:
        """Give every request of one site so far: ``path``, ``status``, ``condition``, ``agent``."""
        lines = (self.folder / "asked.jsonl").read_text("utf-8").splitlines()
        return [row for row in map(json.loads, lines) if row["site"] == site.lower()]

    def body(self, path: str) -> bytes:
        """Give the file behind a path of the sites that serve files."""
        return (self.folder / "files" / path.strip("/") / "index.html").read_bytes()


@contextmanager
def serve_nginx(folder: Path) -> Iterator[Nginx]:
    """Write the sites into a folder and serve them while the block lasts."""
    nginx = need("nginx")[0]
    if not _MODULE.is_file():
        lack("nginx's brotli module missing: run scripts/debian-packages servers as root")
    port = free_port(ADDRESSES["Files"])
    _write_sites(folder)
    write_certificates(folder, ADDRESSES["Sealed"])
    configuration = _configure(folder, port)
    words: list[str | Path] = [nginx, "-p", folder, "-c", configuration, "-e", folder / "error.log"]
    finish([*words, "-t"], folder / "test.log")
    with running(words, folder / "nginx.log", (ADDRESSES["Files"], port)):
        schemes = {name: "https" if name == "Sealed" else "http" for name in ADDRESSES}
        yield Nginx(folder, {n: f"{schemes[n]}://{a}:{port}" for n, a in ADDRESSES.items()})


def _configure(folder: Path, port: int) -> Path:
    # Workers of a root nginx would else be somebody who can't read this folder.
    user = "user root;" if os.geteuid() == 0 else ""
    filled = CONFIGURATION.read_text("utf-8")
    for name, value in {"ROOT": str(folder), "PORT": str(port), "USER": user}.items():
        filled = filled.replace(f"@{name}@", value)
    path = folder / "nginx.conf"
    path.write_text(filled, encoding="utf-8")
    return path


def _write_sites(folder: Path) -> None:
    _write_pages(folder / "files", PAGES)
    _write_pages(folder / "traps", PAGES, TRAPS)
    _write_pages(folder / "weary", ("", "about/"), WEARY)
    (folder / "files" / "robots.txt").write_text("User-agent: *\nAllow: /\n")
    (folder / "traps" / "robots.txt").write_text("User-agent: sameness\nDisallow: /secret\n")
    (folder / "large.html").write_bytes(b"<p>" + b"still more words " * 4000)
    (folder / "huge.html").write_bytes(b"<p>" + b"far too many words " * 100_000)
    (folder / "bomb.gz").write_bytes(gzip.compress(b"<p>" + b" " * 50_000_000))
    for encoding in ("latin-1", "utf-8"):
        (folder / f"{encoding}.html").write_bytes(
            f"<title>{encoding}</title>Crème".encode(encoding)
        )


def _write_pages(site: Path, paths: Iterable[str], extra: tuple[str, ...] = ()) -> None:
    for path in paths:
        page = site / path / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        links = (*paths, *extra) if path == "" else (*paths,)
        page.write_bytes(write_page(site.name, PAGES[path], links))


def write_page(site: str, sentence: str, paths: Iterable[str]) -> bytes:
    """Give the page that says a sentence, with links to some paths."""
    links = "".join(f'<li><a href="/{path}">{path or "home"}</a></li>' for path in paths)
    head = f"<title>{sentence} - {site}</title>"
    return (
        f'<!doctype html><html lang="en"><head>{head}</head><body><nav><ul>{links}</ul></nav>'
        f"<main><h1>Cabins in the {site} wood</h1><p>{sentence}.</p></main></body></html>"
    ).encode()
