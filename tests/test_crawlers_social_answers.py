from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.social.source import Ask
from crawlers.social.sources.answers import (
    failure,
    list_at,
    moment,
    needs_key,
    of_known_account,
    read_json,
    text_at,
    value_at,
)
from sameness.records import ReadingStatus
from tests.conversations import answer, no_answer

ASK = Ask("https://social.test/x")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("ab"), inner),
)


@pytest.mark.parametrize("status", [200, 204, 301, 400, 401, 402, 403, 404, 410, 429, 500, 503])
def test_what_brought_nothing_is_neither_ok_nor_empty(status: int) -> None:
    reading = failure(answer(ASK, "?", status))
    assert reading.status not in {ReadingStatus.OK, ReadingStatus.EMPTY}
    assert reading.reason


def test_the_words_of_a_server_are_not_repeated() -> None:
    assert "abc" not in failure(answer(ASK, '{"error": "Malformed token abc"}', 401)).reason


def test_an_ask_without_an_answer_says_who_held_back() -> None:
    assert failure(no_answer(ASK)).status is ReadingStatus.FAILED
    assert failure(no_answer(ASK, "too dear", refused=True)).status is ReadingStatus.REFUSED


@given(st.binary())
def test_any_body_is_json_or_nothing(body: bytes) -> None:
    content = read_json(answer(ASK, body))
    assert content is None or json.loads(body) == content or content != content  # noqa: PLR0124 - NaN


@given(JSON, st.lists(st.sampled_from("ab"), max_size=4))
def test_fields_of_any_content_have_their_type(content: object, path: list[str]) -> None:
    value = value_at(content, *path)
    assert text_at(content, *path) == (value if isinstance(value, str) else "")
    assert list_at(content, *path) == (value if isinstance(value, list) else [])


def test_text_that_utf_8_cannot_write_is_left_out() -> None:
    assert text_at({"a": "x\ud800y"}, "a") == "xy"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-02T09:00:00.123Z", datetime(2026, 3, 2, 9, 0, 0, 123000, UTC)),
        ("2026-03-02T11:00:00+0200", datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
        ("2026-03-02T09:00:00", datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_times_are_in_utc(written: str, meant: datetime | None) -> None:
    assert moment(written) == meant


def test_a_missing_key_names_its_variable() -> None:
    reading = needs_key("reddit_id", "reddit_secret")
    assert reading.status is ReadingStatus.UNAUTHORISED
    assert reading.reason == "needs keys: set SAMENESS_REDDIT_ID and SAMENESS_REDDIT_SECRET"
    assert needs_key("x_token").reason == "needs a key: set SAMENESS_X_TOKEN"


def test_a_list_that_is_gone_is_no_account_that_is_gone() -> None:
    reading = of_known_account(failure(answer(ASK, "", 410)))
    assert reading.status is ReadingStatus.FAILED
    assert reading.reason == "the account is there, but not the list of its posts (HTTP 410)"
    busy = failure(answer(ASK, "", 429))
    assert of_known_account(busy) is busy
