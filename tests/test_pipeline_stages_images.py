"""Images: which are content, which companies show the same one, and whose stock they are."""

from __future__ import annotations

import tomllib
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crawlers.demo
from crawlers.images.decoding import decode, to_sketch
from pipeline.measures.picture_groups import group_same
from pipeline.measures.pictures import (
    SIDE,
    find_candidates,
    find_same,
    first_hashes,
    is_flat,
    register,
    spell,
    to_squares,
)
from pipeline.measures.prevalence import wilson_interval
from pipeline.measures.stock_sources import recognise
from tests.drawn_pictures import VARIANTS, draw

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

Rows = list[dict[str, Any]]
NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked
FETCHES = pa.schema(
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


class MakeStage(Protocol):
    def __call__(self, name: str, tables: dict[str, Rows | pa.Table], **values: object) -> Rows: ...


def fetch(company: str, number: int, **changes: object) -> dict[str, Any]:
    row = {
        "company": company,
        "page": f"https://{company}.example/",
        "url": f"https://{company}.example/{number}.jpg",
        "alt": "",
        "outcome": "fetched",
        "reason": "",
        "fetched_at": NOON,
        "digest": f"d{number}",
        "width": 640,
        "height": 400,
        "credits": [],
        "sketch": to_sketch(draw(number)),
    }
    return row | changes


def table(rows: Rows) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=FETCHES)


def squares_of(*pictures: Image.Image) -> NDArray[np.float64]:
    return to_squares([to_sketch(picture) for picture in pictures])


def test_what_is_no_content_is_left_out_with_the_reason(make_stage: MakeStage) -> None:
    flat = bytes([240] * SIDE * SIDE)
    lost = {"outcome": "failed", "reason": "HTTP 404", "sketch": None, "digest": ""}
    rows = [
        fetch("acme", 1),
        fetch("acme", 2, url="https://acme.example/z.jpg", digest="d1"),
        fetch("acme", 3, height=199),
        fetch("acme", 4, width=1700),
        fetch("acme", 5, sketch=flat),
        fetch("acme", 6, **lost),
    ]
    made = make_stage("images", {"image_fetches": table(rows)})
    assert {row["url"][-5:]: row["left_out"] for row in made} == {
        "1.jpg": "",
        "3.jpg": "smaller than 200 pixels",
        "4.jpg": "a strip, more than 4 times as long as wide",
        "5.jpg": "flat: nothing to tell it by",
        "6.jpg": "HTTP 404",
        "z.jpg": "the same file under another address",
    }
    assert [len(row["hash"]) for row in made if row["content"]] == [144]


def test_companies_that_show_one_picture_are_named_with_how_theirs_differs(
    make_stage: MakeStage,
) -> None:
    cut = to_sketch(VARIANTS["cut"](draw(7)))
    turned = to_sketch(VARIANTS["mirrored"](draw(7)))
    rows = [
        fetch("acme", 7, width=1200, height=800),
        fetch("bolt", 7),
        fetch("cord", 8, sketch=cut),
        fetch("dent", 9, sketch=turned),
        *(fetch("dent", number) for number in (1, 2, 3)),
    ]
    fetches = {"image_fetches": table(rows)}
    images = make_stage("images", fetches)
    made = make_stage("same_images", fetches | {"images": images})
    assert {row["company"]: row["how"] for row in made} == {
        "acme": "fullest",
        "bolt": "the same file",
        "cord": "cut",
        "dent": "mirrored",
    }
    assert len({row["image_id"] for row in made}) == 1
    assert [row["company"] for row in made if row["is_fullest"]] == ["acme"]


def test_a_company_s_own_repeats_are_nobody_else_s(make_stage: MakeStage) -> None:
    again = to_sketch(VARIANTS["saved small"](draw(7)))
    fetches = {"image_fetches": table([fetch("acme", 7), fetch("acme", 8, sketch=again)])}
    images = make_stage("images", fetches)
    assert make_stage("same_images", fetches | {"images": images}) == []


