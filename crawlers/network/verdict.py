"""Judges a final response: a page, a failure, or something that isn't a page at all."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.http import TextResponse
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from sameness.records import Outcome

if TYPE_CHECKING:
    from scrapy.http import Headers, Response

_HTML = frozenset({"", "text/html", "application/xhtml+xml"})
_FALLBACKS = ("utf-8", "cp1252")
_CONTROLS = bytes({*range(32), 127} - {*b"\t\n\f\r\x1b"})
_MOST_CONTROLS = 0.02
_STATUSES = frozenset(HTTPStatus)


def media_type(headers: Headers) -> str:
    """Give the content type without parameters in lower case, ``""`` where there is none."""
    value = (headers.get(b"Content-Type") or b"").decode("latin-1")
    return value.partition(";")[0].strip().casefold()


def is_html(headers: Headers) -> bool:
    """Tell whether a response calls itself HTML, or nothing."""
    return media_type(headers) in _HTML


def judge(response: Response) -> tuple[Outcome, str]:
    """Give outcome and reason; the reason is empty for a page."""
    if 300 <= response.status < 400:
        return Outcome.REFUSED, _explain_redirect(response)
    if not 200 <= response.status < 300:
        return Outcome.FAILED, f"HTTP {response.status}"
    if not is_html(response.headers):
        return Outcome.REFUSED, f"not a web page ({media_type(response.headers)})"
    if not response.body.strip():
        return Outcome.FAILED, "empty page"
    if not isinstance(response, TextResponse) or _is_binary(response):
        return Outcome.FAILED, "not decodable as text"
    return Outcome.FETCHED, ""


def _explain_redirect(response: Response) -> str:
    location = (response.headers.get(b"Location") or b"").decode("latin-1")
    scheme = urlsplit(location).scheme if location else ""
    phrase = HTTPStatus(response.status).phrase if response.status in _STATUSES else ""
    return f"redirects to a {scheme}: address" if scheme else f"HTTP {response.status} {phrase}"


def _is_binary(response: TextResponse) -> bool:
    """Tell whether there are more control characters than careless editors leave in a text."""
    wide = _read_declared(response).startswith(("utf-16", "utf-32"))
    text = response.body.translate(None, _CONTROLS)
    return not wide and len(text) < len(response.body) * (1 - _MOST_CONTROLS)


def choose_encoding(response: TextResponse) -> str:
    """Give the encoding that reads the page: the declared one, unless it visibly fails.

    Servers that promise UTF-8 for older pages are common, so what can't be read as promised, or
    comes without a promise, is read as UTF-8 or Windows-1252, whichever fits without a gap. Only
    what fits neither is guessed at: guesses err on pages of a few hundred letters.
    """
    for encoding in filter(None, (_read_declared(response), *_FALLBACKS)):
        try:
            response.body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return encoding
    return response.encoding


def _read_declared(response: TextResponse) -> str:
    """Give the encoding that byte order mark, header or markup name, in this order, else empty."""
    header = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
    return (
        read_bom(response.body)[0]
        or http_content_type_encoding(header)
        or html_body_declared_encoding(response.body)
        or ""
    )
