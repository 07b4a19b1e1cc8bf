"""Builds the strangers' looks that ship: figures of pages of other fields, no picture, no text.

    python -m evaluation.looks [OUT_FOLDER]

Downloads the Debian and npm packages below and unpacks them, nothing is installed or run. Debian's
are first pages of software and of its manuals, each of a field of its own; npm's are home pages
that sell, of software or as themes to build on, all under free licences; those of one maker are one
field. All come in their own style sheets: the corpus of real sites holds none, and without them
every page is black on white. Each theme is also seen with other words in it, which is how near two
companies' pages of one theme come.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

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
from pipeline.measures.look_strangers import stranger_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from playwright.sync_api import Page

OUT = Path(__file__).parent.parent / "pipeline" / "reference"
DESKTOP, WIDER = 1280, 1320
OTHER_WORDS = """(words) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node, at = 0; (node = walker.nextNode());) {
        const said = node.data.trim();
        if (!said || /^(script|style)$/i.test(node.parentElement?.tagName ?? '')) continue;
        const many = said.split(/\\s+/).length;
        node.data = words.slice(at, at + many).join(' ');
        at = (at + many) % (words.length - many);
    }
}"""
"""Puts other words in the place of a page's, as many in each piece of text."""


@dataclass(frozen=True, slots=True)
class Source:
    """A page: the Debian package that ships it, the field it is of, its file below ROOT."""

    package: str
    industry: str
    file: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A page that sells: the npm package and version that ships it, who made it, its file."""

    package: str
    version: str
    maker: str
    file: str

    @property
    def path(self) -> Path:
        """Where it is unpacked, below ROOT."""
        return Path("npm") / self.package / "package" / self.file


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
THEMES = (
    *(
        Theme(f"startbootstrap-{name}", version, "Start Bootstrap", "dist/index.html")
        for name, version in (
            ("agency", "7.0.12"),
            ("creative", "7.0.7"),
            ("freelancer", "7.0.7"),
            ("grayscale", "7.0.6"),
            ("landing-page", "6.0.6"),
            ("new-age", "6.0.7"),
        )
    ),
    Theme("argon-design-system-free", "1.2.0", "Creative Tim", "examples/landing.html"),
    Theme("material-kit", "2.0.4", "Creative Tim", "examples/landing-page.html"),
    Theme("paper-kit-2", "2.1.0", "Creative Tim", "examples/landing.html"),
    Theme("material-design-lite", "1.3.0", "Google", "dist/index.html"),
    Theme("hover.css", "2.3.2", "Ian Lunn", "index.html"),
    Theme("vivus", "0.4.6", "maxwellito", "index.html"),
)


def unpack(folder: Path) -> Path:
    """Give a folder into which all packages are unpacked."""
    root = folder / "root"
    root.mkdir()
    _unpack_themes(folder, root)
    packages = [page.package for page in PAGES]
    subprocess.run(["apt-get", "download", "--quiet", *packages], cwd=folder, check=True)
    for file in sorted(folder.glob("*.deb")):
        subprocess.run(["dpkg-deb", "-x", file, root], check=True)
    return root


def _unpack_themes(folder: Path, root: Path) -> None:
    for theme in THEMES:
        wanted = f"{theme.package}@{theme.version}"
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True)
        target = root / "npm" / theme.package
        target.mkdir(parents=True)
        packed = folder / f"{theme.package}-{theme.version}.tgz"
        subprocess.run(["tar", "-xzf", packed, "-C", target], check=True)


def see(root: Path, width: int = DESKTOP) -> list[Look]:
    """Give the looks of all pages in a window of this width, as a crawl would keep them."""
    with _windows(width) as window:
        return [_look(window, root / file) for file in _files()]


def see_with_other_words(root: Path) -> list[Look]:
    """Give the looks of all themes with each word in its place replaced by another theme's."""
    with _windows(DESKTOP) as window:
        words: list[str] = []
        for theme in THEMES:
            window.goto((root / theme.path).absolute().as_uri())
            words += window.inner_text("body").split()
        np.random.default_rng(1).shuffle(words)
        return [_look(window, root / theme.path, words) for theme in THEMES]


