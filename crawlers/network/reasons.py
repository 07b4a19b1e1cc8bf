"""Why a request came to nothing, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.web._newclient import ParseError

from sameness.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator


class Refusal(IgnoreRequest):
    """A request that isn't ours to make; the text is the reason."""


class Failing(IgnoreRequest):
    """A request that can't succeed; the text is the reason."""


class Busy(Failing):
    """A request that its host won't answer for a while; the text says for how long."""


class Duplicate(IgnoreRequest):
    """A request that arrived at a page which another request reads."""


class HeadTooLarge(Exception):
    """An answer whose status line and headers go on and on."""


_NOT_HTTP = (ParseError, KeyError, ValueError)
"""What Twisted raises over a head that it can't make sense of."""

_PLAIN: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (CannotResolveHostError, "host name not found"),
    (DownloadConnectionRefusedError, "connection refused"),
    (ResponseDataLossError, "connection lost before the page was complete"),
    (HeadTooLarge, "headers without end"),
    (_NOT_HTTP, "not a proper HTTP answer"),
)


def explain(error: BaseException | None, *, timeout: float, max_bytes: int) -> tuple[Outcome, str]:
    """Give outcome and reason of a request that ended in an exception; never the exception's text.

    ``timeout`` (seconds) and ``max_bytes`` are the limits that were in force.
    """
    if isinstance(error, Refusal):
        return Outcome.REFUSED, str(error)
    if isinstance(error, (UnsupportedURLSchemeError, NotSupported, ValueError)):
        return Outcome.REFUSED, "not a web address"
    if isinstance(error, Failing):
        return Outcome.FAILED, str(error)
    if isinstance(error, DownloadTimeoutError):
        return Outcome.FAILED, f"timed out after {timeout:g} s"
    if isinstance(error, DownloadCancelledError):
        return Outcome.FAILED, too_large(max_bytes)
    return Outcome.FAILED, _explain_connection(error)


def too_large(max_bytes: int) -> str:
    """Give the reason of a body over the cap, in bytes."""
    return f"larger than {max_bytes / 1_000_000:g} MB"


def _explain_connection(error: BaseException | None) -> str:
    if isinstance(error, IgnoreRequest) and "max redirections" in str(error):
        return "redirects without end"
    for cause in _causes(error):
        if isinstance(cause, (SSL.Error, VerificationError)):
            return _explain_tls(cause)
    plain = (
        reason for cause in _causes(error) for kinds, reason in _PLAIN if isinstance(cause, kinds)
    )
    lost = "connection lost" if isinstance(error, DownloadFailedError) else "connection failed"
    return next(plain, lost)


def _explain_tls(error: SSL.Error | VerificationError) -> str:
    refused = isinstance(error, VerificationError) or "certificate" in repr(error)
    return "TLS certificate could not be verified" if refused else "TLS connection failed"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and what it was raised from; Twisted hides causes in ``reasons``."""
    while error is not None:
        yield error
        hidden: Any = getattr(error, "reasons", None) or ()
        yield from (failure.value for failure in hidden)
        error = error.__cause__
