"""A backup of a workspace: the warehouse as Parquet, the industry files, a manifest of all else."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sameness import __version__
from sameness.errors import BackupInvalid, WorkspaceInUse
from warehouse.backup import export_tables, import_tables
from warehouse.whole_files import sync_folder, sync_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sameness.settings import Settings

GROWING = frozenset({"measured.jsonl", "imports.jsonl"})
"""Books beside the evidence to which every run or import adds."""

MANIFEST, TABLES, INDUSTRIES = "manifest.json", "tables", "industries"


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What a backup holds: ``tables`` and ``industries`` are files in it.

    ``archive`` counts the files of evidence that it names by digest and does not hold.
    """

    folder: str
    tables: int
    industries: int
    archive: int
    archive_bytes: int

    def lines(self) -> list[str]:
        """Give the summary as lines to read."""
        evidence = f"{self.archive} files of evidence ({self.archive_bytes / 1e6:.1f} MB)"
        return [
            f"{self.folder}: {self.tables} tables, {self.industries} industry files.",
            f"It names {evidence} and does not hold them: copy the folder archive, too.",
        ]


@dataclass(frozen=True, slots=True)
class RestoreSummary:
    """What came back, and which files of evidence are ``missing`` or ``changed`` since."""

    industries: tuple[str, ...]
    missing: tuple[str, ...]
    changed: tuple[str, ...]

    def lines(self) -> list[str]:
        """Give the summary as lines to read."""
        names = ", ".join(self.industries) or "no industry"
        found = [f"missing: {name}" for name in self.missing]
        found += [f"changed: {name}" for name in self.changed]
        return [f"Brought back: {names}.", *(found or ["All the evidence it names is there."])]


def back_up(settings: Settings, folder: Path) -> BackupSummary:
    """Write a backup into a folder that must be new: whole, or not at all.

    Raises BackupInvalid where something stands there, and what opening the warehouse raises.
    """
    if folder.exists():
        raise BackupInvalid(f"{folder} exists already.", "Name a folder that does not.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        export_tables(settings.warehouse, aside / TABLES)
        _copy_industries(settings.industries, aside / INDUSTRIES)
        held = _digests(aside, aside.rglob("*"))
        evidence = _digests(settings.archive, _evidence(settings.archive))
        manifest = {
            "version": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": held,
            "archive": evidence,
        }
        (aside / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
        sync_tree(aside)
        aside.rename(folder)
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return BackupSummary(
        folder=str(folder),
        tables=sum(name.endswith(".parquet") for name in held),
        industries=sum(name.startswith(f"{INDUSTRIES}/") for name in held),
        archive=len(evidence),
        archive_bytes=sum((settings.archive / name).stat().st_size for name in evidence),
    )


def restore(settings: Settings, folder: Path) -> RestoreSummary:
    """Bring a backup back into a workspace without a warehouse; its industry files stay.

    Raises BackupInvalid where a file of the backup is missing or altered, WorkspaceInUse where
    there is a warehouse; nothing has changed then.
    """
    if settings.warehouse.exists():
        raise WorkspaceInUse(
            f"{settings.warehouse} is there already.", "Move it aside, or name another workspace."
        )
    manifest = read_manifest(folder)
    settings.workspace.mkdir(parents=True, exist_ok=True)
    import_tables(folder / TABLES, settings.warehouse)
    _copy_industries(folder / INDUSTRIES, settings.industries)
    missing, changed = compare_archive(settings, manifest)
    return RestoreSummary(
        industries=tuple(sorted(file.stem for file in (folder / INDUSTRIES).glob("*.toml"))),
        missing=missing,
        changed=changed,
    )


def compare_archive(
    settings: Settings, manifest: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the files of evidence that a manifest names and that are missing, and that changed."""
    there = _digests(settings.archive, _evidence(settings.archive))
    named = manifest["archive"]
    missing = tuple(sorted(set(named) - set(there)))
    return missing, tuple(sorted(k for k in set(named) & set(there) if named[k] != there[k]))


def _evidence(archive: Path) -> Iterator[Path]:
    """Yield the files of evidence: not the books, which grow."""
    return (path for path in archive.rglob("*") if path.name not in GROWING)


def read_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """Give the manifest of a backup whose files are all as they were written."""
    try:
        manifest: dict[str, dict[str, str]] = json.loads((folder / MANIFEST).read_text("utf-8"))
        wanted = manifest["files"]
    except (OSError, ValueError, KeyError) as error:
        raise BackupInvalid(f"{folder} is no backup: {error}.", "Name its folder.") from None
    there = _digests(folder, (folder / name for name in wanted))
    bad = sorted(name for name, digest in wanted.items() if there.get(name) != digest)
    if bad:
        raise BackupInvalid(
            f"{folder}: {', '.join(bad[:5])} {'is' if len(bad) == 1 else 'are'} not as written.",
            "Take another backup; of this one nothing was brought back.",
        )
    return manifest


def _copy_industries(source: Path, target: Path) -> None:
    """Copy industry files that are not there yet."""
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.glob("*.toml")):
        if not (target / file.name).exists():
            shutil.copyfile(file, target / file.name)


def _digests(root: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Give the SHA-256 of each file, by its path below ``root``."""
    found = {}
    for path in sorted(path for path in paths if path.is_file()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found[path.relative_to(root).as_posix()] = digest
    return found
