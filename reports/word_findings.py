"""What the words say: stock phrases, words in common against strangers, and own words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from reports.phrases import count, decimal, ended, fixed, joined

if TYPE_CHECKING:
    from reports.data import OwnWord, Report, SameWords, StockPhrase


def own_phrases(report: Report) -> list[StockPhrase]:
    """Give the field's stock phrases, whole ones first, without what everybody says everywhere."""
    phrases = [phrase for phrase in report.stock_phrases if not phrase.general]
    return sorted(phrases, key=lambda phrase: (not phrase.whole, -len(phrase.uses)))


def general_phrases(report: Report) -> list[StockPhrase]:
    """Give the phrases that strangers use as well."""
    return [phrase for phrase in report.stock_phrases if phrase.general]


def phrase_words(phrase: StockPhrase) -> str:
    """Give a phrase as it is written most often; numbers named, dots where it breaks off."""
    written = Counter(use.passage for use in phrase.uses)
    commonest = min(written, key=lambda passage: (-written[passage], passage.swapcase()))
    words = phrase.phrase.replace("#", "[number]") if "#" in phrase.phrase else commonest
    return words if phrase.whole else f"… {words} …"


def words_heading(report: Report) -> str:
    """Give how many phrases are stock, and where the widest stands."""
    phrases = own_phrases(report)
    if not phrases:
        return "No phrase is stock: none of this field’s own was found at three companies"
    first = phrases[0]
    found = count(len(phrases), "stock phrase", "stock phrases")
    return f"{found}; “{phrase_words(first)}” is said by {len(first.uses)} of {first.asked}"


def words_so_what(report: Report) -> list[str]:
    """Give what the words in common say against strangers, and the client's part."""
    said = [field_words_sentence(report)] if report.same_words else []
    if report.client is not None and own_phrases(report):
        used = sum(_uses(phrase, report.client) for phrase in own_phrases(report))
        said.append(f"You use {used} of the {len(own_phrases(report))} stock phrases.")
    return said


def _uses(phrase: StockPhrase, company: str) -> bool:
    return any(use.quote.company == company for use in phrase.uses)


def field_words_sentence(report: Report) -> str:
    """Give the figure to quote: by two rivals where it is clear of strangers, else by one."""
    rows = {row.least: row for row in report.same_words if row.company is None}
    chosen = next((row for row in (rows.get(2), rows.get(1)) if row and row.clear), rows.get(2))
    if chosen is None:
        return "Words in common were not measured."
    if chosen.reason:
        return ended(f"Words in common were not measured: {chosen.reason}")
    return words_sentence(chosen)


def words_sentence(row: SameWords) -> str:
    """Give one figure of words in common; where it is not clear of strangers, that comes first."""
    if row.excess is None or row.rivals is None or row.strangers is None:
        return "Words in common were not measured."
    who = "two rivals use" if row.least == 2 else "a rival uses"
    if not row.clear:
        return (
            f"Word for word, no more than strangers can be shown: {decimal(row.rivals)} of 1,000 "
            f"words stand in phrases that {who}, too, {decimal(row.strangers)} among strangers. "
            f"The range of the difference includes zero ({_range(row)})."
        )
    return (
        f"{decimal(row.rivals)} of 1,000 words stand in phrases of four words or more that {who}, "
        f"too; among strangers {decimal(row.strangers)}. Difference {_range(row)}."
    )


def _range(row: SameWords) -> str:
    if row.excess is None:
        return ""
    return f"{signed(row.excess.low)} to {signed(row.excess.high)}"


def signed(value: float) -> str:
    """Give a number with one decimal and a real minus sign, never minus zero."""
    return fixed(value, 1)


def words_verdict(row: SameWords) -> str:
    """Give in a few words whether a figure is above strangers."""
    return "more than strangers" if row.clear else "no more than strangers can be shown"


def words_rows(report: Report) -> list[SameWords]:
    """Give the field's figures and the client's; there are none where they were not measured."""
    shown = [row for row in report.same_words if row.company in {None, report.client}]
    shown.sort(key=lambda row: (row.least, row.company is not None))
    return [row for row in shown if row.excess is not None]


def company_words_rows(report: Report) -> list[SameWords]:
    """Give the other companies' figures by two rivals, in file order."""
    order = {company.name: place for place, company in enumerate(report.companies)}
    rows = [
        row
        for row in report.same_words
        if row.least == 2 and row.excess and row.company not in {None, report.client}
    ]
    return sorted(rows, key=lambda row: order.get(row.company or "", len(order)))


def own_word_groups(report: Report) -> list[tuple[str, list[OwnWord]]]:
    """Give (company, its own words) in file order, the client first, empty groups left out."""
    names = sorted((c.name for c in report.companies), key=lambda name: name != report.client)
    groups = [(name, [w for w in report.own_words if w.company == name]) for name in names]
    return [(name, words) for name, words in groups if words]


def own_words_heading(report: Report) -> str:
    """Give the client's own words, or how many companies have any."""
    groups = own_word_groups(report)
    if report.client is not None:
        mine = [word.term for word in report.own_words if word.company == report.client]
        if not mine:
            return "You have no word of your own beyond chance"
        return f"Your own words: {joined([f'“{term}”' for term in mine])}"
    if not groups:
        return "No company has a word of its own beyond chance"
    have = "has" if len(groups) == 1 else "have"
    return f"{len(groups)} of {len(report.companies)} companies {have} words of their own"
