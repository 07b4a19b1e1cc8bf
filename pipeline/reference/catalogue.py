"""The shipped catalogue of claims that a company of any industry could make."""

from __future__ import annotations

import tomllib
from importlib import resources

import pyarrow as pa

LANGUAGE = "en"
"""The language the shipped claims are written in."""
SHIPPED = "shipped"
CATALOGUE = pa.schema(
    [
        ("claim", pa.string()),
        ("source", pa.string()),
        ("industry", pa.string()),
        ("theme", pa.string()),
        ("wording", pa.string()),
        ("position", pa.int32()),
        ("companies", pa.int32()),
        ("asked", pa.int32()),
    ]
)


def shipped_catalogue() -> pa.Table:
    """Give one row per wording; ``position`` counts a claim's wordings from 1, the name first.

    ``companies`` and ``asked`` are null: nobody was asked about these claims.
    """
    text = (resources.files("pipeline") / "reference" / "catalogue.toml").read_text("utf-8")
    rows = [
        {
            "claim": name,
            "source": SHIPPED,
            "industry": "",
            "theme": theme,
            "wording": wording,
            "position": position,
            "companies": None,
            "asked": None,
        }
        for theme, claims in tomllib.loads(text).items()
        for name, wordings in claims.items()
        for position, wording in enumerate(wordings, start=1)
    ]
    return pa.Table.from_pylist(rows, schema=CATALOGUE)
