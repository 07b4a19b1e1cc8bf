"""The claims written for this project: wordings of the same, related ones, and the opposite."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WRITTEN = Path(__file__).with_name("written")


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of an industry: wordings of the same, and statements that only sound alike."""

    industry: str
    same: tuple[str, ...]
    related: tuple[str, ...]


def read_claims(files: Iterable[Path]) -> list[Claim]:
    """Give the claims of JSON-lines files, in order; each wording once."""
    claims = []
    for file in files:
        for line in file.read_text("utf-8").rstrip("\n").split("\n"):
            row = json.loads(line)
            claims.append(Claim(row["industry"], tuple(row["same"]), tuple(row["related"])))
    return claims
