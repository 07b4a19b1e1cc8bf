"""How much the browser may move for one company."""

from __future__ import annotations

MAX_PAGE_BYTES = 30_000_000
"""Bytes that one page and all it asks for may move, both ways."""

MAX_COMPANY_BYTES = 600_000_000
"""Bytes that all pages of one company may move."""


class AllowanceSpent(OSError):
    """A page or a company that asks the browser for more than it may."""


class Allowance:
    """Counts the bytes of a page and of all pages; ``begin_page`` starts the next one."""

    def __init__(
        self, page_bytes: int = MAX_PAGE_BYTES, company_bytes: int = MAX_COMPANY_BYTES
    ) -> None:
        self._page_bytes = page_bytes
        self._left_of_page = page_bytes
        self._left = company_bytes

    @property
    def spent(self) -> bool:
        """Whether the page or the company has nothing left."""
        return min(self._left, self._left_of_page) < 0

    def begin_page(self) -> None:
        """Give the next page its own share."""
        self._left_of_page = self._page_bytes

    def spend(self, size: int) -> None:
        """Count bytes that were moved; raises AllowanceSpent where they were too many."""
        self._left_of_page -= size
        self._left -= size
        if self.spent:
            raise AllowanceSpent("the browser asked for too much")
