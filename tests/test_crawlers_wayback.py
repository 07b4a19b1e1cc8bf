"""Past pages out of a web archive: what counts as a reading, and what an archive can do to us."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.archive.ledger import read_ledger
from crawlers.archive.snapshot import read_snapshot
from crawlers.wayback.captures import LIMIT, ListUnreadable, is_of, list_address, read_list
from crawlers.wayback.periods import Period, cut_periods, read_every, read_month
from crawlers.wayback.reading import read_archive
from crawlers.wayback.source import read_source
from crawlers.wayback.wanted import PastPage, Place
from sameness.errors import SpanInvalid
from sameness.industry import Industry
from sameness.records import Outcome, PageKind
from tests.changing_site import Answer
from tests.pretend_archive import HEAD, Copy, archiving, words

if TYPE_CHECKING:
    from crawlers.wayback.events import PastPageEvent
    from tests.pretend_archive import Archive

UNTIL = datetime(2024, 7, 1, tzinfo=UTC)
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
PAGE = "https://acme.example/pricing"


def industry(archive: Archive, *names: str) -> Industry:
    return Industry.model_validate(
        {
            "name": "field",
            "allow_private": True,
            "crawl": {"delay": 0, "timeout": 3},
            "backfill": {"cdx": f"{archive.base}/cdx", "replay": f"{archive.base}/web", "delay": 0},
            "company": [{"name": n, "site": f"https://{n.lower()}.example/"} for n in names],
        }
    )


def wanted(*names: str) -> list[tuple[PastPage, datetime]]:
    return [
        (PastPage(name, f"https://{name.lower()}.example/pricing", PageKind.PRICING, 1), UNTIL)
        for name in names
    ]


def places() -> list[Place]:
    periods = cut_periods(FIRST, UNTIL, 3)
    return [Place(period, f"{period.begins:%Y%m%dT%H%M%SZ}-archive") for period in periods]


def read(archive: Archive, folder: Path, *names: str) -> dict[str, PastPageEvent]:
    events = read_archive(
        industry(archive, *names), folder, wanted(*names), places(), lambda _: None
    )
    return {event.company: event for event in events}


def site(name: str) -> str:
    return f"https://{name.lower()}.example/pricing"


def entered(folder: Path, name: str) -> list[tuple[str, str, str]]:
    """Give period, date and what came of a company's page, as the ledgers tell."""
    return [
        (place.folder[:8], f"{fetch.fetched_at:%Y%m%d}", fetch.reason or fetch.outcome)
        for place in places()
        if (folder / place.folder).is_dir()
        for fetch in read_ledger(folder / place.folder)
        if fetch.company == name
    ]


def test_periods_end_with_the_first_crawl_of_our_own() -> None:
    until = datetime(2022, 8, 9, 10, tzinfo=UTC)
    found = cut_periods(read_month("2022-01"), until, read_every("3m"))
    begins = [datetime(2022, month, 1, tzinfo=UTC) for month in (1, 4, 7)]
    assert found == [Period(*span) for span in zip(begins, [*begins[1:], until], strict=True)]
    assert (read_every("1y"), read_every("12m")) == (12, 12)


