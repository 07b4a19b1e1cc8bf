"""Questions that mean it: precision and recall on labelled lines written for this test."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.measures.cross_posts import read_wording
from pipeline.measures.questions import asks_readers

LINES = Path(__file__).parent / "gold" / "questions.tsv"


def labelled(kind: str) -> list[dict[str, str]]:
    """Give the lines on which the rule was made, or those that were written after it."""
    with LINES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if row["set"] == kind]


@pytest.mark.parametrize(("kind", "floor"), [("development", 1.0), ("held out", 0.9)])
def test_who_is_said_to_ask_does_ask(kind: str, floor: float) -> None:
    said = [row for row in labelled(kind) if asks_readers(row["text"])]
    assert len(said) >= 15
    assert sum(row["label"] == "asks" for row in said) / len(said) >= floor


@pytest.mark.parametrize("kind", ["development", "held out"])
def test_nine_of_ten_who_ask_are_found(kind: str) -> None:
    asked = [row for row in labelled(kind) if row["label"] == "asks"]
    missed = [row["text"] for row in asked if not asks_readers(row["text"])]
    assert len(missed) / len(asked) <= 0.1, missed


def test_a_question_mark_alone_asks_too_much() -> None:
    """The rule that everybody tries first calls every other line wrong."""
    marked = [row for row in labelled("held out") if "?" in row["text"]]
    assert sum(row["label"] == "asks" for row in marked) / len(marked) < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Which tea do you drink?",
        "which tea do you drink? 🫖🫖",
        "New day! Which tea do you drink? #tea #morning",
        "@anna and friends, which tea do you drink?",
        "Our shelf is full. Which tea do you drink? Tell us: https://tea.example/shelf",
    ],
)
def test_emoji_tags_and_accounts_hide_no_question(text: str) -> None:
    assert asks_readers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Which tea do you drink? https://tea.example/guide",
        "https://tea.example/?q=what+do+you+drink?",
        "She said “Which tea do you drink?”",
        "Which tea do you drink? Ours has a new bag.",
        "Tell us about your tea.",
        "",
        "???",
    ],
)
def test_links_quotations_and_answers_are_no_question(text: str) -> None:
    assert not asks_readers(text)


@given(st.text(max_size=200))
def test_without_a_question_mark_nobody_asks(text: str) -> None:
    assert not asks_readers(text.replace("?", "."))


@pytest.mark.parametrize("part", ["what would ", "!?", "a.b.", "“", '"', "#a ", "1) ", "so ", "… "])
def test_a_post_made_to_be_slow_is_read_at_once(part: str) -> None:
    started = time.process_time()
    asks_readers(part * 30_000 + "?")
    read_wording(part * 30_000 + "/")
    assert time.process_time() - started < 2