def test_a_share_has_its_interval_and_too_few_images_have_none(make_stage: MakeStage) -> None:
    images = [
        {"company": company, "url": str(number), "content": number < 8}
        for company, count in (("acme", 10), ("bolt", 4))
        for number in range(count)
    ]
    same = [{"company": "acme"}, {"company": "acme"}, {"company": "bolt"}]
    companies = [{"company": c, "position": place} for place, c in enumerate(("bolt", "acme"))]
    tables: dict[str, Rows | pa.Table] = {
        "images": images, "same_images": same, "companies": companies
    }  # fmt: skip
    field, bolt, acme = make_stage("image_shares", tables)
    assert (field["company"], field["images"], field["shared"], field["low"]) == (None, 12, 3, None)
    assert bolt["reason"] == "4 content images were read; 5 are needed"
    assert (acme["asked"], acme["images"], acme["shared"]) == (10, 8, 2)
    assert (acme["low"], acme["high"]) == pytest.approx(wilson_interval(2, 8))


def test_stock_is_told_by_address_name_and_metadata(make_stage: MakeStage) -> None:
    rows = [
        fetch("acme", 1, url="https://images.unsplash.com/photo-1?w=900"),
        fetch("acme", 2, url="https://acme.example/iStock-1184567890.jpg"),
        fetch("acme", 3, credits=["artist: Jane", "credit: Getty Images"]),
        fetch("acme", 4, url="https://acme.example/stock-photo.jpg"),
        fetch("acme", 5, url="https://acme.example/iStock-1184567891.jpg", sketch=None),
    ]
    fetches = {"image_fetches": table(rows)}
    images = make_stage("images", fetches)
    made = make_stage("stock_images", fetches | {"images": images})
    assert [(row["source"], row["told_by"]) for row in made] == [
        ("Getty Images", "metadata"),
        ("iStock", "file name"),
        ("Unsplash", "address"),
    ]


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://a.example/jane-doe-AbCdEfGhIjK-unsplash.jpg", "Unsplash"),
        ("https://a.example/pexels-fauxels-3184291.jpg", "Pexels"),
        ("https://a.example/pexels-photo-3184291.jpeg", "Pexels"),
        ("https://a.example/office-1209640_1920.jpg", "Pixabay"),
        ("https://a.example/_next/image?url=%2Fshutterstock_1184567.jpg&w=640", "Shutterstock"),
        ("https://a.example/GettyImages-1184567890.jpg", "Getty Images"),
        ("https://a.example/AdobeStock_118456789.jpeg", "Adobe Stock"),
        ("https://a.example/Depositphotos_118456_xl.jpg", "Depositphotos"),
        ("https://a.example/dreamstime_xxl_118456789.jpg", "Dreamstime"),
        ("https://i0.wp.com/images.pexels.com/photos/1/x.jpeg", "Pexels"),
        ("https://a.example/undraw_team_ih79.png", "unDraw"),
        ("https://a.example/stock-market.jpg", ""),
        ("https://a.example/our-unsplash-account.png", ""),
        ("https://a.example/2024_report_640.jpg", ""),
    ],
)
def test_sources_are_told_by_their_own_patterns(url: str, source: str) -> None:
    found = recognise(url, ())
    assert (found.source if found else "") == source


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_a_planted_picture_is_found_whatever_was_done_to_it(name: str) -> None:
    found = [
        match
        for number in range(12)
        for match in find_same(squares_of(draw(number), VARIANTS[name](draw(number))))
    ]
    assert len(found) >= 11
    if name == "mirrored":
        assert all(match.mirrored for match in found)


def test_strangers_are_not_the_same() -> None:
    pictures = [draw(number) for number in range(40)]
    assert find_same(squares_of(*pictures)) == []


def test_the_demo_s_planted_picture_is_found_and_no_other() -> None:
    sites = Path(crawlers.demo.__file__).parent / "sites"
    truths = tomllib.loads(sites.with_name("truths.toml").read_text("utf-8"))
    planted = {f"{one['company'].lower()}/{one['file']}" for one in truths["shared_image"]["files"]}
    files = sorted((*sites.rglob("*.jpg"), *sites.rglob("*.png")))
    squares = to_squares([decode(file.read_bytes()).sketch for file in files])
    names = [str(file.relative_to(sites)) for file in files]
    pairs = {frozenset((names[match.big], names[match.small])) for match in find_same(squares)}
    assert pairs == {frozenset(pair) for pair in combinations(planted, 2)}


