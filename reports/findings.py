"""What each section found, in words: headings, the so-whats, and how near is near."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from reports.phrases import count, decimal, isolated, joined, long_date, points
from reports.wording import client_score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reports.data import CompanyScore, Coverage, OnlyYou, Report, SwapMatrix, WeededOut

NEAR_TIE = 10.0
"""Pairs this close to the highest, in points, are named with it: a pair has no range."""

SHOWN = 3
"""The most pairs that a sentence names."""

NEARNESS = (
    (0.65, "close: judge for yourself"),
    (0.5, "near: perhaps the same point"),
    (0.35, "loosely related"),
    (-1.0, "nothing near it"),
)


def guessing_gets(report: Report) -> str:
    """Give what blind guessing would score in the quiz, with its denominator."""
    chance = sum(1 / len(question.options) for question in report.quiz if question.options)
    return f"Guessing would get {decimal(chance)} of {len(report.quiz)}."


def scored(companies: Sequence[CompanyScore]) -> list[CompanyScore]:
    """Give the companies with a published index, highest first, equals in file order."""
    with_index = [company for company in companies if company.index is not None]
    return sorted(with_index, key=lambda c: -(c.index.value if c.index else 0.0))


def left_out(companies: Sequence[CompanyScore]) -> dict[str, list[str]]:
    """Give who has no published index by the reason, both in file order."""
    reasons: dict[str, list[str]] = {}
    for company in companies:
        if company.index is None:
            reasons.setdefault(company.reason or "too little was read", []).append(company.name)
    return reasons


def most_distinct(companies: Sequence[CompanyScore]) -> CompanyScore | None:
    """Give the company whose range lies wholly below every other's, or None."""
    ranked = scored(companies)
    if len(ranked) < 2:
        return None
    lowest = ranked[-1]
    others = (company.index.low for company in ranked[:-1] if company.index)
    return lowest if lowest.index and lowest.index.high < min(others) else None


def pairs_heading(report: Report) -> str:
    """Give what the swap matrix found: who stands apart, or that nobody clearly does."""
    ranked = scored(report.companies)
    if len(ranked) < 2:
        return "Too few companies could be compared"
    apart = most_distinct(ranked)
    if apart is None:
        return "No company is clearly the most distinct"
    if apart.is_client:
        return "You stand apart from the rest"
    return f"{isolated(apart.name)} stands apart from the rest"


def pairs_so_what(report: Report) -> list[str]:
    """Give the conclusions of the swap matrix: closest pair, most distinct, the client's place."""
    found = [_closest(report.swap_matrix), _distinct(report.companies), _place(report)]
    return [sentence for sentence in found if sentence]


def pair_points(matrix: SwapMatrix) -> list[tuple[float, str, str]]:
    """Give (points, company, company) per unordered pair, both directions averaged, highest first.

    Pairs with a missing direction are left out; equals keep the matrix's order.
    """
    pairs = []
    for i, j in combinations(range(len(matrix.companies)), 2):
        there, back = matrix.values[i][j], matrix.values[j][i]
        if there is not None and back is not None:
            pairs.append(((there + back) / 2, matrix.companies[i], matrix.companies[j]))
    return sorted(pairs, key=lambda pair: -pair[0])


def _closest(matrix: SwapMatrix) -> str:
    pairs = pair_points(matrix)
    if not pairs:
        return ""
    highest = pairs[0][0]
    near = [pair for pair in pairs if pair[0] >= highest - NEAR_TIE]
    named = [f"{isolated(one)} and {isolated(two)} ({points(value)})" for value, one, two in near]
    if len(near) == 1:
        return f"The most interchangeable pair is {named[0]}, by more than 10 points."
    tied = "; ".join(named[:SHOWN])
    more = f"; {len(near) - SHOWN} more within 10 points" if len(near) > SHOWN else ""
    return f"Most interchangeable: {tied}{more}. A pair has no range: take these as tied."


def _distinct(companies: Sequence[CompanyScore]) -> str:
    ranked = scored(companies)
    if len(ranked) < 2:
        return ""
    apart = most_distinct(ranked)
    if apart is not None and apart.index is not None:
        who = "You are" if apart.is_client else f"{isolated(apart.name)} is"
        return f"{who} the most distinct: even the top of that range is below every other range."
    tied = [company.name for company in reversed(ranked) if _overlap(company, ranked[-1])]
    return f"At the distinct end {joined(tied)} can’t be told apart: their ranges overlap."


