"""Full and failing disks, logs that are cut, kills at chance moments: nothing promised is lost.

The chain is that of ``tests/storage_chain.py``. What stood in its output was promised; after every
fault the next undisturbed call ends with what an undisturbed chain has.
``SAMENESS_KILLS`` says how often the long one is killed (6 by default).
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.moments import stamp
from sameness.errors import WarehouseDamaged
from sameness.settings import Settings
from tests.small_year import NAME, content, moment, write_industry, write_month
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa

    from tests.small_year import Content

HERE = Path(__file__).parent
MONTHS = 3
KILLS = int(os.environ.get("SAMENESS_KILLS", "6"))
PROMISED = ("snapshot", "run", "report")


def command(settings: Settings, months: int) -> list[str]:
    return [sys.executable, str(HERE / "storage_chain.py"), str(settings.workspace), str(months)]


def environment(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))} | more


def go_on(
    settings: Settings, months: int = MONTHS, more: dict[str, str] | None = None
) -> tuple[int, list[str], str]:
    """Give how a call of the chain ended, what it promised, and what it said."""
    ended = subprocess.run(
        command(settings, months), capture_output=True, text=True, check=False,
        env=environment(**(more or {})),
    )  # fmt: skip
    return ended.returncode, ended.stdout.splitlines(), ended.stderr


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give a workspace of which the sites were read for a year, and nothing is stored."""
    settings = Settings(tmp_path_factory.mktemp("read"))
    write_industry(settings)
    for month in range(1, 13):
        write_month(settings, month)
    return settings


def start(read: Settings, workspace: Path) -> Settings:
    """Give a copy of it: the records lie at the same places in each."""
    shutil.copytree(read.workspace, workspace)
    return Settings(workspace)


