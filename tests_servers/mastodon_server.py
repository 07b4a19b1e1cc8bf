"""A Mastodon of one's own, as far as its interface goes, with Mastodon.py to write to it."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests_servers.programs import free_port, lack, running

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ADDRESS = "127.0.0.71"
_HERE = Path(__file__).parent
_PYTHON = _HERE.parent / ".venv-mastodon" / "bin" / "python"

_CONFIG = """
domain = "{place}"
url_scheme = "http"
[database]
path = "{folder}/mastodon.sqlite"
[[seed.accounts]]
username = "alder"
access_token = "alder"
[[seed.accounts]]
username = "finch"
access_token = "finch"
[[seed.accounts]]
username = "silent"
access_token = "silent"
[[seed.accounts]]
username = "grain"
access_token = "grain"
"""


@dataclass(frozen=True, slots=True)
class Mastodon:
    """A running server with four accounts: "alder", "finch", "silent" and "grain"."""

    home: str

    def write(self, deeds: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Do what ``mastodon/client.py`` understands; gives what that gives."""
        done = subprocess.run(
            [_PYTHON, _HERE / "mastodon" / "client.py", self.home],
            input=json.dumps(deeds).encode(),
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr.decode()
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    @contextmanager
    def failing(self, path: str, status: int) -> Iterator[None]:
        """Let the server answer a path, in which "*" stands for anything, with a status."""
        place = f"{self.home}/api/v1/_mock/faults"
        effect = {"type": "ratelimit" if status == 429 else "status", "status": status}
        fault = json.dumps({"match": {"path": path}, "effect": effect}).encode()
        headers = {"Content-Type": "application/json"}
        urllib.request.urlopen(urllib.request.Request(place, fault, headers)).close()
        try:
            yield
        finally:
            urllib.request.urlopen(urllib.request.Request(place, method="DELETE")).close()


@contextmanager
def serve_mastodon(folder: Path) -> Iterator[Mastodon]:
    """Run a server while the block lasts; what it knows stays in the folder."""
    if not _PYTHON.exists():
        lack("Mastodon's packages are missing: run make test-social")
    port = free_port(ADDRESS)
    config = folder / "mastodon.toml"
    config.write_text(_CONFIG.format(place=f"{ADDRESS}:{port}", folder=folder), "utf-8")
    command: list[str | Path] = [_PYTHON, "-m", "mastodon_mock", "serve", "--config", config]
    command += ["--host", ADDRESS, "--port", str(port)]
    with running(command, folder / "mastodon.log", (ADDRESS, port)):
        yield Mastodon(f"http://{ADDRESS}:{port}")
