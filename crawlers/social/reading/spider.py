"""Reads the posts of all profiles of an industry: hosts side by side, each profile by profile."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import FormRequest, Request, Spider
from scrapy.http.request import NO_CALLBACK

from crawlers.network.backoff import ATTEMPT
from crawlers.network.guard import refused_hosts
from crawlers.network.rate_limits import ENDS_AT
from crawlers.network.reasons import Busy, explain
from crawlers.network.robots import NO_SAY
from crawlers.network.wire import RECORD, WIRE
from crawlers.social.reading.driving import Meter, caps_of, drive, hold_back
from crawlers.social.reading.escort import HOPS, KEYED, OWN_HEADERS, POSTED, own_headers
from crawlers.social.reading.secrets import make_discreet
from crawlers.social.source import Answer
from sameness.records import Outcome

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from scrapy.http import Response

    from crawlers.archive.earlier import Earlier
    from crawlers.archive.warc import Wire
    from crawlers.network.replay import Stock
    from crawlers.social.reading.budget import Budget
    from crawlers.social.reading.keeping import PostArchive
    from crawlers.social.reading.secrets import Secrets
    from crawlers.social.source import Ask, Conversation, Reading
    from sameness.industry import Industry
    from sameness.records import Profile

_BUSY_STATUS = 429
_FIRST_SUCCESS, _FIRST_REDIRECT = 200, 300


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation about a profile and what it asks first."""

    profile: Profile
    conversation: Conversation
    ask: Ask


class ProfileSpider(Spider):
    """The crawl of all profiles; ``stopped`` is the reason why it ends early, else empty.

    ``finish`` is told each profile's reading, and what it may have cost in US dollars.
    """

    name = "profiles"

    def __init__(  # noqa: PLR0913 - what the middlewares look for stands here
        self,
        *,
        industry: Industry,
        opened: Iterable[Opened],
        recorder: PostArchive,
        stock: Stock,
        earlier: Earlier,
        secrets: Secrets,
        budget: Budget,
        finish: Callable[[Profile, Reading, float], None],
    ) -> None:
        super().__init__()
        self.recorder = recorder
        self.stock = stock
        self.earlier = earlier
        self.secrets = secrets
        self.stopped = ""
        self._limits = industry.crawl
        self._caps = caps_of(industry)
        self._opened = opened
        self._budget = budget
        self._finish = finish

    async def start(self) -> AsyncIterator[Request]:
        """Read all profiles; what a profile asks for goes to the network by itself."""
        make_discreet(self.secrets)
        lanes: defaultdict[str, list[Opened]] = defaultdict(list)
        for one in self._opened:
            lanes[_host_of(one.ask.url)].append(one)
        await asyncio.gather(*map(self._read_all, lanes.values()))
        nothing: tuple[Request, ...] = ()
        for request in nothing:  # Scrapy wants a generator.
            yield request

    def stop(self, reason: str) -> None:
        """Ask for nothing more."""
        self.stopped = self.stopped or reason

    async def _read_all(self, lane: Iterable[Opened]) -> None:
        """Read the profiles of one host, so that each has the host to itself for its time."""
        for one in lane:
            meter = Meter(self._caps)
            bill: list[float] = []

            async def fetch(ask: Ask, meter: Meter = meter, bill: list[float] = bill) -> Answer:
                return await self._fetch(ask, meter, bill)

            reading = await drive(one.conversation, one.ask, fetch, meter)
            self._finish(one.profile, reading, sum(bill))

    async def _fetch(self, ask: Ask, meter: Meter, bill: list[float]) -> Answer:
        """Give what came of an ask, and add to the bill what it may have cost."""
        why = self.stopped or self._why_not(ask) or self._budget.reserve(ask.cost)
        if why:
            return hold_back(ask, why)
        self.secrets.learn(ask)
        answer = await self._download(ask, meter)
        if answer.status and not _FIRST_SUCCESS <= answer.status < _FIRST_REDIRECT:
            self._budget.give_back(ask.cost)
        else:
            # An answer that was lost on its way may be charged as well.
            bill.append(ask.cost)
        return answer

    def _why_not(self, ask: Ask) -> str:
        in_address = self.secrets.are_in(ask.url)
        return "the address would carry a key, and addresses are archived" if in_address else ""

    async def _download(self, ask: Ask, meter: Meter) -> Answer:
        hops: list[str] = []
        try:
            request = _to_request(ask, hops, meter)
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # whatever it was, the profile's conversation goes on
            self.logger.info("%s: %r", ask.url, error)
            return self._silence(ask, hops, error)
        return _to_answer(response)

    def _silence(self, ask: Ask, hops: list[str], error: Exception) -> Answer:
        """Give the answer that stands for an exception."""
        host = urlsplit(hops[-1]).hostname if hops else ""
        limits = self._limits
        outcome, trouble = explain(error, timeout=limits.timeout, max_bytes=limits.max_bytes)
        if host in refused_hosts:
            outcome, trouble = Outcome.REFUSED, f"private address ({host})"
        return Answer(
            url=hops[-1] if hops else ask.url,
            status=_BUSY_STATUS if isinstance(error, Busy) else 0,
            headers={},
            body=b"",
            read_at=datetime.now(UTC),
            record="",
            trouble=trouble,
            refused=outcome is Outcome.REFUSED,
        )


def _host_of(url: str) -> str:
    """Give an address's host and port, empty for what is none: the profile then ends by itself."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _to_request(ask: Ask, hops: list[str], meter: Meter) -> Request:
    """Give the request of an ask; raises ValueError for what is no address."""
    meta = {
        HOPS: hops,
        OWN_HEADERS: own_headers(list(ask.headers)),
        KEYED: ask.keyed,
        POSTED: ask.form is not None,
        NO_SAY: ask.keyed,
        ENDS_AT: meter.ends_at,
        # What is charged is not asked for twice where its answer was lost.
        ATTEMPT: 1 if ask.cost else 0,
        "dont_redirect": ask.keyed or ask.form is not None,
    }
    # Packed answers could not be searched for keys.
    headers = dict(ask.headers) | ({"Accept-Encoding": "identity"} if ask.keyed else {})
    if ask.form is None:
        return Request(ask.url, headers=headers, meta=meta, callback=NO_CALLBACK)
    form = dict(ask.form)
    return FormRequest(
        ask.url, method="POST", formdata=form, headers=headers, meta=meta, callback=NO_CALLBACK
    )


def _to_answer(response: Response) -> Answer:
    meta = response.request.meta if response.request is not None else {}
    wire: Wire | None = meta.get(WIRE)
    return Answer(
        url=response.url,
        status=response.status,
        headers={
            name.decode("latin-1").casefold(): ", ".join(v.decode("latin-1") for v in values)
            for name, values in response.headers.items()
        },
        body=response.body,
        read_at=wire.received_at if wire else datetime.now(UTC),
        record=meta.get(RECORD, ""),
    )
