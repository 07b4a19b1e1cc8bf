"""Seven sites behind a real nginx: traps by path, validators, limits, a certificate of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sameness.records import Outcome
from tests_servers.nginx import PAGES, TRAPS

if TYPE_CHECKING:
    from tests_servers.nginx import Nginx
    from tests_servers.workspace import Crawled

pytestmark = pytest.mark.servers

HEALTHY = ("Files", "Traps", "Patience", "Sealed")

REASONS = {
    "/loop": (Outcome.FAILED, "redirects without end"),
    "/chain/1": (Outcome.FAILED, "redirects without end"),
    "/slow": (Outcome.FAILED, "timed out after 2 s"),
    "/huge": (Outcome.FAILED, "larger than 1 MB"),
    "/bomb": (Outcome.FAILED, "larger than 1 MB when unpacked"),
    "/hangs-up": (Outcome.FAILED, "connection lost"),
    "/refreshes": (Outcome.FAILED, "redirects without end"),
    "/to-metadata": (Outcome.REFUSED, "redirects to another site (169.254.169.254)"),
    "/to-neighbour": (Outcome.REFUSED, "redirects to another site (127.0.0.71:"),
    "/to-file": (Outcome.REFUSED, "redirects to a file: address"),
    "/empty": (Outcome.FAILED, "empty page"),
    "/closed": (Outcome.FAILED, "HTTP 401"),
    "/secret": (Outcome.REFUSED, "robots.txt says no"),
    "/paper": (Outcome.REFUSED, "not a web page (application/pdf)"),
}


@pytest.mark.parametrize("company", HEALTHY)
def test_every_page_of_a_healthy_site_is_read(
    twice: tuple[Crawled, Crawled], nginx: Nginx, company: str
) -> None:
    for crawled in twice:
        read = crawled.markup(company)
        assert set(read) >= {f"/{path}" for path in PAGES}
        if company != "Traps":
            assert {path: text.encode() for path, text in read.items()} == {
                f"/{path}": nginx.body(path) for path in PAGES
            }


@pytest.mark.parametrize("path", REASONS)
def test_trap_ends_in_its_reason(twice: tuple[Crawled, Crawled], nginx: Nginx, path: str) -> None:
    url = f"{nginx.sites['Traps']}{path}"
    fetch = next(fetch for fetch, _ in twice[0].pages() if fetch.url == url)
    outcome, reason = REASONS[path]
    assert (fetch.outcome, fetch.reason[: len(reason)]) == (outcome, reason)


@pytest.mark.parametrize(("path", "status"), [("/busy", 429), ("/broken", 503)])
def test_what_wears_a_site_out_is_given_up_and_costs_no_page(
    twice: tuple[Crawled, Crawled], nginx: Nginx, path: str, status: int
) -> None:
    fetches = twice[0].of("Weary")
    assert (fetches[path].outcome, fetches[path].reason) == (Outcome.FAILED, f"HTTP {status}")
    asked = [row["status"] for row in nginx.asked("Weary") if row["path"] == path]
    assert asked == [status] * 3 * len(twice)
    assert set(twice[0].markup("Weary")) == {"/", "/about/"}


def test_every_trap_was_met(nginx: Nginx, twice: tuple[Crawled, Crawled]) -> None:
    assert twice
    asked = {row["path"].strip("/") for row in nginx.asked("Traps")}
    assert set(TRAPS) - asked == {"secret"}


def test_rooms_without_end_leave_the_cap_to_the_pages(twice: tuple[Crawled, Crawled]) -> None:
    read = twice[0].markup("Traps")
    assert len(read) <= 18
    assert "/rooms/1" in read


def test_charset_is_found_where_none_or_a_wrong_one_is_named(
    twice: tuple[Crawled, Crawled],
) -> None:
    assert "Crème" in twice[0].markup("Traps")["/not-utf-8"]
    assert "Crème" in twice[0].markup("Traps")["/unsaid-charset"]


@pytest.mark.parametrize(
    ("company", "reason"),
    [
        ("RobotsBroken", "robots.txt can't be read (HTTP 503)"),
        ("RobotsLoops", "robots.txt can't be read (redirects without end)"),
    ],
)
def test_site_whose_robots_fail_is_left_alone(
    twice: tuple[Crawled, Crawled], nginx: Nginx, company: str, reason: str
) -> None:
    home = twice[0].of(company)["/"]
    assert (home.outcome, home.reason) == (Outcome.REFUSED, reason)
    assert {row["path"].partition("?")[0] for row in nginx.asked(company)} == {"/robots.txt"}


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("/", [200, 304]),
        ("/features/", [200, 304]),  # packed with gzip: a weak ETag
        ("/pricing/", [200, 304]),  # packed with brotli
        ("/about/", [200, 304]),  # Last-Modified alone
        ("/security/", [200, 200]),  # neither
        ("/customers/", [200, 200]),  # made for each request
    ],
)
def test_second_crawl_fetches_only_what_says_nothing_of_its_age(
    twice: tuple[Crawled, Crawled], nginx: Nginx, path: str, answers: list[int]
) -> None:
    asked = [row for row in nginx.asked("Files") if row["path"] == path]
    assert [row["status"] for row in asked] == answers
    assert [bool(row["condition"]) for row in asked] == [False, 304 in answers]
    assert twice[1].of("Files")[path].digest == twice[0].of("Files")[path].digest


def test_second_crawl_says_that_nothing_changed(twice: tuple[Crawled, Crawled]) -> None:
    pages = sum(bool(markup) for _, markup in twice[0].pages())
    found = re.search(r"pages asked for: (.+)\.\n", twice[1].said)
    assert found is not None
    assert found[1] == f"{pages} unchanged"


def test_limit_of_requests_is_waited_out(nginx: Nginx, twice: tuple[Crawled, Crawled]) -> None:
    assert twice
    statuses = [(row["path"], row["status"]) for row in nginx.asked("Patience")]
    assert 429 in {status for _, status in statuses}
    assert 429 not in dict(statuses).values()  # the last answer to each


def test_every_request_says_who_asks(nginx: Nginx, twice: tuple[Crawled, Crawled]) -> None:
    assert twice
    agents = {row["agent"].partition("/")[0] for site in nginx.sites for row in nginx.asked(site)}
    assert agents == {"sameness"}
