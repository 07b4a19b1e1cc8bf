"""A year of twelve crawls in which it is known what happened: is it found, and nothing invented?

    python -m evaluation.year CORPUS [WORKSPACE]

CORPUS holds the folder of each industry's sites. Prints what was planted and found, by month.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.sites import NAMES
from evaluation.year_clock import run_at
from evaluation.year_sites import Event, Site, serve_copies
from pipeline.measures.assertions import is_claim
from pipeline.runs import newest_run
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

FIELD = "year"
MONTHS = 12
HEAD = """name = "web analytics"
allow_private = true
[crawl]
delay = 0
timeout = 5
{crawl}
[social]
read = "never"
"""
CRAWL = 'max_pages = 12\nrender = "never"\nmax_images = 0'
"""Words are what changes: no pictures, and no pages that only a browser can read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A change that a run reported: which month's, of which company, what kind, in what words."""

    month: int
    company: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Month:
    """What a month's run came to: its exit code, who was not read, what it found."""

    number: int
    code: int
    run_id: str
    unread: tuple[str, ...]
    findings: tuple[Finding, ...]


def moment_of_month(number: int) -> datetime:
    """Give when month ``number`` (from 1) is read: the fifth, at three in the morning."""
    return datetime(2026 + (number - 1) // 12, (number - 1) % 12 + 1, 5, 3, tzinfo=UTC)


def write_industry(
    workspace: Path, sites: Sequence[Site], aliases: Mapping[str, Iterable[str]], crawl: str = ""
) -> None:
    """Write the industry file of the sites into a workspace."""
    text = HEAD.format(crawl=crawl)
    for site in sites:
        named = json.dumps([*aliases.get(site.company, ())], ensure_ascii=False)
        text += (
            f'[[company]]\nname = "{site.company}"\nsite = "{site.address}"\naliases = {named}\n'
        )
    file = workspace / "industries" / f"{FIELD}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def live(
    workspace: Path,
    sites: Sequence[Site],
    events: Callable[[int], Iterable[Event]],
    months: int = MONTHS,
    options: Sequence[str] = (),
) -> Iterator[Month]:
    """Yield each month after its events have happened and ``sameness run`` has read the sites.

    ``events`` gives a month's events when that month begins; ``options`` are further options of the
    command. Raises RuntimeError where a run ends
    neither whole nor partial.
    """
    by_name = {site.company: site for site in sites}
    for number in range(1, months + 1):
        now = [event for event in events(number) if event.month == number]
        moment = moment_of_month(number)
        for event in now:
            by_name[event.company].undergo(event, moment)
        down = {event.company for event in now if event.kind == "down"}
        for site in sites:
            site.be_down(down=site.company in down)
        ended = run_at(moment, "run", "-i", FIELD, "-w", str(workspace), "--json", *options)
        if ended.returncode not in {0, 3}:
            raise RuntimeError(f"month {number} ended with {ended.returncode}: {ended.stderr}")
        yield _month(workspace, number, ended.returncode, json.loads(ended.stdout))


def _month(
    workspace: Path, number: int, code: int, told: dict[str, dict[str, list[dict[str, str]]]]
) -> Month:
    unread = tuple(sorted(one["company"] for one in told["pages"]["unread"]))
    with Warehouse(Settings(workspace).warehouse) as warehouse:
        run_id = newest_run(warehouse, FIELD)
        findings = tuple(sorted(find_changes(warehouse, run_id, number), key=repr))
    return Month(number, code, run_id, unread, findings)


_CHANGES = {
    "claim_changes": ("change", "text"),
    "headline_changes": (None, "before"),
    "profile_changes": ("change", "platform"),
}


def find_changes(warehouse: Warehouse, run_id: str, month: int) -> Iterator[Finding]:
    """Yield every change since the last reading that a run's tables tell."""
    for table, (kind, text) in _CHANGES.items():
        for row in warehouse.table(f"history.{table}").to_pylist():
            if row["run_id"] == run_id:
                what = table.removesuffix("_changes") + (f" {row[kind]}" if kind else "")
                yield Finding(month, row["company"], what, row[text])
    for row in warehouse.table("history.company_moves").to_pylist():
        if row["run_id"] == run_id and row["company"] and row["direction"] in {"closer", "away"}:
            yield Finding(month, row["company"], "move", row["direction"])


def is_of(finding: Finding, events: Iterable[Event]) -> bool:
    """Tell whether an event explains what was found in its month."""
    return any(
        finding.month == event.month
        and finding.company == event.company
        and finding.kind in _SHOWN_AS.get(event.kind, ())
        and (event.kind != "adopts" or finding.kind == "move" or finding.text == event.text)
        for event in events
    )


_SHOWN_AS = {
    "adopts": ("claim new", "claim reworded", "move"),
    "headline": ("headline", "claim dropped", "move"),
    "profile": ("profile new",),
}
_MUST = {"adopts": "claim new", "headline": "headline", "profile": "profile new"}


