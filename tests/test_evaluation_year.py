"""The sites of the simulated year: a redesign changes markup only."""

from __future__ import annotations

from pathlib import Path

from evaluation.year import moment_of_month
from evaluation.year_sites import redesigned
from pipeline.text.blocks import cut_blocks
from sameness.records import Page, PageKind

DEMO = Path(__file__).parent.parent / "crawlers" / "demo" / "sites"


def words_of(html: str) -> list[str]:
    page = Page("Rostavel", "http://a.example/", PageKind.HOME, moment_of_month(1), "", html)
    return [block.text for block in cut_blocks(page)]


def test_a_redesign_changes_no_word() -> None:
    html = (DEMO / "rostavel" / "index.html").read_text("utf-8")
    other = redesigned(html)
    assert other != html
    assert words_of(html) == words_of(other) != []
