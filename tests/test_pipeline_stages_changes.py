"""What changed since the last reading: rows in, rows out, and what is no change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

from pipeline.judges import choose_judge
from pipeline.sightings import EARLIER, PREVIOUS
from sameness.settings import DEFAULT_MODEL
from tests.test_pipeline_stages_all import embed

if TYPE_CHECKING:
    from tests.conftest import MakeStage

Rows = list[dict[str, Any]]
NOON = datetime(2026, 1, 1, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked
HOME, NEW = "https://ash.example/", "https://ash.example/new"
OLD_WORDS, NEW_WORDS = "quick and simple rotas", "the calm way to plan shifts"


def month(number: int) -> datetime:
    return NOON + timedelta(days=30 * number)


def crawls(*read: tuple[int, str], company: str = "Ash", gone: tuple[int, str] = (0, "")) -> Rows:
    """Give what each page answered in which month."""
    told = [(number, url, "read") for number, url in read]
    told += [(*gone, "gone")] if gone[1] else []
    return [
        {"company": company, "crawl": f"s{number}", "url": url}
        | {"answered_at": month(number), "answer": answer}
        for number, url, answer in told
    ]


def sites(*months: int, company: str = "Ash", complete: bool = True) -> Rows:
    return [
        {"company": company, "crawl": f"s{n}", "read_at": month(n), "complete": complete}
        for n in months
    ]


def table(name: str, rows: Rows) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=(EARLIER | PREVIOUS)[name])


def text(words: str, url: str = HOME, first: int = 0, last: int = 0) -> dict[str, Any]:
    said = {"company": "Ash", "masked": words, "text_key": words, "text": words, "url": url}
    return said | {"first_at": month(first), "last_at": month(last)}


def statements(make_stage: MakeStage, now: Rows, before: Rows, **crawled: Rows) -> Rows:
    """Make the sightings of Ash's texts: those of this run, and those of earlier ones."""
    marketing = pa.Table.from_pylist(
        now,
        schema=pa.schema(
            [(n, pa.string()) for n in ("company", "masked", "text")]
            + [("urls", pa.list_(pa.string()))]
        ),
    )
    said = [
        {"company": row["company"], "url": HOME, "ordinal": n, "text": row["text"]}
        for n, row in enumerate(now)
    ] or [{"company": "Oak", "url": HOME, "ordinal": 0, "text": "nothing"}]
    tables: dict[str, Rows | pa.Table] = {
        "marketing_statements": marketing,
        "statements": said,
        "earlier_texts": table("earlier_texts", before),
        "text_sightings": table("text_sightings", before),
        **crawled,
    }
    return make_stage("statement_sightings", tables)


def test_a_text_goes_between_two_readings(make_stage: MakeStage) -> None:
    (row,) = statements(
        make_stage, [], [text(OLD_WORDS, last=1)],
        page_answers=crawls((0, HOME), (1, HOME), (2, HOME)), site_crawls=sites(0, 1, 2),
    )  # fmt: skip
    assert (row["seen_at"], row["absent_at"]) == (month(0), None)
    assert (row["last_at"], row["missing_at"]) == (month(1), month(2))


def test_a_page_that_was_not_read_does_not_lack_its_text(make_stage: MakeStage) -> None:
    answers = crawls((0, HOME), (0, NEW), (1, HOME))
    answers += [answers[0] | {"crawl": "s1", "url": NEW, "answer": "unread"}]
    (row,) = statements(
        make_stage, [], [text(OLD_WORDS, url=NEW)], page_answers=answers, site_crawls=sites(0, 1)
    )
    assert (row["last_at"], row["missing_at"]) == (month(0), None)


def test_a_text_that_moves_or_is_masked_otherwise_is_the_same(make_stage: MakeStage) -> None:
    now = {"company": "Ash", "masked": "quick and simple", "text": OLD_WORDS, "urls": [NEW]}
    (row,) = statements(
        make_stage, [now], [text(OLD_WORDS)],
        page_answers=crawls((0, HOME), (1, NEW)), site_crawls=sites(0, 1),
    )  # fmt: skip
    assert (row["masked"], row["seen_at"]) == ("quick and simple", month(0))
    assert (row["last_at"], row["missing_at"]) == (None, None)


