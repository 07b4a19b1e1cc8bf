"""Between which two readings something came, and went: what crawls can tell, and what they can't.

A page tells of something by being read with it or without it, by being gone, or by not being found
by a crawl that read all it found. A page that gave no answer tells nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    import pyarrow as pa

ONE_READING = timedelta(days=3)
"""How long after its beginning a crawl still reads as one moment; archives' pages lie farther."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sight:
    """What a page was read with, first at ``first_at`` and last at ``last_at``."""

    url: str
    text: str
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Coming:
    """When something came: seen at ``seen_at`` first, surely lacking at ``absent_at`` before.

    ``absent_at`` is None where nothing tells: it is of unknown age.
    """

    first: Sight
    absent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Going:
    """When something went: read last at ``last.last_at``, surely lacking at ``missing_at`` after.

    ``missing_at`` is None where nothing tells: it may still be there.
    """

    last: Sight
    missing_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Crawl:
    """One crawl of a company's site, and what it knows of each page."""

    name: str
    read_at: datetime
    complete: bool
    answers: dict[str, tuple[str, datetime]]


class Past:
    """The crawls of each company, which tell when something was not there."""

    def __init__(self, page_answers: pa.Table, site_crawls: pa.Table) -> None:
        answers: dict[tuple[str, str], dict[str, tuple[str, datetime]]] = defaultdict(dict)
        for row in page_answers.to_pylist():
            answered = row["answer"], row["answered_at"]
            answers[row["company"], row["crawl"]][row["url"]] = answered
        crawls: dict[str, list[_Crawl]] = defaultdict(list)
        for row in site_crawls.to_pylist():
            known = answers[row["company"], row["crawl"]]
            crawls[row["company"]].append(
                _Crawl(row["crawl"], row["read_at"], row["complete"], known)
            )
        self._crawls = {
            company: sorted(found, key=lambda crawl: crawl.name)
            for company, found in crawls.items()
        }
        self._now = max((crawl for _, crawl in answers), default="")
        starts: dict[str, datetime] = {}
        for (_, crawl), known in answers.items():
            begun = min(at for _, at in known.values())
            starts[crawl] = min(starts.get(crawl, begun), begun)
        self._starts = sorted(starts.values())

    def reading(self, moment: datetime) -> datetime:
        """Give when the crawl began that a moment lies in, the moment itself where none is near.

        So that of two sites in one crawl none is earlier only because it was asked first.
        """
        place = bisect_right(self._starts, moment)
        start = self._starts[place - 1] if place else moment
        return start if moment - start <= ONE_READING else moment

    def now(self, company: str) -> datetime | None:
        """Give when the crawl in hand read a company's site, None where it could not."""
        crawl = self._newest(company)
        return None if crawl is None or crawl.name != self._now else crawl.read_at

    def since(self, company: str) -> datetime | None:
        """Give when a crawl before the one in hand last read a company's site, None for never."""
        before = [crawl for crawl in self._crawls.get(company, []) if crawl.name < self._now]
        return before[-1].read_at if before else None

    def answered_now(self, company: str, url: str) -> datetime | None:
        """Give when the crawl in hand read a page, None where it did not."""
        crawl = self._newest(company)
        if crawl is None or crawl.name != self._now:
            return None
        answer, at = crawl.answers.get(url, ("", crawl.read_at))
        return at if answer == "read" else None

    def newest_read(self, company: str, url: str) -> datetime | None:
        """Give when a page was read last, None where it never was."""
        found = (crawl.answers.get(url) for crawl in self._crawls.get(company, []))
        return max((at for answer, at in filter(None, found) if answer == "read"), default=None)

    def coming(self, company: str, sights: Iterable[Sight]) -> Coming:
        """Give when what these pages were read with came; there must be one page at least."""
        found = sorted(sights, key=lambda sight: (sight.first_at, sight.url, sight.text))
        first = found[0]
        pages = {sight.url for sight in found if sight.first_at == first.first_at}
        absent = [self._lacked(company, url, first.first_at) for url in pages]
        known = [at for at in absent if at is not None]
        return Coming(first, min(known) if len(known) == len(absent) else None)

    def going(self, company: str, sights: Iterable[Sight]) -> Going:
        """Give when what these pages were read with went; there must be one page at least."""
        found = sorted(sights, key=lambda sight: (sight.last_at, sight.url, sight.text))
        last_of = {sight.url: sight.last_at for sight in found}
        missing = [self._lacking(company, url, at) for url, at in last_of.items()]
        known = [at for at in missing if at is not None]
        return Going(found[-1], max(known) if len(known) == len(missing) else None)

    def _newest(self, company: str) -> _Crawl | None:
        crawls = self._crawls.get(company, [])
        return crawls[-1] if crawls else None

    def _lacked(self, company: str, url: str, before: datetime) -> datetime | None:
        """Give the last moment before another at which a page surely lacked what it says then."""
        told = (_told(crawl, url) for crawl in self._crawls.get(company, []))
        return max((at for at in told if at is not None and at < before), default=None)

    def _lacking(self, company: str, url: str, after: datetime) -> datetime | None:
        """Give the first moment after another at which a page surely lacked what it said then."""
        told = (_told(crawl, url) for crawl in self._crawls.get(company, []))
        return min((at for at in told if at is not None and at > after), default=None)


