"""One page under several addresses, and what canonical addresses are worth."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.choice.copies import Copies
from crawlers.choice.likeness import are_alike, overlap, split_words
from crawlers.choice.links import Outline, read_outline

HOME = "https://acme.example/"
MENU = "product pricing customers about blog careers contact login start free trial now"


def prose(seed: str, words: int = 60) -> str:
    """Give a text of invented words, the same for one seed."""
    own = random.Random(seed)  # noqa: S311 - a test's text, no secret
    return " ".join("".join(own.choices("abcdefghijklmnop", k=7)) for _ in range(words))


def outline(path: str, text: str, canonical: str | None = None, title: str = "Acme") -> Outline:
    link = f'<link rel="canonical" href="{canonical}">' if canonical is not None else ""
    markup = f"<head><title>{title}</title>{link}</head><div>{MENU}</div><p>{text}"
    return read_outline(markup, HOME + path, "en")


class Reader:
    """Reads pages one after the other; tells which were new."""

    def __init__(self) -> None:
        self.copies = Copies()
        self.read("", "Home of the cat")

    def read(self, path: str, text: str, canonical: str | None = None, title: str = "Acme") -> bool:
        page = outline(path, text, canonical, title)
        if self.copies.find_original(page, HOME + path):
            return False
        self.copies.add(page, HOME + path)
        return True


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_page_that_names_one_that_was_read_is_its_copy(reader: Reader) -> None:
    assert reader.read("shirts", prose("shirts"))
    assert not reader.read("shirts?color=red", prose("shirts") + " all in red", "/shirts")


def test_page_that_was_named_by_one_that_was_read_is_its_copy(reader: Reader) -> None:
    assert reader.read("shirts?color=red", prose("shirts"), "/shirts")
    assert not reader.read("shirts", prose("shirts") + " and more")


def test_pages_that_name_the_same_are_copies_of_each_other(reader: Reader) -> None:
    assert reader.read("shirts?color=red", prose("shirts"), "/shirts")
    assert not reader.read("shirts?color=blue", prose("shirts") + " blue", "/shirts")


def test_filtered_list_is_a_copy_of_the_whole_one(reader: Reader) -> None:
    assert reader.read("shirts", prose("shirts", 200))
    few = " ".join(prose("shirts", 200).split()[:40])
    assert not reader.read("shirts?size=xl", few, "/shirts")


def test_chain_of_names_leads_to_the_page_that_was_read(reader: Reader) -> None:
    assert reader.read("c", prose("c"))
    assert not reader.read("b", prose("c") + " b", "/c")
    assert not reader.read("a", prose("c") + " a b", "/b")


@pytest.mark.parametrize("canonical", ["/", "/features", "/dead", "https://rival.example/", ""])
def test_name_that_a_careless_site_gives_to_all_pages_is_not_believed(
    reader: Reader, canonical: str
) -> None:
    paths = ["features", "pricing", "about", "customers"]
    assert all(reader.read(path, prose(path), canonical) for path in paths)


def test_short_page_of_a_careless_site_is_kept(reader: Reader) -> None:
    assert reader.read("contact", "Write to the cat, or ring the bell twice", "/")
    assert reader.read("hours", "Open when the sun shines", "/")


def test_page_that_names_itself_or_nothing_is_no_copy(reader: Reader) -> None:
    assert reader.read("a", prose("a"), "/a/")
    assert reader.read("b", prose("b") + prose("a")[:20], "http://www.acme.example/b")


def test_same_text_is_the_same_page_whatever_it_calls_itself(reader: Reader) -> None:
    assert reader.read("a", prose("a"), "/a")
    assert not reader.read("sid/17/a", prose("a"), "/sid/17/a")


def test_text_with_other_numbers_or_another_title_is_another_page(reader: Reader) -> None:
    assert reader.read("basic", prose("plan") + " 5 dollars")
    assert reader.read("pro", prose("plan") + " 9 dollars")
    assert reader.read("team", prose("plan") + " 9 dollars", title="Team")


def test_shells_without_text_are_not_taken_for_each_other() -> None:
    copies = Copies()
    for path in ("", "a", "b"):
        shell = read_outline("<title>Acme</title><div id=root></div>", HOME + path, "en")
        assert copies.find_original(shell, HOME + path) == ""
        copies.add(shell, HOME + path)


WORDS = st.frozensets(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), max_size=20)


@given(WORDS, WORDS)
def test_overlap_is_what_both_say_of_what_either_says(
    one: frozenset[str], two: frozenset[str]
) -> None:
    either = [letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter in one or letter in two]
    both = [letter for letter in either if letter in one and letter in two]
    assert overlap(one, two) == (len(both) / len(either) if either else 0.0)


@given(WORDS, WORDS, WORDS)
def test_likeness_is_mutual_and_a_page_is_like_itself(
    one: frozenset[str], two: frozenset[str], common: frozenset[str]
) -> None:
    assert are_alike(one, two, common) is are_alike(two, one, common)
    assert are_alike(one, one, common) is bool(one)


def test_words_are_letters_only() -> None:
    assert split_words("It's 2026: €5 für ÄPFEL, x_y 3rd") == ("it", "für", "äpfel", "rd")
