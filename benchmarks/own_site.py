"""A site of invented pages, of the size and make-up of a company's: for crawlers and extractors."""

from __future__ import annotations

import random
from itertools import product

_KINDS = (
    "oak ash elm birch cedar maple rowan hazel alder willow larch pine holly beech lime hornbeam "
    "spruce juniper aspen plum"
).split()
_THINGS = (
    "table chair bench shelf desk stool chest ladder frame door drawer cradle tray bowl box rack "
    "window stair gate fence lamp clock wheel barrow boat oar mast sledge flute drum"
).split()
_WORKERS = "joiner turner carver cooper wright sawyer smith glazier painter weaver".split()
_DEEDS = "planes glues oils turns measures mends carves sands paints delivers sharpens".split()
_TIMES = (
    "before breakfast; in an afternoon; while it rains; once a year; for as long as you own it; "
    "without being asked; on the day you name; by lamplight; in the open yard"
).split("; ")
_STYLE = "".join(f".c{n}{{margin:{n}px;padding:{n % 7}px;color:#{n:03x}}}" for n in range(120))
_SCRIPT = "".join(f"window.s{n}=function(a){{return a+{n}}};" for n in range(120))


def write_site(pages: int) -> dict[str, bytes]:
    """Give the pages of a site by path, at most 600: ``/`` leads to all others in a few steps.

    The same number gives the same bytes every time.
    """
    names = [f"/{kind}-{thing}" for kind, thing in product(_KINDS, _THINGS)][: pages - 1]
    random.Random(1).shuffle(names)
    paths = ["/", *names]
    return {path: _write_page(number, paths).encode() for number, path in enumerate(paths)}


def _write_page(number: int, paths: list[str]) -> str:
    """Give a page whose links fan out, as a tree of forty branches that are linked sideways."""
    dice = random.Random(number)
    below = range(40 * number + 1, 40 * number + 41)
    linked = [paths[n] for n in below if n < len(paths)] + dice.sample(paths, min(9, len(paths)))
    name = paths[number].strip("/").replace("-", " ") or "wood"
    sections = "".join(_write_section(dice) for _ in range(dice.randint(9, 22)))
    menu = "".join(f'<li><a href="{path}">{_name(path)}</a></li>' for path in paths[1:31])
    related = "".join(f'<p class="c3"><a href="{path}">{_name(path)}</a></p>' for path in linked)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name} - Yard</title>'
        f'<meta name="description" content="{_sentence(dice)}"><style>{_STYLE}</style></head>'
        f'<body><header class="c1"><nav><ul>{menu}</ul></nav></header><main><h1>The {name}</h1>'
        f"<p>{_paragraph(dice)}</p>{sections}</main><aside>{related}</aside>"
        f"<footer><ul>{menu}</ul><p>{_sentence(random.Random(0))}</p></footer>"
        f"<script>{_SCRIPT}</script></body></html>"
    )


def _name(path: str) -> str:
    return path.strip("/").replace("-", " ").capitalize() or "Home"


def _write_section(dice: random.Random) -> str:
    items = "".join(f'<li class="c{n}"><span>{_sentence(dice)}</span></li>' for n in range(4))
    return (
        f'<section class="c{dice.randint(1, 99)}"><div class="c5"><h2>{_sentence(dice)}</h2>'
        f"<p>{_paragraph(dice)}</p><ul>{items}</ul>"
        f'<a class="c7" href="/">See every {dice.choice(_THINGS)}</a></div></section>'
    )


def _paragraph(dice: random.Random) -> str:
    return " ".join(_sentence(dice) for _ in range(dice.randint(3, 6)))


def _sentence(dice: random.Random) -> str:
    worker, deed, kind = dice.choice(_WORKERS), dice.choice(_DEEDS), dice.choice(_KINDS)
    thing, time = dice.choice(_THINGS), dice.choice(_TIMES)
    return f"Our {worker} {deed} the {kind} {thing} {time}, number {dice.randint(1, 9999)}."
