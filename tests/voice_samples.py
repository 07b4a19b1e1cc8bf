"""The voice of the invented industry of the sample reports."""

from __future__ import annotations

from datetime import date

from reports.data import Quote, Range
from reports.voice_data import Openness, Quartiles, Voice, VoiceLine, VoiceRate, VoiceSameness
from reports.voice_findings import COUNTS

DAY = date(2026, 11, 20)
SAID = {
    "superlatives": ("The best accountants in town", "best"),
    "absolutes": ("We always put you first", "always"),
    "intensifiers": ("Truly personal service", "Truly"),
    "stock_phrases": ("Peace of mind for your business", "Peace of mind"),
    "limits": ("We do not support payroll yet", "do not support"),
    "first_person": ("We speak plain English", "We"),
    "contractions": ("It’s your money", "It’s"),
    "numbers": ("Nine people answer the phone", "Nine people"),
    "prices": ("£90 a month", "£90"),
}


def sample_voice(names: tuple[str, ...]) -> Voice:
    """Give a voice for each company: polished, with nobody who admits or is named."""
    return Voice(
        rates=tuple(
            voice_rate(place, axis.axis, number, name)
            for place, axis in enumerate(COUNTS)
            for number, name in enumerate((None, *names))
        ),
        sameness=tuple(sameness(number, axis.axis) for number, axis in enumerate(COUNTS)),
        lines=tuple(
            VoiceLine(axis, passage, Quote(name, text, f"https://{number}.example/", DAY))
            for axis, (text, passage) in SAID.items()
            for number, name in enumerate(names)
        ),
        openness=tuple(openness(number, name) for number, name in enumerate(names)),
    )


def voice_rate(place: int, axis: str, number: int, name: str | None) -> VoiceRate:
    value = 0.0 if axis not in SAID else 2.5 + (place * 3 + number * 5) % 7
    below = round(27 * min(1.0, value / 8))
    stands = "more" if below > 20 else "less" if not value and place % 2 else "like"
    return VoiceRate(
        company=name,
        axis=axis,
        pages=12,
        words=2400,
        marks=round(value * 2.4),
        rate=Range(value, value * 0.7, value * 1.4 + 0.5),
        others=Quartiles(1.0, 2.5, 4.0),
        below=below,
        ties=0 if value else 9,
        strangers=27,
        fields=6,
        stands=stands,
        reason="",
    )


def sameness(number: int, axis: str) -> VoiceSameness:
    if axis not in SAID:
        return VoiceSameness(axis, 8, 60, 0, None, None, None, False, "no page has any")  # noqa: FBT003 - a row of the table
    clear = number % 4 == 1
    value, p = (0.71, 0.011) if clear else (0.97, 0.4)
    return VoiceSameness(axis, 8, 60, 40 + number, value, 1.0, p, clear, "")


def openness(number: int, name: str) -> Openness:
    def said(text: str) -> Quote:
        return Quote(name, text, f"https://{number}.example/fees", DAY)

    scored = number % 3 > 0
    return Openness(
        company=name,
        price_pages=number % 3,
        limits=number % 2,
        people=number % 2,
        claims=14 if scored else 2,
        proved=4 if scored else 0,
        share=Range(4 / 14, 0.12, 0.55) if scored else None,
        proof="a figure",
        price=said("£90 a month") if number % 3 else None,
        limit=said("We do not support payroll yet") if number % 2 else None,
        person=said("Ada Holt keeps the books of forty shops") if number % 2 else None,
        proved_claim=said("Fixed fees since 1998, agreed with 400 clients"),
        bare_claim=said("We put our clients first, always."),
        reason="" if scored else "2 shared claims; 5 are needed",
    )
