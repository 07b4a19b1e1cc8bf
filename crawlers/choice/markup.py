"""Reads data that pages carry for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser


def read_json_ld(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Yield the top-level objects of the page's JSON-LD, graphs taken apart; bad JSON is skipped.

    Objects nested in others aren't looked into: a home page may list its latest articles.
    """
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            found = json.loads(node.text())
        except (ValueError, RecursionError):
            continue
        for item in found if isinstance(found, list) else [found]:
            if isinstance(item, dict):
                graph = item.get("@graph")
                members = graph if isinstance(graph, list) else [item]
                yield from (member for member in members if isinstance(member, dict))


def read_meta(tree: LexborHTMLParser, name: str) -> str:
    """Give the content of the first meta element of this name or property, ``""`` without one."""
    node = tree.css_first(f'meta[property="{name}"][content], meta[name="{name}"][content]')
    return " ".join((node.attributes.get("content") or "").split()) if node else ""
