"""Finding what says whose a text is: names, domains, products, people, places."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.entities import find_entities
from pipeline.text.identity import (
    IdentityTerm,
    Source,
    find_people_and_places,
    find_products,
    is_common,
    name_variants,
)
from pipeline.text.words import words_of

PAGES = [f"https://zelmura.example/{page}" for page in "abcdef"]


def sources(*texts: str, company: str = "Zelmura") -> list[Source]:
    """Give one source a text, each on a page of its own."""
    return [Source(company, PAGES[i], text) for i, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("names", "site", "variants"),
    [
        (
            ["Zelmura"],
            "https://www.zelmura.co.uk/en/",
            {"Zelmura": "name", "zelmura.co.uk": "domain", "zelmura": "domain"},
        ),
        (
            ["Zelmura GmbH"],
            "https://zelmura.de",
            {
                "Zelmura GmbH": "name",
                "Zelmura": "name",
                "zelmura.de": "domain",
                "zelmura": "domain",
            },
        ),
        (
            ["Simple Analytics"],
            "https://simpleanalytics.com/",
            {
                "Simple Analytics": "name",
                "SimpleAnalytics": "name",
                "simpleanalytics.com": "domain",
                "simpleanalytics": "domain",
            },
        ),
        (
            ["Delta Chat", "DC"],
            "https://delta.chat",
            {
                "Delta Chat": "name",
                "DeltaChat": "name",
                "Delta": "name",
                "DC": "name",
                "delta.chat": "domain",
            },
        ),
        (["Status"], "https://status.im", {"Status": "name", "status.im": "domain"}),
        (
            ["elementary"],
            "https://elementary.io",
            {"elementary": "name", "elementary.io": "domain"},
        ),
        (["Zelmura"], "http://127.0.0.1:8000/", {"Zelmura": "name"}),
        (
            ["Acme, Inc."],
            "https://acme.example",
            {"Acme, Inc.": "name", "Acme": "name"},
        ),
    ],
)
def test_name_variants(names: list[str], site: str, variants: dict[str, str]) -> None:
    assert name_variants(names, site) == variants


@pytest.mark.parametrize("term", ["status", "Status", "smart fill", "Void", "chat"])
def test_ordinary_words_are_common(term: str) -> None:
    assert is_common(term)


@pytest.mark.parametrize("term", ["zelmura", "Umami", "smart zelmura", "simpleanalytics"])
def test_coined_words_are_not_common(term: str) -> None:
    assert not is_common(term)


def test_a_capitalised_term_on_three_pages_is_a_product() -> None:
    texts = [
        "Plan it with Rota Brain today",
        "Then let Rota Brain do it",
        "We built Rota Brain for you",
    ]
    assert find_products(sources(*texts)) == [IdentityTerm("Zelmura", "Rota Brain", "product", 3)]
    assert find_products(sources(*texts[:2])) == []


def test_pages_count_and_not_mentions() -> None:
    said = [Source("Zelmura", PAGES[0], f"Plan shift {i} with Kumo today") for i in range(9)]
    assert find_products(said) == []


def test_small_letters_anywhere_veto_a_product() -> None:
    texts = [f"Our planner makes Autumn easy on page {i}" for i in range(3)]
    assert [term.term for term in find_products(sources(*texts))] == ["Autumn"]
    rival = Source("Hulvane", "https://hulvane.example/", "Plan your autumn with us")
    assert find_products([*sources(*texts), rival]) == []


def test_two_companies_veto_a_product() -> None:
    texts = [f"It talks to your Xero books on page {i}" for i in range(3)]
    assert [term.term for term in find_products(sources(*texts))] == ["Xero"]
    rival = Source("Hulvane", "https://hulvane.example/", "It talks to your Xero books")
    assert find_products([*sources(*texts), rival]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Kumo plans your week",
        "We plan your week. Kumo helps with it",
        "Plan Your Week With Kumo",
        "our newest thing: Kumo plans it",
        "plan it now – Kumo does it all",
    ],
)
def test_a_capital_that_grammar_asks_for_is_no_product(text: str) -> None:
    assert find_products(sources(text, text, text)) == []


def test_many_pages_are_one_in_twenty_of_the_companys() -> None:
    pages = [f"https://zelmura.example/{i}" for i in range(100)]
    said = [Source("Zelmura", page, "We plan your whole week") for page in pages]
    four = [Source("Zelmura", page, "We plan it all with Kumo") for page in pages[:4]]
    fifth = Source("Zelmura", pages[4], "We plan it all with Kumo")
    assert find_products([*said, *four]) == []
    assert [t.pages for t in find_products([*said, *four, fifth])] == [5]


def spot(texts: list[str]) -> list[list[tuple[str, str]]]:
    """Give the names that the tests plant, wherever they stand."""
    planted = {"Ann Miller": "person", "Leeds": "place", "Will": "person"}
    return [[(n, k) for n, k in planted.items() if n in text] for text in texts]


def test_people_and_places_of_one_company_alone_are_terms() -> None:
    said = [
        *sources("Ask Ann Miller about it", "Made in Leeds", "Ann Miller again"),
        Source("Hulvane", "https://hulvane.example/", "We left Leeds"),
    ]
    assert find_people_and_places(said, spot) == [
        IdentityTerm("Zelmura", "Ann Miller", "person", 2)
    ]


def test_a_name_whose_first_word_is_used_in_small_letters_is_none() -> None:
    assert find_people_and_places(sources("Ask Will", "it will do"), spot) == []
    assert len(find_people_and_places(sources("Ask Will", "it does"), spot)) == 1


WORDS = [
    "plan",
    "Plan",
    "Leeds",
    "leeds",
    "GDPR",
    "gdpr",
    "Anna-Lena",
    "O'Neil",
    "5GB",
    "anna",
    "anna-lena",
    "-",
]


def every_span(texts: list[str]) -> list[list[tuple[str, str]]]:
    """Give whatever begins with a capital and ends at a word's end, as if all were places."""
    starts = re.compile(r"(?<![^\W\d_])[A-Z]")
    ends = re.compile(r"\b(?<=\w)")
    return [
        [
            (text[start.start() : end.start()], "place")
            for start in starts.finditer(text)
            for end in ends.finditer(text, start.start() + 1)
        ]
        for text in texts
    ]


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), max_size=5))
def test_no_name_is_lost_in_texts_that_are_not_searched(statements: list[list[str]]) -> None:
    said = sources(*(" ".join(words) for words in statements))
    word = re.compile(r"[^\W\d_][\w'-]*")
    small = {w for s in said for w in word.findall(s.text) if w == w.lower()}
    naive = {
        term
        for source, spans in zip(said, every_span([s.text for s in said]), strict=True)
        for term, _ in spans
        if word.findall(term)[0].lower() not in small
    }
    assert {t.term for t in find_people_and_places(said, every_span)} == naive


