"""Where everybody is, in words: who is on what, at which profiles nobody is home."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.phrases import count, ended, fixed, in_hundred, joined, long_date, short_date

if TYPE_CHECKING:
    from reports.data import Report
    from reports.social_data import PlatformOverlap, Presence

NOBODY_HOME = ("silent", "abandoned", "dead")
"""The states of a profile at which nobody is home, as far as can be told."""

BLOG = "blog"
"""The short name of what is no platform, but a company's own site."""

STATES = (
    ("read", "read: it has posts in the time we looked at"),
    ("silent", "silent: read, and without a post in that time"),
    ("abandoned", "abandoned: the newest post is more than 180 days old"),
    ("dead", "dead: the platform or the account is gone"),
    ("not read", "not read: see why below"),
)
"""The states with their meaning, in the order of the legend."""


@dataclass(frozen=True, slots=True)
class Column:
    """A platform and how many companies have a profile there."""

    platform: str
    name: str
    companies: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A reason why profiles were not read: how many, and of which platforms."""

    reason: str
    profiles: int
    platforms: tuple[tuple[str, int], ...]


def shows_platforms(report: Report) -> bool:
    """Tell whether there is any profile, or at least an exit door, to speak of."""
    return bool(report.social.presences or report.social.doors)


def states(report: Report) -> list[tuple[str, str]]:
    """Give the states that the table has, each with its meaning."""
    there = {profile.state for profile in report.social.presences}
    return [(state, meaning) for state, meaning in STATES if state in there]


def columns(report: Report) -> list[Column]:
    """Give the platforms, those of most companies first."""
    companies: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for profile in report.social.presences:
        companies[profile.platform].add(profile.company)
        names[profile.platform] = profile.name
    found = [Column(key, names[key], len(who)) for key, who in companies.items()]
    return sorted(found, key=lambda column: (-column.companies, column.name.casefold()))


def profiles_of(report: Report, company: str, platform: str) -> list[Presence]:
    """Give a company's profiles on a platform: one, none, seldom more."""
    return [p for p in report.social.presences if (p.company, p.platform) == (company, platform)]


def platform_name(report: Report, platform: str) -> str:
    """Give a platform as it spells itself; by its short name where no company has a profile."""
    names = (p.name for p in report.social.presences if p.platform == platform)
    return next(names, platform)


def since_when(profile: Presence) -> list[str]:
    """Give what stands below a profile's state: how many posts, and until when."""
    newest = short_date(profile.newest) if profile.newest else ""
    if profile.state == "read":
        posts = count(profile.posts, "post", "posts")
        return [posts, f"to {newest}"] if newest else [posts]
    if profile.state == "abandoned":
        return [f"since {newest}"] if newest else ["no post left"]
    if profile.state == "silent":
        return [f"since {newest}"] if newest else ["no post"]
    return []


def platforms_heading(report: Report) -> str:
    """Give where most companies are, and at how many of the checked profiles nobody is home."""
    profiles, where = report.social.presences, _where_most_are(report)
    empty = [profile for profile in profiles if profile.state in NOBODY_HOME]
    if not empty:
        return where
    told = sum(profile.state != "not read" for profile in profiles)
    if told == len(profiles):
        return f"{where}; at {len(empty)} of {told} profiles nobody is home"
    checked = "the one profile" if told == 1 else f"{len(empty)} of the {told} profiles"
    return f"{where}; nobody is home at {checked} we could check"


def _where_most_are(report: Report) -> str:
    """Give the platforms of most companies; their own blogs only where there is nothing else."""
    places = [column for column in columns(report) if column.platform != BLOG]
    first = (places or columns(report))[0]
    companies = f"{first.companies} of {len(report.companies)} companies"
    if not places:
        return f"{companies} {'has' if first.companies == 1 else 'have'} a blog"
    tied = [column.name for column in places if column.companies == first.companies]
    return f"{companies} {'is' if first.companies == 1 else 'are'} on {joined(tied, 3)}"