def missed(months: Sequence[Month], events: Iterable[Event]) -> list[Event]:
    """Give the events that were not found in their month; a site that is down must be named."""
    found = [finding for month in months for finding in month.findings]
    unread = {(month.number, company) for month in months for company in month.unread}
    return [event for event in events if not _is_found(event, found, unread, len(months))]


def _is_found(
    event: Event, found: list[Finding], unread: set[tuple[int, str]], months: int
) -> bool:
    if event.kind in _MUST:
        return any(one.kind == _MUST[event.kind] and is_of(one, [event]) for one in found)
    named = {number for number, company in unread if company == event.company}
    if event.kind == "down":
        return event.month in named
    if event.kind == "vanishes":
        return named.issuperset(range(event.month, months + 1))
    return True


def invented(months: Sequence[Month], events: Sequence[Event]) -> list[Finding]:
    """Give what was found and never happened."""
    return [one for month in months for one in month.findings if not is_of(one, events)]


ADOPTER = "Plausible"
TAKEN_UP = (3, 6, 9)
"""The months in which the adopter says a rival's sentence."""
EVENTS = (
    Event(4, "Simple Analytics", "headline", "A quieter way to count"),
    Event(5, "Umami", "down"),
    Event(7, "GoatCounter", "redesign"),
    Event(8, "Offen", "vanishes"),
    Event(10, "counter.dev", "profile", "https://www.youtube.com/@planted-events"),
)


LONGEST, SHORTEST = 22, 9
"""Words of a sentence that is taken over."""


def rivals_sentences(
    workspace: Path, adopter: str, names: Mapping[str, Sequence[str]]
) -> list[str]:
    """Give one sentence of each of three rivals' home pages, with the adopter's name for theirs.

    Only sentences that claim something and that no claim of the first run holds, those least like
    what the adopter says.
    """
    with Warehouse(Settings(workspace).warehouse) as warehouse:
        first = min(row["run_id"] for row in warehouse.table("raw.runs").to_pylist())
        rows = [
            row
            for row in warehouse.table("history.compared_statements").to_pylist()
            if row["run_id"] == first and row["kind"] == "home" and row["role"] in {"hero", "text"}
        ]
        claimed = {
            row["statement_id"]
            for row in warehouse.table("history.claims").to_pylist()
            if row["run_id"] == first
        }
        alike = {
            row["statement_id"]: row["similarity"]
            for row in warehouse.table("history.rival_matches").to_pylist()
            if row["run_id"] == first and row["rival"] == adopter
        }
    taken = []
    for company in [name for name in names if name != adopter]:
        sentences = [
            row
            for row in rows
            if row["company"] == company
            and SHORTEST <= row["words"] <= LONGEST
            and row["statement_id"] not in claimed
            and row["text"].endswith(".")
            and is_claim(row["text"], row["masked"])
        ]
        if sentences:
            chosen = min(
                sentences, key=lambda row: (alike.get(row["statement_id"], 1.0), row["text"])
            )
            text = str(chosen["text"])
            for alias in sorted({company, *names[company]}, key=len, reverse=True):
                text = text.replace(alias, adopter)
            taken.append(text)
    return taken[:3]


def main(arguments: list[str]) -> None:
    """Live the year on the real sites, print each month, then what was missed and invented."""
    corpus = Path(arguments[0])
    workspace = Path(arguments[1]) if arguments[1:] else Path(tempfile.mkdtemp())
    listed = tomllib.loads(NAMES.read_text("utf-8"))["web_analytics"]
    names = {title: (title, *aliases) for title, *aliases in listed.values()}
    folders = {title: corpus / "web_analytics" / f for f, (title, *_) in listed.items()}
    events: list[Event] = []

    def happening(number: int) -> list[Event]:
        if number > 1 and not events:
            taken = rivals_sentences(workspace, ADOPTER, names)
            adopted = zip(TAKEN_UP, taken, strict=True)
            events.extend(Event(month, ADOPTER, "adopts", text) for month, text in adopted)
            events.extend(EVENTS)
        return events

    months = []
    with serve_copies(folders, workspace / "sites", moment_of_month(0), "127.79.1") as sites:
        write_industry(workspace, sites, names, CRAWL)
        for month in live(workspace, sites, happening):
            months.append(month)
            print(json.dumps({"month": month.number, "code": month.code, "unread": month.unread}))
            for event in (one for one in events if one.month == month.number):
                print(f"  planted: {event.company} {event.kind} {event.text}")
            for finding in month.findings:
                word = "found" if is_of(finding, events) else "INVENTED"
                print(f"  {word}: {finding.company} {finding.kind}: {finding.text}", flush=True)
    lacking, wrong = missed(months, events), invented(months, events)
    print(f"{len(events)} planted, {len(lacking)} missed, {len(wrong)} invented.")
    sys.exit(1 if lacking or wrong else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
