"""What a score in the quiz is worth: beside guessing, and beside the machine's blind test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.phrases import count, decimal, points, span
from reports.wording import wrong_guesses

if TYPE_CHECKING:
    from reports.data import Range, Report

BEYOND_CHANCE = 0.05
"""What guessing reaches less often than this is said to be better than guessing."""


@dataclass(frozen=True, slots=True)
class QuizScore:
    """What so many ``right`` answers mean.

    ``luck`` (0-1) is how often guessing alone gets as many or more. ``place`` is where the score
    stands from 0 (guessing) to 100 (always right), below 0 for less than guessing, None where
    every question has one option only. ``words`` say it in sentences.
    """

    right: int
    luck: float
    place: float | None
    words: str


def quiz_scores(report: Report) -> list[QuizScore]:
    """Give what each possible number of right answers means, from none to all."""
    chances = [1 / len(question.options) for question in report.quiz if question.options]
    tails = _at_least(chances)
    return [_score(report, chances, right, tails[right]) for right in range(len(chances) + 1)]


def _at_least(chances: list[float]) -> list[float]:
    """Give P(as many right or more) of guesses with these chances, for none to all.

    The exact distribution of a sum of unequal chances (Poisson binomial), built up one by one.
    """
    exactly = [1.0]
    for p in chances:
        misses = [q * (1 - p) for q in (*exactly, 0.0)]
        exactly = [a + q * p for a, q in zip(misses, (0.0, *exactly), strict=True)]
    return [min(1.0, sum(exactly[right:])) for right in range(len(exactly))]


def _score(report: Report, chances: list[float], right: int, luck: float) -> QuizScore:
    expected, of = sum(chances), len(chances)
    place = 100 * (right - expected) / (of - expected) if of > expected else None
    said = [f"You told {right} of {of}.", _luck_sentence(right, expected, luck)]
    if place is not None:
        said.append(_place_sentence(place, machine_place(report)))
    return QuizScore(right, luck, place, " ".join(said))


def _luck_sentence(right: int, expected: float, luck: float) -> str:
    if right <= expected:
        return f"Guessing would get {decimal(expected)}."
    often = "less than once" if luck < 0.01 else f"{count(round(100 * luck), 'time', 'times')}"
    better = "better than guessing" if luck < BEYOND_CHANCE else "not clearly better than guessing"
    return f"Guessing alone gets that many or more {often} in 100 tries: {better}."


def machine_place(report: Report) -> Range | None:
    """Give where the machine stands from 0 (guessing) to 100 (always right), None if unknown."""
    blind = report.scores.blind_test
    if blind is None:
        return None
    ends = [100 * (1 - share) for share in (blind.value, blind.high, blind.low)]
    return type(blind)(*ends)


def _place_sentence(place: float, machine: Range | None) -> str:
    stands = f"From guessing (0) to always right (100) you stand at {points(max(0.0, place))}"
    if machine is None:
        return f"{stands}."
    return f"{stands}, the machine at {points(machine.value)} ({span(machine)})."


def machine_sentence(report: Report) -> str:
    """Give what the machine's blind test was, and in what its task differs from the reader's."""
    blind = report.scores.blind_test
    if blind is None:
        return "The machine’s blind test has no figure here: too little was read."
    right = 100 - wrong_guesses(blind.value)
    return (
        f"The machine’s blind test is another task: two names for each statement, learnt from "
        f"both companies’ other pages. It gives {points(right)} of 100 to the right one; a coin, "
        f"50. Yours has {_options(report)} names, nothing learnt, and sentences that come near to "
        "what every rival says. So compare places, not counts."
    )


def _options(report: Report) -> str:
    sizes = sorted({len(question.options) for question in report.quiz})
    return str(sizes[0]) if len(sizes) == 1 else f"{sizes[0]} to {sizes[-1]}"


def few_questions(report: Report) -> str:
    """Give how far one answer moves a score, for few questions say little."""
    whole = [score for score in quiz_scores(report) if score.place is not None]
    if len(whole) < 2 or whole[-1].place is None or whole[-2].place is None:
        return ""
    step = points(whole[-1].place - whole[-2].place)
    questions = count(len(report.quiz), "question", "questions")
    return f"{questions} say little: one answer more or less moves you by {step}."
