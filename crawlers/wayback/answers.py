"""What an archive's answers mean: a copy to read, one of no use, or no answer at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin

from crawlers.browser.thinness import needs_browser
from crawlers.choice.links import read_outline
from crawlers.choice.soft_404 import says_missing
from crawlers.network.intricacy import is_too_intricate
from crawlers.network.verdict import choose_encoding, judge
from crawlers.wayback.captures import is_of, read_stamp
from sameness.records import Outcome, PageKind

if TYPE_CHECKING:
    from scrapy.http import Response, TextResponse

_EXCLUSION = re.compile(r"\b(\w*AccessControlException)\b")
_EXCLUDED = "has been excluded from the Wayback Machine"
_LOOKED_THROUGH = 20_000


class Unavailable(Exception):
    """The archive gave no usable answer now; the text is the reason, a later try may bring one."""


class Excluded(Exception):
    """The archive shows nobody its copies of this site; the text is the reason."""


class Unusable(Exception):
    """A copy that tells nothing of its period; the text is the reason."""


class Worthless(Unusable):
    """Content that tells nothing, whenever it was copied."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where an archive leads to instead: a capture of a moment and an address."""

    at: datetime
    url: str


def check_answer(response: Response) -> None:
    """Raise Excluded or Unavailable for an answer that is about the archive, not about a copy."""
    if response.status < 400:
        return
    # An archive replays a page's own refusal as such: only its own words tell of an exclusion.
    told = (response.headers.get(b"X-Archive-Wayback-Runtime-Error") or b"").decode("latin-1")
    told += response.body[:_LOOKED_THROUGH].decode("utf-8", "replace")
    found = _EXCLUSION.search(told)
    if found or _EXCLUDED in told:
        named = f" ({found[1]})" if found else ""
        raise Excluded(f"excluded from the web archive{named}")
    if response.status == 451:
        raise Excluded("closed in the web archive for legal reasons (HTTP 451)")
    if response.status not in {404, 410}:
        raise Unavailable(f"the web archive answers HTTP {response.status}")


def read_redirect(response: Response, replay: str, page: str) -> Elsewhere | None:
    """Give the capture that an archive leads to; None for an answer that is no redirect.

    Raises Unusable where it leads anywhere but to a capture of the same page.
    """
    if not 300 <= response.status < 400:
        return None
    location = (response.headers.get(b"Location") or b"").decode("latin-1")
    target = urljoin(response.url, location)
    found = re.fullmatch(re.escape(replay) + r"/(\d{14})(?:[a-z]{2}_)?/(.+)", target)
    at = read_stamp(found[1]) if found else None
    if found is None or at is None or not is_of(found[2], page):
        raise Unusable("the copy is a redirect")
    return Elsewhere(at, found[2])


def moment_of_copy(response: Response, listed: datetime) -> datetime:
    """Give when a copy was made: as the answer says (RFC 7089), else as it was listed."""
    said = (response.headers.get(b"Memento-Datetime") or b"").decode("latin-1")
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return listed
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def read_copy(response: Response, kind: PageKind, language: str) -> tuple[str, str]:
    """Give the markup and encoding of a copy; raises Unusable with the reason.

    A page that says "not found", one that a script was to build, and one that asks not to be
    kept say nothing of what the site told its visitors.
    """
    if response.status >= 400:
        raise Unusable("the archive lists the copy and does not hold it")
    outcome, reason = judge(response)
    if outcome is not Outcome.FETCHED:
        raise Worthless(f"the copy is no page ({reason})")
    encoding = choose_encoding(cast("TextResponse", response))
    markup = response.body.decode(encoding, "replace")
    if is_too_intricate(markup):
        raise Worthless("the copy is too intricate to be read")
    outline = read_outline(markup, response.url, language)
    if outline.wishes.refusal:
        raise Worthless(outline.wishes.refusal)
    if kind is not PageKind.HOME and says_missing(
        outline.title, outline.headline, len(outline.words)
    ):
        raise Worthless("the copy says that nothing is there")
    if needs_browser(markup):
        raise Worthless("the copy says next to nothing without its scripts")
    return markup, encoding
