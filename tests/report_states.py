"""The states in which a report happens to be, each made from the sample of an invented industry."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reports.branding_data import Branding, Remark
from reports.data import IndustryScores, Range, Report, SwapMatrix
from reports.history_data import NO_HISTORY
from reports.social_data import NOBODY
from tests.conftest import SHARED, build
from tests.history_samples import AT_FIRST, first_history, unchanged_history, with_dates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONG = "The Honourable Company of " + "Very Careful " * 12 + "Accountants"

JAPANESE = (
    "お客様を第一に考えます。",
    "経理のことは私たちにお任せください。",
    "会計士を超えたパートナーです。",
    "毎月定額、隠れた費用は一切ありません。",
    "Мы говорим простым языком, без жаргона.",
    "Οι αριθμοί σας σε πραγματικό χρόνο, όπου κι αν είστε.",  # noqa: RUF001 - Greek
)

ARABIC = (
    "نضع عملاءنا أولاً، دائماً.",
    "محاسبة تتيح لك التركيز على عملك.",
    "אנחנו יותר מרואי חשבון: שותפים לצמיחה שלכם.",
    "رسوم شهرية ثابتة، بلا تكاليف خفية وبلا مفاجآت في نهاية 2026.",
    "خبراؤنا هنا (دائماً) لمساعدتك 24/7.",
)


def translated(value: Any, words: Mapping[str, str]) -> Any:  # noqa: ANN401 - any part of a report
    """Give a copy of a report in which every text is what the mapping has in its place."""
    if isinstance(value, str):
        for before, after in words.items():
            value = value.replace(before, after)
        return value
    if isinstance(value, tuple):
        return tuple(translated(item, words) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return replace(value, **{name: translated(part, words) for name, part in parts.items()})
    return value


def unscored(report: Report, reason: str) -> Report:
    """Give a report from too little evidence to publish any figure."""
    scores = IndustryScores(
        published=False, reason=reason, companies=len(report.companies), index=None,
        effective_pitches=None, blind_test=None, trend=None, regime="unclear", context="",
    )  # fmt: skip
    companies = tuple(
        replace(one, published=False, reason=reason, index=None, blind_test=None, trend=None)
        for one in report.companies
    )
    words = tuple(
        replace(
            row, words=None, rivals=None, strangers=None, excess=None, clear=False, reason=reason
        )
        for row in report.same_words
        if row.company is None
    )
    names = report.swap_matrix.companies
    nothing = tuple((None,) * len(names) for _ in names)
    return replace(
        report, scores=scores, companies=companies, same_words=words, own_words=(), quiz=(),
        swap_matrix=SwapMatrix(names, nothing), social=NOBODY, posts=None,
        history=NO_HISTORY,
    )  # fmt: skip


def few(size: int) -> Report:
    """Give a report of one or two companies, which is too few to score."""
    number = "1 company was" if size == 1 else f"{size} companies were"
    report = unscored(build(2, only_you=(), echoes=()), f"{number} read, 5 are needed.")
    if size == 2:
        return report
    return replace(
        report, claims=(), stock_phrases=(), white_space=(), companies=report.companies[:1],
        coverage=report.coverage[:1], weeded_out=report.weeded_out[:1],
        swap_matrix=SwapMatrix(report.swap_matrix.companies[:1], ((None,),)),
    )  # fmt: skip


def thin_text() -> Report:
    """Give a report of companies whose sites hold too few statements."""
    report = unscored(build(6, "Dunmore Tax"), "2 companies could be scored, 5 are needed.")
    counts = (212, 31, 8, 164, 22, 0)
    companies = tuple(
        replace(
            one, statements=count, reason=f"{count} statements were read, 40 are needed."
        ) if count < 40 else replace(one, statements=count)
        for one, count in zip(report.companies, counts, strict=True)
    )  # fmt: skip
    return replace(
        report, companies=companies, claims=report.claims[8:10], only_you=report.only_you[:2],
        stock_phrases=(), white_space=(),
    )  # fmt: skip


def nothing_shared() -> Report:
    """Give a report of companies that already sound different."""
    scores = IndustryScores(
        published=True, reason="", companies=8, index=Range(8, -5, 19),
        effective_pitches=Range(5.1, 3.4, 8), blind_test=Range(0.2, 0.1, 0.3),
        trend=Range(9, -6, 21), regime="heterogeneous", context="",
    )  # fmt: skip
    report = build(8, "Dunmore Tax", claims=(), stock_phrases=(), white_space=(), scores=scores)
    companies = tuple(
        replace(one, index=Range(6 + 2 * number, -7, 18), trend=Range(7 + number, -6, 20))
        for number, one in enumerate(report.companies)
    )
    values = tuple(
        tuple(None if value is None else value / 8 for value in row)
        for row in report.swap_matrix.values
    )
    matrix = replace(report.swap_matrix, values=values)
    return replace(report, companies=companies, swap_matrix=matrix, quiz=(), own_words=())


def nothing_the_same() -> Report:
    """Give a report in which some claims read alike and none is said in the same sense."""
    report = build(8, "Dunmore Tax")
    alike = tuple(
        replace(
            claim, id=f"a{number}", companies=(), alike=claim.companies or claim.alike, tier="",
            quotes=(), alike_quotes=claim.quotes or claim.alike_quotes, owner=None,
        )
        for number, claim in enumerate(report.claims)
    )  # fmt: skip
    return replace(report, claims=alike)


def a_site_refused() -> Report:
    """Give a report whose first company's site, the client's, could not be read at all."""
    report = build(8, "Alder & Vane")
    first, *others = report.companies
    shut = replace(
        first, pages=0, statements=0, published=False, reason="no marketing text could be read",
        index=None, blind_test=None, trend=None,
    )  # fmt: skip
    site = replace(
        report.coverage[0], asked=1, fetched=0, failed=0, refused=1, marketing=0, first_read=None,
        last_read=None, trouble=(("robots.txt says no", 1),),
    )  # fmt: skip
    values = tuple(
        tuple(None if 0 in (i, j) else value for j, value in enumerate(row))
        for i, row in enumerate(report.swap_matrix.values)
    )
    return replace(
        report, companies=(shut, *others), coverage=(site, *report.coverage[1:]),
        swap_matrix=replace(report.swap_matrix, values=values),
    )  # fmt: skip


def first_month() -> Report:
    """Give the report of a field that was read for the first time: nothing to compare with."""
    report = build(8, "Dunmore Tax")
    coverage = tuple(
        replace(site, kept=0, kept_since=None, unchanged=0, changed=0, new=site.fetched, gone=0)
        for site in report.coverage
    )
    only_you = tuple(replace(own, crawls=1) for own in report.only_you)
    history = first_history(report)
    changed = replace(report, coverage=coverage, only_you=only_you, history=history)
    return with_dates(changed, AT_FIRST)


def a_month_without_change() -> Report:
    """Give the report of a month in which nothing changed that could be measured."""
    report = build(8, "Dunmore Tax")
    return replace(report, history=unchanged_history(report))


def another_version() -> Report:
    """Give the report of a field whose earlier readings only another version measured."""
    report = build(8, "Dunmore Tax")
    first = first_history(report)
    readings = (report.history.readings[0], first.readings[-1])
    return with_dates(replace(report, history=replace(first, readings=readings)), AT_FIRST)


def very_long_names() -> Report:
    """Give a report with names without a space, and names as long as a sentence."""
    words = {"Cobalt Books": "W" * 90, "Dunmore Tax": LONG}
    report: Report = translated(build(8, "Dunmore Tax"), words)
    return report


def non_latin_text() -> Report:
    """Give a report of companies with Japanese names that speak Japanese, Russian and Greek."""
    words = dict(zip(SHARED, (JAPANESE * 3)[: len(SHARED)], strict=True))
    words |= {"Brightledger": "会計事務所さくら", "Dunmore Tax": "税理士法人みらい"}
    report: Report = translated(build(8, "Dunmore Tax"), words)
    return report


def right_to_left_text() -> Report:
    """Give a report of companies with Arabic and Hebrew names that speak these languages."""
    words = dict(zip(SHARED, (ARABIC * 3)[: len(SHARED)], strict=True))
    words |= {"Alder & Vane": "حسابات النور للتدقيق", "Dunmore Tax": "רואי חשבון דן"}
    report: Report = translated(build(8, "Dunmore Tax"), words)
    return report


def a_damaged_image() -> Report:
    """Give a report of which one picture's copy is gone and one home page's could not be drawn."""
    report = build(8, "Dunmore Tax")
    first, *others = report.images.same
    shown = (replace(first.shown[0], thumbnail=b""), *first.shown[1:])
    images = replace(report.images, same=(replace(first, shown=shown), *others))
    look = replace(report.look, pages=report.look.pages[1:])
    return replace(report, images=images, look=look)


def an_agencys() -> Report:
    """Give a report that carries an agency's name, colour and words, and hides two sections."""
    remarks = (
        Remark("verdict", "We read this with you on **Monday**.\n\n- Bring the error log."),
        Remark("claims", "### Not every shared claim is a fault\nSome are table stakes."),
    )
    branding = Branding(
        agency="Okonkwo & Daughters", colour="#ffcc00", client_name="Dunmore", remarks=remarks,
        hidden=("quiz", "claims"),
    )  # fmt: skip
    return build(8, "Dunmore Tax", branding=branding)


STATES: dict[str, Callable[[], Report]] = {
    "for a client": lambda: build(8, "Dunmore Tax"),
    "about the field": lambda: build(12),
    "1 company": lambda: few(1),
    "2 companies": lambda: few(2),
    "40 companies": lambda: build(40, "Fairweather"),
    "nothing shared": nothing_shared,
    "nothing the same": nothing_the_same,
    "a site refused": a_site_refused,
    "thin text": thin_text,
    "first month": first_month,
    "a month without change": a_month_without_change,
    "another version before": another_version,
    "very long names": very_long_names,
    "non-Latin text": non_latin_text,
    "right-to-left text": right_to_left_text,
    "a damaged image": a_damaged_image,
    "an agency's": an_agencys,
}
