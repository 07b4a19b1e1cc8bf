"""Phrases, same words, stock phrases and own words against naive oracles, and planted truths."""

from __future__ import annotations

import importlib.resources
from collections import Counter
from dataclasses import replace
from itertools import combinations, product
from math import comb, log, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from pipeline.measures.log_odds import (
    PRIOR_WORDS,
    even_counts,
    field_prior,
    log_odds_z,
    split_half_maxima,
)
from pipeline.measures.phrases import (
    PhraseBook,
    cut_phrases,
    folded_words,
    passage,
    phrase_book,
    phrase_digest,
    read_phrase_books,
    runs,
    windows,
)
from pipeline.measures.same_words import (
    SameWords,
    Usage,
    _without_pages,
    chance_of_users,
    excess_range,
    same_words,
    use_chances,
    word_chances,
)
from pipeline.measures.stock_phrases import (
    is_general,
    is_whole,
    merge_phrases,
    says_something,
    shared_phrases,
    topic_words,
)
from pipeline.reference.phrases import Statement, load_phrases, phrase_table, save_phrases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOLDER = importlib.resources.files("pipeline") / "reference"
chances = st.floats(0.0, 1.0)
statement_words = st.lists(st.sampled_from("abc"), max_size=9)


# Cutting


def test_words_are_folded() -> None:
    assert list(folded_words("Open-Source, isn’t it? 1,000 of 14 days!")) == [
        *("open", "source", "isn't", "it", "#", "of", "#", "days"),
    ]


@given(statement_words, st.integers(1, 5))
def test_windows_are_the_runs_that_begin_at_each_word(words: list[str], size: int) -> None:
    text = " ".join(words)
    naive = [
        tuple(words[i : i + size]) if i + size <= len(words) else None for i in range(len(words))
    ]
    assert windows(text, text, size) == naive


def test_a_run_that_a_deleted_name_brought_together_is_no_phrase() -> None:
    found = windows("why is a better deal for you", "why Acme is a better deal for you")
    assert found[:3] == [None, ("is", "a", "better", "deal"), ("a", "better", "deal", "for")]


def test_a_statement_is_cut_into_distinct_digests() -> None:
    said = "a b c d a b c d"
    assert cut_phrases(said, said) == sorted(
        phrase_digest(tuple(run)) for run in ("abcd", "bcda", "cdab", "dabc")
    )


def test_a_passage_is_verbatim() -> None:
    text = "Really: it’s Open-Source,  and free."
    assert passage(("it's", "open", "source", "and"), text) == "it’s Open-Source,  and"
    assert passage(("open", "source", "is", "free"), text) == ""


@given(st.lists(st.sets(st.integers(0, 9)), max_size=5), st.sets(st.integers(0, 12)))
def test_a_book_counts_the_statements_that_use_a_phrase(
    statements: list[set[int]], asked: set[int]
) -> None:
    book = phrase_book(50, [sorted(statement) for statement in statements])
    wanted = np.array(sorted(asked), dtype=np.int64)
    naive = [sum(digest in statement for statement in statements) for digest in sorted(asked)]
    assert book.used_by(wanted).tolist() == naive


# Same words


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.integers(1, 60))
def test_use_chances_are_those_of_drawing_each_statement_alone(
    uses: list[bool], budget: int
) -> None:
    book = phrase_book(40, [[7] if used else [] for used in uses])
    share = min(1.0, budget / 40)
    naive = 0.0
    for drawn in product([True, False], repeat=len(uses)):
        chance = share ** sum(drawn) * (1 - share) ** (len(uses) - sum(drawn))
        naive += chance * any(d and u for d, u in zip(drawn, uses, strict=True))
    assert use_chances(book, np.array([7]), budget)[0] == pytest.approx(naive)