def test_a_text_of_known_words_is_not_searched() -> None:
    searched: list[str] = []

    def find(texts: list[str]) -> list[list[tuple[str, str]]]:
        searched.extend(texts)
        return [[] for _ in texts]

    find_people_and_places(sources("Plan a Week", "we plan your week", "Made in Leeds"), find)
    assert searched == ["Made in Leeds"]


def test_the_model_finds_people_and_places() -> None:
    found = find_entities(
        [
            "Our founder Sarah Johnson started it in Manchester in 2019.",
            "Plan a week in minutes.",
            "",
            "We are based in Berlin, Germany.",
        ]
    )
    assert ("Sarah Johnson", "person") in found[0]
    assert ("Manchester", "place") in found[0]
    assert found[1:3] == [[], []]
    assert ("Berlin", "place") in found[3]


def test_the_model_is_not_asked_where_no_capital_stands_inside() -> None:
    assert find_entities(["plan a week", "Plan a week", "Berlin"]) == [[], [], []]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t plan 24/7: RE-PLAN!", ["don't", "plan", "re-plan"]),
        ("", []),
        ("24 %", []),
        ("Größe, über_all", ["größe", "über", "all"]),
    ],
)
def test_words_of(text: str, words: list[str]) -> None:
    assert words_of(text) == words
