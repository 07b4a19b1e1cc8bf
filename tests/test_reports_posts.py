"""The posts as a channel of their own: in words, beside the pages and never mixed with them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports import posts_findings
from reports.data import Range
from reports.render import render

if TYPE_CHECKING:
    from reports.data import Report
    from reports.posts_data import PostsReport
    from tests.conftest import MakeReport


def posts_of(report: Report) -> PostsReport:
    assert report.posts is not None
    return report.posts


def with_posts(report: Report, **changes: Any) -> Report:  # noqa: ANN401 - any part of PostsReport
    return replace(report, posts=replace(posts_of(report), **changes))


def shown(report: Report, part: str) -> str:
    found = LexborHTMLParser(render(report)).css_first(part)
    assert found is not None, part
    return re.sub(r"\s+", " ", found.text())


def test_shared_posts_are_the_heading_with_their_denominator(make_report: MakeReport) -> None:
    report = make_report()
    assert posts_findings.posts_heading(posts_of(report)) == (
        "3 claims are shared in posts, the strongest by 4 of 8"
    )
    none = replace(posts_of(report), claims=())
    assert posts_findings.posts_heading(none) == (
        "No two companies were found saying the same in their posts"
    )


def test_the_index_of_posts_is_their_own_and_the_client_hears_of_its_posts(
    make_report: MakeReport,
) -> None:
    report = make_report(8, "Dunmore Tax")
    read, index, echo = posts_findings.posts_so_what(report, posts_of(report))
    assert read == (
        "412 posts of 8 companies, written from 3 May 2026 to 12 November 2026, held against each "
        "other with the names off."
    )
    assert index == (
        "Posts have an index of their own: 54 of 100 (40 to 68; 8 companies). It is not to be held "
        "against that of the pages: posts meet posts only."
    )
    assert echo == (
        "Of 100 statements in your posts, at least 25 are in a rival’s posts too (22 to 29)."
    )
    rare = replace(posts_of(report).echo[4], as_read=Range(0.01, 0.0, 0.02))
    assert posts_findings.posts_so_what(report, replace(posts_of(report), echo=(rare,)))[2] == (
        "Of what you post, hardly anything was found at a rival too."
    )


def test_too_few_posts_get_no_index_and_the_reason(make_report: MakeReport) -> None:
    report = make_report()
    scores = replace(
        report.scores, published=False, reason="3 companies post enough, 5 are needed", index=None
    )
    posts = replace(posts_of(report), scores=scores, first=None, last=None)
    assert posts_findings.posts_so_what(report, posts)[:2] == [
        "412 posts of 8 companies, held against each other with the names off.",
        "Posts get no index: 3 companies post enough, 5 are needed.",
    ]


def test_one_company_alone_is_held_against_nobody(make_report: MakeReport) -> None:
    report = with_posts(make_report(), companies=("Acme",), claims=(), only_you=())
    section = shown(report, "#posts")
    assert "One company’s posts are known, and nobody’s to hold them against" in section
    assert "12 November 2026. What rivals post is not known." in section
    assert "against each other" not in section
    assert "alone posts" not in section


def test_every_quote_is_a_post_with_its_day_and_since_when(make_report: MakeReport) -> None:
    report = make_report()
    items = LexborHTMLParser(render(report)).css("#posts .quotes > li")
    assert len(items) == sum(
        len(claim.quotes or claim.alike_quotes) for claim in posts_of(report).claims
    )
    words = [re.sub(r"\s+", " ", item.text()) for item in items]
    assert all("posted 20 November 2026" in one for one in words)
    assert "1 post A dedicated" in words[0]
    assert "2 posts, seen since 3 May 2026, may be older" in words[1]
    assert "3 posts, the first of 26 May 2026" in words[2]


def test_a_claim_that_only_reads_alike_stands_apart(make_report: MakeReport) -> None:
    row = shown(make_report(), f"#post-claim-{posts_of(make_report()).claims[-1].id}")
    assert "read alike; 0 judged the same" in row


def test_posts_without_index_are_listed_with_their_reason(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    assert "12 posts are known, 20 are needed." in shown(report, "#posts")
    ranked = LexborHTMLParser(render(report)).css("#posts .strips tbody tr")
    assert len(ranked) == 7


def test_the_client_reads_its_own_posts_first(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    posts = posts_of(report)
    assert posts_findings.own_posts(report, posts)[0][0] == "Dunmore Tax"
    assert posts_findings.own_posts_heading(report, posts) == "1 sentence that only you post"
    assert posts_findings.own_posts_heading(make_report(), posts) == (
        "8 sentences that one company alone posts"
    )
    none = replace(posts, only_you=())
    assert posts_findings.own_posts_heading(report, none) == (
        "We found no sentence that only you post"
    )
    assert posts_findings.own_posts_heading(make_report(), none) == (
        "We found no sentence that one company alone posts"
    )


@pytest.mark.parametrize("changes", [{"posts": 0}, {"posts": None}])
def test_without_a_compared_post_there_is_no_section(
    make_report: MakeReport, changes: dict[str, int | None]
) -> None:
    report = make_report()
    bare = replace(report, posts=None) if changes["posts"] is None else with_posts(report, posts=0)
    page = LexborHTMLParser(render(bare))
    assert not page.css("#posts, a[href='#posts']")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "post:bluesky/1", ""])
def test_a_post_without_a_web_address_is_no_link(make_report: MakeReport, url: str) -> None:
    report = make_report()
    claims = tuple(
        replace(
            claim,
            quotes=tuple(replace(quote, url=url) for quote in claim.quotes),
            alike_quotes=tuple(replace(quote, url=url) for quote in claim.alike_quotes),
        )
        for claim in posts_of(report).claims
    )
    page = LexborHTMLParser(render(with_posts(report, claims=claims)))
    assert page.css("#posts .quotes li")
    assert not page.css("#posts .quotes a")
