"""Evidence that two statements say the same, beyond their similarity."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.text.words import words_of

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NEGATION = re.compile(
    r"""\b(?:no(?!\ matter)|not(?!\ only|\ just)|never|none|without|zero|nothing|nor|neither|cannot
      |free\ of|free\ from|rid\ of|closed[\s-]source|proprietary)\b
    | (?<!don)n['’]t\b | \bdon['’]t\b(?!\ hesitate)
    | \b(?!unless|regardless|wireless|seamless|endless|countless|effortless|painless|serverless)
      \w{3,}less\b
    | \b(?!hassle|risk|stress|worry)\w+-free\b""",
    re.I | re.X,
)
_LIMIT = re.compile(r"\b(?<!not )(?:only|solely|exclusively|except|at most|no more than)\b", re.I)
_AUDIENCE = re.compile(r"\bfor ((?:\w+[- ]?){1,4})", re.I)
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

    ``overlap``: shared share of content-word stems (Jaccard, 0-1); ``contained``: the shared share
    of the side with fewer. ``numbers_differ``: each side names a number that the other does not;
    ``numbers_apart``: how many numbers only one side names. ``negation_differs``: one side denies,
    one does not. ``audience_differs``: one side alone says for whom, or both name others.
    """

    overlap: float
    contained: float
    numbers_differ: bool
    numbers_apart: int
    negation_differs: bool
    audience_differs: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a statement is weighed.

    Content stems, numbers, whether it denies, asks, or limits what it says ("only"), its length,
    and the stems of each phrase that says for whom or what for.
    """

    stems: frozenset[str]
    numbers: frozenset[str]
    denies: bool
    asks: bool
    limits: bool
    words: int
    audiences: tuple[frozenset[str], ...]


def profile(text: str) -> Profile:
    """Give the profile of a masked statement; ``words`` is at least 1."""
    return Profile(
        content_stems(text),
        _numbers(text),
        bool(_NEGATION.search(text)),
        text.rstrip().endswith("?"),
        bool(_LIMIT.search(text)),
        max(len(text.split()), 1),
        tuple(stems for phrase in _AUDIENCE.findall(text) if (stems := content_stems(phrase))),
    )


def weigh(left: Profile, right: Profile) -> Evidence:
    """Give the evidence between two statements; symmetric."""
    shared, either = len(left.stems & right.stems), len(left.stems | right.stems)
    fewer = min(len(left.stems), len(right.stems))
    return Evidence(
        overlap=shared / either if either else 0.0,
        contained=shared / fewer if fewer else 0.0,
        numbers_differ=bool(left.numbers - right.numbers and right.numbers - left.numbers),
        numbers_apart=len(left.numbers ^ right.numbers),
        negation_differs=left.denies != right.denies,
        audience_differs=_audience_differs(left, right),
    )


def _audience_differs(left: Profile, right: Profile) -> bool:
    if bool(left.audiences) != bool(right.audiences):
        return True
    return bool(left.audiences) and not any(
        mine & theirs for mine in left.audiences for theirs in right.audiences
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
