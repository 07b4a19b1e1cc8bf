"""Since when a claim is made: rows in, rows out, and what nobody can know."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from pipeline.sightings import EARLIER_MEMBERS, TEXT_SIGHTINGS

if TYPE_CHECKING:
    from tests.conftest import MakeStage

Rows = list[dict[str, Any]]
NOON = datetime(2026, 1, 1, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked
HOME, NEW = "https://ash.example/", "https://ash.example/new"


def month(number: int) -> datetime:
    return NOON + timedelta(days=30 * number)


class Field:
    """A field whose claim "c" Ash makes with "fast and easy to use" now, on its home page."""

    def __init__(self) -> None:
        self.urls = [HOME]
        self.answers: Rows = []
        self.crawls: Rows = []
        self.texts: Rows = []
        self.earlier: Rows = []

    def crawl(
        self, number: int, *read: str, complete: bool = True, unread: str = "", gone: str = ""
    ) -> None:
        """Note a crawl in a month that read these pages, and asked for others in vain."""
        told = dict.fromkeys(read, "read") | {unread: "unread", gone: "gone"}
        told.pop("", None)
        for url, answer in told.items():
            row = {"url": url, "answered_at": month(number), "answer": answer}
            self.answers.append({"company": "Ash", "crawl": f"s{number}"} | row)
        site = {"company": "Ash", "crawl": f"s{number}", "read_at": month(number)}
        self.crawls.append(site | {"complete": complete})

    def seen(self, number: int, url: str = HOME, text: str = "fast and easy to use") -> None:
        said = {"company": "Ash", "masked": text, "text_key": text, "text": text, "url": url}
        self.texts.append(said | {"first_at": month(number), "last_at": month(number)})

    def sighting(self, make_stage: MakeStage) -> tuple[datetime | None, datetime]:
        text = "Fast and easy to use"
        said = {"statement_id": "1", "company": "Ash", "masked": text, "urls": self.urls}
        said |= {"text": text}
        tables: dict[str, Rows | pa.Table] = {
            "claims": [
                {"claim_id": "c", "statement_id": "1", "company": "Ash", "strength": "same"}
            ],
            "marketing_statements": [said],
            "statements": [{"company": "Ash", "url": HOME, "ordinal": 0, "text": text}],
            "earlier_members": pa.Table.from_pylist(self.earlier, schema=EARLIER_MEMBERS),
            "text_sightings": pa.Table.from_pylist(self.texts, schema=TEXT_SIGHTINGS),
            "page_answers": self.answers,
            "site_crawls": self.crawls,
        }
        (row,) = make_stage("claim_sightings", tables)
        assert row["current"]
        return row["absent_at"], row["seen_at"]


def test_what_the_first_reading_held_is_of_unknown_age(make_stage: MakeStage) -> None:
    field = Field()
    field.crawl(0, HOME)
    assert field.sighting(make_stage) == (None, month(0))


def test_a_page_that_lacked_it_before_dates_it(make_stage: MakeStage) -> None:
    field = Field()
    field.crawl(0, HOME)
    field.crawl(1, HOME)
    field.crawl(2, HOME)
    field.seen(2)
    assert field.sighting(make_stage) == (month(1), month(2))


def test_a_month_in_which_the_page_was_not_read_widens_the_gap(make_stage: MakeStage) -> None:
    field = Field()
    field.crawl(0, HOME)
    field.crawl(1, unread=HOME)
    field.crawl(2, HOME)
    assert field.sighting(make_stage) == (month(0), month(2))


@pytest.mark.parametrize(
    ("complete", "gone", "unread", "absent"),
    [
        (True, "", "", month(0)),
        (False, "", "", None),
        (False, NEW, "", month(0)),
        (True, "", NEW, None),
    ],
)
def test_a_page_that_is_new_to_the_crawl(
    complete: bool,  # noqa: FBT001 - a case
    gone: str,
    unread: str,
    absent: datetime | None,
    make_stage: MakeStage,
) -> None:
    """It is new where the crawl before read all it found, or was told that nothing is there."""
    field = Field()
    field.urls = [NEW]
    field.crawl(0, HOME, complete=complete, gone=gone, unread=unread)
    field.crawl(1, HOME, NEW)
    assert field.sighting(make_stage) == (absent, month(1))


def test_other_words_for_the_same_claim_before_keep_its_date(make_stage: MakeStage) -> None:
    field = Field()
    for number in range(4):
        field.crawl(number, HOME)
    field.earlier = [
        {
            "claim_id": "c",
            "company": "Ash",
            "masked": "quick and simple",
            "text_key": "quick and simple",
        }
    ]
    field.seen(1, text="quick and simple")
    field.seen(3)
    assert field.sighting(make_stage) == (month(0), month(1))


def test_a_text_that_moves_to_another_page_keeps_its_date(make_stage: MakeStage) -> None:
    field = Field()
    field.urls = [NEW]
    for number in range(3):
        field.crawl(number, HOME, NEW)
    field.seen(1)
    field.seen(2, url=NEW)
    assert field.sighting(make_stage) == (month(0), month(1))


def test_one_page_of_unknown_past_makes_the_age_unknown(make_stage: MakeStage) -> None:
    field = Field()
    field.urls = [HOME, NEW]
    field.crawl(0, HOME, complete=False)
    field.crawl(1, HOME, NEW)
    assert field.sighting(make_stage) == (None, month(1))


def sighting(claim: int, company: str, taken_up: int) -> dict[str, Any]:
    return {
        "claim_id": f"c{claim}",
        "company": company,
        "absent_at": month(taken_up - 1) if taken_up else None,
        "seen_at": month(taken_up),
        "absent_in": month(taken_up - 1) if taken_up else None,
        "seen_in": month(taken_up),
        "url": HOME,
        "current": True,
    }


def test_leads_per_company_with_what_is_missing(make_stage: MakeStage) -> None:
    rows = [sighting(claim, "Ash", 1 + claim % 6) for claim in range(12)]
    rows += [sighting(claim, "Birch", 2 + claim % 6) for claim in range(12)]
    rows += [sighting(claim, "Cedar", 0) for claim in range(12)]
    companies = [{"company": name} for name in ("Birch", "Ash", "Cedar", "Dogwood")]
    tables: dict[str, Rows | pa.Table] = {"claim_sightings": rows, "companies": companies}
    made = make_stage("claim_leads", tables, bootstrap_rounds=400, seed=1)
    found = {row["company"]: row for row in made}
    assert (found["Ash"]["leads"], found["Birch"]["leads"]) == (12, 0)
    assert found["Ash"]["clear"]
    assert not found["Birch"]["clear"]
    assert found["Cedar"]["leads"] is None
    assert found["Cedar"]["reason"] == "0 claims taken up while we looked; 5 are needed"
    assert (found["Cedar"]["claims"], found["Cedar"]["dated"]) == (12, 0)
    assert found["Dogwood"]["claims"] == 0


def test_who_was_asked_first_in_a_crawl_is_not_earlier_for_it(make_stage: MakeStage) -> None:
    """Ash is read before Birch each time: what Birch had in the first month, Ash lacked."""
    late = timedelta(hours=1)
    said = {"masked": "fast and easy to use", "text": "Fast and easy to use", "urls": [HOME]}
    names = ("Ash", "Birch")
    tables: dict[str, Rows | pa.Table] = {
        "claims": [
            {"claim_id": "c", "statement_id": name, "company": name, "strength": "same"}
            for name in names
        ],
        "marketing_statements": [said | {"statement_id": n, "company": n} for n in names],
        "statements": [
            {"company": name, "url": HOME, "ordinal": 0, "text": "Fast and easy to use"}
            for name in names
        ],
        "earlier_members": EARLIER_MEMBERS.empty_table(),
        "text_sightings": pa.Table.from_pylist(
            [
                {"company": "Birch", "masked": said["masked"], "text_key": said["masked"]}
                | {"text": said["text"], "url": HOME}
                | {"first_at": month(0) + late, "last_at": month(0) + late}
            ],
            schema=TEXT_SIGHTINGS,
        ),
        "page_answers": [
            {"company": name, "crawl": f"s{n}", "url": HOME, "answer": "read"}
            | {"answered_at": month(n) + late * (name == "Birch")}
            for name in names
            for n in (0, 1)
        ],
        "site_crawls": [
            {"company": name, "crawl": f"s{n}", "complete": True}
            | {"read_at": month(n) + late * (name == "Birch")}
            for name in names
            for n in (0, 1)
        ],
    }
    ash, birch = make_stage("claim_sightings", tables)
    assert (birch["seen_at"], birch["seen_in"]) == (month(0) + late, month(0))
    assert ash["absent_in"] == birch["seen_in"]