@pytest.mark.parametrize("text", ["2022", "2022-13", "1989-01", "22-1", "2022-01-01", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(SpanInvalid, match="no month"):
        read_month(text)


@pytest.mark.parametrize("text", ["0m", "3", "m", "3w", "999m", "-3m"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(SpanInvalid, match="length of time"):
        read_every(text)


def test_a_span_without_periods_is_refused() -> None:
    with pytest.raises(SpanInvalid, match="there are no periods"):
        cut_periods(UNTIL, FIRST, 3)
    with pytest.raises(SpanInvalid, match="601 periods or more"):
        cut_periods(datetime(1992, 1, 1, tzinfo=UTC), datetime(2092, 1, 1, tzinfo=UTC), 1)


ROW = ["key", "20240105000000", PAGE, "text/html", "200", "ABC", "1"]
LINE = {"urlkey": "k", "timestamp": "20240105000000", "url": PAGE, "mime": "text/html"}


@pytest.mark.parametrize(
    "body",
    [
        json.dumps([HEAD, ROW]),
        json.dumps(LINE | {"status": "200", "digest": "sha1:ABC"}) + "\n",
        json.dumps([LINE | {"status": "200", "digest": "ABC"}]),
        json.dumps([[*HEAD[1:], "urlkey"], [*ROW[1:], "key"]]),
    ],
    ids=["the Wayback Machine", "pywb", "rows with names", "another order"],
)
def test_every_spelling_of_a_list_is_read(body: str) -> None:
    (capture,) = read_list(body.encode(), PAGE).captures
    assert (capture.stamp, capture.url, capture.digest) == ("20240105000000", PAGE, "ABC")


@pytest.mark.parametrize("body", ["", "[]", "  \n", json.dumps([HEAD])])
def test_nothing_captured_is_no_trouble(body: str) -> None:
    assert read_list(body.encode(), PAGE).captures == ()


@pytest.mark.parametrize(
    "body", ["<html>Busy</html>", json.dumps([HEAD, ROW])[:-9], '{"timestamp": "2024', "[[", "[1]"]
)
def test_what_is_no_list_is_said_to_be_none(body: str) -> None:
    with pytest.raises(ListUnreadable):
        read_list(body.encode(), PAGE)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (1, "20241305000000"), (1, "2024"), (1, "٢٠٢٤٠١٠٥٠٠٠٠٠٠"), (1, None),
        (2, "http://169.254.169.254/pricing"), (2, "https://rival.example/pricing"),
        (2, "https://acme.example/about"), (2, "file:///etc/passwd"), (2, f"{PAGE}\r\nX: y"),
        (2, "javascript:alert(1)"), (2, f"{PAGE}#x"), (2, f"{PAGE}?{'x' * 2000}"), (2, {"a": 1}),
        (3, "image/png"), (4, "301"), (4, "404"), (4, "-"),
    ],
)  # fmt: skip
def test_rows_of_something_else_are_left_out(column: int, value: object) -> None:
    row = [*ROW[:column], value, *ROW[column + 1 :]]
    assert read_list(json.dumps([HEAD, row]).encode(), PAGE).captures == ()


def test_spellings_of_one_address_are_one() -> None:
    for url in ("http://www.acme.example/pricing/", "https://acme.example:443/pricing"):
        assert is_of(url, PAGE)
    assert not is_of("https://acme.example:8443/pricing", PAGE)
    assert not is_of("https://acme.example@rival.example/pricing", PAGE)


def test_an_unchanged_capture_is_one_whatever_its_status() -> None:
    row = [*ROW[:3], "warc/revisit", "-", "ABC", "1"]
    assert len(read_list(json.dumps([HEAD, row]).encode(), PAGE).captures) == 1


Field = tuple["Archive", Path, dict[str, "PastPageEvent"]]
SCRIPTED = b'<html><body><div id="root"></div><script src="/app.js"></script></body></html>'
MISSING = b"<html><title>Page not found</title><body><h1>Page not found</h1></body></html>"
EXCLUDED = Answer(
    b"org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error",
    403,
    content_type="text/plain",
)


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Field:
    """Give what came of one reading of companies each of which has a trouble of its own."""
    folder = tmp_path_factory.mktemp("archive")
    with archiving() as archive:
        archive.robots = "User-agent: *\nDisallow: /save/\n"
        archive.part = 2
        both = [Copy("20240210000000", words("Spring")), Copy("20240510000000", words("Summer"))]
        archive.copies = {
            site("Plain"): both,
            site("Long"): [Copy(f"202401{day:02}000000", words(str(day))) for day in range(2, 9)],
            site("Same"): [
                Copy("20240210000000", words("Same"), "AAA"),
                Copy("20240510000000", words("never asked for"), "AAA"),
            ],
            site("Moved"): [
                Copy("20240210000000", answer=_to("20240211000000", "Moved")),
                Copy("20240211000000", words("Moved here"), status="301"),
            ],
            site("Late"): [Copy("20240210000000", answer=_to("20240511000000", "Late"))],
            site("Away"): [Copy("20240210000000", answer=_away("http://169.254.169.254/latest"))],
            site("Login"): [
                Copy("20240210000000", answer=_to("20240210000000", "Login", "/login"))
            ],
            site("Nearest"): [Copy("20240210000000", words("Nearest"), memento="20231224000000")],
            site("Lost"): [Copy("20240210000000", answer=Answer(b"not in this archive", 404))],
            site("Soft"): [Copy("20240210000000", MISSING, "S"), Copy("20240510000000", b"", "S")],
            site("Script"): [
                Copy("20240210000000", SCRIPTED),
                Copy("20240212000000", words("Second try")),
            ],
            site("Shy"): [Copy("20240210000000", words("Shy"))],
            site("Other"): [
                Copy("20240210000000", words("Other"), original="https://rival.example/pricing"),
                Copy("20240211000000", words("Other"), original="http://127.0.0.1:9/pricing"),
            ],
        }
        archive.lists = {
            site("Shut"): EXCLUDED,
            site("Html"): Answer(b"<html>One moment please</html>"),
            site("Cut"): Answer(json.dumps([HEAD, ROW])[:-12].encode()),
            site("Broken"): Answer(b"oops", 500),
        }
        archive.busy["/web/20240210000000id_/" + site("Shy")] = Answer(
            status=429, extra=(("Retry-After", "1"),)
        )
        names = (
            *("Plain", "Long", "Same", "Moved", "Late", "Away", "Login", "Nearest", "Lost", "Shut"),
            *("Soft", "Script", "Html", "Shy", "Cut", "Other", "Broken", "Empty"),
        )
        return archive, folder, read(archive, folder, *names)


def _to(stamp: str, name: str, path: str = "/pricing") -> Answer:
    return _away(f"/web/{stamp}id_/https://{name.lower()}.example{path}")


def _away(location: str) -> Answer:
    return Answer(status=302, extra=(("Location", location),))


def test_one_copy_a_period_is_stored_under_its_own_date(field: Field) -> None:
    archive, folder, events = field
    assert entered(folder, "Plain") == [
        ("20240101", "20240210", "fetched"),
        ("20240401", "20240510", "fetched"),
    ]
    assert (events["Plain"].read, events["Plain"].trouble) == (2, "")
    spring = folder / "20240101T000000Z-archive"
    assert read_source(spring) == "web archive"
    with (spring / "plain.warc.gz").open("rb") as file:
        (record,) = [r.rec_headers for r in ArchiveIterator(file) if r.rec_type == "response"]
    assert record["WARC-Target-URI"] == site("Plain")
    assert record["WARC-Date"] == "2024-02-10T00:00:00.000000Z"
    stamped = f"{archive.base}/web/20240210000000id_/{site('Plain')}"
    assert record["WARC-Source-URI"] == stamped
    markup = {f.company: html for f, html in read_snapshot(spring) if html}
    assert "<h1>Spring</h1>" in markup["Plain"]


def test_a_list_that_comes_in_parts_is_read_to_its_end(field: Field) -> None:
    archive, folder, _ = field
    assert entered(folder, "Long") == [("20240101", "20240102", "fetched")]
    lists = [p for p in archive.asked if p.startswith("/cdx") and "long.example" in p]
    assert len(lists) == 4


def test_content_that_is_known_is_not_asked_for(field: Field) -> None:
    archive, folder, events = field
    assert (events["Same"].read, events["Same"].same) == (1, 1)
    assert [p for p in archive.replayed() if "same.example" in p] == [
        f"20240210000000id_/{site('Same')}"
    ]
    (summer,) = [
        (fetch, html)
        for fetch, html in read_snapshot(folder / "20240401T000000Z-archive")
        if fetch.company == "Same"
    ]
    assert f"{summer[0].fetched_at:%Y%m%d}" == "20240510"
    assert "<h1>Same</h1>" in summer[1]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Moved", ("20240211", "fetched")),
        ("Late", ("20240210", "the archive gives a copy of another time (2024-05-11)")),
        ("Away", ("20240210", "the copy is a redirect")),
        ("Login", ("20240210", "the copy is a redirect")),
        ("Nearest", ("20240210", "the archive gives a copy of another time (2023-12-24)")),
        ("Lost", ("20240210", "the archive lists the copy and does not hold it")),
        ("Script", ("20240212", "fetched")),
        ("Shy", ("20240210", "fetched")),
    ],
)
def test_only_a_page_of_its_period_is_a_reading(
    field: Field, name: str, told: tuple[str, str]
) -> None:
    _, folder, events = field
    assert entered(folder, name) == [("20240101", *told)]
    assert events[name].trouble == ""


