"""Stages that only posts can feed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import pytest

if TYPE_CHECKING:
    Rows = list[dict[str, Any]]

NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked
DAY = timedelta(days=1)


class MakeStage(Protocol):
    def __call__(self, name: str, tables: dict[str, Rows | pa.Table], **values: object) -> Rows: ...


def claimed(statement_id: str, company: str, strength: str = "same") -> dict[str, Any]:
    return {
        "claim_id": "c1",
        "statement_id": statement_id,
        "company": company,
        "strength": strength,
    }


def said(statement_id: str, company: str, masked: str, *urls: str) -> dict[str, Any]:
    return {
        "statement_id": statement_id,
        "company": company,
        "masked": masked,
        "urls": list(urls),
    }


def dated(company: str, url: str, day: int, *, sure: bool = True) -> dict[str, Any]:
    return {"company": company, "url": url, "said_at": NOON + day * DAY, "sure": sure}


VECTORS = [
    {"masked": "free for ever", "vector": [1.0, 0.0]},
    {"masked": "free forever", "vector": [0.98, 0.199]},
    {"masked": "nothing to pay", "vector": [0.8, 0.6]},
]
SAID = [
    said("a1", "A", "free for ever", "a/3", "a/5"),
    said("a2", "A", "free forever", "a/1"),
    said("a3", "A", "nothing to pay", "a/0"),
    said("b1", "B", "nothing to pay", "b/4"),
    said("c1", "C", "free for ever", "c/2"),
]
DATES = [
    *(dated("A", f"a/{day}", day) for day in (0, 1, 3, 5)),
    dated("B", "b/4", 4, sure=False),
    dated("C", "c/2", 2),
]


def test_claim_dates_are_those_of_the_posts_that_say_it_or_nearly_so(
    make_stage: MakeStage,
) -> None:
    made = make_stage(
        "claim_dates",
        {
            "claims": [claimed("a1", "A"), claimed("b1", "B"), claimed("c1", "C", "alike")],
            "marketing_statements": SAID,
            "statement_vectors": VECTORS,
            "post_dates": DATES,
        },
    )
    columns = ("company", "first_said", "last_said", "posts", "sure")
    assert [tuple(row[name] for name in columns) for row in made] == [
        ("A", NOON + DAY, NOON + 5 * DAY, 3, True),
        ("B", NOON + 4 * DAY, NOON + 4 * DAY, 1, False),
    ]


COMPARED = pa.schema([(name, pa.string()) for name in ("company", "url", "kind")])


@pytest.mark.parametrize(
    ("statements", "posts", "reason"),
    [
        (3, 2, ""),
        (2, 2, "2 distinct statements in posts; 3 are needed"),
        (3, 1, "1 post with statements to compare; 2 are needed"),
        (1, 1, "1 distinct statements in 1 post; 3 in 2 are needed"),
        (0, 1, "no post to compare is known"),
    ],
)
def test_evidence_levels_speak_of_posts(
    make_stage: MakeStage, statements: int, posts: int, reason: str
) -> None:
    rows = [
        {"company": "A", "url": f"a/{number % posts}", "kind": "post"}
        for number in range(statements)
    ]
    made = make_stage(
        "evidence_levels",
        {
            "companies": [{"company": "A"}, {"company": "B"}],
            "compared_statements": pa.Table.from_pylist(rows, schema=COMPARED),
        },
        fewest_statements=3,
        fewest_pages=2,
        places="posts",
    )
    assert [row["reason"] for row in made] == [reason, "no post to compare is known"]
