"""The companies on a plane: near means interchangeable; with what their pages leave uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST_COMPANIES = 4
"""Three companies lie on any plane exactly, so that a map of them would hide what it leaves out."""

ROUNDS = 200
"""Draws behind the ellipses: enough for a spread, and a map of 40 companies stays at seconds."""

STEPS, STARTS = 300, 12
STEPS_ON = 80
"""Steps from the plain map to that of a draw, which lies near: more change no ellipse by 1 %."""

CELLS = 65_536
"""Distances moved at a time: maps of hundreds of companies are many."""

REACH = float(np.sqrt(-2.0 * np.log(1 - 0.95)))
"""Standard deviations from the centre to the rim of an ellipse that holds 95 % of a normal."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What one company's pages hold.

    ``lifts`` (pages, companies) are sums, over the page's statements, of index points as each
    other company's; ``statements`` (pages,) counts them.
    """

    lifts: Floats
    statements: Floats


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Half axes in index points, ``angle`` of the longer one in radians, against the clock."""

    major: float
    minor: float
    angle: float


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Where the companies stand: ``places`` (K, 2) in index points around nought.

    ``spreads`` (K, 2, 2) are second moments of the drawn places about these. ``stress`` is
    Kruskal's stress-1; ``kept`` (K,) the share of each company's ``neighbours`` nearest rivals that
    are its nearest on the map.
    """

    distances: Floats
    places: Floats
    spreads: Floats
    stress: float
    neighbours: int
    kept: Floats


def field_map(pages: list[Sums], rounds: int, seed: int) -> FieldMap:
    """Give the map of the companies, in the order of ``pages``; raises ValueError for too few.

    Each draw takes the pages of every company anew, lays out the distances from the plain map on,
    and is turned onto it, so that neither a turn nor a mirror counts as doubt.
    """
    if len(pages) < FEWEST_COMPANIES:
        raise ValueError(f"no map of {len(pages)} companies, {FEWEST_COMPANIES} are needed")
    random = np.random.default_rng(seed)
    points = np.stack([company.lifts.sum(axis=0) / company.statements.sum() for company in pages])
    distances = swap_distances(points)
    places = upright(lay_out(distances, random))
    drawn = _drawn_distances(pages, points, min(rounds, ROUNDS), random)
    starts = np.broadcast_to(places, (len(drawn), *places.shape))
    off = turned_onto(places, smacof(drawn, starts, STEPS_ON)) - places
    spreads = np.einsum("rki,rkj->kij", off, off) / len(off)
    neighbours = 1 if len(pages) < 7 else 2
    shown = between(places)
    kept = kept_neighbours(distances, shown, neighbours)
    return FieldMap(distances, places, spreads, stress(distances, shown), neighbours, kept)


def swap_distances(points: Floats) -> Floats:
    """Give how far apart two companies are: 100 less the mean of their two swap figures.

    ``points`` (..., K, K) in index points, not clipped; what would lie closer than nought lies at
    nought. So the map shows the figures of the heatmap.
    """
    both = (points + np.swapaxes(points, -1, -2)) / 2.0
    apart = np.maximum(0.0, 100.0 - both)
    return np.asarray(apart * (1.0 - np.eye(points.shape[-1])))


def _drawn_distances(
    pages: list[Sums], points: Floats, rounds: int, random: np.random.Generator
) -> Floats:
    """Give distances of shape (rounds, K, K) over pages drawn anew, n - 1 of n.

    n of n with replacement would spread too little by (n-1)/n, which matters for few pages (Rao &
    Wu 1988, "Resampling inference with complex survey data"). Only the pages that speak are drawn,
    those they are held against stand still. These would move the other figure of the pair about as
    much and the same way (``docs/decisions/0027-map.md``): so a pair moves by the sum of both
    draws, not by their half.
    """
    drawn = np.stack([_drawn_means(company, rounds, random) for company in pages], axis=1)
    moved = drawn - points
    return swap_distances(points + moved + np.swapaxes(moved, -1, -2))


def _drawn_means(company: Sums, rounds: int, random: np.random.Generator) -> Floats:
    n = len(company.statements)
    counts = random.multinomial(max(1, n - 1), np.full(n, 1.0 / n), size=rounds).astype(np.float64)
    means: Floats = (counts @ company.lifts) / (counts @ company.statements)[:, None]
    return means


def between(places: Floats) -> Floats:
    """Give the distances of shape (..., K, K) of places (..., K, 2)."""
    across, up = (axis[..., :, None] - axis[..., None, :] for axis in np.moveaxis(places, -1, 0))
    return np.asarray(np.sqrt(across**2 + up**2))


def stress(distances: Floats, shown: Floats) -> float:
    """Give Kruskal's stress-1 (1964): the root of the squared misfit over the squared distances.

    0 is a faithful map; ``distances`` are wanted, ``shown`` are those of the map, both (K, K).
    """
    total = float((shown**2).sum())
    return float(np.sqrt(((distances - shown) ** 2).sum() / total)) if total > 0 else 0.0


def classical(distances: Floats) -> Floats:
    """Give Torgerson's solution (1952): the two leading axes of the double-centred squares."""
    centred = np.eye(len(distances)) - 1.0 / len(distances)
    values, vectors = np.linalg.eigh(-0.5 * centred @ distances**2 @ centred)
    places: Floats = vectors[:, -2:][:, ::-1] * np.sqrt(np.maximum(values[-2:][::-1], 0.0))
    return places


