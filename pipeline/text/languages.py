"""Tells a page's language; phrases are too short to tell, so the page decides for all of them."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

FEWEST_WORDS = 20
"""A page with fewer words is taken to be in the field's language: there is nothing to tell by."""


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)


def tell_language(text: str, field_language: str) -> str:
    """Give the two-letter code of a page's language, the field's own where there is little text."""
    if len(text.split()) < FEWEST_WORDS:
        return field_language
    language, _ = _identifier().classify(text)
    return str(language)
