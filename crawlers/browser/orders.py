"""The requests that go to the browser instead of the network, and what becomes of their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawlers.browser.views import LEADS_TO, NOTE, ORDER, PLAIN, Answer, Order, View
from crawlers.network.reasons import Failing

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from scrapy.http import TextResponse
    from twisted.python.failure import Failure

NEEDS_BROWSER = "needs a browser to be read"
"""The reason that is noted for a page without words where there is no browser."""

STILL_THIN = "says next to nothing in a browser either"

MAX_SCRIPTED_HOPS = 3
"""Times that a page without words of its own may lead to another one by script."""

_SOON = 10


def order(
    response: TextResponse,
    view: View,
    callback: Callable[[Response], Any],
    errback: Callable[[Failure], Any],
) -> Request:
    """Give the request to show an answer in the browser; it keeps its place, delay and turn."""
    headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in _single_headers(response)}
    answer = Answer(response.url, response.status, headers, response.body)
    return Request(
        response.url,
        callback=callback,
        errback=errback,
        priority=_SOON,
        dont_filter=True,
        meta={
            **response.meta,
            ORDER: Order(view, answer),
            PLAIN: response,
            "dont_redirect": True,
        },
    )


def to_response(order: Order, body: bytes, request: Request) -> Response:
    """Give what was shown as Scrapy's response: UTF-8 markup, or a picture."""
    url = order.answer.url
    if order.view is not View.TEXT:
        return Response(url, body=body, request=request)
    headers = {**order.answer.headers, "Content-Type": "text/html; charset=utf-8"}
    return HtmlResponse(url, headers=headers, body=body, encoding="utf-8", request=request)


def _single_headers(response: Response) -> list[tuple[bytes, bytes]]:
    return [(name, b", ".join(values)) for name, values in response.headers.items()]


def plain_answer(failure: Failure) -> TextResponse:
    """Give the answer that the browser failed to show, with the reason noted in its meta."""
    request: Request = failure.request  # type: ignore[attr-defined]
    plain: TextResponse = request.meta[PLAIN]
    error = failure.value
    reason = str(error) if isinstance(error, Failing) else "could not be shown in a browser"
    plain.meta[NOTE] = reason
    return plain


def follow_script(response: Response) -> Request | None:
    """Give the request for where a shown page wanted to go by itself, None for nowhere new.

    It is a redirect like any other, to be judged by whoever judges those.
    """
    url: str | None = response.meta.get(LEADS_TO)
    hops = [*response.meta.get("redirect_urls", ()), response.url]
    scripted = response.meta.get("scripted_hops", 0) + 1
    if url is None or url in hops or scripted > MAX_SCRIPTED_HOPS:
        return None
    plain: Request = response.meta[PLAIN].request
    meta = {**plain.meta, "redirect_urls": hops, "scripted_hops": scripted}
    return plain.replace(url=url, meta=meta, dont_filter=True)
