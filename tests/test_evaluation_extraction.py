"""The scoring of extraction, on hand-written pages whose labels are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.extraction import agreement, extract, program_figures
from evaluation.extraction_labels import (
    LABELS,
    MIXED,
    STATEMENT,
    LabelledPage,
    LabelsOutdatedError,
    is_held_out,
    labelled_page,
    labelled_pages,
    read_labels,
    read_twice,
)
from evaluation.extraction_methods import RIVALS, everything, ours, repeated_statements
from evaluation.extraction_scores import (
    BY_PIECE,
    BY_WORD,
    by_company,
    count_page,
    difference,
    extracted,
    f1,
    kappa,
    precision,
    recall,
    score,
    words_of,
)
from evaluation.pieces import piece_digest, pieces_of

SHARED = Path(__file__).parents[2] / "shared"

PAGE = """<html><head><title>Zelmura</title><meta name="description" content="Rotas."></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/p">Prices</a></li></ul></nav>
<div class="cookie-banner">We use cookies to make it better.</div>
<h1>Rotas that hold all week</h1>
<p>Plan a week of shifts in minutes, and swap them in seconds.</p>
<ul><li>Staff swap their shifts by themselves</li><li>Hours go straight to your payroll</li></ul>
<p hidden>This line is only for robots to read.</p>
<p><a class="btn" href="/try">Try it for free today</a></p>
<h2>Plans</h2><p>$19 a month</p>
<blockquote>We moved all our shops over and never looked back.</blockquote>
<p>Ann Miller, Head of Operations at Hulvane</p>
<h2>Latest news</h2><p>Version four is out, with more of everything.</p>
<footer><p>Zelmura of Leeds makes rotas.</p></footer></body></html>"""
TRUTH = (
    ("Home", "navigation"),
    ("Prices", "navigation"),
    ("We use cookies to make it better.", "banner"),
    ("Rotas that hold all week", STATEMENT),
    ("Plan a week of shifts in minutes, and swap them in seconds.", STATEMENT),
    ("Staff swap their shifts by themselves", STATEMENT),
    ("Hours go straight to your payroll", STATEMENT),
    ("This line is only for robots to read.", "hidden"),
    ("Try it for free today", "call to action"),
    ("Plans", STATEMENT),
    ("$19 a month", "price"),
    ("We moved all our shops over and never looked back.", "testimonial"),
    ("Ann Miller, Head of Operations at Hulvane", "author"),
    ("Latest news", "related"),
    ("Version four is out, with more of everything.", "related"),
    ("Zelmura of Leeds makes rotas.", "footer"),
)


def page(path: str = "planning/zelmura/index.html") -> LabelledPage:
    labelled = [(piece_digest(text), label) for text, label in TRUTH]
    return labelled_page(path, PAGE, labelled)


def test_the_naive_cut_gives_all_text_in_order() -> None:
    assert pieces_of(PAGE) == [text for text, _ in TRUTH]


@pytest.mark.parametrize(
    ("html", "pieces"),
    [
        ("<p>One <b>bold</b> word<br>more</p>", ["One bold word more"]),
        ("<p>One<p>Two", ["One", "Two"]),
        ("<a>One</a><a>Two</a>", ["OneTwo"]),
        ("<br/>One<hr/>Two", ["One", "Two"]),
        ("<script>no()</script>One<style>p{}</style>", ["One"]),
        ("<template>One</template><noscript>Two</noscript>", ["One", "Two"]),
        ("<p> — </p>&amp;&nbsp;<p>Fish &amp; chips</p>", ["Fish & chips"]),
        ("", []),
    ],
)
def test_pieces_end_where_blocks_do(html: str, pieces: list[str]) -> None:
    assert pieces_of(html) == pieces


def test_labels_of_another_page_are_refused() -> None:
    with pytest.raises(LabelsOutdatedError, match=r"planning/zelmura/index\.html is not the page"):
        labelled_page("planning/zelmura/index.html", PAGE, [(piece_digest("Home"), "navigation")])


def test_the_cutter_finds_the_statements_of_the_page_and_nothing_else() -> None:
    found = extracted(page().pieces, ours(PAGE))
    assert [text for (text, _), kept in zip(TRUTH, found, strict=True) if kept] == [
        text for text, label in TRUTH if label == STATEMENT
    ]
    assert score(by_company([page()], [count_page(page(), found, BY_WORD)]), f1).value == 1.0


def test_all_text_finds_everything_and_no_text_nothing() -> None:
    assert all(extracted(page().pieces, everything(PAGE)))
    assert not any(extracted(page().pieces, ""))


def test_a_cutter_that_leaves_nothing_out_is_told_from_ours() -> None:
    counts = count_page(page(), extracted(page().pieces, everything(PAGE)), BY_WORD)
    assert recall(counts) == 1.0
    assert precision(counts) < 0.5


@pytest.mark.parametrize("name", RIVALS)
def test_every_rival_gives_text_of_the_page(name: str) -> None:
    text = RIVALS[name](PAGE)
    assert set(words_of(text)) <= set(words_of(everything(PAGE)))
    assert extracted(page().pieces, text)[4]
    assert RIVALS[name]("") == ""


@pytest.mark.parametrize(
    ("pieces", "text", "found"),
    [
        (["Prices", "Prices of rotas"], "Prices of rotas", [False, True]),
        (["We plan weeks", "You rest"], "You rest. We plan weeks", [True, False]),
        (["one two three four"], "one two", [True]),
        (["one two three four"], "one", [False]),
        (["GoalsTrack hours"], "Goals Track hours", [True]),
        (["…"], "anything", [False]),
        (["Plan", "Plan"], "Plan", [True, False]),
    ],
)
def test_a_piece_counts_where_half_of_its_words_stand_in_order(
    pieces: list[str], text: str, found: list[bool]
) -> None:
    assert extracted(pieces, text) == found


WORDS = st.lists(st.sampled_from("we plan rotas for shops and bars".split()), min_size=1).map(
    " ".join
)


@given(st.lists(st.tuples(WORDS, st.booleans()), max_size=8))
def test_pieces_with_words_of_their_own_are_found_where_they_were_given(
    given: list[tuple[str, bool]],
) -> None:
    pieces = [
        " ".join(f"{word}{chr(97 + i)}q" for word in text.split())
        for i, (text, _) in enumerate(given)
    ]
    text = "\n".join(piece for piece, (_, kept) in zip(pieces, given, strict=True) if kept)
    assert extracted(pieces, text) == [kept for _, kept in given]


def test_counts_by_word_and_by_piece() -> None:
    pieces = ("we plan weeks", "home", "you rest now", "half half")
    labels = (STATEMENT, "navigation", STATEMENT, MIXED)
    made = LabelledPage("a/b/c.html", "", pieces, labels)
    found = [True, True, False, True]
    assert count_page(made, found, BY_WORD).tolist() == [3, 1, 3]
    assert count_page(made, found, BY_PIECE).tolist() == [1, 1, 1]
    counts = count_page(made, found, BY_WORD)
    assert (precision(counts), recall(counts), f1(counts)) == (0.75, 0.5, 0.6)
    assert (made.industry, made.company) == ("a", "a/b")


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)), min_size=1))
def test_f1_lies_between_precision_and_recall(rows: list[tuple[int, int, int]]) -> None:
    counts = np.array(rows).sum(axis=0)
    low, high = sorted((precision(counts), recall(counts)))
    assert low - 1e-12 <= f1(counts) <= high + 1e-12


def test_intervals_hold_the_value_and_pairs_keep_together() -> None:
    good = {f"a/{i}": np.array([90 + i, 5, 5]) for i in range(12)}
    worse = {name: counts + np.array([-20, 10, 20]) for name, counts in good.items()}
    found = score(good, f1)
    assert found.low <= found.value <= found.high
    apart = difference(good, worse)
    assert 0 < apart.low <= apart.value <= apart.high
    assert difference(good, good) == difference(worse, worse)
    assert difference(good, good).value == 0.0


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        ([(1, 1), (0, 0)], 1.0),
        ([(1, 0), (0, 1)], -1.0),
        ([(1, 1), (1, 0), (0, 1), (0, 0)], 0.0),
        ([(1, 1), (1, 1)], 1.0),
    ],
)
def test_kappa_of_known_readings(pairs: list[tuple[int, int]], value: float) -> None:
    assert kappa(pairs) == pytest.approx(value)


def test_figures_from_few_pages() -> None:
    pages = [page(f"planning/{name}/index.html") for name in ("ash", "elm", "fir", "oak", "yew")]
    assert {is_held_out(p.company) for p in pages} == {True, False}
    figures = program_figures(extract(pages, [ours(p.html) for p in pages]))
    assert {f.key: f.value for f in figures}["extraction.f1"] == 1.0
    assert all(f.goal is None or f.goal.holds(f.value) for f in figures)


def test_what_a_site_repeats_is_found_on_its_pages(tmp_path: Path) -> None:
    for name in ("index", "prices", "people", "jobs"):
        own = f"<p>This is what {name} says alone.</p>"
        (tmp_path / f"{name}.html").write_text(f"{own}<p>Follow us on all networks.</p>", "utf-8")
    assert repeated_statements(tmp_path) == {"follow us on all networks."}


def test_the_labels_are_as_many_and_as_varied_as_asked() -> None:
    labels = read_labels()
    companies = {"/".join(path.split("/")[:2]) for path in labels}
    assert len(labels) >= 60
    assert len(companies) >= 15
    assert len({path.split("/")[0] for path in labels}) == 6
    assert {label for rows in labels.values() for _, label in rows} == set(LABELS)
    assert len({is_held_out(company) for company in companies}) == 2


def test_one_piece_in_ten_was_read_twice_and_alike() -> None:
    assert len(read_twice()) == 480
    figure = agreement()
    assert figure.low > 0.9
    assert figure.low <= figure.value <= figure.high


@pytest.mark.sites
@pytest.mark.skipif(not (SHARED / "sites").is_dir(), reason="the corpus of real sites is not here")
def test_on_real_pages_statements_are_found_and_better_than_by_trafilatura() -> None:
    pages = labelled_pages(SHARED)
    program = extract(pages, [ours(p.html) for p in pages])
    rival = extract(pages, [RIVALS["trafilatura, favor_recall"](p.html) for p in pages])
    assert score(program.companies(BY_WORD), f1).value >= 0.92
    assert score(program.companies(BY_WORD, is_held_out), f1).value >= 0.92
    assert difference(program.companies(BY_WORD), rival.companies(BY_WORD)).low > 0