def test_words_in_other_pieces_are_still_there(make_stage: MakeStage) -> None:
    whole = {"masked": "rotas", "text": f"Our {OLD_WORDS.title()}, again", "urls": [HOME]}
    rows = statements(
        make_stage, [{"company": "Ash"} | whole], [text(OLD_WORDS)],
        page_answers=crawls((0, HOME), (1, HOME)), site_crawls=sites(0, 1),
    )  # fmt: skip
    assert {row["masked"]: row["last_at"] for row in rows} == {OLD_WORDS: None, "rotas": None}


PROFILE = {"company": "Ash", "platform": "mastodon", "handle": "ash", "url": "https://m.example/"}


def profiles(make_stage: MakeStage, now: Rows, before: Rows) -> Rows:
    span = {"page": HOME, "first_at": month(0), "last_at": month(0)}
    schema = pa.schema(
        [(n, pa.string()) for n in ("company", "platform", "handle", "url", "found_at")]
    )
    tables: dict[str, Rows | pa.Table] = {
        "profiles": pa.Table.from_pylist([row | {"found_at": HOME} for row in now], schema=schema),
        "earlier_profiles": table("earlier_profiles", [row | span for row in before]),
        "page_answers": crawls((0, HOME), (1, HOME)),
        "site_crawls": sites(0, 1),
    }
    return make_stage("profile_sightings", tables)


def test_a_profile_comes_and_goes(make_stage: MakeStage) -> None:
    (new,) = profiles(make_stage, [PROFILE], [])
    assert (new["absent_at"], new["seen_at"], new["last_at"]) == (month(0), month(1), None)
    (gone,) = profiles(make_stage, [], [PROFILE])
    assert (gone["absent_at"], gone["last_at"], gone["missing_at"]) == (None, month(0), month(1))
    (kept,) = profiles(make_stage, [PROFILE], [PROFILE])
    assert (kept["seen_at"], kept["last_at"]) == (month(0), None)


def test_a_picture_comes_and_goes(make_stage: MakeStage) -> None:
    shown = {"company": "Ash", "digest": "d1", "url": "https://ash.example/1.png", "page": HOME}
    span = {"first_at": month(0), "last_at": month(0)}
    tables: dict[str, Rows | pa.Table] = {
        "images": [shown | {"content": True}, shown | {"digest": "d3", "content": False}],
        "earlier_images": table("earlier_images", [shown | span | {"digest": "d2"}]),
        "page_answers": crawls((0, HOME), (1, HOME)),
        "site_crawls": sites(0, 1),
    }
    new, gone = make_stage("image_sightings", tables)
    assert (new["digest"], new["absent_at"], new["seen_at"]) == ("d1", month(0), month(1))
    assert (gone["digest"], gone["last_at"], gone["missing_at"]) == ("d2", month(0), month(1))


def presence(state: str) -> dict[str, Any]:
    return {"company": "Ash", "platform": "mastodon", "state": state, "url": "u", "reason": ""}


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ("", "read", "new"),
        ("read", "", "gone"),
        ("read", "dead", "dead"),
        ("silent", "abandoned", "abandoned"),
        ("abandoned", "read", "back"),
        ("read", "not read", None),
        ("not read", "dead", None),
        ("read", "silent", None),
    ],
)
def test_what_becomes_of_a_profile(
    before: str, now: str, change: str | None, make_stage: MakeStage
) -> None:
    seen: dict[str, Any] = {"company": "Ash", "platform": "mastodon", "handle": "ash", "page": HOME}
    seen |= {"absent_at": month(0), "seen_at": month(1), "last_at": None, "missing_at": None}
    if not now:
        seen |= {"seen_at": month(0), "last_at": month(0), "missing_at": month(1)}
    empty = pa.schema([(n, pa.string()) for n in presence("")])
    tables: dict[str, Rows | pa.Table] = {
        "platform_presence": pa.Table.from_pylist([presence(now)] if now else [], schema=empty),
        "previous_presence": table("previous_presence", [presence(before)] if before else []),
        "profile_sightings": [seen],
        "page_answers": crawls((0, HOME), (1, HOME)),
        "site_crawls": sites(0, 1),
    }
    made = make_stage("profile_changes", tables)
    assert [row["change"] for row in made] == ([change] if change else [])
    assert all((row["before"], row["after"]) == (before, now) for row in made)


def block(words: str, role: str = "hero", ordinal: int = 0, at: int = 0) -> dict[str, Any]:
    place = {"company": "Ash", "url": HOME, "kind": "home", "ordinal": ordinal}
    return place | {"role": role, "text": words, "fetched_at": month(at)}


