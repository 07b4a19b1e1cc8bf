"""What this program makes of the same input, in a process of its own.

    python -m benchmarks.peers.ours TASK SETTINGS FOLDER

SETTINGS are parted by commas; ``ours_TASK.json`` in the folder then holds an answer for each.
"shipped" is how the program comes.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pipeline.measures.same_claim import Judge
    from warehouse.warehouse import Warehouse

    Task = Callable[[Path, str], object]

SHIPPED = "shipped"
WEIGHTS = "judge.json"
KNOWN = ("claim_id", "masked")


def encode(folder: Path, setting: str) -> int:
    """Encode all statements; gives the number of them."""
    from embeddings.encoder import load_encoder

    del setting
    texts = [text for field in _read(folder, "fields.json") for text in field["texts"]]
    np.save(folder / "encoded_ours.npy", load_encoder(DEFAULT_MODEL).encode(texts, lambda _: None))
    return len(texts)


def cluster(folder: Path, setting: str) -> list[list[int]]:
    """Give the claims of every field's statements; ``setting`` is one bound in place of three."""
    from warehouse.warehouse import Warehouse

    vectors, start, found = np.load(folder / "vectors.npy"), 0, []
    judge = _judge(folder)
    with TemporaryDirectory() as own, Warehouse(Path(own) / "fields.duckdb") as warehouse:
        for field in _read(folder, "fields.json"):
            end = start + len(field["texts"])
            values = _values(judge, vectors[start:end], setting)
            found.append(_claims(warehouse, field, vectors[start:end], values))
            start = end
    return found


def _claims(
    warehouse: Warehouse,
    field: dict[str, Any],
    vectors: NDArray[np.float32],
    values: dict[str, object],
) -> list[int]:
    """Give the number of each statement's claim, -1 for none, by the stages themselves."""
    from pipeline.discover import discover_stages

    warehouse.put("compared_statements", _statements(field, vectors))
    warehouse.put("known_claims", pa.table({name: pa.array([], pa.string()) for name in KNOWN}))
    stages = {stage.name: stage for stage in discover_stages()}
    for name in ("same_claim_pairs", "claims"):
        stages[name].make(warehouse, {need: values[need] for need in stages[name].needs})
    made = warehouse.table("claims").to_pylist()
    number = {name: place for place, name in enumerate(sorted({row["claim_id"] for row in made}))}
    labels = [-1] * len(vectors)
    for row in made:
        labels[int(row["statement_id"])] = number[row["claim_id"]]
    return labels


def _values(judge: Judge, vectors: NDArray[np.float32], setting: str) -> dict[str, object]:
    from pipeline.run import LEAST_RELATED

    shipped = (judge.least_same, judge.least, LEAST_RELATED)
    bounds = shipped if setting == SHIPPED else (float(setting),) * 3
    named = dict(zip(("least_same", "least_probability", "least_related"), bounds, strict=True))
    return {**named, "judge": judge, "embed": lambda _: vectors}


def _judge(folder: Path) -> Judge:
    """Give the judge that ships, with the weights that lie in the folder where there are any."""
    from pipeline.measures.same_claim import load_judge

    judge = load_judge(DEFAULT_MODEL)
    if not (folder / WEIGHTS).is_file():
        return judge
    fitted = _read(folder, WEIGHTS)
    weights = np.array(fitted["weights"])
    return dataclasses.replace(judge, weights=weights, intercept=fitted["intercept"])


def _statements(field: dict[str, Any], vectors: NDArray[np.float32]) -> pa.Table:
    from pipeline.measures.corpus import vector_column

    texts = field["texts"]
    columns = {
        "statement_id": [f"{row:06d}" for row in range(len(texts))],
        "company": field["companies"],
        "text": texts,
        "masked": texts,
        "words": pa.array([len(text.split()) for text in texts], pa.int32()),
    }
    return pa.table(columns).append_column("vector", vector_column(vectors))


def extract(folder: Path, setting: str) -> list[str]:
    """Give every page's text that may be pitch, but for its description: theirs has none."""
    from datetime import UTC, datetime

    from pipeline.text.blocks import cut_blocks
    from sameness.records import PITCH_ROLES, Page, PageKind, Role

    del setting
    wanted, now = PITCH_ROLES - {Role.META_DESCRIPTION}, datetime.now(UTC)
    pages = [Page("", "", PageKind.OTHER, now, "", html) for html in _read(folder, "pages.json")]
    return [
        "\n".join(block.text for block in cut_blocks(page) if block.role in wanted)
        for page in pages
    ]


def find_copies(folder: Path, setting: str) -> list[tuple[int, int]]:
    """Give the pairs of posts of two halves, as on two platforms in one hour, that are copies."""
    from datetime import UTC, datetime

    from pipeline.measures import cross_posts

    del setting
    posts, moment = _read(folder, "posts.json"), datetime(2026, 11, 1, tzinfo=UTC)
    half = len(posts) // 2
    messages = [
        cross_posts.Message(platform, moment, cross_posts.read_wording(post))
        for platform, part in (("mastodon", posts[:half]), ("bluesky", posts[half:]))
        for post in part
    ]
    return [(copy.first, copy.second) for copy in cross_posts.find_copies(messages)]


def _read(folder: Path, name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    return json.loads((folder / name).read_text("utf-8"))


TASKS: dict[str, Task] = {
    "encode": encode,
    "cluster": cluster,
    "extract": extract,
    "find_copies": find_copies,
}


def main(task: str, settings: str, folder: str) -> None:
    """Do a task with each setting and write the answers."""
    found = {setting: TASKS[task](Path(folder), setting) for setting in settings.split(",")}
    (Path(folder) / f"ours_{task}.json").write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
