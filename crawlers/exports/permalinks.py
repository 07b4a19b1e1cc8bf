"""Platforms, accounts and posts as exports name them: by word, or by address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from crawlers.social.profiles.accounts import normalise
from crawlers.social.profiles.platforms import PLATFORMS, find_platform, split_address
from sameness.errors import AccountUnclear

_WORDS = {
    "x": "twitter tweet tweets x xcom twittercom xformerlytwitter xtwitter",
    "facebook": "facebook fb facebookpublic facebookpage facebookpages facebookcom",
    "instagram": "instagram ig instagrampublic instagrambusiness instagramcom",
    "linkedin": "linkedin linkedincompany linkedinpage linkedincompanypage linkedincom",
    "youtube": "youtube yt youtubecom",
    "tiktok": "tiktok tiktokcom tiktokbusiness",
    "pinterest": "pinterest pinterestcom",
    "threads": "threads threadsnet threadscom",
    "mastodon": "mastodon",
    "bluesky": "bluesky bsky bskyapp",
    "reddit": "reddit redditcom",
    "telegram": "telegram telegramme tme",
    "tumblr": "tumblr tumblrcom",
    "flickr": "flickr flickrcom",
    "vimeo": "vimeo vimeocom",
    "snapchat": "snapchat",
}
_BY_WORD = {word: name for name, words in _WORDS.items() for word in words.split()}

_POSTS: dict[str, tuple[str, ...]] = {
    "x": (r"/(?P<handle>\w+)/status(es)?/(?P<id>\d+)",),
    "facebook": (
        r"/(?P<handle>[^/?]+)/(posts|videos|photos)/(?:[^?#]*/)?(?P<id>pfbid\w+|\d+)",
        r"/(photo|photo\.php|watch|story\.php|permalink\.php)/?\?(?:.*&)?(fbid|v|story_fbid)=(?P<id>\w+)",
        r"/reel/(?P<id>\d+)",
    ),
    "instagram": (r"/(?:(?P<handle>[\w.]+)/)?(p|reel|tv)/(?P<id>[\w-]+)",),
    "linkedin": (
        r"/.*urn:li:(activity|share|ugcPost):(?P<id>\d+)",
        r"/posts/(?P<handle>[\w%.-]+?)_.*(activity|share|ugcPost)-(?P<id>\d+)",
    ),
    "youtube": (r"/watch\?(?:.*&)?v=(?P<id>[\w-]{11})", r"/(shorts|live|embed)/(?P<id>[\w-]{11})"),
    "tiktok": (r"/@(?P<handle>[\w.]+)/(video|photo)/(?P<id>\d+)",),
    "pinterest": (r"/pin/(?:[\w-]+--)?(?P<id>\d+)",),
    "threads": (r"/@(?P<handle>[\w.]+)/post/(?P<id>[\w-]+)",),
    "bluesky": (r"/profile/(?P<handle>[\w.:-]+)/post/(?P<id>\w+)",),
    "reddit": (r"/(r|user)/\w+/comments/(?P<id>\w+)",),
    "telegram": (r"/(s/)?(?P<id>(?P<handle>\w+)/\d+)",),
    "mastodon": (r"/@(?P<handle>[\w.]+)/(?P<id>\d{8,})",),
}
_SHORT_YOUTUBE = r"/(?P<id>[\w-]{11})"


@dataclass(frozen=True, slots=True)
class Permalink:
    """What the address of a post tells: platform, id on it, and mostly the account."""

    platform: str
    post_id: str
    handle: str


def platform_named(word: str) -> str:
    """Give the platform that a word names, in whatever spelling; empty for none."""
    folded = re.sub(r"[\W_]+", "", word.casefold())
    return _BY_WORD.get(folded) or _BY_WORD.get(re.sub(r"[\W_].*", "", word.casefold()), "")


def known_platform(word: str) -> str:
    """Give the platform's short name for what a user calls it; raises AccountUnclear."""
    name = platform_named(word) or word.casefold()
    if name and name not in PLATFORMS:
        known = sorted(key for key, one in PLATFORMS.items() if one.kind == "network")
        raise AccountUnclear(f"There is no platform {word!r}.", f"Known are: {', '.join(known)}.")
    return name


def platform_at(url: str) -> str:
    """Give the platform on which an address lies; empty for none that is known."""
    platform = find_platform(url)
    if platform is None or platform.kind != "network":
        return "mastodon" if re.match(_POSTS["mastodon"][0], _path(url)) else ""
    return platform.name


def read_permalink(url: str) -> Permalink | None:
    """Give what the address of a post tells; None for an address that is not known to be one."""
    platform, path = platform_at(url), _path(url)
    forms = (*_POSTS.get(platform, ()), *([_SHORT_YOUTUBE] if "//youtu.be/" in url else []))
    found = next(filter(None, (re.match(form, path) for form in forms)), None)
    if found is None:
        return None
    number = found["id"].casefold() if platform == "telegram" else found["id"]
    return Permalink(platform, number, found.groupdict().get("handle") or "")


def account_at(url: str) -> str:
    """Give the account that the address of a profile or a post names; empty where it names none."""
    permalink = read_permalink(url)
    account = normalise(url)
    return (permalink.handle if permalink else "") or (account.handle if account else "")


def _path(url: str) -> str:
    """Give an address's path with its query, empty for what is no address."""
    parts = split_address(url)
    if parts is None:
        return ""
    return unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
