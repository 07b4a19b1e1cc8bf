"""Adds to quotes and pictures since when they stand on their company's pages, as readings tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reports.data import Since

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from reports.data import Claim, DatedQuote, OnlyYou
    from reports.images_data import ImagesReport, SameImage
    from reports.read_scores import Reader, Row

    Sinces = Mapping[tuple[str, str], Since]


@dataclass(frozen=True, slots=True)
class Dates:
    """What readings tell of a run's texts, by company and text, and pictures, by their address."""

    texts: Sinces
    pictures: Sinces

    def claim(self, claim: Claim) -> Claim:
        """Give a claim with the dates of its quotes."""
        quotes, alike = (
            tuple(map(self._quote, quotes)) for quotes in (claim.quotes, claim.alike_quotes)
        )
        return replace(claim, quotes=quotes, alike_quotes=alike)

    def own(self, own: OnlyYou) -> OnlyYou:
        """Give a statement that one company alone makes with its dates."""
        return replace(own, since=self.texts.get((own.company, own.text)))

    def images(self, images: ImagesReport) -> ImagesReport:
        """Give the pictures that several show with their dates."""
        return replace(images, same=tuple(map(self._group, images.same)))

    def _quote(self, quote: DatedQuote) -> DatedQuote:
        return replace(quote, since=self.texts.get((quote.company, quote.text)))

    def _group(self, group: SameImage) -> SameImage:
        shown = (
            replace(one, since=self.pictures.get((one.company, one.picture))) for one in group.shown
        )
        return replace(group, shown=tuple(shown))


def read_dates(read: Reader) -> Dates:
    """Give what a run knows of earlier readings; nothing where an older version made it."""
    stored = read.tables()
    return Dates(
        _sinces(read, stored, {"statement_sightings"}, "report_statement_sightings", "text"),
        _sinces(read, stored, {"image_sightings", "same_images"}, "report_image_sightings", "url"),
    )


def _sinces(
    read: Reader, stored: Collection[str], tables: set[str], query: str, key: str
) -> Sinces:
    if not tables.issubset(stored):
        return {}
    return {(row["company"], row[key]): _since(row) for row in read.rows(query)}


def _since(row: Row) -> Since:
    absent = row["absent_at"]
    return Since(absent.date() if absent is not None else None, row["seen_at"].date())
