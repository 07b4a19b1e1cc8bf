from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from crawlers.social.source import Access, Answer, Ask, Reading
from crawlers.social.sources.telegram import Telegram
from sameness.records import PostKind, ReadingStatus
from tests.conversations import LONG_AGO, READ_AT, answer, converse, no_answer, profile

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDED = Path(__file__).parents[2] / "shared/data/social/telegram/s_channel_telegram_excerpt.html"
CHANNEL = profile("telegram", "acme", "https://t.me/acme")


def message(number: int, posted_at: datetime, inside: str = "", classes: str = "") -> str:
    return (
        f'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message {classes}"'
        f' data-post="acme/{number}">{inside}'
        '<time class="message_video_duration" datetime="1999-01-01T00:00:00+00:00">0:09</time>'
        f'<a class="tgme_widget_message_date" href="https://t.me/acme/{number}">'
        f'<time datetime="{posted_at.isoformat()}">08:30</time></a></div></div>'
    )


def text(content: str) -> str:
    return f'<div class="tgme_widget_message_text js-message_text" dir="auto">{content}</div>'


def preview(messages: str, before: int | None = None) -> str:
    older = f'<link rel="prev" href="/s/acme?before={before}">' if before is not None else ""
    return (
        f"<!DOCTYPE html><html><head>{older}</head><body>"
        '<div class="tgme_channel_info_description">Tea. <a href="https://acme.example/">'
        'acme.example</a></div><section class="tgme_channel_history js-message_history">'
        f"{messages}</section></body></html>"
    )


def read(answers: Callable[[Ask], Answer], since: datetime = LONG_AGO, most: int = 1000) -> Reading:
    return converse(Telegram(Access(max_posts=most)).posts(CHANNEL, since), answers, most_asks=99)


def read_one(inside: str) -> Reading:
    at = datetime(2026, 6, 19, 8, 30, 5, tzinfo=UTC)
    return read(lambda ask: answer(ask, preview(message(7, at, inside))))


def test_a_message_is_a_post() -> None:
    reading = read_one(
        text(
            'Tea &amp; <b>toast</b> <i class="emoji"><b>🍞</b></i><br/><br/>By '
            '<a href="https://t.me/ada">@ada</a>: <a href="https://acme.example/t">here</a> '
            '<a href="?q=%23tea">#tea</a>'
        )
    )
    post = reading.posts[0]

    assert (reading.status, reading.links) == (ReadingStatus.OK, ("https://acme.example/",))
    assert (post.post_id, post.url) == ("acme/7", "https://t.me/acme/7")
    assert post.text == "Tea & toast 🍞\n\nBy @ada: here #tea"
    assert (post.mentions, post.links) == (("ada",), ("https://acme.example/t",))
    assert (post.posted_at, post.exact) == (datetime(2026, 6, 19, 8, 30, 5, tzinfo=UTC), True)
    assert (post.kind, post.reply_to) == (PostKind.BROADCAST, "")


def reply_to(address: str) -> str:
    quoted = '<div class="tgme_widget_message_metatext js-message_reply_text">Quoted</div>'
    return f'<a class="tgme_widget_message_reply" href="{address}">{quoted}</a>'


@pytest.mark.parametrize(
    ("inside", "kind", "answered"),
    [
        ('<div class="tgme_widget_message_forwarded_from">from B</div>', PostKind.REPOST, ""),
        (reply_to("https://t.me/other/5"), PostKind.REPLY, "https://t.me/other/5"),
        (reply_to("https://t.me/Acme/5"), PostKind.BROADCAST, ""),
    ],
)
def test_forwards_are_reposts_and_answers_to_others_replies(
    inside: str, kind: PostKind, answered: str
) -> None:
    post = read_one(inside + text("Own words")).posts[0]

    assert (post.kind, post.reply_to, post.text) == (kind, answered, "Own words")


