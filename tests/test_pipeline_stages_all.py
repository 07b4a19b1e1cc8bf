"""What holds for every stage: it has a test, its rows' order is its own, and it stands nothing."""

from __future__ import annotations

import ast
import hashlib
import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

import crawlers.demo
from crawlers.images.decoding import decode
from pipeline.discover import discover_stages
from pipeline.known_claims import earlier_statements, known_catalogue, known_claims
from pipeline.known_looks import known_looks
from pipeline.known_phrases import known_phrases
from pipeline.known_platforms import known_platforms
from pipeline.known_voices import known_voices
from pipeline.run import known_strangers, stage_values
from pipeline.runner import GIVEN_TABLES, run_stages
from pipeline.sightings import EARLIER, PREVIOUS
from pipeline.stages.identity_terms import NO_TERMS
from pipeline.text.words import words_of
from sameness.settings import DEFAULT_MODEL, Settings
from tests.page_pictures import shot
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

SITES = Path(crawlers.demo.__file__).parent / "sites"
NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked
SURE = {"said_at": NOON, "sure": True}
EVERY_TABLE = GIVEN_TABLES | {"post_dates"}
"""What the stages of every channel are given, but for tables that other stages make."""
STAGES = [stage.name for stage in discover_stages()]


@cache
def direction(word: str) -> NDArray[np.float32]:
    random = np.random.default_rng(list(hashlib.sha256(word.encode()).digest()))
    return random.normal(size=384).astype(np.float32)


def embed(texts: list[str]) -> NDArray[np.float32]:
    """Give bags of words: texts that share words are near each other."""
    sums = np.array(
        [np.sum([direction(word) for word in words_of(text)], axis=0) for text in texts]
    )
    if not len(sums):
        return np.zeros((0, 384), dtype=np.float32)
    scaled: NDArray[np.float32] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return scaled


def no_entities(texts: list[str]) -> list[list[tuple[str, str]]]:
    return [[] for _ in texts]


class Silent:
    """Takes no note of progress."""

    def stage(self, name: str, number: int, count: int) -> None: ...

    def encoded(self, done: int, count: int) -> None: ...


def read_pages() -> list[dict[str, Any]]:
    """Give the built-in industry's pages as a crawl would store them."""
    kinds = {"index.html": "home", "privacy.html": "legal"}
    return [
        {
            "company": file.relative_to(SITES).parts[0],
            "url": f"https://{file.relative_to(SITES)}",
            "kind": kinds.get(file.name, "features"),
            "fetched_at": NOON,
            "digest": hashlib.sha256(file.read_bytes()).hexdigest(),
            "html": file.read_text("utf-8"),
        }
        for file in sorted(SITES.rglob("*.html"))
    ]


PROFILES = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "platform", "handle", "url", "found_at")),
        *((name, pa.string()) for name in ("found_by", "status", "reason")),
        ("read_at", pa.timestamp("us")),
        ("posts", pa.int32()),
        ("newest", pa.timestamp("us")),
        ("linked_back", pa.string()),
    ]
)
POSTS = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "platform", "handle", "post_id", "url")),
        ("posted_at", pa.timestamp("us")),
        ("exact", pa.bool_()),
        *((name, pa.string()) for name in ("text", "kind", "reply_to")),
        ("mentions", pa.list_(pa.string())),
        ("links", pa.list_(pa.string())),
        *((name, pa.string()) for name in ("language", "origin")),
        ("first_read_at", pa.timestamp("us")),
        ("read_at", pa.timestamp("us")),
        ("record", pa.string()),
    ]
)
POSTS_EACH = 24
WORDS = "rota shift kettle invoice week kitchen phone market holiday till price team".split()


def read_profiles(names: list[str]) -> list[dict[str, Any]]:
    """Give two profiles of each company, every third of them not read."""
    return [
        {
            "company": name,
            "platform": platform,
            "handle": name,
            "url": f"https://{platform}.example/{name}",
            "found_at": f"https://{name}/index.html",
            "found_by": "link named like the company",
            "status": "ok" if number % 3 else "unauthorised",
            "reason": "" if number % 3 else "needs a key",
            "read_at": NOON,
            "posts": POSTS_EACH if number % 3 else 0,
            "newest": NOON - timedelta(days=number) if number % 3 else None,
            "linked_back": f"https://{name}/" if number % 2 else "",
        }
        for place, name in enumerate(names)
        for number, platform in enumerate(("bluesky", "mastodon"), start=place)
    ]


