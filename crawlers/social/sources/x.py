"""Posts of X, whose interface charges for each post that it hands out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from crawlers.social.source import Ask, Reading
from crawlers.social.sources.answers import (
    draft,
    failure,
    list_at,
    moment,
    needs_key,
    of_known_account,
    read_json,
    text_at,
    value_at,
)
from crawlers.social.sources.paging import Batch, gather
from crawlers.social.sources.plain import read_text
from sameness.records import PostKind, ReadingStatus

if TYPE_CHECKING:
    from crawlers.social.source import Access, Answer, Conversation
    from sameness.records import Post, Profile

INTERFACE = "https://api.x.com"

PRICE_OF_POST = 0.005
PRICE_OF_USER = 0.010
"""US dollars for each that is read: docs.x.com/x-api/getting-started/pricing, November 2026."""

PAGE = 25
"""Posts asked for at once: fewer than X would give, so that little of a budget lies idle."""

FEWEST = 5
"""Posts that X wants asked for at least."""

_EARLIEST = datetime(2010, 11, 6, tzinfo=UTC)
"""X knows no earlier start."""

_USER_FIELDS = "description,entities,protected,url"
_POST_FIELDS = "created_at,entities,in_reply_to_user_id,lang,note_tweet,referenced_tweets"


def estimate(profiles: int, max_posts: int) -> float:
    """Give what reading so many profiles costs at most, in US dollars."""
    return profiles * (PRICE_OF_USER + max_posts * PRICE_OF_POST)


class X:
    """Reads an account with the key "x_token", as far as the budget goes.

    Every ask says what it may cost; where the budget is too small for one, fewer posts are asked
    for. Going on with a thread of one's own is a broadcast, and so is a quotation.
    """

    platform = "x"

    def __init__(self, access: Access) -> None:
        self._access = access
        self._base = access.bases.get(self.platform, INTERFACE)

    def can_read(self, profile: Profile) -> bool:
        """Tell whether the profile is an account on X."""
        return profile.platform == self.platform

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads an account's posts from ``since`` on."""
        token = self._access.keys.get("x_token")
        if not token:
            return needs_key("x_token")
        headers = {"Authorization": f"Bearer {token}"}
        name = quote(profile.handle.lstrip("@"), safe="")
        address = f"{self._base}/2/users/by/username/{name}"
        query = urlencode({"user.fields": _USER_FIELDS})
        answer = yield Ask(f"{address}?{query}", headers, keyed=True, cost=PRICE_OF_USER)
        user = value_at(read_json(answer), "data")
        number = text_at(user, "id")
        if answer.status != 200 or not number:
            return self._no_account(answer)
        if value_at(user, "protected") is True:
            reason = "the account shows its posts only to those whom it lets"
            return Reading(ReadingStatus.UNAUTHORISED, reason)
        address = f"{self._base}/2/users/{quote(number, safe='')}/tweets"
        most = self._access.max_posts
        start = max(since, _EARLIEST).strftime("%Y-%m-%dT%H:%M:%SZ")
        timeline = _Timeline(profile, address, headers, number, start, most)
        reading = yield from gather(timeline.ask(), timeline.read, since, most)
        return replace(reading, links=_links(user))

    def _no_account(self, answer: Answer) -> Reading:
        """Tell accounts that are gone, which X answers as if all were well, from failures."""
        if answer.refused:
            return _too_dear(answer, self._access.max_posts)
        if answer.status == 200 and list_at(read_json(answer), "errors"):
            return Reading(ReadingStatus.GONE, "there is no such account, or it is suspended")
        return failure(answer)


