"""Shared fixtures: sample reports of an invented industry, and stages on hand-written rows."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import pytest
from hypothesis import settings

from pipeline.discover import discover_stages
from pipeline.measures import corpus
from reports.data import (
    Check,
    Claim,
    CompanyScore,
    Coverage,
    DatedQuote,
    Echo,
    IndustryScores,
    Method,
    Nearest,
    OnlyYou,
    OpenClaim,
    Owner,
    OwnWord,
    PhraseUse,
    Precision,
    QuizQuestion,
    Quote,
    Range,
    Report,
    SameWords,
    StockPhrase,
    Strangers,
    SwapMatrix,
    Validity,
    WeededOut,
)
from reports.history_data import NO_HISTORY
from reports.posts_data import ClaimDate, PostsReport
from reports.social_data import NOBODY
from tests.history_samples import sample_history, with_dates
from tests.image_samples import sample_images
from tests.look_samples import sample_look
from tests.map_samples import sample_map
from tests.shared_demo import NETWORK, copy_of_demo
from tests.small_year import keep_year
from tests.social_samples import sample_social
from tests.voice_samples import sample_voice
from warehouse import spilled, warehouse
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.stage import Stage
    from sameness.settings import Settings


LONGEST = (
    "test_sameness_cli", "test_sameness_months", "test_reports_browser", "test_crawlers_visit",
    "test_crawlers_polite", "test_sameness_check", "test_sameness_forms", "test_pipeline_kill",
    "test_crawlers_kill", "test_crawlers_social_spider", "test_crawlers_rendering",
)  # fmt: skip
"""Files that take most of a minute or more, the longest first."""


def pytest_configure() -> None:
    """Give every process of a parallel run its own addresses for the demo, one core, and time."""
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ["SAMENESS_DEMO_NETWORK"] = str(int(worker.removeprefix("gw")) * 16 % NETWORK)
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        settings.register_profile("beside-others", deadline=None)
        settings.load_profile("beside-others")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process is left alone with it at the end."""
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(LONGEST)))


FIRMS = (
    "Alder & Vane", "Brightledger", "Cobalt Books", "Dunmore Tax", "Everly Partners", "Fairweather",
    "Grain & Tally", "Holloway Finch", "Inkwell Accounts", "Juniper Reed", "Kestrel Ledger",
    "Lowry Hart",
)  # fmt: skip

SHARED = (
    "We put our clients first, always.",
    "Accounting that lets you focus on your business.",
    "More than just accountants: a partner in your growth.",
    "Fixed monthly fees, no hidden costs and no surprises at the end of the year.",
    "A dedicated accountant who knows you and your business.",
    "Get peace of mind with cloud accounting.",
    "Real-time numbers wherever you are.",
    "We speak plain English, not jargon.",
    "Save time and money with our proactive advice.",
    "Trusted by hundreds of small businesses across the country.",
    "Book your free consultation today and find out how much tax you could be saving.",
    "Our friendly team of experts is here to help.",
    (
        "Switching accountants is easier than you think: we take care of everything for you, from "
        "the first letter to your old firm to the last missing receipt."
    ),
    "Award-winning service, tailored to you.",
)

ALONE = (
    "We file nothing we would not sign ourselves.",
    "Every client may read our error log; last year it had eleven lines.",
    "We close on Fridays in July, and the phone says so.",
    "Ask for the partner who left: we will give you her number.",
)

DAY = date(2026, 11, 20)


class MakeReport(Protocol):
    """Builds a sample report: of ``size`` companies, for a client or nobody, with replacements."""

    def __call__(self, size: int = 8, client: str | None = None, **changes: Any) -> Report: ...  # noqa: ANN401 - any field of Report


def firm(number: int) -> str:
    """Give the invented name of a company; past the list names are numbered."""
    return FIRMS[number] if number < len(FIRMS) else f"{FIRMS[number % 12]} {number // 12 + 1}"


def address(name: str, page: str = "") -> str:
    host = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
    return f"https://{host}.example/{page}"


def quote(name: str, number: int) -> DatedQuote:
    text = SHARED[number % len(SHARED)]
    return DatedQuote(name, text, address(name, f"about-us?ref={number}"), DAY)


