"""Real sites on loopback: the same addresses each time, and room for two runs at once."""

from __future__ import annotations

from contextlib import ExitStack
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from evaluation.sites import industry_names, serve_industry

if TYPE_CHECKING:
    from pathlib import Path

    from sameness.industry import Industry


def answers(industry: Industry) -> list[int]:
    """Give the status with which every company's robots.txt is answered."""
    found = []
    for company in industry.company:
        connection = HTTPConnection(urlsplit(company.site).netloc, timeout=5)
        connection.request("GET", "/robots.txt")
        found.append(connection.getresponse().status)
        connection.close()
    return found


def test_one_industry_can_be_served_twice_at_once(tmp_path: Path) -> None:
    name = industry_names()[0]
    with ExitStack() as stack:
        first, second = (stack.enter_context(serve_industry(tmp_path, name)) for _ in range(2))
        sites = [company.site for field in (first, second) for company in field.company]
        assert len(set(sites)) == len(sites)
        assert [urlsplit(c.site).hostname for c in first.company] == [
            urlsplit(c.site).hostname for c in second.company
        ]
        assert {*answers(first), *answers(second)} == {404}
    with serve_industry(tmp_path, name) as again:
        assert again == first
