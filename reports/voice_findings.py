"""Voice in words and places: who sounds polished, who sounds human, beside other fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.cuts import most_voices
from reports.phrases import count, decimal, ended, joined

if TYPE_CHECKING:
    from reports.data import Report
    from reports.voice_data import Openness, VoiceLine, VoiceRate, VoiceSameness

POLISHED, HUMAN = "polished", "human"
CLEAR = ("more", "less")
MANY = 6
"""Counts of eleven from which a voice is called flawless."""


@dataclass(frozen=True, slots=True)
class Count:
    """One axis of voice as a reader meets it; ``example`` says what counts."""

    axis: str
    pole: str
    name: str
    example: str


COUNTS = (
    Count("superlatives", POLISHED, "superlatives", "“the best”, “world-class”"),
    Count("absolutes", POLISHED, "absolutes", "“always”, “everything”, “100 %”"),
    Count("intensifiers", POLISHED, "empty intensifiers", "“truly”, “powerful”, “seamless”"),
    Count("stock_phrases", POLISHED, "stock phrases", "“peace of mind”, “all-in-one”"),
    Count("admissions", HUMAN, "admissions of mistakes", "“we were wrong”, “we don’t know”"),
    Count("limits", HUMAN, "limits and trade-offs", "“not yet”, “only works on”"),
    Count("people", HUMAN, "named people", "first and last name"),
    Count("first_person", HUMAN, "first person", "“we”, “our”, “I”"),
    Count("contractions", HUMAN, "contractions", "“don’t”, “it’s”"),
    Count("numbers", HUMAN, "concrete numbers", "“31 kilobytes”, “nine people”"),
    Count("prices", HUMAN, "visible prices", "“$9 a month”"),
)


@dataclass(frozen=True, slots=True)
class Dot:
    """A company on the scale of one count: 0 more human, 100 more polished than everybody."""

    company: str
    at: float
    is_client: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of the picture: its count, the dots, and the same in words."""

    count: Count
    dots: tuple[Dot, ...]
    words: str


def shows_voice(report: Report) -> bool:
    """Tell whether a voice was looked for."""
    return bool(report.voice.rates)


def counts_of(pole: str) -> list[Count]:
    """Give the counts of one pole in order."""
    return [one for one in COUNTS if one.pole == pole]


def rate_of(report: Report, axis: str, company: str | None) -> VoiceRate | None:
    """Give a company's rate on an axis (None: the field's), or None where there is none."""
    rates = (r for r in report.voice.rates if (r.axis, r.company) == (axis, company))
    return next(rates, None)


def direction(count_: Count, rate: VoiceRate | None) -> str:
    """Give which pole a rate clearly leans to beside other fields: "polished", "human" or ""."""
    if rate is None or rate.stands not in CLEAR:
        return ""
    return count_.pole if rate.stands == "more" else _other(count_.pole)


def _other(pole: str) -> str:
    return HUMAN if pole == POLISHED else POLISHED


def leaning(report: Report, company: str | None, pole: str) -> list[Count]:
    """Give the counts on which a company (None: the field) clearly leans to a pole."""
    return [c for c in COUNTS if direction(c, rate_of(report, c.axis, company)) == pole]


def _spoken(report: Report) -> str | None:
    """Give whose voice the heading is about: the client's where it was measured, else the field."""
    mine = rate_of(report, COUNTS[0].axis, report.client) if report.client else None
    return report.client if mine and mine.rate else None


