"""From a claim or a quote of the newest run back to the archive, on the built-in industry."""

from __future__ import annotations

import dataclasses
import shutil
from typing import TYPE_CHECKING

import pytest

from pipeline.caches import cutter_name
from pipeline.evidence import Evidence, claim_evidence, quote_evidence
from pipeline.industries import serve_industry
from pipeline.run import analyze
from pipeline.snapshots import crawl_snapshot
from sameness.errors import ClaimNotFound, EvidenceMissing
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUOTE = "European data centres"


class Silent:
    def stage(self, name: str, number: int, count: int) -> None: ...

    def encoded(self, done: int, count: int) -> None: ...


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give two crawls of four companies of the built-in industry, and a run of the second."""
    settings = Settings(tmp_path_factory.mktemp("workspace"), bootstrap_rounds=50)
    with (
        serve_industry(settings, "demo") as whole,
        Warehouse(settings.warehouse) as warehouse,
    ):
        industry = whole.model_copy(update={"company": whole.company[:4], "client": None})
        crawl_snapshot(warehouse, settings, "demo", industry, lambda _: None)
        second = crawl_snapshot(warehouse, settings, "demo", industry, lambda _: None)
        analyze(warehouse, settings, "demo", industry, second, Silent())
    return settings


@pytest.fixture
def warehouse(measured: Settings) -> Iterator[Warehouse]:
    with Warehouse(measured.warehouse) as opened:
        yield opened


def claims_of(warehouse: Warehouse) -> set[str]:
    return set(warehouse.table("history.claims").column("claim_id").to_pylist())


def test_every_statement_of_every_claim_stands_in_the_archive(
    measured: Settings, warehouse: Warehouse
) -> None:
    claims = claims_of(warehouse)
    assert claims
    for claim in claims:
        found = claim_evidence(warehouse, measured, "demo", f"claim-{claim}")
        assert len({one.company for one in found}) >= 2
        for one in found:
            assert isinstance(one, Evidence)
            assert one.verbatim
            assert one.text in one.block
            assert one.file.read_bytes()[one.offset :].startswith(b"\x1f\x8b")
            assert one.record_id.startswith("<urn:uuid:")
            assert one.origin, "the second crawl only had word that nothing changed"


def test_a_claim_is_found_by_its_link_in_either_section(
    measured: Settings, warehouse: Warehouse
) -> None:
    claim = min(claims_of(warehouse))
    found = claim_evidence(warehouse, measured, "demo", claim)
    for anchor in ("claim-", "post-claim-"):
        assert claim_evidence(warehouse, measured, "demo", anchor + claim) == found


def test_a_quote_is_found_whatever_its_case(measured: Settings, warehouse: Warehouse) -> None:
    found = quote_evidence(warehouse, measured, "demo", f"  {QUOTE.upper()} ")
    assert len({one.company for one in found}) >= 3
    assert all(QUOTE in one.text and one.verbatim for one in found)
    lines = found[0].lines()
    assert found[0].url in lines[1]
    assert lines[-1] == "  word for word in the record"


def test_what_the_run_does_not_have_is_told(measured: Settings, warehouse: Warehouse) -> None:
    with pytest.raises(ClaimNotFound, match="no claim 'nope'"):
        claim_evidence(warehouse, measured, "demo", "nope")
    with pytest.raises(ClaimNotFound, match="no statement with 'purple elephants'"):
        quote_evidence(warehouse, measured, "demo", "purple elephants")


@pytest.mark.parametrize("harm", ["lost", "altered", "cut"])
def test_an_archive_that_lost_or_altered_the_page_is_told(
    measured: Settings, warehouse: Warehouse, tmp_path: Path, harm: str
) -> None:
    shutil.copytree(measured.archive, tmp_path / "archive")
    for file in (tmp_path / "archive").rglob("*.warc.gz"):
        content = bytearray(file.read_bytes())
        match harm:
            case "lost":
                file.unlink()
            case "altered":
                content[len(content) // 3 : len(content) // 3 + 4000] = bytes(4000)
                file.write_bytes(content)
            case "cut":
                file.write_bytes(content[:2000])
    moved = dataclasses.replace(measured, workspace=tmp_path)
    with pytest.raises(EvidenceMissing, match="can't be read back"):
        quote_evidence(warehouse, moved, "demo", QUOTE)


def test_a_second_run_cuts_no_document_again(measured: Settings, warehouse: Warehouse) -> None:
    rows = warehouse.table("cache.blocks").to_pylist()
    pages = warehouse.table("raw.documents").num_rows
    assert len(rows) == len({row["digest"] for row in rows}) == pages
    assert {row["cutter"] for row in rows} == {cutter_name()}
    assert measured.warehouse.is_file()
