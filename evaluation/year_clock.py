"""Runs the program at another moment: its clock stands still, its children's goes on from there.

With Debian's package faketime. A clock that stands still gives runs the same ids and dates each
time; the crawls need one that moves, and date pages by the day.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_FOLDERS = ("/usr/lib", "/usr/local/lib", "/lib")
_PROGRAM = """
import os, sys
os.environ["FAKETIME"] = "@" + os.environ["FAKETIME"]
from sameness.cli import app
app(sys.argv[1:])
"""
FOREVER = "100000000"


def faketime() -> Path | None:
    """Give the library that shifts a program's clock, None where it is not installed."""
    names = (p for folder in _FOLDERS for p in Path(folder).glob("*/faketime/libfaketimeMT.so.1"))
    return next(names, None)


def run_at(moment: datetime, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``sameness`` with these arguments at a moment in UTC."""
    shifted = {
        "LD_PRELOAD": str(faketime()),
        "FAKETIME": f"{moment:%Y-%m-%d %H:%M:%S}",
        # What the program itself once read of its clock holds, whatever its children are told.
        "FAKETIME_CACHE_DURATION": FOREVER,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": "UTC",
    }
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | shifted,
        cwd=Path(__file__).parents[1],
    )
