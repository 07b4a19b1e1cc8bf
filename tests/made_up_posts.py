"""Made-up posts of made-up companies: fields of different trades, put straight into a warehouse."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.moments import stamp
from sameness.industry import Company, Industry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from warehouse.warehouse import Warehouse

Row = dict[str, Any]
START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=200)
SNAPSHOT = stamp(START + timedelta(days=200))
"""The snapshot that posts are measured with."""
TRADES = {
    "bakers": (
        "sourdough loaf, rye bread, butter croissant, seeded bun, birthday cake, apple pie",
        (
            "is kneaded by hand before dawn, cools on wooden racks, proves overnight in baskets, "
            "is sold warm from the oven, uses flour milled in our valley, comes out crisp and gold"
        ),
        "breakfast tables, school fairs, the corner cafe, late risers, wedding parties, hikers",
    ),
    "cyclists": (
        "gravel bike, steel frame, disc brake, commuter wheel, cargo trailer, carbon fork",
        (
            "shifts cleanly in the mud, weighs less than a bag of sugar, rolls over cobbles, "
            "stops short in the rain, folds under a desk, climbs without a squeak"
        ),
        "weekend racers, city couriers, mountain passes, winter roads, young families, tourers",
    ),
    "payroll": (
        "tax form, pay slip, pension letter, holiday claim, overtime sheet, salary report",
        (
            "is filed with the tax office on time, reaches every employee by noon, adds itself up, "
            "is checked for errors twice, follows the new rules at once, needs one signature less"
        ),
        "small employers, finance teams, seasonal staff, accountants, charities, head offices",
    ),
}
FRAMES = (
    "The {thing} {does} for {whom}.",
    "For {whom}, our {thing} {does}.",
    "Did you see how the {thing} {does}, made with {whom} in mind?",
)
BRANDS = ("Abrovant", "Brindlow", "Cressimer", "Dulvane", "Estavel", "Fulmiro")


def sentences(trade: str, number: int) -> list[str]:
    """Give every sentence that one company of a trade says, in a fixed order without a pattern.

    Each company speaks of one thing, which its rivals never name.
    """
    things, does, whom = (part.split(", ") for part in TRADES[trade])
    made = [
        frame.format(thing=things[number], does=b, whom=c)
        for frame, b, c in product(FRAMES, does, whom)
    ]
    random.Random(f"{trade}{number}").shuffle(made)  # noqa: S311 - no secret
    return made


def field_of(trade: str, brands: Sequence[str] = BRANDS[:5]) -> Industry:
    """Give the industry of a trade; a company's name tells its trade, its brand tells it apart."""
    names = [f"{brand} {trade.capitalize()}" for brand in brands]
    sites = [f"https://{name.lower().replace(' ', '-')}.example/" for name in names]
    members = tuple(Company(name=n, site=site) for n, site in zip(names, sites, strict=True))
    return Industry(name=trade, company=members)


def post(company: str, number: int, text: str, **changes: Any) -> Row:  # noqa: ANN401 - any column
    """Give one broadcast of a company, a day after the one before."""
    row = {
        "company": company,
        "platform": "bluesky",
        "handle": company.split(maxsplit=1)[0].lower(),
        "post_id": f"{number:04d}",
        "url": f"https://bluesky.example/{company.split(maxsplit=1)[0]}/{number:04d}",
        "posted_at": START + timedelta(days=number),
        "exact": True,
        "text": text,
        "kind": "broadcast",
        "reply_to": "",
        "mentions": [],
        "links": [],
        "language": "en",
        "origin": "read",
        "first_read_at": START + timedelta(days=199),
        "read_at": START + timedelta(days=199),
        "record": f"s1/posts.warc.gz#{number}",
    }
    return row | changes


def posts_of(industry: Industry, each: int) -> list[Row]:
    """Give ``each`` posts of two sentences for each company; every third one names it."""
    return [
        post(company, number, _text(company, number, said[2 * number : 2 * number + 2]))
        for place, company in enumerate(industry.names)
        for said in [sentences(industry.name, place)]
        for number in range(each)
    ]


def _text(company: str, number: int, said: list[str]) -> str:
    signed = f" {company} is here to help." if number % 3 == 0 else ""
    brand = company.split(maxsplit=1)[0]
    return f"{' '.join(said)}{signed}\nhttps://links.example/{number} #{brand} #trade"


def store(warehouse: Warehouse, name: str, posts: Iterable[Row]) -> None:
    """Put posts into a warehouse, in the place of those of the same industry."""
    rows = [row | {"industry": name, "snapshot_id": SNAPSHOT} for row in posts]
    warehouse.insert("raw.posts", pa.Table.from_pylist(rows))
