"""Same words: how much of a company's text stands in phrases that its rivals use, too."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import t as student

from pipeline.measures.phrases import SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.measures.phrases import PhraseBook

MOST_WORDS = 1500
"""Budget above which none is set: few companies' marketing pages hold more."""
PER = 1000.0
"""Figures are words per thousand."""


def use_chances(book: PhraseBook, digests: NDArray[np.int64], budget: float) -> NDArray[np.float64]:
    """Give the chance that each phrase is in a draw of ``budget`` words of a company; shape (n,).

    Every statement is drawn with the same chance p = budget / words, so that every company, however
    large, puts in ``budget`` words on average: 1 - (1 - p)^(statements that use the phrase).
    """
    share = min(1.0, budget / book.words) if book.words else 0.0
    uses = book.used_by(digests).astype(np.float64)
    chances: NDArray[np.float64] = 1.0 - np.power(1.0 - share, uses)
    return chances


def chance_of_users(chances: NDArray[np.float64], drawn: int, least: int) -> NDArray[np.float64]:
    """Give the chance that at least ``least`` of ``drawn`` companies use each phrase; shape (n,).

    ``chances`` (companies, n) is each company's own chance to use it; the ``drawn`` companies are
    any of them with equal chance. Exact: companies are met one by one, each is among the drawn with
    the chance (still to draw) / (still to meet), and users are counted up to ``least``. Raises
    ValueError where more are to be drawn than there are.
    """
    companies, phrases = chances.shape
    if drawn > companies:
        raise ValueError(f"can't draw {drawn} of {companies}")
    state = np.zeros((drawn + 2, least + 1, phrases))
    state[0, 0] = 1.0
    for met, use in enumerate(chances):
        take = np.clip((drawn - np.arange(drawn + 1)) / (companies - met), 0.0, 1.0)
        taken = state[:-1] * take[:, None, None]
        users = taken * use
        state[:-1] -= taken
        state[1:] += taken - users
        state[1:, 1:] += users[:, :-1]
        # Who has counted enough users counts no further.
        state[1:, least] += users[:, least]
    result: NDArray[np.float64] = state[drawn, least]
    return result


