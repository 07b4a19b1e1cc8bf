"""Commands that need no model import none of the large libraries."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.startup import LARGE

if TYPE_CHECKING:
    from pathlib import Path

ARROW = {"numpy", "pyarrow"}
"""What a command may import that reads or writes tables."""
EVIDENCE = ARROW | {"fsspec", "warcio"}
"""What a command may import that opens the archive, too."""

DEMO, OWNER = ("-i", "demo"), ("-c", "Rostavel")

PROGRAM = """
import json, sys
from sameness.cli import main
try:
    sys.argv[1:] = json.loads(sys.argv[1])
    main()
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def large_after(arguments: list[str]) -> set[str]:
    """Give the large libraries that a command has imported at its end; it must end well."""
    command = [sys.executable, "-c", PROGRAM, json.dumps(arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(ran.stderr.splitlines()[-1])) & LARGE


@pytest.mark.parametrize("arguments", [["version"], ["--help"], ["doctor"], ["stages"]])
def test_without_a_workspace_nothing_large_is_imported(arguments: list[str]) -> None:
    assert large_after(arguments) == set()


@pytest.mark.parametrize(
    ("arguments", "may"),
    [
        (["industries"], set()),
        (["status"], set()),
        (["index"], set()),
        (["schedule", *DEMO], set()),
        (["pages", *DEMO, *OWNER], set()),
        (["profiles", *DEMO], set()),
        (["masked", *DEMO, *OWNER], set()),
        (["evidence", *DEMO, "--quote", "team"], EVIDENCE),
        (["verify"], EVIDENCE),
        (["prune", "--older-than", "24m"], EVIDENCE),
        (["export", *DEMO], ARROW),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_a_command_imports_what_it_needs(
    arguments: list[str], may: set[str], demo_workspace: Path, tmp_path: Path
) -> None:
    workspace = shutil.copytree(demo_workspace, tmp_path / "workspace", symlinks=True)
    assert large_after([*arguments, "-w", str(workspace)]) <= may


def test_checking_a_file_imports_nothing_large(tmp_path: Path) -> None:
    file = tmp_path / "field.toml"
    file.write_text(
        'name = "field"\n[[company]]\nname = "A"\nsite = "https://a.example/"\n'
        '[[company]]\nname = "B"\nsite = "https://b.example/"\n',
        encoding="utf-8",
    )
    assert large_after(["check-file", str(file)]) == set()
