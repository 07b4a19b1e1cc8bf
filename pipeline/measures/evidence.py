"""Evidence that two statements say the same, beyond their similarity."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.text.words import words_of


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NEGATION = re.compile(
    r"\b(?:no|not|never|none|without|zero|nothing|nor|neither|cannot|free of)\b|n['’]t\b", re.I
)
_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
    if value > 1
}
_FUNCTION_WORDS = frozenset(
    """a about after all also an and any are as at be because been before being but by can could do
    does doing each every for from get had has have here how i if in into is it its itself just like
    made make makes many may me more most much must my need of off on once one only or other our out
    over own same she should so some such than that the their them then there these they this those
    through to too under up us use used uses using very via was we were what when where which while
    who whom why will with within would you your yours""".split()
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against one claim behind two statements.

    ``overlap``: shared share of content-word stems (Jaccard, 0-1). ``numbers_differ``: each side
    names a number that the other does not. ``negation_differs``: one side denies, one does not.
    """

    overlap: float
    numbers_differ: bool
    negation_differs: bool


def weigh(left: str, right: str) -> Evidence:
    """Give the evidence between two masked statements; symmetric."""
    a, b = content_stems(left), content_stems(right)
    numbers_left, numbers_right = _numbers(left), _numbers(right)
    return Evidence(
        overlap=len(a & b) / len(a | b) if a | b else 0.0,
        numbers_differ=bool(numbers_left - numbers_right and numbers_right - numbers_left),
        negation_differs=bool(_NEGATION.search(left)) != bool(_NEGATION.search(right)),
    )


def content_stems(text: str) -> frozenset[str]:
    """Give the stems of a text's content words."""
    words = words_of(text)
    return frozenset(_stem(word) for word in words if word not in _FUNCTION_WORDS)


def _stem(word: str) -> str:
    """Give a crude stem: enough that "hosting", "hosts" and "hosted" meet."""
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "ly", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _numbers(text: str) -> frozenset[str]:
    spelled = (_NUMBER_WORDS.get(word) for word in words_of(text))
    return frozenset(_NUMBER.findall(text)) | {number for number in spelled if number}
