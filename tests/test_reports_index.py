"""The index of a workspace: every report that is there, none that is gone, nothing injected."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from selectolax.lexbor import LexborHTMLParser

from reports.index import write_index
from reports.shelf import read_shelves
from reports.wording import headline
from reports.write import write_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from reports.data import Report
    from tests.conftest import MakeReport

HOSTILE = '"><img src=x onerror="window.pwned=1"></title><script>window.pwned=1</script>{{ 7 * 7 }}'


def month(report: Report, number: int) -> Report:
    """Give a report as that of a month of 2026."""
    started_at = datetime(2026, number, 21, 10, 15, tzinfo=UTC)
    return replace(report, run_id=f"2026{number:02d}21T101500Z", started_at=started_at)


def field(report: Report, name: str, title: str) -> Report:
    return replace(report, industry=name, industry_name=title)


@pytest.fixture
def out(make_report: MakeReport, too_few: Report, tmp_path: Path) -> Path:
    """Give a workspace's reports: three months of one field, one of another without figures."""
    for number in (9, 10, 11):
        write_report(month(make_report(8, "Dunmore Tax"), number), tmp_path)
    write_report(field(too_few, "tax_advice", "tax advice"), tmp_path, b"%PDF-")
    return tmp_path


def shown(out: Path) -> LexborHTMLParser:
    return LexborHTMLParser(write_index(out).read_text("utf-8"))


def text_of(page: LexborHTMLParser) -> str:
    assert page.body is not None
    return " ".join(page.body.text(separator=" ").split())


def links(page: LexborHTMLParser) -> list[str]:
    return [node.attributes["href"] or "" for node in page.css("a[href]")]


def test_every_industry_shows_its_newest_finding_and_figures(
    out: Path, make_report: MakeReport
) -> None:
    page = shown(out)
    first, second = page.css("section")
    text = " ".join(first.text(separator=" ").split())
    assert headline(make_report(8, "Dunmore Tax")) in text
    assert "68 of 100 57 to 78, 8 companies" in text
    assert "1.4 of 8 1.3 to 1.7 pitches" in text
    assert "30 of 100 25 to 35 wrong" in text
    assert "21 November 2026 for Dunmore Tax" in text
    other = " ".join(second.text(separator=" ").split())
    assert "Not enough evidence to score tax advice: 2 companies were read, 5 are needed." in other
    assert "of 100" not in other
    assert "2 industries, 4 reports" in text_of(page)


def test_every_month_is_linked_newest_first_and_every_link_leads_to_a_file(out: Path) -> None:
    found = links(shown(out))
    assert found == [
        "boutique_accounting/20261121T101500Z/index.html",
        "boutique_accounting/20261021T101500Z/index.html",
        "boutique_accounting/20260921T101500Z/index.html",
        "tax_advice/20261121T101500Z/index.html",
        "tax_advice/20261121T101500Z/report.pdf",
    ]
    assert all((out / link).is_file() for link in found)


def test_a_folder_that_is_gone_is_no_report(out: Path) -> None:
    shutil.rmtree(out / "boutique_accounting" / "20261121T101500Z")
    shutil.rmtree(out / "tax_advice")
    found = links(shown(out))
    assert found[0] == "boutique_accounting/20261021T101500Z/index.html"
    assert all((out / link).is_file() for link in found)


def test_every_month_has_its_figures_and_what_changed(out: Path) -> None:
    page = shown(out)
    (line,) = page.css("section:first-of-type .changed-since")
    assert line.text().startswith("Since 20 October 2026: ")
    row = page.css("section:first-of-type tbody tr")[0]
    cells = [" ".join(cell.text().split()) for cell in row.css("td")]
    assert cells[:5] == ["68 57 to 78", "1.4 1.3 to 1.7", "30 25 to 35", "8", "Dunmore Tax"]
    assert cells[5].startswith("Since 20 October 2026: ")
    assert not page.css("section")[1].css(".changed-since")


def test_a_month_whose_report_is_gone_is_said(make_report: MakeReport, tmp_path: Path) -> None:
    """The newest report knows its readings; of one that was measured twice the report stays it."""
    report = make_report(8)
    other_run = replace(report.history.readings[2], run_id="measured-again")
    read = (*report.history.readings[:2], other_run, *report.history.readings[2:])
    for number, upto in ((9, 4), (11, 6)):
        history = replace(report.history, readings=read[:upto])
        write_report(replace(month(report, number), history=history), tmp_path)
    page = shown(tmp_path)
    rows = [" ".join(row.text(separator=" ").split()) for row in page.css("tbody tr")]
    gone = "Its report is not here."
    assert [(row.partition(" 2026")[0], row.endswith(gone)) for row in rows] == [
        ("20 October", True), ("21 September", False), ("20 August", True), ("20 July", True),
    ]  # fmt: skip
    assert rows[0].startswith("20 October 2026 66 55 to 75")
    assert "1 earlier report, 3 readings without one" in text_of(page)
    assert len(links(page)) == 2


