"""Whether anybody is home: what is known of a company's profile on a platform, in one word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from crawlers.social.profiles.platforms import PLATFORMS
from sameness.records import ReadingStatus

if TYPE_CHECKING:
    from datetime import datetime

ABANDONED_AFTER = timedelta(days=180)
BEST_FIRST = ("read", "silent", "abandoned", "not read", "dead")
"""The states; where a company has several profiles on a platform the first that fits one counts."""

_SAYS = frozenset({ReadingStatus.OK, ReadingStatus.EMPTY})
_IN_WORDS = {
    ReadingStatus.UNAUTHORISED: "may be read with a key only",
    ReadingStatus.UNSUPPORTED: "no lawful way to read a rival's posts here; import an export",
    ReadingStatus.RATE_LIMITED: "the platform asked us to wait",
    ReadingStatus.REFUSED: "we were asked not to read it",
    ReadingStatus.FAILED: "reading failed",
}


@dataclass(frozen=True, slots=True)
class Home:
    """What is known of one profile.

    ``status`` None: no reading, known from an import only. ``brought`` counts the posts of this
    reading, ``known`` those in the window, ``imported`` those of them that were imported;
    ``newest`` is the newest known post's time.
    """

    platform: str
    status: ReadingStatus | None
    reason: str
    brought: int
    known: int
    imported: int
    newest: datetime | None

    @property
    def is_read(self) -> bool:
        """Tell whether the profile was read to the end."""
        return self.status in _SAYS


def state_of(home: Home, moment: datetime) -> tuple[str, str]:
    """Give a profile's state at a moment, and the reason in words (empty where all was read).

    "dead": the platform was switched off, or the account is gone. "read": there are posts to show
    for it, the newest of them at most 180 days old; "abandoned": it is older; "silent": it was
    read and holds no post in the window, and none is known from before. "not read" else. Only who
    was read to the end, or whose posts were imported, is called silent or abandoned.
    """
    platform = PLATFORMS.get(home.platform)
    if platform is not None and platform.is_dead:
        return "dead", f"{platform.shown} was shut down ({platform.closed})"
    if home.status is ReadingStatus.GONE:
        return "dead", home.reason or "the account is gone"
    if not home.is_read and not home.imported:
        reason = home.reason or (_IN_WORDS[home.status] if home.status else "")
        return ("read", f"broken off: {reason}") if home.brought else ("not read", reason)
    if home.newest is None:
        return ("read" if home.known else "silent"), ""
    if moment - home.newest > ABANDONED_AFTER:
        return "abandoned", ""
    return ("read" if home.known else "silent"), ""


def name_of(platform: str) -> str:
    """Give a platform's name as it spells itself."""
    known = PLATFORMS.get(platform)
    return known.shown if known else platform


def is_shared_ground(platform: str) -> bool:
    """Tell whether companies meet on a platform: it lives, and is no blog, chat or helper."""
    known = PLATFORMS.get(platform)
    return known is None or (not known.is_dead and known.kind in {"network", "code"})


def is_own_place(platform: str) -> bool:
    """Tell whether a platform is no place with accounts, but a company's own site."""
    known = PLATFORMS.get(platform)
    return known is not None and known.kind == "own"
