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


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a statement is weighed: content stems, numbers, whether it denies, its length."""

    stems: frozenset[str]
    numbers: frozenset[str]
    denies: bool
    words: int


def profile(text: str) -> Profile:
    """Give the profile of a masked statement; ``words`` is at least 1."""
    return Profile(
        content_stems(text),
        _numbers(text),
        bool(_NEGATION.search(text)),
        max(len(text.split()), 1),
    )


def weigh(left: Profile, right: Profile) -> Evidence:
    """Give the evidence between two statements; symmetric."""
    shared, either = len(left.stems & right.stems), len(left.stems | right.stems)
    return Evidence(
        overlap=shared / either if either else 0.0,
        numbers_differ=bool(left.numbers - right.numbers and right.numbers - left.numbers),
        negation_differs=left.denies != right.denies,
    )


def content_stems(text: str) -> frozenset[str]:
    """Give the stems of a text's content words."""
    words = words_of(text)
    return frozenset(_stem(word) for word in words if word not in _FUNCTION_WORDS)


def _stem(word: str) -> str:
    """Give a crude stem: enough that "hosting", "hosts" and "hosted" meet."""
    for ending in (
        "ations",
        "ation",
        "ings",
        "ing",
        "ies",
        "ied",
        "ers",
        "er",
        "ed",
        "es",
        "ly",
        "s",
        "y",
        "e",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _numbers(text: str) -> frozenset[str]:
    spelled = (_NUMBER_WORDS.get(word) for word in words_of(text))
    return frozenset(_NUMBER.findall(text)) | {number for number in spelled if number}
