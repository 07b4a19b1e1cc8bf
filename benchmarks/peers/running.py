"""Runs both sides of a task in turn, each as a process of its own, on the whole input and a little.

Every process has one thread for its arithmetic (``OMP_NUM_THREADS`` and its likes), so that none
pays for waiting.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.peers.table import Cost, Side

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Score = Callable[[Any], float]

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".venv-peers" / "bin" / "python"
ONE_THREAD = {
    f"{name}_NUM_THREADS": "1" for name in ("OMP", "MKL", "OPENBLAS", "NUMBA", "VECLIB_MAXIMUM")
} | {"TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the input of a task lies: the whole, and so little that starting is all it takes."""

    whole: Path
    little: Path


@dataclass(frozen=True, slots=True)
class Program:
    """A side's program for a task, and the settings it is tried with; answers are in ``file``."""

    command: tuple[str, ...]
    settings: tuple[str, ...]
    file: str

    def run(self, settings: Sequence[str], folder: Path) -> Cost:
        """Give what one run with these settings took."""
        return measured([*self.command, ",".join(settings), str(folder)])

    def best(self, folder: Path, score: Score) -> tuple[str, dict[str, Any]]:
        """Give the setting whose answer scores highest, and the answers of all."""
        self.run(self.settings, folder)
        answers = json.loads((folder / self.file).read_text("utf-8"))
        return max(self.settings, key=lambda setting: score(answers[setting])), answers


def ours(task: str, *settings: str) -> Program:
    """Give our program of a task."""
    command = (sys.executable, "-m", "benchmarks.peers.ours", task)
    return Program(command, settings, f"ours_{task}.json")


def theirs(task: str, *settings: str) -> Program:
    """Give a peer's program of a task."""
    script = str(Path(__file__).with_name("theirs.py"))
    return Program((str(PEERS), script, task), settings, f"{task}.json")


def measured(command: Sequence[str]) -> Cost:
    """Give what a command took; raises CalledProcessError where it fails."""
    path = os.pathsep.join((str(Path(command[0]).parent), os.environ["PATH"]))
    environment = os.environ | ONE_THREAD | {"PATH": path, "PYTHONPATH": str(ROOT)}
    outer = [sys.executable, "-S", str(ROOT / "benchmarks" / "measure.py"), *command]
    done = subprocess.run(outer, env=environment, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)
    if figures["code"]:
        raise subprocess.CalledProcessError(figures["code"], list(command))
    return Cost(figures["cpu"], figures["memory"])


def in_turn(programs: Sequence[tuple[Program, str]], folders: Folders, rounds: int) -> list[Side]:
    """Give each program's costs with its setting, all of them once a round."""
    found: list[list[tuple[Cost, Cost]]] = [[] for _ in programs]
    for _ in range(rounds):
        for costs, (program, setting) in zip(found, programs, strict=True):
            whole = program.run([setting], folders.whole)
            costs.append((whole, program.run([setting], folders.little)))
    return [
        Side(tuple(whole for whole, _ in costs), tuple(little for _, little in costs))
        for costs in found
    ]
