"""CPU seconds that each command takes that needs no model, on a small workspace.

    python -m benchmarks.startup WORKSPACE INDUSTRY COMPANY

Each command runs three times in a process of its own; the least of the three is printed, with the
large libraries that it imported. What ``verify``, ``evidence``, ``report`` and ``export`` do
themselves is in their figures. Give a copy of a workspace: some of them write.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

LARGE = {
    "faiss",
    "fsspec",
    "numpy",
    "onnxruntime",
    "pandas",
    "pyarrow",
    "ray",
    "scipy",
    "scrapy",
    "sentence_transformers",
    "sklearn",
    "spacy",
    "torch",
    "transformers",
    "twisted",
    "warcio",
}
"""What takes long to import; the tests say which commands may."""
TIMES = 3


def commands(workspace: Path, industry: str, company: str, aside: Path) -> list[list[str]]:
    """Give the commands to time, each as its arguments."""
    place, field = ["--workspace", str(workspace)], ["--industry", industry]
    owner = ["--company", company]
    return [
        ["version"],
        ["--help"],
        ["stages"],
        ["doctor", *place],
        ["industries", *place],
        ["status", *place],
        ["schedule", *field, *place],
        ["check-file", str(workspace / "industries" / f"{industry}.toml")],
        ["pages", *field, *owner, *place],
        ["profiles", *field, *place],
        ["masked", *field, *owner, *place],
        ["evidence", *field, "--quote", "analytics", *place],
        ["verify", *place],
        ["prune", *field, *place, "--older-than", "24m"],
        ["index", *place],
        ["report", *field, *place],
        ["export", *field, *place, "--out", str(aside / "export")],
        ["backup", str(aside / "backup"), *place],
    ]


def seconds_of(arguments: list[str]) -> float:
    """Give the CPU seconds of one run of a command, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "sameness", *arguments], capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def large_of(arguments: list[str]) -> list[str]:
    """Give the large libraries that a command imports."""
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "sameness", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = (line for line in ran.stderr.splitlines() if line.startswith("import time:"))
    return sorted({line.rpartition("|")[2].strip() for line in lines} & LARGE)


def main() -> None:
    """Time every command and print a table."""
    workspace, industry, company = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    with tempfile.TemporaryDirectory() as folder:
        for number, arguments in enumerate(commands(workspace, industry, company, Path(folder))):
            spent = min(seconds_of(arguments) for _ in range(TIMES))
            print(f"{number:2} {arguments[0]:12} {spent:5.2f} s  {', '.join(large_of(arguments))}")


if __name__ == "__main__":
    main()
