"""Several industries in one command: each runs, and the exit code tells of all."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from sameness.cli import app
from sameness.cli.several import run_each
from sameness.errors import CrawlFailed, SamenessError

ERRORS: dict[str, Exception] = {
    "silent": CrawlFailed("No page could be read.", "Check the addresses."),
    "faulty": SamenessError("A fault.", "Mend it."),
    "partial": typer.Exit(3),
    "broken": KeyError("a bug"),
    "full": OSError(28, "No space left on device"),
}


def run(names: str) -> tuple[list[str], int]:
    """Give the industries that were begun, and the exit code."""
    begun: list[str] = []

    def run_one(name: str) -> None:
        begun.append(name)
        if name in ERRORS:
            raise ERRORS[name]

    try:
        run_each(names.split(), run_one)
    except typer.Exit as end:
        return begun, end.exit_code
    return begun, 0


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ("a b", 0),
        ("silent a", 3),
        ("a partial b", 3),
        ("silent silent", 4),
        ("silent faulty", 3),
        ("silent broken a", 1),
    ],
)
def test_one_failure_is_not_anothers(names: str, code: int) -> None:
    assert run(names) == (names.split(), code)


def test_each_failure_is_told_with_the_industrys_name(capsys: pytest.CaptureFixture[str]) -> None:
    run("silent a faulty")
    told = "silent: No page could be read.\nCheck the addresses.\nfaulty: A fault.\nMend it.\n"
    assert capsys.readouterr().err == told


def test_a_full_disk_ends_all_and_a_single_industry_ends_as_it_ended() -> None:
    with pytest.raises(OSError, match="No space"):
        run("full a")
    with pytest.raises(CrawlFailed):
        run("silent")


def test_a_place_that_nobody_knows_is_refused() -> None:
    refused = CliRunner().invoke(app, ["run", "-i", "demo", "--on", "moon"])
    assert refused.exit_code == 2
    assert "give local, ray or ray=ADDRESS" in refused.output.replace("\n", " ")
