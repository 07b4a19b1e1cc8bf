"""The panel that ships, and its way to disk and back."""

from __future__ import annotations

import importlib.resources
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from embeddings.panel import Panel, load_panel, save_panel
from sameness.errors import ModelMissing
from sameness.records import MARKETING_KINDS
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = importlib.resources.files("embeddings") / "panels"
STEM = DEFAULT_MODEL.lower()


def shipped() -> dict[str, Any]:
    about: dict[str, Any] = json.loads((FOLDER / f"{STEM}.json").read_text("utf-8"))
    return about


def test_the_shipped_panel_holds_figures_only() -> None:
    with (
        importlib.resources.as_file(FOLDER / f"{STEM}.npz") as path,
        np.load(path, allow_pickle=False) as arrays,
    ):
        assert set(arrays.files) == {"vectors", "words", "kinds", "companies", "pages"}
        kinds = {name: arrays[name].dtype.kind for name in arrays.files}
        rows = {len(arrays[name]) for name in arrays.files}
    assert kinds.pop("vectors") == "f"
    assert set(kinds.values()) == {"u"}
    assert len(rows) == 1


def test_the_shipped_panel_says_who_and_whence_and_no_more() -> None:
    about = shipped()
    assert set(about) == {"provenance", "kinds", "companies"}
    assert {key for company in about["companies"] for key in company} == {
        "name",
        "industry",
        "lift",
    }
    assert all(len(company["name"]) < 40 for company in about["companies"])
    provenance = about["provenance"]
    assert provenance["model"] == DEFAULT_MODEL
    assert {"made", "by", "sources"} <= set(provenance)
    assert len(provenance["sources"]) == len(about["companies"])
    assert all(" at " in source for source in provenance["sources"].values())


def test_the_shipped_panel_is_whole() -> None:
    panel = load_panel(DEFAULT_MODEL)
    count = len(panel.vectors)
    assert panel.vectors.shape == (count, 384)
    assert np.linalg.norm(panel.vectors, axis=1) == pytest.approx(1.0, abs=1e-6)
    assert set(panel.companies) == set(range(len(panel.names)))
    assert len(panel.names) == len(panel.industries) == len(panel.lifts)
    assert len(set(panel.names)) == len(panel.names) >= 20
    assert len(set(panel.industries)) >= 5
    assert panel.words.min() >= 4
    assert set(panel.kind_names) <= MARKETING_KINDS
    assert set(panel.kinds) == set(range(len(panel.kind_names)))
    known = panel.lifts[~np.isnan(panel.lifts)]
    assert len(known) >= 20
    assert (known > 0).all()


def test_a_model_without_a_panel_is_told() -> None:
    with pytest.raises(ModelMissing, match="No panel of strangers ships for the model 'word2vec'"):
        load_panel("word2vec")


def test_a_panel_comes_back_as_it_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = np.eye(3, 4, dtype=np.float32)
    panel = Panel(
        vectors,
        words=np.array([4, 300, 65_000]),
        kinds=np.array([0, 1, 0]),
        companies=np.array([0, 1, 300]),
        pages=np.array([0, 256, 1000]),
        kind_names=("about", "home"),
        names=("Zelmura", "Hulvane"),
        industries=("planning", "books"),
        lifts=np.array([0.1234, np.nan]),
        provenance={"made": "2026-11-22", "model": "Some-Model"},
    )
    (tmp_path / "panels").mkdir()
    save_panel(tmp_path / "panels", "Some-Model", panel)
    monkeypatch.setattr(importlib.resources, "files", lambda _: tmp_path)
    back = load_panel("Some-Model")
    assert back.vectors == pytest.approx(vectors)
    for name in ("words", "kinds", "companies", "pages"):
        assert getattr(back, name).tolist() == getattr(panel, name).tolist()
    assert back.lifts == pytest.approx(panel.lifts, nan_ok=True)
    assert (back.names, back.industries) == (panel.names, panel.industries)
    assert back.kind_names == panel.kind_names
    assert back.provenance == panel.provenance
