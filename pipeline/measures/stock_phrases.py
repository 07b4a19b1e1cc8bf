"""Stock phrases: the longest runs of words that several companies share, and which say anything."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from math import comb
from statistics import median
from typing import TYPE_CHECKING

from pipeline.measures.phrases import Phrase, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FEWEST_COMPANIES = 3
"""Companies that make a phrase stock: one and two rivals, as in the same-words figure."""
PLAIN = 5.6
"""Zipf frequency from which a word tells nothing by itself: "want", "need" and "all" are above."""
DANGLING = 6.3
"""Zipf frequency from which a last word leaves a phrase in the middle of something: "and", "in"."""
OVERLAP = 3
"""Words in a row that make two phrases one."""
TOPIC_RATE = 1 / 300
TOPIC_TIMES = 30.0
"""A topic word stands once in 300 words of the median company, 30 times as often as in the language
at large: "analytics" and "visitors" are what that field is about, whatever is said of them."""
LEVEL = 0.05


def shared_phrases(
    texts: Mapping[str, Sequence[Sequence[Phrase | None]]], least: int
) -> dict[Phrase, frozenset[str]]:
    """Give every phrase of four words or more that at least ``least`` companies use, with them.

    ``texts`` holds per company its statements as ``phrases.windows`` gives them. A longer run is
    looked at only where both runs one word shorter are shared.
    """
    alive = [
        (company, dict(enumerate(statement)))
        for company, statements in texts.items()
        for statement in statements
    ]
    found: dict[Phrase, frozenset[str]] = {}
    while alive:
        users: dict[Phrase, set[str]] = defaultdict(set)
        for company, begins in alive:
            for phrase in begins.values():
                if phrase:
                    users[phrase].add(company)
        shared = {phrase: frozenset(who) for phrase, who in users.items() if len(who) >= least}
        found |= shared
        alive = [(company, _longer(begins, shared)) for company, begins in alive]
        alive = [(company, begins) for company, begins in alive if begins]
    return found


def _longer(
    begins: Mapping[int, Phrase | None], shared: Mapping[Phrase, frozenset[str]]
) -> dict[int, Phrase | None]:
    """Give the runs one word longer, where this run and the next are both shared."""
    longer: dict[int, Phrase | None] = {}
    for i, phrase in begins.items():
        following = begins.get(i + 1)
        if phrase in shared and following in shared and phrase and following:
            longer[i] = (*phrase, following[-1])
    return longer


def merge_phrases(found: Mapping[Phrase, frozenset[str]]) -> list[Phrase]:
    """Give the phrases to show: most companies first, then the longest, then by the alphabet.

    A phrase is swallowed by an earlier one that shares three words in a row with it and is used by
    all of its companies.
    """
    shown: list[Phrase] = []
    holders: dict[Phrase, list[frozenset[str]]] = defaultdict(list)
    for phrase in sorted(found, key=lambda p: (-len(found[p]), -len(p), p)):
        parts = runs(phrase, OVERLAP)
        if not any(found[phrase] <= users for part in parts for users in holders[part]):
            shown.append(phrase)
            for part in parts:
                holders[part].append(found[phrase])
    return shown


def topic_words(words: Mapping[str, Sequence[str]], language: str) -> frozenset[str]:
    """Give the words that the field can't do without; ``words`` are each company's, in any order.

    The median company uses them at a rate of 1 in 300 or more, and at 30 times the rate of the
    language at large.
    """
    counts = [(Counter(said), len(said)) for said in words.values() if said]
    topic = set()
    for word in {word for count, _ in counts for word in count}:
        rate = median(count[word] / total for count, total in counts)
        usual = 10.0 ** (_zipf(word, language) - 9.0)
        if rate >= TOPIC_RATE and rate >= TOPIC_TIMES * usual:
            topic.add(word)
    return frozenset(topic)


def says_something(phrase: Phrase, topic: frozenset[str], language: str) -> bool:
    """Tell whether a phrase has a telling word that is no topic word of the field."""
    return any(word not in topic for word in telling_words(phrase, language))


def is_whole(phrase: Phrase, language: str) -> bool:
    """Tell whether a phrase does not break off at one of the very commonest words."""
    return _zipf(phrase[-1], language) < DANGLING


def telling_words(words: Iterable[str], language: str) -> list[str]:
    """Give the words that are no number, no single letter and none of the commonest."""
    return [w for w in words if w.isalpha() and len(w) > 1 and _zipf(w, language) < PLAIN]


@cache
def _zipf(word: str, language: str) -> float:
    """Give how common a word is, log10 per billion words; 0 in a language that is not known."""
    from wordfreq import zipf_frequency

    return zipf_frequency(word, language) if language in _languages() else 0.0


@cache
def _languages() -> frozenset[str]:
    from wordfreq import available_languages

    return frozenset(available_languages())


def is_general(k: int, n: int, strangers: int, of: int) -> bool:
    """Tell whether a phrase of k of n companies belongs to everybody.

    Strangers use it, and the field does not use it clearly more: Fisher's exact test, one-sided,
    at 5 %. Where no stranger uses it, it is the field's own.
    """
    if not strangers:
        return False
    users, everybody = k + strangers, n + of
    as_many = range(k, min(n, users) + 1)
    ways = sum(comb(users, j) * comb(everybody - users, n - j) for j in as_many)
    return ways / comb(everybody, n) > LEVEL
