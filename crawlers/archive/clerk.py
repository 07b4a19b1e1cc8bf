"""Turns answers and failures of one company into fetches, each entered once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from crawlers.browser.views import NOTE
from crawlers.network.verdict import choose_encoding, media_type
from crawlers.network.wire import RECORD, WIRE
from sameness.records import Fetch, Outcome

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response, TextResponse

    from crawlers.archive.recorder import Recorder
    from crawlers.archive.warc import Wire
    from crawlers.choice.frontier import Candidate
    from sameness.records import PageKind


class Clerk:
    """Enters what came of one company's requests."""

    def __init__(self, company: str, recorder: Recorder) -> None:
        self._company = company
        self._recorder = recorder
        self._digests: set[str] = set()
        self._entered: set[str] = set()

    def enter_page(self, candidate: Candidate, response: TextResponse, kind: PageKind) -> bool:
        """Store and enter a page; False, and nothing done, where its content is stored already."""
        digest = hashlib.sha256(response.body).hexdigest()
        if digest in self._digests:
            return False
        self._digests.add(digest)
        self._enter(candidate, response, kind, Outcome.FETCHED, response.meta.get(NOTE, ""))
        return True

    def enter_answer(
        self, candidate: Candidate, response: Response, outcome: Outcome, reason: str
    ) -> None:
        """Enter an answer that is no page; failures are kept as evidence too."""
        self._enter(candidate, response, candidate.kind, outcome, reason)

    def enter_silence(
        self, candidate: Candidate, request: Request | None, outcome: Outcome, reason: str
    ) -> None:
        """Enter a request that got no usable answer; None for one that was never sent.

        Does nothing for a page that was entered already: one line per request.
        """
        if candidate.url in self._entered:
            return
        wire: Wire | None = request.meta.get(WIRE) if request is not None else None
        record = request.meta.get(RECORD, "") if request is not None else ""
        self._recorder.enter(
            Fetch(
                company=self._company,
                url=candidate.url,
                final_url=request.url if request is not None else candidate.url,
                kind=candidate.kind,
                chosen=candidate.chosen,
                depth=candidate.depth,
                outcome=outcome,
                reason=reason,
                status=wire.status if wire else 0,
                content_type="",
                encoding="",
                fetched_at=wire.received_at if wire else datetime.now(UTC),
                size=0,
                digest="",
                record=record,
            )
        )

    def enter_kept(self, page: Fetch, reason: str) -> None:
        """Enter that the copy of an earlier crawl stands in for a page, and why it has to."""
        self._recorder.enter(replace(page, outcome=Outcome.KEPT, reason=reason))

    def _enter(
        self,
        candidate: Candidate,
        response: Response,
        kind: PageKind,
        outcome: Outcome,
        reason: str,
    ) -> None:
        wire: Wire = response.meta[WIRE]
        fetched = outcome is Outcome.FETCHED
        self._entered.add(candidate.url)
        self._recorder.enter(
            Fetch(
                company=self._company,
                url=candidate.url,
                final_url=response.url,
                kind=kind,
                chosen=candidate.chosen,
                depth=candidate.depth,
                outcome=outcome,
                reason=reason,
                status=wire.status,
                content_type=media_type(response.headers),
                encoding=choose_encoding(cast("TextResponse", response)) if fetched else "",
                fetched_at=wire.received_at,
                size=len(response.body),
                digest=hashlib.sha256(response.body).hexdigest() if response.body else "",
                record=response.meta[RECORD],
            )
        )
