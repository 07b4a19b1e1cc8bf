"""Which labelled pairs stand within one claim, and what judges that had not seen them say."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from evaluation.claims_together import cores, judges_unseen, labels_within
from evaluation.labels import LabelledPair
from pipeline.measures.same_claim import FEATURES, load_judge
from sameness.settings import DEFAULT_MODEL

SAID = {
    "1": "Simple analytics",
    "2": "Analytics made simple",
    "3": "Simple numbers",
    "4": "No cookies",
    "5": "Cookies never",
}


def pair(a: str, b: str, label: str, industry: str = "web") -> LabelledPair:
    return LabelledPair(industry, "x", "y", a, b, label, given=True, twice_read=False)


def claims_of(*members: tuple[str, str, str]) -> pa.Table:
    names = ("claim_id", "statement_id", "strength")
    return pa.Table.from_pylist([dict(zip(names, member, strict=True)) for member in members])


def test_a_claims_core_is_what_says_the_same() -> None:
    compared = pa.table({"statement_id": list(SAID), "masked": list(SAID.values())})
    claims = claims_of(
        ("a", "1", "same"), ("a", "2", "same"), ("a", "3", "alike"),
        ("b", "4", "same"), ("b", "5", "same"),
    )  # fmt: skip
    assert cores(claims, compared) == [{SAID["1"], SAID["2"]}, {SAID["4"], SAID["5"]}]


def test_only_labelled_pairs_of_one_core_count() -> None:
    one, two = {SAID["1"], SAID["2"], SAID["3"]}, {SAID["4"], SAID["5"]}
    labelled = [
        pair(SAID["2"], SAID["1"], "same"),
        pair(SAID["1"], SAID["3"], "related"),
        pair(SAID["1"], SAID["4"], "different"),
        pair(SAID["5"], "something else", "same"),
    ]
    assert sorted(labels_within([one, two], labelled)) == [False, True]
    assert labels_within([two], labelled) == []


def test_a_judge_has_not_seen_the_labels_of_its_industry() -> None:
    texts = ("Simple analytics", "Analytics made simple", "No cookies", "Plan the week")
    labels = [(texts[0], texts[1], "same"), (texts[0], texts[2], "different"),
              (texts[1], texts[3], "different"), (texts[2], texts[3], "different")]  # fmt: skip
    others = [pair(*row, industry=name) for name in ("one", "two") for row in labels]
    turned = [pair(a, b, "same" if label != "same" else "different", "web")
              for a, b, label in labels]  # fmt: skip
    straight = [pair(*row, industry="web") for row in labels]
    before, after = (judges_unseen([*others, *mine], DEFAULT_MODEL) for mine in (straight, turned))
    assert set(before) == {"one", "two", "web"}
    assert np.array_equal(before["web"].weights, after["web"].weights)
    assert not np.array_equal(before["one"].weights, after["one"].weights)
    assert len(before["web"].weights) == len(FEATURES)
    assert before["web"].least_same == load_judge(DEFAULT_MODEL).least_same
