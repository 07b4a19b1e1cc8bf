"""Clockwork: does an account post by a timer? Sharper times than its own habits explain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray

DAY = 24 * 60
"""All times here are whole minutes."""
WINDOW = 5
"""Minutes that count as the same moment."""
BLUR = 25
"""Minutes by which a post might as well have come earlier or later, if no timer sent it."""
PAUSE = 2 * BLUR
"""Minutes of silence after which a new sitting begins: a thread is one decision to post."""
LONGEST = 31 * DAY
"""Minutes above which an interval is a break and no rhythm."""
FEWEST_SITTINGS = 20
LEAST_SHARE = 0.2
"""Share of sittings below which no moment is called a rhythm, however unlikely it is."""
LARGEST_P = 0.05


@dataclass(frozen=True, slots=True)
class Peak:
    """The five minutes in which most of ``count`` values lie.

    ``start`` is their first minute and ``minute`` the fullest of them; ``share`` is 0-1;
    ``expected`` the share that blurred values would have there; ``p`` the chance that blurred
    values would have as full a window anywhere.
    """

    start: int
    minute: int
    count: int
    share: float
    expected: float
    p: float


def sittings(times: Sequence[datetime]) -> NDArray[np.int64]:
    """Give the first minute of each sitting, counted from 1970, in order; shape (sittings,).

    A post less than ``PAUSE`` minutes after the one before it belongs to the same sitting.
    ``times`` are in UTC, in any order.
    """
    moments = np.array([np.datetime64(time.replace(tzinfo=None), "m") for time in times])
    minutes = np.sort(moments.astype("datetime64[m]").astype(np.int64))
    result: NDArray[np.int64] = minutes[np.diff(minutes, prepend=-(PAUSE + 1)) >= PAUSE]
    return result


def hour_peak(starts: NDArray[np.int64]) -> Peak:
    """Give the time of day at which an account posts most, in minutes after midnight.

    The null hypothesis is the account's own day with each sitting up to ``BLUR`` minutes earlier
    or later, all equally likely: office hours, lunch breaks and time zones are part of it, a timer
    is not. See ``peak``; ``starts`` as ``sittings`` gives them, at least one.
    """
    counts = np.bincount(starts % DAY, minlength=DAY)
    kernel = np.zeros(DAY)
    kernel[np.arange(-BLUR, BLUR + 1)] = 1.0 / (2 * BLUR + 1)
    spectrum = np.fft.rfft(counts) * np.fft.rfft(kernel)
    blurred = np.maximum(np.fft.irfft(spectrum, DAY), 0.0)
    around = np.concatenate([counts, counts[: WINDOW - 1]])
    return peak(around, np.concatenate([blurred, blurred[: WINDOW - 1]]), len(starts))


def interval_peak(starts: NDArray[np.int64]) -> Peak:
    """Give the interval between sittings that comes most often, in minutes.

    The null hypothesis is the account's own intervals with both ends moved by up to ``BLUR``
    minutes: who posts once in each working day's office hours does so in it, too. Intervals above
    ``LONGEST`` count as nothing but stay in the whole. At least two ``starts``.
    """
    intervals = np.diff(starts)
    counts = np.bincount(intervals[intervals <= LONGEST], minlength=WINDOW)
    side = np.full(2 * BLUR + 1, 1.0 / (2 * BLUR + 1))
    kernel = np.convolve(side, side)
    blurred: NDArray[np.float64] = np.convolve(counts, kernel).astype(np.float64)
    sides = (2 * BLUR, 2 * BLUR + WINDOW - 1)
    found = peak(np.pad(counts, sides), np.pad(blurred, (0, WINDOW - 1)), len(intervals))
    return Peak(
        found.start - 2 * BLUR,
        found.minute - 2 * BLUR,
        found.count,
        found.share,
        found.expected,
        found.p,
    )


def peak(counts: NDArray[np.int64], blurred: NDArray[np.float64], total: int) -> Peak:
    """Give the fullest window of ``WINDOW`` neighbouring minutes, the earliest of equals.

    ``counts`` (minutes,) is how many of ``total`` values fall on each minute, ``blurred`` how many
    would on average under the null hypothesis. A window that holds each value with a chance of its
    own, q on average, holds m or more of n with at most the chance P(Bin(n, q) >= m) for m > nq + 1
    (Hoeffding 1956); p is the sum of that over all windows, so it errs to the safe side.
    """
    sums = _windows(counts)
    chances = np.clip(_windows(blurred) / total, 0.0, 1.0)
    start = int(np.argmax(sums))
    most = int(sums[start])
    # A quarter of a second of import, which only posts are worth.
    from scipy.special import bdtrc

    tails = bdtrc(most - 1, total, chances)
    tails[most <= total * chances + 1] = 1.0
    inside = counts[start : start + WINDOW]
    return Peak(
        start=start,
        minute=(start + int(np.argmax(inside))),
        count=total,
        share=most / total,
        expected=float(chances[start]),
        p=min(1.0, float(tails.sum())),
    )


def is_regular(peak: Peak, adjusted: float) -> bool:
    """Tell whether a peak is clockwork: unlikely (``adjusted`` p), and a good part of it all."""
    return adjusted <= LARGEST_P and peak.share >= LEAST_SHARE


def _windows(values: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.float64]:
    total = np.concatenate([[0.0], np.cumsum(values)])
    result: NDArray[np.float64] = total[WINDOW:] - total[:-WINDOW]
    return result
