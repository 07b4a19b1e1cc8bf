from __future__ import annotations

import json
import sys
from itertools import combinations
from subprocess import CalledProcessError
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.peers import ours
from benchmarks.peers.limits import seconds_to_archive, seconds_to_store
from benchmarks.peers.running import measured
from benchmarks.peers.table import (
    HEAD,
    Cost,
    Quality,
    Row,
    Side,
    digits,
    is_ahead,
    joined,
    lines,
    ratios,
    spread,
    starts,
)
from benchmarks.peers.tasks import flattened, grouping_quality, invented_pages
from benchmarks.peers.truths import (
    Field,
    Together,
    alike_pairs,
    companies_apart,
    edited_posts,
    fields_of,
    found_pairs,
    labelled_pairs,
    naming,
    together,
)
from evaluation.extraction_labels import STATEMENT
from evaluation.written import Claim
from pipeline.measures.same_claim import FEATURES

if TYPE_CHECKING:
    from pathlib import Path

GROUPS = st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 4)), min_size=1, max_size=12)


def _side(*cpu: float, little: float = 0.0) -> Side:
    whole = tuple(Cost(seconds + little, 200) for seconds in cpu)
    return Side(whole, tuple(Cost(little, 100) for _ in cpu) if little else ())


def _row(ours: Side, theirs: Side, *quality: float) -> Row:
    first, second = (Quality(value, f"F1 {value}") for value in quality)
    return Row("claims", "a peer", ours, theirs, (first, second), "it reads more")


def test_the_start_is_taken_off_where_it_is_known() -> None:
    assert _side(2.0, 3.0, little=5.0).work == pytest.approx([2.0, 3.0])
    assert _side(2.0, little=5.0).start == 5.0
    assert _side(2.0).work == [2.0]
    assert _side(2.0).start == 0.0


def test_work_that_is_lost_in_the_start_is_not_nothing() -> None:
    side = Side((Cost(1.0, 1),), (Cost(1.2, 1),))
    assert side.work == [0.001]


def test_ratios_are_of_one_round() -> None:
    assert ratios([2.0, 9.0], [1.0, 3.0]) == [2.0, 3.0]
    assert spread([3.0, 2.0, 14.0]) == "3.0 (2.0 to 14)"
    assert [digits(value) for value in (0.123, 1.26, 45.6)] == ["0.12", "1.3", "46"]


@pytest.mark.parametrize(
    ("theirs", "quality", "ahead"),
    [
        ((2.0, 3.0), (0.5, 0.5), True),
        ((2.0, 0.9), (0.9, 0.5), False),
        ((2.0, 3.0), (0.4, 0.5), False),
    ],
)
def test_ahead_is_quicker_in_every_round_and_no_worse(
    theirs: tuple[float, ...], quality: tuple[float, float], *, ahead: bool
) -> None:
    row = _row(_side(1.0, 1.0), _side(*theirs), *quality)
    assert is_ahead(row) is ahead
    *_, line = lines([row])
    assert line.endswith("| ahead |" if ahead else "| not ahead: it reads more |")


def test_every_line_has_a_cell_for_every_heading() -> None:
    table = [*lines([_row(_side(1.0), _side(4.0), 0.5, 0.25)])]
    assert {line.count("|") for line in table} == {len(HEAD) + 1}
    assert table[2] == ("| claims | a peer | 4.0 (4.0 to 4.0) | 1.0 | F1 0.5 | F1 0.25 | ahead |")


def test_seconds_are_told_of_work_and_start() -> None:
    row = _row(_side(1.0, little=2.0), _side(4.0, little=3.0), 1, 1)
    assert [*starts([row])] == ["claims, a peer: ours 1.00 + 2.0 s, theirs 4.00 + 3.0 s"]


def test_two_steps_add_their_times_and_keep_the_higher_peak() -> None:
    both = joined(_side(1.0, little=1.0), Side((Cost(5.0, 900),), (Cost(2.0, 50),)))
    assert both.work == [4.0]
    assert both.start == 3.0
    assert both.memory == [900.0]


@given(GROUPS)
def test_groupings_are_compared_by_their_pairs(groups: list[tuple[int, int]]) -> None:
    truth, found = zip(*groups, strict=True)
    pairs = [*combinations(range(len(groups)), 2)]
    said = {(a, b) for a, b in pairs if found[a] == found[b] >= 0}
    true = {(a, b) for a, b in pairs if truth[a] == truth[b]}
    compared = together(truth, found)
    assert compared.precision == len(said & true) / max(len(said), 1)
    assert compared.recall == len(said & true) / max(len(true), 1)
    assert found_pairs(true, said) == compared


def test_f1_is_nought_where_nothing_is_right() -> None:
    assert Together(0.0, 0.0).f1 == 0.0
    assert Together(0.5, 1.0).f1 == pytest.approx(2 / 3)


def test_wordings_of_one_claim_are_of_different_companies() -> None:
    claims = [
        Claim("b", tuple(f"same {n}" for n in range(6)), ("near", "nearer")),
        Claim("a", ("one", "two"), ()),
        Claim("b", ("other", "others"), ("near",)),
    ]
    first, second = fields_of(claims)
    assert first.texts == ("one", "two")
    assert len(set(first.companies)) == 2
    assert first.claims[0] == first.claims[1]
    assert len(set(second.companies[:6])) == 6
    sizes = [second.claims.count(claim) for claim in second.claims]
    assert sizes == [6] * 6 + [1, 1] + [2, 2] + [1]


