"""Addresses that are no page of the company's pitch: files, feeds, log-ins, endless lists."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from urllib.parse import urlsplit

from crawlers.choice.addresses import AT_HAND

_FILES = re.compile(
    r"\.(7z|aac|ai|apk|appimage|asc|atom|avi|avif|bin|bmp|bz2|cer|crt|css|csv|deb|dmg|docx?|eot|eps"
    r"|epub|exe|flac|gif|gz|ico|ics|iso|img|jar|jpe?g|js|json|jsonld|key|m4a|m4v|map|mjs|mkv|mov"
    r"|mp3|mp4|mpe?g|msi|odp|ods|odt|ogg|ogv|otf|pages|pdf|pem|pkg|png|pot|pptx?|ps|psd|rar|rpm|rss"
    r"|rtf|sh|sig|snap|sql|svgz?|swf|tar|tgz|tiff?|torrent|ttf|txt|vcf|wasm|wav|webm|webmanifest"
    r"|webp|wma|wmv|woff2?|xlsx?|xml|xsl|xz|ya?ml|zip|zst)$"
)

_MACHINERY = re.compile(
    r"/(wp-json|wp-admin|wp-content|wp-includes|wp-login\.php|xmlrpc\.php|cdn-cgi|feeds?|rss|atom"
    r"|oembed|api/v?\d|graphql|trackback|amp|print|embed|cgi-bin|_next|_nuxt|assets|static)(/|$)"
)

_DOORS = re.compile(
    r"/(log-?in|log-?out|sign-?in|sign-?out|sign-?up|register|registration|auth|oauth2?|sso|session"
    r"|password|forgot-password|reset-password|accounts?|my-account|users?|cart|basket|checkout"
    r"|wishlist|search|unsubscribe)(\.\w+)?/?$"
)

_ENDLESS = re.compile(
    r"/(page|p|seite)/\d+/?$|/page-\d+/?$|/calendar(/|$)|/events?/\d{4}|/(tag|tags|label)/"
    r"|/(19|20)\d\d/(0?[1-9]|1[0-2])/?$|/(19|20)\d\d/?$"
)

_TEMPLATE = re.compile(r"\$(%7b|\{)|(%7b|\{){2}|<%|%3c%")

_PEOPLE = re.compile(r"/(users?|profiles?|u|authors?)/[^/]+/?$|/@[^/]+/?$")

_FILTERS = re.compile(
    r"(^|&)(sort(_?by)?|order(_?by)?|filter|facet|refine|min_price|max_price|price_(min|max)"
    r"|per_?page|limit|view|dir|country|region)(\[\w*\]|%5b\w*%5d)*="
)

_PRINTS = re.compile(r"(^|&)(print|printable|format|output|amp|tmpl)=|(^|&)print(&|$)")

_QUERIES = re.compile(
    r"(^|&)(replytocom|share|add-to-cart|paged?|offset|start|cursor|date|month|year|day"
    r"|tribe-bar-date|ical|s|q|query|search|preview|action|redirect(_to|_uri)?|return(_?to|url)?"
    r"|next|currency|theme)(\[\]|%5b%5d)?="
)

_LANGUAGE_QUERY = re.compile(r"(^|&)(lang|language|locale|hl)=")

_APPLICATION_HOSTS = re.compile(
    r"(^|\.)(accounts?|admin|analytics|api|apps?|assets|auth|beta|cdn|chat|cloud|code|console"
    r"|cpanel|dashboard|data|demo|dev|discord|discourse|downloads?|email|files|forge|forums?|ftp"
    r"|gallery|git|github|gitlab|go|grafana|id|identity|images?|img|irc|issues|lists|live|login"
    r"|mail|matrix|media|metrics|mirrors?|mx|my|ns\d*|oauth|packages|pay|pkg|play|portal"
    r"|registry|repo|secure|shop|sso|staging|stage|stats|static|status|store|test|tickets|track"
    r"|translate|uploads?|uptime|videos?|webmail|wiki)(\.|$)"
)

_PATHS = (
    (_FILES, "file"),
    (_MACHINERY, "machinery of the site"),
    (_DOORS, "log-in, basket or search"),
    (_ENDLESS, "list without end"),
    (_PEOPLE, "user profile"),
    (_TEMPLATE, "template that was not filled in"),
)
_PARAMETERS = (
    (_FILTERS, "list filter or sort order"),
    (_PRINTS, "print view"),
    (_LANGUAGE_QUERY, "another language"),
    (_QUERIES, "list without end"),
)
"""What each pattern stands for, in the order in which they are told."""

_MAX_SEGMENTS = 8
_MAX_PARAMETERS = 3


@lru_cache(maxsize=AT_HAND)
def name_trap(url: str, subdomain: str = "") -> str:
    """Give why a cleaned address can't be a page worth comparing, by its spelling; else empty.

    ``subdomain`` is the part of the host before the registrable domain.
    """
    parts = urlsplit(url.casefold())
    by_path = (name for pattern, name in _PATHS if pattern.search(parts.path))
    by_query = (name for pattern, name in _PARAMETERS if pattern.search(parts.query))
    if _repeats(parts.path):
        return "goes in circles"
    if parts.query.count("&") >= _MAX_PARAMETERS:
        return "list filter or sort order"
    if _APPLICATION_HOSTS.search(subdomain.casefold()):
        return "application, not a site"
    return next(by_path, "") or next(by_query, "")


def _repeats(path: str) -> bool:
    """Tell whether a path goes in circles, as relative links on a careless server do."""
    segments = [segment for segment in path.split("/") if segment]
    return (
        len(segments) > _MAX_SEGMENTS
        or any(segments.count(part) > 2 for part in segments)
        or any(one == next_one for one, next_one in pairwise(segments))
    )
