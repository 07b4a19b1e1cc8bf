"""A whole analysis from stored pages against a plain script: what it takes and what it is worth."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.changed import empty
from benchmarks.peers.running import PEERS, measured
from benchmarks.peers.table import Cost, Quality, Row, Side
from benchmarks.peers.tasks import average_precision, ranking, shipped_precision
from benchmarks.peers.truths import Field, companies_apart, naming
from embeddings.encoder import load_encoder
from evaluation.labels import given_pairs
from pipeline.industries import find_industry
from pipeline.measures.same_claim import load_judge
from sameness.settings import DEFAULT_MODEL, Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WHY = "also cuts names out, compares with strangers, redraws for its ranges, and writes a report"


def demo_workspace(folder: Path) -> tuple[Path, str]:
    """Give a workspace in which the built-in industry was run, and the industry's name."""
    workspace = folder / "demo"
    command = [sys.executable, "-m", "sameness", "run", "-i", "demo", "-w", str(workspace)]
    subprocess.run(command, check=True, capture_output=True)
    return workspace, "demo"


def analysis_row(
    folder: Path, source: tuple[Path, str], fields: Sequence[Field], corpus: Path | None,
    rounds: int,
) -> Row:  # fmt: skip
    """Give the row of the whole analysis, start included; caches are empty each time.

    ``folder`` holds the vectors of the fields' statements.
    """
    workspace, industry = source
    pages, out = folder / "analysis_pages.json", folder / "analysis.json"
    pages.write_text(json.dumps(stored_pages(workspace, industry)), "utf-8")
    script = [str(PEERS), str(Path(__file__).with_name("plain_script.py")), str(pages), str(out)]
    costs = [(_analyze(workspace, industry, folder), measured(script)) for _ in range(rounds)]
    mine, other = (Side(costs_of) for costs_of in zip(*costs, strict=True))
    compared = compared_texts(folder / "copy", industry)
    sentences = [text for _, text in json.loads(out.read_text("utf-8"))["sentences"]]
    names = names_of(workspace, industry)
    vectors = np.load(folder / "vectors.npy")
    worth = pairs_worth(fields, vectors, corpus)
    qualities = [
        Quality(quality.value, f"{quality.told}; {naming(texts, names)} of {len(texts)} name one")
        for quality, texts in zip(worth, (compared, sentences), strict=True)
    ]
    both = qualities[0], qualities[1]
    return Row(f"analysis of {industry}, cold", "a plain script", mine, other, both, WHY)


def _analyze(workspace: Path, industry: str, folder: Path) -> Cost:
    copy = folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(workspace, copy, symlinks=True)
    empty(copy, runs=True)
    return measured([sys.executable, "-m", "sameness", "analyze", "-i", industry, "-w", str(copy)])


def stored_pages(workspace: Path, industry: str) -> list[dict[str, str]]:
    """Give company and markup of every page of the newest crawl."""
    settings = Settings(workspace)
    companies = find_industry(settings, industry).names
    with Warehouse(settings.warehouse) as warehouse:
        ((snapshot,),) = warehouse.tuples("newest_snapshot", industry=industry)
        key = {"industry": industry, "snapshot_id": snapshot, "companies": companies}
        rows = warehouse.arrow("run_pages", **key).select(["company", "html"]).to_pylist()
    return [dict(row) for row in rows]


def compared_texts(workspace: Path, industry: str) -> list[str]:
    """Give what the newest run compared, as it was compared."""
    with Warehouse(Settings(workspace).warehouse) as warehouse:
        ((run_id,),) = warehouse.tuples("newest_run", industry=industry, channel="pages")
        table = warehouse.table("history.compared_statements")
    rows = table.select(["run_id", "masked"]).to_pylist()
    return [row["masked"] for row in rows if row["run_id"] == run_id]


def names_of(workspace: Path, industry: str) -> list[str]:
    """Give every name and alias of an industry's companies."""
    listed = find_industry(Settings(workspace), industry).company
    return [name for company in listed for name in (company.name, *company.aliases)]


def pairs_worth(
    fields: Sequence[Field], vectors: NDArray[np.float32], corpus: Path | None
) -> tuple[Quality, Quality]:
    """Give how well judge and cosine rank pairs of one claim.

    Of the written claims and, with the corpus, of the labelled pairs of real sites: there each
    pair is judged by a fit that had not seen its industry. Where both are known, the latter counts.
    """
    written = judged(fields, vectors), ranking(fields, vectors)
    if not corpus:
        return written
    found = shipped_precision(), labelled_by_cosine(corpus)
    mine, other = (
        Quality(value, f"average precision {value:.3f} on labels, {one.value:.3f} on written ones")
        for value, one in zip(found, written, strict=True)
    )
    return mine, other


def judged(fields: Sequence[Field], vectors: NDArray[np.float32]) -> Quality:
    """Give the average precision of our judge for pairs of one claim, of two companies."""
    judge, same, likely, start = load_judge(DEFAULT_MODEL), [], [], 0
    for field in fields:
        mine = vectors[start : (start := start + len(field.texts))]
        left, right = np.array(companies_apart(field)).T
        claims = np.array(field.claims)
        same.append(claims[left] == claims[right])
        likely.append(judge.probabilities(judge.read(field.texts, mine), left, right))
    return average_precision(np.concatenate(same), np.concatenate(likely))


def labelled_by_cosine(corpus: Path) -> float:
    """Give the average precision of plain cosines on the given labelled pairs."""
    pairs = given_pairs(corpus)
    texts = sorted({text for pair in pairs for text in (pair.a, pair.b)})
    vectors = load_encoder(DEFAULT_MODEL).encode(texts, lambda _: None)
    place = {text: row for row, text in enumerate(texts)}
    left, right = np.array([(place[pair.a], place[pair.b]) for pair in pairs]).T
    cosines = np.einsum("ij,ij->i", vectors[left], vectors[right])
    return average_precision(np.array([pair.same for pair in pairs]), cosines).value
