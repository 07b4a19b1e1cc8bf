"""A process that reads keyed profiles: a small source whose handles say what it is to do."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from crawlers.social.reading.child import Task, read_all
from crawlers.social.source import Ask, Reading
from sameness.records import ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from crawlers.social.source import Answer, Conversation
    from sameness.records import Profile


class Keyed:
    """Asks for a token with its secret, then with the token; the reason tells what came of it."""

    platform = "keyed"

    def __init__(self, base: str, keys: Mapping[str, str]) -> None:
        self._base = base
        self._keys = keys

    def can_read(self, profile: Profile) -> bool:
        return profile.platform == self.platform

    def posts(self, profile: Profile, since: datetime) -> Conversation:  # noqa: ARG002 - the protocol's
        return getattr(self, profile.handle)()  # type: ignore[no-any-return]

    def ask(self, do: str, token: str, cost: float = 0.0) -> Ask:
        headers = {"Authorization": f"Bearer {token}"}
        return Ask(f"{self._base}/keyed?do={do}", headers=headers, keyed=True, cost=cost)

    def log_in(self) -> Any:  # noqa: ANN401 - a generator in a generator
        form = {"client_secret": self._keys["test_secret"], "grant_type": "client_credentials"}
        answer = yield Ask(f"{self._base}/token", form=form, keyed=True)
        return json.loads(answer.body)["access_token"]

    def show(self) -> Conversation:
        answer = yield self.ask("show", (yield from self.log_in()))
        return _tell(answer)

    def repeat(self) -> Conversation:
        token = yield from self.log_in()
        answer = yield self.ask("repeat", token)
        return _tell(answer, f"the key was {token}, said {answer.body.decode()}")

    def move(self) -> Conversation:
        answer = yield self.ask("move", (yield from self.log_in()))
        return _tell(answer)

    def wander(self) -> Conversation:
        """Send a key without saying that it is one, to where a redirect leads elsewhere."""
        headers = {"Authorization": "Bearer wandering-key-1", "X-Api-Key": "wandering-key-2"}
        answer = yield Ask(f"{self._base}/keyed?do=move", headers=headers)
        return _tell(answer)

    def address(self) -> Conversation:
        answer = yield Ask(f"{self._base}/keyed?do=show&key={self._keys['test_secret']}")
        return _tell(answer)

    def spend(self) -> Conversation:
        told = []
        for _ in range(4):
            answer = yield self.ask("show", "paid-for-token", cost=0.25)
            told.append(str(answer.status or answer.trouble))
        return Reading(ReadingStatus.EMPTY, "; ".join(told))

    def endless(self) -> Conversation:
        while True:
            yield self.ask("show", "endless-token")

    def broken(self) -> Conversation:
        yield self.ask("show", "broken-token")
        raise ValueError("broken-token")


def _tell(answer: Answer, reason: str = "") -> Reading:
    told = reason or f"{answer.status} {answer.trouble}".strip()
    return Reading(ReadingStatus.EMPTY, told)


if __name__ == "__main__":
    fields = json.loads(sys.argv[1])
    task = Task.from_fields(fields)
    source = Keyed(fields["base"], task.keys)
    done = read_all(task, (source,), lambda _: None)
    sys.exit(0 if done else 1)
