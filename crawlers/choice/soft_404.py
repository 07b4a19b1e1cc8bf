"""Recognises pages that say "not found" while their status says that all is well."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawlers.choice.addresses import identity
from crawlers.choice.likeness import overlap, split_words

if TYPE_CHECKING:
    from crawlers.choice.links import Outline

GONE = frozenset({404, 410})
"""The statuses that say that nothing is there any more."""

MISSING = "says that nothing is there, with status 200"
"""The reason of a soft 404: the page is gone, as with status 404."""

_LONGEST = 250
"""Words up to which a page can be one that says "not found"; articles about them are longer."""

_ALIKE = 0.7
_ENOUGH = 3

_PHRASES = re.compile(
    r"(error |fehler |erreur |errore |fout |fel |fejl |błąd )?404( error| not found)?"
    r"|(404 )?(the |this |that |requested )*(page|file|content|resource)( you.{0,40})?"
    r" ((can.t|cannot|(could|was|is)n.t|(was |could |can |is )?not)( be)? (found|available)"
    r"|does(n.t| not) exist"
    r"|(is )?no longer (exists|available)|is missing|not found)"
    r"|(404 )?(error )?(not found|page not found|nothing (was )?found|nothing here)"
    r"|(sorry |oops |whoops |uh oh |hmm )*(we )(can.t|cannot|could.?n.t|could not) find"
    r" (that|this|the) page( you.{0,40})?"
    r"|(404 )?(die |diese )?(angeforderte )?seite (wurde )?(leider )?nicht gefunden"
    r"|(404 )?diese seite (existiert nicht|gibt es nicht)( mehr)?"
    r"|(404 )?(cette |la )?page (est )?(introuvable|non trouvée|n.existe (pas|plus))"
    r"|(404 )?(la )?página no (se ha )?(encontrada|encontrado|existe)|no se encontró la página"
    r"|(404 )?(la )?pagina non (è stata )?(trovata|esiste)"
    r"|(404 )?página não (foi )?(encontrada|existe)"
    r"|(404 )?(deze )?pagina (is )?niet gevonden|(404 )?sidan (kunde inte hittas|hittades inte)"
    r"|(404 )?siden (blev|ble) ikke (fundet|funnet)|(404 )?sivua ei löytynyt"
    r"|(404 )?nie znaleziono strony|(404 )?strona nie (została znaleziona|istnieje)"
    r"|(404 )?stránka (nebyla nalezena|nenalezena)"
)
"""What titles and headings of such pages consist of, wholly, once punctuation is gone."""

_OPENINGS = re.compile(
    r"^(sorry|oops|ooops|whoops|uh oh|hmm|oh no|ups|hoppla|désolé|lo sentimos) +"
)
_PARTS = re.compile(r"\s+[|·•–—:»/-]+\s+|\s*[|·•»:]\s*|[.!?…]+(?:\s+|$)")


def says_gone(status: int, reason: str) -> bool:
    """Tell whether an answer says that nothing is at its address, by status or in words."""
    return status in GONE or reason == MISSING


def says_missing(title: str, headline: str, words: int) -> bool:
    """Tell whether a short page's title or first heading says "not found" and nothing else.

    ``words`` is how many the page has. A page that merely speaks of such pages (``Find the 404s of
    your site``) says more in both.
    """
    if words > _LONGEST:
        return False
    return _is_phrase(headline) or any(map(_is_phrase, _PARTS.split(title)))


def _is_phrase(text: str) -> bool:
    plain = " ".join(re.sub(r"[^\w’']+", " ", text.casefold()).split()).replace("’", "'")
    plain = _OPENINGS.sub("", plain)
    return _PHRASES.fullmatch(plain) is not None


class MissingPage:
    """What one site shows where nothing is, learned from one address that is surely missing."""

    def __init__(self) -> None:
        self._words: frozenset[str] = frozenset()
        self._led_to = ""

    def learn(self, outline: Outline, url: str, common: frozenset[str]) -> None:
        """Take note of the answer with status 200; ``common`` are the words of all pages."""
        self._words = _own_words(outline, url, common)

    def learn_redirect(self, url: str) -> None:
        """Take note of where such an address leads to."""
        self._led_to = identity(url)

    def is_like(self, outline: Outline, asked: str, url: str, common: frozenset[str]) -> bool:
        """Tell whether a page is the one that the site shows where nothing is.

        ``asked`` is the address that was asked for, ``url`` the one that it led to.
        """
        if self._led_to and identity(url) == self._led_to != identity(asked):
            return True
        if len(self._words) < _ENOUGH:
            return False
        return overlap(_own_words(outline, url, common), self._words) >= _ALIKE


def probe_address(home: str) -> str:
    """Give an address of a site that is surely missing: always the same, and plain of purpose."""
    digest = hashlib.sha256(identity(home).encode()).hexdigest()[:12]
    return urljoin(home, f"/{digest}-missing")


def _own_words(outline: Outline, url: str, common: frozenset[str]) -> frozenset[str]:
    """Give a page's words without those of all pages and of its address, which such pages echo."""
    return frozenset(outline.words) - common - frozenset(split_words(url))
