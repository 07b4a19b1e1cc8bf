"""The reader's own score in the quiz: what it is worth, typed in, clicked, or read off on paper."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect, sync_playwright
from selectolax.lexbor import LexborHTMLParser

from reports.quiz_findings import (
    _at_least,
    few_questions,
    machine_place,
    machine_sentence,
    quiz_scores,
)
from reports.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import MakeReport


@given(st.lists(st.integers(1, 6), max_size=6))
@settings(max_examples=40, deadline=None)
def test_luck_is_counted_over_every_way_to_guess(sizes: list[int]) -> None:
    chances = [1 / size for size in sizes]
    exactly = [0.0] * (len(sizes) + 1)
    for answers in product((0, 1), repeat=len(sizes)):
        likely = 1.0
        for right, p in zip(answers, chances, strict=True):
            likely *= p if right else 1 - p
        exactly[sum(answers)] += likely
    naive = [sum(exactly[right:]) for right in range(len(exactly))]
    assert _at_least(chances) == pytest.approx(naive)


def test_each_score_has_its_place_between_guessing_and_always_right(
    make_report: MakeReport,
) -> None:
    scores = quiz_scores(make_report(8))
    assert [score.right for score in scores] == [0, 1, 2, 3, 4, 5]
    assert [round(score.place or 0) for score in scores] == [-33, -7, 20, 47, 73, 100]
    assert scores[-1].luck == pytest.approx(0.25**5)


def test_the_words_never_call_luck_skill(make_report: MakeReport) -> None:
    none, *_, three, four, five = (score.words for score in quiz_scores(make_report(8)))
    assert none.startswith("You told 0 of 5. Guessing would get 1.2.")
    assert "you stand at 0, the machine at 39 (30 to 50)." in none
    assert "that many or more 10 times in 100 tries: not clearly better" in three
    assert "2 times in 100 tries: better than guessing" in four
    assert "less than once in 100 tries: better than guessing" in five


def test_the_machine_is_told_by_its_own_task(make_report: MakeReport) -> None:
    report = make_report(8)
    said = machine_sentence(report)
    assert "It gives 70 of 100 to the right one; a coin, 50. Yours has 4 names" in said
    assert (
        few_questions(report) == "5 questions say little: one answer more or less moves you by 27."
    )
    unknown = replace(report, scores=replace(report.scores, blind_test=None))
    assert machine_place(unknown) is None
    assert "has no figure here" in machine_sentence(unknown)
    assert quiz_scores(unknown)[3].words.endswith("you stand at 47.")


def test_one_option_leaves_nothing_to_tell(make_report: MakeReport) -> None:
    report = make_report(8)
    quiz = (replace(report.quiz[0], options=(report.quiz[0].company,)),)
    alone = replace(report, quiz=quiz)
    assert [score.place for score in quiz_scores(alone)] == [None, None]
    assert few_questions(alone) == ""


def test_on_paper_the_table_says_it(make_report: MakeReport) -> None:
    page = LexborHTMLParser(render(make_report(8)))
    rows = [row.text(separator=" ").split() for row in page.css("#own-score tbody tr")]
    assert " ".join(rows[3]) == "3 of 5 10 in 100 47"
    assert " ".join(rows[5]) == "5 of 5 less than 1 in 100 100"
    field = page.css_first("#own-score .typed")
    assert field is not None
    assert "hidden" in field.attributes


@pytest.fixture
def page(chromium: Path, tmp_path: Path, make_report: MakeReport) -> Iterator[Page]:
    """Give the sample report in a browser."""
    file = tmp_path / "index.html"
    file.write_text(render(make_report(8, "Dunmore Tax")), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--headless=new", "--no-sandbox", "--disable-gpu"]
        )
        shown = browser.new_page()
        shown.goto(file.as_uri())
        yield shown
        browser.close()


def test_a_typed_score_is_compared(page: Page) -> None:
    field = page.get_by_label("how many you told right")
    field.focus()
    page.keyboard.type("3")
    compared = page.locator(".compared")
    expect(compared).to_contain_text("You told 3 of 5.")
    expect(compared).to_contain_text("you stand at 47, the machine at 39 (30 to 50)")
    assert compared.get_attribute("role") == "status"
    field.fill("9")
    expect(compared).to_have_text("A whole number from 0 to 5, please.")
    field.fill("")
    expect(compared).to_be_empty()


def test_clicked_answers_count_as_typed(page: Page) -> None:
    for question in page.locator(".question").all():
        truth = question.get_attribute("data-answer")
        question.get_by_role("button", name=truth, exact=True).press("Enter")
    expect(page.locator(".score")).to_contain_text("You told 5 of 5.")
    expect(page.get_by_label("how many you told right")).to_have_value("5")
    expect(page.locator(".compared")).to_contain_text("you stand at 100")
