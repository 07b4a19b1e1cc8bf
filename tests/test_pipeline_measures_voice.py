"""Voice: what marks it, how often, where a rate stands, and how alike voices are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.measures.voice.axes import AXES, HUMAN, POLISHED, read_axes
from pipeline.measures.voice.marks import LONGEST, find_marks, may_name_people
from pipeline.measures.voice.proof import proof_in
from pipeline.measures.voice.rates import Rate, mean_rate, place_among, rate_of_pages
from pipeline.measures.voice.sameness import icc, voice_sameness

MARKED = {
    "superlatives": (
        "The best rota for small teams",
        "The fastest way to plan a week",
        "A world-class kitchen at home",
        "The most powerful grid on the market",
        "Award-winning bread since 1980",
        "Our unrivalled service team",
        "A leading provider of paper",
        "The world’s largest bakery",
        "Flawless execution, first-class support",
        "The highest quality flour in town",
    ),
    "absolutes": (
        "Your shop is always open",
        "We never lose a shift",
        "Everything in its drawer",
        "100% of your data is yours",
        "Results are guaranteed",
        "Zero downtime on Sundays",
        "Unlimited names in every grid",
        "It works no matter where you bake",
        "Completely free of sugar",
    ),
    "intensifiers": (
        "A truly simple till",
        "Powerful tools for bakers",
        "The seamless way to swap",
        "An incredibly fast oven",
        "Robust and intuitive rotas",
        "A cutting-edge bread slicer",
        "Really good coffee",
        "An amazing team to work with",
    ),
    "stock_phrases": (
        "Take your bakery to the next level",
        "Peace of mind for managers",
        "Everything at your fingertips",
        "Say goodbye to spreadsheets",
        "An all-in-one till",
        "No credit card required",
        "Trusted by 4,000 cafés",
        "Unlock your full potential",
        "We are passionate about bread",
    ),
    "admissions": (
        "We were wrong about the dark theme",
        "In 2015 we made a mistake",
        "We apologised to all 804 customers",
        "We don’t know why it happened",
        "Mistakes we have made",
        "Our biggest mistake was the app",
        "We’re sorry for the noise",
        "In hindsight we should have asked",
        "We underestimated how long it takes",
        "On Monday we had a serious outage",
        "It took longer than we had hoped",
        "We are only human",
        "What was wrong with our home page",
    ),
    "limits": (
        "It is not for everyone",
        "We do not support bookings",
        "There is no app for it",
        "It is still in beta",
        "Fax is not yet supported",
        "The grid is limited to 60 names",
        "Up to 12 managers",
        "It cannot replace an accountant",
        "Unfortunately we have one oven",
        "It falls over at around 60 names",
        "The old app is no longer maintained",
        "The grid is not well tested on phones",
        "Ten grids is fine, but a thousand isn’t",
        "If you need more than 12 managers, ask us",
        "We can only ship to Norway",
        "Some features are missing in the browser",
        "The import must be done by hand",
    ),
    "people": (
        "Hester Quill drew the first grid",
        "Ask Maria van Dijk about flour",
        "Written by Omar Lisle",
        "Peter Brandt answers the phone",
        "Julia R. Stone keeps the books",
        "Tom Baker and Alice Miller founded it",
        "Call Daniel Ortega",
        "Anna Nowak, head baker",
    ),
    "first_person": (
        "We bake at four",
        "Our oven is old",
        "I wrote this myself",
        "We’re nine people",
        "It took us a year",
        "This is my bakery",
        "I’ve closed on Mondays",
        "What we do on Sundays",
    ),
    "contractions": (
        "It’s a grid",
        "Don't plan on Fridays",
        "You’ll see the week",
        "We've moved no button",
        "That's it",
        "They won’t call you",
        "Let’s bake",
        "I'm on the phone",
    ),
    "numbers": (
        "A page weighs 31 kilobytes",
        "Nine people work here",
        "702 weeks in one rota",
        "1,312 grids, as of this morning",
        "Free for 14 days",
        "Twelve languages, and counting",
        "It opens in 200 ms",
        "More than 4,000 restaurants",
    ),
    "prices": (
        "$9 a month",
        "€30 each",
        "From £12.50 per person",
        "It costs 40 euros",
        "USD 1,200 a year",
        "19 € for the second grid",
        "¥500 per cup",
        "A$15 for the manual",
    ),
}
UNMARKED = {
    "superlatives": (
        "The best practices of baking",
        "We do our best to answer",
        "Which day works best?",
        "At best, it rains",
        "A unique identifier per shift",
        "The latest news from us",
        "Most recent orders first",
        "How best to swap a shift",
        "Nobody is perfect",
        "We act to the best of our knowledge",
        "The best bread comes from old ovens",
        "They sell it as “the best till”",
        "That is a perfectly valid order",
        "The simplest way is to ask a baker",
        "Our customers are the world’s largest companies",
    ),
    "absolutes": (
        "Never mind the noise",
        "It is not always open",
        "A zero-day bug in the till",
        "There is no guarantee for that",
        "Some shops open on Sundays",
        "Almost everyone left",
        "If nothing else helps",
        "You should always verify the file",
        "The market is nothing short of odd",
    ),
    "intensifiers": (
        "A high-availability cluster",
        "The very same oven",
        "It is not very fast",
        "Great Britain has many bakers",
        "The superuser may delete it",
        "We don't really know",
        "A grid with names",
        "Flour, water and salt",
    ),
    "stock_phrases": (
        "The level of the water",
        "Messages are encrypted end to end",
        "Files committed to the repository",
        "It is not all-in-one software",
        "The credit card form",
        "Hello from the bakery",
        "We don’t promise military-grade locks",
        "A drawer full of spoons",
    ),
    "admissions": (
        "People we don’t know can’t read it",
        "If we fail, you get your money back",
        "We never fail to answer",
        "Sorry to see you go",
        "We don’t know who you are",
        "The error log of the till",
        "Correct the mistakes of your staff",
        "We found the bug in their code",
        "We apologize for any inconvenience",
        "We didn’t expect such growth",
        "We don’t know if the visitor comes back",
    ),
    "limits": (
        "Bread without compromises",
        "There are no limitations",
        "You don’t need to sign up",
        "Up to 3x faster than paper",
        "Access is limited to three of us",
        "Pingdom does not offer a grid",
        "Other tools don’t support swaps",
        "It is not only for bakers",
        "Tools like paper don’t support swaps",
        "Paper solves one thing, but tools can’t talk to each other",
        "There are ovens that do not support rye",
        "When the baker is not available, ask",
        "Until now grids were only available on paper",
        "If the oven is not supported, wait",
        "Experimental evidence shows it",
        "While Fastpaper isn’t ideal, it is cheap",
    ),
    "people": (
        "Secure Boot is on",
        "Common Criteria certified",
        "Ubuntu Core for bakers",
        "The Raspberry Pi in the kitchen",
        "Custom Domains for shops",
        "Getting Started with flour",
        "Email Reports on Mondays",
        "Linux Mint and others",
        "Scott AI runs the till",
        "Claude Code wrote it",
    ),
    "first_person": (
        "Contact us",
        "About us",
        "The US market",
        "Type I errors",
        "Can I cancel at any time?",
        "How do I swap my shift?",
        "They say “we like it”",
        "Join us",
    ),
    "contractions": (
        "The baker’s dozen",
        "It is a grid",
        "Customers’ names",
        "The shops’ hours",
        "Do not plan on Fridays",
        "Everyone’s data",
        "A cant of the roof",
        "The week’s end",
    ),
    "numbers": (
        "Open 24/7",
        "100% rye",
        "Version 2 is out",
        "Founded in 2012 by bakers",
        "The 404 page",
        "Step 3 of the manual",
        "AES 256-bit locks",
        "10x better",
        "Used by Fortune 500 companies",
        "The #1 platform for bread",
        "€40 million",
    ),
    "prices": (
        "Fined €20 million",
        "They raised $10M",
        "You save $500 a year",
        "A market worth $3 billion",
        "We donated €300 to the choir",
        "14 days free",
        "The price is on the door",
        "Google Analytics 360 starts at $50,000",
        "Fastpaper Tillmaster costs $79 a month",
        "Bakers lose $100,000 a year on unsold bread",
        "We now have $50k in records that nobody has heard before",
        "Our budget: we can spare up to €400 for a party",
    ),
}


def axes_of(
    text: str, people: list[str] | None = None, own: frozenset[str] = frozenset()
) -> set[str]:
    return {mark.axis for mark in find_marks(text, people or [], own)}


def names_in(text: str) -> list[str]:
    """Give runs of capitalised words, which the model might take for people."""
    import re

    run = r"[A-Z][\w.]*(?: van)?(?: [A-Z][\w.]*)+"
    return re.findall(run, text.replace("Ask ", "").replace("Call ", ""))


@pytest.mark.parametrize("axis", AXES)
def test_lines_that_bear_a_mark(axis: str) -> None:
    assert len(MARKED[axis]) >= 8
    missed = [text for text in MARKED[axis] if axis not in axes_of(text, names_in(text))]
    assert missed == []


@pytest.mark.parametrize("axis", AXES)
def test_lines_that_bear_none(axis: str) -> None:
    assert len(UNMARKED[axis]) >= 8
    wrong = [text for text in UNMARKED[axis] if axis in axes_of(text, names_in(text))]
    assert wrong == []


def test_every_axis_has_a_list_and_a_pole() -> None:
    poles = {axis.id: axis.pole for axis in read_axes()}
    assert tuple(poles) == AXES
    assert [axis for axis, pole in poles.items() if pole == POLISHED] == list(AXES[:4])
    assert set(poles.values()) == {POLISHED, HUMAN}
    assert all(axis.name and axis.meaning for axis in read_axes())


def test_a_limit_of_ones_own_is_told_from_another_ones() -> None:
    own = frozenset({"brindlow"})
    assert "limits" in axes_of("Brindlow does not support bookings", own=own)
    assert "limits" not in axes_of("Brindlow does not support bookings", own=frozenset({"hulvane"}))
    assert "limits" in axes_of("Bookings are not supported", own=own)


def test_parts_of_ones_own_name_are_no_marks() -> None:
    own = frozenset({"perfect", "ovens", "hester", "quill"})
    assert axes_of("Perfect Ovens bake bread", own=own) == set()
    assert axes_of("A perfect loaf", own=own) == {"superlatives"}
    assert axes_of("Hester Quill bakes", ["Hester Quill"], own) == set()


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Ask Sarah about it", True),
        ("“Sarah-Jane” Miller, our founder", True),
        ("ask sarah about it", False),
        ("Made in Leeds for Teams", False),
        ("", False),
    ],
)
def test_only_texts_with_a_given_name_are_searched_for_people(text: str, may: bool) -> None:  # noqa: FBT001 - a case of the table
    assert may_name_people(text) == may


@given(st.text(max_size=300))
def test_marks_lie_inside_and_meet_no_mark_of_their_axis(text: str) -> None:
    last: dict[str, int] = {}
    for mark in find_marks(text):
        assert last.get(mark.axis, 0) <= mark.start < mark.end <= len(text)
        last[mark.axis] = mark.end


@pytest.mark.parametrize(
    "text",
    ["I my we " * 9000, "a" * 90_000, "not yet " * 9000, "“" * 9000, "We " + "aa'aa " * 9000],
)
def test_no_text_takes_long(text: str) -> None:
    import time

    started = time.process_time()
    marks = find_marks(text)
    assert time.process_time() - started < 1
    assert all(mark.end <= LONGEST for mark in marks)


@pytest.mark.parametrize(
    ("text", "axes", "proof"),
    [
        ("It opens in 200 ms", {"numbers"}, "a figure"),
        ("Hester Quill drew it", {"people"}, "a named person"),
        ("It costs $9", {"prices"}, "a price"),
        ("Audited by a third party every year", set(), "a certificate or audit"),
        ("We are ISO 27001 certified", set(), "a certificate or audit"),
        ("Read the case study", set(), "a place to look it up"),
        ("The fastest grid there is", {"superlatives"}, ""),
        ("Audit log for every shift", set(), ""),
        ("Your auditor gets a certificate", set(), ""),
        ("Every shop gets a TLS certificate", set(), ""),
        ("One day a security audit will be done", set(), ""),
        ("Grids run on open source infrastructure", set(), ""),
        ("The till is fully open source", set(), "a place to look it up"),
        ("Read the full report of our year", set(), "a place to look it up"),
    ],
)
def test_proof(text: str, axes: set[str], proof: str) -> None:
    assert proof_in(text, frozenset(axes)) == proof


PAGES = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 400)), min_size=2, max_size=30)


@given(PAGES, st.randoms())
def test_rate_is_of_all_words_and_knows_no_order(pages: list[tuple[int, int]], chance: Any) -> None:  # noqa: ANN401 - Hypothesis gives its own kind
    marks, words = [page[0] for page in pages], [page[1] for page in pages]
    rate = rate_of_pages(marks, words, 100, 7)
    assert rate.value == pytest.approx(1000 * sum(marks) / sum(words))
    assert 0 <= rate.low <= rate.value <= rate.high
    chance.shuffle(pages)
    assert rate_of_pages([p[0] for p in pages], [p[1] for p in pages], 100, 7) == rate


def test_none_found_is_not_none_there() -> None:
    rate = rate_of_pages([0, 0, 0], [400, 300, 300], 100, 1)
    assert (rate.value, rate.low) == (0, 0)
    assert rate.high == pytest.approx(3.689, abs=0.01)
    with pytest.raises(ValueError, match="no words"):
        rate_of_pages([0, 0], [0, 0], 100, 1)


def test_range_of_a_rate_covers_the_truth() -> None:
    random = np.random.default_rng(11)
    held = 0
    for _ in range(200):
        words = random.integers(100, 500, 15)
        rate = rate_of_pages(random.poisson(words * 0.005).tolist(), words.tolist(), 300, 3)
        held += rate.low <= 5 <= rate.high
    assert 0.9 <= held / 200 <= 0.99


def test_mean_of_companies() -> None:
    rate = mean_rate([1.0, 2.0, 6.0], 200, 1)
    assert rate.value == pytest.approx(3.0)
    assert 1 <= rate.low < 3 < rate.high <= 6
    assert mean_rate([6.0, 1.0, 2.0], 200, 1) == rate


@pytest.mark.parametrize(
    ("rate", "stands", "below"),
    [
        (Rate(9, 8, 10), "more", 20),
        (Rate(0, 0, 0.5), "less", 0),
        (Rate(5.5, 5, 6), "like", 11),
        # Far up, but the range reaches down among the others.
        (Rate(9, 4, 14), "like", 18),
    ],
)
def test_place_among_others(rate: Rate, stands: str, below: int) -> None:
    others = (
        [float(n) / 2 for n in range(20)] if stands == "like" else [float(n % 8) for n in range(20)]
    )
    others = [max(0.6, other) for other in others] if stands == "less" else others
    place = place_among(rate, others)
    assert (place.stands, place.of) == (stands, 20)
    assert place.below == sum(other < rate.value for other in others)
    assert place.below == below or stands == "like"


def naive_icc(groups: list[list[float]]) -> float:
    """Give ICC(1) from the textbook's table of a one-way analysis of variance."""
    every = [x for group in groups for x in group]
    n, k = len(every), len(groups)
    grand = sum(every) / n
    means = [sum(group) / len(group) for group in groups]
    ssb = sum(len(g) * (m - grand) ** 2 for g, m in zip(groups, means, strict=True))
    ssw = sum((x - m) ** 2 for g, m in zip(groups, means, strict=True) for x in g)
    msb, msw = ssb / (k - 1), ssw / (n - k)
    n0 = (n - sum(len(g) ** 2 for g in groups) / n) / (k - 1)
    below = msb + (n0 - 1) * msw
    return (msb - msw) / below if below > 1e-9 else 0.0


