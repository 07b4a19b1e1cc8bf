"""Mastodon.py at work, in the environment that it shares with the server: deeds in, ids out.

Usage: ``python client.py SERVER < deeds.json``, where deeds are a list of ``{do: "post", as, name,
text, reply_to?, language?, warning?}``, ``{do: "boost", as, name, of}``,
``{do: "fields", as, note, fields}`` and ``{do: "list", of}``; ``as`` is an access token. Gives
``{names: {NAME: id}, listed: {ACCOUNT: [[id, created_at, content], ...]}}``.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from typing import Any

from mastodon import Mastodon  # type: ignore[import-not-found]  # lives in an environment of its own


@dataclass(slots=True)
class Clients:
    """What was done so far at one server."""

    server: str
    names: dict[str, Any] = field(default_factory=dict)
    listed: dict[str, list[list[str]]] = field(default_factory=dict)

    def do(self, deed: dict[str, Any]) -> None:
        """Do one deed."""
        getattr(self, f"_{deed.pop('do')}")(**deed)

    def _post(self, **deed: Any) -> None:
        status = self._of(deed["as"]).status_post(
            deed["text"],
            in_reply_to_id=self.names.get(deed.get("reply_to", "")),
            language=deed.get("language"),
            spoiler_text=deed.get("warning"),
        )
        self.names[deed["name"]] = status["id"]

    def _boost(self, **deed: Any) -> None:
        client = self._of(deed["as"])
        self.names[deed["name"]] = client.status_reblog(self.names[deed["of"]])["id"]

    def _fields(self, **deed: Any) -> None:
        pairs = [tuple(pair) for pair in deed["fields"]]
        self._of(deed["as"]).account_update_credentials(note=deed["note"], fields=pairs)

    def _list(self, *, of: str) -> None:
        client = Mastodon(api_base_url=self.server)
        first = client.account_statuses(client.account_lookup(of)["id"], limit=40)
        self.listed[of] = [
            [str(status["id"]), status["created_at"].isoformat(), status["content"]]
            for status in client.fetch_remaining(first)
        ]

    def _of(self, token: str) -> Any:
        return Mastodon(api_base_url=self.server, access_token=token, ratelimit_method="throw")


if __name__ == "__main__":
    clients = Clients(sys.argv[1])
    for each in json.load(sys.stdin):
        clients.do(each)
    told = {"names": {k: str(v) for k, v in clients.names.items()}, "listed": clients.listed}
    sys.stdout.write(json.dumps(told))