def spread(number: int) -> float:
    """Give a fixed but uneven figure in [0, 1) per number."""
    return (number * 0.618034) % 1.0


def company_score(number: int, client: str | None) -> CompanyScore:
    value = 48 + 40 * spread(number + 1)
    return CompanyScore(
        name=firm(number),
        site=address(firm(number)),
        is_client=firm(number) == client,
        pages=12 + number,
        statements=90 + 7 * number,
        published=True,
        reason="",
        index=Range(value, value - 9 - number % 3, value + 8),
        blind_test=0.4 + spread(number) / 3,
        trend=Range(value + 4, value - 6, value + 13),
    )


def swap_matrix(names: tuple[str, ...]) -> SwapMatrix:
    def cell(row: int, column: int) -> float | None:
        if row == column:
            return None
        same_half = row % 2 == column % 2
        return round((62 if same_half else 25) + 34 * spread(row * column + row + column), 1)

    size = range(len(names))
    return SwapMatrix(names, tuple(tuple(cell(row, col) for col in size) for row in size))


def claim(number: int, names: tuple[str, ...]) -> Claim:
    reach = max(2, round(len(names) * (0.8 - 0.06 * number)))
    makers = tuple(
        name for place, name in enumerate(names) if (place + number) % len(names) < reach
    )
    share = len(makers) / len(names)
    alike = tuple(name for name in names if name not in makers)[: number % 3]
    both = (len(makers) + len(alike)) / len(names)
    tiers = ((0.75, "table stakes"), (0.5, "crowded"), (0.26, "contested"), (0.0, "rare"))
    return Claim(
        id=f"c{number:03d}",
        text=SHARED[number % len(SHARED)],
        companies=makers,
        alike=alike,
        asked=len(names),
        low=max(0.0, share - 0.25),
        high=min(1.0, share + 0.2),
        tier=next(tier for least, tier in tiers if share >= least),
        reach_low=max(0.0, both - 0.25),
        reach_high=min(1.0, both + 0.2),
        reach_tier=next(tier for least, tier in tiers if both >= least),
        concentration=1 / len(makers) + 0.1,
        owner=Owner(makers[0], 0.62) if number % 5 == 4 else None,
        quotes=tuple(quote(name, number) for name in makers),
        alike_quotes=tuple(quote(name, number + 1) for name in alike),
    )


def only_alike(given: Claim) -> Claim:
    """Give a claim as a group of which no two companies say the same."""
    return replace(
        given,
        companies=(),
        alike=given.companies,
        low=0.0,
        high=0.3,
        tier="",
        owner=None,
        quotes=(),
        alike_quotes=given.quotes,
    )


def echo(number: int, name: str | None) -> Echo:
    value = 0.08 + spread(number) / 5
    return Echo(
        company=name,
        statements=90 + 7 * number,
        rivals=4,
        sampled=40,
        as_read=Range(value, value - 0.03, value + 0.04),
        drawn=Range(value / 4, value / 5, value / 3),
    )


def same_words(number: int, name: str | None, least: int) -> SameWords:
    rivals, strangers = 21.4 / least + number, 5.2 / least
    low = rivals - strangers - 12
    return SameWords(
        company=name,
        least=least,
        words=1500 + 90 * number,
        budget=1155,
        companies=8,
        strangers_known=23,
        rivals=rivals,
        strangers=strangers,
        excess=Range(rivals - strangers, low, rivals - strangers + 15),
        clear=low > 0,
        reason="",
    )


PHRASES = (
    ("focus on your business", "lets you focus on your business", True, False),
    ("no hidden costs and", "Fixed fees, no hidden costs and no surprises", False, False),
    (
        "# small businesses across the country",
        "300 small businesses across the country",
        True,
        False,
    ),
    ("here to help you", "Our experts are here to help you", True, True),
)


