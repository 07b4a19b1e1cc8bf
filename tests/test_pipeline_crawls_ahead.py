"""Crawls begun before their industry's turn: in order, bounded, a domain asked once at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from crawlers.apart import domain_of
from pipeline.crawls_ahead import CrawlsAhead
from pipeline.executors import InProcess
from pipeline.industries import find_industry
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

SILENT = "127.0.2."


@dataclass
class Watched(InProcess):
    """Does the work here when its result is wanted, and writes down what began and ended."""

    room: int = 2
    seen: list[str] = field(default_factory=list)

    def begin(
        self, work: Callable[..., Any], named: Mapping[str, object], cores: float = 1.0
    ) -> Any:  # noqa: ANN401 - pending work
        part: Any = named["industry"]
        asked = f"{part.name} {domain_of(part).removeprefix(SILENT)}"
        self.seen.append(f"begin {asked}")

        def do(**given: object) -> object:
            done = work(**given)
            self.seen.append(f"end {asked}")
            return done

        return super().begin(do, named, cores)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give a workspace of two industries that have one silent site in common."""
    made = Settings(tmp_path)
    made.industries.mkdir(parents=True)
    for name, hosts in {"a": ("91", "92"), "b": ("91", "93")}.items():
        text = f'name = "{name}"\nallow_private = true\n[crawl]\ndelay = 0\nrender = "never"\n'
        for host in hosts:
            text += f'[[company]]\nname = "{host}"\nsite = "http://{SILENT}{host}:9/"\n'
        (made.industries / f"{name}.toml").write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def warehouse(settings: Settings) -> Iterator[Warehouse]:
    with Warehouse(settings.warehouse) as opened:
        yield opened


def test_what_comes_later_is_begun_meanwhile_but_for_a_domain_that_is_asked(
    settings: Settings, warehouse: Warehouse
) -> None:
    place = Watched()
    ahead = CrawlsAhead(place, settings, ["a", "b"])
    for name in "ab":
        plan = ahead.take(warehouse, name, find_industry(settings, name))
        assert plan is not None
        assert len(list(ahead.bring(warehouse, plan))) == 2
    begun_together = ["begin a 91", "begin a 92", "end a 91", "begin b 91", "begin b 93"]
    assert place.seen == [*begun_together, "end a 92", "end b 91", "end b 93"]


def test_no_more_is_under_way_than_there_is_room(settings: Settings, warehouse: Warehouse) -> None:
    place = Watched(room=0)
    ahead = CrawlsAhead(place, settings, ["a", "b"])
    plan = ahead.take(warehouse, "a", find_industry(settings, "a"))
    assert plan is not None
    first = ahead.bring(warehouse, plan)
    next(first)
    assert place.seen == ["begin a 91", "end a 91", "begin a 92"]


def test_what_was_begun_for_an_industry_that_failed_is_kept(
    settings: Settings, warehouse: Warehouse
) -> None:
    place = Watched()
    ahead = CrawlsAhead(place, settings, ["a", "b"])
    failed = ahead.take(warehouse, "a", find_industry(settings, "a"))
    assert failed is not None
    next(ahead.bring(warehouse, failed))
    plan = ahead.take(warehouse, "b", find_industry(settings, "b"))
    assert plan is not None
    assert len(list(ahead.bring(warehouse, plan))) == 2
    assert place.seen[-3:] == ["end a 92", "end b 91", "end b 93"]
    assert '"92"' in (failed.folder / "fetches.jsonl").read_text("utf-8")


def test_an_industry_that_was_not_planned_finds_nothing_under_way(
    settings: Settings, warehouse: Warehouse
) -> None:
    place = Watched()
    ahead = CrawlsAhead(place, settings, ["a", "b"])
    plan = ahead.take(warehouse, "a", find_industry(settings, "a"))
    assert plan is not None
    next(ahead.bring(warehouse, plan))
    changed = find_industry(settings, "b").model_copy(update={"name": "other"})
    assert ahead.take(warehouse, "b", changed) is None
    assert sorted(line for line in place.seen if line.startswith("end")) == [
        "end a 91",
        "end a 92",
        "end b 91",
        "end b 93",
    ]
