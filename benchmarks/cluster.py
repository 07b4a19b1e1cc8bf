"""What Ray costs beside one process: CPU time, memory and disk of the same work, in turn.

``python -m benchmarks.cluster WORKSPACE ROUNDS INDUSTRY... [--judge larger]``: each round copies
the workspace, takes away what is cached or recalled, and measures the newest snapshots in this
process and on Ray of this machine; options are those of ``sameness run``. Scores have to be equal
but for their moments.

Memory is what all processes hold at the same time, a page that several share counted once, with the
store of objects in it; the store is what of the machine's shared memory was taken meanwhile, by
whomever; disk is what lay in Ray's own folders, spilled objects and logs. Each is the highest of
what was seen five times a second.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.changed import empty

TICK = os.sysconf("SC_CLK_TCK")
PAUSE = 0.2
MOMENTS = {"run_id", "started_at"}


@dataclass(frozen=True)
class Held:
    """Bytes held at a moment: ``memory``, the ``store`` in it, and ``disk`` of Ray's folders."""

    memory: int = 0
    store: int = 0
    disk: int = 0

    def most(self, other: Held) -> Held:
        """Give the higher of each."""
        return Held(
            max(self.memory, other.memory),
            max(self.store, other.store),
            max(self.disk, other.disk),
        )

    def __str__(self) -> str:
        """Give them in words."""
        return (
            f"{self.memory / 1e9:.2f} GB, {self.store / 1e6:.0f} MB of it in the store, "
            f"{self.disk / 1e6:.0f} MB on disk"
        )


@dataclass(frozen=True)
class Cost:
    """CPU seconds of a program and of all that it started, seconds by the clock, what it held."""

    cpu: float
    wall: float
    held: Held


def main() -> None:
    """Print the cost of each round and the ratio's median with its range."""
    workspace, rounds, *rest = sys.argv[1:]
    industries = rest[: _first_option(rest)]
    options = rest[_first_option(rest) :]
    ratios = []
    for number in range(int(rounds)):
        ways = {on: measure(Path(workspace), industries, options, on) for on in ("local", "ray")}
        (here, found), (there, same) = ways["local"], ways["ray"]
        if found != same:
            sys.exit("Scores differ.")
        ratios.append(there.cpu / here.cpu)
        print(f"round {number + 1}: local {here.cpu:.0f} s of CPU, {here.wall:.0f} s; Ray", end=" ")
        print(f"{there.cpu:.0f} s, {there.wall:.0f} s; load {os.getloadavg()[0]:.1f}")
        print(f"  local {here.held}\n  Ray {there.held}", flush=True)
    middle = statistics.median(ratios)
    print(f"CPU on Ray / local: {middle:.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


def _first_option(rest: list[str]) -> int:
    return next((i for i, one in enumerate(rest) if one.startswith("-")), len(rest))


def measure(
    workspace: Path, industries: list[str], options: list[str], on: str
) -> tuple[Cost, list[object]]:
    """Measure the industries' newest snapshots with empty caches; give the cost and the scores."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(workspace, Path(folder) / "w", symlinks=True))
        empty(copy, runs=False)
        named = [part for name in industries for part in ("-i", name)]
        command = [sys.executable, "-m", "sameness", "run", "--no-crawl", "-w", str(copy)]
        cost = spend([*command, *named, *options, "--on", on], copy)
        paths = [copy / "out" / name / "latest" / "scores.json" for name in industries]
        return cost, [_timeless(json.loads(path.read_text("utf-8"))) for path in paths]


def _timeless(value: object) -> object:
    if isinstance(value, dict):
        return {key: _timeless(one) for key, one in value.items() if key not in MOMENTS}
    return [_timeless(one) for one in value] if isinstance(value, list) else value


def spend(command: list[str], workspace: Path) -> Cost:
    """Run a program and add up what its processes take, looked at five times a second."""
    began, seen, held, taken = time.monotonic(), dict[int, float](), Held(), _shared()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            times = _times_of_tree(process.pid)
            seen |= times
            disk = _of_ray(workspace) + _of_ray(Path(tempfile.gettempdir()))
            held = held.most(Held(sum(map(_memory_of, times)), _shared() - taken, disk))
            time.sleep(PAUSE)
        said = process.stderr.read().decode() if process.stderr else ""
    if process.returncode not in {0, 3}:
        sys.exit(said)
    return Cost(sum(seen.values()), time.monotonic() - began, held)


def _memory_of(pid: int) -> int:
    """Give a process's share of the pages that it holds, in bytes."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _shared() -> int:
    """Give the bytes taken of the machine's shared memory, where Ray's store lies."""
    whole = os.statvfs("/dev/shm")  # noqa: S108 - nothing is written
    return (whole.f_blocks - whole.f_bfree) * whole.f_frsize


def _of_ray(folder: Path) -> int:
    """Give the bytes in the folders of Ray within a folder; they may go while they are read."""
    sizes = 0
    for path in folder.glob(".ray-*/**/*"):
        with suppress(OSError):
            sizes += path.lstat().st_size
    return sizes


def _times_of_tree(root: int) -> dict[int, float]:
    """Give CPU seconds by process, of a process and all that came of it."""
    found, waiting = {}, [root]
    while waiting:
        pid = waiting.pop()
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            children = [p.read_text().split() for p in Path(f"/proc/{pid}/task").glob("*/children")]
        except OSError:
            continue
        found[pid] = (int(fields[11]) + int(fields[12])) / TICK
        waiting += [int(child) for listed in children for child in listed]
    return found


if __name__ == "__main__":
    main()
