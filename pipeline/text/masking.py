"""Deletes what says whose a statement is, and tells what it deleted."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.text.identity import is_common

if TYPE_CHECKING:
    from collections.abc import Iterable

PRICE_CLASS = "price"
"""What an amount of money becomes: that a price is named says something, which one says whose."""

# Every repetition has a bound: a page of one endless word must not take minutes.
_EMAIL = r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_TLD = r"(?:com|org|net|io|dev|app|co|is|eu|de|uk|me|ai|chat|im|sh|cloud|info|social|example|test)"
_LABEL = r"[a-z0-9-]{1,63}"
_URL = rf"\b(?:https?://|www\.)\S+|(?<![a-z0-9-]){_LABEL}(?:\.{_LABEL}){{0,8}}\.{_TLD}\b(?:/\S*)?"
_HANDLE = r"(?<![\w.])@[\w-]+(?:[.@][\w-]+)*"
_PHONE = r"\+\d[\d\s()./-]{6,30}\d|(?<!\d)\(?\d{2,5}\)?[ /-]\d{3,4}[ -]\d{3,4}(?!\d)"
_AMOUNT = r"\d{1,15}(?:[.,]\d{1,6}){0,5}(?:\s?(?i:k|m|bn|million|billion)\b)?"
_MONEY = re.compile(
    rf"(?:[A-Z]{{0,3}}[$€£¥]|\b(?:USD|EUR|GBP))\s?{_AMOUNT}"
    rf"|\b{_AMOUNT}\s?(?:[$€£¥]|USD\b|EUR\b|GBP\b|dollars?\b|euros?\b)"
)
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        ("handle", _HANDLE),
        ("e-mail", _EMAIL),
        ("address", _URL),
        ("phone", _PHONE),
    )
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A statement without its identity: the text left, and the (term, kind) pairs taken out."""

    text: str
    removed: tuple[tuple[str, str], ...]


def terms_for(company: str, terms: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Give the (term, kind) pairs to take out of a company's texts, of (company, term, kind) rows.

    Names and domains are everybody's, for a rival's name says whose a text is, too; products,
    people and places go from their own company's texts only.
    """
    return [
        (term, kind)
        for owner, term, kind in terms
        if owner == company or kind in {"name", "domain"}
    ]


class Masker:
    """Masks one company's statements, given the (term, kind) pairs that say whose they are."""

    def __init__(self, terms: Iterable[tuple[str, str]]) -> None:
        """Compile the terms; longer ones go first, so that "Acme Cloud" is not left as "Cloud"."""
        ordered = sorted(set(terms), key=lambda term: (-len(term[0]), term))
        self._kinds = {term.casefold(): kind for term, kind in reversed(ordered)}
        loose = [term for term, _ in ordered if not is_common(term)]
        strict = [term for term, _ in ordered if is_common(term)]
        self._loose = _any_of(loose, re.IGNORECASE)
        self._strict = _any_of(strict, re.NOFLAG)

    def mask(self, text: str) -> Masked:
        """Give the text without its identity; nothing is put in its place.

        An ordinary word that is also a name ("Status") goes only where it is written like a name.
        """
        removed: list[tuple[str, str]] = []
        left = self._mask_once(text, removed)
        # What is taken out of the middle of a name leaves a name: "Acme Acme Cloud Cloud".
        while left != text:
            text, left = left, self._mask_once(left, removed)
        return Masked(left, tuple(removed))

    def _mask_once(self, text: str, removed: list[tuple[str, str]]) -> str:
        for kind, pattern in _PATTERNS:
            text = self._delete(pattern, text, kind, removed)
        for names in (self._loose, self._strict):
            if names is not None:
                text = self._delete(names, text, "", removed)
        return _tidy(_MONEY.sub(PRICE_CLASS, text))

    def _delete(
        self, pattern: re.Pattern[str], text: str, kind: str, removed: list[tuple[str, str]]
    ) -> str:
        def note(match: re.Match[str]) -> str:
            term = match[1] if match.re.groups else match[0]
            removed.append((term, kind or self._kind_of(term)))
            return " "

        return pattern.sub(note, text)

    def _kind_of(self, term: str) -> str:
        # The engine takes a dotted capital I for an "i", folding does not.
        return self._kinds.get(term.casefold(), "name")


def _any_of(terms: list[str], flags: re.RegexFlag) -> re.Pattern[str] | None:
    if not terms:
        return None
    # The engine tries one alternative after the other: one look at the first letter spares most.
    by_letter: dict[str, list[str]] = defaultdict(list)
    for term in terms:
        by_letter[term.casefold()[0]].append(term)
    parts = [_that_begin_alike(alike) for alike in by_letter.values()]
    # The ending goes too: "Acme's plan", "Brooks' plan", "Acme-made plan".
    ending = r"(?:['’]s\b|(?<=[sxzSXZ])['’](?!\w)|-(?=\w))?"
    return re.compile(rf"(?<![\w@])({'|'.join(parts)})(?!\w){ending}", flags)


def _that_begin_alike(terms: list[str]) -> str:
    letters = "".join(sorted({re.escape(term[0]) for term in terms}))
    return rf"(?=[{letters}])(?:{'|'.join(map(re.escape, terms))})"


def _tidy(text: str) -> str:
    """Give the text with the gaps closed that deletion left: spaces, empty brackets, commas."""
    text = re.sub(r"\(\s*\)|\[\s*\]|[“\"]\s*[”\"]", " ", text)
    text = re.sub(r"\s+([,.;:!?)\]”])", r"\1", text)
    text = re.sub(r"([(\[“])\s+", r"\1", text)
    text = re.sub(r"([,;:])(?:\s*[,;:])+", r"\1", text)
    text = re.sub(r"^[\s,;:.!?|–—-]+|[\s,;:|–—-]+$", "", text)
    return re.sub(r"\s+", " ", text).strip()
