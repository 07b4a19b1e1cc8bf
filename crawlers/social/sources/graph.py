"""What Meta's interfaces have in common: how they are asked, and what their errors mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from crawlers.social.source import Ask, Reading
from crawlers.social.sources.answers import failure, list_at, read_json, text_at, value_at
from crawlers.social.sources.paging import Batch
from sameness.records import ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crawlers.social.source import Answer
    from sameness.records import Post, Profile

INTERFACE = "https://graph.facebook.com/v25.0"

_KEY_INVALID = frozenset({102, 190, 463, 467})
_PERMISSION_MISSING = frozenset({3, 10, *range(200, 300)})
_BUSY = frozenset({4, 17, 32, 613, *range(80_000, 80_015)})
_MISSING = frozenset({24})
_UNSEEN = frozenset({(100, 33), (803, None)})


@dataclass(frozen=True, slots=True)
class Graph:
    """One of Meta's interfaces; ``key`` is the name of the key that ``token`` is."""

    base: str
    key: str
    token: str = field(repr=False)

    def ask(self, path: str, **query: str) -> Ask:
        """Give the ask for a path; the key is in its headers alone."""
        headers = {"Authorization": f"Bearer {self.token}"}
        # Left as they are, field names and their braces stay readable in the archive.
        address = f"{self.base}/{path}?{urlencode(query, safe='(){},.')}"
        return Ask(address, headers, keyed=True)

    def failure(self, answer: Answer) -> Reading:
        """Give the reading of an answer that brought nothing, by Meta's own error codes.

        The words of errors are left out: some repeat the key.
        """
        error = value_at(read_json(answer), "error")
        code = value_at(error, "code")
        if not isinstance(code, int) or answer.status == 0:
            return failure(answer)
        status, words = self._meaning(code, value_at(error, "error_subcode"))
        return Reading(status, f"{words} (error {code})")

    def _meaning(self, code: int, subcode: object) -> tuple[ReadingStatus, str]:
        if code in _KEY_INVALID:
            variable = f"SAMENESS_{self.key.upper()}"
            return ReadingStatus.UNAUTHORISED, f"the key expired or is not valid: renew {variable}"
        if code in _PERMISSION_MISSING:
            words = "app review needed: the app behind the key may not read others' posts"
            return ReadingStatus.UNAUTHORISED, words
        if code in _BUSY:
            return ReadingStatus.RATE_LIMITED, "too many requests for now"
        if code in _MISSING:
            return ReadingStatus.GONE, "there is no such account"
        if {(code, subcode), (code, None)} & _UNSEEN:
            # Meta says the same of what is gone and of what a key may not see.
            words = "the account is not there, or not to be seen with this key"
            return ReadingStatus.UNAUTHORISED, words
        return ReadingStatus.FAILED, "the interface reports an error"


@dataclass(frozen=True, slots=True)
class Edge:
    """The list of a profile's posts, which comes page by page.

    ``query`` is what is asked of it beside the page, ``to_post`` makes a post of an item, or None.
    """

    profile: Profile
    graph: Graph
    path: str
    query: Mapping[str, str]
    to_post: Callable[[Profile, Answer, object], Post | None]

    def page(self, after: str = "") -> Ask:
        """Give the ask for the page behind a cursor, or for the first one."""
        return self.graph.ask(self.path, **self.query, **({"after": after} if after else {}))

    def read(self, answer: Answer) -> Batch | Reading:
        """Give the page that an answer holds, or the reading that says why it holds none."""
        content = read_json(answer)
        if answer.status != 200 or not isinstance(value_at(content, "data"), list):
            return self.graph.failure(answer)
        posts = (self.to_post(self.profile, answer, item) for item in list_at(content, "data"))
        after = cursor_of(content)
        return Batch.of(posts, self.page(after) if after else None)


def cursor_of(edge: object) -> str:
    """Give where the page after this one begins, empty at the end.

    The address that Meta gives for it is not used: it carries the key.
    """
    return text_at(edge, "paging", "cursors", "after")
