"""Evidence that two statements say the same, beyond their similarity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.code_sets import Coder
from pipeline.text.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.measures.code_sets import CodeSets

Audiences = tuple[frozenset[str], ...]
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
    audiences: Audiences


@lru_cache(16_384)
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
        audience_differs=audience_differs(left.audiences, right.audiences),
    )


@dataclass(frozen=True, slots=True)
class Evidences:
    """``Evidence`` of many pairs, an array each of shape (pairs,), but for the audience."""

    overlap: NDArray[np.float64]
    contained: NDArray[np.float64]
    numbers_differ: NDArray[np.bool_]
    numbers_apart: NDArray[np.int64]
    negation_differs: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Profiles:
    """``Profile`` of n statements, column by column: ``stems`` and ``numbers`` as sets of codes."""

    stems: CodeSets
    numbers: CodeSets
    denies: NDArray[np.bool_]
    asks: NDArray[np.bool_]
    limits: NDArray[np.bool_]
    words: NDArray[np.int64]
    audiences: list[Audiences]

    def __len__(self) -> int:
        return len(self.words)


def read_profiles(texts: Sequence[str]) -> Profiles:
    """Give the profiles of masked statements, in their order."""
    stems, numbers = Coder(), Coder()
    denies, asks, limits = np.zeros((3, len(texts)), dtype=bool)
    words, audiences = np.zeros(len(texts), np.int64), []
    for row, text in enumerate(texts):
        one = profile(text)
        stems.add(one.stems)
        numbers.add(one.numbers)
        denies[row], asks[row], limits[row] = one.denies, one.asks, one.limits
        words[row] = one.words
        audiences.append(one.audiences)
    return Profiles(stems.sets(), numbers.sets(), denies, asks, limits, words, audiences)


def weigh_pairs(profiles: Profiles, left: NDArray[np.intp], right: NDArray[np.intp]) -> Evidences:
    """Give the evidence between the statements ``left[i]`` and ``right[i]``, as ``weigh`` does."""
    stems, numbers = profiles.stems, profiles.numbers
    mine, theirs = stems.sizes[left], stems.sizes[right]
    shared, named = stems.shared(left, right), numbers.shared(left, right)
    alone, other = numbers.sizes[left] - named, numbers.sizes[right] - named
    return Evidences(
        overlap=_share(shared, mine + theirs - shared),
        contained=_share(shared, np.minimum(mine, theirs)),
        numbers_differ=(alone > 0) & (other > 0),
        numbers_apart=alone + other,
        negation_differs=profiles.denies[left] != profiles.denies[right],
    )


def _share(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.where(whole > 0, part / np.maximum(whole, 1), 0.0)


def audience_differs(left: Audiences, right: Audiences) -> bool:
    """Tell whether one side alone says for whom, or both name others."""
    if bool(left) != bool(right):
        return True
    return bool(left) and not any(mine & theirs for mine in left for theirs in right)


def content_stems(text: str) -> frozenset[str]:
    """Give the stems of a text's content words."""
    words = words_of(text)
    return frozenset(_stem(word) for word in words if word not in _FUNCTION_WORDS)


@lru_cache(65_536)
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
