"""Lines for cron and units for systemd: read back by what reads them."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sameness.schedule import (
    Quiet,
    crontab_line,
    monthly_calendar,
    monthly_cron,
    next_monthly,
    next_weekly,
    quiet_moment,
    systemd_service,
    systemd_timer,
    weekly_calendar,
    weekly_cron,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ODD = ["/opt/my apps/sameness", "run", "--workspace", "/srv/100 % $HOME \"a\" 'b'"]
MOMENT = Quiet(minute=7, hour=4, day=9, weekday=6)


@given(st.text(min_size=1, max_size=40))
def test_a_moment_that_every_month_and_every_zone_has(name: str) -> None:
    moment = quiet_moment(name)
    assert moment == quiet_moment(name)
    assert 0 <= moment.minute < 60
    assert 4 <= moment.hour <= 6
    assert 1 <= moment.day <= 28
    assert 0 <= moment.weekday < 7


def test_a_hundred_industries_do_not_begin_at_once() -> None:
    moments = {quiet_moment(f"industry-{number}") for number in range(100)}
    assert len(moments) > 95


def test_cron_reads_the_command_as_it_was_meant() -> None:
    line = crontab_line(monthly_cron(MOMENT), ODD)
    fields, command = line.split(" ", 5)[:5], line.split(" ", 5)[5]
    assert fields == ["7", "4", "9", "*", "*"]
    # cron cuts at a bare percent sign and takes the backslash off the others.
    assert "%" not in command.replace(r"\%", "")
    assert shlex.split(command.replace(r"\%", "%")) == ODD


def test_weekly_lines() -> None:
    assert weekly_cron(MOMENT) == "7 4 * * Sun"
    assert weekly_calendar(MOMENT) == "Sun 04:07"


def test_units_say_when_and_what() -> None:
    timer = configparser.ConfigParser(interpolation=None)
    timer.optionxform = str  # type: ignore[assignment,method-assign]
    timer.read_string(systemd_timer("bakers", monthly_calendar(MOMENT)))
    assert timer["Timer"]["OnCalendar"] == "*-*-09 04:07"
    assert timer["Timer"]["Persistent"] == "true"
    service = systemd_service("bakers", ODD)
    assert 'ExecStart="/opt/my apps/sameness" run --workspace ' in service
    assert '"/srv/100 %% $$HOME \\"a\\" \'b\'"' in service


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_systemd_understands_the_calendar_and_the_units(tmp_path: Path) -> None:
    program = tmp_path / "my apps" / "sameness"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (tmp_path / "sameness-a.service").write_text(systemd_service("a", [str(program), *ODD[1:]]))
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    for calendar in (monthly_calendar(MOMENT), weekly_calendar(MOMENT)):
        subprocess.run(["systemd-analyze", "calendar", calendar], check=True, capture_output=True)
        (tmp_path / "sameness-a.timer").write_text(systemd_timer("a", calendar))
        done = subprocess.run(
            ["systemd-analyze", "verify", "--user", *map(str, tmp_path.glob("sameness-a.*"))],
            capture_output=True, text=True, check=True, env=environment,
        )  # fmt: skip
        assert done.stderr == ""


def test_the_command_prints_lines_that_run_this_program(tmp_path: Path) -> None:
    (tmp_path / "industries").mkdir()
    (tmp_path / "industries" / "bakers.toml").write_text(
        'name = "bakers"\n[[company]]\nname = "Ash"\nsite = "https://ash.example/"\n', "utf-8"
    )
    command = [sys.executable, "-m", "sameness", "schedule", "-i", "bakers", "-w", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next(one for one in done.stdout.splitlines() if one and one[0].isdigit())
    words = shlex.split(line.split(" ", 5)[5])
    assert words[-4:] == ["--industry", "bakers", "--workspace", str(tmp_path.resolve())]
    assert Path(words[0]).is_absolute()
    assert "OnCalendar=*-*-" in done.stdout
    assert "loginctl enable-linger" in done.stdout
    weekly = subprocess.run([*command, "--weekly"], capture_output=True, text=True, check=True)
    assert "OnCalendar=*-*-" not in weekly.stdout
    status = [sys.executable, "-m", "sameness", "status", "-w", str(tmp_path)]
    told = subprocess.run(status, capture_output=True, text=True, check=True).stdout
    assert re.search(r"next run    .*, weekly, if it is set up as printed on 20\d\d-", told)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)),  # noqa: DTZ001 - made aware below
    st.text(min_size=1, max_size=9),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_the_next_time_is_as_cron_counts(moment: datetime, name: str, zone: str) -> None:
    """The same hour by the machine's clock on the same day of every month, summer time or not."""
    quiet = quiet_moment(name)
    with local_time(zone):
        now = moment.replace(tzinfo=UTC)
        following = next_monthly(quiet, now)
        told = (following.day, following.hour, following.minute)
        assert told == (quiet.day, quiet.hour, quiet.minute)
        assert now < following <= now + timedelta(days=31, hours=2)
        assert next_monthly(quiet, following - timedelta(seconds=1)) == following
        assert next_monthly(quiet, following) > following
        week = next_weekly(quiet, now)
        told = (week.weekday(), week.hour, week.minute)
        assert told == (quiet.weekday, quiet.hour, quiet.minute)
        assert now < week <= now + timedelta(days=7, hours=2)
        assert next_weekly(quiet, week - timedelta(seconds=1)) == week
        assert next_weekly(quiet, week) > week
        assert (
            following.utcoffset()
            == datetime.fromtimestamp(following.timestamp(), ZoneInfo(zone)).utcoffset()
        )


@contextmanager
def local_time(zone: str) -> Iterator[None]:
    """Let the machine's clock be that of a zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()