def lay_out(distances: Floats, random: np.random.Generator) -> Floats:
    """Give the places of least stress: from Torgerson's, and from random starts against traps."""
    size = max(1e-9, float(distances.max()))
    starts = random.uniform(-size / 2, size / 2, size=(STARTS, len(distances), 2))
    starts[0] = classical(distances)
    tried = smacof(np.broadcast_to(distances, (STARTS, *distances.shape)), starts)
    found = [round(stress(distances, shown), 9) for shown in between(tried)]
    return np.asarray(tried[int(np.argmin(found))])


def smacof(distances: Floats, starts: Floats, steps: int = STEPS) -> Floats:
    """Give places of shape (maps, K, 2) that least-squares fit distances (maps, K, K).

    De Leeuw's majorisation (1977; Borg & Groenen 2005, section 8.2): each step is the Guttman
    transform, which never raises the stress; so many ``steps`` from ``starts``. Some maps at a
    time, whose distances stay in the cache.
    """
    at_once = max(1, CELLS // max(1, distances[0].size))
    parts = [slice(start, start + at_once) for start in range(0, len(starts), at_once)]
    return np.concatenate([_fitted(distances[part], starts[part], steps) for part in parts])


def _fitted(distances: Floats, starts: Floats, steps: int) -> Floats:
    places = np.array(starts, dtype=np.float64)
    size = places.shape[-2]
    for _ in range(steps):
        shown = between(places)
        with np.errstate(divide="ignore", invalid="ignore"):
            pull = -np.where(shown > 0.0, distances / shown, 0.0)
        pull[..., range(size), range(size)] = -pull.sum(axis=-1)
        places = pull @ places / size
    return places


def upright(places: Floats) -> Floats:
    """Give places centred, the longest way across, and never turned or mirrored at random.

    Each direction points to the company that lies farthest out along it.
    """
    centred = places - places.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    turned = centred @ axes[:, ::-1]
    rows = np.argmax(np.round(np.abs(turned), 6), axis=0)
    signs = np.where(turned[rows, [0, 1]] < 0, -1.0, 1.0)
    return np.asarray(turned * signs)


def turned_onto(target: Floats, drawn: Floats) -> Floats:
    """Give places (rounds, K, 2) shifted, turned and mirrored onto ``target``, never stretched.

    The orthogonal Procrustes problem (Schönemann 1966): the turn is U·V' of the singular value
    decomposition of the cross products. ``target`` (K, 2) is centred on nought.
    """
    centred = drawn - drawn.mean(axis=-2, keepdims=True)
    left, _, right = np.linalg.svd(np.swapaxes(centred, -1, -2) @ target)
    return np.asarray(centred @ (left @ right))


def kept_neighbours(distances: Floats, shown: Floats, neighbours: int) -> Floats:
    """Give per company the share of its nearest rivals that are among its nearest on the map.

    Chance keeps ``neighbours`` / (K - 1). Equals count in the order of the rows.
    """
    wanted, found = (_nearest(each, neighbours) for each in (distances, shown))
    return np.array([len({*a} & {*b}) / neighbours for a, b in zip(wanted, found, strict=True)])


def _nearest(distances: Floats, neighbours: int) -> NDArray[np.int64]:
    far = np.round(distances, 9) + np.where(np.eye(len(distances)) > 0, np.inf, 0.0)
    return np.asarray(np.argsort(far, axis=1, kind="stable")[:, :neighbours])


def ellipse(spread: Floats) -> Ellipse:
    """Give the ellipse that holds 95 % of a normal with this second moment, shape (2, 2)."""
    values, vectors = np.linalg.eigh(spread)
    minor, major = REACH * np.sqrt(np.maximum(values, 0.0))
    across, up = vectors[:, 1]
    return Ellipse(float(major), float(minor), float(np.arctan2(up, across) % np.pi))


def touch(places: Floats, spreads: Floats) -> NDArray[np.bool_]:
    """Tell of each two companies whether their ellipses overlap; shape (K, K), True to oneself.

    Perram & Wertheim (1985): two ellipses are apart where the greatest value over l of
    l(1-l) · r'[(1-l)A + lB]^-1 r is above 1, r the way between the centres.
    """
    shapes = spreads * REACH**2 + 1e-9 * np.eye(2)
    steps = places[:, None, :] - places[None, :, :]
    highest = np.zeros(steps.shape[:2])
    for share in np.linspace(0.01, 0.99, 99):
        mixed = (1.0 - share) * shapes[:, None] + share * shapes[None, :]
        solved = np.linalg.solve(mixed, steps[..., None])[..., 0]
        highest = np.maximum(highest, share * (1.0 - share) * (steps * solved).sum(axis=-1))
    overlap = highest <= 1.0
    return np.asarray(overlap | overlap.T)
