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
ROUNDS_AT_A_TIME, HITS_AT_A_TIME = 50, 2048
"""What is multiplied for so many rounds and hits stays in the processor's cache."""


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
    """One company's statements against its rivals.

    ``hits`` a statement's together, the most probable first; ``chances`` a table for each rival:
    the chance that a draw of m of its statements holds none of the best i. ``count`` statements in
    all.
    """

    count: int
    hits: Hits
    chances: list[NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Steps:
    """Statements against rivals as the steps of a staircase.

    A step is a probability at which some rival may be heard: ``heights`` (steps,) is its distance
    to the next lower one, ``statements`` (steps,) whose it is. ``rivals`` (steps, most) are those
    with a statement at or above it, ``missed`` (steps, most) the chance that a draw of m of theirs
    has none; 1 where a step has fewer of them.
    """

    statements: NDArray[np.intp]
    heights: NDArray[np.float64]
    rivals: NDArray[np.intp]
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
    order = np.lexsort((hits.rivals, -hits.probabilities, hits.statements))
    return Heard(count, hits[order], [chances_to_miss(size, m) for size in sizes])


def staircase(heard: Heard, part: slice) -> Steps:
    """Give the steps of those hits, which are all there are of their statements."""
    hits = heard.hits[part]
    first = np.diff(hits.statements, prepend=-1) > 0
    last = np.append(first[1:], True)
    ours = hits.rivals[:, None] == np.arange(len(heard.chances))
    met = ours.cumsum(axis=0)
    # Counted from each statement's first hit on.
    met -= (met - ours)[first][first.cumsum() - 1]
    below = np.where(last, 0.0, np.append(hits.probabilities[1:], 0.0))
    heights = hits.probabilities - below
    is_step = heights > 0
    missed = [table[met[is_step, rival]] for rival, table in enumerate(heard.chances)]
    who = _packed(met[is_step] > 0)
    packed = np.append(np.stack(missed, axis=1), np.ones((is_step.sum(), 1)), axis=1)
    return Steps(
        hits.statements[is_step],
        heights[is_step],
        np.maximum(who, 0),
        np.take_along_axis(packed, who, axis=1),
    )


def _packed(marked: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Give the places of each row's marks, shape (rows, most), -1 where it has fewer."""
    rows, columns = np.nonzero(marked)
    nth = (marked.cumsum(axis=1) - 1)[rows, columns]
    packed = np.full((len(marked), nth.max(initial=-1) + 1), -1)
    packed[rows, nth] = columns
    return packed


def _parts(statements: NDArray[np.intp]) -> Iterator[slice]:
    """Give so many hits at a time, all of a statement's together."""
    ends = np.append(np.flatnonzero(np.diff(statements)) + 1, len(statements))
    start = 0
    while start < len(statements):
        fitting = np.searchsorted(ends, start + HITS_AT_A_TIME, side="right") - 1
        end = int(ends[max(fitting, np.searchsorted(ends, start, side="right"))])
        yield slice(start, end)
        start = end


def subset_means(
    chosen: NDArray[np.intp], values: NDArray[np.float64], weights: NDArray[np.float64], k: int
) -> NDArray[np.float64]:
    """Give the mean over all k-subsets of columns of the product of their values.

    ``values`` (rows, most) are those of the ``chosen`` columns of each row; in all others stands a
    1. ``weights`` (rounds, columns) to (rounds, rows); a subset counts by the product of its
    weights. It is a ratio of elementary symmetric polynomials, e_k(w v) / e_k(w), so no subset is
    ever listed: in the product of all (1 + w x), a chosen column's factor becomes (1 + w v x).
    """
    whole = _elementary(weights, k)
    product = np.repeat(whole[:, :, None], len(chosen), axis=2)
    for columns, value in zip(chosen.T, values.T, strict=True):
        rows = np.flatnonzero(value < 1)
        some, weight = product[:, :, rows], weights[:, columns[rows]]
        for size in range(1, k + 1):
            some[size] -= weight * some[size - 1]
        weight *= value[rows]
        for size in range(k, 0, -1):
            some[size] += weight * some[size - 1]
        product[:, :, rows] = some
    means: NDArray[np.float64] = product[k] / whole[k][:, None]
    return means


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
    reaches a step unless every one of them misses it.
    """
    echoes = np.zeros((len(weights), heard.count))
    for steps in _staircases(heard):
        statements, found = _climbed(steps, weights, k)
        echoes[:, statements] = found
    return echoes


def _staircases(heard: Heard) -> Iterator[Steps]:
    """Give the steps of some statements at a time; statements without any have an echo of 0."""
    for part in _parts(heard.hits.statements):
        steps = staircase(heard, part)
        if len(steps.statements):
            yield steps


def _climbed(
    steps: Steps, weights: NDArray[np.float64], k: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Give the statements of these steps and their echoes, shape (rounds, statements)."""
    starts = np.flatnonzero(np.diff(steps.statements, prepend=-1))
    likely = steps.heights * (1.0 - subset_means(steps.rivals, steps.missed, weights, k))
    return steps.statements[starts], np.add.reduceat(likely, starts, axis=1)


def redrawn_echoes(
    heard: Heard, weights: NDArray[np.float64], k: int, random: np.random.Generator
) -> NDArray[np.float64]:
    """Give a company's echo in each round, its statements drawn anew; shape (rounds,)."""
    rounds = len(weights)
    # A statement is drawn once on average; 255 times is out of reach.
    drawn = [counts.astype(np.uint8) for _, counts in _redrawn(heard.count, rounds, random)]
    total = np.zeros(rounds)
    for steps in _staircases(heard):
        for number, counts in enumerate(drawn):
            some = slice(number * ROUNDS_AT_A_TIME, (number + 1) * ROUNDS_AT_A_TIME)
            statements, found = _climbed(steps, weights[some], k)
            total[some] += (found * counts[:, statements]).sum(axis=1)
    return total / heard.count


def echoes(field: list[Heard], rounds: int, seed: int) -> tuple[Echo, list[Echo]]:
    """Give the field's echo (mean over companies) and each company's, with 95 % ranges.

    ``field[c].missed`` has a column for every company but c, in the field's order. Nested
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