def test_two_reports_of_one_day_show_the_hour(make_report: MakeReport, tmp_path: Path) -> None:
    first = month(make_report(8), 11)
    later = replace(first, run_id="20261121T161500Z", started_at=first.started_at.replace(hour=16))
    write_report(first, tmp_path)
    write_report(later, tmp_path)
    text = text_of(shown(tmp_path))
    assert "21 November 2026, 16:15 UTC" in text
    assert "21 November 2026, 10:15 UTC" in text


def test_a_site_that_was_not_read_is_named(make_report: MakeReport, tmp_path: Path) -> None:
    report = make_report(8)
    shut = replace(report.coverage[0], fetched=0)
    write_report(replace(report, coverage=(shut, *report.coverage[1:])), tmp_path)
    assert "Not read: Alder & Vane." in text_of(shown(tmp_path))


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"industry_scores": {"index": NaN}}',
    ],
)
def test_damaged_figures_cost_only_themselves(out: Path, damage: bytes) -> None:
    (out / "boutique_accounting" / "20261121T101500Z" / "scores.json").write_bytes(damage)
    page = shown(out)
    assert "Figures can’t be read: 20261121T101500Z" in text_of(page)
    assert links(page)[0] == "boutique_accounting/20261021T101500Z/index.html"
    assert "boutique_accounting/20261121T101500Z/index.html" in links(page)


@pytest.mark.parametrize("key", ["industry_scores", "coverage", "started_at", "industry_name"])
@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [None]])
def test_figures_of_a_wrong_shape_never_stop_the_index(out: Path, key: str, value: object) -> None:
    file = out / "tax_advice" / "20261121T101500Z" / "scores.json"
    told = json.loads(file.read_text())
    file.write_text(json.dumps(told | {key: value}))
    assert len(shown(out).css("section")) == 2


def test_a_report_of_an_older_version_has_no_finding_and_still_its_figures(out: Path) -> None:
    for file in out.glob("boutique_accounting/2*/scores.json"):
        told = json.loads(file.read_text())
        del told["finding"]
        file.write_text(json.dumps(told))
    page = shown(out)
    assert len(page.css(".finding")) == 1
    assert "68 of 100" in text_of(page)


def test_without_a_finding_the_reason_stands_there(out: Path) -> None:
    file = out / "tax_advice" / "20261121T101500Z" / "scores.json"
    told = json.loads(file.read_text())
    file.write_text(json.dumps(told | {"finding": ""}))
    assert "Not scored: 2 companies were read, 5 are needed." in text_of(shown(out))


def test_what_lies_about_is_no_industry(out: Path) -> None:
    before = read_shelves(out)
    (out / "notes").mkdir()
    (out / ".hidden" / "run").mkdir(parents=True)
    (out / "readme.txt").write_text("mine")
    (out / "boutique_accounting" / "export").mkdir()
    (out / "linked").symlink_to(out / "tax_advice")
    assert read_shelves(out) == before


def test_an_empty_workspace_has_an_index_that_says_so(tmp_path: Path) -> None:
    page = shown(tmp_path / "out")
    assert "0 industries, 0 reports" in text_of(page)
    assert "sameness run --industry NAME" in text_of(page)
    assert links(page) == []


def test_hostile_names_stay_text(make_report: MakeReport, tmp_path: Path) -> None:
    report = make_report(8, HOSTILE, industry_name=HOSTILE)
    write_report(report, tmp_path)
    odd = tmp_path / "a b#c?d%2e'<b>" / "1:2"
    odd.mkdir(parents=True)
    for file in ("index.html", "scores.json"):
        shutil.copy(tmp_path / report.industry / report.run_id / file, odd)
    page = shown(tmp_path)
    assert not page.css("script, img, b b, iframe")
    assert HOSTILE in text_of(page)
    assert links(page)[0] == "a%20b%23c%3Fd%252e%27%3Cb%3E/1%3A2/index.html"
    assert not [name for node in page.css("*") for name in node.attributes if name[:2] == "on"]


def test_a_full_disk_leaves_the_last_index(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = write_index(out)
    before = page.read_bytes()
    shutil.rmtree(out / "tax_advice")

    def failing(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError, match="No space"):
        write_index(out)
    assert page.read_bytes() == before
    assert sorted(path.name for path in out.iterdir()) == ["boutique_accounting", "index.html"]


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium,
            args=["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield launched
        launched.close()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (320, False)])
def test_it_is_accessible_fits_and_asks_for_nothing(
    browser: Browser,
    out: Path,
    width: int,
    dark: bool,  # noqa: FBT001 - a table
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(write_index(out).as_uri())
    assert asked == [page.url]
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    page.get_by_role("link", name="Boutique accounting").click()
    assert page.title().startswith("6 of 8 firms")
    context.close()
