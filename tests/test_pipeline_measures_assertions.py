"""Which statements claim something, and which of them stand alone."""

from __future__ import annotations

import pytest

from pipeline.measures.assertions import is_claim, stands_alone, weight


@pytest.mark.parametrize(
    "text",
    [
        "Can I export my data?",
        "Ready to make scheduling stress-free?",
        "How it works for your team",
        "Is it open to all of you",
        "Don't you love it when rotas work",
        "Click the button in the corner",
        "Then paste the snippet into every page",
        "Read more about our values",
        "See the full list of features",
        "Step 2 of the installation",
        "Here is the list of all plans",
        "Sign up for the newsletter",
        "Oldtool vs Newtool compared in full",
        "I moved my shop to it in a day",
        "“It changed our whole week”",
        "Grand Hotel Nord saves ten hours with it",
        "Google uses your data for advertising",
        "GDPR requires that you ask first",
    ],
)
def test_what_claims_nothing(text: str) -> None:
    assert not is_claim(text, text)
    assert not stands_alone(text, text)


@pytest.mark.parametrize(
    "text",
    [
        "Build your rota in minutes, not hours",
        "See what each shift costs while you plan.",
        "When a nurse calls in sick, a stand-in is found.",
        "Do more with less",
        "All data is encrypted and stays here.",
        "Data can be exported",
        "Everything is in one place",
        "The Foundation will never be sold",
        "We publish what everybody earns.",
        "Daten bleiben in Europa",
    ],
)
def test_what_claims_something(text: str) -> None:
    assert is_claim(text, text)


def test_a_name_deleted_at_the_beginning_leaves_no_question() -> None:
    assert is_claim("Acme is a simple tool for all", "is a simple tool for all")


@pytest.mark.parametrize(
    "text",
    [
        "Both of them are open for you",
        "This means that you are never alone.",
        "Yes, you can leave whenever you like.",
        "Write to us at help@example.org and we answer",
        "10:00 AM to 5:00 PM, every day of the week",
        "Grand Tower Without Any Towers (June 2020)",
        "One plan for the whole shop »",
        "The company moved to it without any trouble",
        "Embed it anywhere you like.Goals are tracked",
        "Installer for older machines and printers",
        "No strings attached",
    ],
)
def test_what_leans_on_something_or_is_a_label(text: str) -> None:
    assert not stands_alone(text, text)


@pytest.mark.parametrize(
    "text",
    [
        "There is no automatic scheduling here, and there never will be.",
        "One per cent of our revenue goes to a hardship fund.",
        "Every roster is checked against qualifications.",
    ],
)
def test_what_stands_alone(text: str) -> None:
    assert stands_alone(text, text)


@pytest.mark.parametrize(
    ("text", "masked", "points"),
    [
        ("The weather tells how full it gets", "The weather tells how full it gets", 0),
        ("We ship in spring", "We ship in spring", 2),
        ("In Acme there is little to set", "In there is little to set", 2),
        ("There is no charge", "There is no charge", 1),
        ("Paid within 8 days", "Paid within 8 days", 1),
        ("We never keep it for 2 days", "We never keep it for 2 days", 4),
        ("All the rest of it, says Acme", "All the rest of it, says", 1),
    ],
)
def test_weight_is_what_a_statement_commits_to(text: str, masked: str, points: int) -> None:
    assert weight(text, masked) == points
