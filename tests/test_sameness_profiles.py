"""The command line and profiles: what it prints, what it reads, what it never writes down."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.changing_site import Answer, Site, page
from tests.changing_site import serving as serving_site
from tests.social_network import NEWEST, Network, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "key-that-nobody-may-see-55c1"
COMMAND = [sys.executable, "-m", "sameness"]
FOOTER = b"""<footer><a rel="me" href="https://mastodon.social/@acme">Mastodon</a>
<a rel="me" href="https://www.linkedin.com/company/acme">LinkedIn</a></footer></body>"""


@pytest.fixture
def network() -> Iterator[Network]:
    with serving(Network(posts=60)) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, network: Network) -> Iterator[Path]:
    """Give a workspace whose one company has a site, served meanwhile, with two profiles."""
    with serving_site() as site:
        site.pages = {"/": Answer(page("Acme").body.replace(b"</body>", FOOTER))}
        write_industry(tmp_path, site, network)
        yield tmp_path


def write_industry(workspace: Path, site: Site, network: Network) -> None:
    file = workspace / "industries" / "field.toml"
    file.parent.mkdir()
    file.write_text(
        f'name = "field"\nallow_private = true\n[crawl]\ndelay = 0\nrender = "never"\n'
        f'[social]\nbases = {{ mastodon = "{network.base}" }}\n'
        f'[[company]]\nname = "Acme"\nsite = "{site.base}/"\n'
    )


def sameness(workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"SAMENESS_X_TOKEN": KEY, "SAMENESS_REDDIT_SECRET": KEY}
    return subprocess.run(
        [*COMMAND, *arguments, "-w", str(workspace)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def test_a_crawl_reads_profiles_too_and_they_can_be_shown(workspace: Path) -> None:
    nothing = sameness(workspace, "profiles", "-i", "field")
    assert nothing.returncode == 4
    assert "sameness crawl --industry field" in nothing.stderr
    crawled = sameness(workspace, "crawl", "-i", "field")
    assert crawled.returncode == 0, crawled.stderr
    assert "profile 1 of 1: Acme, mastodon: ok, 60 posts" in crawled.stderr
    shown = sameness(workspace, "profiles", "-i", "field").stdout
    assert "Acme, linkedin: acme  https://www.linkedin.com/company/acme" in shown
    assert f"  ok; 60 posts in this reading, newest {NEWEST:%Y-%m-%d}" in shown
    told = json.loads(sameness(workspace, "profiles", "-i", "field", "-c", "acme", "--json").stdout)
    assert [(p["platform"], p["status"], p["posts"]) for p in told["profiles"]] == [
        ("linkedin", "unsupported", 0),
        ("mastodon", "ok", 60),
    ]
    written = b"".join(
        gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        for file in workspace.rglob("*")
        if file.is_file()
    )
    assert KEY.encode() not in written
    assert KEY not in crawled.stderr + crawled.stdout


def test_the_doctor_names_the_keys_that_are_set_and_shows_none(workspace: Path) -> None:
    told = sameness(workspace, "doctor").stdout
    assert "keys of platforms: SAMENESS_REDDIT_SECRET, SAMENESS_X_TOKEN (optional)" in told
    assert KEY not in told


def test_a_platform_that_fails_does_not_fail_the_crawl(workspace: Path, network: Network) -> None:
    network.robots = "User-agent: *\nDisallow: /"
    crawled = sameness(workspace, "crawl", "-i", "field")
    assert crawled.returncode == 0, crawled.stderr
    assert "refused: robots.txt says no" in sameness(workspace, "profiles", "-i", "field").stdout


def test_an_interrupted_reading_leaves_no_process_and_goes_on(
    workspace: Path, network: Network
) -> None:
    network.seconds = 0.3
    command = [*COMMAND, "crawl", "-i", "field", "-w", str(workspace)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        while not network.paths():
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Interrupted." in told
    asked = len(network.asked)
    time.sleep(0.5)
    assert len(network.asked) == asked
    assert sameness(workspace, "crawl", "-i", "field").returncode == 0
