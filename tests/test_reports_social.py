"""Profiles and posts' habits: read from stages' tables, put in words, shown without injection."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from selectolax.lexbor import LexborHTMLParser

from reports import door_findings, platform_findings, talk_findings
from reports.data import Range
from reports.read_social import QUERIES, read_social
from reports.render import render
from reports.rounding import chance
from reports.social_data import NOBODY, Clockwork, Habit, PlatformOverlap, Presence
from tests.social_samples import NEEDS_KEY, NO_WAY
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reports.data import Report
    from reports.social_data import Social
    from tests.conftest import MakeReport

RUN = "20261121T101500Z"
AT = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
HABIT = ("reply", "question", "mention", "repost", "crosspost")
COUNTS = dict(
    zip(HABIT, ("replies", "questions", "mentions", "reposts", "crossposted"), strict=True)
)


def profile(company: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any column
    return {
        "company": company, "platform": "bluesky", "name": "Bluesky", "state": "read",
        "handle": "a.example", "url": "https://bsky.example/a", "found_at": "https://a.example/",
        "linked_back": "", "profiles": 1, "posts": 3, "newest": AT, "reason": "",
    } | changes  # fmt: skip


def talk(company: str | None, share: float | None, reason: str = "") -> dict[str, Any]:
    row: dict[str, Any] = {"company": company, "posts": 50, "profiles": 2, "reason": reason}
    row["notes"] = "" if reason else "replies can't be seen on: Blog"
    for kind in HABIT:
        row |= {COUNTS[kind]: 5, f"{kind}_of": 48, f"{kind}_share": share}
        row |= {f"{kind}_low": share and share / 2, f"{kind}_high": share and share * 2}
    return row


TABLES: dict[str, list[dict[str, Any]]] = {
    "platform_presence": [
        profile("Second", state="not read", newest=None, posts=0, reason=NEEDS_KEY),
        profile("First"),
    ],
    "platform_overlap": [
        {
            "company": company, "companies": 2, "platforms": 1, "jaccard": 0.5, "strangers": 0.25,
            "excess": 0.25, "low": 0.1, "high": 0.4, "reason": "", "clear": True,
            "strangers_known": 9,
        }
        for company in ("First", None)
    ],
    "exit_doors": [
        {
            "company": "First", "url": "https://a.example/", "platform": "bluesky",
            "name": "Bluesky", "target": "https://bsky.example/a", "place": "header",
            "before_action": True,
            "own": True, "text": "Follow us",
        }
    ],
    "exit_door_rates": [
        {
            "company": "First", "pages": 9, "pages_with": 8, "doors": 16, "per_page": 1.8,
            "low": 1.5, "high": 2.1, "before_share": None, "before_low": None,
            "before_high": None, "reason": "",
        }
    ],
    "conversation": [
        talk("Second", None, "12 posts are known, 20 are needed"),
        talk("First", 0.1),
        talk(None, 0.1),
    ],
    "conversation_lines": [
        {
            "company": "First", "measure": "reply", "text": "@b Yes.",
            "url": "https://bsky.example/a/1", "posted_at": AT, "platform": "bluesky",
        }
    ],
    "clockwork": [
        {
            "company": "First", "platform": "bluesky", "posts": 30, "sittings": 25,
            "hour": "09:00 UTC", "hour_share": 0.5, "hour_expected": 0.1, "hour_p": 0.001,
            "interval": 24.0, "interval_share": 0.2, "interval_expected": 0.1, "interval_p": 0.4,
            "regular": True, "reason": "",
        },
        {
            "company": "Second", "platform": "bluesky", "posts": 3, "sittings": 3, "hour": None,
            "hour_share": None, "hour_expected": None, "hour_p": None, "interval": None,
            "interval_share": None, "interval_expected": None, "interval_p": None,
            "regular": False, "reason": "too few",
        },
    ],
}  # fmt: skip


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """Give a warehouse with two companies of a run, "First" at the head of the industry file."""
    with Warehouse(tmp_path / "warehouse.duckdb") as opened:
        companies = [
            {
                "run_id": RUN, "position": place, "company": name, "site": "https://a.example",
                "aliases": ["A"], "is_client": False,
            }
            for place, name in enumerate(("First", "Second"))
        ]  # fmt: skip
        opened.insert("raw.run_companies", pa.Table.from_pylist(companies))
        yield opened


def read(warehouse: Warehouse) -> Social:
    columns = {column for (column,) in warehouse.tuples("history_columns")}
    stored = {column.split(".")[0] for column in columns}
    return read_social(
        lambda query: warehouse.arrow(query, run_id=RUN).to_pylist(),
        stored & set(QUERIES),
    )


def keep(warehouse: Warehouse, run_id: str = RUN) -> None:
    for table, rows in TABLES.items():
        warehouse.put(table, pa.Table.from_pylist(rows))
        warehouse.keep(table, run_id)


def test_every_table_is_read_in_the_order_of_the_industry_file(warehouse: Warehouse) -> None:
    keep(warehouse)
    social = read(warehouse)
    assert [p.company for p in social.presences] == ["First", "Second"]
    assert [p.newest for p in social.presences] == [date(2026, 11, 12), None]
    assert [row.company for row in social.overlaps] == [None, "First"]
    assert social.overlaps[0].excess == Range(0.25, 0.1, 0.4)
    assert [door.text for door in social.doors] == ["Follow us"]
    assert social.door_rates[0].per_page == Range(1.8, 1.5, 2.1)
    assert social.door_rates[0].before is None
    assert [row.company for row in social.conversations] == [None, "First", "Second"]
    assert social.conversations[1].habits[0] == Habit("reply", 5, 48, Range(0.1, 0.05, 0.2))
    assert [habit.share for habit in social.conversations[2].habits] == [None] * 5
    assert [line.posted_at for line in social.lines] == [date(2026, 11, 12)]
    assert [row.hour for row in social.clockwork] == ["09:00 UTC", ""]


def test_runs_without_these_tables_or_rows_know_nobody(warehouse: Warehouse) -> None:
    assert read(warehouse) == NOBODY
    keep(warehouse, "another run")
    assert read(warehouse) == NOBODY


def with_social(report: Report, **changes: Any) -> Report:  # noqa: ANN401 - any part of Social
    return replace(report, social=replace(report.social, **changes))


def shown(report: Report, part: str) -> str:
    found = LexborHTMLParser(render(report)).css_first(part)
    assert found is not None, part
    return re.sub(r"\s+", " ", found.text())


def test_where_most_are_and_where_nobody_is_home_is_the_heading(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    assert platform_findings.platforms_heading(report) == (
        "8 of 8 companies are on LinkedIn; nobody is home at 4 of the 13 profiles we could check"
    )
    told = tuple(p for p in report.social.presences if p.state != "not read")
    assert platform_findings.platforms_heading(with_social(report, presences=told)).endswith(
        "; at 4 of 13 profiles nobody is home"
    )
    unread = [p for p in report.social.presences if p.state == "not read"]
    assert platform_findings.platforms_heading(with_social(report, presences=tuple(unread))) == (
        "8 of 8 companies are on LinkedIn"
    )


def test_a_blog_is_no_place_where_companies_meet(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    one = next(p for p in report.social.presences if p.state == "read")
    blogs = [replace(one, company=c.name, platform="blog", name="Blog") for c in report.companies]
    heading = platform_findings.platforms_heading
    assert heading(with_social(report, presences=(*blogs, one))) == (
        f"1 of 8 companies is on {one.name}"
    )
    assert heading(with_social(report, presences=tuple(blogs))) == "8 of 8 companies have a blog"


def test_the_client_reads_which_of_its_profiles_stand_empty(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    alike, home, unread = platform_findings.platforms_so_what(report)
    assert alike == (
        "Take two rivals: of 100 platforms that either is on, both are on 52. With 23 companies "
        "of other fields it is 31. The difference is clear: 9 to 33."
    )
    assert home == (
        "You have 7 profiles; nobody is home at 3 of them: Bluesky (silent), Google+ (dead) and "
        "Mastodon (abandoned since 5 March 2024). Your site still leads there."
    )
    assert unread.startswith("25 of 38 profiles could not be read; why stands below.")
    no_posts = with_social(report, conversations=())
    assert platform_findings.platforms_so_what(no_posts)[2].endswith(
        "No post is known, so nothing is said here of what anybody posts."
    )
    unread_only = [p for p in report.social.presences if p.state == "not read"]
    said = platform_findings.platforms_so_what(with_social(report, presences=tuple(unread_only)))
    assert said[1] == "You have 3 profiles; whether anybody is home could not be told of any."
    none = [p for p in report.social.presences if p.company != "Dunmore Tax"]
    assert platform_findings.platforms_so_what(with_social(report, presences=tuple(none)))[1] == (
        "No profile of yours was found on your site."
    )


def test_an_overlap_like_strangers_or_unscored_is_said_to_be_so(make_report: MakeReport) -> None:
    report = make_report()
    row = report.social.overlaps[0]
    vague = replace(row, clear=False, excess=Range(0.05, -0.04, 0.14))
    said = platform_findings.platforms_so_what(with_social(report, overlaps=(vague,)))[0]
    assert "That rivals are more alike than strangers can’t be shown" in said
    assert "(\N{MINUS SIGN}4 to 14)" in said
    apart = replace(row, clear=False, excess=Range(-0.2, -0.3, -0.1))
    said = platform_findings.platforms_so_what(with_social(report, overlaps=(apart,)))[0]
    assert said.endswith(
        "Rivals are clearly less alike than strangers: \N{MINUS SIGN}30 to \N{MINUS SIGN}10."
    )
    missing = PlatformOverlap(
        company=None, companies=3, platforms=4, strangers_known=9, shared=None, strangers=None,
        excess=None, clear=False, reason="3 companies were read, 5 are needed",
    )  # fmt: skip
    said = platform_findings.platforms_so_what(with_social(report, overlaps=(missing,)))[0]
    assert said.endswith("was not scored: 3 companies were read, 5 are needed.")


def test_what_could_not_be_read_is_grouped_by_reason(make_report: MakeReport) -> None:
    groups = platform_findings.unread_groups(make_report())
    assert [(g.profiles, g.platforms) for g in groups] == [
        (14, (("LinkedIn", 8), ("Facebook", 6))),
        (7, (("X", 7),)),
        (4, (("YouTube", 4),)),
    ]
    assert groups[0].reason == NO_WAY
    table = shown(make_report(), "table.reasons")
    assert "14 No lawful way to read a rival’s posts here; import an export." in table


def test_every_state_has_its_word_shape_and_day(make_report: MakeReport) -> None:
    page = LexborHTMLParser(render(make_report(8, "Dunmore Tax")))
    mine = page.css_first("table.presence tr.client")
    assert mine is not None
    cells = [re.sub(r"\s+", " ", cell.text()).strip() for cell in mine.css("td")]
    assert cells == [
        "not read", "not read", "–", "silent no post", "read 42 posts to 12 Nov 2026", "not read",
        "abandoned since 5 Mar 2024", "dead",
    ]  # fmt: skip
    glyphs = {
        node.text(strip=True): (node.css_first("svg.glyph use") or node).attributes.get("href")
        for node in page.css("table.presence .state")
    }
    assert len(glyphs) == len(set(glyphs.values())) == 5
    assert not [a for a in mine.css("a") if a.text() == "dead"]


def test_exit_doors_have_rates_ranges_and_one_example_each(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    assert door_findings.doors_heading(report) == (
        "10 of your 15 pages lead away to a social network"
    )
    assert door_findings.doors_heading(make_report()) == (
        "72 of 110 pages lead away to a social network"
    )
    assert door_findings.doors_sentence(report) == (
        "Somebody who has come to a site is sent away again, to a place where rivals stand beside "
        "it. Your pages have 3.5 such doors each. On pages with a call to action, 30 of 100 come "
        "before it. Of 6 rivals, clearly fewer: 2; clearly more: 3."
    )
    rows = LexborHTMLParser(render(report)).css("table.doors tbody tr")
    words = [re.sub(r"\s+", " ", row.text()) for row in rows]
    assert "Dunmore Tax" in words[0]
    assert "to its own profile on LinkedIn, at the top of the page, before the call" in words[0]
    assert "2 of 2 – –" in next(w for w in words if "Everly" in w)
    assert "– Everly Partners: 2 pages were read, 3 are needed." in shown(report, "#platforms")


def test_the_door_shown_comes_before_the_action_if_any_does(make_report: MakeReport) -> None:
    report = make_report()
    door = report.social.doors[0]
    late = replace(door, before_action=False, target="https://late.example")
    early = replace(door, before_action=True, target="https://early.example")
    doors = with_social(report, doors=(late, late, early))
    assert door_findings.door_example(doors, door.company) == early
    assert door_findings.door_example(doors, "Nobody") is None


def test_a_door_says_what_is_known_of_it(make_report: MakeReport) -> None:
    report = make_report()
    door = replace(report.social.doors[0], own=False, before_action=None, place="footer")
    named = replace(door, platform="vk", name="VK")
    assert door_findings.door_words(named) == "to VK, at the foot of the page"
    sent = replace(door, own=True, before_action=True, place="header")
    assert door_findings.door_words(sent) == (
        f"to its own profile on {door.name}, at the top of the page, before the call to action"
    )


def test_pages_without_doors_say_so(make_report: MakeReport) -> None:
    report = make_report()
    rates = tuple(replace(rate, pages_with=0, doors=0) for rate in report.social.door_rates)
    assert door_findings.doors_heading(with_social(report, door_rates=rates, doors=())) == (
        "None of 110 pages leads away to a social network"
    )
    assert "is sent away" not in shown(
        with_social(report, door_rates=rates, doors=()), "#platforms"
    )


def test_a_client_of_whom_no_page_was_read_has_no_pages_without_doors(
    make_report: MakeReport,
) -> None:
    report = make_report(8, "Dunmore Tax")
    rates = tuple(
        replace(rate, pages=0, pages_with=0, doors=0) if rate.company == "Dunmore Tax" else rate
        for rate in report.social.door_rates
    )
    assert door_findings.doors_heading(with_social(report, door_rates=rates)) == (
        "62 of 95 pages lead away to a social network"
    )


def test_talk_counts_who_is_answered_with_the_denominator(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    assert talk_findings.talk_heading(report) == "6 of your 84 posts answer somebody"
    assert talk_findings.talk_heading(make_report()) == (
        "24 of 600 posts answer somebody; the others speak to everybody"
    )
    field, copies, clock = talk_findings.talk_so_what(report)
    assert field == (
        "Of 100 posts of a company in this field, 4 answer somebody (1 to 10), 9 ask their readers "
        "something (6 to 15) and 21 name another account (18 to 27)."
    )
    assert copies == "73 of 612 posts say what the same company posts on another platform."
    assert clock == (
        "Brightledger’s posts on Mastodon come by the clock: 62 of 100 within five minutes of "
        "09:00 UTC, 7 expected without a timer (58 sendings, p < 0.001)."
    )


def test_a_panel_has_the_field_then_the_client_on_one_scale(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    panels = talk_findings.talk_panels(report)
    assert [panel.kind for panel in panels] == [
        "reply", "question", "mention", "crosspost",
    ]  # fmt: skip
    for panel in panels:
        assert [bar.company for bar in panel.bars][:2] == [None, "Dunmore Tax"]
        assert max(bar.share.high for bar in panel.bars) <= panel.end
    told = shown(report, "#talk .unscored")
    assert "Everly Partners: 12 posts are known, 20 are needed." in told
    assert "Brightledger: replies can't be seen on: Blog." in told


def test_without_a_client_no_bar_stands_out(make_report: MakeReport) -> None:
    assert not LexborHTMLParser(render(make_report())).css("#talk .you")
    assert LexborHTMLParser(render(make_report(8, "Dunmore Tax"))).css("#talk rect.you")


def test_a_habit_that_nobody_has_is_none(make_report: MakeReport) -> None:
    report = make_report()
    field = report.social.conversations[0]
    habits = tuple(
        replace(habit, number=0, share=Range(0.0, 0.0, 0.02)) if habit.kind == "mention" else habit
        for habit in field.habits
    )
    rows = (replace(field, habits=habits), *report.social.conversations[1:])
    said = talk_findings.talk_so_what(with_social(report, conversations=rows))[0]
    assert said.endswith(
        "9 ask their readers something (6 to 15) and none name another account (0 to 2)."
    )


def test_where_replies_can_not_be_seen_posts_are_not_called_few(make_report: MakeReport) -> None:
    report = make_report()
    unseen = tuple(
        replace(row, habits=tuple(h for h in row.habits if h.kind != "reply"))
        for row in report.social.conversations
    )
    assert talk_findings.talk_heading(with_social(report, conversations=unseen)) == (
        "Replies can be seen at too few companies to tell broadcast from conversation"
    )


def test_the_field_s_bar_shows_the_mean_that_its_range_is_of(make_report: MakeReport) -> None:
    field = shown(make_report(), "#talk table.habit tbody tr")
    assert "All mean 4 of 100 1 to 10 %" in field


def test_too_few_posts_give_no_bar_and_a_reason(make_report: MakeReport) -> None:
    report = make_report()
    few = tuple(
        replace(
            row,
            reason="12 posts are known, 20 are needed",
            habits=tuple(replace(habit, share=None) for habit in row.habits),
        )
        for row in report.social.conversations
    )
    report = with_social(report, conversations=few, clockwork=())
    assert talk_findings.talk_heading(report) == (
        "Too few posts to tell broadcast from conversation"
    )
    assert talk_findings.talk_so_what(report) == [
        "The field was not scored: 12 posts are known, 20 are needed."
    ]
    assert not LexborHTMLParser(render(report)).css("#talk svg.rate")


def test_clockwork_by_the_interval_and_none_beyond_chance(make_report: MakeReport) -> None:
    report = make_report()
    row = report.social.clockwork[0]
    by_interval = replace(row, hour_p=0.4, interval_p=0.004)
    assert talk_findings.clockwork_sentence(report, by_interval) == (
        "Brightledger’s posts on Mastodon come by the clock: 31 of 100 follow the last after the "
        "same interval, 4 expected without a timer (58 sendings, p = 0.004)."
    )
    faint = replace(row, hour_p=1e-9, hour_share=0.15, interval_p=0.004)
    assert talk_findings.clockwork_sentence(report, faint).startswith(
        "Brightledger’s posts on Mastodon come by the clock: 31 of 100 follow the last after"
    )
    twice = with_social(report, clockwork=(row, replace(row, platform="bluesky", hour_p=0.0002)))
    (said,) = talk_findings.clockwork_sentences(twice)
    assert said.startswith("Brightledger’s posts on Mastodon come by the clock: 62 of 100")
    assert said.endswith("(58 sendings, p < 0.001). So do those on Bluesky.")
    many = tuple(replace(row, company=company.name) for company in report.companies)
    told = talk_findings.clockwork_sentences(with_social(report, clockwork=many))
    assert told[3:] == ["5 companies more do so."]
    none = [clock for clock in report.social.clockwork if not clock.regular]
    assert talk_findings.clockwork_sentences(with_social(report, clockwork=tuple(none))) == [
        "2 profiles were tested for a timer, and none posts by the clock beyond chance."
    ]
    untested: tuple[Clockwork, ...] = (replace(row, reason="too few"),)
    assert talk_findings.clockwork_sentences(with_social(report, clockwork=untested)) == []


def test_posts_are_quoted_with_platform_link_and_day(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    items = LexborHTMLParser(render(report)).css("#talk .quotes > li")
    assert len(items) == 15
    words = re.sub(r"\s+", " ", items[0].text())
    assert words.startswith("Dunmore Tax @tally Yes: send us the letter")
    assert words.endswith("Bluesky, bluesky.example/dunmoretax/post/02, day unknown")
    assert any("posted 1 October 2026" in item.text() for item in items)
    assert "Replies can't be seen on: Blog." in shown(report, "#talk .note")


def test_without_profiles_the_sections_are_left_out_and_the_method_says_so(
    make_report: MakeReport,
) -> None:
    report = make_report(8, "Dunmore Tax", social=NOBODY)
    page = LexborHTMLParser(render(report))
    assert not page.css("#platforms, #talk, a[href='#platforms'], a[href='#talk']")
    assert "No social profile was read" in shown(report, "#method")


def test_exit_doors_alone_are_a_section_of_their_own(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    doors = with_social(report, presences=(), overlaps=(), conversations=(), lines=())
    assert shown(doors, "#platforms-heading") == (
        "10 of your 15 pages lead away to a social network"
    )
    assert not LexborHTMLParser(render(doors)).css("table.presence")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.example", ""])
def test_an_odd_address_is_never_a_link(make_report: MakeReport, url: str) -> None:
    report = make_report()
    social = report.social
    odd = with_social(
        report,
        presences=tuple(
            replace(p, url=url, found_at=url, linked_back=url) for p in social.presences
        ),
        doors=tuple(replace(door, url=url, target=url) for door in social.doors),
        lines=tuple(replace(line, url=url) for line in social.lines),
    )
    links = LexborHTMLParser(render(odd)).css("#platforms a, #talk a")
    assert [link.attributes["href"] for link in links] == []


def test_a_profile_that_was_not_seen_to_name_the_site_is_not_said_not_to(
    make_report: MakeReport,
) -> None:
    report = make_report()
    silent = replace(report.social.presences[0], state="silent", linked_back="")
    page = LexborHTMLParser(render(with_social(report, presences=(silent,))))
    (row,) = page.css("#platforms details table.plain tbody tr")[:1]
    assert row.css("td")[-1].text() == "not seen"


def test_no_chance_is_written_as_none() -> None:
    assert [chance(p) for p in (None, 0.0, 3e-32, 0.0001, 0.03214, 0.5, 1.0)] == [
        None, 0.0001, 0.0001, 0.0001, 0.0322, 0.5, 1.0,
    ]  # fmt: skip


def test_two_profiles_on_one_platform_share_a_cell(make_report: MakeReport) -> None:
    report = make_report(8, "Dunmore Tax")
    second: Presence = replace(report.social.presences[0], handle="second", state="silent")
    both = with_social(report, presences=(*report.social.presences, second))
    cell = shown(both, "table.presence tbody tr:first-child")
    assert "read 42 posts to 12 Nov 2026 silent" in cell
