"""A Bluesky network of one's own, with its PostgreSQL and its Redis, in one folder, on loopback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests_servers.programs import finish, free_port, lack, need, running

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).parent / "bluesky"
ADDRESS = "127.0.0.1"  # the network's own parts look for one another at "localhost"

_HOW = "run make test-social, and scripts/debian-packages social as root"
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Bluesky:
    """A running network: the origins of its personal data server and of its AppView."""

    pds: str
    app_view: str
    folder: Path

    def write(self, deeds: Sequence[dict[str, Any]]) -> dict[str, str]:
        """Do what ``bluesky/write.mjs`` understands; gives every post's name and its address.

        The client is Bluesky's own. When it is done the AppView knows of everything.
        """
        done = subprocess.run(
            [need("node")[0], HERE / "write.mjs", self.pds, self.app_view, self.folder / "state"],
            input=json.dumps(deeds).encode(),
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
        )
        assert done.returncode == 0, done.stderr.decode()
        names: dict[str, str] = json.loads(done.stdout)["names"]
        return names


@contextmanager
def serve_bluesky(folder: Path) -> Iterator[Bluesky]:
    """Run a network without any account while the block lasts."""
    if not (HERE / "node_modules" / "installed").exists():
        lack(f"Bluesky's packages are missing: {_HOW}")
    node, redis = need("node", "redis-server")
    ready = folder / "ready"
    with ExitStack() as stack:
        sql = stack.enter_context(_postgres(folder))
        port = free_port(ADDRESS)
        small = ["--bind", ADDRESS, "--port", str(port), "--save", ""]
        stack.enter_context(running([redis, *small], folder / "redis.log", (ADDRESS, port)))
        environment = {
            "DB_POSTGRES_URL": sql,
            "REDIS_HOST": f"{ADDRESS}:{port}",
            "READY": str(ready),
            "NODE_NO_WARNINGS": "1",
        }
        process = subprocess.Popen(
            [node, HERE / "network.mjs"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stack.enter_context((folder / "network.log").open("wb")),
            env=os.environ | environment,
            cwd=folder,
        )
        stack.callback(_end, process)
        where = _wait_for(ready, process)
        yield Bluesky(where["pds"], where["appView"], folder)


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    """Run PostgreSQL while the block lasts; gives its address. It refuses to be run by root."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        lack(f"PostgreSQL is missing: {_HOW}")
    data, log, port = folder / "sql", folder / "postgres.log", free_port(ADDRESS)
    data.mkdir(mode=0o700)
    run_as: list[str | Path] = []
    server: list[str | Path] = [programs[-1] / "postgres", "-D", data, "-h", ADDRESS]
    if os.geteuid() == 0:
        run_as = [need("runuser")[0], "-u", "postgres", "--"]
        shutil.chown(data, "postgres")
        folder.chmod(0o711)
    trusting = ["-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"]
    finish([*run_as, programs[-1] / "initdb", "-D", data, *trusting], log)
    hasty = ["-p", str(port), "-c", "fsync=off", "-c", "unix_socket_directories="]
    with running([*run_as, *server, *hasty], log, (ADDRESS, port)):
        yield f"postgresql://postgres@{ADDRESS}:{port}/postgres"


def _wait_for(ready: Path, process: subprocess.Popen[bytes]) -> dict[str, str]:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if ready.exists():
            where: dict[str, str] = json.loads(ready.read_text("utf-8"))
            return where
        time.sleep(0.1)
    log = ready.with_name("network.log").read_text("utf-8", "replace")
    pytest.fail(f"the network does not start:\n{log}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
