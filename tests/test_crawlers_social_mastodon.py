from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawlers.social.source import Access, Answer, Ask, Reading
from crawlers.social.sources import mastodon
from crawlers.social.sources.mastodon import Mastodon
from sameness.records import PostKind, ReadingStatus
from tests.conversations import LONG_AGO, answer, converse, no_answer, profile
from tests.social_recordings import HOME, PAGE, Recording

if TYPE_CHECKING:
    from collections.abc import Callable

ALDER = profile("mastodon", "alder@social.test", f"{HOME}/@alder")
CORPUS = Path(__file__).parents[2] / "shared" / "data" / "social"
RECORDED = CORPUS / "mastodon" / "test_public_tl_anonymous.yaml"


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Recording:
    monkeypatch.setattr(mastodon, "PAGE", PAGE)
    return Recording("mastodon")


def read(answers: Callable[[Ask], Answer], since: datetime = LONG_AGO, most: int = 1000) -> Reading:
    return converse(Mastodon(Access(max_posts=most)).posts(ALDER, since), answers)


def timeline(*statuses: dict[str, Any], account: dict[str, Any] | None = None) -> Reading:
    """Give the reading of an account that has these statuses, all on one page."""
    told = {"id": "7", "acct": "alder"} | (account or {})

    def answers(ask: Ask) -> Answer:
        if "lookup" in ask.url:
            return answer(ask, json.dumps(told))
        return answer(ask, json.dumps(statuses), headers={"link": '<x?min_id=1>; rel="prev"'})

    return read(answers)


def status(**more: object) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": "100",
        "url": f"{HOME}/@alder/100",
        "created_at": "2026-03-02T09:00:00.000Z",
        "content": "<p>Plain books.</p>",
        "account": {"id": "7", "acct": "alder"},
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "reblog": None,
        "mentions": [],
        "language": "en",
    }
    return made | more


def test_a_recorded_server_is_read_to_its_end(recorded: Recording) -> None:
    reading = read(recorded)
    assert reading.status is ReadingStatus.OK
    assert len(reading.posts) == 10
    kinds = [post.kind.value for post in reading.posts]
    assert (kinds.count("reply"), kinds.count("repost")) == (1, 1)
    texts = {post.text: post for post in reading.posts}
    assert texts["Praise\n\nTrès bien, @finch!"].mentions == ("finch",)
    assert texts["@finch We do."].reply_to == "finch"
    assert texts["It was May."].kind is PostKind.BROADCAST
    assert reading.links == ("https://alder.example",)


def test_a_second_reading_gives_the_same_posts(recorded: Recording) -> None:
    assert read(recorded) == read(recorded)


def test_no_page_is_asked_for_beyond_the_date(recorded: Recording) -> None:
    everything = read(recorded).posts
    recorded.asked.clear()
    since = everything[2].posted_at
    assert since is not None
    assert read(recorded, since).posts == everything[:3]
    assert len(recorded.asked) == 3


def test_no_more_is_asked_for_than_is_wanted(recorded: Recording) -> None:
    everything = read(recorded).posts
    recorded.asked.clear()
    assert read(recorded, most=4).posts == everything[:4]
    assert len(recorded.asked) == 2


def test_an_account_that_is_not_there_is_gone(recorded: Recording) -> None:
    nobody = profile("mastodon", "nobody@social.test", f"{HOME}/@nobody")
    reading = converse(Mastodon(Access()).posts(nobody, LONG_AGO), recorded)
    assert reading.status is ReadingStatus.GONE


@pytest.mark.parametrize(
    ("handle", "url", "origin"),
    [
        ("alder@social.test", "https://social.test/@alder", "https://social.test"),
        ("alder", "http://127.0.0.1:3000/@alder", "http://127.0.0.1:3000"),
        ("alder@home.test", "https://social.test/@alder@home.test", "https://home.test"),
        ("alder", "https://social.test/users/alder", "https://social.test"),
        ("@alder@social.test", "", "https://social.test"),
    ],
)
def test_the_server_that_an_account_lives_on_is_asked(handle: str, url: str, origin: str) -> None:
    ask = next(Mastodon(Access()).posts(profile("mastodon", handle, url), LONG_AGO))
    assert ask.url == f"{origin}/api/v1/accounts/lookup?acct=alder"


def test_another_server_may_be_named() -> None:
    source = Mastodon(Access(bases={"mastodon": "http://127.0.0.1:9"}))
    assert next(source.posts(ALDER, LONG_AGO)).url.startswith("http://127.0.0.1:9/api/")


def test_without_a_link_header_the_last_status_leads_on() -> None:
    pages = {
        "": [status(id="3"), status(id="2b/?")],
        "2b%2F%3F": [status(id="1")],
        "1": [],
    }
    asked: list[str] = []

    def answers(ask: Ask) -> Answer:
        if "lookup" in ask.url:
            return answer(ask, '{"id": "7"}')
        asked.append(ask.url.partition("max_id=")[2])
        return answer(ask, json.dumps(pages[asked[-1]]))

    assert [post.post_id for post in read(answers).posts] == ["3", "2b/?", "1"]
    assert asked == ["", "2b%2F%3F", "1"]


def test_links_lead_on_within_the_same_server_only() -> None:
    link = '<https://elsewhere.test/steal?max_id=55&limit=40>; rel="next", <y>; rel="prev"'

    def answers(ask: Ask) -> Answer:
        if "lookup" in ask.url:
            return answer(ask, '{"id": "7"}')
        assert ask.url.startswith(f"{HOME}/api/v1/accounts/7/statuses?")
        last = "max_id=55" in ask.url
        body = json.dumps([status(id="50" if last else "60")])
        return answer(ask, body, headers={"link": "" if last else link})

    assert [post.post_id for post in read(answers).posts] == ["60", "50"]


