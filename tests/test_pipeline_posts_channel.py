"""Posts against posts, from the warehouse to the report: truths planted in made-up posts."""

from __future__ import annotations

import hashlib
import re
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from embeddings.encoder import encoder_name
from embeddings.light import light_encoder
from pipeline.channels import POSTS
from pipeline.measures.corpus import vector_column
from pipeline.other_industries import other_statements
from pipeline.run import analyze
from pipeline.runs import newest_run
from reports.read import read_report
from sameness.settings import DEFAULT_MODEL, Settings
from tests.made_up_posts import (
    BRANDS,
    SNAPSHOT,
    START,
    TRADES,
    field_of,
    post,
    posts_of,
    sentences,
    store,
)
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from reports.posts_data import PostsReport
    from sameness.industry import Industry

    Row = dict[str, Any]

EACH, OTHERS = 25, 12
"""Posts of each company of the field and of other trades: little more than a score needs."""
SHARED = "Nobody pays for help on a Sunday."
SHARED_BY = {"Brindlow": 20, "Dulvane": 6, "Estavel": 13}
"""Who makes the planted claim, and on which day first."""


class Silent:
    """Takes no note of progress; stops where it is told to."""

    stop_at = ""

    def stage(self, name: str, *_: int) -> None:
        if name == self.stop_at:
            raise KeyboardInterrupt

    def encoded(self, done: int, count: int) -> None: ...


def settings_of(folder: Path) -> Settings:
    return Settings(folder, DEFAULT_MODEL, rivals_sampled=20, bootstrap_rounds=50)


def planted(industry: Industry) -> list[Row]:
    """Give a field's posts: the last company says what the first says, three share a claim."""
    first, last = industry.names[0], industry.names[-1]
    rows = [row for row in posts_of(industry, EACH) if row["company"] != last]
    copied = [
        post(last, number, renamed(row["text"], first, last))
        for number, row in enumerate(row for row in rows if row["company"] == first)
    ]
    claimed = [
        post(name, 100 + day, SHARED, posted_at=START + timedelta(days=day))
        for place, day in zip((1, 3, 4), SHARED_BY.values(), strict=True)
        for name in [industry.names[place]]
    ]
    return [*rows, *copied, *claimed]


def renamed(text: str, old: str, new: str) -> str:
    return text.replace(old, new).replace(old.split(maxsplit=1)[0], new.split(maxsplit=1)[0])


def lay_in_vectors(warehouse: Warehouse) -> None:
    """Store the vectors of what the posts say, by the quick encoder of the same model."""
    texts = [SHARED, "is here to help."]
    texts += [
        text
        for trade, each in zip(TRADES, (OTHERS, OTHERS, EACH), strict=True)
        for place in range(5)
        for text in sentences(trade, place)[: 2 * each]
    ]
    vectors = light_encoder().encode(texts, lambda _: None)
    rows = {
        "model": [encoder_name(DEFAULT_MODEL)] * len(texts),
        "text_hash": [hashlib.sha256(text.encode()).hexdigest() for text in texts],
        "vector": vector_column(vectors),
    }
    warehouse.insert("cache.vectors", pa.table(rows))


def measure(warehouse: Warehouse, industry: Industry, posts: Iterable[Row]) -> str:
    """Store and measure a field's posts; gives the run's id. There are no pages to read."""
    store(warehouse, industry.name, posts)
    settings = settings_of(warehouse.path.parent)
    return analyze(warehouse, settings, industry.name, industry, SNAPSHOT, Silent())


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace that knows vectors and nobody."""
    folder = tmp_path_factory.mktemp("blank")
    with Warehouse(settings_of(folder).warehouse) as warehouse:
        lay_in_vectors(warehouse)
    return folder


@pytest.fixture(scope="module")
def others(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace that knows the posts of two other trades."""
    folder = tmp_path_factory.mktemp("others")
    shutil.copytree(blank, folder, dirs_exist_ok=True)
    with Warehouse(settings_of(folder).warehouse) as warehouse:
        for trade in list(TRADES)[:2]:
            measure(warehouse, field_of(trade), posts_of(field_of(trade), OTHERS))
    return folder


def told(warehouse: Warehouse, run_id: str) -> PostsReport:
    posts = read_report(warehouse, run_id).posts
    assert posts is not None
    return posts


def report_of(known: Path, folder: Path, industry: Industry, posts: list[Row]) -> PostsReport:
    """Give what posts say in a copy of a workspace."""
    shutil.copytree(known, folder, dirs_exist_ok=True)
    with Warehouse(settings_of(folder).warehouse) as warehouse:
        return told(warehouse, measure(warehouse, industry, posts))


FIELD = field_of("payroll", BRANDS)


@pytest.fixture(scope="module")
def plain(others: Path, tmp_path_factory: pytest.TempPathFactory) -> PostsReport:
    return report_of(others, tmp_path_factory.mktemp("plain"), FIELD, planted(FIELD))


def index_of(report: PostsReport, company: str) -> float:
    (score,) = [score for score in report.company_scores if score.name == company]
    assert score.index is not None
    return score.index.value


def test_posts_have_an_index_whose_zero_is_posts_of_other_industries(plain: PostsReport) -> None:
    assert (plain.scores.published, plain.scores.reason) == (True, "")
    assert plain.strangers.industries == (("bakers", 5), ("cyclists", 5))
    assert plain.strangers.source == "Companies of the other industries read in this workspace."
    assert plain.companies == tuple(FIELD.names)
    assert plain.posts == 6 * EACH + 3
    # The copy and its model are each other; the others say like things of other things.
    values = {name: index_of(plain, name) for name in plain.companies}
    twins = {FIELD.names[0], FIELD.names[-1]}
    assert {name for name in values if values[name] > 78} == twins


