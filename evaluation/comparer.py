"""Teaches the comparer of the larger judge: on the claims written for this project, on no label."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from pipeline.measures.comparer import LEAST_WEIGHT, Comparer
from pipeline.measures.state_pairs import pad

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evaluation.written import Claim
    from pipeline.measures.state_pairs import Side, Told

ROUNDS = 3
BATCH = 128
WIDTH, INNER = 64, 32
DROPPED = 0.3


class TaughtComparer(nn.Module):
    """``pipeline.measures.comparer.Comparer`` in torch, so that it can be taught."""

    def __init__(self, numbers: int) -> None:
        super().__init__()
        self.narrow, self.gate = nn.Linear(numbers, WIDTH), nn.Linear(numbers, 1)
        self.sharpness = nn.Parameter(torch.tensor(2.0))
        self.compare, self.inner = nn.Linear(4 * WIDTH, WIDTH), nn.Linear(2 * WIDTH, INNER)
        self.outer = nn.Linear(INNER, 1)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, pieces: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """Give a logit a pair; pieces (2, pairs, places, numbers), weights 0 where no piece is."""
        left, right = self.narrow(pieces)
        telling = weights * torch.sigmoid(self.gate(pieces)[..., 0])
        one = self._summed(left, right, telling[0], weights[1])
        other = self._summed(right, left, telling[1], weights[0])
        both = self.drop(torch.cat([one + other, (one - other).abs()], 1))
        logits: torch.Tensor = self.outer(self.inner(both).relu())[:, 0]
        return logits

    def _summed(
        self, mine: torch.Tensor, theirs: torch.Tensor, telling: torch.Tensor, filled: torch.Tensor
    ) -> torch.Tensor:
        near = functional.normalize(mine, dim=2) @ functional.normalize(theirs, dim=2).mT
        near = (near * self.sharpness.exp()).masked_fill((filled == 0)[:, None], -1e4)
        counterpart = near.softmax(2) @ theirs
        beside = [mine, counterpart, (mine - counterpart).abs(), mine * counterpart]
        compared = self.compare(self.drop(torch.cat(beside, 2))).relu() * telling[..., None]
        total: torch.Tensor = compared.sum(1) / telling.sum(1, keepdim=True).clamp(min=1e-6)
        return total

    def as_shipped(self) -> Comparer:
        """Give what was learned as the program uses it."""
        dense = ("narrow", "gate", "compare", "inner", "outer")
        layers = {name: getattr(self, name) for name in dense}
        weights = {name: layer.weight.detach().numpy().T.copy() for name, layer in layers.items()}
        biases = {f"{name}_bias": layer.bias.detach().numpy() for name, layer in layers.items()}
        return Comparer(**weights, **biases, sharpness=self.sharpness.detach().numpy())


def examples(claims: Sequence[Claim]) -> list[tuple[str, str, bool]]:
    """Give pairs of written statements: two wordings of a claim are the same.

    A wording and what only sounds alike are not.
    """
    same = [(a, b, True) for claim in claims for a, b in combinations(claim.same, 2)]
    apart = [(a, b, False) for claim in claims for a, b in product(claim.same, claim.related)]
    return [*same, *apart]


def teach(claims: Sequence[Claim], told: Mapping[str, Told]) -> Comparer:
    """Give a comparer taught on these claims, whose statements' states are ``told``."""
    taught = examples(claims)
    torch.manual_seed(0)
    order = np.random.default_rng(0)
    layers, _, numbers = next(iter(told.values())).states.shape
    comparer = TaughtComparer(layers * numbers)
    learner = torch.optim.AdamW(comparer.parameters(), lr=1e-3, weight_decay=0.01)
    for _ in range(ROUNDS):
        for rows in np.array_split(order.permutation(len(taught)), len(taught) // BATCH):
            batch = [taught[row] for row in rows]
            same = torch.tensor([float(label) for *_, label in batch])
            sides = ([told[pair[side]] for pair in batch] for side in (0, 1))
            logits = comparer(*as_tensors(*_padded(*sides)))
            learner.zero_grad()
            loss: Any = functional.binary_cross_entropy_with_logits(logits, same)
            loss.backward()
            learner.step()
    return comparer.eval().as_shipped()


def _padded(left: Sequence[Told], right: Sequence[Told]) -> tuple[Side, Side]:
    places = max(1, *(len(one.pieces) for one in (*left, *right)))
    return pad(left, places), pad(right, places)


def as_tensors(left: Side, right: Side) -> tuple[torch.Tensor, torch.Tensor]:
    """Give two sides as the comparer reads them: pieces of all layers side by side, and weights."""
    n, layers, places, numbers = left.states.shape
    flat = [s.states.swapaxes(1, 2).reshape(n, places, layers * numbers) for s in (left, right)]
    weights = [np.where(s.filled, np.maximum(s.weights, LEAST_WEIGHT), 0) for s in (left, right)]
    return torch.from_numpy(np.stack(flat)), torch.from_numpy(np.stack(weights))
