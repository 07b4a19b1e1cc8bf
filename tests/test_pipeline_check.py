"""A text against a stored field: built here by hand, with the real judge and the real model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.demo.server import HERE
from embeddings.light import light_encoder, model_of, quick_encoder
from pipeline.check import check_statements
from pipeline.check_sources import choose_own, read_given, statements_of_text
from pipeline.check_text import write_check
from pipeline.checked_field import Field, KnownClaim, Member, Said
from pipeline.given_files import read_text
from pipeline.measures.corpus import Sample
from sameness.errors import CompanyNotFound, FileUnreadable, ModelMissing, TextEmpty
from sameness.industry import read_industry
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.checked import Check, CheckedStatement

SAID = {
    "Alder": [
        "Plan the whole week in a few minutes.",
        "We never sell your data to anyone else.",
        "Staff swap shifts on their phones without a call.",
        "The price stands on this page for everybody.",
        "Holidays are asked for and granted in one place.",
    ],
    "Birch": [
        "Plan your whole week in just a few minutes.",
        "A credit card is required to start the trial.",
        "Get everything under one roof from the first day.",
        "Our planners answer the phone on Sundays.",
        "Every clock-in is kept for three years.",
    ],
    "Cedar": [
        "Rotas and wages: everything under one roof.",
        "Staff get their rota two weeks ahead.",
        "Wages are worked out from the hours planned.",
        "Kitchens in four countries plan with it.",
        "It works where the network does not.",
    ],
    "Dunmore": ["Meet the founders on the first Monday.", "Bring your own spreadsheet along."],
    "Everly": ["Leave whenever you like, without a letter.", "Ask the neighbours about it."],
}
STRANGERS = [
    ["Our oysters are landed every morning.", "The tide decides.", "Ask for the lemon, please."],
    ["We repair violins by hand.", "Bows are rehaired in a day.", "Bring the case along as well."],
]
M = 2


def vectors_of(texts: list[str]) -> NDArray[np.float32]:
    return light_encoder().encode(texts, lambda _: None)


def build() -> Field:
    said = [
        Said(company, text, text, f"https://{company.lower()}.example/", date(2026, 11, 20))
        for company, texts in SAID.items()
        for text in texts
    ]
    vectors = vectors_of([one.text for one in said])
    claims = (
        KnownClaim("The price never rises.", "The price never rises.", 0, 0, 3, "", "", ""),
        KnownClaim(SAID["Alder"][3], SAID["Alder"][3], 2, 1, 3, "Alder", "https://a/", ""),
        KnownClaim(
            "There is one price for all.", "There is one price for all.", 1, 0, 3, "B", "C", ""
        ),
        KnownClaim("Violins are our life.", "Violins are our life.", 0, 0, 3, "", "", "violins"),
    )
    return Field(
        run_id="20261120T101500Z",
        model=DEFAULT_MODEL,
        members=tuple(
            Member(c, f"https://{c.lower()}.example/", is_client=False, enough=True) for c in SAID
        ),
        terms=(
            ("Alder", "Alder", "name"),
            ("Alder", "AutoWeek", "product"),
            ("Birch", "Birch", "name"),
        ),
        said=tuple(said),
        vectors=vectors,
        strata=np.zeros(len(said), dtype=np.int64),
        claims=claims,
        claim_vectors=vectors_of([claim.masked for claim in claims]),
        phrases=(("everything under one roof", True),),
        strangers=tuple(Sample(vectors_of(t), np.zeros(3, dtype=np.int64)) for t in STRANGERS),
        lifts=np.array([-0.1, 0.0, 0.1, 0.9]),
        rivals_sampled=M,
        abstained="",
        ceiling=0.14,
    )


@pytest.fixture(scope="module")
def field() -> Field:
    return build()


def check(field: Field, *texts: str, own: str = "") -> Check:
    return check_statements(field, light_encoder(), "rotas", texts, own, "en")


def only(field: Field, text: str, own: str = "") -> CheckedStatement:
    (statement,) = check(field, text, own=own).statements
    return statement


def test_a_copy_is_found_with_its_quote_for_certain(field: Field) -> None:
    found = only(field, "plan the whole week — in a FEW minutes!")
    first = found.same[0]
    assert (first.company, first.text, first.probability) == ("Alder", SAID["Alder"][0], 1.0)
    assert first.url == "https://alder.example/"
    assert first.read_on == date(2026, 11, 20)
    assert "Birch" in {quote.company for quote in (*found.same, *found.alike)}


def test_same_and_alike_are_kept_apart_by_the_judges_thresholds(field: Field) -> None:
    report = check(field, *(text for texts in SAID.values() for text in texts))
    assert 0 < report.least_alike < report.least_same < 1
    for statement in report.statements:
        assert all(quote.probability >= report.least_same for quote in statement.same)
        for quote in statement.alike:
            assert report.least_alike <= quote.probability < report.least_same
        companies = [quote.company for quote in (*statement.same, *statement.alike)]
        assert len(companies) == len(set(companies))


def test_an_opposite_is_never_quoted(field: Field) -> None:
    found = only(field, "No credit card is required to start the trial.")
    assert SAID["Birch"][1] not in {quote.text for quote in (*found.same, *found.alike)}
    plain = only(field, "A credit card is required to start a trial.")
    assert SAID["Birch"][1] in {quote.text for quote in (*plain.same, *plain.alike)}


def test_ones_own_statements_are_no_rivals(field: Field) -> None:
    report = check(field, SAID["Alder"][1], own="Alder")
    (found,) = report.statements
    assert report.asked == 4
    assert report.own == "Alder"
    assert "Alder" not in {quote.company for quote in (*found.same, *found.alike)}
    assert found.likeness is not None
    assert "Alder" not in dict(found.likeness.rivals)
    assert only(field, SAID["Alder"][1]).same[0].company == "Alder"


def test_names_are_deleted_and_products_only_from_their_own_text(field: Field) -> None:
    text = "Birch plans the whole week with AutoWeek in minutes"
    assert only(field, text).masked == "plans the whole week with AutoWeek in minutes"
    assert only(field, text, own="Alder").masked == "plans the whole week with in minutes"


def test_what_is_too_short_is_said_so(field: Field) -> None:
    found = only(field, "Alder plans your week")
    assert found.too_short
    assert found.likeness is None
    assert not any((found.same, found.alike, found.phrases, found.neighbours))


def naive_match(vector: NDArray[np.float32], others: NDArray[np.float32]) -> float:
    """Give the mean best cosine over all pairs of statements that may be drawn."""
    cosines = others @ vector
    return float(
        np.mean([max(cosines[list(drawn)]) for drawn in combinations(range(len(cosines)), M)])
    )


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(
        [t for texts in SAID.values() for t in texts] + [t for s in STRANGERS for t in s]
    )
)
def test_likeness_is_the_index_of_one_statement(text: str) -> None:
    field = build()
    if len(text.split()) < 4:
        return
    likeness = only(field, text).likeness
    assert likeness is not None
    vector = vectors_of([text])[0]
    rivals = {c: naive_match(vector, field.vectors[field.rows_of(c)]) for c in SAID}
    zero = float(np.mean([naive_match(vector, other.vectors) for other in field.strangers]))
    between = float(np.mean([*rivals.values()]))
    assert dict(likeness.rivals) == pytest.approx(rivals, abs=1e-5)
    assert likeness.strangers == pytest.approx(zero, abs=1e-5)
    assert likeness.points == pytest.approx(
        min(100.0, max(0.0, 100 * (between - zero) / 0.14)), abs=0.01
    )
    assert likeness.below == sum(lift < between - zero for lift in field.lifts) / 4
    assert [value for _, value in likeness.rivals] == sorted(rivals_of(likeness), reverse=True)


def rivals_of(likeness: object) -> list[float]:
    return [value for _, value in getattr(likeness, "rivals", ())]


def test_no_likeness_where_the_run_abstained(field: Field) -> None:
    silent = replace(field, abstained="2 of 3 companies have enough marketing text")
    report = check(silent, SAID["Alder"][0])
    assert report.statements[0].likeness is None
    assert report.statements[0].same
    assert "not enough evidence (2 of 3 companies have enough" in write_check(report)
    thin = replace(field, members=tuple(replace(m, enough=False) for m in field.members))
    report = check(thin, SAID["Alder"][0])
    assert "not enough evidence (no rival has enough text to say)" in write_check(report)


def test_a_phrase_that_two_rivals_use_is_stock(field: Field) -> None:
    found = only(field, "Find Everything, under one roof with a click.")
    (phrase,) = found.phrases
    assert phrase.passage == "Everything, under one roof"
    assert phrase.companies == ("Birch", "Cedar")
    assert phrase.asked == 5
    assert phrase.general
    assert only(field, "Find everything under one roof now.", own="Cedar").phrases == ()
    assert only(field, "Our planners answer the phone at all hours.").phrases == ()


def test_neighbours_are_the_least_taken_and_never_the_claim_itself(field: Field) -> None:
    found = only(field, "The price is the same for every customer.")
    texts = [neighbour.claim.text for neighbour in found.neighbours]
    assert texts[0] == "The price never rises."
    assert "Violins are our life." not in texts
    taken = [n.claim.companies + n.claim.alike for n in found.neighbours]
    assert taken == sorted(taken)
    itself = only(field, "The price never rises.")
    assert "The price never rises." not in {n.claim.text for n in itself.neighbours}
    assert only(replace(field, claims=()), "The price never rises.").neighbours == ()


def test_what_stands_beside_changes_nothing(field: Field) -> None:
    texts = [SAID["Alder"][0], SAID["Birch"][2], "Rota"]
    together = check(field, *texts).statements
    assert together == tuple(only(field, text) for text in texts)


def test_the_text_for_a_terminal(field: Field) -> None:
    text = write_check(check(field, "Birch: plan the whole week in a few minutes.", "Rota"))
    assert text.startswith("Against run 20261120T101500Z of rotas: 5 companies.")
    assert "“Birch: plan the whole week in a few minutes.”" in text
    assert "  Compared as: plan the whole week in a few minutes." in text
    assert "Says the same: 2 of 5 companies" in text
    assert "    1.00  Alder: “Plan the whole week in a few minutes.”" in text
    assert "https://alder.example/  read 2026-11-20" in text
    assert "best match with a rival 0." in text
    assert "Too short to compare: fewer than four words are left without names." in text
    assert "Unique is not the same as valuable." in text
    assert ", as Birch's text: 4 companies." in write_check(check(field, "Rota", own="Birch"))
    assert "valuable" not in write_check(check(field, "Rota"))
    phrases = write_check(check(field, "Find everything under one roof today."))
    assert "2 of 5 companies (Birch, Cedar); used everywhere, not only here" in phrases
    prices = write_check(check(field, "The price is the same for every customer."))
    assert "    none of 3: “The price never rises.” (our catalogue)" in prices
    assert "2 of 3 say it, 1 more read like it: “The price stands" in prices
    assert "none of 5 companies that we could tell" in write_check(
        check(field, "Violins are repaired by hand.")
    )


def test_a_plain_text_is_cut_into_distinct_statements() -> None:
    wrapped = (
        "Plan your week in minutes\n\n"
        "We never sell what you tell us about your people, and we never\n"
        "Once asked for more. You own it all.\n"
        "Plan your week in MINUTES\n"
        "No cookies. No banners.\n"
    )
    assert statements_of_text(wrapped, "en") == [
        "Plan your week in minutes",
        "We never sell what you tell us about your people, and we never Once asked for more.",
        "You own it all.",
        "No cookies. No banners.",
    ]


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b"])
def test_an_empty_text_is_an_error(text: str) -> None:
    with pytest.raises(TextEmpty, match="There is no statement in this text"):
        statements_of_text(text, "en")


def test_files_are_read_as_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "draft.txt"
    file.write_bytes("\ufeffWir planen für euch.".encode())
    assert read_text(str(file)) == "Wir planen für euch."
    industry = read_industry(HERE / "industry.toml")
    assert read_given(industry, None, str(file), None) == ["Wir planen für euch."]
    file.write_bytes(b"caf\xe9")
    with pytest.raises(FileUnreadable, match=r"is not UTF-8 text \(byte 4\)"):
        read_text(str(file))
    with pytest.raises(FileUnreadable, match=r"can't be read: No such file"):
        read_text(str(tmp_path / "missing.txt"))
    with pytest.raises(FileUnreadable, match=r"can't be read: Is a directory"):
        read_text(str(tmp_path))
    with pytest.raises(FileUnreadable, match=r"can't be read"):
        read_text("a\0b")


def test_whose_text_it_is() -> None:
    industry = read_industry(HERE / "industry.toml")
    client = industry.model_copy(update={"client": "Kessimer"})
    page = industry.company[1].site + "pricing.html"
    assert choose_own(industry, None, None) == ""
    assert choose_own(client, None, None) == "Kessimer"
    assert choose_own(client, None, page) == "Zelmura"
    assert choose_own(client, None, "https://elsewhere.example/") == "Kessimer"
    assert choose_own(client, "brindlow", page) == "Brindlow"
    with pytest.raises(CompanyNotFound, match="No company 'Nobody'"):
        choose_own(client, "Nobody", None)


def test_the_model_of_a_run() -> None:
    assert model_of("all-MiniLM-L6-v2 (bfloat16)") == model_of(DEFAULT_MODEL) == DEFAULT_MODEL
    assert model_of("use-multilingual-v3") == "use-multilingual-v3"
    with pytest.raises(ModelMissing, match="No model 'word2vec'"):
        model_of("word2vec")
    assert quick_encoder(DEFAULT_MODEL) is light_encoder()
    assert quick_encoder("use-multilingual-v3").name == "use-multilingual-v3"
