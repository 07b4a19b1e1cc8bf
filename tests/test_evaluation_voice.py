"""The labels of voice: whole, of every list, and what they say of a list."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evaluation.voice import (
    EVERY_KIND,
    RIGHT,
    SITES,
    WRONG,
    Label,
    precisions,
    read_floors,
    read_labels,
)
from evaluation.voice_proof import PATTERNS, read_rows
from evaluation.voice_sources import SOURCES, read_sentences
from pipeline.measures.voice.axes import AXES
from pipeline.measures.voice.proof import SHOWN_BY

if TYPE_CHECKING:
    from pathlib import Path


def test_labels_are_of_every_list_and_given_once() -> None:
    labels = read_labels()
    assert {label.label for label in labels} == {RIGHT, WRONG}
    assert len({label.key for label in labels}) == len(labels)
    per_list = Counter(label.key[0] for label in labels)
    assert set(per_list) == set(AXES)
    few = {axis for axis, number in per_list.items() if number < 40}
    assert few == {"admissions"}
    assert {label.source for label in labels} == {SITES, *SOURCES}


def test_floors_are_nowhere_below_what_was_promised() -> None:
    floors = read_floors()
    assert set(floors) == set(AXES)
    assert min(floors.values()) >= 0.85
    assert set(EVERY_KIND) <= set(AXES)


def test_precision_is_of_what_is_still_found() -> None:
    labels = [
        Label(("limits", "a", 0), RIGHT, 1, SITES),
        Label(("limits", "b", 0), WRONG, 1, SITES),
        Label(("limits", "c", 4), RIGHT, 2, SITES),
        Label(("limits", "d", 0), WRONG, 2, "feeds"),
        Label(("limits", "f", 0), WRONG, 2, "feeds"),
    ]
    found = {("limits", "a", 0), ("limits", "c", 4), ("limits", "d", 0), ("limits", "e", 0)}
    rows = {row.axis: row for row in precisions(labels, found)}
    limits = rows["limits"]
    # Of the last draw all count as they were first found, also what is found no more.
    assert (limits.right, limits.found, limits.fresh_right, limits.fresh) == (2, 3, 1, 3)
    assert (limits.labelled, limits.value) == (5, 2 / 3)
    assert limits.interval[0] < limits.value < limits.interval[1]
    assert (rows["prices"].value, rows["prices"].interval) == (0.0, (0.0, 1.0))


FEED = """<rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel><item>
<description>An excerpt that is not read.</description>
<c:encoded><![CDATA[<p>We were wrong about flour. We bake at four again.</p><pre>x = 1</pre>
<p>We were wrong about flour.</p>]]></c:encoded></item></channel></rss>"""


def test_sentences_of_feeds_and_of_the_directory(tmp_path: Path) -> None:
    feeds = tmp_path / "data" / "social" / "feeds"
    feeds.mkdir(parents=True)
    (feeds / "bakery_feed.xml").write_text(FEED, "utf-8")
    assert read_sentences("feeds", tmp_path) == [
        ("bakery", "We were wrong about flour."),
        ("bakery", "We bake at four again."),
    ]
    companies = tmp_path / "data" / "companies"
    companies.mkdir()
    row = '{"name": "Oven", "one_liner": "Bread for all of us", "long_description": null}\n'
    (companies / "startup_directory.jsonl").write_text(row, "utf-8")
    assert read_sentences("directory", tmp_path) == [("Oven", "Bread for all of us")]


def test_labels_of_proof_are_whole_and_given_once() -> None:
    rows = read_rows()
    assert {row["label"] for row in rows} == {RIGHT, WRONG}
    assert len({row["text"] for row in rows}) == len(rows)
    assert {*PATTERNS, *SHOWN_BY.values()} == {row["sign"] for row in rows}
    assert sum(row["sign"] in PATTERNS for row in rows) >= 80
    assert read_floors("proof")["patterns"] >= 0.85
