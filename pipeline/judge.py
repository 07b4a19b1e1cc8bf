"""Judges pairs of statements that somebody hands in: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings.encoder import load_encoder
from embeddings.light import quick_encoder
from embeddings.panel import load_panel
from embeddings.states import StateEncoder
from pipeline.judges import choose_judge
from pipeline.measures.centred import centre
from pipeline.measures.same_claim import Judge, opposed
from sameness.errors import RowInvalid
from sameness.settings import PLAIN_JUDGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from pipeline.measures.larger_judge import FindStates

    Vectors = NDArray[np.float32]

CHUNK = 1000
"""Pairs judged at a time."""
ENOUGH_FOR_MEAN = 50
"""Distinct statements from which their own mean is taken out, and not the panel's."""
ABOUT_ONE_THING = 0.5
"""Field-centred cosine from which two that deny each other speak of one thing, and are opposed."""
MOST_FOR_LIGHT = 300
"""Distinct statements up to which the encoder that is ready soonest is the quickest."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One row as it came, with its two statements."""

    row: dict[str, Any]
    left: str
    right: str


def read_pairs(lines: Iterable[bytes]) -> list[Pair]:
    """Give the pairs of JSON lines; empty lines are skipped. Raises RowInvalid at the first fault.

    All are read before any is judged: what is judged does not depend on the order of rows, and a
    fault in the last line leaves no half of an answer.
    """
    return [_read_pair(line, n) for n, line in enumerate(lines, start=1) if line.strip()]


def _read_pair(line: bytes, number: int) -> Pair:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _invalid(number, "is not UTF-8 text") from None
    except ValueError as error:
        raise _invalid(number, f"is not JSON ({error})") from None
    except RecursionError:
        raise _invalid(number, "is nested too deeply") from None
    if not isinstance(row, dict):
        raise _invalid(number, "is no JSON object")
    return Pair(row, _statement(row, "a", number), _statement(row, "b", number))


def _statement(row: dict[str, Any], key: str, number: int) -> str:
    if key not in row:
        raise _invalid(number, f"has no {key!r}")
    text = row[key]
    if not isinstance(text, str):
        raise _invalid(number, f"has {json.dumps(text)[:60]} as {key!r}, which is no text")
    if not text.strip():
        raise _invalid(number, f"has an empty {key!r}")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _invalid(number, f"has half a character in {key!r}")
    return text


def _invalid(number: int, what: str) -> RowInvalid:
    return RowInvalid(
        f"Line {number} {what}.", 'Each line is a JSON object with two statements, "a" and "b".'
    )


def judge_pairs(
    pairs: Sequence[Pair],
    model: str,
    mean: Vectors | None = None,
    judge_name: str = PLAIN_JUDGE,
) -> Iterator[dict[str, Any]]:
    """Yield each row with ``probability`` and ``verdict``, in order.

    ``mean`` is the field's mean vector; without one it is that of the given statements where they
    are fifty or more, else that of the panel's. ``judge_name`` is "plain" or "larger". Raises
    ModelMissing.
    """
    texts = sorted({text for pair in pairs for text in (pair.left, pair.right)})
    judge = choose_judge(judge_name, model, _states_of(texts))
    encoder = quick_encoder(model) if len(texts) <= MOST_FOR_LIGHT else load_encoder(model)
    vectors = encoder.encode(texts, lambda _: None)
    middle = _mean(vectors, model) if mean is None else mean
    place = {text: row for row, text in enumerate(texts)}
    for start in range(0, len(pairs), CHUNK):
        yield from _judge_chunk(pairs[start : start + CHUNK], judge, vectors, place, middle)


def _states_of(texts: list[str]) -> FindStates:
    """Give a function to the states of any of these texts; all are read when it is first called."""

    @cache
    def found() -> dict[str, NDArray[np.float16]]:
        states = StateEncoder().encode(texts, lambda _: None)
        return dict(zip(texts, states, strict=True))

    return lambda wanted: [found()[text] for text in wanted]


def _mean(vectors: Vectors, model: str) -> Vectors:
    known = vectors if len(vectors) >= ENOUGH_FOR_MEAN else load_panel(model).vectors
    mean: Vectors = known.mean(axis=0)
    return mean


def _judge_chunk(
    pairs: Sequence[Pair],
    judge: Judge,
    vectors: Vectors,
    place: dict[str, int],
    mean: Vectors,
) -> Iterator[dict[str, Any]]:
    texts = sorted(set(chain.from_iterable((pair.left, pair.right) for pair in pairs)))
    mine = {text: row for row, text in enumerate(texts)}
    given = vectors[[place[text] for text in texts]]
    reading = judge.read(texts, given, mean)
    left = np.array([mine[pair.left] for pair in pairs], dtype=np.intp)
    right = np.array([mine[pair.right] for pair in pairs], dtype=np.intp)
    likely = judge.probabilities(reading, left, right)
    centred = centre(given, mean)
    near = np.einsum("ij,ij->i", centred[left], centred[right]) >= ABOUT_ONE_THING
    denied = opposed(reading, left, right)
    for pair, probability, contradicts, one_thing in zip(pairs, likely, denied, near, strict=True):
        verdict = tell_verdict(judge, float(probability))
        if contradicts:
            verdict = "opposed" if one_thing else "different"
        yield pair.row | {"probability": round(float(probability), 6), "verdict": verdict}


def tell_verdict(judge: Judge, probability: float) -> str:
    """Give "same", "alike" or "different" for a pair that does not contradict itself."""
    if probability >= judge.least_same:
        return "same"
    return "alike" if probability >= judge.least else "different"