@pytest.mark.parametrize(
    ("answered", "parent", "mentions", "kind", "reply_to"),
    [
        (None, None, [], PostKind.BROADCAST, ""),
        ("7", "99", [], PostKind.BROADCAST, ""),
        ("8", "99", [{"id": "8", "acct": "finch@b.test"}], PostKind.REPLY, "finch@b.test"),
        ("8", "99", [{"id": "9", "acct": "third"}], PostKind.REPLY, "99"),
        (None, "99", [], PostKind.REPLY, "99"),
        ("8", None, [], PostKind.REPLY, "8"),
    ],
)
def test_replies_to_others_are_told_from_threads(
    answered: str | None,
    parent: str | None,
    mentions: list[dict[str, str]],
    kind: PostKind,
    reply_to: str,
) -> None:
    fields = {"in_reply_to_account_id": answered, "in_reply_to_id": parent, "mentions": mentions}
    (post,) = timeline(status(**fields)).posts
    assert (post.kind, post.reply_to) == (kind, reply_to)


def test_a_boost_has_the_words_of_others_and_the_time_of_its_own() -> None:
    other = status(
        id="5",
        created_at="2020-01-01T00:00:00Z",
        content="<p>Hear hear</p>",
        url="https://b.test/@finch/5",
    )
    (post,) = timeline(status(content="", reblog=other)).posts
    assert (post.kind, post.text, post.post_id) == (PostKind.REPOST, "Hear hear", "100")
    assert post.url == "https://b.test/@finch/5"
    assert post.posted_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_the_address_of_what_is_quoted_is_no_part_of_the_words() -> None:
    content = '<p class="quote-inline">RE: <a href="https://b.test/5">b.test/5</a></p><p>True.</p>'
    (post,) = timeline(status(content=content)).posts
    assert (post.text, post.links) == ("True.", ())


def test_links_of_the_profile_have_the_verified_first() -> None:
    field = '<a href="https://{}" rel="me">x</a>'.format
    account = {
        "note": '<p>See <a href="https://alder.example/about">this</a></p>',
        "fields": [
            {"name": "Blog", "value": field("blog.example"), "verified_at": None},
            {"name": "Site", "value": field("alder.example"), "verified_at": "2026-01-01"},
            {"name": "Town", "value": "Leeds", "verified_at": None},
        ],
        "moved": {"url": "https://new.test/@alder"},
    }
    assert timeline(account=account).links == (
        "https://alder.example",
        "https://blog.example",
        "https://alder.example/about",
        "https://new.test/@alder",
    )


def test_a_suspended_account_is_gone() -> None:
    assert timeline(account={"suspended": True}).status is ReadingStatus.GONE


@pytest.mark.parametrize(
    ("code", "body", "meaning"),
    [
        (401, '{"error":"This method requires an authenticated user"}', ReadingStatus.UNAUTHORISED),
        (403, '{"error":"This action is not allowed"}', ReadingStatus.UNAUTHORISED),
        (404, '{"error":"Record not found"}', ReadingStatus.GONE),
        (410, '{"error":"Record not found"}', ReadingStatus.GONE),
        (404, "<html>no such page</html>", ReadingStatus.UNSUPPORTED),
        (200, "<html>a page</html>", ReadingStatus.UNSUPPORTED),
        (200, '{"id": 7}', ReadingStatus.FAILED),
        (422, '{"error":"?"}', ReadingStatus.FAILED),
        (429, '{"error":"Too many requests"}', ReadingStatus.RATE_LIMITED),
        (503, "", ReadingStatus.FAILED),
    ],
)
def test_a_fault_is_never_taken_for_silence(code: int, body: str, meaning: ReadingStatus) -> None:
    reading = read(lambda ask: answer(ask, body, code))
    assert (reading.status, reading.posts) == (meaning, ())
    assert reading.reason


@pytest.mark.parametrize("body", ["", "<html></html>", "{}", "null", '{"error":"x"}'])
def test_a_timeline_that_is_none_is_a_failure(body: str) -> None:
    def answers(ask: Ask) -> Answer:
        return answer(ask, '{"id": "7"}' if "lookup" in ask.url else body)

    assert read(answers).status is ReadingStatus.FAILED


def test_what_came_before_a_fault_is_kept(recorded: Recording) -> None:
    def answers(ask: Ask) -> Answer:
        return no_answer(ask) if "max_id" in ask.url else recorded(ask)

    reading = read(answers)
    assert (reading.status, len(reading.posts)) == (ReadingStatus.FAILED, 5)
    assert reading.links


def test_statuses_of_no_known_shape_are_passed_over() -> None:
    odd: dict[str, Any] = {"id": "101", "content": 5, "mentions": "x", "created_at": 9}
    reading = timeline({}, {"id": 4}, odd)
    (post,) = reading.posts
    assert (post.text, post.posted_at, post.mentions) == ("", None, ())


@pytest.mark.sites
@pytest.mark.skipif(not RECORDED.is_file(), reason="the recorded answers are not here")
def test_an_answer_of_a_real_server_is_read() -> None:
    yaml = pytest.importorskip("yaml")
    told = yaml.safe_load(RECORDED.read_text("utf-8"))["interactions"]
    bodies = [json.loads(each["response"]["body"]["string"]) for each in told]
    lists = [body if isinstance(body, list) else [body] for body in bodies]
    statuses = [one for several in lists for one in several if "content" in one]
    assert len(statuses) >= 2
    for made in statuses:
        (post,) = timeline(made).posts
        assert post.post_id == made["id"]
        assert post.posted_at == datetime.fromisoformat(made["created_at"])
        assert post.text
        assert "<" not in post.text
