"""What pages ask of robots, in their markup and in their headers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawlers.choice.wishes import Wishes, read_wishes

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def wishes(*headers: str, head: str = "") -> Wishes:
    return read_wishes(LexborHTMLParser(f"<head>{head}</head><p>x"), headers, NOW)


def meta(content: str, name: str = "robots") -> str:
    return f'<meta name="{name}" content="{content}">'


NOTHING = Wishes()
NO_USE = Wishes(use=False)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", NOTHING),
        (meta("index, follow, max-snippet:-1, max-image-preview:large"), NOTHING),
        (meta("all"), NOTHING),
        (meta("noarchive, notranslate, noimageindex"), NOTHING),
        (meta("noindex"), NO_USE),
        (meta(" NoIndex ,Follow", "ROBOTS"), NO_USE),
        (meta("noindex nofollow"), Wishes(use=False, follow=False)),
        (meta("none"), Wishes(use=False, follow=False)),
        (meta("nofollow"), Wishes(follow=False)),
        (meta("nosnippet"), Wishes(quote=False)),
        (meta("max-snippet:0"), Wishes(quote=False)),
        (meta("max-snippet : 0, follow"), Wishes(quote=False)),
        (meta("max-snippet:50"), NOTHING),
        (meta("noindex", "googlebot"), NOTHING),
        (meta("noindex", "sameness"), NO_USE),
        (meta("noindex", "Sameness"), NO_USE),
        (meta("index", "sameness") + meta("noindex"), NO_USE),
        (meta("nofollow") + meta("nosnippet"), Wishes(quote=False, follow=False)),
        (meta("unavailable_after: 2026-11-19"), NO_USE),
        (meta("unavailable_after: 2026-11-21"), NOTHING),
        (meta("unavailable_after: Thu, 19 Nov 2026 15:00:00 GMT, nofollow"),
         Wishes(use=False, follow=False)),
        (meta("unavailable_after: 19 Nov 2030 15:00:00 PST"), NOTHING),
        (meta("unavailable_after: some day"), NOTHING),
        ('<meta name="description" content="noindex">', NOTHING),
        ('<meta name="robots">', NOTHING),
    ],
)  # fmt: skip
def test_wishes_in_markup(head: str, expected: Wishes) -> None:
    assert wishes(head=head) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["noindex"], NO_USE),
        (["noindex, nofollow"], Wishes(use=False, follow=False)),
        (["googlebot: noindex, nofollow"], NOTHING),
        (["googlebot: noindex", "nofollow"], Wishes(follow=False)),
        (["otherbot: noindex, sameness: nofollow"], Wishes(follow=False)),
        (["SAMENESS: noindex"], NO_USE),
        (["nofollow, googlebot: noindex"], Wishes(follow=False)),
        (["unavailable_after: 25 Jun 2010 15:00:00 PST"], NO_USE),
        (["sameness: unavailable_after: Friday, 25-Jun-10 15:00:00 UTC"], NO_USE),
        (["sameness: noindex nofollow"], Wishes(use=False, follow=False)),
        (["googlebot: unavailable_after: 2010-06-25T15:00:00Z"], NOTHING),
        (["max-snippet:0"], Wishes(quote=False)),
        (["noarchive"], NOTHING),
        (["", ",,", ":", "a:b:c"], NOTHING),
    ],
)
def test_wishes_in_headers(headers: list[str], expected: Wishes) -> None:
    assert wishes(*headers) == expected


@pytest.mark.parametrize(
    ("given_wishes", "refusal"),
    [
        (NOTHING, ""),
        (Wishes(follow=False), ""),
        (NO_USE, "asks not to be indexed"),
        (Wishes(quote=False), "asks not to be quoted"),
        (Wishes(use=False, quote=False), "asks not to be indexed"),
    ],
)
def test_refusal_says_what_was_asked(given_wishes: Wishes, refusal: str) -> None:
    assert given_wishes.refusal == refusal


RULES = ["noindex", "nofollow", "none", "nosnippet", "noarchive", "index", "max-snippet:9"]
AGENTS = ["", "sameness: ", "googlebot: ", "Sameness:"]


@given(st.lists(st.tuples(st.sampled_from(AGENTS), st.lists(st.sampled_from(RULES), min_size=1))))
def test_strictest_rule_that_speaks_to_us_counts(given_rules: list[tuple[str, list[str]]]) -> None:
    headers = [agent + ", ".join(rules) for agent, rules in given_rules]
    ours = {rule for agent, rules in given_rules if "google" not in agent for rule in rules}
    assert wishes(*headers) == Wishes(
        use=not ours & {"noindex", "none"},
        quote="nosnippet" not in ours,
        follow=not ours & {"nofollow", "none"},
    )


@given(st.timedeltas(timedelta(days=-9999), timedelta(days=9999)), st.booleans())
def test_time_is_over_when_it_is_over(distance: timedelta, iso: bool) -> None:  # noqa: FBT001 - drawn
    moment = (NOW + distance).replace(microsecond=0)
    text = moment.isoformat() if iso else format_datetime(moment, usegmt=True)
    assert wishes(f"unavailable_after: {text}").use is (moment >= NOW)


@given(st.text(max_size=200))
def test_any_header_is_read(text: str) -> None:
    assert isinstance(wishes(text, head=meta(text.replace('"', ""))), Wishes)