def _files() -> list[Path]:
    return [*(Path(page.file) for page in PAGES), *(theme.path for theme in THEMES)]


@contextmanager
def _windows(width: int) -> Iterator[Page]:
    """Give a window of a browser that reaches no host."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--host-resolver-rules=MAP * ~NOTFOUND"],
        )
        yield browser.new_page(viewport={"width": width, "height": 800})
        browser.close()


def _look(window: Page, file: Path, words: Sequence[str] = ()) -> Look:
    window.goto(file.absolute().as_uri())
    window.wait_for_load_state("networkidle")
    if words:
        window.evaluate(OTHER_WORDS, list(words))
    picture = shrink(window.screenshot(animations="disabled"))
    pixels = to_pixels(picture) if picture else None
    if pixels is None:
        raise ValueError(f"{file} gives no picture")
    return look_of(pixels)


def save(looks: list[Look], folder: Path) -> None:
    """Write the figures, and where they come from, beside each other."""
    np.savez_compressed(
        folder / "looks.npz",
        colour=np.array([look.colour for look in looks], dtype=np.float16),
        layout=np.concatenate([look.layout for look in looks]),
        imagery=np.array([look.imagery for look in looks], dtype=np.float16),
    )
    pages = [
        {"page": page, "industry": industry, "boxes": len(look.layout)}
        for (page, industry), look in zip(_named(), looks, strict=True)
    ]
    about = {
        "made_by": "python -m evaluation.looks",
        "source": "first pages of software and manuals that Debian 12 packages, and home pages "
        "that sell in packages of npm, 1280x800",
        "pages": pages,
    }
    text = json.dumps(about, indent=1, ensure_ascii=False)
    (folder / "looks.json").write_text(text + "\n", encoding="utf-8")


def _named() -> list[tuple[str, str]]:
    """Give package and field of every page."""
    return [
        *((page.package, page.industry) for page in PAGES),
        *((theme.package, theme.maker) for theme in THEMES),
    ]


def report(looks: list[Look], again: list[Look], wider: list[Look], reworded: list[Look]) -> None:
    """Print each lens's distances: of strangers, of a page seen again, in a wider window, reworded.

    ``reworded`` are the themes with other words, in their order.
    """
    fields = [industry for _, industry in _named()]
    for name, distance in (
        ("colour", colour_distance),
        ("layout", layout_distance),
        ("imagery", imagery_distance),
    ):
        own = [getattr(look, name) for look in looks]
        pairs = stranger_pairs(own, fields, distance).distances
        twice = [distance(a, getattr(b, name)) for a, b in zip(own, again, strict=True)]
        moved = [distance(a, getattr(b, name)) for a, b in zip(own, wider, strict=True)]
        themes = own[len(PAGES) :]
        planted = [distance(a, getattr(b, name)) for a, b in zip(themes, reworded, strict=True)]
        print(
            f"{name}: {len(pairs)} pairs of strangers, quartiles "
            f"{np.round(np.quantile(pairs, (0.25, 0.5, 0.75)), 3).tolist()}; the same page again "
            f"at most {max(twice):.3f}; {WIDER} wide, median {np.median(moved):.3f}, nearer than "
            f"{_nearer(moved, pairs):.0%} of strangers; themes with other words, median "
            f"{np.median(planted):.3f}, nearer than {_nearer(planted, pairs):.0%}"
        )


def _nearer(distances: list[float], pairs: NDArray[np.float64]) -> float:
    """Give the mean share of pairs that are farther apart than each distance."""
    return float(np.mean([(pairs > distance).mean() for distance in distances]))


def main() -> None:
    """Look at all pages three times, at themes with other words; print and write what came."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    with TemporaryDirectory() as folder:
        root = unpack(Path(folder))
        looks = see(root)
        report(looks, see(root), see(root, WIDER), see_with_other_words(root))
    save(looks, out)


if __name__ == "__main__":
    main()