@dataclass(slots=True)
class _Timeline:
    """The posts of an account; ``size`` is how many the next ask is for."""

    profile: Profile
    address: str
    headers: dict[str, str]
    author: str
    start: str
    most: int
    size: int = PAGE
    token: str = ""
    known: int = 0

    def ask(self) -> Ask:
        """Give the ask for the next page, of as many posts as are still wanted."""
        self.size = max(FEWEST, min(self.size, self.most - self.known))
        query = {
            "max_results": str(self.size),
            "start_time": self.start,
            "tweet.fields": _POST_FIELDS,
        } | ({"pagination_token": self.token} if self.token else {})
        address = f"{self.address}?{urlencode(query)}"
        return Ask(address, self.headers, keyed=True, cost=self.size * PRICE_OF_POST)

    def read(self, answer: Answer) -> Batch | Reading:
        """Give the page that an answer holds, a smaller ask where it was too dear, or why none."""
        if answer.refused and self.size > FEWEST:
            self.size = self.size // 2
            return Batch((), self.ask())
        if answer.refused:
            return _too_dear(answer, self.most)
        content = read_json(answer)
        count = value_at(content, "meta", "result_count")
        if answer.status != 200 or not isinstance(count, int):
            return of_known_account(failure(answer))
        tweets = list_at(content, "data")
        self.known += len(tweets)
        self.token = text_at(content, "meta", "next_token")
        posts = (_post(self, answer, tweet) for tweet in tweets)
        following = self.ask() if self.token else None
        return Batch.of(posts, following)


def _too_dear(answer: Answer, most: int) -> Reading:
    """Give the reading of what was held back, and what the whole may cost."""
    whole = f"in full it would cost up to ${estimate(1, most):.2f}: set max_cost in [social]"
    return Reading(ReadingStatus.REFUSED, f"{answer.trouble or 'not asked'}; {whole}")


def _links(user: object) -> tuple[str, ...]:
    """Give the addresses of an account's site and bio."""
    found = list_at(user, "entities", "url", "urls")
    found += list_at(user, "entities", "description", "urls")
    links = (text_at(url, "expanded_url") for url in found)
    return tuple(dict.fromkeys(link for link in links if link))


def _post(timeline: _Timeline, answer: Answer, tweet: object) -> Post | None:
    """Give the post of a tweet, None where it has no number to know it by."""
    number = text_at(tweet, "id")
    if not number:
        return None
    # A long post has its whole text and its entities apart.
    told = value_at(tweet, "note_tweet") or tweet
    kind, reply_to = _kind(timeline.author, tweet)
    words, links = _unfold(told)
    names = (text_at(m, "username") for m in list_at(told, "entities", "mentions"))
    language = text_at(tweet, "lang")
    return draft(timeline.profile, answer)(
        post_id=number,
        url=f"https://x.com/{timeline.profile.handle}/status/{number}",
        posted_at=moment(text_at(tweet, "created_at")),
        text=read_text(words).text,
        kind=kind,
        reply_to=reply_to,
        mentions=tuple(dict.fromkeys(name for name in names if name)),
        links=links,
        language="" if language == "und" else language,
    )


def _unfold(told: object) -> tuple[str, tuple[str, ...]]:
    """Give a post's words as readers see them, and the addresses behind its short links."""
    words, links = text_at(told, "text"), []
    for url in list_at(told, "entities", "urls"):
        short, shown = text_at(url, "url"), text_at(url, "display_url")
        is_picture = shown.startswith(("pic.x.com/", "pic.twitter.com/"))
        if short:
            words = words.replace(short, "" if is_picture else shown)
        if not is_picture:
            links.append(text_at(url, "unwound_url") or text_at(url, "expanded_url"))
    return _unescape(words), tuple(dict.fromkeys(link for link in links if link))


def _unescape(words: str) -> str:
    """Give words without the three entities that X writes in plain text."""
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _kind(author: str, tweet: object) -> tuple[PostKind, str]:
    types = {
        text_at(one, "type"): text_at(one, "id") for one in list_at(tweet, "referenced_tweets")
    }
    if "retweeted" in types:
        return PostKind.REPOST, ""
    answered = text_at(tweet, "in_reply_to_user_id")
    if not (answered or "replied_to" in types) or answered == author:
        return PostKind.BROADCAST, ""
    mentions = list_at(tweet, "entities", "mentions")
    names = [text_at(m, "username") for m in mentions if text_at(m, "id") == answered]
    return PostKind.REPLY, next((n for n in names if n), "") or types.get("replied_to") or answered
