"""What must be the same on every machine for results to be the same to the bit."""

from __future__ import annotations

import hashlib
import platform
import socket
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from sameness.errors import ClusterMismatch

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = ("crawlers", "embeddings", "pipeline", "sameness")
LIBRARIES = (
    "ftfy", "lxml", "numpy", "pillow", "pyarrow", "scikit-learn", "scipy", "scrapy", "selectolax",
    "sentence-transformers", "spacy", "tokenizers", "torch",
)  # fmt: skip
"""Those whose answers end up in figures."""
_ARITHMETIC = ("amx", "avx", "fma", "sse4")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A machine's code and arithmetic: equal ones give equal results.

    ``code`` is a digest of our own files, ``libraries`` of versions, ``processor`` of maker and
    instructions: kernels are chosen by both, and the last bits follow the kernel.
    """

    code: str
    python: str
    libraries: str
    processor: str


@cache
def own_likeness() -> Likeness:
    """Give this machine's likeness."""
    return Likeness(
        _digest(_own_files()),
        platform.python_version(),
        _digest(f"{name} {_version(name)}".encode() for name in LIBRARIES),
        _digest(_processor()),
    )


def require_likeness(asked: Likeness) -> None:
    """Raise ClusterMismatch where this machine is not like the one that asks."""
    own = own_likeness()
    if own == asked:
        return
    other = [f.name for f in fields(asked) if getattr(own, f.name) != getattr(asked, f.name)]
    raise ClusterMismatch(
        f"The node {socket.gethostname()} has other {' and '.join(other)} than this machine: its "
        "results would differ in their last bits.",
        "Install the same version of sameness there and take machines of one kind, "
        "or leave that node out.",
    )


def _own_files() -> Iterator[bytes]:
    for package in OURS:
        with resources.as_file(resources.files(package)) as folder:
            for file in sorted(folder.rglob("*.py")):
                yield file.relative_to(folder).as_posix().encode()
                yield file.read_bytes()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _processor() -> Iterator[bytes]:
    """Yield the maker and the instructions of arithmetic, as the system lists them."""
    yield platform.machine().encode()
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return
    lines = dict(line.split(":", 1) for line in text.splitlines()[::-1] if ":" in line)
    known = {key.strip(): value.split() for key, value in lines.items()}
    yield " ".join(known.get("vendor_id", [])).encode()
    flags = [flag for flag in known.get("flags", []) if flag.startswith(_ARITHMETIC)]
    yield " ".join(sorted(flags)).encode()


def _digest(parts: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part + b"\0")
    return digest.hexdigest()[:16]
