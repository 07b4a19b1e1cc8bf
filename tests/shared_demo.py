"""The built-in industry, run once for all processes of a test run; tests work on copies."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

NETWORK = 210
"""Where this demo is served: who crawls a copy again has to find the same addresses.

Ranges are drawn by ids of statements, in which addresses are; in the other model that of the index
is near the widest that is published (40): here 39.4, in other networks 39 to 41.
"""

OTHER_MODEL = "use-multilingual-v3"


def run_demo(workspace: Path, *arguments: str) -> None:
    """Run the demo as its user runs it, at the addresses that every copy knows."""
    command = [sys.executable, "-m", "sameness", "run", "-i", "demo", "-w", str(workspace)]
    environment = os.environ | {"SAMENESS_DEMO_NETWORK": str(NETWORK)}
    done = subprocess.run(
        [*command, *arguments], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert (workspace / "out" / "demo" / "latest" / "index.html").is_file()


def copy_of_demo(factory: pytest.TempPathFactory, name: str) -> Path:
    """Give a workspace of one's own in which the demo was run, in the default model."""
    return _copy(_made_once(factory, "demo-made", run_demo), factory, name)


def copy_of_demo_in_another_model(factory: pytest.TempPathFactory, name: str) -> Path:
    """Give a workspace of one's own in which the demo was measured in OTHER_MODEL, too."""
    made = _made_once(factory, "demo-made-otherwise", partial(_measure_again, factory))
    return _copy(made, factory, name)


def _measure_again(factory: pytest.TempPathFactory, workspace: Path) -> None:
    first = _made_once(factory, "demo-made", run_demo)
    shutil.copytree(first, workspace, symlinks=True, dirs_exist_ok=True)
    run_demo(workspace, "--no-crawl", "--model", OTHER_MODEL)


def _copy(made: Path, factory: pytest.TempPathFactory, name: str) -> Path:
    return Path(shutil.copytree(made, factory.mktemp(name) / "workspace", symlinks=True))


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Give a folder that the first process to ask makes, while the others wait for it."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, unfinished = shared / name, shared / f"{name}-unfinished"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder
