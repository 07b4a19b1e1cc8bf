"""Exit doors: links that lead away to a social network, where they stand, how many there are."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.measures.doors import FEWEST, doors_per_page, share_before
from pipeline.measures.prevalence import wilson_interval
from pipeline.text.blocks import cut_blocks
from pipeline.text.exits import MOST, Exit, find_exits
from sameness.records import Page, PageKind, Role

Rows = list[dict[str, Any]]
NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked
URL = "https://acme.example/"
OWN = {("x", "acme"), ("mastodon", "hello@social.acme.example")}


class MakeStage(Protocol):
    def __call__(self, name: str, tables: dict[str, Rows | pa.Table], **values: object) -> Rows: ...


def page(html: str, url: str = URL, company: str = "Acme") -> Page:
    return Page(company, url, PageKind.HOME, NOON, "", html)


def exits(html: str) -> list[Exit]:
    """Give the exits of a page whose calls to action are those of its blocks."""
    blocks = cut_blocks(page(html))
    calls = [block.text for block in blocks if block.role is Role.CALL_TO_ACTION]
    return find_exits(html, URL, calls, OWN)


def only(html: str) -> Exit:
    (found,) = exits(html)
    return found


X = '<a href="https://x.com/acme">X</a>'
CALL = '<a class="btn" href="/signup">Start for free</a>'
TEXT = "<p>A rota that fills itself, every week, for everybody in the kitchen.</p>"


@pytest.mark.parametrize(
    ("link", "platform", "own"),
    [
        ('<a href="https://x.com/acme">X</a>', "x", True),
        ('<a href="https://twitter.com/Acme/?lang=en">X</a>', "x", True),
        ('<a href="https://x.com/jane">X</a>', "x", False),
        ('<a href="https://x.com/acme/status/1">X</a>', "x", False),
        ('<a href="//youtu.be/abcdefghijk">film</a>', "youtube", False),
        ('<a href="https://www.facebook.com/sharer.php?u=x">share</a>', "facebook", False),
        ('<a href="https://www.addtoany.com/share?u=x">share</a>', "sharing", False),
        ('<a href="https://discord.gg/acme">chat</a>', "discord", False),
        ('<a href="https://social.acme.example/@hello">us</a>', "mastodon", True),
        ('<a href="https://github.com/acme">code</a>', "github", False),
    ],
)
def test_where_a_door_leads(link: str, platform: str, own: bool) -> None:  # noqa: FBT001 - a column of the table
    found = only(link)
    assert (found.platform, found.own) == (platform, own)
    assert found.target.startswith("https://")


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/x.com/acme">X</a>',
        '<a href="https://rival.example/">rival</a>',
        '<a href="https://github.com/acme/widget/issues">issues</a>',
        '<a href="https://twitter.com/en/privacy">their privacy policy</a>',
        '<a href="mailto:?body=x">mail</a>',
        '<a href="https://[">broken</a>',
        '<a name="x.com">X</a>',
        '<a rel="me" href="https://x.com/acme"></a>',
        '<div hidden><a href="https://x.com/acme">X</a></div>',
        '<div style="display: none"><a href="https://x.com/acme">X</a></div>',
        '<template><a href="https://x.com/acme">X</a></template>',
        '<iframe src="https://www.youtube.com/embed/x"></iframe>',
        "<p>https://x.com/acme</p>",
    ],
)
def test_no_door(link: str) -> None:
    assert exits(link) == []


@pytest.mark.parametrize(
    ("html", "place"),
    [
        (f"<header>{X}</header>", "header"),
        (f"<nav>{X}</nav>", "header"),
        (f'<div role="banner"><p>{X}</p></div>', "header"),
        (f'<div class="navbar navbar-light">{X}</div>', "header"),
        (f"<header><h1>Rotas</h1>{X}</header>", "body"),
        (f"<main><header>{X}</header></main>", "body"),
        (f"<article><footer>{X}</footer></article>", "body"),
        (f"<section>{X}</section>", "body"),
        (f"<footer><nav>{X}</nav></footer>", "footer"),
        (f'<div id="page-footer">{X}</div>', "footer"),
        (f'<div role="contentinfo">{X}</div>', "footer"),
        (f"<main>{TEXT}</main><div>{X} © 2026 Acme</div><script></script>", "footer"),
        (f"<div id=root><main>{TEXT}</main><div>{X} Privacy Terms</div></div>", "footer"),
        (f"<div>{X}</div>{TEXT}<div>© 2026 Acme</div>", "body"),
    ],
)
def test_place_of_a_door(html: str, place: str) -> None:
    assert only(html).place == place


@pytest.mark.parametrize(
    ("html", "before"),
    [
        (f"<header>{X}</header><main>{TEXT}{CALL}</main>", True),
        (f"<main>{TEXT}{CALL}</main><footer>{X}</footer>", False),
        (f"<main>{CALL}{TEXT}{X}{TEXT}{CALL}</main>", False),
        (f"<main>{TEXT}<p>See {X}.</p>{CALL}</main>", True),
        (f"<main>{TEXT}</main><footer>{X}</footer>", None),
        # A button of the navigation is no part of what the page says.
        (f"<nav>{CALL}</nav><main>{TEXT}</main><footer>{X}</footer>", None),
        # A door is not the call to action that it stands before.
        ('<main><a class="btn" href="https://x.com/acme">Follow us</a></main>', None),
        (f'<main><a class="btn" href="https://x.com/acme">Follow us</a>{CALL}</main>', True),
        (f"<main><button>Start for free</button>{TEXT}{X}</main>", False),
        (f"<main>{TEXT}<p>Get started</p>{X}</main>", False),
        (
            f'<main><p><a href="/a">Learn more</a> <a href="/b">Sign up</a></p>{TEXT}{X}</main>',
            False,
        ),
    ],
)
def test_door_before_the_call_to_action(html: str, before: bool | None) -> None:  # noqa: FBT001 - a column of the table
    assert only(html).before_action is before


def test_a_door_says_its_words() -> None:
    html = (
        '<a href="https://x.com/acme"> Follow\n us </a>'
        '<a href="https://x.com/acme" aria-label="Acme on X"><svg></svg></a>'
        '<a href="https://x.com/acme"><img alt="the bird" src="x.png"></a>'
        '<a class="icon" href="https://x.com/acme"></a>'
        f'<a href="https://x.com/acme">{"word " * 100}</a>'
    )
    texts = [door.text for door in exits(html)]
    assert texts[:4] == ["Follow us", "Acme on X", "the bird", ""]
    assert len(texts[4]) == 200


def test_deep_and_broken_pages_are_read() -> None:
    assert len(exits("<div>" * 3000 + X)) == 1
    assert exits("") == []
    assert only(f'<base href="https://x.com/">{X.replace("https://x.com", "")}').platform == "x"


def test_a_page_of_nothing_but_doors_has_an_end() -> None:
    doors = "".join(f'<div class="navbar"><a href="https://x.com/a{n}">X</a>' for n in range(4000))
    assert len(exits(doors)) == MOST


def test_doors_of_every_page(make_stage: MakeStage) -> None:
    pages = [
        page(f"<main>{TEXT}{CALL}</main><footer>{X}{X}</footer>", f"{URL}b"),
        page(f"<main>{TEXT}{X}</main>", f"{URL}a"),
        page(X, "https://zebra.example/", "Zebra"),
    ]
    blocks = [block for one in pages for block in cut_blocks(one)]
    profiles = [{"company": "Acme", "platform": "x", "handle": "acme"}]
    rows = make_stage(
        "exit_doors",
        {
            "pages": [{"company": p.company, "url": p.url, "html": p.html} for p in pages],
            "blocks": [
                {name: getattr(b, name) for name in ("company", "url", "ordinal", "role", "text")}
                for b in blocks
            ],
            "profiles": profiles,
        },
    )
    shown = [(r["company"], r["url"], r["place"], r["before_action"], r["own"]) for r in rows]
    assert shown == [
        ("Acme", f"{URL}a", "body", None, True),
        ("Acme", f"{URL}b", "footer", False, True),
        ("Acme", f"{URL}b", "footer", False, True),
        ("Zebra", "https://zebra.example/", "body", None, False),
    ]
    assert {(r["platform"], r["name"], r["target"], r["text"]) for r in rows} == {
        ("x", "X", "https://x.com/acme", "X")
    }


def rates(make_stage: MakeStage, pages: dict[str, int], doors: Rows) -> dict[str, dict[str, Any]]:
    companies = [{"position": n, "company": name} for n, name in enumerate(pages)]
    dates = [
        {"company": name, "url": f"{name}/{number}"}
        for name, count in pages.items()
        for number in range(count)
    ]
    table = pa.Table.from_pylist(
        doors,
        schema=pa.schema(
            [("company", pa.string()), ("url", pa.string()), ("before_action", pa.bool_())]
        ),
    )
    rows = make_stage(
        "exit_door_rates",
        {"companies": companies, "pages": pa.Table.from_pylist(dates), "exit_doors": table},
        bootstrap_rounds=400,
        seed=1,
    )
    assert [row["company"] for row in rows] == list(pages)
    return {row["company"]: row for row in rows}


def door(company: str, number: int, *, before: bool | None) -> dict[str, Any]:
    return {"company": company, "url": f"{company}/{number}", "before_action": before}


def test_rates_of_each_company(make_stage: MakeStage) -> None:
    doors = [
        # Uneven: two doors on each of the first five pages, one of which comes first.
        *(door("A", number, before=before) for number in range(5) for before in (True, False)),
        # Three on every page, none of which has a call to action.
        *(door("B", number, before=None) for number in range(6) for _ in range(3)),
        *(door("C", number, before=True) for number in range(3)),
    ]
    found = rates(make_stage, {"A": 10, "B": 6, "C": 3, "D": 7, "E": 0}, doors)
    a, b, c, d, e = (found[name] for name in "ABCDE")
    assert (a["pages"], a["pages_with"], a["doors"], a["per_page"]) == (10, 5, 10, 1.0)
    assert 0.2 < a["low"] < 0.6
    assert 1.4 < a["high"] < 1.8
    assert (a["before_share"], a["reason"]) == (0.5, "")
    assert (a["before_low"], a["before_high"]) == pytest.approx(wilson_interval(2, 5))
    assert (b["per_page"], b["low"], b["high"], b["before_share"]) == (3.0, 3.0, 3.0, None)
    assert b["reason"] == "pages with a door and a call to action: 0; 5 are needed"
    assert (c["per_page"], c["before_share"], c["doors"]) == (None, None, 3)
    assert c["reason"] == "pages read: 3; 5 are needed"
    assert (d["per_page"], d["high"], d["before_share"], d["reason"]) == (0.0, 0.0, None, "")
    assert (e["pages"], e["reason"]) == (0, "pages read: 0; 5 are needed")


@given(st.lists(st.integers(0, 30), min_size=2, max_size=40), st.randoms())
def test_rate_holds_the_mean_and_knows_no_order(counts: list[int], chance: Any) -> None:  # noqa: ANN401 - Hypothesis gives its own kind
    rate = doors_per_page(counts, 100, 7)
    assert rate.value == pytest.approx(sum(counts) / len(counts))
    assert min(counts) <= rate.low <= rate.value <= rate.high <= max(counts)
    chance.shuffle(counts)
    assert doors_per_page(counts, 100, 7) == rate


def test_range_of_the_rate_covers_the_truth() -> None:
    """Pages drawn from a known mean: the range holds it about as often as it says."""
    import numpy as np

    random = np.random.default_rng(11)
    rounds, held = 200, 0
    for _ in range(rounds):
        rate = doors_per_page(random.poisson(4.0, 20).tolist(), 300, 3)
        held += rate.low <= 4.0 <= rate.high
    assert 0.9 <= held / rounds <= 0.99


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=30))
def test_share_is_of_doors_and_its_range_of_pages(drawn: list[tuple[int, int]]) -> None:
    pages = [(min(before, doors), doors) for before, doors in drawn]
    share = share_before(pages)
    assert share.value == sum(b for b, _ in pages) / sum(n for _, n in pages)
    assert 0 <= share.low <= share.value <= share.high <= 1
    # Ten times the doors on the same pages tell no more.
    more = share_before([(10 * before, 10 * doors) for before, doors in pages])
    assert (more.low, more.high) == pytest.approx((share.low, share.high))
    with pytest.raises(ValueError, match="no page"):
        share_before([])


def test_few_pages_are_few() -> None:
    assert FEWEST >= 2
    with pytest.raises(ValueError, match="no range"):
        doors_per_page([3], 10, 1)
