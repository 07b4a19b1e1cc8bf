"""Pairs that somebody hands in, judged: rows, faults, verdicts, and which mean is taken out."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest

from embeddings.light import light_encoder
from embeddings.panel import load_panel
from pipeline.judge import CHUNK, ENOUGH_FOR_MEAN, MOST_FOR_LIGHT, judge_pairs, read_pairs
from pipeline.measures.same_claim import load_judge, read_statements
from sameness.errors import RowInvalid
from sameness.settings import DEFAULT_MODEL

SAME = ("We never sell your data.", "We never sell your data.")
OPPOSED = ("No IP address is stored.", "The IP address is stored.")
FAR = ("Set up takes five minutes.", "Our oysters are landed every morning in Whitstable.")
FAR_DENIAL = ("We never sell your data.", "Our oysters are landed every morning in Whitstable.")


def line(a: object, b: object, **more: object) -> bytes:
    return json.dumps({"a": a, "b": b, **more}).encode()


def judged(*pairs: tuple[str, str]) -> list[dict[str, object]]:
    return [*judge_pairs(read_pairs([line(*pair) for pair in pairs]), DEFAULT_MODEL)]


def test_rows_come_back_in_order_with_all_their_fields() -> None:
    lines = [line(*SAME, id=7, tags=["é", None]), b"  \n", line(*FAR, probability="old")]
    first, second = judge_pairs(read_pairs(lines), DEFAULT_MODEL)
    assert list(first) == ["a", "b", "id", "tags", "probability", "verdict"]
    assert (first["id"], first["tags"]) == (7, ["é", None])
    assert second["a"] == FAR[0]
    assert isinstance(second["probability"], float)


def test_verdicts() -> None:
    verdicts = [row["verdict"] for row in judged(SAME, OPPOSED, FAR, FAR_DENIAL)]
    assert verdicts == ["same", "opposed", "different", "different"]


def test_a_verdict_is_the_judges_threshold() -> None:
    judge = load_judge(DEFAULT_MODEL)
    texts = ["Try it free for a month", "Try it free for 30 days", "A month free", "Free to try"]
    rows = judged(*((a, b) for a in texts for b in texts))
    for row in rows:
        if row["verdict"] != "opposed":
            p = float(str(row["probability"]))
            expected = "same" if p >= judge.least_same else "alike" if p >= judge.least else None
            assert row["verdict"] == (expected or "different")


def test_probabilities_are_the_judges_own_centred_on_the_panel() -> None:
    texts = [*FAR, *OPPOSED]
    vectors = light_encoder().encode(texts, lambda _: None)
    reading = read_statements(texts, vectors, load_panel(DEFAULT_MODEL).vectors.mean(axis=0))
    left, right = np.array([0, 2]), np.array([1, 3])
    expected = load_judge(DEFAULT_MODEL).probabilities(reading, left, right)
    assert [row["probability"] for row in judged(FAR, OPPOSED)] == pytest.approx(
        expected.tolist(), abs=1e-5
    )


def test_many_statements_are_centred_on_their_own_mean_in_any_order() -> None:
    pairs = [(f"We plan shift number {n}.", f"Rotas for {n} people.") for n in range(30)]
    assert len(pairs) * 2 >= ENOUGH_FOR_MEAN
    rows = judged(*pairs)
    assert rows != judged(*pairs[:10])[:10]
    assert judged(*pairs[::-1])[::-1] == rows


def test_a_fields_mean_is_taken_where_one_is_given() -> None:
    read = read_pairs([line("Plan the week in minutes", "The week is planned in minutes")])
    mean = light_encoder().encode(["Plan the week"], lambda _: None)[0] * np.float32(0.5)
    (given,) = judge_pairs(read, DEFAULT_MODEL, mean)
    (plain,) = judge_pairs(read, DEFAULT_MODEL)
    assert given["probability"] != plain["probability"]


def test_more_pairs_than_a_chunk() -> None:
    pairs = [SAME, FAR] * (CHUNK // 2 + 5)
    rows = judged(*pairs)
    assert len(rows) == len(pairs)
    assert rows[0] == rows[-2]
    assert len({str(row) for row in rows}) == 2


def test_both_encoders_judge_alike() -> None:
    texts = [f"We plan {n} shifts of your week in {n + 2} minutes." for n in range(MOST_FOR_LIGHT)]
    pairs = [*pairwise(texts)]
    heavy = judged(*pairs, ("One more", "And another"), ("Two more", "And others"))[: len(pairs)]
    mean = light_encoder().encode(
        sorted({*texts, "One more", "And another", "Two more", "And others"}), lambda _: None
    )
    light = [*judge_pairs(read_pairs([line(*p) for p in pairs]), DEFAULT_MODEL, mean.mean(axis=0))]
    for one, other in zip(heavy, light, strict=True):
        assert one["probability"] == pytest.approx(other["probability"], abs=0.02)


def test_no_rows_give_none() -> None:
    assert judged() == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (b"nope", "Line 3 is not JSON (Expecting value"),
        (b"[1, 2]", "Line 3 is no JSON object."),
        (b'{"a": "x"}', "Line 3 has no 'b'."),
        (b'{"b": "x"}', "Line 3 has no 'a'."),
        (line(1, "x"), "Line 3 has 1 as 'a', which is no text."),
        (line("x", None), "Line 3 has null as 'b', which is no text."),
        (line("x", " \n"), "Line 3 has an empty 'b'."),
        (b'{"a": "\\ud800", "b": "x"}', "Line 3 has half a character in 'a'."),
        (b"\xff\xfe", "Line 3 is not UTF-8 text."),
        (b"[" * 100_000, "Line 3 is nested too deeply."),
    ],
)
def test_a_bad_row_is_told_by_its_line(fault: bytes, said: str) -> None:
    with pytest.raises(RowInvalid) as caught:
        read_pairs([line(*SAME), b"", fault])
    assert str(caught.value).startswith(said)
    assert 'two statements, "a" and "b"' in str(caught.value)
