"""Echo: how much of what a company says is said by a rival too, at least.

For a statement, draw k rivals and m statements of each: the echo is the expected best probability
that one of them says the same. That is a lower bound of the chance that any of them does, so it is
called "at least". Fixed k and m keep a field of many companies, or a rival with many pages, from
looking more alike for its size alone. Nothing is sampled: the expectation is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

RIVALS = 4
"""k: the fewest rivals of a field that is published."""
TAIL = 0.025
ROUNDS_AT_A_TIME, STATEMENTS_AT_A_TIME = 50, 512
"""What is multiplied for so many rounds and statements stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Rivals' statements that may say what one of a company's says, one entry each.

    ``statements`` and ``rivals`` number them, ``probabilities`` are those of one claim.
    """

    statements: NDArray[np.intp]
    rivals: NDArray[np.intp]
    probabilities: NDArray[np.float64]

    def __getitem__(self, chosen: slice | NDArray[np.intp]) -> Hits:
        return Hits(self.statements[chosen], self.rivals[chosen], self.probabilities[chosen])

    def __len__(self) -> int:
        return len(self.statements)


@dataclass(frozen=True, slots=True)
class Heard:
    """One company's ``count`` statements against its rivals, as steps of a staircase each.

    A step is a rival's statement that may say the same: ``statements`` (steps,) ascend, and each
    one's steps go down from the most probable. ``heights`` (steps,) are the probability's distance
    to the next lower step; ``rivals`` (steps,) whose it is, ``before`` and ``missed`` (steps,) the
    chance that a draw of m of the rival's statements holds none from above it, and none with it.
    """

    count: int
    statements: NDArray[np.intp]
    heights: NDArray[np.float64]
    rivals: NDArray[np.intp]
    before: NDArray[np.float64]
    missed: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Echo:
    """The expected share of statements with its 95 % range, 0-1."""

    value: float
    low: float
    high: float


@lru_cache(maxsize=1024)
def chances_to_miss(n: int, m: int) -> NDArray[np.float64]:
    """Give u_0..u_n: the chance that m of n drawn without return hold none of the best i.

    u_i = C(n-i, m) / C(n, m); the differences u_(j-1) - u_j are the rarefaction weights w_j
    (Hurlbert 1971). A set of fewer than m is drawn whole. Not to be written to: the same array is
    given again.
    """
    m = min(m, n)
    chances = np.zeros(n + 1)
    chances[0] = 1.0
    # u_(i+1) / u_i = (n - i - m) / (n - i): no binomial ever overflows.
    for i in range(n - m):
        chances[i + 1] = chances[i] * (n - i - m) / (n - i)
    chances.setflags(write=False)
    return chances


def hear(count: int, hits: Hits, sizes: list[int], m: int) -> Heard:
    """Give what is heard of a company; ``hits`` in any order, ``sizes`` the rivals' statements."""
    hits = hits[np.lexsort((hits.rivals, -hits.probabilities, hits.statements))]
    below = np.append(hits.probabilities[1:], 0.0)
    below[np.diff(hits.statements, append=-1) != 0] = 0.0
    tables = [chances_to_miss(size, m) for size in sizes]
    begins = np.cumsum([0, *(len(table) for table in tables[:-1])])
    places = begins[hits.rivals] + _earlier_of_kind(hits.statements * len(sizes) + hits.rivals)
    chances = np.concatenate(tables)
    return Heard(
        count,
        hits.statements,
        hits.probabilities - below,
        hits.rivals,
        chances[places],
        chances[places + 1],
    )