def test_registering_finds_the_piece_that_was_cut() -> None:
    whole = draw(3)
    piece = whole.crop((int(0.15 * whole.width), 0, whole.width, int(0.9 * whole.height)))
    squares = squares_of(whole, piece)
    (found,) = find_candidates(squares)
    match = register(squares, found)
    assert (match.big, match.small, match.cut) == (0, 1, True)
    assert match.window == pytest.approx((0.0, 0.9, 0.15, 0.85), abs=0.03)
    assert match.second >= match.first - 0.2


def naive_signs(square: NDArray[np.float64]) -> list[int]:
    """Give the signs of a square drawn to 13 x 13 by plain loops: across first, then down."""
    drawn = [[0.0] * 13 for _ in range(13)]
    step = SIDE / 13
    for row in range(13):
        for column in range(13):
            total = weight = 0.0
            for y in range(SIDE):
                for x in range(SIDE):
                    high = max(0.0, min(y + 1, (row + 1) * step) - max(y, row * step))
                    wide = max(0.0, min(x + 1, (column + 1) * step) - max(x, column * step))
                    total += high * wide * square[y][x]
                    weight += high * wide
            drawn[row][column] = total / weight
    steps = [drawn[r][c + 1] - drawn[r][c] for r in range(12) for c in range(12)]
    steps += [drawn[r + 1][c] - drawn[r][c] for r in range(12) for c in range(12)]
    return [0 if abs(one) < 3 else (1 if one > 0 else -1) for one in steps]


def test_the_first_hash_is_the_signs_of_steps_across_and_down() -> None:
    square = squares_of(draw(5))
    expected = np.array(naive_signs(square[0]))
    assert np.array_equal(np.sign(first_hashes(square)[0]).astype(int), expected)
    digits = [sum((sign + 1) * 3 ** (3 - p) for p, sign in enumerate(expected[i : i + 4]))
              for i in range(0, 288, 4)]  # fmt: skip
    assert spell(first_hashes(square)[0]) == "".join(f"{digit:02x}" for digit in digits)


def test_flat_pictures_tell_nothing() -> None:
    plain = np.full((SIDE, SIDE), 250.0)
    mark = plain.copy()
    mark[28:36, 28:36] = 0.0
    assert is_flat(plain)
    assert is_flat(mark)
    assert not is_flat(squares_of(draw(1))[0])


def test_gradients_are_like_any_other_and_tell_nothing() -> None:
    slope = np.linspace(0, 255, SIDE)
    for drawn in (np.tile(slope, (SIDE, 1)), slope[:, None] * 0.6 + slope * 0.4):
        assert is_flat(drawn)
    waves = np.sin(np.arange(SIDE) / 2)
    assert not is_flat(127 + 120 * waves[:, None] * waves)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 7).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.dictionaries(
                st.sampled_from(list(combinations(range(n), 2))), st.sampled_from([0.6, 0.8, 1.0])
            ),
        )
    )
)
def test_groups_are_cliques_that_share_nobody(
    case: tuple[int, dict[tuple[int, int], float]],
) -> None:
    count, pairs = case
    groups = group_same(pairs, range(count))
    assert all(pair in pairs for group in groups for pair in combinations(group, 2))
    assert len({key for group in groups for key in group}) == sum(map(len, groups))
    alone = set(range(count)) - {key for group in groups for key in group}
    assert not [pair for pair in pairs if set(pair) <= alone]
    assert all(not _joinable(a, b, pairs) for a, b in combinations(groups, 2))


def _joinable(one: list[int], other: list[int], pairs: dict[tuple[int, int], float]) -> bool:
    return all(tuple(sorted((a, b))) in pairs for a in one for b in other)