def word_chances(slots: NDArray[np.int64], chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give each word's chance to stand in a shared phrase: that of the likeliest around it.

    ``slots`` (words,) holds the number of the phrase that begins at each word, -1 for none, as at
    the last three words of every statement; ``chances`` goes with the numbers. The likeliest alone
    is a lower bound, exact where a shared run comes from the same statements (as it does).
    """
    begins = np.where(slots >= 0, chances[slots], 0.0) if len(chances) else np.zeros(len(slots))
    best = begins.copy()
    for back in range(1, SIZE):
        best[back:] = np.maximum(best[back:], begins[:-back])
    return best


@dataclass(frozen=True, slots=True)
class Usage:
    """One company's words, and who else uses its phrases.

    ``slots`` (words,) as ``word_chances`` takes them; ``pages`` (words,) numbers each word's page
    from 0; ``rivals`` (K - 1, n) and ``strangers`` (S, n) are chances of use at the budget.
    """

    slots: NDArray[np.int64]
    pages: NDArray[np.int64]
    rivals: NDArray[np.float64]
    strangers: NDArray[np.float64]

    def shared(self, rows: NDArray[np.float64], drawn: int, least: int) -> NDArray[np.float64]:
        """Give each word's chance to stand in a phrase of ``least`` of ``drawn`` companies."""
        return word_chances(self.slots, chance_of_users(rows, drawn, least))


@dataclass(frozen=True, slots=True)
class SameWords:
    """Words per thousand in shared phrases: with rivals, with as many strangers, and the excess.

    ``low`` and ``high`` are the 95 % range of the excess.
    """

    rivals: float
    strangers: float
    excess: float
    low: float
    high: float


def same_words(
    usages: Sequence[Usage], industries: Sequence[str], least: int
) -> tuple[SameWords, list[SameWords]]:
    """Give the field's figure and each company's, in order; K >= 3 companies.

    ``Usage.rivals`` of company c are the other companies in the order of ``usages``; ``industries``
    names each stranger's. The field's figure is the plain mean of its companies'. Ranges are
    jackknives whose variances add up: the field leaves out one company at a time, a company one
    rival and one page of its own at a time, both one of the strangers' industries at a time;
    degrees of freedom by Welch and Satterthwaite.
    """
    zeros = [_without_industries(usage, industries, least) for usage in usages]
    plain = [_compare(usage, least) for usage in usages]
    dropped = _without_rivals(usages, least)
    each = [
        _ranged(
            plain[c],
            [
                _spread([x for d, x in enumerate(dropped[c]) if d != c]),
                _spread(_without_pages(usage, least)),
                _spread(zeros[c]),
            ],
        )
        for c, usage in enumerate(usages)
    ]
    count = len(usages)
    field = (_mean([own for own, _ in plain]), _mean([zero for _, zero in plain]))
    fields = [_mean([dropped[c][d] for c in range(count) if c != d]) for d in range(count)]
    grounds = [_mean(list(column)) for column in zip(*zeros, strict=True)]
    return _ranged(field, [_spread(fields), _spread(grounds)]), each


def _compare(usage: Usage, least: int) -> tuple[float, float]:
    drawn = len(usage.rivals)
    own = usage.shared(usage.rivals, drawn, least)
    zero = usage.shared(usage.strangers, drawn, least)
    return PER * float(own.mean()), PER * float(zero.mean())


def _without_rivals(usages: Sequence[Usage], least: int) -> list[list[float]]:
    """Give each company's excess with company d not there, its own place left at 0."""
    return [
        [0.0 if d == c else _excess_without(usage, d - (d > c), least) for d in range(len(usages))]
        for c, usage in enumerate(usages)
    ]


def _excess_without(usage: Usage, rival: int, least: int) -> float:
    rivals = np.delete(usage.rivals, rival, axis=0)
    own, zero = _compare(Usage(usage.slots, usage.pages, rivals, usage.strangers), least)
    return own - zero


def _without_pages(usage: Usage, least: int) -> list[float]:
    drawn = len(usage.rivals)
    gain = usage.shared(usage.rivals, drawn, least) - usage.shared(usage.strangers, drawn, least)
    sums = np.bincount(usage.pages, gain)
    words = np.bincount(usage.pages)
    if len(sums) < 2:
        return []
    left: NDArray[np.float64] = PER * (gain.sum() - sums) / (len(gain) - words)
    return [float(value) for value in left]


def _without_industries(usage: Usage, industries: Sequence[str], least: int) -> list[float]:
    """Give the strangers' figure without each of their industries that can be spared."""
    drawn, names = len(usage.rivals), np.array(industries)
    kept = [names != name for name in sorted(set(industries))]
    return [
        PER * float(usage.shared(usage.strangers[rows], drawn, least).mean())
        for rows in kept
        if rows.sum() >= drawn
    ]


def _mean(values: list[float]) -> float:
    return fsum(values) / len(values)


def _spread(left_out: list[float]) -> tuple[float, int]:
    """Give the jackknife variance of a mean and its degrees of freedom, (0, 0) for less than two.

    (n - 1) / n times the sum of squares around the mean of what is left each time (Tukey 1958).
    """
    n = len(left_out)
    if n < 2:
        return 0.0, 0
    mean = _mean(left_out)
    return (n - 1) / n * fsum((value - mean) ** 2 for value in left_out), n - 1


def _ranged(figures: tuple[float, float], spreads: list[tuple[float, int]]) -> SameWords:
    own, zero = figures
    excess = own - zero
    variance = fsum(v for v, _ in spreads)
    if variance == 0:
        return SameWords(own, zero, excess, excess, excess)
    freedom = variance**2 / fsum(v * v / df for v, df in spreads if df)
    reach = float(student.ppf(0.975, freedom)) * sqrt(variance)
    return SameWords(own, zero, excess, excess - reach, excess + reach)
