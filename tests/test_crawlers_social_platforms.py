"""Platforms, the accounts that addresses lead to, and what is a door out of a site."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.social.profiles.accounts import (
    Account,
    is_sharing,
    normalise,
    normalise_feed,
    normalise_listed,
    normalise_stated,
)
from crawlers.social.profiles.doors import platform_behind
from crawlers.social.profiles.platforms import PLATFORMS, find_platform

CHANNEL = "UCabcDEF0123456789_-abcd"


@pytest.mark.parametrize(
    ("url", "platform", "handle", "address"),
    [
        ("https://twitter.com/AcmeHQ", "x", "acmehq", "https://x.com/acmehq"),
        ("http://www.twitter.com/acmehq/?lang=de", "x", "acmehq", "https://x.com/acmehq"),
        ("https://mobile.twitter.com/@AcmeHQ", "x", "acmehq", "https://x.com/acmehq"),
        ("https://X.com/acmehq/with_replies#top", "x", "acmehq", "https://x.com/acmehq"),
        ("https://twitter.com/#!/AcmeHQ", "x", "acmehq", "https://x.com/acmehq"),
        (
            "https://twitter.com/intent/follow?source=a&screen_name=AcmeHQ",
            "x",
            "acmehq",
            "https://x.com/acmehq",
        ),
        (
            "https://de-de.facebook.com/Acme.Inc/about/?ref=page_internal",
            "facebook",
            "acme.inc",
            "https://www.facebook.com/acme.inc",
        ),
        ("https://fb.me/acme", "facebook", "acme", "https://www.facebook.com/acme"),
        (
            "https://www.facebook.com/pages/Acme-Inc/12345",
            "facebook",
            "12345",
            "https://www.facebook.com/12345",
        ),
        (
            "https://m.facebook.com/profile.php?v=info&id=12345",
            "facebook",
            "12345",
            "https://www.facebook.com/12345",
        ),
        (
            "https://uk.linkedin.com/company/Acme-Inc/about/?viewAsMember=true",
            "linkedin",
            "acme-inc",
            "https://www.linkedin.com/company/acme-inc",
        ),
        (
            "https://www.linkedin.com/in/Jane-Doe/",
            "linkedin",
            "in/jane-doe",
            "https://www.linkedin.com/in/jane-doe",
        ),
        ("https://youtube.com/@Acme/videos", "youtube", "acme", "https://www.youtube.com/@acme"),
        (
            f"https://m.youtube.com/channel/{CHANNEL}?sub_confirmation=1",
            "youtube",
            CHANNEL,
            f"https://www.youtube.com/channel/{CHANNEL}",
        ),
        (
            f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}",
            "youtube",
            CHANNEL,
            f"https://www.youtube.com/channel/{CHANNEL}",
        ),
        ("https://www.youtube.com/c/Acme", "youtube", "acme", "https://www.youtube.com/c/acme"),
        (
            "https://www.youtube.com/user/Acme/featured",
            "youtube",
            "acme",
            "https://www.youtube.com/user/acme",
        ),
        ("https://www.youtube.com/Acme", "youtube", "acme", "https://www.youtube.com/acme"),
        (
            "https://mastodon.social/@Acme",
            "mastodon",
            "acme@mastodon.social",
            "https://mastodon.social/@acme",
        ),
        (
            "https://mastodon.social/@acme@acme.example",
            "mastodon",
            "acme@acme.example",
            "https://acme.example/@acme",
        ),
        (
            "https://chaos.social/web/@acme",
            "mastodon",
            "acme@chaos.social",
            "https://chaos.social/@acme",
        ),
        ("https://acme.social/users/acme", "mastodon", "acme@acme.social", "https://acme.social/@acme"),
        (
            "https://bsky.app/profile/Acme.com",
            "bluesky",
            "acme.com",
            "https://bsky.app/profile/acme.com",
        ),
        (
            "https://acme.bsky.social",
            "bluesky",
            "acme.bsky.social",
            "https://bsky.app/profile/acme.bsky.social",
        ),
        ("https://www.threads.net/@acme", "threads", "acme", "https://www.threads.com/@acme"),
        ("https://instagram.com/acme/?hl=en", "instagram", "acme", "https://www.instagram.com/acme"),
        ("https://old.reddit.com/r/Acme/new/", "reddit", "r/acme", "https://www.reddit.com/r/acme"),
        ("https://reddit.com/u/acme", "reddit", "u/acme", "https://www.reddit.com/user/acme"),
        ("https://telegram.me/s/acme", "telegram", "acme", "https://t.me/acme"),
        ("https://github.com/Acme", "github", "acme", "https://github.com/acme"),
        ("https://github.com/orgs/acme/repositories", "github", "acme", "https://github.com/acme"),
        ("https://medium.com/@Acme", "medium", "acme", "https://medium.com/@acme"),
        ("https://medium.com/feed/acme-news", "medium", "acme-news", "https://medium.com/acme-news"),
        ("https://acme.medium.com/about", "medium", "acme", "https://acme.medium.com"),
        ("https://acme.substack.com/feed", "substack", "acme", "https://acme.substack.com"),
        ("https://acme.tumblr.com", "tumblr", "acme", "https://acme.tumblr.com"),
        ("https://www.tumblr.com/acme", "tumblr", "acme", "https://acme.tumblr.com"),
        ("https://www.pinterest.co.uk/acme/_created/", "pinterest", "acme", "https://www.pinterest.com/acme"),
        (
            "https://peertube.example/video-channels/acme/videos",
            "peertube",
            "acme@peertube.example",
            "https://peertube.example/c/acme",
        ),
        ("https://tilvids.com/a/acme", "peertube", "acme@tilvids.com", "https://tilvids.com/a/acme"),
        ("https://lemmy.zip/c/acme", "lemmy", "acme@lemmy.zip", "https://lemmy.zip/c/acme"),
        ("https://plus.google.com/+Acme/posts", "google_plus", "Acme", "https://plus.google.com/+Acme"),
        ("https://plus.google.com/u/0/b/99/1234567", "google_plus", "1234567", "https://plus.google.com/+1234567"),
        ("http://friendfeed.com/acme", "friendfeed", "acme", "https://friendfeed.com/acme"),
        ("http://acme.jaiku.com/", "jaiku", "acme", "http://acme.jaiku.com"),
        ("http://acme.posterous.com", "posterous", "acme", "http://acme.posterous.com"),
    ],
)  # fmt: skip
def test_one_account_has_one_spelling(url: str, platform: str, handle: str, address: str) -> None:
    assert normalise(url) == Account(platform, handle, address)
    assert normalise_stated(address) == Account(platform, handle, address)


@pytest.mark.parametrize(
    "url",
    [
        "https://twitter.com/acme/status/17",
        "https://twitter.com/search?q=acme",
        "https://twitter.com/hashtag/acme",
        "https://twitter.com/",
        "https://help.twitter.com/acme",
        "https://t.co/abc",
        "https://engineering.fb.com/",
        "https://www.facebook.com/acme/posts/12",
        "https://www.facebook.com/events/12",
        "https://www.facebook.com/plugins/page.php?href=acme",
        "https://www.instagram.com/p/x1/",
        "https://www.linkedin.com/feed/update/urn:li:activity:7",
        "https://www.linkedin.com/company/",
        "https://www.youtube.com/watch?v=abc",
        "https://www.youtube.com/playlist?list=abc",
        "https://www.youtube.com/channel/short",
        "https://youtu.be/abcdefghijk",
        "https://mastodon.social/@acme/1234",
        "https://mastodon.social/about",
        "https://unknown.example/@acme",
        "https://acme.social/pricing",
        "https://tube.acme.example/pricing",
        "https://github.com/acme/widget",
        "https://github.com/sponsors/acme",
        "https://github.com/pricing",
        "https://acme.substack.com/p/hello",
        "https://discord.gg/acme",
        "https://wa.me/49123",
        "https://matrix.to/#/#acme:matrix.org",
        "https://acme.com/",
        "https://[broken",
        "mailto:hello@acme.com",
        "ftp://x.com/acme",
        "https://x.com:port/acme",
        "https://x.com/a%20b",
        "",
    ],
)
def test_no_account(url: str) -> None:
    assert normalise(url) is None


SHARING = [
    "https://www.facebook.com/sharer/sharer.php?u=x",
    "https://www.facebook.com/sharer.php?u=x",
    "https://www.facebook.com/dialog/share?href=x",
    "https://twitter.com/intent/tweet?text=x",
    "https://x.com/intent/post?url=x",
    "https://twitter.com/share?url=x",
    "http://twitter.com/home?status=x",
    "https://www.linkedin.com/shareArticle?mini=true&url=x",
    "https://www.linkedin.com/sharing/share-offsite/?url=x",
    "https://www.pinterest.com/pin/create/button/?url=x",
    "https://t.me/share/url?url=x",
    "https://telegram.me/share/url?url=x",
    "https://www.reddit.com/submit?url=x",
    "https://reddit.com/r/acme/submit?url=x",
    "https://bsky.app/intent/compose?text=x",
    "https://www.threads.net/intent/post?text=x",
    "https://mastodon.social/share?text=x",
    "https://wa.me/?text=x",
    "https://api.whatsapp.com/send?text=x",
    "https://www.tumblr.com/share/link?url=x",
    "https://news.ycombinator.com/submitlink?u=x",
    "https://plus.google.com/share?url=x",
    "https://www.xing.com/spi/shares/new?url=x",
    "https://vk.com/share.php?url=x",
    "https://www.addtoany.com/share?url=x",
    "https://sharetodiaspora.github.io/?title=x&url=y",
    "https://buffer.com/add?url=x",
    "https://social-plugins.line.me/lineit/share?url=x",
]


@pytest.mark.parametrize("url", SHARING)
def test_sharing_is_a_door_and_no_account(url: str) -> None:
    assert is_sharing(url)
    assert normalise_listed(url) is None
    assert platform_behind(url) is find_platform(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://twitter.com/acme",
        "https://twitter.com/intent/user?screen_name=acme",
        "https://api.whatsapp.com/send?phone=49123&text=hello",
        "mailto:?subject=x&body=y",
        "https://acme.com/share?url=x",
    ],
)
def test_no_sharing(url: str) -> None:
    assert not is_sharing(url)


@pytest.mark.parametrize(
    ("url", "platform"),
    [
        ("https://twitter.com/jane/status/17", "x"),
        ("https://youtu.be/abcdefghijk", "youtube"),
        ("https://discord.gg/acme", "discord"),
        ("https://matrix.to/#/#acme:matrix.org", "matrix"),
        ("https://acme.slack.com/join", "slack"),
        ("https://github.com/acme", "github"),
        ("https://mastodon.social/@acme/1234", "mastodon"),
        ("https://medium.com/acme/a-title-1234", "medium"),
        ("https://github.com/acme/widget", ""),
        ("https://twitter.com/en/privacy", ""),
        ("https://www.linkedin.com/legal/privacy-policy", ""),
        ("https://developers.facebook.com/docs", ""),
        ("https://slack.com/", ""),
        ("https://discord.com", ""),
        ("https://www.addthis.com/", ""),
        ("https://acme.com/", ""),
        ("https://acme.social/pricing", ""),
        ("mailto:?body=x", ""),
    ],
)
def test_door(url: str, platform: str) -> None:
    behind = platform_behind(url)
    assert (behind.name if behind else "") == platform


def test_what_is_stated_is_believed_on_any_server() -> None:
    stated = normalise_stated("https://social.acme.example/@Acme")
    assert stated == ("mastodon", "acme@social.acme.example", "https://social.acme.example/@acme")
    assert normalise_stated("https://acme.example/@Acme/12") is None
    assert normalise_stated("https://acme.example/about") is None
    local = normalise_stated("http://127.0.0.1:3000/@acme")
    assert local == ("mastodon", "acme@127.0.0.1:3000", "http://127.0.0.1:3000/@acme")


def test_what_a_person_lists_is_at_least_a_blog() -> None:
    assert normalise_listed("https://x.com/Acme") == ("x", "acme", "https://x.com/acme")
    blog = normalise_listed("https://user:key@www.acme.com/Blog/feed/?lang=en#x")
    assert blog == (
        "blog",
        "acme.com/Blog/feed?lang=en",
        "https://www.acme.com/Blog/feed/?lang=en",
    )
    assert normalise_listed("https://youtu.be/abcdefghijk") is None


def test_a_feed_is_its_platforms_or_a_blog() -> None:
    assert normalise_feed("https://medium.com/feed/@acme") == normalise("https://medium.com/@acme")
    assert normalise_feed("https://acme.com/rss") == (
        "blog",
        "acme.com/rss",
        "https://acme.com/rss",
    )
    assert normalise_feed("https://medium.com/feed/tag/acme") is None
    assert normalise_feed("nowhere") is None


def test_the_dead_are_known_with_their_time() -> None:
    dead = {name: platform.closed for name, platform in PLATFORMS.items() if platform.is_dead}
    assert {"google_plus", "friendfeed", "jaiku", "pownce", "plaxo", "vine", "orkut"} <= dead.keys()
    assert dead["google_plus"] == "2019-04-02"
    assert all(re.fullmatch(r"20\d\d(-[01]\d(-[0-3]\d)?)?", closed) for closed in dead.values())
    # What is gone can't be asked.
    assert {PLATFORMS[name].access for name in dead} == {"import"}
    assert not {"mastodon", "x", "myspace"} & dead.keys()


def test_every_platform_can_be_told_from_the_others() -> None:
    hosts = [host for platform in PLATFORMS.values() for host in (*platform.hosts, *platform.links)]
    assert len(hosts) == len(set(hosts))
    shown = [platform.shown for platform in PLATFORMS.values()]
    assert len(shown) == len(set(shown))
    for name, platform in PLATFORMS.items():
        assert platform.name == name
        for host in platform.hosts:
            assert find_platform(f"https://www.{host}/x") is platform


NAMES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_]{3,14}", fullmatch=True)
WRITTEN = [
    *("https://twitter.com/{}", "https://www.facebook.com/{}", "https://bsky.app/profile/{}.com"),
    *("https://www.linkedin.com/company/{}", "https://www.youtube.com/@{}", "https://t.me/{}"),
    *("https://www.reddit.com/r/{}", "https://github.com/{}", "https://mastodon.social/@{}"),
    *("https://www.tiktok.com/@{}", "https://www.threads.net/@{}", "https://vine.co/{}"),
]
ENDINGS = ["", "/", "?utm_source=site", "/?lang=en&ref=x", "#top", "//"]


@given(st.sampled_from(WRITTEN), NAMES, st.sampled_from(ENDINGS), st.booleans())
def test_spelling_comes_to_rest(written: str, name: str, ending: str, loud: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
    plain = normalise(written.format(name))
    spelled = normalise(written.format(name.upper() if loud else name) + ending)
    assert spelled == plain
    if plain:
        assert normalise(plain.url) == plain


@given(st.text(max_size=60))
def test_no_address_is_too_odd(text: str) -> None:
    for url in (
        text,
        f"https://{text}",
        f"https://x.com/{text}",
        f"https://mastodon.social/@{text}",
    ):
        found = normalise_listed(url)
        assert found is None or found.handle
        platform_behind(url)
