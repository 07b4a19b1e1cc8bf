"""How much closer companies come to their own other pages, or posts, than to strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.rarefaction import stratified_matches, stratified_own_matches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.measures.corpus import Corpus


def self_lifts(corpora: Mapping[str, Sequence[Corpus]], m: int) -> dict[str, float]:
    """Give each company's O - G: its own other pages against the companies of other industries.

    ``corpora`` goes by industry. Left out are companies with too little text, and all of them where
    no other industry has any company with ``m`` statements.
    """
    lifts = {}
    for industry, members in corpora.items():
        others = [
            other
            for name, group in corpora.items()
            for other in group
            if name != industry and len(other) >= m
        ]
        for corpus in members:
            own = stratified_own_matches(corpus.vectors, corpus.strata, corpus.pages, m)
            known = own[~np.isnan(own)]
            zero = [
                stratified_matches(corpus.vectors, other.vectors, other.strata, m)
                for other in (others if len(known) else [])
            ]
            if zero:
                lifts[corpus.company] = float(known.mean() - np.mean(zero))
    return lifts
