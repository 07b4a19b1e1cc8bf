"""Keeps what a site's pages load over and over, so that each is asked for once a crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Response, Route

MAX_SHELF_BYTES = 20_000_000
"""Bytes of scripts and style sheets that are kept for one company."""

_KEPT = frozenset({"script", "stylesheet"})


class Shelf:
    """Scripts and style sheets of one company's pages.

    The browser's own cache is off as long as somebody watches its requests, and we do.
    """

    def __init__(self) -> None:
        self._answers: dict[str, tuple[dict[str, str], bytes]] = {}
        self._size = 0

    async def put(self, response: Response) -> None:
        """Keep an answer if it is one to be kept; Playwright's errors pass."""
        request = response.request
        wanted = request.resource_type in _KEPT and request.method == "GET"
        if not wanted or response.status != 200 or response.url in self._answers:
            return
        headers = await response.all_headers()
        body = await response.body()
        if "no-store" in headers.get("cache-control", "") or self._is_full(len(body)):
            return
        self._size += len(body)
        self._answers[response.url] = (_without_packing(headers), body)

    async def serve(self, route: Route) -> bool:
        """Answer from the shelf; False where it holds nothing of this address."""
        found = self._answers.get(route.request.url) if route.request.method == "GET" else None
        if found is None:
            return False
        await route.fulfill(status=200, headers=found[0], body=found[1])
        return True

    def _is_full(self, more: int) -> bool:
        return self._size + more > MAX_SHELF_BYTES


def _without_packing(headers: dict[str, str]) -> dict[str, str]:
    dropped = {"content-encoding", "content-length", "transfer-encoding"}
    return {name: value for name, value in headers.items() if name not in dropped}
