"""Broadcast or conversation, in words: whom posts speak to, and whether a timer sends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.phrases import count, ended, in_hundred, isolated, joined
from reports.platform_findings import platform_name

if TYPE_CHECKING:
    from reports.data import Range, Report
    from reports.social_data import Clockwork, Conversation, ConversationLine, Habit

PANELS = (
    ("reply", "Replies", "posts that answer somebody, where replies can be seen"),
    ("question", "Questions", "posts that ask their readers something"),
    ("mention", "Mentions", "posts that name another account"),
    ("crosspost", "Cross-posts", "posts that say the same as one on another platform"),
)
"""The habits shown: kind, title, and what is counted."""

SHOWN_LINES = (
    ("reply", "Posts that answer somebody"),
    ("question", "Posts that ask"),
    ("mention", "Posts that name others"),
    ("crosspost", "The same on another platform"),
    ("broadcast", "Posts to everybody"),
)
"""The evidence shown: measure and title."""

MOST_LINES = 6
MOST_CLOCKS = 3
"""The most companies whose clockwork is told in full."""

SCALES = (0.05, 0.1, 0.25, 0.5, 1.0)
"""The ends that a panel's scale may have, as shares."""

RARE = 0.001
"""A p below this is written as less than this."""

LEAST_SHARE = 0.2
"""Share below which no moment is called a rhythm (``pipeline/measures/clockwork.py``)."""


TOO_FEW, UNSEEN = "Too few posts", "Replies can be seen at too few companies"
"""What a heading says where nothing can be told of replies."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One company's row in a panel: ``number`` of ``of`` posts; ``company`` None: the field."""

    company: str | None
    number: int
    of: int
    share: Range


@dataclass(frozen=True, slots=True)
class Panel:
    """One habit for everybody: ``end`` is the share (0-1) at which its scale ends."""

    kind: str
    title: str
    what: str
    end: float
    bars: tuple[Bar, ...]


def shows_talk(report: Report) -> bool:
    """Tell whether any post was counted."""
    return any(row.posts for row in report.social.conversations)


def field_talk(report: Report) -> Conversation | None:
    """Give the field's figures, or None where no post was counted."""
    return next((row for row in report.social.conversations if row.company is None), None)


def habit_of(row: Conversation | None, kind: str) -> Habit | None:
    """Give one habit where it has a share, else None."""
    habits = row.habits if row is not None else ()
    return next((habit for habit in habits if habit.kind == kind and habit.share), None)


def talk_heading(report: Report) -> str:
    """Give how many posts answer somebody: the client's where it has enough, or the field's."""
    mine = next((r for r in report.social.conversations if r.company == report.client), None)
    own = habit_of(mine, "reply") if report.client is not None else None
    if own is not None:
        return f"{own.number} of your {count(own.of, 'post', 'posts')} {_answer(own)} somebody"
    field = field_talk(report)
    answers = habit_of(field, "reply")
    if answers is None:
        few = field is None or field.reason
        return f"{TOO_FEW if few else UNSEEN} to tell broadcast from conversation"
    some = f"{answers.number:,} of {count(answers.of, 'post', 'posts')} {_answer(answers)} somebody"
    return f"{some}; the others speak to everybody"


def _answer(habit: Habit) -> str:
    return "answers" if habit.number == 1 else "answer"


def talk_so_what(report: Report) -> list[str]:
    """Give what the posts' habits say: to whom, how often twice, and whether by a timer."""
    said = [_field_sentence(report), _copies_sentence(report), *clockwork_sentences(report)]
    return [sentence for sentence in said if sentence]


def _field_sentence(report: Report) -> str:
    field = field_talk(report)
    if field is None or field.reason:
        return ended(f"The field was not scored: {field.reason}") if field else ""
    parts = [
        f"{_rate(habit)} {words} ({_range(habit.share)})"
        for kind, words in (
            ("reply", "answer somebody"),
            ("question", "ask their readers something"),
            ("mention", "name another account"),
        )
        if (habit := habit_of(field, kind)) and habit.share
    ]
    if not parts:
        return ""
    listed = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    return f"Of 100 posts of a company in this field, {listed}."


def _rate(habit: Habit) -> str:
    return in_hundred(habit.share.value) if habit.share and habit.number else "none"


def _range(share: Range) -> str:
    return f"{in_hundred(share.low)} to {in_hundred(share.high)}"


def _copies_sentence(report: Report) -> str:
    copies = habit_of(field_talk(report), "crosspost")
    if copies is None or not copies.number:
        return ""
    posts = count(copies.of, "post", "posts")
    say = "says" if copies.number == 1 else "say"
    return f"{copies.number:,} of {posts} {say} what the same company posts on another platform."


