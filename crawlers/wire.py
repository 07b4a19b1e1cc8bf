"""Downloader middlewares around the bare response: keep it as it came, then unpack it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest

from crawlers.archive import Wire
from crawlers.reasons import Failing, too_large
from crawlers.unpacking import UNPACK_ERRORS

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response

WIRE = "wire"
"""The request's meta key of its latest bare response."""


class KeepWire:
    """Puts every response, body still packed, into its request's meta."""

    def process_request(self, request: Request) -> None:
        """Forget the response of an earlier hop or attempt."""
        request.meta.pop(WIRE, None)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep what arrived and pass it on."""
        request.meta[WIRE] = Wire(
            url=response.url,
            status=response.status,
            headers=tuple(_headers_of(response)),
            body=response.body,
            address=str(response.ip_address or ""),
            received_at=datetime.now(UTC),
        )
        return response


def _headers_of(response: Response) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]


class Unpack(HttpCompressionMiddleware):
    """Takes content encodings off, with reasons in plain words where that can't be done."""

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - the parent's signature
    ) -> Request | Response:
        """Give the response with its body unpacked; raises Failing."""
        if "download_stopped" in response.flags:
            return response
        named = (response.headers.get(b"Content-Encoding") or b"").decode("latin-1")
        try:
            unpacked = super().process_response(request, response)
        except IgnoreRequest:
            raise Failing(f"{too_large(self._max_size)} when unpacked") from None
        except (*UNPACK_ERRORS, ValueError):
            raise Failing(f"not decodable ({named})") from None
        if isinstance(unpacked.headers.get(b"Content-Encoding"), bytes):
            raise Failing(f"not decodable ({named})")
        return unpacked
