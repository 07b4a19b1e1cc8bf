"""Posts whose truth is known beforehand; beside each truth a broken measure that must fail it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import chisquare

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked
SYLLABLES = ["".join(parts) for parts in product("bdfgklmn", "aeiou", "lnrst")]
NAMES = ["Acme", "Bravo", "Cargo", "Delta", "Echo", "Fern"]
Rows = list[dict[str, Any]]

POSTS = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "platform", "handle", "post_id", "url")),
        ("posted_at", pa.timestamp("us")),
        ("exact", pa.bool_()),
        *((name, pa.string()) for name in ("text", "kind")),
        ("mentions", pa.list_(pa.string())),
        *((name, pa.string()) for name in ("language", "origin")),
    ]
)


class MakeStage(Protocol):
    def __call__(self, name: str, tables: dict[str, Rows | pa.Table], **values: object) -> Rows: ...


def post(company: str, platform: str, number: int, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "company": company,
        "platform": platform,
        "handle": company.lower(),
        "post_id": str(number),
        "url": f"https://{platform}.example/{company}/{number}",
        "posted_at": NOON - timedelta(hours=9 * number),
        "exact": True,
        "text": f"post number {number}",
        "kind": "broadcast",
        "mentions": [],
        "language": "en",
        "origin": "read",
    } | given


def table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([*rows], schema=POSTS)


def chatter(random: np.random.Generator, words: int) -> str:
    pairs = random.integers(0, len(SYLLABLES), (words, 2))
    return " ".join(SYLLABLES[a] + SYLLABLES[b] for a, b in pairs)


def conversation(make_stage: MakeStage, rows: Rows) -> dict[str | None, dict[str, Any]]:
    """Give the rows of the conversation stage by company, all stages before it run."""
    copies = make_stage("cross_posts", {"posts": table(rows)})
    habits = make_stage(
        "post_habits",
        {"posts": table(rows), "cross_posts": pa.Table.from_pylist(copies) if copies else EMPTY},
        language="en",
    )
    listed: Rows = [{"position": n, "company": name} for n, name in enumerate(NAMES)]
    made = make_stage("conversation", {"post_habits": habits, "companies": listed})
    return {row["company"]: row for row in made}


EMPTY = pa.table(
    {
        name: pa.array([], pa.string())
        for part in ("", "other_")
        for name in ("company", *(f"{part}{key}" for key in ("platform", "handle", "post_id")))
    }
)


def as_posted_elsewhere(text: str, number: int) -> str:
    """Give a text as the next platform gets it: cut, tagged, linked, or with an opening."""
    edits = (
        text[:90] + "…",
        f"{text} #news #today",
        f"{text} https://news.example/{number}",
        f"New today: {text}",
        text.capitalize(),
    )
    return edits[number % len(edits)]


DOSES = dict(zip(NAMES, (0.0, 0.1, 0.3, 0.5, 0.8, 1.0), strict=True))


@pytest.fixture(scope="module")
def copied() -> Rows:
    """Give a hundred posts of each company on two platforms, of which a dose are copies."""
    random = np.random.default_rng(15)
    rows = []
    for name, dose in DOSES.items():
        for n in range(100):
            text = chatter(random, 25)
            rows.append(post(name, "mastodon", n, text=text))
            same = as_posted_elsewhere(text, n) if n < 100 * dose else chatter(random, 25)
            later = NOON - timedelta(hours=9 * n - 5)
            rows.append(post(name, "bluesky", n, text=same, posted_at=later))
    return rows


def test_15_a_dose_of_copies_reads_as_that_share(make_stage: MakeStage, copied: Rows) -> None:
    made = conversation(make_stage, copied)
    found = {name: made[name]["crosspost_share"] for name in NAMES}
    assert found == pytest.approx(DOSES, abs=0.03)
    assert made[None]["crosspost_share"] == pytest.approx(np.mean([*DOSES.values()]), abs=0.03)
    # Only what is the same to the letter: most of what platforms have touched is missed.
    letters = {name: {row["text"] for row in copied if row["company"] == name} for name in NAMES}
    exact = {name: (200 - len(texts)) / 100 for name, texts in letters.items()}
    assert exact["Fern"] < 0.5


def test_16_a_dose_of_replies_reads_as_that_share_wherever_else_one_posts(
    make_stage: MakeStage,
) -> None:
    rows = []
    for name, dose in DOSES.items():
        rows += [
            post(name, "mastodon", n, kind="reply" if n < 100 * dose else "broadcast")
            for n in range(100)
        ]
        rows += [post(name, "blog", n) for n in range(100)]
    made = conversation(make_stage, rows)
    assert {name: made[name]["reply_share"] for name in NAMES} == pytest.approx(DOSES)
    # All posts in the denominator: a blog makes a mute of who answers half of the time.
    thrown = made["Delta"]["replies"] / made["Delta"]["posts"]
    assert thrown == pytest.approx(DOSES["Delta"] / 2)


def office(random: np.random.Generator) -> float:
    return random.uniform(9 * 60, 17 * 60)


def test_17_bots_are_called_clockwork_and_people_in_offices_are_not(make_stage: MakeStage) -> None:
    random = np.random.default_rng(17)
    midnight = NOON.replace(hour=0)
    bots = {
        "Acme": [24 * 60.0 * n + 540 for n in range(60)],
        "Bravo": [36 * 60.0 * n + random.uniform(0, 2) for n in range(60)],
        "Cargo": [24 * 60.0 * (n // 3) + (480, 720, 1080)[n % 3] for n in range(60)],
    }
    people = {
        f"{name} {platform}": [24 * 60.0 * n + office(random) for n in range(60) if n % 7 < 5]
        for name, platform in product(NAMES[3:], ["x", "bluesky", "telegram"])
    }
    rows = [
        post(account, "mastodon", n, posted_at=midnight - timedelta(days=90) + minutes)
        for account, times in (bots | people).items()
        for n, minutes in enumerate(timedelta(minutes=time) for time in times)
    ]
    made = make_stage("clockwork", {"posts": table(rows)})
    assert {row["company"] for row in made if row["regular"]} == set(bots)
    # Against a day in which every hour is as likely, everybody with office hours is a bot.
    hours = {name: [int(time % 1440 // 60) for time in times] for name, times in people.items()}
    called = [chisquare(np.bincount(h, minlength=24)).pvalue < 0.05 for h in hours.values()]
    assert all(called)