def platforms_so_what(report: Report) -> list[str]:
    """Give how alike the choice of platforms is, and what the client's own profiles are like."""
    said = [_overlap_sentence(report), _home_sentence(report), _unread_sentence(report)]
    return [sentence for sentence in said if sentence]


def field_overlap(report: Report) -> PlatformOverlap | None:
    """Give how alike the field's choice of platforms is, or None where nobody asked."""
    return next((row for row in report.social.overlaps if row.company is None), None)


def company_overlaps(report: Report) -> list[PlatformOverlap]:
    """Give the companies' own figures, as far as there are any."""
    return [row for row in report.social.overlaps if row.company is not None and row.excess]


def _overlap_sentence(report: Report) -> str:
    row = field_overlap(report)
    if row is None:
        return ""
    if row.excess is None or row.shared is None or row.strangers is None:
        return ended(f"How alike the choice of platforms is was not scored: {row.reason}")
    pair = (
        f"Take two rivals: of 100 platforms that either is on, both are on "
        f"{in_hundred(row.shared)}. With {count(row.strangers_known, 'company', 'companies')} of "
        f"other fields it is {in_hundred(row.strangers)}."
    )
    if row.clear:
        return f"{pair} The difference is clear: {excess_range(row)}."
    if row.excess.high < 0:
        return f"{pair} Rivals are clearly less alike than strangers: {excess_range(row)}."
    return (
        f"{pair} That rivals are more alike than strangers can’t be shown: the range of the "
        f"difference includes zero ({excess_range(row)})."
    )


def excess_range(row: PlatformOverlap) -> str:
    """Give the range of the difference to strangers, in hundredths."""
    if row.excess is None:
        return ""
    return f"{fixed(100 * row.excess.low, 0)} to {fixed(100 * row.excess.high, 0)}"


def _home_sentence(report: Report) -> str:
    mine = [p for p in report.social.presences if p.company == report.client]
    if report.client is None or not report.social.presences:
        return ""
    if not mine:
        return "No profile of yours was found on your site."
    have = f"You have {count(len(mine), 'profile', 'profiles')}"
    empty = [p for p in mine if p.state in NOBODY_HOME]
    if all(p.state == "not read" for p in mine):
        return f"{have}; whether anybody is home could not be told of any."
    if not empty:
        return f"{have}, and none that could be read stands empty."
    named = joined([f"{p.name} ({_state_words(p)})" for p in empty], 6)
    leads = " Your site still leads there." if any(p.found_at for p in empty) else ""
    return f"{have}; nobody is home at {len(empty)} of them: {named}.{leads}"


def _state_words(profile: Presence) -> str:
    when = f" since {long_date(profile.newest)}" if profile.newest else ""
    return f"{profile.state}{when if profile.state != 'dead' else ''}"


def _unread_sentence(report: Report) -> str:
    unread = [p for p in report.social.presences if p.state == "not read"]
    if not unread:
        return ""
    profiles = count(len(report.social.presences), "profile", "profiles")
    said = f"{len(unread)} of {profiles} could not be read; why stands below."
    if not any(row.posts for row in report.social.conversations):
        return f"{said} No post is known, so nothing is said here of what anybody posts."
    return f"{said} What nobody read is not counted as silence."


def unread_groups(report: Report) -> list[Unread]:
    """Give why profiles were not read, the reason behind most of them first."""
    by_reason: dict[str, Counter[str]] = defaultdict(Counter)
    for profile in report.social.presences:
        if profile.state == "not read":
            by_reason[profile.reason or "no reason was noted"][profile.name] += 1
    groups = [
        Unread(reason, names.total(), tuple(sorted(names.items(), key=lambda n: (-n[1], n[0]))))
        for reason, names in by_reason.items()
    ]
    return sorted(groups, key=lambda group: (-group.profiles, group.reason))
