"""Decides what a page shown in the browser may load."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawlers.browser.views import View
from crawlers.choice.addresses import Site

MAX_REQUESTS = 150
"""Requests that one shown page may make, but for those under way when it is closed."""

_ALWAYS = frozenset({"script", "xhr", "fetch", "stylesheet"})
_FOR_PICTURES = frozenset({"image", "font", "document", "media"})

_COUNTERS = frozenset(
    """
    adservice.google.com amplitude.com analytics.google.com appcues.com bat.bing.com branch.io
    clarity.ms clearbit.com cloudflareinsights.com connect.facebook.net crazyegg.com doubleclick.net
    fullstory.com google-analytics.com googleadservices.com googlesyndication.com
    googletagmanager.com heap.io heapanalytics.com hotjar.com hotjar.io hs-analytics.net
    hs-scripts.com intercom.io intercomcdn.com logrocket.io luckyorange.com marketo.net
    matomo.cloud mixpanel.com mouseflow.com nr-data.net omtrdc.net pardot.com plausible.io
    posthog.com px.ads.linkedin.com quantserve.com rudderstack.com scorecardresearch.com
    segment.com segment.io sentry.io snap.licdn.com snowplow.io taboola.com
    """.split()
)
"""Sites that count visitors, or talk to them: we are no visitor."""


def may_load(view: View, kind: str, url: str, page: str) -> bool:
    """Tell whether a page may load an address as a kind of resource, in Playwright's words.

    For its text it gets scripts, data and style sheets; for its picture also images, fonts and
    frames. robots.txt isn't asked: what is loaded is only shown, neither kept nor followed.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        return False
    own = Site(page).holds(url)
    if not own and _counts_visitors(parts.hostname or ""):
        return False
    return kind in _ALWAYS or (view is not View.TEXT and kind in _FOR_PICTURES)


def _counts_visitors(host: str) -> bool:
    labels = host.split(".")
    return any(".".join(labels[start:]) in _COUNTERS for start in range(len(labels) - 1))
