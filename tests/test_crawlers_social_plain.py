from __future__ import annotations

import html
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.social.sources.plain import Plain, read_markup, read_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br>Two.<br/><br/>Three.", "One.\nTwo.\n\nThree."),
        ("<ul><li>First</li><li>Second</li></ul><p>After</p>", "First\nSecond\n\nAfter"),
        ("<p>Tea &amp; coffee &lt;3 &#8212; caf&eacute;</p>", "Tea & coffee <3 — café"),
        ("Ship it 🚀👩🏽‍💻🏳️‍🌈", "Ship it 🚀👩🏽‍💻🏳️‍🌈"),
        ('Nice <img class="emoji" alt="🙂" src="x.png"> day', "Nice 🙂 day"),
        ('Nice <img alt="A cat" src="x.png"> day', "Nice day"),
        ("<script>steal()</script><style>p{}</style>Text<template>no</template>", "Text"),
        ("<p>  much \n\n  space\t </p>", "much space"),
        ("un<b>believ</b>able", "unbelievable"),
        ("<div><div><p>deep</p></div></div>flat", "deep\n\nflat"),
        ("nothing &#1;&#2; controls \x00here", "nothing controls here"),
        ("half a pair \ud83d stays out", "half a pair stays out"),
        ("", ""),
        ("<!-- only a comment -->", ""),
        ("<p>open <b>never closed", "open never closed"),
    ],
)
def test_markup_becomes_what_a_reader_sees(markup: str, text: str) -> None:
    assert read_markup(markup).text == text


def test_a_mastodon_post_names_accounts_and_addresses_but_hashtags_are_words() -> None:
    plain = read_markup(
        '<p><span class="h-card"><a href="https://social.example/@ada" class="u-url mention">'
        '@<span>ada</span></a></span> try <a href="https://acme.example/a-long-way">'
        '<span class="invisible">https://</span><span class="ellipsis">acme.example/a-lo</span>'
        '<span class="invisible">ng-way</span></a> '
        '<a href="https://social.example/tags/Tea" rel="tag">#<span>Tea</span></a></p>'
    )

    assert plain.text == "@ada try https://acme.example/a-long-way #Tea"
    assert plain.mentions == ("ada",)
    assert plain.links == ("https://acme.example/a-long-way",)


def test_links_are_resolved_against_the_base_or_left_out() -> None:
    markup = '<a href="../more">more</a> <a href="mailto:a@b.example">write</a> <a>none</a>'

    assert read_markup(markup, "https://acme.example/blog/one/").links == (
        "https://acme.example/blog/more",
    )
    assert read_markup(markup).links == ()


def test_an_address_shown_cut_short_counts_once_and_whole() -> None:
    plain = read_markup('<a href="https://a.example/long/way">https://a.example/lo…</a>')

    assert plain.links == ("https://a.example/long/way",)


@pytest.mark.parametrize(
    ("text", "mentions", "links"),
    [
        ("ask @ada, or @bob@social.example.", ("ada", "bob@social.example"), ()),
        ("write to ada@acme.example", (), ()),
        ("see https://social.example/@ada", (), ("https://social.example/@ada",)),
        (
            "(https://a.example/b_(c)) and https://d.example.",
            (),
            ("https://a.example/b_(c)", "https://d.example"),
        ),
        ("@ada and @ada", ("ada",), ()),
        ("a lone @ sign", (), ()),
        ("https://... or https://)", (), ()),
        ("HTTPS://A.EXAMPLE/x!", (), ("HTTPS://A.EXAMPLE/x",)),
    ],
)
def test_text_names_accounts_and_addresses(
    text: str, mentions: tuple[str, ...], links: tuple[str, ...]
) -> None:
    assert read_text(text) == Plain(text, mentions, links)
    escaped = read_markup(html.escape(text))
    assert (escaped.mentions, escaped.links) == (mentions, links)


def test_a_broken_address_is_no_link() -> None:
    assert read_markup('<a href="http://[::bad">x</a>', "https://a.example/").links == ()


def test_deep_nesting_is_read_as_bare_words() -> None:
    assert read_markup("<b>" * 20_000 + "in" + "<p>" * 100_000).text == "in"


@pytest.mark.parametrize(
    "text",
    [
        "<b>" * 100_000,
        "<p " * 100_000,
        "&lt" * 300_000,
        "https://a.example/" + ")" * 300_000,
        "https://a(" * 100_000,
        "@a.b-" * 100_000,
        " \n" * 300_000 + "x",
        "<br>" * 50_000,
        "<a href='//a'>@a</a>" * 20_000,
    ],
)
def test_no_text_keeps_us_busy(text: str) -> None:
    started = time.process_time()
    read_markup(text)
    read_text(text)

    assert time.process_time() - started < 2


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"))))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert read_markup(html.escape(text)).text == text


@given(st.text())
def test_no_text_fails_and_none_holds_controls_or_wide_gaps(text: str) -> None:
    for plain in (read_markup(text), read_text(text)):
        plain.text.encode()
        assert "\n\n\n" not in plain.text
        assert plain.text == plain.text.strip()
        assert not any(c < " " and c != "\n" for c in plain.text)