def clockwork_sentences(report: Report) -> list[str]:
    """Give who posts by the clock, beyond chance; or how many profiles were tested in vain."""
    tested = [row for row in report.social.clockwork if not row.reason]
    regular: dict[str, list[Clockwork]] = {}
    for row in sorted(tested, key=_least_p):
        if row.regular:
            regular.setdefault(row.company, []).append(row)
    if regular:
        said = [_company_clockwork(report, rows) for rows in regular.values()]
        more = len(said) - MOST_CLOCKS
        tail = [f"{count(more, 'company more does', 'companies more do')} so."] if more > 0 else []
        return said[:MOST_CLOCKS] + tail
    if not tested:
        return []
    profiles = count(len(tested), "profile was", "profiles were")
    return [f"{profiles} tested for a timer, and none posts by the clock beyond chance."]


def _company_clockwork(report: Report, rows: list[Clockwork]) -> str:
    """Give a company's surest clockwork, and where else it keeps time."""
    first = clockwork_sentence(report, rows[0])
    others = [platform_name(report, row.platform) for row in rows[1:]]
    return f"{first} So do those on {joined(others)}." if others else first


def _least_p(row: Clockwork) -> float:
    return min(p for p in (row.hour_p, row.interval_p, 1.0) if p is not None)


def clockwork_sentence(report: Report, row: Clockwork) -> str:
    """Give one profile's clockwork: the hour or the interval, how much of it, and its p."""
    profile = f"{_whose(report, row.company)} posts on {platform_name(report, row.platform)}"
    if row.hour_share is not None and row.hour_p is not None and _first_is_hour(row):
        usual = "" if row.hour_expected is None else f", {in_hundred(row.hour_expected)} expected"
        return (
            f"{profile} come by the clock: {in_hundred(row.hour_share)} of 100 within five minutes "
            f"of {row.hour}{usual} without a timer ({count(row.sittings, 'sending', 'sendings')}, "
            f"{p_words(row.hour_p)})."
        )
    share = in_hundred(row.interval_share or 0.0)
    usual = (
        "" if row.interval_expected is None else f", {in_hundred(row.interval_expected)} expected"
    )
    return (
        f"{profile} come by the clock: {share} of 100 follow the last after the same interval"
        f"{usual} without a timer ({count(row.sittings, 'sending', 'sendings')}, "
        f"{p_words(row.interval_p or 0.0)})."
    )


def _first_is_hour(row: Clockwork) -> bool:
    """Tell whether the hour is the stronger sign of those that make a rhythm at all."""
    if (row.hour_share or 0.0) < LEAST_SHARE or (row.interval_share or 0.0) < LEAST_SHARE:
        return (row.hour_share or 0.0) >= LEAST_SHARE
    return row.interval_p is None or (row.hour_p or 0.0) <= row.interval_p


def _whose(report: Report, company: str) -> str:
    return "Your" if company == report.client else f"{isolated(company)}’s"


def p_words(p: float) -> str:
    """Give how often chance does as much: ``p < 0.001``, ``p = 0.02``."""
    return f"p < {RARE}" if p < RARE else f"p = {p:.2g}"


def talk_panels(report: Report) -> list[Panel]:
    """Give one panel a habit: the field, the client, then the others in file order."""
    rows = sorted(
        report.social.conversations,
        key=lambda row: (row.company is not None, row.company != report.client),
    )
    panels = [_panel(kind, title, what, rows) for kind, title, what in PANELS]
    return [panel for panel in panels if panel.bars]


def _panel(kind: str, title: str, what: str, rows: list[Conversation]) -> Panel:
    bars = tuple(
        Bar(row.company, habit.number, habit.of, habit.share)
        for row in rows
        if (habit := habit_of(row, kind)) and habit.share
    )
    highest = max((bar.share.high for bar in bars), default=0.0)
    return Panel(kind, title, what, next(end for end in SCALES if end >= min(1.0, highest)), bars)


def unscored_talk(report: Report) -> list[Conversation]:
    """Give the companies of which something could not be told, in file order."""
    rows = report.social.conversations
    return [row for row in rows if row.company is not None and (row.reason or row.notes)]


def shown_lines() -> tuple[tuple[str, str], ...]:
    """Give the measures that posts are shown for, with their titles."""
    return SHOWN_LINES


def talk_lines(report: Report, measure: str) -> list[ConversationLine]:
    """Give posts that show a habit: the client's first, one of each company before a second."""
    lines = [line for line in report.social.lines if line.measure == measure]
    seen: dict[str, int] = {}
    order = []
    for line in lines:
        seen[line.company] = seen.get(line.company, 0) + 1
        order.append((seen[line.company], line.company != report.client, line))
    return [line for *_, line in sorted(order, key=lambda entry: entry[:2])][:MOST_LINES]