@pytest.mark.parametrize(
    ("now", "after"),
    [
        ([block(NEW_WORDS)], NEW_WORDS),
        ([block(NEW_WORDS), block(OLD_WORDS, "text", 1)], NEW_WORDS),
        ([block("free for teams of five", "text", 1)], ""),
        ([block(OLD_WORDS, "text", 1)], None),
        ([block(OLD_WORDS.upper() + "!")], None),
        # Only the order of the page is another.
        ([block("Free for teams of five"), block(OLD_WORDS, "text", 1)], None),
    ],
)
def test_a_headline_before_and_after(now: Rows, after: str | None, make_stage: MakeStage) -> None:
    before = [block(OLD_WORDS), block("free for teams of five", "text", 1)]
    tables: dict[str, Rows | pa.Table] = {
        "blocks": now,
        "previous_blocks": table("previous_blocks", before),
        "page_answers": crawls((0, HOME), (1, HOME)),
        "site_crawls": sites(0, 1),
    }
    made = make_stage("headline_changes", tables)
    assert [(row["before"], row["after"]) for row in made] == (
        [] if after is None else [(OLD_WORDS, after)]
    )
    tables["page_answers"] = crawls((0, HOME), (1, NEW))
    assert make_stage("headline_changes", tables) == []


def sighting(company: str, words: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any column
    row: dict[str, Any] = {"claim_id": "c", "company": company, "absent_at": None, "url": HOME}
    row |= {"seen_at": month(0), "text": words, "current": True}
    missing: dict[str, Any] = dict.fromkeys(("last_at", "missing_at", "last_url", "last_text"))
    return row | missing | more


def compared(words: list[str], company: str = "Ash") -> pa.Table:
    rows = [
        {"statement_id": f"{company}{n}", "company": company, "url": f"{HOME}{n % 8}"}
        | {"kind": "home", "text": said, "masked": said, "words": 5, "vector": vector.tolist()}
        for n, (said, vector) in enumerate(zip(words, embed(words), strict=True))
    ]
    return table("previous_compared", rows)


def changes(
    make_stage: MakeStage, rows: Rows, before: list[str], now: list[str], reading: tuple[int, ...]
) -> list[tuple[str, str]]:
    judge = choose_judge("plain", DEFAULT_MODEL, lambda _: [])
    answers = [row for number in reading for row in crawls((number, HOME))]
    answers += crawls((9, "https://oak.example/"), company="Oak")
    typed = pa.schema([("last_at", pa.timestamp("us")), ("missing_at", pa.timestamp("us"))])
    shape = {field.name: field.type for field in typed}
    sightings = pa.Table.from_pylist(
        rows,
        schema=pa.schema(
            [
                (name, shape.get(name, pa.array([rows[0][name]]).type))
                if name not in {"absent_at", "last_url", "last_text"}
                else (name, pa.timestamp("us") if name == "absent_at" else pa.string())
                for name in rows[0]
            ]
        ),
    )
    tables: dict[str, Rows | pa.Table] = {
        "claim_sightings": sightings,
        "compared_statements": compared(now),
        "previous_blocks": table("previous_blocks", [block(words) for words in before]),
        "previous_compared": compared(before),
        "page_answers": answers,
        "site_crawls": sites(*reading) + sites(9, company="Oak"),
    }
    made = make_stage(
        "claim_changes", tables, least_probability=judge.least, judge=judge, embed=embed
    )
    return [(row["change"], row["text"]) for row in made]


def test_claims_taken_up_dropped_and_reworded(make_stage: MakeStage) -> None:
    new = sighting("Ash", NEW_WORDS, absent_at=month(8), seen_at=month(9))
    lost = {"current": False, "last_at": month(8), "missing_at": month(9)}
    gone = sighting("Ash", OLD_WORDS, last_url=HOME, last_text=OLD_WORDS, **lost)
    others = ["pay once for the whole year", "cats dogs birds and fish"]
    before, now, both = [OLD_WORDS, *others], [NEW_WORDS, *others], (8, 9)
    assert changes(make_stage, [new], before, now, both) == [("new", NEW_WORDS)]
    assert changes(make_stage, [gone], before, now, both) == [("dropped", OLD_WORDS)]
    # Nearly the same words in the other reading.
    reworded = [f"{NEW_WORDS} today", *others]
    assert changes(make_stage, [new], reworded, now, both) == []
    reworded = [NEW_WORDS.replace("calm way", "calm, quiet way"), *others]
    assert changes(make_stage, [new], reworded, now, both) == [("reworded", NEW_WORDS)]


def test_what_nobody_can_know_is_no_change(make_stage: MakeStage) -> None:
    new = sighting("Ash", NEW_WORDS, absent_at=month(8), seen_at=month(9))
    others = ["pay once for the whole year", "cats dogs birds and fish"]
    now = [NEW_WORDS, *others]
    old = sighting("Ash", NEW_WORDS)
    unknown = sighting("Ash", NEW_WORDS, seen_at=month(9))
    assert changes(make_stage, [old], others, now, (8, 9)) == []
    assert changes(make_stage, [unknown], others, now, (8, 9)) == []
    assert changes(make_stage, [new], others, now, (9,)) == []
    assert changes(make_stage, [new], others, now, (7, 8)) == []
    # It stood there before in another role.
    assert changes(make_stage, [new], now, now, (8, 9)) == []


def moves(make_stage: MakeStage, before: list[str], now: list[str], *names: str) -> Rows:
    companies = ["Ash", "Birch", "Cedar"]
    rivals = [f"plan shifts with word{n} and word{n + 1}" for n in range(30)]
    past = [compared(rivals, name) for name in companies[1:]]
    first = [r for name in companies for r in sites(0, 1, company=name)]
    strangers = compared([f"boats sail to word{n} by word{n + 2}" for n in range(30)], "Stranger")
    known = strangers.select(["kind", "words", "vector"])
    for column, value in (("source", "w"), ("industry", "boats"), ("stranger", "Sail")):
        known = known.append_column(column, pa.array([value] * known.num_rows))
    used = {"source": "w", "industry": "boats", "stranger": "Sail", "used": True}
    tables: dict[str, Rows | pa.Table] = {
        "compared_statements": pa.concat_tables([compared(now), *past]),
        "previous_compared": pa.concat_tables([compared(before), *past]),
        "companies": [{"company": name} for name in (*companies, *names)],
        "strangers": [used],
        "known_strangers": known,
        "page_answers": [r for n in companies for r in crawls((0, HOME), (1, HOME), company=n)],
        "site_crawls": first,
    }
    return make_stage(
        "company_moves", tables, fewest_statements=20, rivals_sampled=10,
        ceiling_reference=[0.1, 0.14], bootstrap_rounds=200, seed=1,
    )  # fmt: skip


def test_who_takes_up_its_rivals_words_moves_closer_and_nobody_else(make_stage: MakeStage) -> None:
    own = [f"our dog{n} sleeps under desk{n}" for n in range(30)]
    taken = [f"plan shifts with word{n} and dog{n}" for n in range(30)]
    made = {row["company"]: row for row in moves(make_stage, own, taken, "Dogwood")}
    assert made["Ash"]["direction"] == "closer"
    # Each of its statements moved as far: the range may be as narrow as a last bit, or nothing.
    assert 0 < made["Ash"]["low"] <= made["Ash"]["move"] <= made["Ash"]["high"]
    assert [made[name]["direction"] for name in ("Birch", "Cedar")] == ["none", "none"]
    assert (made["Birch"]["move"], made["Birch"]["low"], made["Birch"]["high"]) == (0, 0, 0)
    assert made["Dogwood"]["reason"] == "first read this time"
    assert made[None]["move"] == pytest.approx(made["Ash"]["move"] / 3)
    back = {row["company"]: row for row in moves(make_stage, taken, own)}
    assert back["Ash"]["direction"] == "away"
    assert back["Ash"]["move"] == pytest.approx(-made["Ash"]["move"])


def test_without_a_reading_to_compare_with_nobody_moves(make_stage: MakeStage) -> None:
    own = [f"our dog{n} sleeps under desk{n}" for n in range(30)]
    still = {row["company"]: row for row in moves(make_stage, own, own[::-1])}
    assert (still["Ash"]["move"], still["Ash"]["low"]) == (0, 0)
    few = {row["company"]: row for row in moves(make_stage, own, own[:12])}
    assert few["Ash"]["reason"] == "too little text in one of the two readings"
    assert np.isnan(few["Ash"]["move"] or np.nan)