@given(st.lists(chances, min_size=1, max_size=5), st.integers(1, 3), st.data())
def test_chance_of_users_is_the_mean_over_all_companies_drawn(
    each: list[float], least: int, data: st.DataObject
) -> None:
    drawn = data.draw(st.integers(1, len(each)))
    naive = []
    for subset in combinations(each, drawn):
        outcomes = product([True, False], repeat=drawn)
        naive.append(
            sum(
                float(np.prod([p if u else 1 - p for p, u in zip(subset, used, strict=True)]))
                for used in outcomes
                if sum(used) >= least
            )
        )
    result = chance_of_users(np.array(each)[:, None], drawn, least)
    assert result[0] == pytest.approx(np.mean(naive), abs=1e-12)


def test_more_companies_than_there_are_can_not_be_drawn() -> None:
    with pytest.raises(ValueError, match="can't draw 3 of 2"):
        chance_of_users(np.zeros((2, 1)), 3, 1)


@given(st.lists(st.lists(st.integers(-1, 3), min_size=1, max_size=6), max_size=4))
def test_word_chances_are_the_best_around_each_word(statements: list[list[int]]) -> None:
    shares = np.array([0.1, 0.4, 0.2, 0.9])
    slots = [begins + [-1] * 3 for begins in statements]
    naive = []
    for statement in slots:
        for word in range(len(statement)):
            around = [statement[b] for b in range(max(0, word - 3), word + 1)]
            naive.append(max([0.0, *(float(shares[b]) for b in around if b >= 0)]))
    flat = np.array([slot for statement in slots for slot in statement], dtype=np.int64)
    assert word_chances(flat, shares).tolist() == naive


Text = list[list[str]]
"""A company's statements as words."""


def book_of(text: Text) -> PhraseBook:
    return phrase_book(
        sum(map(len, text)), [sorted({phrase_digest(run) for run in runs(s)}) for s in text]
    )