def voice_heading(report: Report) -> str:
    """Give on how many counts a voice is clearly polished or human beside other fields."""
    who = _spoken(report)
    rate = rate_of(report, COUNTS[0].axis, who)
    subject, verb = ("You", "are") if who else ("The field", "is")
    if rate is None or rate.rate is None:
        return "Voice was not measured"
    if not rate.stands:
        return "How everybody sounds, with nobody to hold it against"
    polished, human = (len(leaning(report, who, pole)) for pole in (POLISHED, HUMAN))
    of = len(COUNTS)
    if polished >= MANY:
        return f"Flawless on {polished} of {of} counts"
    if polished and human:
        return (
            f"{subject} {verb} more polished than other fields on {polished} of {of} counts, "
            f"more human on {human}"
        )
    if polished or human:
        pole = POLISHED if polished else HUMAN
        return (
            f"{subject} {verb} more {pole} than other fields on {polished or human} of {of} counts"
        )
    return f"{subject} {verb} like other fields on all {of} counts, as far as can be told"


def voice_so_what(report: Report) -> list[str]:
    """Give what that means: for the client or the field, and how alike the voices are."""
    who = _spoken(report)
    rate = rate_of(report, COUNTS[0].axis, who)
    if rate is None or rate.rate is None:
        return [ended(f"Not scored: {rate.reason}")] if rate and rate.reason else []
    said = [_beside(report, who, pole) for pole in (POLISHED, HUMAN)]
    said += [_apart(report), _openly(report)]
    said.append(
        "A polished voice is no fault, and a human one no merit by itself. It is what sounds like "
        "nobody in particular that a buyer can’t remember."
    )
    return [sentence for sentence in said if sentence]


def _beside(report: Report, who: str | None, pole: str) -> str:
    found = leaning(report, who, pole)
    if not found:
        return ""
    subject = "You use" if who else "The field uses"
    parts = [_compared(report, c, who) for c in found]
    return f"{pole.capitalize()}: {subject[0].lower() + subject[1:]} {'; '.join(parts)}."


def _compared(report: Report, count_: Count, who: str | None) -> str:
    rate = rate_of(report, count_.axis, who)
    if rate is None or rate.rate is None or rate.others is None:
        return ""
    way = "more" if rate.stands == "more" else "fewer"
    if count_.axis == "first_person":
        way = "more" if rate.stands == "more" else "less"
    return (
        f"{way} {count_.name} ({decimal(rate.rate.value)} in 1,000 words; the middle company of "
        f"other fields has {decimal(rate.others.middle)})"
    )


def told_apart(report: Report) -> list[VoiceSameness]:
    """Give the counts on which the companies differ beyond chance, those that differ most first."""
    clear = [row for row in report.voice.sameness if row.clear and row.value is not None]
    return sorted(clear, key=lambda row: (row.value or 0.0, row.axis))


def _apart(report: Report) -> str:
    tested = [row for row in report.voice.sameness if row.value is not None]
    if not tested:
        return ""
    apart = [name_of(row.axis) for row in told_apart(report)]
    of = count(len(tested), "count", "counts")
    if not apart:
        return (
            f"Deal the pages out to the companies at random and nothing changes, on any of {of}: "
            "by voice nobody can be told from anybody."
        )
    left = len(tested) - len(apart)
    rest = f" On the other {left} the pages might be dealt out at random." if left else ""
    return f"By their {joined(apart, 11)} the companies can be told apart.{rest}"


def _openly(report: Report) -> str:
    silent = [c for c in COUNTS if c.pole == HUMAN and _nobody(report, c)]
    if not silent:
        return ""
    return f"Found nowhere in the field: {_either([c.name for c in silent])}."


def _nobody(report: Report, count_: Count) -> bool:
    rate = rate_of(report, count_.axis, None)
    return rate is not None and rate.rate is not None and not rate.marks


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def name_of(axis: str) -> str:
    """Give an axis's name in words."""
    return next((c.name for c in COUNTS if c.axis == axis), axis)


def strips(report: Report) -> list[Strip]:
    """Give the rows of the picture; none where too few other companies are known."""
    made = [_strip(report, one) for one in COUNTS]
    return made if any(strip.dots for strip in made) else []