@pytest.fixture(scope="module")
def undisturbed(
    read: Settings, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Content, list[str]]:
    """Give what an undisturbed chain ends with, and all that it promises."""
    settings = start(read, tmp_path_factory.mktemp("undisturbed") / "w")
    code, promised, said = go_on(settings)
    assert code == 0, said
    assert len(promised) == MONTHS * len(PROMISED)
    return content(settings), promised


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the library that lets writes fail; needs a C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("needs a C compiler")
    made = tmp_path_factory.mktemp("shim") / "failing.so"
    source = str(HERE / "failing_writes.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(made), source, "-ldl"], check=True)
    return made


def kept(settings: Settings) -> set[str]:
    """Give what is there of what was promised."""
    with Warehouse(settings.warehouse) as warehouse:
        snapshots = {f"snapshot {one}" for _, one in warehouse.tuples("stored_snapshots")}
        runs = {f"run {one}" for _, one, _ in warehouse.tuples("finished_runs")}
    return snapshots | runs | {f"report {path.name}" for path in (settings.out / NAME).glob("2*Z")}


def check_reports(settings: Settings) -> None:
    for folder in (settings.out / NAME).glob("2*Z"):
        assert (folder / "index.html").read_bytes() == b"<html>" * 2000
        assert (folder / "scores.json").read_bytes() == b"{}" * 2000


@pytest.mark.parametrize("after", [0, 9, 60, 150])
def test_a_disk_that_fills_up_ends_with_28_and_loses_nothing(
    tmp_path: Path, read: Settings, shim: Path, undisturbed: tuple[Content, list[str]], after: int
) -> None:
    settings = start(read, tmp_path / "w")
    full = {"FAIL_UNDER": str(tmp_path), "FAIL_AFTER": str(after), "FAIL_ERRNO": str(errno.ENOSPC)}
    code, promised, said = go_on(settings, more=full | {"LD_PRELOAD": str(shim)})
    assert code == 28, (code, said)
    assert not list(settings.workspace.glob("*.damaged-*")), "a full disk is no damage"
    check_reports(settings)
    assert set(promised) <= kept(settings)
    assert go_on(settings) == (0, undisturbed[1], "")
    assert content(settings) == undisturbed[0]


def in_namespace() -> list[str]:
    """Give the command that runs another where it may mount; skips where the kernel forbids it."""
    for command in (["unshare", "-Urm"], ["unshare", "-m"]):
        if shutil.which("unshare") is None:
            break
        probe = [*command, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            return command
    pytest.skip("this kernel lets nobody mount a file system of their own")


IN_A_SMALL_ROOM = """
mount -t tmpfs -o size=$1k tmpfs "$2"
cp -a "$3" "$2/w"
shift 3
"$@" > "$OUT/first" 2> "$OUT/said"; echo $? > "$OUT/code"
cp -a "$ROOM/w" "$OUT/full"
mount -o remount,size=400m "$ROOM"
"$@" > "$OUT/second"; echo $? >> "$OUT/code"
cp -a "$ROOM/w" "$OUT/roomy"
"""
"""Goes on with the chain on a disk of so many KB, then on a roomier one; copies what is left."""


@pytest.mark.parametrize("share", [0.35, 0.8])
def test_a_real_disk_that_is_full_ends_with_28_and_loses_nothing(
    tmp_path: Path, read: Settings, undisturbed: tuple[Content, list[str]], share: float
) -> None:
    """A tmpfs with room for what was read and a share of what is to be written."""
    inside = in_namespace()
    room, out = tmp_path / "room", tmp_path / "out"
    room.mkdir()
    out.mkdir()
    size = int(sum(file.stat().st_size for file in read.workspace.rglob("*")) / 1024 * 1.6)
    size += int(share * 6000)
    given = [str(size), str(room), str(read.workspace), *command(Settings(room / "w"), MONTHS)]
    subprocess.run(
        [*inside, "sh", "-c", IN_A_SMALL_ROOM, "room", *given],
        check=True, env=environment(OUT=str(out), ROOM=str(room)),
    )  # fmt: skip
    assert (out / "code").read_text().split() == ["28", "0"], (out / "said").read_text()
    promised = (out / "first").read_text().splitlines()
    full, roomy = Settings(out / "full"), Settings(out / "roomy")
    assert not list(full.workspace.glob("*.damaged-*")), "a full disk is no damage"
    check_reports(full)
    assert set(promised) <= kept(full)
    assert (out / "second").read_text().splitlines() == undisturbed[1]
    assert content(roomy) == undisturbed[0]


@pytest.mark.parametrize("after", [0, 3, 6, 45, 130])
def test_a_write_that_fails_once_loses_nothing(
    tmp_path: Path, read: Settings, shim: Path, undisturbed: tuple[Content, list[str]], after: int
) -> None:
    settings = start(read, tmp_path / "w")
    faulty = {"FAIL_UNDER": str(tmp_path), "FAIL_AFTER": str(after), "FAIL_ERRNO": str(errno.EIO)}
    code, promised, said = go_on(
        settings, more=faulty | {"LD_PRELOAD": str(shim), "FAIL_ONCE": "1"}
    )
    assert code == 12, (code, said)
    assert not list(settings.workspace.glob("*.damaged-*")), "the file itself may be sound"
    check_reports(settings)
    assert set(promised) <= kept(settings)
    assert go_on(settings) == (0, undisturbed[1], "")
    assert content(settings) == undisturbed[0]


def test_killed_again_and_again_it_ends_where_an_undisturbed_chain_does(
    tmp_path: Path, read: Settings
) -> None:
    months = 12 if KILLS > 10 else MONTHS
    calm = start(read, tmp_path / "calm")
    began = time.monotonic()
    assert go_on(calm, months)[0] == 0
    whole = time.monotonic() - began
    settings = start(read, tmp_path / "w")
    dice = random.Random(20261122)  # noqa: S311 - chance, not secrets
    promised: set[str] = set()
    kills = 0
    while kills < KILLS:
        if len(promised) == months * len(PROMISED):
            # It came to its end before all the kills: another year.
            assert content(settings) == content(calm)
            shutil.rmtree(settings.workspace)
            settings, promised = start(read, tmp_path / "w"), set()
        with subprocess.Popen(
            command(settings, months), stdout=subprocess.PIPE, text=True, env=environment()
        ) as process:
            try:
                process.wait(dice.uniform(0.3, 1.2) * whole / 2)
            except subprocess.TimeoutExpired:
                process.kill()
                kills += 1
            assert process.stdout is not None
            promised |= {line for line in process.stdout.read().splitlines() if line[-1:] == "Z"}
        assert promised <= kept(settings)
        check_reports(settings)
    assert go_on(settings, months)[0] == 0
    assert content(settings) == content(calm)


@pytest.mark.parametrize("harm", ["cut", "cut to nothing", "garbage", "flipped"])
def test_a_log_that_was_harmed_takes_nothing_with_it_that_was_promised(
    tmp_path: Path, read: Settings, harm: str
) -> None:
    """What is promised was moved into the file; only what was never told can be in the log."""
    settings = start(read, tmp_path / "w")
    assert go_on(settings, 1)[0] == 0
    promised = kept(settings)
    program = (
        "import os, sys; from pathlib import Path; import pyarrow as pa\n"
        "from warehouse.warehouse import Warehouse\n"
        "warehouse = Warehouse(Path(sys.argv[1]))\n"
        "texts = [str(n) * 50 for n in range(500)]\n"
        "warehouse.insert('raw.documents', pa.table({'digest': texts, 'html': texts}))\n"
        "os._exit(0)\n"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(settings.warehouse)], check=True, env=environment()
    )
    log = settings.warehouse.with_name(f"{settings.warehouse.name}.wal")
    body = bytearray(log.read_bytes())
    assert body, "there is a log to harm"
    if harm == "flipped":
        body[len(body) // 2] ^= 0x20
    log.write_bytes(
        {
            "cut": bytes(body[: len(body) // 2]),
            "cut to nothing": b"",
            "garbage": random.Random(1).randbytes(len(body)),  # noqa: S311 - chance, not secrets
            "flipped": bytes(body),
        }[harm]
    )
    try:
        assert kept(settings) == promised
    except WarehouseDamaged as error:
        told = str(error)
        # Then all of it was moved aside, and the archive makes it anew.
        names = [path.name for path in settings.workspace.glob("*.damaged-*Z")]
        assert [name in told for name in names] == [True]


def test_a_flipped_byte_in_the_file_is_found_or_changes_nothing(
    tmp_path: Path, read: Settings
) -> None:
    settings = start(read, tmp_path / "w")
    assert go_on(settings)[0] == 0
    expected = content(settings)
    whole = settings.warehouse.read_bytes()
    dice = random.Random(5)  # noqa: S311 - chance, not secrets
    found = 0
    for _ in range(25):
        place = dice.randrange(len(whole))
        body = bytearray(whole)
        body[place] ^= 1 << dice.randrange(8)
        settings.warehouse.write_bytes(bytes(body))
        ledger = settings.warehouse.with_name(f"{settings.warehouse.name}.ledger")
        noted = ledger.read_bytes()
        try:
            with Warehouse(settings.warehouse) as warehouse:
                for (table,) in warehouse.tuples("stored_tables"):
                    warehouse.read_through(table)
            assert content(settings) == expected
        except WarehouseDamaged:
            found += 1
            for aside in settings.workspace.glob("*.damaged-*"):
                aside.unlink()
            ledger.write_bytes(noted)
    assert found >= 5
    assert stamp(moment(1)) in noted.decode()


def test_a_flipped_byte_in_the_caches_is_found_or_changes_nothing(
    kept_year: Settings, tmp_path: Path
) -> None:
    settings = Settings(tmp_path)
    ledger = kept_year.warehouse.with_name(f"{kept_year.warehouse.name}.ledger")
    whole = kept_year.warehouse.read_bytes()
    dice = random.Random(11)  # noqa: S311 - chance, not secrets
    places = [None, *(dice.randrange(len(whole)) for _ in range(16))]
    read: list[dict[str, pa.Table]] = []
    for place in places:
        body = bytearray(whole)
        if place is not None:
            body[place] ^= 1 << dice.randrange(8)
        settings.warehouse.write_bytes(bytes(body))
        shutil.copyfile(ledger, settings.warehouse.with_name(ledger.name))
        try:
            read.append(caches(settings))
        except WarehouseDamaged:
            for aside in tmp_path.glob("*.damaged-*"):
                aside.unlink()
    expected, *others = read
    assert expected["cache.vectors"].num_rows > 30
    assert all(found == expected for found in others)
    assert len(others) <= len(places) - 4, "most of a file is somebody's block"


def caches(settings: Settings) -> dict[str, pa.Table]:
    with Warehouse(settings.warehouse) as warehouse:
        names = [name for (name,) in warehouse.tuples("stored_tables")]
        for name in names:
            warehouse.read_through(name)
        return {name: warehouse.table(name) for name in names if name.startswith("cache.")}
