"""The HTML document: every state, nothing injected, structure that a reader can rely on."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import os
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from reports.data import CompanyScore, IndustryScores, Report
from reports.render import anchor, environment, is_web, render
from reports.sections import sections_of
from tests.report_states import STATES, a_site_refused, nothing_the_same

if TYPE_CHECKING:
    from tests.conftest import MakeReport

GOLD = Path(__file__).parent / "gold"
SECTIONS = [
    *("verdict", "changes", "quiz", "pages", "pairs", "map", "claims", "words"),
    *("images", "look", "platforms", "voice", "talk", "posts"),
    *("first", "months", "only-you", "white-space", "next", "weeded-out", "method"),
]
SOCIAL = {"platforms", "talk", "posts", "first", "changes"}
NEED_GROUND = {"quiz", "map", "months", "next", "claims", "words", "only-you", "white-space"}
"""What stands in a report without a score only where something was found."""

HIDDEN = {"quiz", "claims", "changes"}
"""What the agency of one state hides, and what a first reading lacks."""

PAYLOADS = [
    "<script>window.pwned=1</script>",
    '"><img src=x onerror=window.pwned=1>',
    "'><svg onload=window.pwned=1>",
    "</style></script></title><img src=x onerror=window.pwned=1>",
    "{{ 7 * 7 }}{% raw %}<b>",
    "javascript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "--><iframe src=//example.com>",
    "\x00\u202e\ud7ff&#60;script&#62;",
]


def parsed(report: Report) -> LexborHTMLParser:
    return LexborHTMLParser(render(report))


def text_of(report: Report) -> str:
    body = parsed(report).body
    assert body is not None
    return re.sub(r"\s+", " ", body.text(separator=" "))


def poisoned(value: Any, payload: str) -> Any:  # noqa: ANN401 - any part of a report
    """Give a copy of a report in which every text begins with the payload."""
    if isinstance(value, str):
        return payload + value
    if isinstance(value, tuple):
        return tuple(poisoned(item, payload) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {
            f.name: poisoned(getattr(value, f.name), payload)
            for f in dataclasses.fields(value)
            if f.name != "colour"  # six hexadecimal digits, or no report at all
        }
        return replace(value, **fields)
    return value


def tags(html: str) -> Counter[str]:
    return Counter(str(node.tag) for node in LexborHTMLParser(html).css("*"))


def first(within: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    found = within.css_first(selector)
    assert found is not None, selector
    return found


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest) -> Report:
    return STATES[request.param]()


def test_sections_come_in_order_each_with_its_heading(state: Report) -> None:
    page = parsed(state)
    shown = [node.attributes["id"] for node in page.css("main > section")]
    assert shown == [section for section in SECTIONS if section in shown]
    missing = set(SECTIONS) - set(shown)
    assert missing <= (SOCIAL | NEED_GROUND if not state.scores.published else HIDDEN)
    for section in page.css("main > section"):
        label = section.attributes["aria-labelledby"]
        assert first(page, f"#{label}").text(strip=True)


def test_headings_never_skip_a_level(state: Report) -> None:
    levels = [int(str(node.tag)[1]) for node in parsed(state).css("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_inner_links_lead_somewhere(state: Report) -> None:
    page = parsed(state)
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    inner = {href for href in hrefs(page) if href[:1] == "#"}
    assert {link[1:] for link in inner} <= set(ids)


def test_nothing_is_styled_or_scripted_inline(state: Report) -> None:
    page = parsed(state)
    assert not page.css("[style]")
    assert not [name for node in page.css("*") for name in node.attributes if name.startswith("on")]
    assert len(page.css("script")) == len(page.css("style")) == 1


def test_every_table_has_a_caption_and_scoped_headings(state: Report) -> None:
    tables = parsed(state).css("table")
    assert len(tables) >= 4
    for table in tables:
        assert table.css_first("caption") is not None
        assert all(cell.attributes.get("scope") for cell in table.css("th"))


def test_a_published_report_shows_the_three_figures(state: Report) -> None:
    assert len(parsed(state).css(".figures > li")) == (3 if state.scores.published else 0)


def test_two_companies_get_no_figure(too_few: Report) -> None:
    page = parsed(too_few)
    shown = [node.attributes["id"] for node in page.css("main > section")]
    assert set(SECTIONS) - set(shown) == {*SOCIAL, "map", "months", "quiz", "only-you"}
    left_out = first(page, ".abstention").text()
    assert "so these parts are left out: Who said it? and Only one." in left_out
    assert not page.css(".figures")
    assert not page.css(".strips")
    assert "2 companies were read, 5 are needed." in first(page, ".abstention").text()


def test_a_field_without_a_blind_test_shows_the_other_figures(make_report: MakeReport) -> None:
    report = make_report()
    report = replace(report, scores=replace(report.scores, blind_test=None))
    assert len(parsed(report).css(".figures > li")) == 2


def test_the_client_stands_beside_the_field(make_report: MakeReport) -> None:
    shown = first(parsed(make_report(8, "Dunmore Tax")), ".figures > li").text()
    assert "The field: 57 to 78" in shown
    assert "You: 67, 58 to 75" in shown
    assert "You" not in first(parsed(make_report()), ".figures > li").text()


def test_a_company_that_was_not_scored_is_listed_with_its_reason() -> None:
    report = a_site_refused()
    shown = text_of(report)
    assert "Alder & Vane : no marketing text could be read." in shown
    assert "Your own figure is not shown: no marketing text could be read." in shown
    assert len(parsed(report).css("rect.hatched")) == 2 * 7


def test_precision_stands_right_above_the_claims(make_report: MakeReport) -> None:
    html = render(make_report())
    above = html[: html.index('<table class="claims">')]
    assert "the labels call 92 in 100 the same claim (86 to 96; 118 labelled pairs)" in above
    between = html[html.index('id="reads-alike"') : html.index("that only read alike</summary>")]
    assert "the labels call 62 in 100 the same claim (55 to 68; 204 labelled pairs)" in between


def test_who_says_the_same_and_who_reads_like_it_stand_apart(make_report: MakeReport) -> None:
    report = make_report()
    claim = next(claim for claim in report.claims if claim.companies and claim.alike)
    row = first(parsed(report), f"#claim-{claim.id}")
    assert first(row, ".of").text() == f"{len(claim.companies)} of {claim.asked}"
    assert [node.text() for node in row.css(".strength")] == ["Say the same", "Read like it"]
    said = [len(node.css("li")) for node in row.css(".quotes")]
    assert said == [len(claim.quotes), len(claim.alike_quotes)]
    alike = first(parsed(report), f"#claim-{report.claims[-1].id}").text()
    assert "0 judged the same" in alike


def test_without_a_same_claim_what_reads_alike_is_open_at_once() -> None:
    page = parsed(nothing_the_same())
    assert "No claim was found said in the same sense" in first(page, "#claims h2").text()
    assert page.css("#claims > table.claims")
    assert not page.css("figure.exhibit")


def test_a_phrase_is_marked_in_each_quote(make_report: MakeReport) -> None:
    report = make_report()
    page = parsed(report)
    marks = [node.text() for node in page.css("#words mark")]
    assert sorted(marks) == sorted(
        use.passage for phrase in report.stock_phrases for use in phrase.uses
    )


def test_an_open_claim_is_a_question_with_its_nearest_sentence(make_report: MakeReport) -> None:
    report = make_report()
    asked = first(parsed(report), "#open-o000").text()
    assert "Could you say:" in asked
    assert report.white_space[0].nearest.text in asked
    assert "0 of 8 were found saying it." in asked
    assert (
        "up to 31 % of companies like these"
        in first(parsed(report), "#white-space .so-what").text()
    )


def test_the_method_has_error_rates_and_checks_with_their_source(make_report: MakeReport) -> None:
    report = make_report()
    page = parsed(report)
    rates = re.sub(r"\s+", " ", first(page, "#errors table").text(separator=" "))
    assert "the same claim 92 86 to 96 118 23" in rates
    assert "4,622 pairs, two readers" in rates
    checks = re.sub(r"\s+", " ", first(page, "#checks table").text(separator=" "))
    assert "From docs/validity.md, 19 November 2026, with all-MiniLM-L6-v2" in checks
    assert "Index of strangers 0 0 \N{MINUS SIGN}8 to 12 60 random sets" in checks
    assert "was not checked" not in checks
    other = replace(report, method=replace(report.method, model="another"))
    assert "this report’s model was not checked like this" in first(
        parsed(other), "#checks caption"
    ).text()  # fmt: skip


def test_the_method_names_the_judge_that_was_asked(make_report: MakeReport) -> None:
    report = make_report()
    larger = parsed(replace(report, method=replace(report.method, judge="larger")))
    for page, rates, checks in (
        (parsed(report), "How often the judge of claims", "with all-MiniLM-L6-v2"),
        (larger, "How often the larger judge of claims", "all-MiniLM-L6-v2 and the plain judge"),
    ):
        assert first(page, "#errors caption").text().startswith(rates)
        assert first(page, "#checks caption").text().endswith(checks)


def test_an_error_rate_that_was_not_measured_is_said_to_be_so(make_report: MakeReport) -> None:
    report = make_report()
    method = replace(report.method, precisions=report.method.precisions[1:])
    page = parsed(replace(report, method=method))
    assert "not measured apart" in first(page, "#errors table").text()
    assert "was not measured apart" in first(page, "#claims .lead").text()


def test_every_quote_has_its_address_and_day(make_report: MakeReport) -> None:
    report = make_report()
    items = parsed(report).css("#claims .quotes > li")
    assert len(items) == sum(len(c.quotes) + len(c.alike_quotes) for c in report.claims)
    items += parsed(report).css("#words .quotes > li")
    for item in items:
        assert (first(item, "a").attributes["href"] or "").startswith("https://")
        assert "read 20 November 2026" in item.text()


def test_long_quotes_are_cut_in_display_only(make_report: MakeReport) -> None:
    long = " ".join(f"word{number}" for number in range(40))
    report = make_report()
    quote = replace(report.claims[0].quotes[0], text=long)
    claim = replace(report.claims[0], text=long, quotes=(quote,), alike_quotes=())
    shown = text_of(replace(report, claims=(claim,)))
    assert "word24 …" in shown
    assert "word25" not in shown


def test_the_quiz_tells_the_answers_without_a_script(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    page = parsed(report)
    answers = [node.text(strip=True) for node in page.css("details.answer .name")]
    key = [first(node, "bdi").text() for node in page.css(".answer-key li")]
    assert answers == key == [question.company for question in report.quiz]
    assert [node.attributes["data-answer"] for node in page.css(".question")] == answers


def test_a_rank_number_is_never_shown(make_report: MakeReport) -> None:
    page = parsed(make_report())
    cells = [node.text(strip=True) for node in page.css("#pairs .strips tbody th")]
    assert sorted(cells) == sorted(company.name for company in make_report().companies)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_in_every_field_stays_text(make_report: MakeReport, payload: str) -> None:
    report = make_report(8, "Dunmore Tax")
    html = render(poisoned(report, payload))
    # As long and with the same digits, since what is shown depends on both.
    harmless = tags(render(poisoned(report, re.sub(r"[^\w\s.,:;/=()-]", "x", payload))))
    found = tags(html)
    found.pop("a"), harmless.pop("a")
    assert found == harmless
    page = LexborHTMLParser(html)
    assert not [name for node in page.css("*") for name in node.attributes if name.startswith("on")]
    assert all(is_web(href) or href[:1] == "#" for href in hrefs(page))


def hrefs(page: LexborHTMLParser) -> list[str]:
    return [node.attributes["href"] or "" for node in page.css("a[href]")]


@pytest.mark.parametrize("payload", PAYLOADS[:4])
def test_the_same_text_without_escaping_would_inject(make_report: MakeReport, payload: str) -> None:
    """The control: the check above can fail."""
    careless = environment().overlay(autoescape=False)
    report = poisoned(make_report(8, "Dunmore Tax"), payload)
    page = careless.get_template("report.html.j2")
    html = page.render(report=report, sections=sections_of(report), style="", script="", policy="")
    harmless = tags(render(poisoned(make_report(8, "Dunmore Tax"), "harmless ")))
    found = tags(html)
    assert sum(found[tag] - harmless[tag] for tag in ("script", "img", "svg")) > 10


@pytest.mark.parametrize(
    ("url", "web"),
    [
        ("https://example.com/a?b=c#d", True),
        ("http://example.com", True),
        ("HTTPS://example.com", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://example.com", False),
        ("https://exa mple.com", False),
        ("https://example.com\\@evil.example", False),
        ("//example.com", False),
        ("/about", False),
        ("data:text/html,x", False),
        ("https://", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(url: str, web: bool) -> None:  # noqa: FBT001 - a table
    assert is_web(url) is web


def test_what_is_no_web_address_is_shown_as_text(make_report: MakeReport) -> None:
    report = make_report()
    quote = replace(report.claims[0].quotes[0], url="javascript:alert(1)")
    report = replace(report, claims=(replace(report.claims[0], quotes=(quote,)),), quiz=())
    item = first(parsed(report), ".quotes > li")
    assert "javascript:alert(1), read" in item.text()
    assert not item.css("a")


def test_an_anchor_keeps_plain_ids_and_tells_others_apart() -> None:
    assert anchor("c012-a_b") == "c012-a_b"
    assert re.fullmatch(r"[\w-]+", anchor('"><img onerror>'))
    assert anchor("a b") != anchor("a-b") != anchor("a/b")


def test_the_policy_allows_exactly_this_style_and_this_script(make_report: MakeReport) -> None:
    html = render(make_report())
    policy = html.split('Content-Security-Policy" content="')[1].split('"')[0].replace("&#39;", "'")
    for tag in ("style", "script"):
        text = html.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("img-src data:; base-uri 'none'; form-action 'none'")


def test_twelve_companies_stay_below_500_kb(make_report: MakeReport) -> None:
    report = make_report(12, "Dunmore Tax")
    assert len(render(replace(report, claims=report.claims * 2)).encode()) < 500_000


def test_the_same_report_gives_the_same_page(make_report: MakeReport) -> None:
    assert render(make_report(12)) == render(make_report(12))


def test_a_day_is_written_out(make_report: MakeReport) -> None:
    quiz = (replace(make_report().quiz[0], seen_at=date(2026, 3, 1)),)
    assert "read 1 March 2026" in text_of(make_report(quiz=quiz))


def test_a_report_of_no_companies_is_still_a_page(make_report: MakeReport) -> None:
    empty: tuple[CompanyScore, ...] = ()
    report = make_report(2)
    report = replace(
        report, companies=empty, claims=(), only_you=(), quiz=(), coverage=(), weeded_out=(),
        scores=IndustryScores(
            published=False, reason="", companies=0, index=None, effective_pitches=None,
            blind_test=None, trend=None, regime="unclear", context="",
        ),
        echoes=(), same_words=(), stock_phrases=(), own_words=(), white_space=(),
        swap_matrix=replace(report.swap_matrix, companies=(), values=()),
    )  # fmt: skip
    assert "Not enough evidence to score boutique accounting." in text_of(report)


def scrubbed(html: str) -> str:
    """Give the page without its style, script and policy, which have tests of their own."""
    html = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", html, flags=re.DOTALL)
    return re.sub(r'(Security-Policy" content=)"[^"]*"', r'\1""', html)


@pytest.mark.parametrize("name", ["for_a_client", "too_few"])
def test_the_page_is_as_it_was_approved(
    name: str, make_report: MakeReport, too_few: Report
) -> None:
    """Set UPDATE_GOLD=1 to accept a changed page; read the difference before you commit it."""
    report = too_few if name == "too_few" else make_report(6, "Dunmore Tax")
    gold = GOLD / f"report_{name}.html"
    html = scrubbed(render(report))
    if os.environ.get("UPDATE_GOLD") == "1":
        gold.parent.mkdir(exist_ok=True)
        gold.write_text(html, encoding="utf-8")
    assert html == gold.read_text(encoding="utf-8")
