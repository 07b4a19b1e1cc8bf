"""Cleaning text: what the eye does not see goes, what was decoded wrongly is repaired."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.text.cleaning import clean_text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Plan \t a\nweek ", "Plan a week"),
        ("Plan\u00a0a\u2003week\u3000now", "Plan a week now"),
        ("Pl\u00adan\u200b a\u2060 week\ufeff", "Plan a week"),
        ("Plan\x00 a\x07 week\x9d", "Plan a week"),
        ("\u202ePlan\u202c a \u2066week\u2069\u200f", "Plan a week"),
        ("Pl\u200dan a we\u200cek", "Plan a week"),
        ("Plan\U000e0041 a\ufdd0 week\udfff", "Plan a week"),
        ("\ue0b1 Plan a week \uf054", "Plan a week"),
        ("", ""),
        ("\u200b", ""),
    ],
)
def test_invisible_characters_go(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("Itâ€™s your week", "It’s your week"),
        ("The â€œweekâ€\x9d", "The “week”"),
        ("Ein SchlÃ¼ssel fÃ¼r CafÃ©s", "Ein Schlüssel für Cafés"),
        ("Plan a weekÂ\xa0â€“ now", "Plan a week – now"),
        ("It\x92s your week", "It’s your week"),
        ("ðŸ\u02dc€ Plan a week", "😀 Plan a week"),
        ("Cafe\u0301 rotas", "Café rotas"),
    ],
)
def test_mojibake_is_repaired(text: str, repaired: str) -> None:
    assert clean_text(text) == repaired


@pytest.mark.parametrize(
    "text",
    [
        "It’s “your” week – now…",
        "Größe, naïve café, Ångström, ÀÉÎÕÜ",
        "Планирование смен для магазинов",
        "店のシフトを数分で計画する",
        "👩\u200d💻 plans a week",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "10 € & <5 minutes> &amp; more",
        "ﬁne ﬂow",
        "½ day at 20 °C",
    ],
)
def test_what_is_right_stays_as_it_is(text: str) -> None:
    assert clean_text(text) == text


@given(st.text())
@example("Â\U000f00000")
def test_clean_text_is_clean_and_stays_so(text: str) -> None:
    clean = clean_text(text)
    assert clean == clean.strip()
    assert "  " not in clean
    assert not {unicodedata.category(c) for c in clean} & {"Cc", "Cs", "Co", "Zl", "Zp"}
    assert clean_text(clean) == clean


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_only_loses_white_space(text: str) -> None:
    assert clean_text(text) == " ".join(text.split())
