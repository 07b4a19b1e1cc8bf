"""The panel that ships: vectors of real companies, for who has too few strangers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from sameness.errors import ModelMissing

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Panel:
    """Unit vectors and word counts of masked statements: figures, no text.

    ``vectors`` (n, dimensions); ``words``, ``kinds``, ``companies`` and ``pages`` (n,): a
    statement's length in words, the number of its page's kind in ``kind_names``, of its company in
    ``names`` and of its page within the company.
    ``industries`` and ``lifts`` go with ``names``: the company's industry, and its own self lift
    O - G against the other industries, NaN where it has too little text.
    """

    vectors: NDArray[np.float32]
    words: NDArray[np.int64]
    kinds: NDArray[np.int64]
    companies: NDArray[np.int64]
    pages: NDArray[np.int64]
    kind_names: tuple[str, ...]
    names: tuple[str, ...]
    industries: tuple[str, ...]
    lifts: NDArray[np.float64]
    provenance: dict[str, Any]


@cache
def load_panel(model: str) -> Panel:
    """Give the panel made with this model; raises ModelMissing where none ships."""
    folder = resources.files("embeddings") / "panels"
    stem = model.lower()
    if not (folder / f"{stem}.json").is_file():
        raise ModelMissing(
            f"No panel of strangers ships for the model {model!r}.",
            "Use the default model, or score ten companies of other industries in this workspace.",
        )
    about = json.loads((folder / f"{stem}.json").read_text("utf-8"))
    with resources.as_file(folder / f"{stem}.npz") as path, np.load(path) as arrays:
        vectors = arrays["vectors"].astype(np.float32)
        return Panel(
            vectors=vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
            words=arrays["words"].astype(np.int64),
            kinds=arrays["kinds"].astype(np.int64),
            companies=arrays["companies"].astype(np.int64),
            pages=arrays["pages"].astype(np.int64),
            kind_names=tuple(about["kinds"]),
            names=tuple(company["name"] for company in about["companies"]),
            industries=tuple(company["industry"] for company in about["companies"]),
            lifts=np.array(
                [np.nan if c["lift"] is None else c["lift"] for c in about["companies"]]
            ),
            provenance=about["provenance"],
        )


def save_panel(folder: Path, model: str, panel: Panel) -> None:
    """Write a panel's two files: half-precision arrays, and who and whence as JSON."""
    np.savez_compressed(
        folder / f"{model.lower()}.npz",
        vectors=panel.vectors.astype(np.float16),
        words=panel.words.astype(np.uint16),
        kinds=panel.kinds.astype(np.uint8),
        companies=panel.companies.astype(np.uint16),
        pages=panel.pages.astype(np.uint16),
    )
    companies = [
        {"name": name, "industry": industry, "lift": None if np.isnan(lift) else round(lift, 4)}
        for name, industry, lift in zip(
            panel.names, panel.industries, panel.lifts.tolist(), strict=True
        )
    ]
    about = {"provenance": panel.provenance, "kinds": panel.kind_names, "companies": companies}
    text = json.dumps(about, indent=1)
    (folder / f"{model.lower()}.json").write_text(text + "\n", "utf-8")