def _strip(report: Report, count_: Count) -> Strip:
    rates = [r for r in report.voice.rates if r.axis == count_.axis and r.company is not None]
    dots = [
        Dot(r.company or "", _place(r, count_), r.company == report.client)
        for r in rates
        if r.rate is not None and r.stands
    ]
    # The client is drawn last, over the others.
    dots.sort(key=lambda dot: (dot.is_client, dot.at, dot.company))
    return Strip(count_, tuple(dots), _words(count_, rates))


def _place(rate: VoiceRate, count_: Count) -> float:
    share = 100.0 * (rate.below + rate.ties / 2) / rate.strangers
    return share if count_.pole == POLISHED else 100.0 - share


def _words(count_: Count, rates: list[VoiceRate]) -> str:
    known = [rate for rate in rates if rate.rate is not None]
    clear = {way: [r.company for r in known if r.stands == way] for way in CLEAR}
    return (
        f"{count_.name}: {len(clear['more'])} of {count(len(known), 'company', 'companies')} "
        f"clearly more, {len(clear['less'])} clearly fewer than most companies of other fields"
    )


def stands_words(rate: VoiceRate) -> str:
    """Give where a rate stands in words, with how many companies of how many fields."""
    if rate.rate is None:
        return ended(rate.reason).rstrip(".")
    if not rate.stands:
        return f"{count(rate.strangers, 'company', 'companies')} of other fields are too few"
    ties = f", level with {rate.ties}" if rate.ties else ""
    verdict = {"more": "clearly more", "less": "clearly fewer", "like": "no clear difference"}
    return f"above {rate.below} of {rate.strangers}{ties}: {verdict[rate.stands]}"


def measured_companies(report: Report) -> list[str]:
    """Give the companies whose voice was measured, in order."""
    first = COUNTS[0].axis
    return [
        r.company
        for r in report.voice.rates
        if r.axis == first and r.company and r.rate is not None
    ]


def unmeasured_voices(report: Report) -> list[VoiceRate]:
    """Give the companies whose voice was not measured, with the reason, once each."""
    first = COUNTS[0].axis
    return [r for r in report.voice.rates if r.axis == first and r.company and r.rate is None]


def sameness_of(report: Report, axis: str) -> VoiceSameness | None:
    """Give how alike voices are on an axis."""
    return next((row for row in report.voice.sameness if row.axis == axis), None)


def sameness_words(row: VoiceSameness) -> str:
    """Give whether companies can be told apart on a count."""
    if row.value is None:
        return row.reason
    if row.clear:
        return f"{row.value:.2f}: they can be told apart"
    return f"{row.value:.2f}: no more apart than by chance"


def voice_lines(report: Report, axis: str) -> list[VoiceLine]:
    """Give lines to quote: up to three of the client, one each of those with the highest rates."""
    lines = [line for line in report.voice.lines if line.axis == axis]
    mine = [line for line in lines if line.quote.company == report.client]
    rates = {r.company: r.rate.value for r in report.voice.rates if r.axis == axis and r.rate}
    others = {line.quote.company: line for line in reversed(lines) if line not in mine}
    ranked = sorted(others, key=lambda name: (-rates.get(name, 0.0), name))
    return mine + [others[name] for name in ranked[: most_voices(report)]]


def open_rows(report: Report) -> list[Openness]:
    """Give what each company lays open; none where nothing was counted."""
    rows = report.voice.openness
    counted = any(r.price_pages or r.limits or r.people or r.claims for r in rows)
    return list(rows) if counted else []


def open_heading(report: Report) -> str:
    """Give how many companies lay what open."""
    rows = open_rows(report)
    of = len(rows)
    priced = count(sum(bool(row.price_pages) for row in rows), "shows a price", "show a price")
    limited = count(sum(bool(row.limits) for row in rows), "names a limit", "name a limit")
    named = count(sum(bool(row.people) for row in rows), "names a person", "name a person")
    return f"Of {count(of, 'company', 'companies')} {priced}, {limited}, {named}"
