"""Same words: how much of a company's text stands in phrases that its rivals use, too."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, sqrt
from typing import TYPE_CHECKING

import numpy as np

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
        # Fewer are not drawn, or those still to meet would not suffice; more were not met.
        few, many = max(0, drawn - (companies - met)), min(drawn, met) + 1
        take = (drawn - np.arange(few, many)) / (companies - met)
        taken = state[few:many] * take[:, None, None]
        users = taken * use
        state[few:many] -= taken
        state[few + 1 : many + 1] += taken - users
        state[few + 1 : many + 1, 1:] += users[:, :-1]
        # Who has counted enough users counts no further.
        state[few + 1 : many + 1, least] += users[:, least]
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


Pair = tuple[float, float]
"""Words per thousand shared with rivals, and with as many strangers."""


def same_words(
    usages: Sequence[Usage], industries: Sequence[str], least: int
) -> tuple[SameWords, list[SameWords]]:
    """Give the field's figure and each company's, in order; K >= 3 companies.

    ``Usage.rivals`` of company c are the other companies in the order of ``usages``; ``industries``
    names each stranger's. The field's figure is the plain mean of its companies'. Ranges are
    jackknives whose variances add up: the field leaves out one company at a time, a company one
    rival and one page of its own at a time, both one of the strangers' industries at a time.
    """
    plain = [_compare(usage, least) for usage in usages]
    fewer = [[_without_rival(u, r, least) for r in range(len(usages) - 1)] for u in usages]
    grounds = [_without_industries(usage, industries, least) for usage in usages]
    each = [
        _ranged(own, [rivals, _without_pages(usage, least), [(own[0], zero) for zero in zeros]])
        for own, usage, rivals, zeros in zip(plain, usages, fewer, grounds, strict=True)
    ]
    field = _mean_pair(plain)
    companies = [_without_company(fewer, c) for c in range(len(usages))]
    zeros = [(field[0], _mean(column)) for column in zip(*grounds, strict=True)]
    return _ranged(field, [companies, zeros]), each


def excess_range(pair: Pair, left_out: Sequence[Sequence[Pair]]) -> Pair:
    """Give the 95 % range of rivals minus strangers, by jackknives of independent sources.

    ``left_out`` holds per source the figures without each of its parts. Worked out for the
    difference of square roots, whose spread does not grow with the figure (what two rivals share
    grows with the square of what one shares), and carried back with the strangers' figure fixed:
    no more than all words can be shared, and no fewer than none. t with Welch and Satterthwaite's
    degrees of freedom.
    """
    from scipy.special import stdtrit

    spreads = [_spread([sqrt(own) - sqrt(zero) for own, zero in part]) for part in left_out]
    variance = fsum(v for v, _ in spreads)
    own, zero = pair
    if variance == 0:
        return own - zero, own - zero
    freedom = variance**2 / fsum(v * v / df for v, df in spreads if df)
    reach = float(stdtrit(freedom, 0.975)) * sqrt(variance)
    low, high = max(0.0, sqrt(own) - reach) ** 2, (sqrt(own) + reach) ** 2
    return low - zero, min(high, PER) - zero


def _compare(usage: Usage, least: int) -> Pair:
    drawn = len(usage.rivals)
    own = usage.shared(usage.rivals, drawn, least)
    zero = usage.shared(usage.strangers, drawn, least)
    return PER * float(own.mean()), PER * float(zero.mean())


def _without_rival(usage: Usage, rival: int, least: int) -> Pair:
    rivals = np.delete(usage.rivals, rival, axis=0)
    return _compare(Usage(usage.slots, usage.pages, rivals, usage.strangers), least)


def _without_company(fewer: list[list[Pair]], left: int) -> Pair:
    """Give the field's figure without a company, which stands in each other one's row of rivals."""
    return _mean_pair([row[left - (left > c)] for c, row in enumerate(fewer) if c != left])


def _without_pages(usage: Usage, least: int) -> list[Pair]:
    drawn = len(usage.rivals)
    words = np.bincount(usage.pages)
    if len(words) < 2:
        return []
    left = []
    for rows in (usage.rivals, usage.strangers):
        shared = usage.shared(rows, drawn, least)
        # Rounding may leave a hair below nothing.
        rest = np.maximum(shared.sum() - np.bincount(usage.pages, shared), 0.0)
        left.append((PER * rest / (len(shared) - words)).tolist())
    return list(zip(*left, strict=True))


def _without_industries(usage: Usage, industries: Sequence[str], least: int) -> list[float]:
    """Give the strangers' figure without each of their industries that can be spared."""
    drawn, names = len(usage.rivals), np.array(industries)
    kept = [names != name for name in sorted(set(industries))]
    return [
        PER * float(usage.shared(usage.strangers[rows], drawn, least).mean())
        for rows in kept
        if rows.sum() >= drawn
    ]


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def _mean_pair(pairs: Sequence[Pair]) -> Pair:
    return _mean([own for own, _ in pairs]), _mean([zero for _, zero in pairs])


def _spread(left_out: list[float]) -> tuple[float, int]:
    """Give the jackknife variance of a mean and its degrees of freedom, (0, 0) for less than two.

    (n - 1) / n times the sum of squares around the mean of what is left each time (Tukey 1958).
    """
    n = len(left_out)
    if n < 2:
        return 0.0, 0
    mean = _mean(left_out)
    return (n - 1) / n * fsum((value - mean) ** 2 for value in left_out), n - 1


def _ranged(pair: Pair, left_out: Sequence[Sequence[Pair]]) -> SameWords:
    low, high = excess_range(pair, left_out)
    return SameWords(*pair, pair[0] - pair[1], low, high)
