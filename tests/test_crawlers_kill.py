"""A crawl that is killed at any moment and taken up ends as if nothing had happened."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from crawlers.archive.ledger import LEDGER
from crawlers.archive.snapshot import read_snapshot
from crawlers.archive.stored import Stored, list_responses, read_response, read_stored
from crawlers.archive.warc import WarcFile, Wire
from crawlers.crawl import LOG
from sameness.records import Outcome
from tests.changing_site import page
from tests.kills import (
    BUSY,
    REFERENCE,
    STARTER,
    Field,
    a_field,
    check_ended,
    kill_often,
    killed_child,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    """Give two sites that are asked one thing after the other."""
    with a_field(tmp_path_factory.mktemp("patient"), first=1, delay=0.01) as field:
        yield field


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    """Give two sites that are asked several things at a time."""
    with a_field(tmp_path_factory.mktemp("hasty"), first=3, delay=0) as field:
        yield field


def test_killed_often_a_patient_crawl_ends_as_undisturbed(patient: Field) -> None:
    assert kill_often(patient, kills=10, seed=1) >= 10


def test_killed_often_a_hasty_crawl_ends_as_undisturbed(hasty: Field) -> None:
    assert kill_often(hasty, kills=10, seed=2) >= 10


def unfinish(folder: Path) -> None:
    """Make a folder one of a crawl that was killed just before it said that it was finished."""
    ledger = folder / LEDGER
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(line for line in lines if b'{"finished"' not in line))


def outcomes(field: Field, name: str) -> dict[Outcome, set[str]]:
    told = [told.fetch for told in field.ended(name).told]
    return {outcome: {f.url for f in told if f.outcome is outcome} for outcome in Outcome}


def test_crawl_that_was_all_but_finished_asks_nothing(patient: Field) -> None:
    patient.turn_to(2)
    shutil.copytree(patient.archive / REFERENCE, patient.archive / "4-all-but")
    unfinish(patient.archive / "4-all-but")
    patient.crawl_second("4-all-but")
    check_ended(patient, "4-all-but")
    # Nobody answered there, so it has to be asked again.
    assert {path for paths in patient.asked().values() for path in paths} == {"/reset"}


def test_finished_crawl_asks_nothing_and_changes_nothing(patient: Field) -> None:
    patient.turn_to(2)
    folder = patient.archive / REFERENCE
    before = {path: path.read_bytes() for path in folder.iterdir() if path.name != LOG}
    patient.crawl_second(REFERENCE)
    assert {path: path.read_bytes() for path in before} == before
    assert not any(patient.asked().values())


def test_cap_of_pages_counts_what_was_read_before_the_kill(patient: Field) -> None:
    patient.turn_to(2)
    patient.crawl_second("5-capped", max_pages=7)
    undisturbed = patient.ended("5-capped")
    unfinish(patient.archive / "5-capped")
    patient.turn_to(2)
    patient.crawl_second("5-capped", max_pages=7)
    assert patient.ended("5-capped") == undisturbed
    assert sum(f.fetch.outcome is Outcome.FETCHED for f in undisturbed.told) == 2 * 7


def test_what_turned_out_otherwise_after_the_kill_is_withdrawn(patient: Field) -> None:
    patient.turn_to(2)
    shutil.copytree(patient.archive / REFERENCE, patient.archive / "6-otherwise")
    unfinish(patient.archive / "6-otherwise")
    for site in patient.sites.values():
        site.pages = {**site.pages, "/reset": page("Set again")}
    patient.crawl_second("6-otherwise")
    before, after = outcomes(patient, REFERENCE), outcomes(patient, "6-otherwise")
    came_back = {f"{site.base}/reset" for site in patient.sites.values()}
    assert before[Outcome.KEPT] - after[Outcome.KEPT] == came_back
    assert after[Outcome.FETCHED] - before[Outcome.FETCHED] == came_back


def test_end_of_time_before_the_kill_is_forgotten(patient: Field) -> None:
    """A first crawl runs into its time cap; when it is taken up there is time enough."""
    patient.turn_to(2)
    patient.crawl_second("7-late", max_seconds=0.25)
    reasons = {told.fetch.reason for told in patient.ended("7-late").told}
    assert "time cap of 0.25 s reached" in reasons
    unfinish(patient.archive / "7-late")
    patient.crawl_second("7-late")
    reasons = {told.fetch.reason for told in patient.ended("7-late").told}
    assert "time cap of 0.25 s reached" not in reasons
    assert outcomes(patient, "7-late") == outcomes(patient, REFERENCE)


def test_pages_that_there_is_no_time_to_go_over_again_stay(patient: Field) -> None:
    patient.turn_to(2)
    shutil.copytree(patient.archive / REFERENCE, patient.archive / "8-hurried")
    unfinish(patient.archive / "8-hurried")
    patient.crawl_second("8-hurried", max_seconds=0.001)
    before, after = outcomes(patient, REFERENCE), outcomes(patient, "8-hurried")
    assert after[Outcome.KEPT] == before[Outcome.KEPT]
    for outcome in (Outcome.FETCHED, Outcome.REFUSED):
        assert after[outcome] == before[outcome]


def test_disk_that_is_full_when_a_crawl_is_taken_up(patient: Field) -> None:
    patient.turn_to(2)
    folder = patient.archive / "9-full"
    dice = random.Random(9)  # noqa: S311 - no secret
    while not killed_child(patient, folder.name, dice):
        largest = max(path.stat().st_size for path in folder.glob("*"))
        limit = largest + dice.randint(1, 3000)
        limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))"
        command = [sys.executable, "-c", limited + STARTER, patient.spec(folder.name)]
        ended = subprocess.run(command, check=False, capture_output=True, text=True)
        assert "exit code 28" in ended.stderr
        assert list(read_snapshot(folder)) is not None
    patient.crawl_second(folder.name)
    check_ended(patient, folder.name)


def test_two_starters_at_once_read_each_page_once(patient: Field) -> None:
    patient.turn_to(2)
    command = [sys.executable, "-c", STARTER, patient.spec("10-two")]
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as one,
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as other,
    ):
        said = [starter.communicate()[1] for starter in (one, other)]
    assert [one.returncode, other.returncode] == [0, 0], said
    check_ended(patient, "10-two")
    for company, paths in patient.stored(REFERENCE).items():
        asked = patient.asked()[company]
        assert {path: asked[path] for path in paths if path != BUSY} == {
            path: times for path, times in paths.items() if path != BUSY
        }


def test_robots_txt_is_asked_for_again_after_a_day(patient: Field) -> None:
    patient.turn_to(2)
    folder = patient.archive / "11-old"
    folder.mkdir()
    for path in (patient.archive / REFERENCE).glob("*.warc.gz"):
        age(path, folder / path.name, timedelta(hours=25))
    patient.crawl_second(folder.name)
    asked = [{*paths} for paths in patient.asked().values()]
    # Nobody answered at the second, so it has to be asked again, too.
    assert asked == [{"/robots.txt", "/reset"}] * 2


def age(path: Path, older: Path, by: timedelta) -> None:
    """Write an archive anew whose answers arrived earlier."""
    warc = WarcFile(older)
    for stored in list_responses(path):
        if stored.origin:
            warc.store_unchanged(
                to_wire(stored, by), read_stored(path.parent.parent, stored.origin)
            )
        else:
            _, body = read_response(path.parent.parent, stored.place)
            warc.store(replace(to_wire(stored, by), body=body))
    warc.close()


def to_wire(stored: Stored, by: timedelta) -> Wire:
    moment = stored.received_at - by
    url, status, headers = stored.url, stored.status, stored.headers
    return Wire(url, status, headers, b"", stored.address, moment, stored.cut)
