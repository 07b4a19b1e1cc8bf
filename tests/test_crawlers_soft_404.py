"""Pages that say "not found" with status 200, and those that merely speak of it."""

from __future__ import annotations

import pytest

from crawlers.choice.links import Outline, read_outline
from crawlers.choice.soft_404 import MissingPage, probe_address, says_missing

HOME = "https://acme.example/"
MENU = "Acme Product Pricing Customers About Log in Start for free " * 3
PITCH = "Our cat reads every invoice aloud and finds what your old accountant never saw. " * 3


def outline(text: str, path: str = "x", title: str = "Acme") -> Outline:
    return read_outline(f"<title>{title}</title><div>{MENU}</div><p>{text}", HOME + path, "en")


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Page not found | Acme", ""),
        ("404 - Acme", ""),
        ("Acme – Error 404", ""),
        ("404 Not Found", "Not Found"),
        ("Acme", "404"),
        ("Acme", "Oops! That page can’t be found."),
        ("Acme", "Sorry, we couldn't find that page"),
        ("Acme", "This page doesn't exist"),
        ("Acme", "The page you are looking for could not be found."),
        ("Acme", "This page is no longer available"),
        ("Acme", "Nothing found"),
        ("Seite nicht gefunden – Acme", ""),
        ("Acme", "Diese Seite existiert nicht mehr."),
        ("Page introuvable | Acme", ""),
        ("Página no encontrada - Acme", ""),
        ("Pagina non trovata | Acme", ""),
        ("Página não encontrada | Acme", ""),
        ("Pagina niet gevonden | Acme", ""),
        ("Sidan hittades inte | Acme", ""),
        ("Nie znaleziono strony - Acme", ""),
    ],
)
def test_short_page_that_says_so_is_missing(title: str, headline: str) -> None:
    assert says_missing(title, headline, 40)
    assert not says_missing(title, headline, 400)


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Find the 404s of your site | Acme", "Never lose a visitor to a 404 again"),
        ("404 monitoring", "404 monitoring for shops"),
        ("How to design a 404 page", "Page not found: ten great examples"),
        ("Acme", "Lost luggage found"),
        ("Acme", "Cats not included"),
        ("Area 404 | Acme", "Room 404"),
        ("Acme", "What if the page is missing a heading?"),
        ("Acme", "Nothing here is made up"),
        ("Acme", "Errors found before your customers do"),
        ("", ""),
    ],
)
def test_page_that_speaks_of_missing_pages_is_none(title: str, headline: str) -> None:
    assert not says_missing(title, headline, 40)


COMMON = frozenset(outline("").words)


def learned(text: str) -> MissingPage:
    missing = MissingPage()
    url = probe_address(HOME)
    missing.learn(outline(text, url.removeprefix(HOME)), url, COMMON)
    return missing


def is_like(missing: MissingPage, text: str, path: str) -> bool:
    return missing.is_like(outline(text, path), HOME + path, HOME + path, COMMON)


def test_page_like_the_one_at_a_missing_address_is_missing() -> None:
    missing = learned("The cat ate what you were after. Try the garden instead.")
    assert is_like(missing, "The cat ate what you were after. Try the garden instead.", "old")
    assert is_like(missing, "The cat ate what you were after. Try the kitchen instead.", "old")
    assert not is_like(missing, PITCH, "features")
    assert not is_like(missing, "Write to the cat: cat@acme.example", "contact")
    assert not is_like(missing, "", "empty")


def test_address_that_such_a_page_repeats_does_not_hide_it() -> None:
    missing = learned(f"We looked for {probe_address(HOME)} under the sofa.")
    path = "about/our-great-and-glorious-history"
    assert is_like(missing, f"We looked for {HOME}{path} under the sofa.", path)


def test_site_that_answers_everything_with_its_shell_has_no_missing_page() -> None:
    missing = learned("")
    assert not is_like(missing, "", "features")
    assert not is_like(missing, PITCH, "features")


def test_page_to_which_missing_addresses_lead_is_missing_unless_asked_for() -> None:
    missing = MissingPage()
    missing.learn_redirect(HOME + "search/")
    page = outline(PITCH)
    assert missing.is_like(page, HOME + "old", HOME + "search", COMMON)
    assert not missing.is_like(page, HOME + "search", HOME + "search/", COMMON)
    assert not missing.is_like(page, HOME + "old", HOME + "new", COMMON)


def test_probe_is_the_same_for_one_site_and_tells_its_purpose() -> None:
    www = probe_address("http://www.acme.example")
    assert www.removeprefix("http://www.") == probe_address(HOME).removeprefix("https://")
    assert probe_address(HOME) != probe_address("https://rival.example/")
    assert probe_address(HOME + "en/").startswith(HOME)
    assert probe_address(HOME).endswith("-missing")
