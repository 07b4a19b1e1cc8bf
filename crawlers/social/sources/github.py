"""Releases of a GitHub organisation's or person's repositories, announced as posts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from crawlers.social.source import Ask, Reading
from crawlers.social.sources.announcements import announce
from crawlers.social.sources.answers import failure, of_known_account, read_json, text_at, value_at
from crawlers.social.sources.feed_entries import Entry
from crawlers.social.sources.paging import Batch, done, gather, newest_first
from crawlers.social.sources.plain import read_markup, read_text
from sameness.records import ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from crawlers.social.source import Access, Answer, Conversation
    from sameness.records import Post, Profile

KEY = "github_token"
MOST_REPOSITORIES = 10
"""Repositories asked for releases, the latest to change first: 60 requests an hour are free."""

PAGE = 100


class GitHub:
    """Reads the releases of an account, with a token ("github_token") or without.

    A release counts as one post: its name and the beginning of its notes. Forks and drafts don't
    count. ``links`` of a reading are the site and the addresses of the account's own page.
    """

    platform = "github"

    def __init__(self, access: Access) -> None:
        self._access = access

    def can_read(self, profile: Profile) -> bool:
        """Tell whether the profile is an account of GitHub."""
        return profile.platform == self.platform

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads the releases published from ``since`` on."""
        interface = _Interface(
            self._access.bases.get(self.platform) or "https://api.github.com",
            self._access.keys.get(KEY, ""),
        )
        name = quote(profile.handle.lstrip("@").partition("/")[0], safe="")
        answer = yield interface.ask(f"users/{name}")
        account = read_json(answer)
        if answer.status != 200 or not text_at(account, "login"):
            return interface.explain(answer)
        answer = yield interface.ask(
            f"users/{name}/repos", sort="pushed", type="owner", per_page=str(PAGE)
        )
        repositories = read_json(answer)
        if answer.status != 200 or not isinstance(repositories, list):
            return replace(of_known_account(interface.explain(answer)), links=_links(account))
        wanted = _wanted(repositories, since)
        reading = yield from _read_all(profile, interface, wanted, since, self._access.max_posts)
        return replace(reading, links=_links(account))


@dataclass(frozen=True, slots=True)
class _Interface:
    home: str
    token: str

    def ask(self, path: str, **query: str) -> Ask:
        """Give the ask for a path; a token goes into its headers."""
        headers: Mapping[str, str] = {
            "Accept": "application/vnd.github.html+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        if self.token:
            headers = {**headers, "Authorization": f"Bearer {self.token}"}
        address = f"{self.home}/{path}" + (f"?{urlencode(query)}" if query else "")
        return Ask(address, headers=headers, keyed=bool(self.token))

    def explain(self, answer: Answer) -> Reading:
        """Give the reading of an error; GitHub says 403 also where it means "too often"."""
        headers = answer.headers
        is_spent = headers.get("x-ratelimit-remaining") == "0" or "retry-after" in headers
        if answer.status in {403, 429} and is_spent:
            remedy = "" if self.token else f": set SAMENESS_{KEY.upper()}"
            return Reading(ReadingStatus.RATE_LIMITED, f"the limit of requests is reached{remedy}")
        return failure(answer)


def _wanted(repositories: list[object], since: datetime) -> list[str]:
    """Give the names of the repositories that may have releases of the time, at most so many."""
    # GitHub writes all times alike, so that they can be compared as text.
    oldest = since.strftime("%Y-%m-%dT%H:%M:%SZ")
    own = [r for r in repositories if value_at(r, "fork") is not True and text_at(r, "full_name")]
    changed = [text_at(r, "full_name") for r in own if text_at(r, "pushed_at") >= oldest]
    return changed[:MOST_REPOSITORIES]


def _read_all(
    profile: Profile, interface: _Interface, names: list[str], since: datetime, most: int
) -> Conversation:
    """Give the releases of all repositories; one that vanished meanwhile is passed over."""
    posts: tuple[Post, ...] = ()
    for name in names:
        listing = _Releases(profile, interface, f"repos/{quote(name)}/releases")
        reading = yield from gather(listing.page(1), listing.read, since, most)
        posts = newest_first(posts + reading.posts)[:most]
        if reading.status not in {ReadingStatus.OK, ReadingStatus.EMPTY, ReadingStatus.GONE}:
            return replace(reading, posts=posts)
    return done(posts)


@dataclass(slots=True)
class _Releases:
    profile: Profile
    interface: _Interface
    path: str
    number: int = 1

    def page(self, number: int) -> Ask:
        """Give the ask for the page of a number, from 1."""
        return self.interface.ask(self.path, per_page=str(PAGE), page=str(number))

    def read(self, answer: Answer) -> Batch | Reading:
        """Give the page that an answer holds, or why it holds none."""
        releases = read_json(answer)
        if answer.status != 200 or not isinstance(releases, list):
            return self.interface.explain(answer)
        posts = (_post(self.profile, answer, release) for release in releases)
        self.number += 1
        following = self.page(self.number) if len(releases) >= PAGE else None
        return Batch.of(posts, following)


def _post(profile: Profile, answer: Answer, release: object) -> Post | None:
    """Give the post of a release; None for a draft, which isn't out."""
    url, written = text_at(release, "html_url"), text_at(release, "published_at")
    number = value_at(release, "id")
    if not isinstance(number, int) or not written or value_at(release, "draft") is True:
        return None
    notes = text_at(release, "body_html")
    entry = Entry(
        entry_id=str(number),
        url=url,
        title=" ".join((text_at(release, "name") or text_at(release, "tag_name")).split()),
        body=read_markup(notes, url) if notes else read_text(text_at(release, "body")),
        written=written,
    )
    return announce(profile, answer, entry)


def _links(account: object) -> tuple[str, ...]:
    """Give the site that an account names, often without a scheme, and the links of its bio."""
    site = text_at(account, "blog").strip()
    if site and "://" not in site:
        site = f"https://{site}"
    about = [text_at(account, field) for field in ("bio", "description")]
    found = [link for text in about for link in read_text(text).links]
    return tuple(dict.fromkeys(([site] if site else []) + found))