def _told(crawl: _Crawl, url: str) -> datetime | None:
    answer, at = crawl.answers.get(url, ("", crawl.read_at))
    if answer in {"read", "gone"}:
        return at
    return at if not answer and crawl.complete else None


class Texts:
    """Where each company's texts were seen, by their masked words or by their own."""

    def __init__(
        self, text_sightings: pa.Table, marketing_statements: pa.Table, past: Past
    ) -> None:
        self._seen: dict[tuple[str, str], dict[str, Sight]] = defaultdict(dict)
        for row in text_sightings.to_pylist():
            sight = Sight(row["url"], row["text"], row["first_at"], row["last_at"])
            for key in {row["masked"], row["text_key"]}:
                self._add(row["company"], key, sight)
        for row in marketing_statements.to_pylist():
            for url in row["urls"]:
                # A page that was only kept was not read: it says nothing new.
                if (at := past.newest_read(row["company"], url)) is not None:
                    sight = Sight(url, row["text"], at, at)
                    for key in {row["masked"].lower(), row["text"].lower()}:
                        self._add(row["company"], key, sight)

    def sights(self, company: str, keys: Collection[str]) -> list[Sight]:
        """Give where a company's texts of these words were seen, each page once a text."""
        found = {sight for key in keys for sight in self._seen[company, key].values()}
        return sorted(found, key=lambda sight: (sight.url, sight.text, sight.first_at))

    def _add(self, company: str, key: str, sight: Sight) -> None:
        known = self._seen[company, key].get(sight.url)
        if known is not None:
            first = min(known, sight, key=lambda s: (s.first_at, s.text))
            last_at = max(known.last_at, sight.last_at)
            sight = Sight(sight.url, first.text, first.first_at, last_at)
        self._seen[company, key][sight.url] = sight


class Words:
    """All that a company's pages say, as one run of words to look for a text in.

    A text is there in whatever pieces, order of tags, or roles the page says it.
    """

    def __init__(self, pages: Mapping[str, Iterable[str]]) -> None:
        self._said = {company: _line(" ".join(texts)) for company, texts in pages.items()}

    def hold(self, company: str, text: str) -> bool:
        """Tell whether a company's pages say these words in this order; never for no words."""
        line = _line(text)
        return bool(line.strip()) and line in self._said.get(company, "")


def _line(text: str) -> str:
    words = _WORD.findall(text.lower())
    return f" {' '.join(words)} "


def read_words(rows: pa.Table) -> Words:
    """Give the words of a table of pages' texts with company, url, ordinal and text."""
    table = rows.select(["company", "url", "ordinal", "text"])
    said: dict[str, list[str]] = defaultdict(list)
    for row in table.sort_by(
        [("company", "ascending"), ("url", "ascending"), ("ordinal", "ascending")]
    ).to_pylist():
        said[row["company"]].append(row["text"])
    return Words(said)
