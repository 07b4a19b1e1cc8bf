"""A workspace with one industry, crawled by the command that users run."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawlers.archive.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from sameness.records import Fetch

NAME = "loopback"


@dataclass(frozen=True, slots=True)
class Crawled:
    """A snapshot and the sites that it is of; ``said`` is what the command printed."""

    folder: Path
    sites: dict[str, str]
    said: str

    def pages(self) -> list[tuple[Fetch, str]]:
        """Give every fetch with its page's markup."""
        return list(read_snapshot(self.folder))

    def of(self, company: str) -> dict[str, Fetch]:
        """Give a company's fetches by the path at which each ended."""
        base = self.sites[company]
        return {f.final_url.removeprefix(base): f for f, _ in self.pages() if f.company == company}

    def markup(self, company: str) -> dict[str, str]:
        """Give the markup of a company's pages by path."""
        base = self.sites[company]
        pages = ((f, markup) for f, markup in self.pages() if f.company == company and markup)
        return {fetch.final_url.removeprefix(base): markup for fetch, markup in pages}


def lay_out(folder: Path, sites: dict[str, str], **limits: float | str) -> None:
    """Write the industry file of some sites, without delay unless ``limits`` says otherwise."""
    crawl = {"delay": 0, **limits}
    lines = [
        'name = "loopback"',
        "allow_private = true",
        "[social]",
        'read = "never"',
        "[crawl]",
    ]
    lines += [f"{key} = {value!r}" for key, value in crawl.items()]
    for name, site in sites.items():
        lines += ["[[company]]", f'name = "{name}"', f'site = "{site}/"']
    path = folder / "industries" / f"{NAME}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def crawl(folder: Path, sites: dict[str, str], **environment: str) -> Crawled:
    """Run ``sameness crawl`` in a workspace that was laid out, and give its newest snapshot."""
    command = [sys.executable, "-m", "sameness", "crawl", "--industry", NAME]
    done = subprocess.run(
        [*command, "--workspace", folder],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    # 3: a company gave no page, as some of the sites here must.
    assert done.returncode in {0, 3}, done.stderr
    snapshots = [path for path in (folder / "archive" / NAME).iterdir() if path.is_dir()]
    return Crawled(max(snapshots), sites, done.stdout + done.stderr)