def test_pictures_polls_and_notices() -> None:
    poll = '<div class="tgme_widget_message_poll_question">Tea or toast?</div>'
    page = (
        message(1, READ_AT, text("Acme changed the picture"), "service_message")
        + message(2, READ_AT, poll)
        + message(3, READ_AT, '<a class="tgme_widget_message_photo_wrap"></a>')
    )

    posts = read(lambda ask: answer(ask, preview(page))).posts

    assert {post.post_id: post.text for post in posts} == {"acme/2": "Tea or toast?", "acme/3": ""}


NO_PREVIEW = '<div class="tgme_page"><div class="tgme_page_title">Acme</div>5 subscribers</div>'
NO_ACCOUNT = '<div class="tgme_page"><a class="tgme_action_button_new">Send Message</a></div>'


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, NO_PREVIEW, ReadingStatus.UNSUPPORTED),
        (302, "", ReadingStatus.UNSUPPORTED),
        (200, NO_ACCOUNT, ReadingStatus.GONE),
        (200, "<html>Please wait</html>", ReadingStatus.FAILED),
        (200, "", ReadingStatus.FAILED),
        (200, "<b>" * 50_000, ReadingStatus.FAILED),
        (403, "", ReadingStatus.UNAUTHORISED),
        (404, "", ReadingStatus.GONE),
        (429, "", ReadingStatus.RATE_LIMITED),
        (500, "", ReadingStatus.FAILED),
        (200, preview(""), ReadingStatus.EMPTY),
    ],
)
def test_an_error_is_never_an_empty_list(status: int, body: str, expected: ReadingStatus) -> None:
    reading = read(lambda ask: answer(ask, body, status))

    assert (reading.status, reading.posts) == (expected, ())
    assert reading.reason or expected is ReadingStatus.EMPTY


def test_no_answer_fails_and_holding_back_is_refused() -> None:
    assert read(no_answer).status is ReadingStatus.FAILED
    assert read(lambda ask: no_answer(ask, refused=True)).status is ReadingStatus.REFUSED


def test_the_recorded_preview_agrees_with_lxml() -> None:
    if not RECORDED.exists():
        pytest.skip("the recorded preview of Telegram is not here")
    tree = html.fromstring(RECORDED.read_bytes())
    channel = profile("telegram", "telegram", "https://t.me/telegram")
    conversation = Telegram(Access()).posts(channel, LONG_AGO)
    asked = []

    def give(ask: Ask) -> Answer:
        asked.append(ask.url)
        return answer(ask, RECORDED.read_bytes() if len(asked) == 1 else preview(""))

    posts = converse(conversation, give).posts[::-1]

    assert asked == ["https://t.me/s/telegram", "https://t.me/s/telegram?before=419"]
    assert [p.post_id for p in posts] == tree.xpath("//@data-post")
    dates = tree.xpath("//a[@class='tgme_widget_message_date']/time/@datetime")
    assert [p.posted_at for p in posts] == [datetime.fromisoformat(date) for date in dates]
    texts = tree.xpath("//div[contains(@class,'js-message_text')]")
    for post, node in zip(posts, texts, strict=True):
        assert "".join(post.text.split()) == "".join(node.text_content().split())
        assert set(post.links) == set(node.xpath(".//a/@href"))


@given(st.lists(st.integers(0, 300), max_size=40), st.integers(1, 300), st.integers(1, 9))
@settings(deadline=None, max_examples=25)
def test_pages_are_read_back_to_since(ages: list[int], window: int, size: int) -> None:
    dates = sorted(READ_AT - timedelta(days=age) for age in ages)
    since = READ_AT - timedelta(days=window, hours=1)

    def give(ask: Ask) -> Answer:
        end = int(ask.url.partition("before=")[2] or len(dates))
        start = max(0, end - size)
        page = "".join(message(n, dates[n], text(f"No {n}")) for n in range(start, end))
        return answer(ask, preview(page, start or None))

    reading = read(give, since, most=25)

    wanted = [date for date in dates[::-1] if date >= since][:25]
    assert [post.posted_at for post in reading.posts] == wanted
