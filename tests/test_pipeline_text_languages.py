"""Telling a page's language."""

from __future__ import annotations

import pytest

from pipeline.text.languages import FEWEST_WORDS, tell_language

PAGES = {
    "en": "Plan a week of shifts in minutes, let your staff swap among themselves, and send the "
    "hours straight to payroll when the month is over, without a single phone call.",
    "de": "Planen Sie eine Woche in wenigen Minuten, lassen Sie Ihre Leute selbst tauschen, und "
    "schicken Sie die Stunden am Ende des Monats ohne einen Anruf an die Lohnbuchhaltung.",
    "fr": "Planifiez une semaine en quelques minutes, laissez vos équipes échanger entre elles, et "
    "envoyez les heures à la paie à la fin du mois sans passer un seul coup de téléphone.",
    "es": "Planifique una semana en pocos minutos, deje que su gente cambie sus turnos, y envíe "
    "las horas a la nómina al final del mes sin tener que hacer ni una sola llamada.",
}


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("field", ["en", "de"])
def test_a_page_with_enough_words_is_told(language: str, field: str) -> None:
    assert len(PAGES[language].split()) >= FEWEST_WORDS
    assert tell_language(PAGES[language], field) == language


@pytest.mark.parametrize("text", ["", "Alles inklusive", "Planen Sie eine Woche in Minuten"])
def test_a_page_of_few_words_is_taken_to_be_in_the_fields_language(text: str) -> None:
    assert tell_language(text, "en") == "en"


def test_the_border_is_twenty_words() -> None:
    words = PAGES["de"].split()
    assert tell_language(" ".join(words[: FEWEST_WORDS - 1]), "en") == "en"
    assert tell_language(" ".join(words[:FEWEST_WORDS]), "en") == "de"
