"""What a source of posts is: it says what to ask, is told the answer, and ends with a reading.

A source never touches the network itself. Whoever drives it makes the requests, guarded, polite and
archived; so each source can be tried on recorded answers, and on a real server.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from sameness.records import Post, Profile, ReadingStatus


@dataclass(frozen=True, slots=True)
class Ask:
    """One request that a source wants made.

    ``headers`` may carry a key, never the address: addresses are archived. With a ``form`` it is a
    POST. ``keyed`` requests use an interface under its own terms: they never follow a redirect, and
    robots.txt has no say. ``cost`` is what the answer may cost at most, in US dollars.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    keyed: bool = False
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an ask.

    ``status`` is 0 where no answer came; ``trouble`` then says why in a few words, and ``refused``
    whether it was us who held back (robots.txt, a private address, the budget). A page that the
    server calls unchanged comes as the stored one, with status 200. ``headers`` have their names in
    small letters. ``record`` is the answer's place in the archive.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    read_at: datetime
    record: str
    trouble: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source made of a profile: posts, or the status and reason why there are none.

    Where reading broke off on the way, ``posts`` holds what came before under a status that is not
    OK. ``links`` are the addresses that the profile itself names as its own (bio, fields, site of a
    feed). An error is never an empty list.
    """

    status: ReadingStatus
    reason: str = ""
    posts: tuple[Post, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Access:
    """What sources may use: ``bases`` and ``keys`` by name, the newest ``max_posts`` a profile.

    ``bases`` replace the public address of a platform's interface ("bluesky").
    """

    bases: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    max_posts: int = 1000


Conversation = Generator[Ask, Answer, Reading]


class Source(Protocol):
    """Reads the public posts of profiles of one platform."""

    platform: str

    def can_read(self, profile: Profile) -> bool:
        """Tell whether this source is the one for a profile, with a key or without."""

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads a profile's posts from ``since`` on, newest first.

        Without a key that is needed it asks nothing and ends at once: UNAUTHORISED, with a reason
        that names the environment variable to set.
        """