def usage(text: Text, rivals: list[Text], strangers: list[Text], budget: float) -> Usage:
    book = book_of(text)
    found = [[phrase_digest(p) if p else -1 for p in windows(s, s)] for s in map(" ".join, text)]
    flat = np.array([digest for statement in found for digest in statement])
    return Usage(
        slots=np.where(flat >= 0, np.searchsorted(book.digests, flat), -1),
        pages=np.repeat(np.arange(len(text)) // 8, [len(s) for s in text]),
        rivals=np.stack([use_chances(book_of(r), book.digests, budget) for r in rivals]),
        strangers=np.stack([use_chances(book_of(s), book.digests, budget) for s in strangers]),
    )


def field_of(texts: list[Text], strangers: list[Text], budget: float) -> list[Usage]:
    return [usage(text, [t for t in texts if t is not text], strangers, budget) for text in texts]


WORDS = ["".join(parts) for parts in product("bdfgklmn", "aeiou", "lnrst")]
STOCK = [[*WORDS[i : i + 3], *WORDS[i + 7 : i + 10]] for i in range(0, 180, 3)]


def write(random: np.random.Generator, statements: int, stock: float) -> Text:
    """Give statements of 12 words of chance, some of which hold a stock phrase of six."""
    text = []
    for _ in range(statements):
        words = [WORDS[i] for i in random.integers(0, len(WORDS), 12)]
        if random.random() < stock:
            words[3:9] = STOCK[random.integers(0, len(STOCK))]
        text.append(words)
    return text


def points(field: list[Usage], least: int = 2) -> SameWords:
    result, _ = same_words(field, ["one", "two", "three"] * 4, least)
    return result


def strangers_of(random: np.random.Generator) -> list[Text]:
    return [write(random, 40, 0.0) for _ in range(12)]


@pytest.mark.parametrize("budget", [100, 480])
def test_same_words_are_what_drawing_statements_gives_or_a_little_less(budget: int) -> None:
    random = np.random.default_rng(0)
    texts = [write(random, 40, 0.4) for _ in range(4)]
    value = points(field_of(texts, strangers_of(random), budget)).rivals
    drawn = [naive_draw(texts, budget / 480, random) for _ in range(200)]
    error = float(np.std(drawn)) / sqrt(len(drawn))
    assert value == pytest.approx(np.mean(drawn), abs=max(4 * error, 1e-9))


def naive_draw(texts: list[Text], share: float, random: np.random.Generator) -> float:
    """Give words per thousand in phrases of two rivals, of one draw of statements."""
    drawn = [[s for s in text if random.random() < share] for text in texts]
    said = [{run for s in text for run in runs(s)} for text in drawn]
    figures = []
    for number, text in enumerate(texts):
        users = Counter(run for other, use in enumerate(said) if other != number for run in use)
        inside = 0
        for s in text:
            covered = {i + k for i, r in enumerate(runs(s)) if users[r] >= 2 for k in range(4)}
            inside += len(covered)
        figures.append(1000 * inside / sum(map(len, text)))
    return float(np.mean(figures))


def test_ranges_leave_out_companies_pages_and_the_strangers_industries() -> None:
    random = np.random.default_rng(1)
    texts = [write(random, n, 0.3) for n in (30, 40, 50, 60, 40)]
    others = strangers_of(random)
    names = ["one", "two", "three"] * 4
    field, each = same_words(field_of(texts, others, 300), names, 1)

    def figures(u: Usage) -> tuple[float, float]:
        own = u.shared(u.rivals, len(u.rivals), 1).mean()
        return 1000 * float(own), 1000 * float(u.shared(u.strangers, len(u.rivals), 1).mean())

    def mean(kept: list[Text], zeros: list[Text]) -> tuple[float, float]:
        own, zero = np.mean([figures(u) for u in field_of(kept, zeros, 300)], axis=0)
        return float(own), float(zero)

    def spread(pairs: Sequence[tuple[float, float]]) -> float:
        n, values = len(pairs), [sqrt(own) - sqrt(zero) for own, zero in pairs]
        return (n - 1) / n * sum((v - sum(values) / n) ** 2 for v in values)

    own, zero = mean(texts, others)
    companies = [mean([t for t in texts if t is not out], others) for out in texts]
    grounds = []
    for name in ("one", "two", "three"):
        kept = [o for o, industry in zip(others, names, strict=True) if industry != name]
        grounds.append((own, mean(texts, kept)[1]))
    parts = [(spread(companies), 4), (spread(grounds), 2)]
    variance = sum(v for v, _ in parts)
    freedom = variance**2 / sum(v * v / df for v, df in parts)
    reach = student.ppf(0.975, freedom) * sqrt(variance)
    assert field.excess == pytest.approx(own - zero)
    assert field.low == pytest.approx(max(0.0, sqrt(own) - reach) ** 2 - zero)
    assert field.high == pytest.approx((sqrt(own) + reach) ** 2 - zero)
    assert [e.excess for e in each] == pytest.approx(
        [own - zero for own, zero in (figures(u) for u in field_of(texts, others, 300))]
    )
    assert all(e.low < e.excess < e.high for e in each)


def test_a_range_stays_between_no_words_and_all() -> None:
    wide = [(0.0, 4.0), (900.0, 4.0)]
    assert excess_range((400.0, 4.0), [wide]) == (-4.0, 996.0)
    assert excess_range((400.0, 4.0), [[(400.0, 4.0)] * 3]) == (396.0, 396.0)


def test_pages_left_out_are_pages_left_out() -> None:
    random = np.random.default_rng(6)
    texts = [write(random, 40, 0.4) for _ in range(4)]
    (first, *_) = field_of(texts, strangers_of(random), 300)
    own = 1000 * first.shared(first.rivals, 3, 1)
    zero = 1000 * first.shared(first.strangers, 3, 1)
    naive = [(own[first.pages != p].mean(), zero[first.pages != p].mean()) for p in range(5)]
    assert _without_pages(first, 1) == [pytest.approx(pair) for pair in naive]
    alone = replace(first, pages=np.zeros_like(first.pages))
    assert _without_pages(alone, 1) == []


def test_the_range_holds_the_truth_and_needs_the_companies_for_it() -> None:
    """Fields whose companies say stock phrases more and less often, of a truth that is known."""
    ranges, narrow, values = [], [], []
    for seed in range(40):
        random = np.random.default_rng([7, seed])
        texts = [write(random, 40, random.beta(4, 8)) for _ in range(6)]
        usages = field_of(texts, [write(random, 40, 0.1) for _ in range(12)], 480)
        field, _ = same_words(usages, ["one", "two", "three"] * 4, 1)
        ranges.append((field.low, field.high))
        pages = [_without_pages(u, 1) for u in usages]
        # The broken variant: as if only the companies' pages might have been others.
        means = [tuple(np.mean(column, axis=0)) for column in zip(*pages, strict=True)]
        narrow.append(excess_range((field.rivals, field.strangers), [means]))
        values.append(field.excess)
    truth = np.mean(values)
    assert np.mean([low <= truth <= high for low, high in ranges]) >= 0.9
    assert np.mean([low <= truth <= high for low, high in narrow]) < 0.8


def test_a_rival_twenty_times_larger_moves_little() -> None:
    random = np.random.default_rng(2)
    texts = [write(random, 40, 0.3) for _ in range(6)]
    others = strangers_of(random)
    grown = [*texts[:5], texts[5] + write(random, 760, 0.3)]
    moved, unfair = (
        abs(points(field_of(grown, others, b)).excess - points(field_of(texts, others, b)).excess)
        for b in (480, 1e9)
    )
    assert moved <= 20, "two points in a hundred words"
    # The broken variant, in which everybody brings all that they have, is caught.
    assert unfair > 20


def test_who_shares_nothing_reads_zero_and_who_shares_much_does_not() -> None:
    random = np.random.default_rng(3)
    plain, alike = [], []
    for _ in range(20):
        others = strangers_of(random)
        plain.append(points(field_of([write(random, 40, 0.0) for _ in range(5)], others, 480), 1))
        alike.append(points(field_of([write(random, 40, 0.3) for _ in range(5)], others, 480), 1))
    assert abs(np.mean([p.excess for p in plain])) <= 1
    assert np.mean([p.low <= 0 for p in plain]) >= 0.9
    assert np.mean([a.low > 0 for a in alike]) >= 0.9


def test_random_sets_of_the_shipped_companies_are_at_zero() -> None:
    """Real phrases: the digests of each statement, as if they began at one word after another."""
    table = load_phrases()
    books = read_phrase_books(table, "en")
    slots: dict[tuple[str, str, str], list[int]] = {key: [] for key in books}
    for row in table.to_pylist():
        key = (row["source"], row["industry"], row["stranger"])
        slots[key] += [*row["phrases"], -1, -1, -1]
    large = [key for key, book in books.items() if book.words >= 800]
    random = np.random.default_rng(4)
    sets = []
    for _ in range(20):
        chosen = random.choice(sorted({i for _, i, _ in large}), 4, replace=False).tolist()
        sets.append([pick(random, [key for key in large if key[1] == i]) for i in chosen])
    web = [key for key in large if key[1] == "web_analytics"]
    real = [measured(list(four), large, books, slots) for four in combinations(web, 4)]
    zero = [measured(four, large, books, slots) for four in sets]
    assert abs(np.mean(zero)) <= 2, "words per thousand"
    assert np.mean(np.abs(zero) <= 5) >= 0.9
    assert np.mean(real) > np.quantile(zero, 0.95)


def pick(random: np.random.Generator, keys: list[tuple[str, str, str]]) -> tuple[str, str, str]:
    return keys[int(random.integers(len(keys)))]


def measured(
    members: list[tuple[str, str, str]],
    known: list[tuple[str, str, str]],
    books: dict[tuple[str, str, str], PhraseBook],
    slots: dict[tuple[str, str, str], list[int]],
) -> float:
    excess = []
    for key in members:
        book, flat = books[key], np.array(slots[key])
        begins = np.where(flat >= 0, np.searchsorted(book.digests, flat), -1)
        rivals = [books[other] for other in members if other != key]
        zeros = [books[o] for o in known if o[1] != key[1] and o not in members]
        shares = [
            word_chances(
                begins,
                chance_of_users(
                    np.stack([use_chances(b, book.digests, 800) for b in group]), len(rivals), 1
                ),
            ).mean()
            for group in (rivals, zeros)
        ]
        excess.append(1000 * float(shares[0] - shares[1]))
    return float(np.mean(excess))


# Stock phrases


@given(
    st.dictionaries(st.sampled_from("ABCD"), st.lists(statement_words, max_size=3), max_size=4),
    st.integers(2, 3),
)
def test_shared_phrases_are_all_runs_of_enough_companies(
    texts: dict[str, list[list[str]]], least: int
) -> None:
    users: dict[tuple[str, ...], set[str]] = {}
    for company, statements in texts.items():
        for s in statements:
            for size in range(4, len(s) + 1):
                for run in runs(s, size):
                    users.setdefault(run, set()).add(company)
    cut = {
        company: [windows(text, text) for text in map(" ".join, statements)]
        for company, statements in texts.items()
    }
    naive = {run: frozenset(who) for run, who in users.items() if len(who) >= least}
    assert shared_phrases(cut, least) == naive


def test_a_longer_phrase_of_the_same_companies_swallows_its_parts() -> None:
    all_three, other = frozenset("ABC"), frozenset("ABD")
    found = {
        tuple("abcd"): all_three,
        tuple("bcde"): all_three,
        tuple("abcde"): all_three,
        tuple("cdef"): all_three,
        tuple("bcdx"): other,
        tuple("wxyz"): frozenset("ABCD"),
    }
    assert merge_phrases(found) == [tuple("wxyz"), tuple("abcde"), tuple("bcdx")]


def test_a_phrase_of_more_companies_swallows_its_longer_form() -> None:
    found = {tuple("abcd"): frozenset("ABCD"), tuple("abcde"): frozenset("ABC")}
    assert merge_phrases(found) == [tuple("abcd")]


def test_topic_words_are_what_the_median_company_can_not_do_without() -> None:
    usual = "we make it simple for all of you to see the numbers".split() * 8
    texts = {name: [*usual, *["pagination"] * 3] for name in "ABC"}
    texts["D"] = [*usual, *["widget"] * 30]
    topic = topic_words(texts, "en")
    assert "pagination" in topic
    assert topic.isdisjoint({"widget", "the", "of", "to"})


def test_a_phrase_of_common_words_or_of_the_topic_says_nothing() -> None:
    topic = frozenset({"analytics"})
    assert says_something(("no", "credit", "card", "required"), topic, "en")
    assert not says_something(("if", "you", "want", "to"), topic, "en")
    assert not says_something(("the", "analytics", "that", "you"), topic, "en")
    assert not says_something(("#", "d", "and", "#"), topic, "en")
    assert says_something(("wenn", "du", "es", "willst"), topic, "xx"), "a language without counts"


def test_a_phrase_is_whole_unless_it_breaks_off() -> None:
    assert is_whole(("no", "credit", "card", "required"), "en")
    assert not is_whole(("up", "and", "running", "in"), "en")
    assert is_whole(("schnell", "und", "einfach", "und"), "xx"), "a language without counts"


@given(st.integers(0, 6), st.integers(0, 8))
def test_general_is_fisher_one_sided(k: int, strangers: int) -> None:
    n, of = 6, 8
    total = k + strangers
    naive = sum(
        comb(n, i) * comb(of, total - i) for i in range(k, min(n, total) + 1) if total - i <= of
    ) / comb(n + of, total)
    assert is_general(k, n, strangers, of) == (strangers > 0 and naive > 0.05)


# Own words


counts = st.lists(st.integers(0, 30), min_size=3, max_size=3)


@given(counts, counts, st.lists(st.floats(0.1, 5.0), min_size=3, max_size=3))
def test_log_odds_are_those_of_monroe_colaresi_and_quinn(
    own: list[int], rivals: list[int], prior: list[float]
) -> None:
    n1, n2, a0 = sum(own), sum(rivals), sum(prior)
    naive = [
        (log((y1 + a) / (n1 + a0 - y1 - a)) - log((y2 + a) / (n2 + a0 - y2 - a)))
        / sqrt(1 / (y1 + a) + 1 / (y2 + a))
        for y1, y2, a in zip(own, rivals, prior, strict=True)
    ]
    z = log_odds_z(np.array(own, float), np.array(rivals, float), np.array(prior))
    assert z == pytest.approx(naive)


def test_rivals_weigh_the_same_however_large() -> None:
    table = np.array([[5.0, 95.0], [100.0, 9900.0]])
    even = even_counts(table)
    assert even / even.sum() == pytest.approx([0.03, 0.97])
    # The variance of the mean of two rates: (p / 100 + p / 10,000) / 4 = p / 396.04.
    assert even.sum() == pytest.approx(4 / (1 / 100 + 1 / 10_000))
    assert field_prior(table) == pytest.approx([PRIOR_WORDS * 0.03, PRIOR_WORDS * 0.97])


def test_bursts_on_single_pages_raise_the_threshold() -> None:
    random = np.random.default_rng(5)
    even = random.poisson(3.0, size=(10, 40)).astype(float)
    bursts = even + 60 * np.eye(10, 40)
    eligible, prior = np.ones(40, dtype=bool), np.full(40, 12.5)
    calm = split_half_maxima(even, prior, eligible, np.random.default_rng(1))
    wild = split_half_maxima(bursts, prior, eligible, np.random.default_rng(1))
    assert calm.shape == (40,)
    assert calm.max() < 4 < wild.min()
    nothing = split_half_maxima(even, prior, ~eligible, np.random.default_rng(1))
    assert nothing.max() == 0


def test_one_page_has_no_halves() -> None:
    with pytest.raises(ValueError, match="one page"):
        split_half_maxima(
            np.ones((1, 2)), np.ones(2), np.ones(2, dtype=bool), np.random.default_rng(0)
        )


# What ships


def test_the_shipped_phrases_are_figures_only() -> None:
    with (
        importlib.resources.as_file(FOLDER / "phrases.npz") as path,
        np.load(path, allow_pickle=False) as arrays,
    ):
        assert {name: arrays[name].dtype.kind for name in arrays.files} == dict.fromkeys(
            ("phrases", "counts", "words", "companies"), "u"
        )
        assert path.stat().st_size <= 1_000_000


def test_the_shipped_phrases_are_whole() -> None:
    books = read_phrase_books(load_phrases(), "en")
    assert len(books) >= 20
    assert len({industry for _, industry, _ in books}) >= 5
    assert all(source == "panel" for source, _, _ in books)
    assert sum(book.words for book in books.values()) > 80_000
    assert read_phrase_books(load_phrases(), "de") == {}


def test_phrases_come_back_as_they_were_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = [
        Statement("planning", "Zelmura", 4, (17, 2**32 - 1)),
        Statement("books", "Hulvane", 3, ()),
        Statement("planning", "Zelmura", 300, (5,)),
    ]
    (tmp_path / "reference").mkdir()
    save_phrases(tmp_path / "reference", statements, {"language": "en"})
    monkeypatch.setattr(importlib.resources, "files", lambda _: tmp_path)
    ordered = [statements[1], statements[2], statements[0]]
    assert load_phrases() == phrase_table("panel", {"planning": "en", "books": "en"}, ordered)


def test_digests_do_not_change() -> None:
    assert phrase_digest(("no", "credit", "card", "required")) == 771263816