RATES = st.lists(
    st.lists(st.integers(0, 40).map(float), min_size=2, max_size=6), min_size=2, max_size=6
)


@given(RATES)
def test_icc_is_that_of_the_textbook(groups: list[list[float]]) -> None:
    values = np.array([x for group in groups for x in group])
    labels = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    assert icc(values, labels) == pytest.approx(naive_icc(groups), abs=1e-9)


def drawn(random: np.random.Generator, levels: list[float]) -> dict[str, list[float]]:
    return {
        f"firm {i}": (random.poisson(level * 3, 12) / 0.3).tolist()
        for i, level in enumerate(levels)
    }


def test_clones_are_the_same_and_doses_are_told_apart() -> None:
    pages = [0.0, 3.0, 9.0, 4.0, 5.0]
    clones = voice_sameness(dict.fromkeys("ABCD", pages), 1)
    assert (clones.value, clones.p) == (1.0, 1.0)
    random = np.random.default_rng(5)
    doses = voice_sameness(drawn(random, [0.2, 1.0, 2.0, 4.0]), 1)
    assert doses.value < 0.4
    assert doses.p == 0.001
    assert doses.null > 0.9


def test_nobody_has_any() -> None:
    same = voice_sameness({name: [0.0] * 5 for name in "ABC"}, 1)
    assert (same.value, same.p) == (1.0, 1.0)
    with pytest.raises(ValueError, match="nothing to compare"):
        voice_sameness({"A": [1.0, 2.0]}, 1)


def test_false_alarms_are_as_rare_as_they_should_be() -> None:
    random = np.random.default_rng(9)
    alarms = sum(voice_sameness(drawn(random, [1.0] * 6), 3).p <= 0.05 for _ in range(200))
    assert 2 <= alarms <= 20


@given(RATES, st.randoms())
def test_names_of_companies_change_nothing(groups: list[list[float]], chance: Any) -> None:  # noqa: ANN401 - Hypothesis gives its own kind
    found = voice_sameness({str(i): group for i, group in enumerate(groups)}, 1)
    named = list(zip("zyxwvu", groups, strict=False))
    chance.shuffle(named)
    assert voice_sameness(dict(named), 1) == found
