"""What must be the same on every machine for results to be the same to the bit."""

from __future__ import annotations

import hashlib
import platform
import re
import socket
import sys
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from importlib.metadata import requires, version
from pathlib import Path
from typing import TYPE_CHECKING

from sameness.errors import ClusterMismatch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_PACKAGES = ("crawlers", "embeddings", "pipeline", "sameness", "warehouse")
_KINDS = (".py", ".sql", ".json", ".npz", ".toml", ".txt")
_DISTRIBUTION = "messaging-sameness"
_ARITHMETIC = ("amx", "avx", "fma", "sse4")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A machine's code and arithmetic: equal ones give equal results.

    ``code`` is a digest of our own code and data, ``libraries`` of versions, ``processor`` of maker
    and instructions: kernels are chosen by both, and the last bits follow the kernel.
    """

    code: str
    python: str
    libraries: str
    processor: str


@cache
def own_likeness() -> Likeness:
    """Give this machine's likeness."""
    return Likeness(
        code_digest(),
        platform.python_version(),
        library_digest(),
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


@cache
def code_digest() -> str:
    """Give the digest of all code and data of ours that a stage may use."""
    return _digest(
        part
        for package in _PACKAGES
        for path, file in sorted(_files(package, resources.files(package)))
        for part in (path.encode(), file.read_bytes())
    )


def _files(path: str, folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        inside = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _files(inside, entry)
        elif entry.name.endswith(_KINDS):
            yield inside, entry


@cache
def library_digest() -> str:
    """Give the digest of the versions of Python and of all libraries that every install has."""
    return _digest(f"{name} {found}".encode() for name, found in sorted(_versions()))


def _versions() -> Iterator[tuple[str, str]]:
    yield "python", sys.version
    for wanted in requires(_DISTRIBUTION) or ():
        if "extra ==" not in wanted:
            name = re.split(r"[^\w.-]", wanted, maxsplit=1)[0]
            yield name, version(name)


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
