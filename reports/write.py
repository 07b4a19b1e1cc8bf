"""Puts a report on disk, whole or not at all: the last good one survives every failure."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from reports.render import render
from reports.scores import scores_text
from reports.shelf import LATEST, PAGE, PDF, SCORES
from sameness.errors import NameInvalid
from sameness.industry import check_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reports.data import Report


def write_report(report: Report, out: Path, pdf: bytes | None = None) -> Path:
    """Give the path of the index.html just written to ``out/INDUSTRY/RUN_ID/``.

    Its files, with ``pdf`` if there is one, are whole before they appear under their name; then
    ``out/INDUSTRY/latest`` points to the run. A PDF of what this run said before goes away. Raises
    NameInvalid for an industry or run that could leave ``out``, and OSError where the disk refuses;
    what was there before is then still there.
    """
    folder = out / check_name(report.industry)
    target = folder / _check_run(report.run_id)
    texts = {PAGE: render(report), SCORES: scores_text(report)}
    files = {name: text.encode("utf-8") for name, text in texts.items()}
    if pdf is None:
        publish(files, target)
        (target / PDF).unlink(missing_ok=True)
    else:
        publish(files | {PDF: pdf}, target)
    _point_latest(folder, target.name)
    return target / PAGE


def publish(files: Mapping[str, bytes], target: Path) -> None:
    """Put files into the folder ``target``, all made and synced aside before any appears there.

    Other files of the folder stay. Raises OSError where the disk refuses.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.parent / f".{target.name}.{secrets.token_hex(4)}"
    try:
        _stage(files, aside)
        _publish(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _check_run(run_id: str) -> str:
    if run_id and Path(run_id).name == run_id and run_id[0] != "." and run_id != LATEST:
        return run_id
    raise NameInvalid(f"{run_id!r} can't name a run's folder.", "Use a run id without slashes.")


def _stage(files: Mapping[str, bytes], aside: Path) -> None:
    aside.mkdir()
    for name, body in files.items():
        with (aside / name).open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
    _sync_folder(aside)


def _publish(aside: Path, target: Path) -> None:
    """Give the staged files their name: the folder at once, or file by file over an older one.

    A folder that has files can't be replaced in one step. The second way is for a run that is
    reported again: all files are whole at every moment and speak of the same run.
    """
    if target.exists():
        for file in sorted(aside.iterdir()):
            file.replace(target / file.name)
        _sync_folder(target)
    else:
        aside.rename(target)
    _sync_folder(target.parent)


def _point_latest(folder: Path, run: str) -> None:
    """Swap the ``latest`` link in one step, so that it always leads to a whole report."""
    link = folder / f".{LATEST}.{secrets.token_hex(4)}"
    link.symlink_to(run)
    try:
        link.replace(folder / LATEST)
    except OSError:
        link.unlink()
        raise
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