def test_a_claim_is_dated_by_the_posts_themselves(plain: PostsReport) -> None:
    (claim,) = [claim for claim in plain.claims if claim.text == SHARED]
    makers = {f"{brand} Payroll": day for brand, day in SHARED_BY.items()}
    assert set(claim.companies) == set(makers)
    first = {d.company: d.first_said for d in plain.dates if d.claim_id == claim.id}
    assert first == {name: (START + timedelta(days=day)).date() for name, day in makers.items()}
    days = {quote.company: quote.seen_at for quote in claim.quotes}
    assert days == first
    assert (plain.first, plain.last) == (START.date(), (START + timedelta(days=EACH - 1)).date())


def noise(posts: list[Row]) -> list[Row]:
    """Give copies elsewhere, answers, a signature, one company's own echo, another language."""
    loud = FIELD.names[0]
    elsewhere = [
        row
        | {
            "platform": "mastodon",
            "url": row["url"].replace("bluesky", "mastodon"),
            "posted_at": row["posted_at"] + timedelta(hours=5),
            "text": row["text"].replace("https://links", "https://other-links"),
        }
        for row in posts[::2]
    ]
    answers = [
        post(row["company"], 500 + n, f"@you {row['text']} Glad to hear that from you!", kind=kind)
        for n, row in enumerate(posts[:60])
        for kind in ("reply" if n % 2 else "repost",)
    ]
    again = [
        post(loud, 700 + n, row["text"], posted_at=row["posted_at"] + timedelta(days=40))
        for n, row in enumerate(row for row in posts if row["company"] == loud)
    ]
    signed = [row | {"text": f"{row['text']}\nFollow us for more of the same."} for row in posts]
    foreign = [
        post(FIELD.names[1], 900 + n, f"Der {n}. Lohnzettel ist am Freitag fertig.", language="de")
        for n in range(9)
    ]
    return [*signed, *elsewhere, *answers, *again, *foreign]


def test_copies_answers_signatures_and_repetition_move_nothing(
    plain: PostsReport, others: Path, tmp_path: Path
) -> None:
    loud = report_of(others, tmp_path, FIELD, noise(planted(FIELD)))
    assert loud.posts == plain.posts + EACH
    assert loud.scores == plain.scores
    assert loud.company_scores == plain.company_scores
    # How many posts say a claim is another matter: who repeats it may come to own it.
    assert [(c.text, c.companies, c.quotes) for c in loud.claims] == [
        (c.text, c.companies, c.quotes) for c in plain.claims
    ]
    assert loud.echo == plain.echo


def test_renaming_every_brand_moves_nothing(
    plain: PostsReport, others: Path, tmp_path: Path
) -> None:
    brands = ("Ivontel", "Jarbrik", "Korsella", "Lunvane", "Morravel", "Nimbrost")
    other = field_of("payroll", brands)
    posts = [
        post(
            new,
            int(row["post_id"]),
            renamed(row["text"], row["company"], new),
            posted_at=row["posted_at"],
        )
        for row in planted(FIELD)
        for new in [other.names[FIELD.names.index(row["company"])]]
    ]
    report = report_of(others, tmp_path, other, posts)
    assert plain.scores.index is not None
    assert report.scores.index is not None
    assert report.scores.index.value == pytest.approx(plain.scores.index.value, abs=0.5)
    said = {(" is here to help.", 6), (SHARED, 3)}
    assert said <= unnamed(plain, FIELD)
    assert said <= unnamed(report, other)


def unnamed(report: PostsReport, industry: Industry) -> set[tuple[str, int]]:
    """Give each claim without the companies' names, and how many make it."""
    names = re.compile("|".join(industry.names))
    return {(names.sub("", claim.text), len(claim.companies)) for claim in report.claims}


def test_without_strangers_the_index_abstains_and_claims_stand(blank: Path, tmp_path: Path) -> None:
    report = report_of(blank, tmp_path, FIELD, planted(FIELD))
    assert report.scores.reason == (
        "0 companies of other industries can be held against this field by their posts; "
        "10 are needed"
    )
    assert report.strangers.companies == 0
    assert [claim.text for claim in report.claims].count(SHARED) == 1
    assert report.echo
    (reason,) = {row.reason for row in report.same_words}
    assert reason.startswith("0 companies of other industries with as much text in this language")
    assert reason.endswith("are known by their posts; 10 are needed")


def test_channels_do_not_mix_and_a_kill_between_them_leaves_neither(
    others: Path, tmp_path: Path
) -> None:
    shutil.copytree(others, tmp_path, dirs_exist_ok=True)
    settings, bakers = settings_of(tmp_path), field_of("bakers")
    with Warehouse(settings.warehouse) as warehouse:
        before = newest_run(warehouse, "bakers")
        killed = Silent()
        killed.stop_at = "claim_dates"
        with pytest.raises(KeyboardInterrupt):
            analyze(warehouse, settings, "bakers", bakers, SNAPSHOT, killed)
        assert len(warehouse.tuples("unfinished_runs", industry="bakers")) == 2
        assert newest_run(warehouse, "bakers") == before
        again = analyze(warehouse, settings, "bakers", bakers, SNAPSHOT, Silent())
        assert warehouse.tuples("unfinished_runs", industry="bakers") == []
        assert newest_run(warehouse, "bakers") == again
        key = {"industry": "bakers", "channel": POSTS.name}
        assert warehouse.tuples("newest_run", **key) == [(f"{again}-posts",)]
        pages = other_statements(warehouse, settings, "cyclists", "pages")
        posts = other_statements(warehouse, settings, "cyclists", "posts")
    assert (pages.num_rows, set(posts.column("industry").to_pylist())) == (0, {"bakers"})
