"""Home pages with names covered, and how alike they look, as the report says it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports import look_findings as findings
from reports.look_data import NOTHING, LookReport
from reports.read_look import read_look
from reports.render import render
from tests.look_samples import sample_look

if TYPE_CHECKING:
    from pathlib import Path

    from reports.data import Report
    from tests.conftest import MakeReport

NO_PICTURE = "no home page was seen with style sheets in a browser"


def without_pictures(report: Report) -> Report:
    fields = tuple(
        replace(field, pages=0, distance=None, farther=None, clear=False, reason=NO_PICTURE)
        for field in report.look.fields
    )
    return replace(report, look=LookReport((), fields, ()))


def section(report: Report, name: str) -> str:
    found = LexborHTMLParser(render(report)).css_first(f"#{name}")
    return " ".join(found.text(separator=" ").split()) if found else ""


def test_letters_give_nothing_away_and_stay_the_same(make_report: MakeReport) -> None:
    report = make_report(8)
    order = [window.page.company for window in findings.covered_pages(report)]
    assert order != [c.name for c in report.companies][:7]
    assert sorted(order) == sorted(c.name for c in report.companies[:7])
    again = [window.page.company for window in findings.covered_pages(make_report(8))]
    assert again == order
    other = replace(report, run_id="20270101T000000Z")
    assert [w.page.company for w in findings.covered_pages(other)] != order


def test_forty_letters_are_forty(make_report: MakeReport) -> None:
    letters = [window.letter for window in findings.windows(make_report(40))]
    assert letters[:3] + letters[25:28] == ["A", "B", "C", "Z", "AA", "AB"]
    assert len(set(letters)) == 40


def test_each_picture_stands_once_and_its_bars_lie_over_it(make_report: MakeReport) -> None:
    report = make_report(8)
    page = LexborHTMLParser(render(report))
    # A headline's pictures before and after are drawn where they stand.
    once = page.css("section:not(#changes) image")
    assert len(once) == 8
    assert all(
        (i.attributes["href"] or "").startswith("data:image/webp") for i in page.css("image")
    )
    ids = {f"#{image.attributes['id']}" for image in once}
    assert {use.attributes["href"] for use in page.css("svg.window use")} <= ids
    assert len(page.css("#pages .windows li")) == 7
    assert len(page.css("#pages .cover rect")) == 14
    assert not page.css("#look .cover")


def test_grid_names_nobody_and_the_key_names_all(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    page = LexborHTMLParser(render(report))
    (grid,) = page.css("#pages .windows")
    assert not [c.name for c in report.companies if c.name in (grid.html or "")]
    (key,) = page.css("#pages .key tbody")
    assert [row.text() for row in key.css("tr.client td bdi")] == ["Dunmore Tax"]
    assert len(key.css("tr")) == 7
    assert "Of Holloway Finch there is no picture that could be covered." in section(
        report, "pages"
    )


def test_look_without_the_covered_pages_brings_its_own_pictures(make_report: MakeReport) -> None:
    report = make_report(8)
    uncovered = tuple(replace(page, covered=False, bars=()) for page in report.look.pages)
    page = LexborHTMLParser(render(replace(report, look=replace(report.look, pages=uncovered))))
    assert not page.css("#pages")
    assert len(page.css("#look image")) == 8


def test_lens_that_is_clear_is_the_finding(make_report: MakeReport) -> None:
    said = section(make_report(8), "look")
    assert "In layout these home pages are more alike than pages of other fields" in said
    assert "In colour and imagery the range includes 50" in said
    assert "of 100 pairs of pages from different fields, 83 are farther apart" in said


def test_client_is_told_who_looks_most_like_it(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    assert "Your home page comes nearest to that of" in section(report, "look")
    for twins in findings.twins(report):
        assert "Dunmore Tax" in {twins.first.page.company, twins.second.page.company}


def test_pair_that_is_not_clearly_nearer_than_strangers_is_not_shown(
    make_report: MakeReport,
) -> None:
    report = make_report(8)
    unclear = tuple(replace(pair, clear=False) for pair in report.look.pairs)
    report = replace(report, look=replace(report.look, pairs=unclear))
    assert findings.twins(report) == []
    assert "No two of these pages are clearly more alike" in section(report, "look")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.2, 0.45, "In colour, layout and imagery these home pages differ more"),
        (0.4, 0.8, "Nothing shows that these home pages look more alike"),
    ],
)
def test_no_sameness_is_a_finding_too(
    make_report: MakeReport, low: float, high: float, words: str
) -> None:
    report = make_report(8)
    fields = []
    for field in report.look.fields:
        assert field.farther is not None
        share = replace(field.farther, value=(low + high) / 2, low=low, high=high)
        fields.append(replace(field, farther=share, clear=False))
    look = replace(report.look, fields=tuple(fields))
    assert words in section(replace(report, look=look), "look")


def test_strangers_that_ship_are_named_as_such(make_report: MakeReport) -> None:
    report = make_report(8)
    assert "13 of them ship with the program" in section(report, "look")
    own = tuple(replace(field, shipped=0) for field in report.look.fields)
    report = replace(report, look=replace(report.look, fields=own))
    assert "home pages of companies read in this workspace" in section(report, "look")


def test_without_a_browser_one_sentence_says_so_and_how(make_report: MakeReport) -> None:
    report = without_pictures(make_report(8))
    said = section(report, "look")
    assert "No picture of a home page was taken" in said
    assert "No home page was seen with style sheets in a browser. To have pictures" in said
    assert "taken, install Chromium" in said
    assert not section(report, "pages")
    assert "strips looks" not in render(report)


def test_runs_of_older_versions_have_no_look(make_report: MakeReport) -> None:
    assert read_look(lambda _: [], {"claims"}) == NOTHING
    report = replace(make_report(8), look=NOTHING)
    assert not section(report, "look") + section(report, "pages")


def test_bars_lift_when_the_key_is_opened_without_a_script(
    make_report: MakeReport, chromium: Path
) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(java_script_enabled=False).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.set_content(render(make_report(8)))
        first = page.locator("#pages .cover").first
        assert first.is_visible()
        page.locator("#pages .lift summary").click()
        assert not first.is_visible()
        assert page.locator("#pages .key").is_visible()
        page.emulate_media(media="print")
        assert first.is_visible()
        assert page.locator("#page-key").is_visible()
        assert not [url for url in asked if not url.startswith(("data:", "about:"))]
        browser.close()


def test_sample_is_of_every_size() -> None:
    assert [len(sample_look([f"c{n}" for n in range(size)]).pages) for size in (0, 1, 2, 40)] == [
        *(0, 1, 2, 40)
    ]
