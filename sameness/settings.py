"""Where a run works and how it measures: read once by the command line, then passed down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DEFAULT_MODEL = "all-MiniLM-L6-v2"
JudgeName = Literal["plain", "larger"]
PLAIN_JUDGE: Final = "plain"
LARGER_JUDGE: Final = "larger"
LOCAL: Final = "local"


@dataclass(frozen=True, slots=True)
class Settings:
    """One run's fixed choices.

    Args:
        workspace: the user's folder: industry files, warehouse, archive and reports live there.
        model: name of the embedding model.
        judge: which judge of claims is asked, "plain" or "larger".
        rivals_sampled: m of the rarefied best match (``docs/measures.md``), in statements.
        bootstrap_rounds: resamples behind every range.
        seed: of every pseudo-random choice, so that a run can be repeated to the bit.
        memory_gb: memory that a run may take, in 10^9 bytes; what is more lies on the disk.
        chromium: the browser for pages that say nothing without one; None for none.
        demo_network: N of the addresses 127.77.N.1 to 127.77.N.7 that the built-in industry is
            served at, 0 to 255; the next one where another demo holds them.
        on: where work is done: "local", in this process; "ray", on all cores of this machine;
            "ray=ADDRESS", on a cluster (``docs/scale.md``).
        object_store: bytes of memory that Ray, started by a run, holds between tasks; what is more
            is written to the workspace until the run ends.
        keys: keys of platforms by name ("youtube_key"), as found in the environment.
    """

    workspace: Path
    model: str = DEFAULT_MODEL
    judge: JudgeName = PLAIN_JUDGE
    rivals_sampled: int = 40
    bootstrap_rounds: int = 1000
    seed: int = field(default=20260101)
    memory_gb: float = 4.0
    chromium: Path | None = None
    demo_network: int = 0
    on: str = LOCAL
    object_store: int = 512 << 20
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def industries(self) -> Path:
        """The folder of the industry files."""
        return self.workspace / "industries"

    @property
    def warehouse(self) -> Path:
        """The warehouse file."""
        return self.workspace / "warehouse.duckdb"

    @property
    def archive(self) -> Path:
        """The folder of raw evidence, one folder per industry and crawl."""
        return self.workspace / "archive"

    @property
    def attempts(self) -> Path:
        """The ledger of what was begun in the workspace, and how it ended."""
        return self.workspace / "attempts.jsonl"

    @property
    def schedules(self) -> Path:
        """The book of the schedules that were printed for the workspace."""
        return self.workspace / "schedules.jsonl"

    @property
    def reference(self) -> Path:
        """The figures of other fields that ``sameness reference build`` wrote."""
        return self.workspace / "reference.json"

    @property
    def out(self) -> Path:
        """The folder of reports, one folder per industry and run."""
        return self.workspace / "out"
