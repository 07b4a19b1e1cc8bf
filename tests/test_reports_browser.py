"""The report in a real browser: no request, no complaint, accessible, and useful in every way."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Literal, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from reports.render import environment, render
from reports.sections import sections_of
from tests.attacks import ROUNDS, needs_attacks, poisoned_reports
from tests.report_states import STATES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reports.data import QuizQuestion
    from tests.conftest import MakeReport

PAYLOAD = '"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
UNFOLD = "for (const part of document.querySelectorAll('details')) part.open = true"
Scheme = Literal["light", "dark"]
COUNT_ACTS = """
    window.acts = 0;
    for (const name of ["alert", "confirm", "prompt", "print", "open", "fetch"])
        window[name] = () => { window.acts += 1; };
"""
"""Counts what scripts of attacks like to call; given before the page's own."""

TAGS = "[...new Set([...document.querySelectorAll('*')].map((node) => node.localName))]"


def find_chromium() -> str | None:
    return (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: install it, or name it in $CHROMIUM")
        pytest.skip("needs Chromium: install it, or name it in $CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path,
            args=["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield chromium
        chromium.close()


class Open(Protocol):
    """Opens HTML from a file as a reader would."""

    def __call__(
        self,
        html: str,
        width: int = 1280,
        scheme: Scheme = "light",
        *,
        script: bool = True,
        before: str = "",
    ) -> Opened: ...


class Opened:
    """A page with all it asked for and complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    contexts = []

    def opened(
        html: str,
        width: int = 1280,
        scheme: Scheme = "light",
        *,
        script: bool = True,
        before: str = "",
    ) -> Opened:
        file = tmp_path / "index.html"
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        context.add_init_script(before)
        contexts.append(context)
        shown = Opened(context.new_page())
        shown.page.goto(file.as_uri())
        return shown

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("state", "width", "scheme"),
    [
        ("for a client", 1280, "light"),
        ("for a client", 1280, "dark"),
        ("for a client", 320, "light"),
        ("about the field", 1280, "light"),
        ("1 company", 320, "dark"),
        ("2 companies", 1280, "dark"),
        ("nothing shared", 320, "light"),
        ("nothing the same", 320, "dark"),
        ("a site refused", 320, "light"),
        ("thin text", 320, "dark"),
        ("very long names", 320, "light"),
        ("non-Latin text", 320, "dark"),
        ("right-to-left text", 320, "light"),
        ("a damaged image", 320, "dark"),
        ("an agency's", 1280, "light"),
        ("an agency's", 320, "dark"),
    ],
)
def test_it_asks_for_nothing_complains_of_nothing_and_is_accessible(
    open_page: Open, state: str, width: int, scheme: Scheme
) -> None:
    shown = open_page(render(STATES[state]()), width, scheme)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
    result = Axe().run(shown.page)
    assert result.violations_count == 0, result.generate_report()
    assert shown.requests == [shown.page.url]
    assert shown.complaints == []


@pytest.mark.parametrize("width", [390, 1280])
def test_unfolded_it_is_accessible_and_stays_inside(
    open_page: Open, make_report: MakeReport, width: int
) -> None:
    shown = open_page(render(make_report(8, "Dunmore Tax")), width)
    shown.page.evaluate(UNFOLD)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
    result = Axe().run(shown.page)
    assert result.violations_count == 0, result.generate_report()
    assert shown.complaints == []


@pytest.mark.parametrize("state", ["for a client", "40 companies", "an agency's"])
def test_the_page_never_scrolls_sideways(open_page: Open, state: str) -> None:
    page = open_page(render(STATES[state]())).page
    for width in (320, 390, 820, 1280, 3840):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_telephone_moves_and_the_months_are_whole(
    open_page: Open, make_report: MakeReport
) -> None:
    """What lies beyond an edge, as the right half of each range once did, is not seen."""
    page = open_page(render(make_report(8, "Dunmore Tax")), 390).page
    moves = page.locator("#changes .scroller")
    assert moves.evaluate("one => one.scrollWidth <= one.clientWidth")
    for text in page.locator("#months .line text:visible").all():
        box = text.bounding_box()
        assert box is not None
        assert box["height"] >= 10
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390


def test_very_long_names_stay_inside(open_page: Open, make_report: MakeReport) -> None:
    html = render(make_report(8, "Dunmore Tax"))
    html = html.replace("Cobalt Books", "W" * 90).replace("Dunmore Tax", "חברה " * 20)
    page = open_page(html, 320).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_finding_and_the_figures_stand_on_the_first_screen(
    open_page: Open, make_report: MakeReport
) -> None:
    page = open_page(render(make_report(8, "Dunmore Tax"))).page
    for figure in page.locator(".figure").all():
        box = figure.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800


def test_the_quiz_is_played_by_keyboard_and_counts(
    open_page: Open, make_report: MakeReport
) -> None:
    report = make_report(8, "Dunmore Tax")
    page = open_page(render(report)).page
    question = page.locator(".question").first
    truth = report.quiz[0].company
    expect(question.locator(".answer")).to_be_hidden()
    question.get_by_role("button", name=truth).focus()
    page.keyboard.press("Enter")
    expect(question.locator(".outcome")).to_have_text(f"Right: {truth}.")
    expect(question.locator(".answer")).to_contain_text(report.quiz[0].text)
    expect(question.locator(".answer")).to_contain_text("read 20 November 2026")
    expect(page.locator(".score")).to_have_text(
        "You told 1 of 1 so far, 4 to go. Guessing would get 1.2 of 5."
    )


def test_a_wrong_guess_says_who_it_was_and_counts_once(
    open_page: Open, make_report: MakeReport
) -> None:
    report = make_report(8, "Dunmore Tax")
    page = open_page(render(report)).page
    question = page.locator(".question").nth(1)
    asked = report.quiz[1]
    wrong = next(option for option in asked.options if option != asked.company)
    question.get_by_role("button", name=wrong).click()
    question.get_by_role("button", name=asked.company).dispatch_event("click")
    expect(question.locator(".outcome")).to_have_text(f"No, it is {asked.company}.")
    expect(question.locator(".answer")).to_contain_text("says the same.")
    expect(page.locator(".score")).to_contain_text("You told 0 of 1 so far")


def test_the_answered_quiz_is_accessible_too(open_page: Open, make_report: MakeReport) -> None:
    page = open_page(render(make_report(8, "Dunmore Tax"))).page
    for question in page.locator(".question").all():
        question.get_by_role("button").first.click()
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


def test_the_filter_finds_words_quotes_and_the_clients_claims(
    open_page: Open, make_report: MakeReport
) -> None:
    page = open_page(render(make_report(8, "Dunmore Tax"))).page
    search, rows = page.get_by_label("Find a claim"), page.locator(".claim:visible")
    expect(rows).to_have_count(10)
    search.fill("PLAIN english")
    expect(rows).to_have_count(1)
    expect(page.locator("#claim-count")).to_have_text("1 of 14 shown")
    search.fill("no such words")
    expect(rows).to_have_count(0)
    search.fill("")
    expect(rows).to_have_count(10)
    page.get_by_label("Only claims you make").check()
    expect(rows).to_have_count(6)


def test_a_link_to_a_claim_opens_its_quotes(open_page: Open, make_report: MakeReport) -> None:
    page = open_page(render(make_report())).page
    claim = page.locator("#claim-c003")
    expect(claim.locator(".quotes")).to_be_hidden()
    claim.get_by_role("link", name="Copy link").click()
    assert page.url.endswith("#claim-c003")
    expect(claim.locator(".quotes")).to_be_visible()


def test_a_link_to_a_folded_claim_or_phrase_opens_what_it_is_folded_in(
    open_page: Open, make_report: MakeReport
) -> None:
    page = open_page(render(make_report())).page
    for target in ("#claim-c011", "#claim-c013", "#phrase-p003"):
        expect(page.locator(target)).to_be_hidden()
        page.goto(f"{page.url.split('#')[0]}{target}")
        expect(page.locator(f"{target} .quotes").first).to_be_visible()


def test_a_link_to_a_claim_in_posts_opens_the_posts(
    open_page: Open, make_report: MakeReport
) -> None:
    page = open_page(render(make_report())).page
    posts = page.locator("#post-claim-pc005 .quotes")
    expect(posts).to_be_hidden()
    page.goto(f"{page.url.split('#')[0]}#post-claim-pc005")
    expect(posts).to_be_visible()


def test_without_script_everything_can_be_read(open_page: Open, make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    page = open_page(render(report), script=False).page
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("button")).to_have_count(0)
    expect(page.locator(".filter")).to_be_hidden()
    question = page.locator(".question").first
    expect(question.locator(".options li")).to_have_count(4)
    question.get_by_text("Show the answer").click()
    expect(question.locator(".answer .name")).to_have_text(report.quiz[0].company)
    expect(page.locator(".claim:visible")).to_have_count(10)
    page.locator("#claims details.more > summary").first.click()
    expect(page.locator(".claim:visible")).to_have_count(12)
    page.locator("#claim-c003 summary").click()
    expect(page.locator("#claim-c003 .quotes")).to_be_visible()


def test_paper_shows_all_quotes_and_the_answer_key(
    open_page: Open, make_report: MakeReport
) -> None:
    page = open_page(render(make_report(8, "Dunmore Tax")), scheme="dark").page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".answer-key")).to_be_visible()
    expect(page.locator("#claim-c003 .quotes")).to_be_visible()
    for table in page.locator(".as-table table").all():
        expect(table).to_be_visible()
    expect(page.locator("#claim-c011")).to_be_hidden()
    expect(page.locator("#claims details.more > summary").first).to_be_visible()
    for hidden in (".contents", ".filter", ".question .answer"):
        expect(page.locator(hidden).first).to_be_hidden()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_things_to_press_are_large_enough(open_page: Open, make_report: MakeReport) -> None:
    page = open_page(render(make_report(8, "Dunmore Tax")), 390).page
    page.evaluate(UNFOLD)
    for target in page.locator("button, summary, input, .contents a, .permalink").all():
        box = target.bounding_box()
        assert box is None or min(box["width"], box["height"]) >= 24, target.text_content()


def test_hostile_text_runs_nothing(open_page: Open, make_report: MakeReport) -> None:
    html = render(make_report(8, PAYLOAD, industry_name=PAYLOAD, quiz=hostile_quiz(make_report)))
    shown = open_page(html)
    for question in shown.page.locator(".question").all():
        question.get_by_role("button").first.click()
    assert shown.page.evaluate("window.pwned") is None
    assert shown.requests == [shown.page.url]
    assert shown.complaints == []


def test_the_same_text_without_escaping_and_policy_would_run(
    open_page: Open, make_report: MakeReport
) -> None:
    """The control: the check above can fail."""
    report = make_report(8, PAYLOAD, industry_name=PAYLOAD, quiz=hostile_quiz(make_report))
    page = environment().overlay(autoescape=False).get_template("report.html.j2")
    html = page.render(report=report, sections=sections_of(report), style="", script="", policy="")
    html = re.sub(r"<meta http-equiv[^>]*>", "", html)
    shown = open_page(html)
    assert shown.page.evaluate("window.pwned") == 1


@needs_attacks
def test_public_attacks_in_every_field_run_nothing_and_add_nothing(
    open_page: Open,
) -> None:
    sample = STATES["for a client"]()
    known = set(open_page(render(sample)).page.evaluate(TAGS))
    for report in islice(poisoned_reports(sample), 0, ROUNDS, 8):
        shown = open_page(render(report), before=COUNT_ACTS)
        for question in shown.page.locator(".question").all():
            question.get_by_role("button").first.click()
        shown.page.evaluate(UNFOLD)
        assert shown.page.evaluate("window.acts") == 0
        assert set(shown.page.evaluate(TAGS)) <= known
        assert shown.requests == [shown.page.url]
        assert shown.complaints == []


@needs_attacks
def test_public_attacks_without_escaping_and_policy_would_run(open_page: Open) -> None:
    """The control: the check above can fail."""
    template = environment().overlay(autoescape=False).get_template("report.html.j2")
    acts = 0
    for report in islice(poisoned_reports(STATES["for a client"]()), 4, ROUNDS, 8):
        html = template.render(
            report=report, sections=sections_of(report), style="", script="", policy=""
        )
        html = re.sub(r"<meta http-equiv[^>]*>", "", html)
        body = "".join(f"<p>{claim.text}</p>" for claim in report.claims)
        acts += open_page(html + body, before=COUNT_ACTS).page.evaluate("window.acts") or 0
    assert acts > 0


def hostile_quiz(make_report: MakeReport) -> tuple[QuizQuestion, ...]:
    first, *others = make_report().quiz
    return (
        replace(first, masked=PAYLOAD, company=PAYLOAD, options=(PAYLOAD, "Brightledger")),
        *others,
    )