def test_a_page_that_says_not_found_is_not_gone(field: Field) -> None:
    """What an archive lacks, or holds a soft 404 of, says nothing of what the site said."""
    archive, folder, _ = field
    reason = "the copy says that nothing is there"
    assert entered(folder, "Soft") == [
        ("20240101", "20240210", reason),
        ("20240401", "20240510", reason),
    ]
    assert len([p for p in archive.replayed() if "soft.example" in p]) == 1
    fetches = [f for place in places()[:2] for f in read_ledger(folder / place.folder)]
    assert {f.status for f in fetches if f.outcome is not Outcome.FETCHED} == {0}


@pytest.mark.parametrize(
    ("name", "trouble"),
    [
        ("Shut", "excluded from the web archive (AdministrativeAccessControlException)"),
        ("Html", "the answer is no list of captures"),
        ("Cut", "the list of captures is cut short or damaged"),
        ("Broken", "the web archive answers HTTP 500"),
        ("Other", ""),
        ("Empty", ""),
    ],
)
def test_trouble_is_named_and_leaves_nothing_behind(field: Field, name: str, trouble: str) -> None:
    archive, folder, events = field
    assert events[name].trouble == trouble
    assert entered(folder, name) == []
    assert not [p for p in archive.replayed() if f"{name.lower()}.example" in p]


