"""Each stage from compared statements to scores: few rows in, rows out."""

from __future__ import annotations

import math
from typing import Any, Protocol

import pyarrow as pa
import pytest

from embeddings import matches
from pipeline.measures.publishing import PAGE_GROUNDS, POST_GROUNDS
from pipeline.measures.same_claim import load_judge
from sameness.settings import DEFAULT_MODEL

Rows = list[dict[str, Any]]
HOME = "https://a.example/"
JUDGE = load_judge(DEFAULT_MODEL)


class MakeStage(Protocol):
    def __call__(self, name: str, tables: dict[str, Rows | pa.Table], **values: object) -> Rows: ...


def pick(rows: Rows, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def close(rows: Rows, *columns: str) -> list[tuple[Any, ...]]:
    """Give columns with numbers rounded, so that a last bit does not count."""
    return [
        tuple(round(value, 5) if isinstance(value, float) else value for value in row)
        for row in pick(rows, *columns)
    ]


def at(degrees: float) -> list[float]:
    """Give the unit vector of the plane in this direction; cosines are those of the angles."""
    return [math.cos(math.radians(degrees)), math.sin(math.radians(degrees))]


def said(key: str, degrees: float, url: str = "", **changes: object) -> dict[str, Any]:
    """Give a compared statement of the company that its key begins with."""
    row = {
        "statement_id": key,
        "company": key[0].upper(),
        "url": url or f"https://{key[0]}.example/",
        "kind": "home",
        "role": "text",
        "text": f"Statement {key} says this",
        "masked": f"Statement {key} says this",
        "words": 4,
        "pages": 1,
        "vector": at(degrees),
    }
    return row | changes


def level(name: str, statements: int = 60, *, enough: bool = True) -> dict[str, Any]:
    return {
        "company": name,
        "statements": statements,
        "pages": 5,
        "enough": enough,
        "reason": "" if enough else "too little",
    }


def listed(*names: str) -> Rows:
    return [
        {"company": n, "position": i, "site": f"https://{n}.example/", "is_client": i == 0}
        for i, n in enumerate(names)
    ]


def test_compared_statements_drop_what_a_company_repeats(make_stage: MakeStage) -> None:
    def row(key: str, url: str, masked: str, **changes: object) -> dict[str, Any]:
        return said(key, 0, url, masked=masked, urls=[url]) | {"pages": None} | changes

    statements = [
        row("a1", "https://a.example/z", "nearly the same"),
        row("a2", HOME, "the same", role="hero"),
        row("a3", "https://a.example/y", "another", kind="about"),
        row("b1", "https://b.example/", "the same"),
    ]
    angles = {"the same": 0.0, "nearly the same": 18.0, "another": 19.0}
    vectors = [{"masked": text, "vector": at(angle)} for text, angle in angles.items()]
    tables: dict[str, Rows | pa.Table] = {
        "marketing_statements": statements,
        "statement_vectors": vectors,
    }
    made = make_stage("compared_statements", tables)
    assert pick(made, "statement_id", "masked", "pages") == [
        ("a2", "the same", 2),
        ("a3", "another", 1),
        ("b1", "the same", 1),
    ]
    assert made[1]["vector"] == pytest.approx(at(19), abs=1e-6)


def test_evidence_levels_say_what_is_missing(make_stage: MakeStage) -> None:
    statements = [
        *(said(f"a{i}", 0, f"https://a.example/{i % 2}") for i in range(3)),
        *(said(f"b{i}", 0, f"https://b.example/{i % 2}") for i in range(2)),
        *(said(f"c{i}", 0) for i in range(3)),
        said("d0", 0),
    ]
    made = make_stage(
        "evidence_levels",
        {"companies": listed("E", "D", "C", "B", "A"), "compared_statements": statements},
        fewest_statements=3,
        fewest_pages=2,
        places="pages",
    )
    assert pick(made, "company", "statements", "pages", "enough", "reason") == [
        ("A", 3, 2, True, ""),
        ("B", 2, 2, False, "2 distinct marketing statements; 3 are needed"),
        ("C", 3, 1, False, "1 page with marketing text; 2 are needed"),
        ("D", 1, 1, False, "1 distinct marketing statements on 1 page; 3 on 2 are needed"),
        ("E", 0, 0, False, "no marketing text could be read"),
    ]


FIELD = [said("a1", 0), said("b1", 0), said("b2", 60)]


def test_rival_matches_of_one_drawn_are_means(make_stage: MakeStage) -> None:
    made = make_stage("rival_matches", {"compared_statements": FIELD}, rivals_sampled=1)
    columns = ("statement_id", "rival", "similarity", "nearest_id", "nearest_similarity")
    assert close(made, *columns) == [
        ("a1", "B", 0.75, "b1", 1.0),
        ("b1", "A", 1.0, "a1", 1.0),
        ("b2", "A", 0.5, "a1", 0.5),
    ]


def test_rival_matches_need_as_many_statements_as_are_drawn(make_stage: MakeStage) -> None:
    made = make_stage("rival_matches", {"compared_statements": FIELD}, rivals_sampled=2)
    assert close(made, "statement_id", "similarity", "nearest_similarity") == [
        ("a1", 1.0, 1.0),
        ("b1", None, 1.0),
        ("b2", None, 0.5),
    ]


def test_rival_matches_draw_equally_of_kinds_and_lengths(make_stage: MakeStage) -> None:
    rival = [said(f"b{i}", 0) for i in range(9)] + [said("b9", 90, kind="about", words=20)]
    tables: dict[str, Rows | pa.Table] = {"compared_statements": [said("a1", 0), *rival]}
    (row, *_) = make_stage("rival_matches", tables, rivals_sampled=2)
    assert row["similarity"] == pytest.approx(1.0)
    away = [said(f"b{i}", 90) for i in range(9)] + [said("b9", 0, kind="about", words=20)]
    (row, *_) = make_stage(
        "rival_matches", {"compared_statements": [said("a1", 0), *away]}, rivals_sampled=2
    )
    # Drawn of all ten alike it would be .2; the one of its kind is always among the two.
    assert row["similarity"] == pytest.approx(1.0)


def test_rival_matches_are_the_same_whether_a_product_is_held_or_made_anew(
    make_stage: MakeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [("a", 30), ("b", 41), ("c", 3)]
    field = [
        said(f"{who}{i:02d}", 7 * i, kind=("home", "about")[i % 2], words=(4, 20)[i // 2 % 2])
        for who, count in names
        for i in range(count)
    ]
    made = []
    for cells in (matches.CELLS, 2 * 30 * 41 - 1, 1):
        monkeypatch.setattr(matches, "CELLS", cells)
        made.append(make_stage("rival_matches", {"compared_statements": field}, rivals_sampled=8))
    named, measured = ("statement_id", "rival", "nearest_id"), ("similarity", "nearest_similarity")
    whole, *anew = made
    assert len(whole) == 2 * (30 + 41 + 3)
    assert sum(row["similarity"] is None for row in whole) == 30 + 41
    for rows in anew:
        assert [[row[n] for n in named] for row in rows] == [
            [row[n] for n in named] for row in whole
        ]
        for name in measured:
            assert [r[name] for r in rows] == pytest.approx([r[name] for r in whole], abs=1e-6)


def test_own_matches_hold_out_the_statements_page(make_stage: MakeStage) -> None:
    statements = [
        said("a1", 0, "https://a.example/p"),
        said("a2", 60, "https://a.example/q"),
        said("a3", 90, "https://a.example/q"),
        said("b1", 0),
    ]
    made = make_stage("own_matches", {"compared_statements": statements}, rivals_sampled=1)
    assert close(made, "statement_id", "company", "similarity") == [
        ("a1", "A", 0.25),
        ("a2", "A", 0.5),
        ("a3", "A", 0.0),
    ]
    made = make_stage("own_matches", {"compared_statements": statements}, rivals_sampled=2)
    assert close(made, "statement_id", "similarity") == [("a1", 0.5)]


def stranger(name: str, degrees: float, industry: str = "books") -> dict[str, Any]:
    return {
        "source": "panel",
        "industry": industry,
        "stranger": name,
        "kind": "home",
        "words": 4,
        "vector": at(degrees),
    }


def test_stranger_matches_are_of_those_in_use(make_stage: MakeStage) -> None:
    known = [stranger("X", 60), stranger("X", 90), stranger("Y", 0), stranger("Z", 180)]
    used = [
        {"source": "panel", "industry": "books", "stranger": name, "used": name != "Y"}
        for name in "XYZ"
    ]
    made = make_stage(
        "stranger_matches",
        {"compared_statements": FIELD, "strangers": used, "known_strangers": known},
        rivals_sampled=1,
    )
    assert close(made, "statement_id", "company", "stranger", "similarity") == [
        ("a1", "A", "panel/books/X", 0.25),
        ("a1", "A", "panel/books/Z", -1.0),
        ("b1", "B", "panel/books/X", 0.25),
        ("b2", "B", "panel/books/X", round((1 + math.cos(math.pi / 6)) / 2, 5)),
        ("b1", "B", "panel/books/Z", -1.0),
        ("b2", "B", "panel/books/Z", -0.5),
    ]


def test_strangers_are_left_out_with_a_reason(make_stage: MakeStage) -> None:
    known = [
        *(stranger("X", degrees) for degrees in (90, 100)),
        stranger("Y", 90),
        *(stranger("Alder", degrees, "planning") for degrees in (90, 100)),
        *(stranger("Z", degrees, "rotas") for degrees in (0, 10)),
        *(stranger("W", degrees, "games") for degrees in (90, 100)),
    ]
    made = make_stage(
        "strangers",
        {"known_strangers": known, "companies": listed("Alder", "B"), "compared_statements": FIELD},
        rivals_sampled=2,
        ceiling_reference=[0.1, 0.3],
    )
    assert pick(made, "industry", "stranger", "statements", "used") == [
        ("books", "X", 2, True),
        ("books", "Y", 1, False),
        ("games", "W", 2, True),
        ("planning", "Alder", 2, False),
        ("rotas", "Z", 2, False),
    ]
    assert made[1]["reason"] == "only 1 statements, 2 are needed"
    assert made[3]["reason"] == "it holds Alder, a company of this field"
    assert made[4]["reason"].startswith("too close to this field (similarity 0.8")


def index_tables(rivals: float, own: float | None, zero: float) -> dict[str, Rows | pa.Table]:
    return {
        "rival_matches": [
            {"statement_id": "a1", "company": "A", "rival": "B", "similarity": rivals},
            {"statement_id": "b1", "company": "B", "rival": "A", "similarity": rivals},
            {"statement_id": "c1", "company": "C", "rival": "A", "similarity": 0.99},
        ],
        "own_matches": pa.Table.from_pylist(
            [{"statement_id": f"{c}1", "similarity": own} for c in "ab" if own is not None],
            schema=pa.schema([("statement_id", pa.string()), ("similarity", pa.float64())]),
        ),
        "stranger_matches": [
            {
                "statement_id": f"{c}1",
                "company": c.upper(),
                "stranger": "panel/books/X",
                "similarity": zero,
            }
            for c in "abc"
        ],
        "evidence_levels": [level("A"), level("B"), level("C", enough=False)],
    }


INDEX_VALUES: dict[str, object] = {"ceiling_reference": [0.2], "bootstrap_rounds": 20, "seed": 1}


def test_index_ranges_follow_the_formula(make_stage: MakeStage) -> None:
    made = make_stage("index_ranges", index_tables(0.4, None, 0.3), **INDEX_VALUES)
    assert close(made, "company", "value", "low", "high", "between", "strangers", "ceiling") == [
        (company, 50.0, 50.0, 50.0, 0.4, 0.3, 0.2) for company in (None, "A", "B")
    ]
    made = make_stage("index_ranges", index_tables(0.4, 0.9, 0.3), **INDEX_VALUES)
    # Two own lifts of .6 against six reference lifts of .2 make a ceiling of .3.
    assert close(made, "company", "value", "own", "ceiling") == [
        (company, 33.33333, 0.9, 0.3) for company in (None, "A", "B")
    ]
    # The trend knows the reference only.
    assert close(made, "trend", "trend_low", "trend_high") == [(50.0, 50.0, 50.0)] * 3


def test_index_ranges_need_two_companies_and_a_stranger(make_stage: MakeStage) -> None:
    tables = index_tables(0.4, None, 0.3)
    alone = tables | {"evidence_levels": [level("A"), level("B", enough=False)]}
    assert make_stage("index_ranges", alone, **INDEX_VALUES) == []
    unknown = INDEX_VALUES | {"ceiling_reference": []}
    assert make_stage("index_ranges", tables, **unknown) == []
    nobody = pa.Table.from_pylist(index_tables(0, 0, 0)["stranger_matches"]).slice(0, 0)
    assert make_stage("index_ranges", tables | {"stranger_matches": nobody}, **INDEX_VALUES) == []


def score_tables(
    width: float = 20.0, companies: int = 5, industries: int = 3
) -> dict[str, Rows | pa.Table]:
    names = [*"ABCDE"][:companies]
    row = {"value": 60.0, "low": 50.0, "high": 50.0 + width, "lift_low": 0.05}
    row |= {"between": 0.4, "own": 0.5, "strangers": 0.3, "ceiling": 0.16}
    row |= {"trend": 70.0, "trend_low": 45.0, "trend_high": 110.0}
    return {
        "companies": listed(*"ABCDE"),
        "evidence_levels": [level(n, enough=n in names) for n in "ABCDE"],
        "index_ranges": [{"company": name} | row for name in (*names, None)],
        "blind_tests": [
            {"company": a, "rival": b, "confusion": 0.6} for a in names for b in names if a != b
        ],
        "strangers": [
            {"industry": f"i{i % industries}", "stranger": str(i), "used": i > 0} for i in range(11)
        ],
    }


def test_industry_scores_gather_the_fields_figures(make_stage: MakeStage) -> None:
    (row,) = make_stage("industry_scores", score_tables(), grounds=PAGE_GROUNDS)
    assert (row["published"], row["reason"], row["companies"]) == (True, "", 5)
    assert (row["value"], row["low"], row["high"], row["ceiling"]) == (60.0, 50.0, 70.0, 0.16)
    assert (row["trend"], row["trend_low"], row["trend_high"]) == (70.0, 45.0, 110.0)
    assert row["regime"] == "unclear"
    assert row["pitches"] == pytest.approx(5 / (1 + 4 * 0.6))
    assert row["pitches_low"] == pytest.approx(5 / (1 + 4 * 0.7))
    assert row["pitches_high"] == pytest.approx(5 / (1 + 4 * 0.5))
    assert [row[f"blind_test{end}"] for end in ("", "_low", "_high")] == pytest.approx([0.6] * 3)


def test_industry_scores_hold_back_what_is_too_wide_or_too_little(make_stage: MakeStage) -> None:
    (wide,) = make_stage("industry_scores", score_tables(width=41), grounds=PAGE_GROUNDS)
    assert (wide["published"], wide["value"]) == (False, 60.0)
    assert "41 points wide" in wide["reason"]
    (few,) = make_stage("industry_scores", score_tables(companies=4), grounds=PAGE_GROUNDS)
    assert (few["published"], few["companies"]) == (False, 4)
    assert few["reason"].startswith("4 of 5 companies have enough")
    (two,) = make_stage("industry_scores", score_tables(companies=2), grounds=PAGE_GROUNDS)
    assert (two["published"], two["value"], two["pitches"]) == (False, None, None)
    (near,) = make_stage("industry_scores", score_tables(industries=1), grounds=POST_GROUNDS)
    assert near["reason"] == (
        "the strangers are of 1 industry; 2 are needed to say how alike one company's own posts are"
    )
    (four,) = make_stage("industry_scores", score_tables(companies=4), grounds=POST_GROUNDS)
    assert four["reason"] == "4 of 5 companies have enough posts; 5 are needed"


def company_tables(*, published: bool) -> dict[str, Rows | pa.Table]:
    return {
        "companies": listed("C", "A", "B"),
        "evidence_levels": [level("A"), level("B"), level("C", 3, enough=False)],
        "industry_scores": [{"published": published, "reason": "" if published else "too wide"}],
        "index_ranges": [
            {"company": name, "value": 60.0, "low": 50.0, "high": 70.0}
            | {"trend": 80.0, "trend_low": 60.0, "trend_high": 105.0}
            for name in ("A", "B", None)
        ],
        "blind_tests": [
            {"company": "A", "rival": "B", "confusion": 0.5},
            {"company": "A", "rival": "D", "confusion": 0.75},
            {"company": "B", "rival": "A", "confusion": 0.5},
        ],
    }


def test_company_scores_stand_in_the_files_order(make_stage: MakeStage) -> None:
    made = make_stage("company_scores", company_tables(published=True))
    columns = ("company", "is_client", "statements", "published", "reason", "value", "blind_test")
    assert pick(made, *columns) == [
        ("C", True, 3, False, "too little", None, None),
        ("A", False, 60, True, "", 60.0, 0.625),
        ("B", False, 60, True, "", 60.0, 0.5),
    ]


def test_company_scores_are_held_back_with_the_fields(make_stage: MakeStage) -> None:
    made = make_stage("company_scores", company_tables(published=False))
    assert pick(made, "company", "published", "reason") == [
        ("C", False, "too little"),
        ("A", False, "too wide"),
        ("B", False, "too wide"),
    ]


def test_swap_matrix_is_the_index_of_each_pair(make_stage: MakeStage) -> None:
    pairs = [("a1", "A", "B", 0.4), ("a2", "A", "B", 0.3), ("b1", "B", "A", 0.9)]
    pairs += [("a1", "A", "C", 0.9), ("c1", "C", "A", 0.9), ("b1", "B", "D", 0.1)]
    matches = [
        dict(zip(("statement_id", "company", "rival", "similarity"), pair, strict=True))
        for pair in pairs
    ]
    ranges = [
        {"company": name, "strangers": 0.3, "ceiling": height}
        for name, height in (("A", 0.9), ("B", 0.9), ("D", 0.9), (None, 0.2))
    ]
    made = make_stage("swap_matrix", {"rival_matches": matches, "index_ranges": ranges})
    assert close(made, "company", "rival", "points") == [
        ("A", "B", 25.0),
        ("B", "A", 100.0),
        ("B", "D", 0.0),
    ]


def test_blind_tests_confuse_equals_and_tell_opposites_apart(make_stage: MakeStage) -> None:
    def site(letter: str, degrees: float) -> Rows:
        return [
            said(f"{letter}{i}", degrees + 7 * i, f"https://{letter}.example/{i // 2}")
            for i in range(6)
        ]

    made = make_stage(
        "blind_tests",
        {
            "compared_statements": [*site("a", 0), *site("b", 180), *site("c", 0), *site("d", 90)],
            "evidence_levels": [level("A"), level("B"), level("C"), level("D", enough=False)],
        },
        rivals_sampled=6,
    )
    confusion = {(row["company"], row["rival"]): row["confusion"] for row in made}
    assert confusion.keys() == {(a, b) for a in "ABC" for b in "ABC" if a != b}
    assert confusion["A", "B"] == confusion["B", "A"] == 0.0
    assert confusion["A", "C"] == confusion["C", "A"] >= 0.6


JUDGED = ("statement_id", "other_id")


def words(key: str, degrees: float, text: str) -> dict[str, Any]:
    return said(key, degrees, masked=text, words=len(text.split()))


@pytest.mark.usefixtures("held_or_mapped")
def test_same_claim_pairs_are_likely_and_do_not_contradict(make_stage: MakeStage) -> None:
    statements = [
        words("a1", 0, "Plan your whole week in minutes"),
        words("b1", 2, "Plan the whole week in minutes"),
        words("c1", 1, "Never plan your whole week in minutes"),
        words("d1", 90, "Our 12 ovens bake bread daily"),
        words("e1", 91, "Our 20 ovens bake bread daily"),
        words("f1", 200, "Talk to a person on the phone"),
        words("a2", 3, "Plan your week in minutes"),
    ]
    tables: dict[str, Rows | pa.Table] = {"compared_statements": statements}
    made = make_stage("same_claim_pairs", tables, least_related=0.2, judge=JUDGE)
    assert pick(made, *JUDGED) == [("a1", "a2"), ("a1", "b1"), ("a2", "b1")]
    assert pick(made, "company", "other") == [("A", "A"), ("A", "B"), ("A", "B")]
    assert all(row["probability"] > 0.5 for row in made)
    assert made[1]["similarity"] == pytest.approx(math.cos(math.radians(2)), abs=1e-6)
    assert make_stage("same_claim_pairs", tables, least_related=1.0, judge=JUDGE) == []


def test_pair_precision_is_the_judges(make_stage: MakeStage) -> None:
    rows = make_stage("pair_precision", {}, judge=JUDGE)
    assert [row["strength"] for row in rows] == ["same", "alike"]
    for row, shown in zip(rows, (JUDGE.same, JUDGE.alike), strict=True):
        assert (row["value"], row["low"], row["high"]) == (shown.precision, shown.low, shown.high)
        assert (row["least"], row["recall"]) == (shown.least, shown.recall)
        assert row["pairs"] == shown.pairs > 0
        assert row["source"] == JUDGE.source


def near(key: str, rival: str, nearest: str, similarity: float) -> dict[str, Any]:
    return {
        "statement_id": key,
        "company": key[0].upper(),
        "rival": rival,
        "nearest_id": nearest,
        "nearest_similarity": similarity,
    }


def test_quiz_questions_ask_what_rivals_say_too(make_stage: MakeStage) -> None:
    text = "We plan your whole week in minutes."
    statements = [
        said("a1", 0, text=text, masked=text.rstrip("."), words=7),
        said("a2", 0, text=text, masked=text, words=7, kind="about"),
        said("b1", 90, text=text, masked=text, words=7),
        said("c1", 0, text="We at C plan your week", masked="We at plan your week", words=7),
        said("d1", 0, text=text, masked=text, words=5),
        said("e1", 0, text="we plan your week", masked="we plan your week", words=7),
        said("f1", 0, text=f"{text[:-1]}:", masked=f"{text[:-1]}:", words=7),
    ]
    matches = [
        *(
            near("a1", rival, "x", similarity)
            for rival, similarity in zip("BCDE", (5, 9, 7, 6), strict=False)
        ),
        near("a2", "B", "x", 10.0),
        near("b1", "A", "x", 8.0),
        *(near(f"{letter}1", "A", "x", 9.0) for letter in "cdef"),
    ]
    made = make_stage(
        "quiz_questions", {"compared_statements": statements, "rival_matches": matches}
    )
    assert pick(made, "number", "company", "statement_id", "options") == [
        (1, "B", "b1", ["A", "B"]),
        (2, "A", "a1", ["A", "C", "D", "E"]),
    ]


def test_the_quiz_has_five_questions_at_most(make_stage: MakeStage) -> None:
    text = "We plan your whole week in minutes."
    names = "abcdef"
    made = make_stage(
        "quiz_questions",
        {
            "compared_statements": [
                said(f"{n}1", 60 * i, text=text, masked=text, words=7) for i, n in enumerate(names)
            ],
            "rival_matches": [near(f"{n}1", "H", "x", i / 10) for i, n in enumerate(names)],
        },
    )
    assert pick(made, "number", "company") == [*enumerate("FEDCB", start=1)]


def test_the_quiz_does_not_ask_for_one_claim_twice(make_stage: MakeStage) -> None:
    text = "We plan your whole week in minutes."
    made = make_stage(
        "quiz_questions",
        {
            "compared_statements": [
                said("a1", 0, text=text, masked=text, words=7),
                said("b1", 30, text=text, masked=text, words=7),
                said("b2", 80, text=text, masked=text, words=7),
            ],
            "rival_matches": [
                near("a1", "B", "x", 0.9),
                near("b1", "A", "x", 0.8),
                near("b2", "A", "x", 0.7),
            ],
        },
    )
    assert pick(made, "number", "statement_id") == [(1, "a1"), (2, "b2")]
