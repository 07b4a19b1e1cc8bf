"""Builds the strangers' looks that ship: figures of pages of other fields, no picture, no text.

    python -m evaluation.looks [OUT_FOLDER]

Downloads the Debian packages below and unpacks them, nothing is installed. Theirs are first pages
of software and of its manuals, each of a field of its own, in their own style sheets: the corpus of
real sites holds none, and without them every page is black on white.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from playwright.sync_api import sync_playwright

from crawlers.look import shrink, to_pixels
from pipeline.measures.look import (
    Look,
    colour_distance,
    imagery_distance,
    layout_distance,
    look_of,
)

OUT = Path(__file__).parent.parent / "pipeline" / "reference"
DESKTOP, WIDER = 1280, 1320


@dataclass(frozen=True, slots=True)
class Source:
    """A page: the Debian package that ships it, the field it is of, its file below ROOT."""

    package: str
    industry: str
    file: str


PAGES = (
    Source("apache2-doc", "web server", "usr/share/doc/apache2-doc/manual/en/index.html"),
    Source("gimp-help-en", "image editor", "usr/share/gimp/2.0/help/en/index.html"),
    Source("grass-doc", "maps", "usr/share/doc/grass-doc/html/index.html"),
    Source("haproxy-doc", "load balancer", "usr/share/doc/haproxy/lua/index.html"),
    Source("libboost1.81-doc", "C++", "usr/share/doc/libboost1.81-doc/doc/html/index.html"),
    Source(
        "lilypond-doc-html",
        "music engraving",
        "usr/share/doc/lilypond/html/Documentation/web/index.html",
    ),
    Source("phpmyadmin", "database tool", "usr/share/doc/phpmyadmin/html/index.html"),
    Source("postgresql-doc-15", "database", "usr/share/doc/postgresql-doc-15/html/index.html"),
    Source("python-django-doc", "web framework", "usr/share/doc/python-django-doc/html/index.html"),
    Source("python-flask-doc", "small framework", "usr/share/doc/python-flask-doc/html/index.html"),
    Source("python3.11-doc", "Python", "usr/share/doc/python3.11/html/index.html"),
    Source("rust-doc", "Rust", "usr/share/doc/rust-doc/html/book/index.html"),
    Source("sqlite3-doc", "embedded database", "usr/share/doc/sqlite3/index.html"),
)


def unpack(folder: Path) -> Path:
    """Give a folder into which all packages are unpacked."""
    root = folder / "root"
    root.mkdir()
    packages = [page.package for page in PAGES]
    subprocess.run(["apt-get", "download", "--quiet", *packages], cwd=folder, check=True)
    for file in sorted(folder.glob("*.deb")):
        subprocess.run(["dpkg-deb", "-x", file, root], check=True)
    return root


def see(root: Path, width: int = DESKTOP) -> list[Look]:
    """Give the looks of all pages in a window of this width, as a crawl would keep them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        window = browser.new_page(viewport={"width": width, "height": 800})
        looks = []
        for page in PAGES:
            window.goto((root / page.file).absolute().as_uri())
            window.wait_for_load_state("networkidle")
            picture = shrink(window.screenshot(animations="disabled"))
            pixels = to_pixels(picture) if picture else None
            if pixels is None:
                raise ValueError(f"{page.file} gives no picture")
            looks.append(look_of(pixels))
        browser.close()
    return looks


def save(looks: list[Look], folder: Path) -> None:
    """Write the figures, and where they come from, beside each other."""
    np.savez_compressed(
        folder / "looks.npz",
        colour=np.array([look.colour for look in looks], dtype=np.float16),
        layout=np.concatenate([look.layout for look in looks]),
        imagery=np.array([look.imagery for look in looks], dtype=np.float16),
    )
    pages = [
        {"page": page.package, "industry": page.industry, "boxes": len(look.layout)}
        for page, look in zip(PAGES, looks, strict=True)
    ]
    about = {
        "made_by": "python -m evaluation.looks",
        "source": "first pages of software and manuals that Debian 12 packages, 1280x800",
        "pages": pages,
    }
    text = json.dumps(about, indent=1, ensure_ascii=False)
    (folder / "looks.json").write_text(text + "\n", encoding="utf-8")


def report(looks: list[Look], again: list[Look], wider: list[Look]) -> None:
    """Print each lens's distances: of strangers, of a page seen again, and in a wider window."""
    for name, distance in (
        ("colour", colour_distance),
        ("layout", layout_distance),
        ("imagery", imagery_distance),
    ):
        own = [getattr(look, name) for look in looks]
        pairs = [distance(one, other) for one, other in combinations(own, 2)]
        twice = [distance(a, getattr(b, name)) for a, b in zip(own, again, strict=True)]
        moved = [distance(a, getattr(b, name)) for a, b in zip(own, wider, strict=True)]
        nearer = np.mean([[d < pair for pair in pairs] for d in moved])
        print(
            f"{name}: {len(pairs)} pairs of strangers, quartiles "
            f"{np.round(np.quantile(pairs, (0.25, 0.5, 0.75)), 3).tolist()}; the same page again "
            f"at most {max(twice):.3f}; {WIDER} wide, median {np.median(moved):.3f}, nearer than "
            f"{nearer:.0%} of strangers"
        )


def main() -> None:
    """Look at all pages three times, print what came of it, and write what ships."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    with TemporaryDirectory() as folder:
        root = unpack(Path(folder))
        looks = see(root)
        report(looks, see(root), see(root, WIDER))
    save(looks, out)


if __name__ == "__main__":
    main()