def read_posts(profiles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give posts of the profiles that were read: replies, questions and mentions among them."""
    kinds = ("broadcast", "broadcast", "reply", "repost")
    return [
        {
            "company": profile["company"],
            "platform": profile["platform"],
            "handle": profile["handle"],
            "post_id": f"{profile['company']}-{number}",
            "url": f"{profile['url']}/{number}",
            "posted_at": profile["newest"] - timedelta(hours=31 * number),
            "exact": number % 5 > 0,
            "text": " ".join(WORDS[(number * k + k) % len(WORDS)] for k in range(1, 8))
            + ("?" if number % 3 else "."),
            "kind": kinds[number % len(kinds)],
            "reply_to": "somebody" if kinds[number % len(kinds)] == "reply" else "",
            "mentions": ["somebody"] if number % 6 == 0 else [],
            "links": [],
            "language": "en",
            "origin": "read",
            "first_read_at": NOON,
            "read_at": NOON,
            "record": f"s1/posts.warc.gz#{number}",
        }
        for profile in profiles
        for number in range(profile["posts"])
    ]


IMAGES = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "page", "url", "alt", "outcome", "reason")),
        ("fetched_at", pa.timestamp("us")),
        ("digest", pa.string()),
        ("width", pa.int32()),
        ("height", pa.int32()),
        ("credits", pa.list_(pa.string())),
        ("sketch", pa.binary()),
    ]
)


def read_images() -> list[dict[str, Any]]:
    """Give the built-in industry's pictures as a crawl would store them, and one that is not."""
    files = sorted((*SITES.rglob("*.jpg"), *SITES.rglob("*.png")))
    rows = []
    for number, file in enumerate(files):
        decoded = decode(file.read_bytes())
        company = file.relative_to(SITES).parts[0]
        seller = f"shutterstock_{190_000_000 + number}.jpg" if number % 5 == 0 else file.name
        rows.append(
            {
                "company": company,
                "page": f"https://{company}/index.html",
                "url": f"https://{company}/img/{seller}",
                "alt": "",
                "outcome": "fetched",
                "reason": "",
                "fetched_at": NOON,
                "digest": hashlib.sha256(file.read_bytes()).hexdigest(),
                "width": decoded.width,
                "height": decoded.height,
                "credits": [],
                "sketch": decoded.sketch,
            }
        )
    nothing = {"width": None, "height": None, "sketch": None, "digest": ""}
    lost = {"url": "https://lost/1.png", "outcome": "failed", "reason": "HTTP 500"}
    return [*rows, rows[0] | nothing | lost]


def given_tables(warehouse: Warehouse, settings: Settings) -> dict[str, pa.Table]:
    pages = read_pages()
    names = sorted({page["company"] for page in pages})
    fetches = [
        {key: page[key] for key in ("company", "url", "kind", "fetched_at")}
        | {"final_url": page["url"], "outcome": "fetched"}
        for page in pages
    ]
    companies = {
        "position": pa.array(range(len(names)), pa.int32()),
        "company": names,
        "site": [f"https://{name}/" for name in names],
        "aliases": pa.array([[] for _ in names], pa.list_(pa.string())),
        "is_client": [False] * len(names),
    }
    profiles = read_profiles(names)
    return {
        "profiles": pa.Table.from_pylist(profiles, schema=PROFILES),
        "image_fetches": pa.Table.from_pylist(read_images(), schema=IMAGES),
        "posts": pa.Table.from_pylist(read_posts(profiles), schema=POSTS),
        "pages": pa.Table.from_pylist(pages),
        "fetches": pa.Table.from_pylist(fetches),
        "page_changes": pa.Table.from_pylist(
            [{"company": page["company"], "url": page["url"], "change": "new"} for page in pages],
            schema=pa.schema([(name, pa.string()) for name in ("company", "url", "change")]),
        ),
        "post_dates": pa.Table.from_pylist(
            [{key: page[key] for key in ("company", "url")} | SURE for page in pages]
        ),
        "companies": pa.table(companies),
        "known_terms": NO_TERMS,
        "known_strangers": known_strangers(warehouse, settings, "planning"),
        "known_phrases": known_phrases(warehouse, settings, "planning"),
        "known_platforms": known_platforms(warehouse, "planning"),
        "known_looks": known_looks(warehouse, "planning"),
        "screenshots": pa.Table.from_pylist(
            [shot(name, number) for number, name in enumerate(names)]
        ),
        "known_voices": known_voices(warehouse, "planning"),
        "known_claims": known_claims(warehouse, "planning"),
        "known_catalogue": known_catalogue(warehouse, "planning"),
        "earlier_statements": earlier_statements(warehouse, "planning", "s1"),
    } | past_tables(pages)


MONTH_AGO = NOON - timedelta(days=30)


def past_tables(pages: list[dict[str, Any]]) -> dict[str, pa.Table]:
    """Give what the crawls saw: every page a month ago, with hardly a present text, and now."""
    crawls = [("s0", MONTH_AGO), ("s1", NOON)]
    answers = [
        {"company": page["company"], "crawl": crawl, "url": page["url"]}
        | {"answered_at": at, "answer": "read"}
        for page in pages
        for crawl, at in crawls
    ]
    names = sorted({page["company"] for page in pages})
    sites = [
        {"company": name, "crawl": crawl, "read_at": at, "complete": True}
        for name in names
        for crawl, at in crawls
    ]
    said = previous_rows(pages)
    texts = [row | {"text_key": row["masked"], "first_at": MONTH_AGO} for row in said]
    span = {"first_at": MONTH_AGO, "last_at": MONTH_AGO}
    rows: dict[str, list[dict[str, Any]]] = {
        "text_sightings": [row | span for row in texts],
        "earlier_texts": texts,
        "earlier_members": [row | {"claim_id": f"c{n % 5}"} for n, row in enumerate(texts)],
        "earlier_profiles": [
            {"company": name, "platform": "vine", "handle": name, "url": "", "page": row["url"]}
            | span
            for name in names
            for row in said
            if row["company"] == name
        ][::9],
        "earlier_images": [
            {"company": row["company"], "digest": str(n), "url": "", "page": row["url"]} | span
            for n, row in enumerate(said[::9])
        ],
        "previous_blocks": [
            row | {"ordinal": n, "role": "hero", "fetched_at": MONTH_AGO}
            for n, row in enumerate(said)
        ],
        "previous_compared": said,
        "previous_presence": [
            {"company": name, "platform": platform, "state": state, "url": "", "reason": ""}
            for name in names
            for platform, state in (("bluesky", "dead"), ("mastodon", "read"), ("vine", "read"))
        ],
    }
    schemas = EARLIER | PREVIOUS
    return {
        name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in schemas.items()
    } | {
        "page_answers": pa.Table.from_pylist(answers),
        "site_crawls": pa.Table.from_pylist(sites),
    }


def previous_rows(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give other statements on the same pages: words of the present ones, each anew."""
    rows = []
    for page in pages:
        words = words_of(re.sub(r"<[^>]*>", " ", page["html"].partition("<body")[2]))
        for start in range(0, len(words) - 9, 9):
            text = " ".join(words[start : start + 9 : 2])
            key = f"{page['company']}{page['url']}{start}"
            row = {"statement_id": key, "text": text, "masked": text, "words": 5}
            rows.append({name: page[name] for name in ("company", "url", "kind")} | row)
    vectors = embed([row["masked"] for row in rows]).tolist()
    return [row | {"vector": vector} for row, vector in zip(rows, vectors, strict=True)]


def values_for(warehouse: Warehouse, settings: Settings) -> dict[str, object]:
    return stage_values(warehouse, settings, "en", Silent()) | {
        "embed": embed,
        "find_entities": no_entities,
        "ceiling_reference": [0.1, 0.14],
    }


def run_all(warehouse: Warehouse, given: dict[str, pa.Table], settings: Settings) -> None:
    assert set(given) == EVERY_TABLE
    for name, rows in given.items():
        warehouse.put(name, rows)
    values = values_for(warehouse, settings)
    run_stages(warehouse, discover_stages(), values, "r1", Silent().stage, EVERY_TABLE)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    workspace = tmp_path_factory.mktemp("stages")
    return Settings(workspace, DEFAULT_MODEL, rivals_sampled=20, bootstrap_rounds=50)


@pytest.fixture(scope="module")
def field(settings: Settings) -> Iterator[dict[str, pa.Table]]:
    """Give every table of a run over the built-in industry."""
    with Warehouse(settings.warehouse) as warehouse:
        run_all(warehouse, given_tables(warehouse, settings), settings)
        yield {name: warehouse.table(name) for name in (*EVERY_TABLE, *STAGES)}


def test_every_stage_has_a_test_of_its_own() -> None:
    tested = set()
    for file in Path(__file__).parent.glob("test_pipeline_stages_*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "make_stage":
                tested.add(ast.literal_eval(call.args[0]))
    assert tested == set(STAGES)


# Where nobody differs from anybody there is nothing to shuffle: these tables are small.
def test_the_field_is_large_enough_to_show_anything(field: dict[str, pa.Table]) -> None:
    few = {name for name in STAGES if field[name].num_rows < 3}
    assert few <= {"industry_scores", "pair_precision", "leaks", "boilerplate"}
    assert field["compared_statements"].num_rows > 250


@pytest.mark.parametrize("name", STAGES)
def test_the_order_of_the_rows_read_changes_nothing_to_the_bit(
    name: str, field: dict[str, pa.Table], settings: Settings, tmp_path: Path
) -> None:
    (stage,) = (stage for stage in discover_stages() if stage.name == name)
    random = np.random.default_rng(3)
    with Warehouse(tmp_path / "shuffled.duckdb") as warehouse:
        for table in sorted(stage.reads):
            rows = field[table]
            warehouse.put(table, rows.take(pa.array(random.permutation(rows.num_rows))))
        stage.make(warehouse, values_for(warehouse, settings))
        made = warehouse.table(name)
    assert made.schema == field[name].schema
    assert made.to_pylist() == field[name].to_pylist()


def test_a_field_of_which_nothing_could_be_read_runs_through(
    settings: Settings, tmp_path: Path
) -> None:
    with Warehouse(tmp_path / "empty.duckdb") as warehouse:
        given = given_tables(warehouse, settings)
        given["pages"] = given["pages"].slice(0, 0)
        run_all(warehouse, given, settings)
        (scores,) = warehouse.table("industry_scores").to_pylist()
        companies = warehouse.table("company_scores").to_pylist()
    assert (scores["published"], scores["value"]) == (False, None)
    assert scores["reason"] == "0 of 6 companies have enough marketing text; 5 are needed"
    assert {row["reason"] for row in companies} == {"no marketing text could be read"}
