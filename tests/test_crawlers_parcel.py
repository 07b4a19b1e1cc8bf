"""A crawl in parts, in folders that go again, leaves the evidence that a crawl in place leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawlers.apart import crawl_apart, split_by_domain
from crawlers.parcel import pack
from pipeline.crawling import CrawlPlan, crawl_field
from pipeline.executors import InProcess
from sameness.errors import CrawlFailed
from sameness.industry import Industry
from tests.kills import FIRST, a_field, check_ended

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawlers.events import CrawlEvent
    from tests.kills import Field


class Apart(InProcess):
    """Does all work here, as if it were done on another machine."""

    elsewhere = True


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    with a_field(tmp_path_factory.mktemp("archive"), 81, delay=0) as made:
        yield made


def test_parts_leave_the_evidence_of_a_crawl_in_place(field: Field) -> None:
    field.turn_to(2)
    told: list[CrawlEvent] = []
    earlier = dict.fromkeys(field.sites, FIRST)
    crawl_field(
        Apart(), CrawlPlan(field.industry(), field.archive / "3-apart", earlier, None), told.append
    )
    check_ended(field, "3-apart")
    assert [event.company for event in told] == list(field.sites), "in the file's order"
    assert all(event.finished and event.fetched for event in told)


def test_a_part_that_was_brought_is_not_asked_for_again(field: Field) -> None:
    before = field.asked()
    earlier = dict.fromkeys(field.sites, FIRST)
    crawl_field(
        Apart(), CrawlPlan(field.industry(), field.archive / "3-apart", earlier, None), print
    )
    assert field.asked() == before


def test_a_company_that_says_nothing_does_not_cost_the_others(field: Field, tmp_path: Path) -> None:
    silent = {"name": "Silent", "site": "http://127.0.2.99:9/"}
    fields = field.industry().model_dump(mode="json")
    industry = Industry.model_validate(fields | {"company": [silent, *fields["company"]]})
    field.turn_to(2)
    told: list[CrawlEvent] = []
    crawl_field(Apart(), CrawlPlan(industry, tmp_path / "1", {}, None), told.append)
    assert [event.fetched > 0 for event in told] == [False, True, True]
    alone = Industry.model_validate(fields | {"company": [silent]})
    with pytest.raises(CrawlFailed, match="No page could be read: Silent"):
        crawl_field(Apart(), CrawlPlan(alone, tmp_path / "2", {}, None), told.append)


def test_sites_of_one_domain_are_asked_by_one_process() -> None:
    sites = ("https://a.example.com", "https://other.org", "https://www.example.com/b")
    companies = [{"name": name, "site": site} for name, site in zip("ABC", sites, strict=True)]
    industry = Industry.model_validate({"name": "i", "client": "B", "company": companies})
    assert [part.names for part in split_by_domain(industry)] == [["A", "C"], ["B"]]


def test_of_companies_only_their_own_lines_are_sent(field: Field) -> None:
    one, other = field.sites
    files = pack(field.archive, FIRST, {}, [one])
    assert {name.partition("/")[0] for name in files} == {FIRST}
    ledger = files[f"{FIRST}/fetches.jsonl"].decode()
    assert one in ledger
    assert f'"{other}"' not in ledger


def test_what_a_part_broke_down_on_is_told_with_what_it_brought(field: Field) -> None:
    company = field.industry().company[0].model_copy(update={"site": "no address"})
    broken = field.industry().model_copy(update={"company": (company,)})
    brought = crawl_apart(broken, "1", {}, {}, "")
    assert brought.trouble is not None
    assert "broke down" in str(brought.trouble)
    assert "1/crawl.log" in brought.files
