"""Pictures that several companies show: the same file, or one saved anew, cut or covered."""

from __future__ import annotations

import hashlib
from typing import Any

import pyarrow as pa

from pipeline.measures.picture_groups import group_same
from pipeline.measures.pictures import Match, find_same, to_squares

Row = dict[str, Any]
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("image_id", "company", "page", "url", "alt", "digest")),
        ("fetched_at", pa.timestamp("us")),
        ("how", pa.string()),
        ("agreement", pa.float64()),
        ("is_fullest", pa.bool_()),
    ]
)
_SAVED_AGAIN = 0.88
"""Agreement of second hashes below which more than saving and scaling was done to a picture."""


def same_images(image_fetches: pa.Table, images: pa.Table) -> pa.Table:
    """Give one row per picture and content image that shows it; at least two companies show each.

    In a group every two were found to be the same. ``how`` holds an image against the group's
    fullest one: "fullest", "the same file", "saved again", "cut", "mirrored" or "changed";
    ``agreement``, -1 to 1, is that of their second hashes. ``image_id`` is made of that one's file.
    """
    rows = [row for row in images.to_pylist() if row["content"]]
    # The fullest come first, so that each group begins with its own.
    rows.sort(key=lambda r: (-r["width"] * r["height"], r["company"], r["url"]))
    sketches = _sketches(image_fetches)
    matches: dict[tuple[int, int], Match] = {}
    if rows:
        for match in find_same(to_squares([sketches[row["digest"]] for row in rows])):
            pair = min(match.big, match.small), max(match.big, match.small)
            matches[pair] = match
    strengths = {pair: round(match.second, 6) for pair, match in matches.items()}
    made = []
    for group in group_same(strengths, range(len(rows))):
        if len({rows[place]["company"] for place in group}) > 1:
            made += _members([rows[place] for place in group], group, matches)
    return pa.Table.from_pylist(made, schema=SCHEMA)


def _sketches(image_fetches: pa.Table) -> dict[str, bytes]:
    found = image_fetches.select(["digest", "sketch"]).to_pylist()
    return {row["digest"]: row["sketch"] for row in found if row["sketch"] is not None}


def _members(
    rows: list[Row], places: list[int], matches: dict[tuple[int, int], Match]
) -> list[Row]:
    digest = rows[0]["digest"]
    image_id = "i" + hashlib.sha256(digest.encode()).hexdigest()[:8]
    named = ("company", "page", "url", "alt", "digest", "fetched_at")
    made = []
    for row, place in zip(rows, places, strict=True):
        match = matches.get((places[0], place))
        how = _how(row["digest"] == digest, match)
        agreement = 1.0 if match is None else round(match.second, 6)
        found = {"how": how, "agreement": agreement, "is_fullest": match is None}
        made.append({"image_id": image_id} | {name: row[name] for name in named} | found)
    return made


def _how(same_file: bool, match: Match | None) -> str:  # noqa: FBT001 - a fact, no switch
    if match is None:
        return "fullest"
    if same_file:
        return "the same file"
    if match.mirrored:
        return "mirrored"
    if match.cut:
        return "cut"
    return "saved again" if match.second >= _SAVED_AGAIN else "changed"
