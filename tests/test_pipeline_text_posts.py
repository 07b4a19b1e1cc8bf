"""Posts taken apart: what is said, and what only points, tags or signs."""

from __future__ import annotations

import time

import pytest

from pipeline.text.posts import (
    MOST_STATEMENTS,
    fold,
    opening,
    post_lines,
    signature_lines,
    without_signatures,
)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Read our guide. https://acme.example/x", ["Read our guide."]),
        ("We are hiring in #Leeds", ["We are hiring in #Leeds"]),
        ("Proud of the team! #teamwork", ["Proud of the team!"]),
        ("Great day #saas #b2b #ai", ["Great day"]),
        ("@alice @bob@host.example thanks for the help", ["thanks for the help"]),
        ("#accounting is hard.\n\n#saas", ["#accounting is hard."]),
        ("New: rotas in one minute 👉 https://t.example/abc", ["New: rotas in one minute"]),
        ("See https://acme.example/x to learn", ["See https://acme.example/x to learn"]),
        ("Plan shifts faster (https://x.example/z)", ["Plan shifts faster"]),
        ("#Payroll made simple https://a.example/c #hr #pay", ["#Payroll made simple"]),
        ("Now 40% off - www.acme.example", ["Now 40% off"]),
        ("Sold 3.5/4 items", ["Sold 3.5/4 items"]),
        ("#hr #pay\n\u200b\n🎉🎉", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_only_points_or_tags_is_cut_off_the_ends(text: str, lines: list[str]) -> None:
    assert post_lines(text) == lines
    assert all(line in text for line in lines)


@pytest.mark.parametrize("piece", ["@a ", "#a ", "a.", "www.a.a/ ", "(", "@a.a@"])
def test_a_post_of_one_kind_of_word_takes_no_time(piece: str) -> None:
    started = time.process_time()
    post_lines(piece * 20_000 + "x")
    fold(piece * 20_000)
    assert time.process_time() - started < 2


def test_copies_with_other_links_and_tags_fold_to_the_same() -> None:
    assert fold("Plan  shifts, faster! https://a.example/1 @you") == "plan shifts faster"
    assert fold("plan shifts: #faster https://b.example/2") == "plan shifts faster"


def test_an_article_is_read_as_far_as_its_tenth_statement() -> None:
    sentences = [f"This is sentence number {n} of many." for n in range(14)]
    text = " ".join(sentences)
    assert opening([text], "en") == [" ".join(sentences[:MOST_STATEMENTS])]
    assert opening(sentences, "en") == sentences[:MOST_STATEMENTS]
    assert opening(sentences[:3], "en") == sentences[:3]
    assert opening([], "en") == []


def test_a_line_on_half_of_the_posts_signs_them() -> None:
    posts = [[f"Post number {n}.", "Subscribe for more!"] for n in range(4)]
    posts += [[f"Post number {n}.", "Wash your hands."] for n in range(4, 7)]
    assert signature_lines(posts) == {"subscribe for more"}
    assert without_signatures(posts)[0] == ["Post number 0."]
    # Three posts that end alike are too few to tell.
    assert signature_lines(posts[:3]) == set()
