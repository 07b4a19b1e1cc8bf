"""Asks again where a site is busy, and once more after a lost connection."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError, ResponseDataLossError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

MAX_WAIT = 120.0
"""Longest wait that is sat out, in seconds; a site that asks for more is left alone."""

MAX_ATTEMPTS_MORE = 2

ATTEMPT = "attempt"
"""The request's meta key of how often it was sent before."""

BUSY = frozenset({429, 503})
_TRANSIENT = (DownloadFailedError, DownloadTimeoutError, ResponseDataLossError)


def read_retry_after(value: str, now: datetime) -> float | None:
    """Give the seconds that a Retry-After header asks for (number or date), None if unreadable."""
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def read_wish(response: Response, now: datetime) -> float | None:
    """Give after how many seconds a busy site wants to be asked again, None if it doesn't say."""
    header = (response.headers.get(b"Retry-After") or b"").decode("latin-1")
    return read_retry_after(header, now)


class BackOff:
    """Downloader middleware: asks once more after a busy answer or a lost connection."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Give the response, or for a busy host the request once more."""
        attempt = request.meta.get(ATTEMPT, 0)
        if response.status not in BUSY or attempt >= MAX_ATTEMPTS_MORE:
            return response
        wish = read_wish(response, datetime.now(UTC))
        return response if wish is not None and wish > MAX_WAIT else _again(request, attempt)

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Give the request once more after a connection that was lost or fell silent."""
        if isinstance(exception, _TRANSIENT) and not request.meta.get(ATTEMPT, 0):
            return _again(request, 0)
        return None


def _again(request: Request, attempt: int) -> Request:
    again = request.copy()
    again.meta[ATTEMPT] = attempt + 1
    return again
