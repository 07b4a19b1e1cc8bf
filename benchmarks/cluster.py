"""What Ray costs beside one process: CPU time of the same measurement, both ways, in turn.

``python -m benchmarks.cluster WORKSPACE ROUNDS INDUSTRY... [--judge larger]``: each round copies
the workspace, takes away what is cached or recalled, and measures the newest snapshots in this
process and on Ray of this machine; options are those of ``sameness run``. Scores have to be equal
but for their moments.
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
from dataclasses import dataclass
from pathlib import Path

from benchmarks.changed import empty

TICK = os.sysconf("SC_CLK_TCK")
PAUSE = 0.2
MOMENTS = {"run_id", "started_at"}


@dataclass(frozen=True)
class Cost:
    """CPU seconds of a program and of all that it started, and seconds on the clock."""

    cpu: float
    wall: float


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
        print(f"{there.cpu:.0f} s, {there.wall:.0f} s; load {os.getloadavg()[0]:.1f}", flush=True)
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
        cost = spend([*command, *named, *options, "--on", on])
        paths = [copy / "out" / name / "latest" / "scores.json" for name in industries]
        return cost, [_timeless(json.loads(path.read_text("utf-8"))) for path in paths]


def _timeless(value: object) -> object:
    if isinstance(value, dict):
        return {key: _timeless(one) for key, one in value.items() if key not in MOMENTS}
    return [_timeless(one) for one in value] if isinstance(value, list) else value


def spend(command: list[str]) -> Cost:
    """Run a program and add up the CPU time of its processes, looked at five times a second."""
    began, seen = time.monotonic(), dict[int, float]()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            seen |= _times_of_tree(process.pid)
            time.sleep(PAUSE)
        said = process.stderr.read().decode() if process.stderr else ""
    if process.returncode not in {0, 3}:
        sys.exit(said)
    return Cost(sum(seen.values()), time.monotonic() - began)


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