def test_what_hostile_rows_name_is_never_asked_for(field: Field) -> None:
    archive, _, _ = field
    hosts = {path.partition("id_/")[2].split("/")[2] for path in archive.replayed()}
    assert all(host.endswith(".example") and host != "rival.example" for host in hosts)


def test_a_closed_archive_is_left_alone(tmp_path: Path) -> None:
    with archiving() as archive:
        archive.robots = "User-agent: *\nDisallow: /\n"
        events = read(archive, tmp_path, "A", "B", "C", "D", "E")
    assert {e.trouble for e in events.values()} == {"the web archive: robots.txt says no"}
    assert archive.asked == ["/robots.txt"]


def test_an_archive_that_is_down_is_asked_again_by_the_next_backfill(tmp_path: Path) -> None:
    with archiving() as archive:
        archive.copies = {
            site(n): [Copy("20240210000000", words(n)), Copy("20240510000000", words(f"{n} two"))]
            for n in "ABC"
        }
        last = f"/web/20240510000000id_/{site('A')}"
        archive.busy[last] = Answer(status=503, extra=(("Retry-After", "3600"),))
        events = read(archive, tmp_path, "A", "B", "C")
        assert (events["A"].read, events["B"].read) == (1, 0)
        assert events["A"].trouble == "the web archive answers HTTP 503"
        assert "come back in 3" in events["B"].trouble
        assert "come back in 3" in events["C"].trouble
        before = Counter(archive.asked)
        again = read(archive, tmp_path, "A", "B", "C")
    assert [(e.read, e.settled, e.trouble) for e in again.values()] == [
        (1, 1, ""),
        (2, 0, ""),
        (2, 0, ""),
    ]
    asked = Counter(archive.asked) - before
    twice = [path for path in asked if path in before and path not in {last, "/robots.txt"}]
    assert twice == []


STARTER = """
import sys
from pathlib import Path
from tests import test_crawlers_wayback as test
from tests.pretend_archive import Archive
test.read(Archive(sys.argv[1]), Path(sys.argv[2]), "A", "B")
"""


def test_after_a_kill_nothing_is_asked_twice(tmp_path: Path) -> None:
    with archiving() as archive:
        archive.copies = {
            site(n): [Copy("20240210000000", words(n)), Copy("20240510000000", words(f"{n} two"))]
            for n in "AB"
        }
        command = [sys.executable, "-c", STARTER, archive.base, str(tmp_path)]
        root = Path(__file__).parents[1]
        with subprocess.Popen(command, cwd=root, env=os.environ) as starter:
            third = f"/web/20240210000000id_/{site('B')}"

            def kill(path: str) -> None:
                if path == third and starter.poll() is None:
                    starter.send_signal(signal.SIGKILL)
                    time.sleep(0.5)

            archive.on_request = kill
            starter.wait()
        before = Counter(archive.asked)
        assert before[third] == 1
        events = read(archive, tmp_path, "A", "B")
        asked = Counter(archive.asked)
    assert [(e.read, e.settled) for e in events.values()] == [(0, 2), (2, 0)]
    assert [path for path, times in asked.items() if times > 1] == [third]
    assert entered(tmp_path, "B") == [
        ("20240101", "20240210", "fetched"),
        ("20240401", "20240510", "fetched"),
    ]


def test_a_list_as_long_as_was_asked_for_goes_on_where_it_ended() -> None:
    rows = [[*ROW[:1], f"2024010{i}000000", *ROW[2:]] for i in range(1, 4)]
    found = read_list(json.dumps([HEAD, *rows]).encode(), PAGE)
    assert (found.rows, found.last) == (3, datetime(2024, 1, 3, tzinfo=UTC))
    assert f"limit={LIMIT}" in list_address("https://a.example/cdx", PAGE, Period(FIRST, UNTIL))