def stock_phrase(number: int, names: tuple[str, ...]) -> StockPhrase:
    phrase, text, whole, general = PHRASES[number]
    passage = phrase.replace("#", "300")
    users = names[: max(2, len(names) // 2 + 1 - number)]
    share = len(users) / len(names)
    return StockPhrase(
        id=f"p{number:03d}",
        phrase=phrase,
        whole=whole,
        asked=len(names),
        low=max(0.0, share - 0.25),
        high=min(1.0, share + 0.2),
        strangers=7 * general,
        strangers_asked=26,
        general=general,
        uses=tuple(PhraseUse(passage, Quote(n, text, address(n, "fees"), DAY)) for n in users),
    )


def own_word(number: int, name: str, term: str) -> OwnWord:
    return OwnWord(
        company=name,
        term=term,
        count=9 + number,
        pages=4,
        rate=7.5 + number,
        rivals_rate=0.4,
        rivals_using=2,
        rivals=7,
        z=4.2,
        threshold=3.0,
        quote=Quote(name, f"Our {term} is on paper.", address(name, "paper"), DAY),
    )


OPEN = (
    ("price", "Our prices are on this page, without a phone call.", False),
    ("limits", "There are things that we will never do.", False),
    ("proof", "Call any of these clients and ask them.", False),
    ("ownership", "The people who work here own it.", True),
)


def open_claim(number: int, names: tuple[str, ...]) -> OpenClaim:
    theme, text, doubtful = OPEN[number]
    rival = names[number % len(names)]
    elsewhere = number == 1
    return OpenClaim(
        id=f"o{number:03d}",
        text=text,
        theme=theme,
        source="workspace" if elsewhere else "shipped",
        industry="game_engine" if elsewhere else "",
        asked=len(names),
        at_most=1 - 0.05 ** (1 / len(names)),
        fit=0.5 - number / 100,
        doubtful=doubtful,
        made_elsewhere=3 if elsewhere else None,
        asked_elsewhere=6 if elsewhere else None,
        near_elsewhere=number,
        strangers=30,
        nearest=Nearest(rival, SHARED[number], address(rival, "fees"), DAY, 0.44, 0.07),
    )


def only_you(number: int, names: tuple[str, ...]) -> OnlyYou:
    name, rival = names[number % len(names)], names[(number + 1) % len(names)]
    return OnlyYou(
        company=name,
        text=ALONE[number % len(ALONE)],
        url=address(name, "how-we-work"),
        seen_at=DAY,
        pages=2 + number % 3,
        crawls=1 + number % 2,
        nearest=Nearest(
            rival, SHARED[number % len(SHARED)], address(rival), DAY, 0.31 + number % 4 / 10, 0.06
        ),
    )


def question(number: int, names: tuple[str, ...]) -> QuizQuestion:
    name = names[number % len(names)]
    options = tuple(sorted({name, *(names[(number + step) % len(names)] for step in (1, 2, 3))}))
    return QuizQuestion(
        masked=SHARED[number],
        text=f"At {name}: {SHARED[number]}",
        company=name,
        url=address(name),
        seen_at=DAY,
        options=options,
        also_said_by=tuple(names[(number + step) % len(names)] for step in (1, 2))[: number % 3],
    )


def coverage(name: str, number: int) -> Coverage:
    at = datetime(2026, 11, 20, 9, number % 60, tzinfo=UTC)
    trouble = (("robots.txt says no", 3), ("answered 404", 1)) if number % 3 == 0 else ()
    failed, refused = (1, 3) if trouble else (0, 0)
    return Coverage(
        company=name, asked=30 + failed + refused, fetched=30, failed=failed, refused=refused,
        kept=0 if number % 4 == 1 else 2, marketing=21, other_kinds=7, other_languages=2,
        unchanged=25, changed=3, new=2, gone=number % 2, first_read=at, last_read=at,
        kept_since=None if number % 4 == 1 else at.replace(month=10), trouble=trouble,
    )  # fmt: skip


def weeded_out(name: str, number: int) -> WeededOut:
    terms = (
        (name, "name", 120 + number),
        (f"{name.split(maxsplit=1)[0]} App", "product", 31),
        ("Leeds", "place", 4),
    )
    return WeededOut(name, terms, ("ledgerly", "vaneish")[: number % 3])


VALIDITY = Validity(
    model="all-MiniLM-L6-v2",
    made=date(2026, 11, 19),
    checks=(
        Check("anchors.zero", "Index of strangers", "0", -0.42, -7.6, 11.8, 60, "random sets", 0),
        Check("judge.auc", "Judge: area under the curve", "1", 0.912, None, None, 4622, "pairs", 2),
    ),
)

METHOD = Method(
    version="0.1.0",
    model="all-MiniLM-L6-v2",
    judge="plain",
    rivals_sampled=40,
    between=0.405,
    own=0.456,
    strangers=0.296,
    ceiling=0.146,
    precisions=(
        Precision("same", Range(0.92, 0.86, 0.96), 118, "4,622 pairs, two readers", 0.8, 0.23),
        Precision("alike", Range(0.62, 0.55, 0.68), 204, "4,622 pairs, two readers", 0.5, 0.41),
    ),
    validity=VALIDITY,
    data_digest="9f2c4e7a6b1d803355aa17c0de94b2f1",
)

STRANGERS = Strangers(
    companies=17,
    source="Companies of five other industries, read and cut in the same way",
    industries=(("Game engines", 6), ("Privacy services", 7), ("Linux distributions", 4)),
    left_out=(("Bookkeeping software", "too near to this field"),),
)


def build(size: int = 8, client: str | None = None, **changes: Any) -> Report:  # noqa: ANN401 - any field of Report
    names = tuple(firm(number) for number in range(size))
    fewer = range(min(size, 5))
    report = Report(
        industry="boutique_accounting",
        industry_name="boutique accounting",
        client=client,
        run_id="20261121T101500Z",
        started_at=datetime(2026, 11, 21, 10, 15, tzinfo=UTC),
        companies=tuple(company_score(number, client) for number in range(size)),
        scores=IndustryScores(
            published=True,
            reason="",
            companies=size,
            index=Range(68.4, 57.2, 77.9),
            effective_pitches=Range(1.42, 1.26, 1.66),
            blind_test=Range(0.61, 0.5, 0.7),
            trend=Range(81.2, 66.0, 97.5),
            regime="unclear",
            context="clearly above 2 and below 0 of 4 other fields read from their websites",
        ),
        swap_matrix=swap_matrix(names),
        claims=(
            *(claim(number, names) for number in range(len(SHARED) - 2)),
            *(only_alike(claim(number, names)) for number in range(len(SHARED) - 2, len(SHARED))),
        ),
        echoes=(echo(3, None), *(echo(number, name) for number, name in enumerate(names))),
        same_words=tuple(
            same_words(number, name, least)
            for least in (1, 2)
            for number, name in enumerate((None, *names))
        ),
        stock_phrases=tuple(stock_phrase(number, names) for number in range(len(PHRASES))),
        own_words=tuple(
            own_word(number, name, term)
            for number, name in enumerate(names)
            for term in ("error log", "phone")[: 1 + number % 2]
        ),
        only_you=tuple(only_you(number, names) for number in range(size)),
        white_space=tuple(open_claim(number, names) for number in range(len(OPEN))),
        quiz=tuple(question(number, names) for number in fewer),
        coverage=tuple(coverage(name, number) for number, name in enumerate(names)),
        weeded_out=tuple(weeded_out(name, number) for number, name in enumerate(names)),
        strangers=STRANGERS,
        method=METHOD,
        social=sample_social(names, client),
        voice=sample_voice(names),
        look=sample_look(names),
        images=sample_images(names),
        field_map=sample_map(names),
    )
    report = replace(report, posts=sample_posts(report), history=sample_history(report))
    return replace(with_dates(report), **changes)


def posted_on(number: int) -> date:
    """Give a day between the first and the last post, the first two on one day."""
    return date(2026, 5, 3) + timedelta(days=max(0, number - 1) * 23 % 190)


def sample_posts(report: Report) -> PostsReport:
    """Give what a report's companies post: much like their pages, with days of its own."""
    claims = tuple(
        replace(claim, id=f"p{claim.id}") for claim in (*report.claims[4:7], report.claims[-1])
    )
    return PostsReport(
        run_id="20261121T101900Z",
        companies=tuple(company.name for company in report.companies),
        posts=412,
        scores=replace(report.scores, index=Range(54.4, 39.6, 68.1), context=""),
        company_scores=(
            *report.companies[:-1],
            replace(
                report.companies[-1], published=False, reason="12 posts are known, 20 are needed",
                index=None, blind_test=None, trend=None,
            ),
        ),
        claims=claims,
        only_you=report.only_you,
        echo=report.echoes,
        same_words=report.same_words[:2],
        stock_phrases=report.stock_phrases[:2],
        strangers=report.strangers,
        first=date(2026, 5, 3),
        last=date(2026, 11, 12),
        dates=tuple(
            ClaimDate(claim.id, quote.company, posted_on(n), date(2026, 11, 12), 1 + n, n != 1)
            for claim in claims
            for n, quote in enumerate(claim.quotes)
        ),
    )  # fmt: skip


@pytest.fixture
def make_report() -> MakeReport:
    """Give the builder of sample reports."""
    return build


@pytest.fixture
def too_few() -> Report:
    """Give a report of two companies, which is too few to score."""
    reason = "2 companies were read, 5 are needed."
    not_measured = tuple(
        replace(
            row, words=None, rivals=None, strangers=None, excess=None, clear=False, reason=reason
        )
        for row in build(2).same_words
        if row.company is None
    )
    report = build(
        2,
        quiz=(),
        only_you=(),
        echoes=(),
        own_words=(),
        same_words=not_measured,
        social=NOBODY,
        posts=None,
        history=NO_HISTORY,
    )
    return replace(
        report,
        companies=tuple(
            replace(c, published=False, reason=reason, index=None, blind_test=None, trend=None)
            for c in report.companies
        ),
        scores=IndustryScores(
            published=False,
            reason=reason,
            companies=2,
            index=None,
            effective_pitches=None,
            blind_test=None,
            trend=None,
            regime="unclear",
            context="",
        ),
        swap_matrix=SwapMatrix(report.swap_matrix.companies, ((None, None), (None, None))),
    )


@pytest.fixture(scope="session")
def demo_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace in which the built-in industry was run, as its user runs it."""
    return copy_of_demo(tmp_path_factory, "demo")


@pytest.fixture(scope="session")
def kept_year(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give a workspace of three measured and reported months of three companies; copy it first."""
    return keep_year(tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Give the browser; without one skip, or fail where CI promised it."""
    found = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: install it, or name it in $CHROMIUM")
        pytest.skip("needs Chromium: install it, or name it in $CHROMIUM")
    return Path(found)


Rows = list[dict[str, Any]]


class MakeStage(Protocol):
    """Makes one stage's table of hand-written rows, as the runner would; gives its rows."""

    def __call__(self, name: str, tables: dict[str, Rows | pa.Table], **values: object) -> Rows: ...


@pytest.fixture(scope="session")
def every_stage() -> dict[str, Stage]:
    """Give all stages by name."""
    return {stage.name: stage for stage in discover_stages()}


@pytest.fixture
def make_stage(tmp_path: Path, every_stage: dict[str, Stage]) -> Iterator[MakeStage]:
    """Give the maker of one stage; the order in which rows come must change nothing."""
    with Warehouse(tmp_path / "stages.duckdb") as opened:

        def make(name: str, tables: dict[str, Rows | pa.Table], **values: object) -> Rows:
            made: list[Rows] = []
            for step in (1, -1):
                for table, given in tables.items():
                    rows = given if isinstance(given, pa.Table) else pa.Table.from_pylist(given)
                    opened.put(table, rows.take(pa.array(range(rows.num_rows)[::step], pa.int64())))
                every_stage[name].make(opened, values)
                made.append(opened.table(name).to_pylist())
            assert repr(made[0]) == repr(made[1])
            return made[0]

        yield make


@pytest.fixture(params=[spilled.FEWEST_TO_SPILL, 1], ids=["held", "mapped"])
def held_or_mapped(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have vectors held in memory as those of most fields, then lie in a file as a large one's."""
    for module in (warehouse, corpus):
        monkeypatch.setattr(module, "FEWEST_TO_SPILL", request.param)