def test_pairs_of_one_company_are_left_out() -> None:
    field = Field(("x", "y", "z"), ("one", "two", "one"), (0, 1, 2))
    assert companies_apart(field) == [(0, 1), (1, 2)]


def test_groups_of_two_fields_are_never_one() -> None:
    fields = [Field(("x", "y"), ("one", "two"), (0, 0)), Field(("z",), ("one",), (1,))]
    truth, found = flattened(fields, [[0, -1], [0]])
    assert truth == [0, 0, 1]
    assert found == [0, -1, 3]


def test_precision_is_told_where_enough_is_found() -> None:
    found = {"loose": Together(0.2, 0.6), "strict": Together(0.9, 0.05), "mid": Together(0.5, 0.1)}
    told = grouping_quality("loose", found)
    assert told.value == 0.3
    assert told.told == "F1 0.30 at loose; precision with 0.1 found: 0.50"
    assert grouping_quality("strict", {"strict": found["strict"]}).told.endswith("not reached")


def test_ours_finds_the_planted_copies_that_comparing_every_pair_finds(tmp_path: Path) -> None:
    words = [f"{a}{b}" for a in "abcdefgh" for b in "klmnop"]
    texts = [" ".join(words[n : n + 12]) for n in range(36)]
    posts = edited_posts(texts, 40)
    (tmp_path / "posts.json").write_text(json.dumps(posts), "utf-8")
    ours.main("find_copies", "shipped", str(tmp_path))
    found = json.loads((tmp_path / "ours_find_copies.json").read_text("utf-8"))["shipped"]
    planted = {(n, n + 40) for n in range(40)}
    truth = alike_pairs([post.split() for post in posts], 0.5)
    assert 0 < len(planted & truth) < 40
    assert {tuple(pair) for pair in found} & planted == truth & planted


def test_ours_puts_the_same_claim_together_and_nothing_else(tmp_path: Path) -> None:
    texts = ["Build your rota in minutes, not hours.", "Make your rota in minutes, not hours."]
    texts += ["Our servers stand in a cellar in Bergen.", "Every invoice is sent as a letter."]
    field = {"texts": texts, "companies": ["one", "two", "three", "four"]}
    (tmp_path / "fields.json").write_text(json.dumps([field]), "utf-8")
    ours.main("encode", "shipped", str(tmp_path))
    (tmp_path / "encoded_ours.npy").rename(tmp_path / "vectors.npy")
    ours.main("cluster", "0.3", str(tmp_path))
    answer = json.loads((tmp_path / "ours_cluster.json").read_text("utf-8"))
    assert answer == {"0.3": [[0, 0, -1, -1]]}


def test_weights_in_the_folder_take_the_place_of_those_that_ship(tmp_path: Path) -> None:
    sure = {"weights": [0.0] * len(FEATURES), "intercept": 0.0}
    (tmp_path / ours.WEIGHTS).write_text(json.dumps(sure), "utf-8")
    assert ours._judge(tmp_path).intercept == 0.0
    assert not ours._judge(tmp_path).weights.any()


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=9))
def test_labelled_pairs_are_the_only_ones_that_count(labels: list[tuple[int, int, bool]]) -> None:
    groups = [0, 0, -1, -1, 1, 1]
    compared = labelled_pairs(labels, groups)
    right = [(a, b) for a, b, same in labels if same and {a, b} <= {0, 1}]
    right += [(a, b) for a, b, same in labels if same and {a, b} <= {4, 5}]
    there = [label for label in labels if label[2]]
    assert compared.recall == len(right) / max(len(there), 1)


def test_what_stands_alone_stands_with_nobody() -> None:
    assert labelled_pairs([(0, 1, True), (2, 3, False)], [-1, -1, 4, 4]) == Together(0.0, 0.0)


def test_names_are_counted_whatever_their_case() -> None:
    assert naming(["We at ACME", "They", "acme, again"], ["Acme", "Acme Ltd"]) == 2


def test_invented_pages_label_what_their_bodies_say() -> None:
    (page,) = invented_pages(1)
    of = dict(zip(page.pieces, page.labels, strict=True))
    assert of["The wood"] == STATEMENT
    assert {label for piece, label in of.items() if piece.startswith("See every")} == {"other"}
    said = [piece for piece, label in of.items() if label == STATEMENT]
    assert len(said) > 20


def test_a_process_is_measured_and_a_failure_told() -> None:
    cost = measured([sys.executable, "-S", "-c", "sum(range(2_000_000))"])
    assert cost.cpu > 0
    assert cost.memory > 1_000_000
    with pytest.raises(CalledProcessError):
        measured([sys.executable, "-S", "-c", "raise SystemExit(3)"])


def test_archive_and_warehouse_keep_what_they_are_timed_with(tmp_path: Path) -> None:
    pages = [b"<p>One page</p>", b"<p>Another</p>"]
    assert seconds_to_archive(tmp_path, pages) > 0
    assert (tmp_path / "yard.warc.gz").stat().st_size > 100
    assert seconds_to_store(tmp_path, pages) > 0
