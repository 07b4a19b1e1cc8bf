"""When a run comes round again: lines for cron, units for systemd."""

from __future__ import annotations

import hashlib
import re
import shlex
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

VARIABLES = ".config/sameness.env"
"""Where below the user's home systemd looks for keys and addresses, a line NAME=value each."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Quiet:
    """A quiet moment of an industry's own: ``day`` of the month 1-28, ``weekday`` 0 (Mon) to 6.

    ``hour`` is 4 to 6 of local time: no zone puts its clocks forward or back over these, so no run
    is left out or made twice. No month lacks the ``day``.
    """

    minute: int
    hour: int
    day: int
    weekday: int


def quiet_moment(industry: str) -> Quiet:
    """Give the moment of an industry, always the same, so that a hundred don't begin at once."""
    digest = hashlib.sha256(industry.encode()).digest()
    return Quiet(digest[0] % 60, 4 + digest[1] % 3, 1 + digest[2] % 28, digest[3] % 7)


def next_moment(industry: str, pace: str, now: datetime) -> datetime:
    """Give when an industry comes round after ``now``, by its pace: weekly, else monthly."""
    following = next_weekly if pace == "weekly" else next_monthly
    return following(quiet_moment(industry), now)


def next_monthly(moment: Quiet, now: datetime) -> datetime:
    """Give when the moment comes round after ``now``, both on this machine's clock and zone."""
    clock = now.astimezone().replace(tzinfo=None)
    following = clock.replace(
        day=moment.day, hour=moment.hour, minute=moment.minute, second=0, microsecond=0
    )
    if following <= clock:
        years, month = divmod(following.month, 12)
        following = following.replace(year=following.year + years, month=month + 1)
    # Only now the zone: the clock may have been put forward or back until then.
    return following.astimezone()


def next_weekly(moment: Quiet, now: datetime) -> datetime:
    """Give when its weekday and hour come round after ``now``, likewise."""
    clock = now.astimezone().replace(tzinfo=None)
    hour = clock.replace(hour=moment.hour, minute=moment.minute, second=0, microsecond=0)
    following = hour + timedelta(days=(moment.weekday - clock.weekday()) % 7)
    if following <= clock:
        following += timedelta(days=7)
    return following.astimezone()


def monthly_cron(moment: Quiet) -> str:
    """Give the five fields of a crontab for once a month."""
    return f"{moment.minute} {moment.hour} {moment.day} * *"


def weekly_cron(moment: Quiet) -> str:
    """Give the five fields of a crontab for once a week."""
    return f"{moment.minute} {moment.hour} * * {WEEKDAYS[moment.weekday]}"


def monthly_calendar(moment: Quiet) -> str:
    """Give the same moment as an ``OnCalendar`` of systemd."""
    return f"*-*-{moment.day:02} {moment.hour:02}:{moment.minute:02}"


def weekly_calendar(moment: Quiet) -> str:
    """Give the same moment of the week as an ``OnCalendar`` of systemd."""
    return f"{WEEKDAYS[moment.weekday]} {moment.hour:02}:{moment.minute:02}"


def crontab_line(fields: str, command: Sequence[str]) -> str:
    """Give the line of a crontab; cron takes a bare ``%`` for a line break."""
    return f"{fields} {shlex.join(command)}".replace("%", r"\%")


def systemd_service(industry: str, command: Sequence[str]) -> str:
    """Give the unit of a user's own systemd that carries a run out, at a low priority.

    It counts as done where a few sites failed (exit 3); the report says which. No variable of the
    user's shell reaches it, so keys come from a file, if there is one.
    """
    return (
        f"[Unit]\nDescription=sameness: {industry}\n\n"
        f"[Service]\nType=oneshot\nNice=10\nSuccessExitStatus=3\n"
        f"EnvironmentFile=-%h/{VARIABLES}\nExecStart={_unit_line(command)}\n"
    )


def systemd_timer(industry: str, calendar: str) -> str:
    """Give the unit that starts it: up to an hour late by chance, and after a missed time, too."""
    return (
        f"[Unit]\nDescription=sameness: {industry}, again\n\n"
        f"[Timer]\nOnCalendar={calendar}\nRandomizedDelaySec=1h\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def _unit_line(command: Sequence[str]) -> str:
    """Give a command in systemd's own quoting, where ``%`` and ``$`` are doubled to be literal."""
    return " ".join(_unit_word(word) for word in command)


def _unit_word(word: str) -> str:
    plain = word.replace("%", "%%").replace("$", "$$")
    if re.fullmatch(r"[\w@%+=:,./$-]+", plain):
        return plain
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
