"""A small year under a shifted clock: what was planted is found in its month, nothing else.

The same months lived twice give the same report, byte for byte, but for the second of reading.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evaluation.year import FIELD, Month, invented, live, missed, moment_of_month, write_industry
from evaluation.year_clock import faketime
from evaluation.year_sites import Event, redesigned, serve_copies
from pipeline.text.blocks import cut_blocks
from sameness.records import Page, PageKind

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "crawlers" / "demo" / "sites"
CRAWL = 'max_pages = 6\nrender = "never"\nmax_images = 0'
TAKEN = (
    "We think a rota is a conversation, and that the person who writes it should have to look at "
    "every name."
)
NETWORK = f"127.79.{os.getpid() % 250 + 2}"
"""Addresses that a test beside this one does not take; both years have the same."""
EVENTS = (
    Event(2, "Ombrasi", "adopts", TAKEN),
    Event(2, "Hulvane", "redesign"),
    Event(2, "Brindlow", "headline", "Nine rows and seven columns"),
)
READ_AT = re.compile(rb'("(?:first|last)_read": "[-0-9]{10})T[^"]*')

pytestmark = pytest.mark.skipif(
    faketime() is None, reason="the clock can't be shifted: scripts/debian-packages browser"
)


def a_year(workspace: Path, months: int) -> list[Month]:
    folders = {name: DEMO / name.lower() for name in ("Brindlow", "Hulvane", "Ombrasi")}
    born = moment_of_month(0)
    with serve_copies(folders, workspace / "sites", born, NETWORK) as sites:
        write_industry(workspace, sites, {}, CRAWL)
        return list(live(workspace, sites, lambda _: EVENTS, months))


def reports(workspace: Path, months: Sequence[Month]) -> dict[str, bytes]:
    """Give each month's files; of the moments at which pages were read, the day only.

    A crawl needs a clock that moves, so that it reads a page at another second each time.
    """
    out = workspace / "out" / FIELD
    names = ("index.html", "scores.json")
    return {
        f"{month.run_id}/{name}": READ_AT.sub(rb"\1", (out / month.run_id / name).read_bytes())
        for month in months
        for name in names
    }


@pytest.mark.timeout(900)
def test_a_small_year_is_found_as_planted_and_twice_the_same(tmp_path: Path) -> None:
    first = a_year(tmp_path / "one", 2)
    assert [month.run_id[:8] for month in first] == ["20260105", "20260205"]
    assert first[0].findings == ()
    assert missed(first, EVENTS) == []
    assert invented(first, EVENTS) == []
    assert since(tmp_path / "one" / "out" / FIELD / first[1].run_id, TAKEN) == {
        "Brindlow": {"absent": None, "seen": "2026-01-05"},
        "Ombrasi": {"absent": "2026-01-05", "seen": "2026-02-05"},
    }
    again = a_year(tmp_path / "two", 2)
    assert again == first
    assert reports(tmp_path / "one", first) == reports(tmp_path / "two", again)


def since(folder: Path, text: str) -> dict[str, object]:
    """Give since when each company's pages say a text, as a report's quotes of it tell."""
    told = json.loads((folder / "scores.json").read_text("utf-8"))
    quotes = [quote for claim in told["claims"] for quote in claim["quotes"]]
    return {quote["company"]: quote["since"] for quote in quotes if quote["text"] == text}


def words_of(html: str) -> list[str]:
    page = Page("Rostavel", "http://a.example/", PageKind.HOME, moment_of_month(1), "", html)
    return [block.text for block in cut_blocks(page)]


def test_a_redesign_changes_no_word() -> None:
    html = (DEMO / "rostavel" / "index.html").read_text("utf-8")
    other = redesigned(html)
    assert other != html
    assert words_of(html) == words_of(other) != []