def _earlier_of_kind(kinds: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give how many of the same kind stand before each."""
    order = np.argsort(kinds, kind="stable")
    starts = np.flatnonzero(np.diff(kinds[order], prepend=-1))
    place = np.arange(len(kinds))
    place -= np.repeat(starts, np.diff(starts, append=len(kinds)))
    found = np.empty_like(place)
    found[order] = place
    return found


def _elementary(weights: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Give e_0..e_k of each round's weights, shape (k + 1, rounds)."""
    terms = np.zeros((k + 1, len(weights)))
    terms[0] = 1.0
    for column in weights.T:
        for size in range(k, 0, -1):
            terms[size] += column * terms[size - 1]
    return terms


def statement_echoes(heard: Heard, weights: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Give each statement's expected best probability over k rivals; shape (rounds, statements).

    E[max] = sum over steps of height * P(max reaches the step), and the best of several draws
    reaches a step unless every one of them misses it. ``weights`` (rounds, rivals): a subset of k
    rivals counts by the product of its weights. The mean over all subsets is a ratio of elementary
    symmetric polynomials, e_k(w v) / e_k(w) with v the chances to miss, so none is ever listed.
    """
    echoes = np.zeros((len(weights), heard.count))
    for steps in _parts(heard):
        statements, found = _climbed(steps, weights, k)
        echoes[:, statements] = found.T
    return echoes


def _parts(heard: Heard) -> Iterator[Heard]:
    """Give the steps of so many statements at a time; statements without any have an echo of 0."""
    starts = np.flatnonzero(np.diff(heard.statements, prepend=-1))
    ends = [*starts[STATEMENTS_AT_A_TIME::STATEMENTS_AT_A_TIME], len(heard.statements)]
    for start, end in zip(starts[::STATEMENTS_AT_A_TIME], ends, strict=False):
        part = slice(start, end)
        yield Heard(
            heard.count,
            *(heard.statements[part], heard.heights[part], heard.rivals[part]),
            *(heard.before[part], heard.missed[part]),
        )


def _climbed(
    heard: Heard, weights: NDArray[np.float64], k: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Give the statements that have steps, and their echoes, shape (statements, rounds).

    All go down their stairs together. From a step to the next one rival's chance v to miss changes,
    in the product of all (1 + w v x) one factor: it is divided out and multiplied in anew.
    """
    statements, row = np.unique(heard.statements, return_inverse=True)
    whole, of_rival = _elementary(weights, k), np.ascontiguousarray(weights.T)
    product = np.repeat(whole[None], len(statements), axis=0)
    echoes = np.zeros((len(statements), len(weights)))
    nth = _earlier_of_kind(row)
    by_nth = np.argsort(nth, kind="stable")
    for steps in np.split(by_nth, np.cumsum(np.bincount(nth))[:-1]):
        who, weight = row[steps], of_rival[heard.rivals[steps]]
        old = weight * heard.before[steps, None]
        change = weight * (heard.missed - heard.before)[steps, None]
        some = product[who]
        others = some[:, 0].copy()
        for size in range(1, k + 1):
            added = change * others
            others = some[:, size] - old * others
            some[:, size] += added
        product[who] = some
        echoes[who] += heard.heights[steps, None] * (1.0 - some[:, k] / whole[k])
    return statements, echoes


def redrawn_echoes(
    heard: Heard, weights: NDArray[np.float64], k: int, random: np.random.Generator
) -> NDArray[np.float64]:
    """Give a company's echo in each round, its statements drawn anew; shape (rounds,)."""
    rounds = len(weights)
    # A statement is drawn once on average; 255 times is out of reach.
    drawn = [counts.astype(np.uint8) for _, counts in _redrawn(heard.count, rounds, random)]
    total = np.zeros(rounds)
    for steps in _parts(heard):
        for number, counts in enumerate(drawn):
            some = slice(number * ROUNDS_AT_A_TIME, (number + 1) * ROUNDS_AT_A_TIME)
            statements, found = _climbed(steps, weights[some], k)
            total[some] += np.einsum("sr,rs->r", found, counts[:, statements])
    return total / heard.count


def echoes(field: list[Heard], rounds: int, seed: int) -> tuple[Echo, list[Echo]]:
    """Give the field's echo (mean over companies) and each company's, with 95 % ranges.

    ``field[c]`` numbers every company but c as a rival, in the field's order. Nested
    bootstrap: companies get exponential weights (Rubin 1981), which weigh the subsets of
    *different* rivals, so that no copy becomes its own rival; a company's statements are drawn
    anew. k is 4, or all rivals of a smaller field.
    """
    random = np.random.default_rng(seed)
    companies = len(field)
    k = min(RIVALS, companies - 1)
    drawn = random.exponential(size=(rounds, companies))
    values, spreads = [], []
    for c, heard in enumerate(field):
        rivals = np.delete(drawn, c, axis=1)
        plain = statement_echoes(heard, np.ones((1, companies - 1)), k)
        values.append(float(plain.mean()))
        spreads.append(redrawn_echoes(heard, rivals, k, random))
    together = (np.stack(spreads, axis=1) * drawn).sum(axis=1) / drawn.sum(axis=1)
    whole = _range(float(np.mean(values)), together)
    return whole, [_range(value, spread) for value, spread in zip(values, spreads, strict=True)]


def _redrawn(
    count: int, rounds: int, random: np.random.Generator
) -> Iterator[tuple[slice, NDArray[np.int64]]]:
    """Give how often each statement is drawn, (some rounds, count), some rounds at a time."""
    for start in range(0, rounds, ROUNDS_AT_A_TIME):
        some = slice(start, min(start + ROUNDS_AT_A_TIME, rounds))
        size = some.stop - some.start
        yield some, random.multinomial(count, np.full(count, 1 / count), size=size)


def _range(value: float, spread: NDArray[np.float64]) -> Echo:
    low, high = np.quantile(spread, [TAIL, 1 - TAIL])
    return Echo(value, min(float(low), value), max(float(high), value))


def best_heard(count: int, hits: Hits) -> NDArray[np.float64]:
    """Give each statement's best probability over all that was read of every rival; (count,)."""
    best = np.zeros(count)
    np.maximum.at(best, hits.statements, hits.probabilities)
    return best


def echoes_as_read(
    bests: list[NDArray[np.float64]], rounds: int, seed: int
) -> tuple[Echo, list[Echo]]:
    """Give the field's and each company's mean best probability over everything that was read.

    What to say of one company ("at least 14 of 100 of its statements"). To compare companies,
    fields or times take ``echoes``: more rivals and more pages make this one larger. The range
    draws the statements anew; the rivals are no sample, they are the ones that there are.
    """
    random = np.random.default_rng(seed)
    values, spreads = [], []
    for best in bests:
        values.append(float(np.sort(best).mean()))
        drawn = [counts @ best for _, counts in _redrawn(len(best), rounds, random)]
        spreads.append(np.concatenate(drawn) / len(best))
    whole = _range(float(np.mean(values)), np.mean(spreads, axis=0))
    return whole, [_range(value, spread) for value, spread in zip(values, spreads, strict=True)]