def _overlap(one: CompanyScore, two: CompanyScore) -> bool:
    if one.index is None or two.index is None:
        return False
    return one.index.low <= two.index.high and two.index.low <= one.index.high


def _place(report: Report) -> str:
    client = client_score(report)
    if client is None or client.index is None:
        return ""
    rivals = [company for company in scored(report.companies) if not company.is_client]
    below = sum(rival.index.high < client.index.low for rival in rivals if rival.index)
    above = sum(rival.index.low > client.index.high for rival in rivals if rival.index)
    same = len(rivals) - below - above
    return (
        f"Of your {count(len(rivals), 'rival', 'rivals')}, {below} {_are(below)} clearly less "
        f"interchangeable than you and {above} {_are(above)} clearly more; "
        f"{same} can’t be told from you."
    )


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def only_you_groups(report: Report) -> list[tuple[str, list[OnlyYou]]]:
    """Give (company, its sentences) in file order, the client first, empty groups left out."""
    names = [company.name for company in report.companies]
    names.sort(key=lambda name: name != report.client)
    groups = [(name, [own for own in report.only_you if own.company == name]) for name in names]
    return [(name, sentences) for name, sentences in groups if sentences]


def only_you_heading(report: Report) -> str:
    """Give how many sentences have no near twin, the client's if there is one."""
    if report.client is not None:
        yours = sum(own.company == report.client for own in report.only_you)
        if yours == 0:
            return "We found no sentence that only you say"
        return f"{count(yours, 'sentence', 'sentences')} that only you say"
    if not report.only_you:
        return "We found no sentence that one company alone says"
    return f"{count(len(report.only_you), 'sentence', 'sentences')} that one company alone says"


def nearness(similarity: float) -> str:
    """Give a similarity in [-1, 1] in words; a reworded claim stands near 0.5."""
    return next(words for least, words in NEARNESS if similarity >= least)


def weeded_heading(weeded: Sequence[WeededOut]) -> str:
    """Give how many mentions were deleted and how many words still give a company away."""
    mentions = sum(times for company in weeded for _, _, times in company.terms)
    leaks = sum(len(company.leaks) for company in weeded)
    deleted = f"{count(mentions, 'mention', 'mentions')} deleted before comparing"
    if leaks == 0:
        return f"{deleted}, and no leak found"
    return f"{deleted}; {count(leaks, 'word still leaks', 'words still leak')}"


def method_heading(report: Report) -> str:
    """Give how much was read of how many sites."""
    pages = sum(site.fetched for site in report.coverage)
    sites = count(len(report.coverage), "site", "sites")
    return f"{count(pages, 'page', 'pages')} read on {sites}: how, and where this can be wrong"


def reading_dates(report: Report) -> str:
    """Give when the sites were read: one day, or the first and the last; and who could not be."""
    first = [site.first_read for site in report.coverage if site.first_read is not None]
    last = [site.last_read for site in report.coverage if site.last_read is not None]
    if not first or not last:
        return f"run of {long_date(report.started_at.date())}"
    begin, end = min(first).date(), max(last).date()
    days = f"on {long_date(begin)}"
    if begin != end:
        days = f"from {long_date(begin)} to {long_date(end)}"
    return "; ".join([f"read {days}", *_unread_sites(report.coverage)])


def _unread_sites(coverage: Iterable[Coverage]) -> Iterator[str]:
    """Yield, of each site that could not be read this time, what stands in for it."""
    for site in coverage:
        if not site.fetched and site.kept_since is not None:
            since = long_date(site.kept_since.date())
            yield f"{site.company} could not be read, its pages of {since} stand in"


def what_changed(site: Coverage) -> str:
    """Give what became of a site's pages since it was last read; a dash at the first time."""
    if not site.unchanged + site.changed + site.gone:
        return "–"
    words = (
        (site.unchanged, "unchanged"),
        (site.changed, "changed"),
        (site.new, "new"),
        (site.gone, "gone"),
    )
    return ", ".join(f"{number} {word}" for number, word in words if number)


def what_stands_in(site: Coverage) -> str:
    """Give how many pages stand in from an earlier reading and since when; empty where none do."""
    if site.kept_since is None:
        return ""
    pages = count(site.kept, "page stands in", "pages stand in")
    return f"{pages}, read on {long_date(site.kept_since.date())}"


def days_read(site: Coverage) -> str:
    """Give the day or days one site was read on; a dash where nothing was read."""
    if site.first_read is None or site.last_read is None:
        return "–"
    begin, end = site.first_read.date(), site.last_read.date()
    return long_date(begin) if begin == end else f"{long_date(begin)} to {long_date(end)}"
