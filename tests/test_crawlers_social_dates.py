from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.social.sources.dates import EARLIEST, read_date

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
SECONDS = st.integers(1, 86_399).map(lambda seconds: (EARLIEST + timedelta(0, seconds)).time())
DAYS = st.dates(date(1995, 1, 1), date(2026, 11, 20))
MOMENTS = st.builds(datetime.combine, DAYS, SECONDS, ZONES)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Fri, 19 Jun 2026 08:00:05 +0200", datetime(2026, 6, 19, 6, 0, 5, tzinfo=UTC)),
        ("Fri, 19 Jun 2026 08:00 GMT", datetime(2026, 6, 19, 8, 0, tzinfo=UTC)),
        ("19 Jun 26 08:00:00 EST", datetime(2026, 6, 19, 13, 0, tzinfo=UTC)),
        ("Fri, 19 June 2026 08:00:00 PDT", datetime(2026, 6, 19, 15, 0, tzinfo=UTC)),
        ("Fri, 19 Jun 2026 08:00:00 -0000", datetime(2026, 6, 19, 8, 0, tzinfo=UTC)),
        ("2026-06-19T08:00:00Z", datetime(2026, 6, 19, 8, 0, tzinfo=UTC)),
        (" 2026-06-19T08:00:00.1234567+02:00\n", datetime(2026, 6, 19, 6, 0, 0, 123456, UTC)),
        ("2026-06-19 23:30-02:00", datetime(2026, 6, 20, 1, 30, tzinfo=UTC)),
    ],
)
def test_times_with_a_zone_are_exact_and_in_utc(written: str, moment: datetime) -> None:
    assert read_date(written, NOW) == (moment, True)


@pytest.mark.parametrize(
    "written",
    [
        "2026-06-19",
        "20260619",
        "Fri, 19 Jun 2026",
        "19 Jun 2026",
        "2026-06-19T17:45:00",
        "Fri, 19 Jun 2026 00:00:00 +0000",
        "2026-06-19T00:00:00+09:00",
    ],
)
def test_a_day_without_a_time_or_zone_is_only_a_day(written: str) -> None:
    assert read_date(written, NOW) == (datetime(2026, 6, 19, tzinfo=UTC), False)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "2026",
        "2026-06",
        "1782000000",
        "Fri, 31 Feb 2026 08:00:00 GMT",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "0001-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "9999-12-31T23:59:59-12:00",
        "2026-11-24T13:00:00Z",
    ],
)
def test_what_is_no_date_of_a_post_is_none(written: str) -> None:
    assert read_date(written, NOW) == (None, False)


@given(MOMENTS)
def test_both_spellings_of_a_moment_give_it_back_in_utc(moment: datetime) -> None:
    for written in (moment.isoformat(), format_datetime(moment)):
        assert read_date(written, NOW) == (moment, True)
        assert read_date(written, NOW)[0].utcoffset() == timedelta(0)  # type: ignore[union-attr]


@given(st.text(max_size=40) | st.from_regex(r"\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}"))
def test_no_writing_fails_and_every_date_is_one_of_the_web(written: str) -> None:
    moment, exact = read_date(written, NOW)

    assert moment is None or EARLIEST <= moment <= NOW + timedelta(days=1)
    assert not (moment is None and exact)
