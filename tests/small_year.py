"""A year of three tiny companies as crawls leave it on the disk: archives, without any crawl.

Each month is a folder of WARC files and ledgers written by the crawls' own writers, dated as if
read then. In month 2 Brindlow takes up a sentence of Abrovant's; every month each company says
something new on a page of its own.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from crawlers.archive.ledger import LEDGER, Ledger
from crawlers.archive.warc import WarcFile, Wire, name_file
from crawlers.exports import Hints
from pipeline.imports import Given, carry_out, plan_given
from pipeline.moments import stamp
from pipeline.report import report_run
from pipeline.run import analyze
from pipeline.snapshots import load_snapshot
from sameness.industry import Company, Industry
from sameness.records import Fetch, Outcome, PageKind
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

    Content = dict[str, list[dict[str, Any]]]

NAME = "bakers"
COMPANIES = ("Abrovant", "Brindlow", "Cressimer")
FIRST = datetime(2026, 1, 3, 4, 30, tzinfo=UTC)

COMMON = (
    "Fresh bread is on your doorstep before breakfast, every single day of the week.",
    "Cancel your subscription at any time, with no questions asked.",
    "Our bakers use nothing but flour, water, salt and time.",
)
OWN = {
    "Abrovant": (
        "The oldest oven in the valley has been burning since eighteen ninety one.",
        "You choose the crust, from pale and soft to nearly black.",
        "Every loaf carries the name of the person who shaped it.",
    ),
    "Brindlow": (
        "Our rye is grown on three fields that you can walk to from the shop.",
        "Hotels order by midnight and are served at five in the morning.",
        "A van with an oven inside bakes croissants at your gate.",
    ),
    "Cressimer": (
        "We teach schoolchildren to knead on the first Tuesday of each month.",
        "Left over rolls go to the night shelter behind the station.",
        "Ask for the burnt ones, they cost half and taste of smoke.",
    ),
}
TAKEN_UP = OWN["Abrovant"][1]
KEPT_MONTHS = 3
EXPORT = b"""text,date,link
Our rye is back and it has never been darker.,2026-01-15,https://x.com/brindlow/status/11
Come by on Sunday for the last apricot tarts.,2026-02-20,https://x.com/brindlow/status/12
"""
"""Posts of Brindlow's, imported after the second month."""
IMPORTED_AT = FIRST + timedelta(days=60, hours=1)
"""After the third crawl began, so that a run of the second that is done again doesn't know them."""
NEWS = "apricot barley cardamom damson elder fennel ginger hazel iris juniper kale lemon".split()


def industry() -> Industry:
    """Give the three companies; nothing listens at their addresses."""
    companies = [Company(name=name, site=f"https://{name.lower()}.example/") for name in COMPANIES]
    return Industry(name=NAME, company=tuple(companies))


def write_industry(settings: Settings) -> None:
    """Write the industry's file into the workspace."""
    settings.industries.mkdir(parents=True, exist_ok=True)
    companies = (f'[[company]]\nname = "{c.name}"\nsite = "{c.site}"\n' for c in industry().company)
    (settings.industries / f"{NAME}.toml").write_text(f'name = "{NAME}"\n' + "".join(companies))


def moment(month: int) -> datetime:
    """Give when a month's crawl began; the first month is 1."""
    return FIRST + timedelta(days=30 * (month - 1))


def write_month(settings: Settings, month: int) -> str:
    """Write what a month's crawl leaves; gives the snapshot's id."""
    snapshot_id = stamp(moment(month))
    folder = settings.archive / NAME / snapshot_id
    folder.mkdir(parents=True)
    ledger = Ledger(folder / LEDGER)
    for company in COMPANIES:
        warc = WarcFile(folder / name_file(company))
        for number, (path, lines) in enumerate(pages(company, month).items()):
            ledger.enter(_store(warc, company, path, lines, moment(month), number))
        warc.close()
        ledger.finish(company)
    ledger.close()
    return snapshot_id


def pages(company: str, month: int) -> dict[str, tuple[str, ...]]:
    """Give what a company's pages say in a month."""
    own = OWN[company]
    taken = (TAKEN_UP,) if company == "Brindlow" and month > 1 else ()
    news = f"New this month is the {NEWS[month % 12]} {company[:4].lower()}ette with sesame on top."
    return {
        "": (COMMON[0], own[0], *taken),
        "about": (own[1], COMMON[1]),
        "pricing": (COMMON[2], own[2], f"A box for {company} families is nine pounds a week."),
        "news": (news, f"It takes {14 + month} hours to rise and is gone within the hour."),
    }


def _store(
    warc: WarcFile, company: str, path: str, lines: tuple[str, ...], at: datetime, number: int
) -> Fetch:
    url = f"https://{company.lower()}.example/{path}"
    said = "".join(f"<p>{line}</p>" for line in lines)
    body = f"<html><title>{company} {path}</title><body><main>{said}</main></body></html>".encode()
    at += timedelta(seconds=number)
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    place = warc.store(Wire(url, 200, headers, body, "192.0.2.1", at))
    kind = {"": PageKind.HOME, "about": PageKind.ABOUT, "pricing": PageKind.PRICING}
    return Fetch(
        company=company,
        url=url,
        final_url=url,
        kind=kind.get(path, PageKind.OTHER),
        chosen="home page" if not path else "linked",
        depth=0 if not path else 1,
        outcome=Outcome.FETCHED,
        reason="",
        status=200,
        content_type="text/html",
        encoding="utf-8",
        fetched_at=at,
        size=len(body),
        digest=hashlib.sha256(body).hexdigest(),
        record=place,
    )


class Silent:
    """Takes note of nothing."""

    def step(self, work: str, done: int, count: int) -> None: ...

    def stage(self, name: str, number: int, count: int) -> None: ...

    def encoded(self, done: int, count: int) -> None: ...


def keep_year(workspace: Path) -> Settings:
    """Make a workspace of three months, each measured and reported, with an import after two."""
    settings = Settings(workspace, bootstrap_rounds=20)
    write_industry(settings)
    for month in range(1, KEPT_MONTHS + 1):
        write_month(settings, month)
        with Warehouse(settings.warehouse) as warehouse:
            measure_month(warehouse, settings, month)
            if month == 2:
                given = Given("posts.csv", EXPORT, IMPORTED_AT)
                hints = Hints(platform="x", handle="brindlow")
                plan = plan_given(warehouse, NAME, industry().find("Brindlow"), given, hints)
                carry_out(warehouse, settings, NAME, plan)
    return settings


def measure_month(warehouse: Warehouse, settings: Settings, month: int) -> None:
    """Store what a month's crawl left, measure it and write its report."""
    snapshot = stamp(moment(month))
    folder = settings.archive / NAME / snapshot
    load_snapshot(warehouse, NAME, snapshot, folder, moment(month))
    report_run(
        warehouse, settings, analyze(warehouse, settings, NAME, industry(), snapshot, Silent())
    )


def content(settings: Settings) -> Content:
    """Give all that a warehouse holds, but for caches and the moments of its making."""
    found = {}
    with Warehouse(settings.warehouse) as warehouse:
        names = [name for (name,) in warehouse.tuples("stored_tables") if name.startswith("raw.")]
        names += [f"history.{name}" for (name,) in warehouse.tuples("history_tables")]
        for name in names:
            rows = warehouse.table(name)
            made = [column for column in rows.column_names if column == "finished_at"]
            found[name] = sorted(rows.drop_columns(made).to_pylist(), key=repr)
    return found
