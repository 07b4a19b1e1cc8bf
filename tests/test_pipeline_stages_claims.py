"""The claims ledger, stage by stage: few rows in, rows out."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
import pytest

from pipeline.measures.ownership import ownership
from pipeline.measures.prevalence import wilson_interval
from pipeline.measures.same_claim import load_judge
from pipeline.measures.white_space import MAY_SAY, most_that_may
from pipeline.reference.catalogue import SHIPPED, shipped_catalogue
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

pytestmark = pytest.mark.usefixtures("held_or_mapped")
Rows = list[dict[str, Any]]
Tables = dict[str, Rows | pa.Table]
JUDGE = load_judge(DEFAULT_MODEL)
NOTHING_KNOWN = pa.table(
    {"claim_id": pa.array([], pa.string()), "masked": pa.array([], pa.string())}
)
NOTHING_EARLIER = pa.table(
    {
        "company": pa.array([], pa.string()),
        "masked": pa.array([], pa.string()),
        "crawls": pa.array([], pa.int32()),
    }
)


class MakeStage(Protocol):
    def __call__(self, name: str, tables: Tables, **values: object) -> Rows: ...


def pick(rows: Rows, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def at(degrees: float) -> list[float]:
    return [math.cos(math.radians(degrees)), math.sin(math.radians(degrees))]


def said(key: str, degrees: float = 0, **changes: object) -> dict[str, Any]:
    """Give a compared statement of the company that its key begins with."""
    text = f"We say {key} every day here"
    row = {
        "statement_id": key,
        "company": key[0].upper(),
        "url": f"https://{key[0]}.example/",
        "kind": "home",
        "role": "text",
        "text": text,
        "masked": changes.get("text", text),
        "words": 6,
        "pages": 1,
        "vector": at(degrees),
    }
    return row | changes


def pair(left: str, right: str, probability: float) -> dict[str, Any]:
    return {
        "statement_id": left,
        "other_id": right,
        "company": left[0].upper(),
        "other": right[0].upper(),
        "similarity": 0.5,
        "probability": probability,
    }


def level(name: str, statements: int = 60, pages: int = 10) -> dict[str, Any]:
    return {
        "company": name,
        "statements": statements,
        "pages": pages,
        "enough": statements >= 40,
        "reason": "",
    }


def embedding(known: dict[str, float]) -> Callable[[list[str]], NDArray[np.float32]]:
    """Give an embedder that places texts in the plane; unknown ones stand apart from all."""

    def embed(texts: list[str]) -> NDArray[np.float32]:
        return np.array([at(known.get(text, 200)) for text in texts], dtype=np.float32)

    return embed


def ledger(
    make_stage: MakeStage,
    statements: Rows,
    pairs: Rows,
    known: Rows | pa.Table = NOTHING_KNOWN,
    embed: Callable[[list[str]], NDArray[np.float32]] | None = None,
) -> Rows:
    tables: Tables = {
        "same_claim_pairs": pairs,
        "compared_statements": statements,
        "known_claims": known,
    }
    return make_stage(
        "claims",
        tables,
        least_same=0.8,
        least_probability=0.5,
        least_related=0.2,
        judge=JUDGE,
        embed=embed or embedding({}),
    )


PAIRS = [
    pair("a1", "b1", 0.9),
    pair("a1", "c1", 0.6),
    pair("b1", "c1", 0.3),
    pair("a1", "a2", 0.85),
    pair("c1", "d1", 0.55),
    pair("e1", "e2", 0.9),
]


def test_near_duplicates_are_of_two_companies_and_shown_ones(make_stage: MakeStage) -> None:
    made = make_stage("near_duplicates", {"same_claim_pairs": PAIRS}, least_probability=0.55)
    assert pick(made, "statement_id", "other_id") == [("a1", "b1"), ("a1", "c1"), ("c1", "d1")]


def test_claims_tell_what_says_the_same_from_what_reads_like_it(make_stage: MakeStage) -> None:
    keys = ("a1", "a2", "b1", "c1", "d1", "e1", "e2", "f1")
    made = ledger(make_stage, [said(key) for key in keys], PAIRS)
    columns = ("statement_id", "company", "strength", "probability", "is_medoid", "is_clearest")
    # a2 says the same as a1 but not as b1; d1 is left with nobody; e1 and e2 are one company's.
    assert pick(made, *columns) == [
        ("a1", "A", "same", 1.0, True, True),
        ("b1", "B", "same", 0.9, False, True),
        ("c1", "C", "alike", 0.6, False, True),
    ]
    assert len({row["claim_id"] for row in made}) == 1


def test_where_no_two_companies_say_the_same_all_only_read_alike(make_stage: MakeStage) -> None:
    made = ledger(make_stage, [said("a1"), said("b1")], [pair("a1", "b1", 0.7)])
    assert pick(made, "statement_id", "strength") == [("a1", "alike"), ("b1", "alike")]


def test_each_companys_clearest_says_the_same_where_any_does(make_stage: MakeStage) -> None:
    keys = ("a1", "a2", "b1", "b2")
    pairs = [pair("a1", "b1", 0.82), pair("a1", "b2", 0.79), pair("b1", "b2", 0.3)]
    made = ledger(make_stage, [said(key) for key in keys], pairs)
    assert pick(made, "statement_id", "strength", "is_clearest") == [
        ("a1", "same", True),
        ("b1", "same", True),
        ("b2", "alike", False),
    ]


def test_questions_instructions_and_third_parties_are_no_claims(make_stage: MakeStage) -> None:
    statements = [
        said("a1", text="Can I take my data with me?"),
        said("b1", text="Can I take my data with me?"),
        said("c1", text="Click the button to take your data"),
        said("d1", text="Oldtool Pro keeps and sells your data"),
        said("e1", text="You take all of your data with you"),
    ]
    keys = ("a1", "b1", "c1", "d1", "e1")
    every = [pair(a, b, 0.95) for i, a in enumerate(keys) for b in keys[i + 1 :]]
    found = ledger(make_stage, statements, every)
    assert pick(found, "statement_id") == [("d1",), ("e1",)]


def test_the_wording_is_one_without_a_name_where_two_are_as_typical(make_stage: MakeStage) -> None:
    statements = [
        said("a1", text="Acme keeps your data here", masked="keeps your data here", words=4),
        said("b1", text="We keep your data right here", words=6),
    ]
    made = ledger(make_stage, statements, [pair("a1", "b1", 0.9)])
    assert pick(made, "statement_id", "is_medoid") == [("b1", True), ("a1", False)]


def test_ids_stay_where_statements_change_come_and_go(make_stage: MakeStage) -> None:
    places = {
        "We plan your week in minutes": 0.0,
        "We plan the week in minutes": 4.0,
        "Our people answer you by phone": 90.0,
        "We keep your data in Europe": 180.0,
    }
    week, week2, phone, data = places
    embed = embedding(places)
    one = [
        said("a1", 0, text=week), said("b1", 2, text=week),
        said("a2", 90, text=phone), said("b2", 91, text=phone),
        said("z1", 250), said("z2", 300),
    ]  # fmt: skip
    first = ledger(make_stage, one, [pair("a1", "b1", 0.9), pair("a2", "b2", 0.9)], embed=embed)
    ids = {row["statement_id"]: row["claim_id"] for row in first}
    masked = {row["statement_id"]: row["masked"] for row in one}
    known = [
        {"claim_id": row["claim_id"], "masked": masked[row["statement_id"]]}
        for row in first
        if row["is_medoid"]
    ]
    assert len(known) == 2
    # The week is said in other words, the phone is gone, data and its company are new.
    two = [
        said("a1", 4, text=week2), said("b1", 4, text=week2),
        said("a3", 180, text=data), said("c3", 181, text=data),
        said("z1", 250), said("z2", 300),
    ]  # fmt: skip
    pairs = [pair("a1", "b1", 0.9), pair("a3", "c3", 0.9)]
    again = ledger(make_stage, two, pairs, known, embed)
    second = {row["statement_id"]: row["claim_id"] for row in again}
    assert second["a1"] == second["b1"] == ids["a1"]
    assert second["a3"] == second["c3"] not in set(ids.values())
    # The phone comes back a run later, and with it its id.
    third = ledger(make_stage, one, [pair("a2", "b2", 0.9)], known, embed)
    assert {row["claim_id"] for row in third} == {ids["a2"]}


def test_a_contradiction_takes_no_claims_id(make_stage: MakeStage) -> None:
    mild = "We always sell your data to others"
    harsh = "We never sell your data to others"
    statements = [said("a1", 0, text=harsh), said("b1", 1, text=harsh), said("z1", 200)]
    known = [{"claim_id": "old", "masked": mild}]
    embed = embedding({mild: 0.0, harsh: 0.5})
    made = ledger(make_stage, statements, [pair("a1", "b1", 0.9)], known, embed)
    assert "old" not in {row["claim_id"] for row in made}


def test_prevalence_counts_those_who_say_the_same_and_those_who_read_like_it(
    make_stage: MakeStage,
) -> None:
    members = [
        ("c1", "a1", "same"), ("c1", "a2", "same"), ("c1", "b1", "same"),
        ("c1", "a3", "alike"), ("c1", "d1", "alike"),
        ("c2", "a1", "alike"), ("c2", "b1", "alike"),
    ]  # fmt: skip
    rows = [
        {"claim_id": c, "statement_id": s, "company": s[0].upper(), "strength": strength}
        for c, s, strength in members
    ]
    pages = {"a1": 3, "a2": 1, "a3": 6, "b1": 1, "d1": 1}
    made = make_stage(
        "claim_prevalence",
        {
            "claims": rows,
            "compared_statements": [said(key, pages=n) for key, n in pages.items()],
            "evidence_levels": [level(n) for n in "ABC"] + [level("D", 1), level("E", 0)],
        },
    )
    columns = ("claim_id", "asked", "companies", "tier", "alike_companies", "reach_tier")
    assert pick(made, *columns) == [
        ("c1", 4, 2, "crowded", 1, "table stakes"),
        ("c2", 4, 0, "", 2, "crowded"),
    ]
    assert pick(made, "low", "high") == [wilson_interval(2, 4), wilson_interval(0, 4)]
    assert pick(made, "reach_low", "reach_high") == [wilson_interval(3, 4), wilson_interval(2, 4)]
    # What only reads alike counts for those who have nothing better.
    owned = ownership({"A": 4, "B": 1, "D": 1}, dict.fromkeys("ABD", 10))
    assert (made[0]["concentration"], made[0]["leader"]) == (owned.concentration, "A")


def test_echo_is_the_share_that_a_rival_says_too(make_stage: MakeStage) -> None:
    keys = [f"{letter}{i}" for letter in "abc" for i in range(4)]
    pairs = [pair(f"a{i}", f"b{i}", 1.0) for i in range(2)]
    pairs += [pair("a0", "a1", 1.0), pair("a3", "c3", 0.5), pair("a2", "d0", 1.0)]
    made = make_stage(
        "echo",
        {
            "same_claim_pairs": pairs,
            "compared_statements": [said(key) for key in [*keys, "d0"]],
            "evidence_levels": [level("A"), level("B"), level("C"), level("D", 1)],
        },
        rivals_sampled=40,
        bootstrap_rounds=20,
        seed=1,
    )
    # D has too little text to count, and nobody is its own rival.
    found = {row["company"]: (row["echo"], row["as_read"], row["statements"]) for row in made}
    assert found == {
        None: (pytest.approx((2.5 + 2 + 0.5) / 12), pytest.approx((2.5 + 2 + 0.5) / 12), 12),
        "A": (pytest.approx(2.5 / 4), pytest.approx(2.5 / 4), 4),
        "B": (pytest.approx(0.5), pytest.approx(0.5), 4),
        "C": (pytest.approx(0.125), pytest.approx(0.125), 4),
    }
    assert {(row["rivals"], row["sampled"]) for row in made} == {(2, 40)}
    assert all(row["low"] <= row["echo"] <= row["high"] for row in made)


def test_only_you_is_said_twice_and_far_from_every_rival(make_stage: MakeStage) -> None:
    statements = [
        said("a1", 0, pages=2),
        said("a2", 40, pages=2),  # too near to a rival's claim
        said("a4", 170, url="https://a.example/p"),
        said("a5", 175, url="https://a.example/q"),  # a4 again, on another page
        said("a6", 210, pages=2, text="Can you say a6 to me?"),
        said("a7", 118, pages=1, masked="We say a7 every day HERE"),  # crawl after crawl
        said("a8", 250, pages=2),  # judged to be b2's claim
        said("b1", 60),
        said("b2", 299),
        said("b3", 0, text="What is it that we say here?"),  # asks, so it claims nothing
    ]
    made = make_stage(
        "only_you",
        {
            "compared_statements": statements,
            "same_claim_pairs": [pair("a8", "b2", 0.3), pair("a1", "a2", 0.9)],
            "earlier_statements": [
                {"company": "A", "masked": "we say a7 every day here", "crawls": 1},
                {"company": "B", "masked": "we say a8 every day here", "crawls": 4},
            ],
        },
        judge=JUDGE,
    )
    columns = ("company", "statement_id", "pages", "crawls", "nearest_id", "weight")
    assert pick(made, *columns) == [
        ("A", "a5", 3, 1, "b1", 4),
        ("A", "a1", 2, 1, "b1", 4),
        ("A", "a7", 1, 2, "b1", 4),
    ]
    assert all(0 <= row["probability"] <= 1 for row in made)
    assert made[1]["similarity"] == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize(("crawls", "shown"), [(0, []), (1, ["a1"])])
def test_once_is_a_slip_of_the_pen(make_stage: MakeStage, crawls: int, shown: list[str]) -> None:
    earlier = {"company": "A", "masked": "we say a1 every day here", "crawls": crawls}
    tables: Tables = {
        "compared_statements": [said("a1", 0), said("b1", 90)],
        "same_claim_pairs": [pair("a2", "b2", 0.9)],
        "earlier_statements": [earlier],
    }
    made = make_stage("only_you", tables, judge=JUDGE)
    assert [row["statement_id"] for row in made] == shown


def test_a_sentence_about_a_rival_is_not_ones_own(make_stage: MakeStage) -> None:
    rival = "Bravo never offers a page of status"
    masked = "never offers a page of status"
    tables: Tables = {
        "compared_statements": [
            said("a1", 0, pages=3, text=rival, masked=masked),
            said("b1", 90, company="Bravo"),
        ],
        "same_claim_pairs": [pair("a2", "b2", 0.9)],
        "earlier_statements": NOTHING_EARLIER,
    }
    assert make_stage("only_you", tables, judge=JUDGE) == []


def test_a_field_of_one_company_has_nothing_of_its_own(make_stage: MakeStage) -> None:
    tables: Tables = {
        "compared_statements": [said("a1", 0, pages=2)],
        "same_claim_pairs": pa.Table.from_pylist([pair("a1", "b1", 0.9)]).slice(0, 0),
        "earlier_statements": NOTHING_EARLIER,
    }
    assert make_stage("only_you", tables, judge=JUDGE) == []


WORDINGS = {"We pay if we are late": 100.0, "Late means that we pay": 104.0, "Buy less of it": 0.0}


def wording(claim: str, text: str, position: int = 1, **changes: object) -> dict[str, Any]:
    row = {
        "claim": claim,
        "source": SHIPPED,
        "industry": "",
        "theme": "guarantee",
        "wording": text,
        "position": position,
        "companies": None,
        "asked": None,
    }
    return row | changes


def strangers(*degrees: float) -> Rows:
    return [
        {"source": "panel", "industry": "i", "stranger": f"s{i}", "vector": at(angle)}
        for i, angle in enumerate(degrees)
    ]


def open_claims(make_stage: MakeStage, catalogue: Rows, **changes: object) -> Rows:
    statements = [
        said("a1", 0, text="Buy less of it"),
        said("a2", 40),
        said("b1", 60),
        said("c1", 320),
    ]
    schema = shipped_catalogue().schema
    tables: Tables = {
        "compared_statements": statements,
        "known_catalogue": pa.Table.from_pylist(catalogue, schema=schema),
        "known_strangers": strangers(90, 0, 200),
    }
    values = {"language": "en", "least_related": 0.6, "judge": JUDGE, "embed": embedding(WORDINGS)}
    return make_stage("white_space", tables, **(values | changes))


def test_white_space_is_what_nobody_says(make_stage: MakeStage) -> None:
    late, again, less = WORDINGS
    catalogue = [wording("late", late), wording("late", again, 2), wording("less", less)]
    (row,) = open_claims(make_stage, catalogue)
    assert (row["claim"], row["text"], row["asked"]) == ("late", late, 3)
    assert row["at_most"] == most_that_may(3)
    assert row["nearest_id"] == "b1"
    assert row["similarity"] == pytest.approx(math.cos(math.radians(40)), abs=1e-6)
    assert row["doubtful"] is (row["similarity"] >= MAY_SAY)
    assert row["probability"] < 0.6
    assert (row["near_elsewhere"], row["strangers"]) == (1, 3)
    assert (row["made_elsewhere"], row["asked_elsewhere"]) == (None, None)


def test_claims_of_other_industries_bring_how_many_make_them(make_stage: MakeStage) -> None:
    late, *_ = WORDINGS
    own = {"source": "workspace", "industry": "bakers", "theme": "", "companies": 3, "asked": 7}
    catalogue = [wording("bakers/x", late) | own]
    (row,) = open_claims(make_stage, catalogue, language="de")
    assert pick([row], "industry", "made_elsewhere", "asked_elsewhere") == [("bakers", 3, 7)]


def test_the_shipped_claims_are_only_asked_in_their_language(make_stage: MakeStage) -> None:
    late, *_ = WORDINGS
    assert open_claims(make_stage, [wording("late", late)], language="de") == []


def test_a_claim_made_in_the_opposite_sense_is_not_made(make_stage: MakeStage) -> None:
    text = "Buy no less of it"
    embed = embedding(WORDINGS | {text: 0.0})
    (row,) = open_claims(make_stage, [wording("more", text)], embed=embed)
    assert row["doubtful"]
    sure = replace(JUDGE, alike=replace(JUDGE.alike, least=0.5))
    assert open_claims(make_stage, [wording("less", "Buy less of it")], judge=sure) == []


def test_the_shipped_catalogue_is_a_wide_one() -> None:
    rows = shipped_catalogue().to_pylist()
    assert len({row["claim"] for row in rows}) >= 150
    assert len({row["theme"] for row in rows}) >= 15
    texts = [row["wording"] for row in rows]
    assert len(texts) == len(set(texts))
    wordings: dict[str, int] = {}
    for row in rows:
        wordings[row["claim"]] = wordings.get(row["claim"], 0) + 1
        assert row["position"] == wordings[row["claim"]]
        assert row["wording"].endswith(".")
    assert set(wordings.values()) <= {2, 3}
