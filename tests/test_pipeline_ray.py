"""Two nodes on this machine give what one process gives, also when one of them is killed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.attempts import Attempts
from pipeline.industries import serve_industry
from pipeline.moments import moment_of
from sameness.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KILLS = int(os.environ.get("SAMENESS_RAY_KILLS", "1"))
"""How often a node is killed, each in a run of its own."""
STORE = 100 << 20
MOMENTS = {"run_id", "started_at", "first_read", "last_read", "kept_since", "report"}
"""Fields of scores.json that tell when; nothing else may differ between two runs of one field."""
FIELD = """
name = "Small"
allow_private = true
[crawl]
max_pages = 4
delay = 0
render = "never"
"""

pytestmark = pytest.mark.timeout(900)


@dataclass
class Nodes:
    """A head that stays, and a second node that may go."""

    cluster: Any
    second: Any

    @property
    def address(self) -> str:
        return str(self.cluster.address)

    def kill(self) -> None:
        """Kill the second node as a power cut does."""
        self.cluster.remove_node(self.second, allow_graceful=False)

    def replace(self) -> None:
        """Give the cluster another second node."""
        self.second = self.cluster.add_node(num_cpus=1, object_store_memory=STORE)


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_worker_niceness": "0"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Ray's own
        pytest.importorskip("ray", reason="Ray is not installed: pip install '.[cluster]'")
        from ray.cluster_utils import Cluster

        head = {"num_cpus": 1, "object_store_memory": STORE, "include_dashboard": False}
        cluster: Any = Cluster(initialize_head=True, head_node_args=head)
        made = Nodes(cluster, None)
        made.replace()
        yield made
        cluster.shutdown()


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the text of an industry file of three companies, whose sites are served meanwhile."""
    with serve_industry(Settings(tmp_path_factory.mktemp("demo")), "demo") as industry:
        yield FIELD + "".join(
            f"[[company]]\nname = {json.dumps(one.name)}\nsite = {json.dumps(one.site)}\n"
            for one in industry.company[:3]
        )


@dataclass
class Ran:
    """A run of the program: how it ended, what it said, and how long it took."""

    code: int
    said: str
    seconds: float


def run(workspace: Path, field: str, *arguments: str) -> Ran:
    """Run the industry ``small`` in a new workspace."""
    (workspace / "industries").mkdir(parents=True)
    (workspace / "industries" / "small.toml").write_text(field, encoding="utf-8")
    silent = FIELD + '[[company]]\nname = "Silent"\nsite = "http://127.0.2.99:9/"\n'
    (workspace / "industries" / "silent.toml").write_text(silent, encoding="utf-8")
    command = [sys.executable, "-m", "sameness", "run", "-w", str(workspace), *arguments]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return Ran(done.returncode, done.stdout + done.stderr, time.monotonic() - began)


def scores(workspace: Path) -> object:
    """Give what a run of ``small`` found, without the moments at which it did."""
    path = workspace / "out" / "small" / "latest" / "scores.json"
    return timeless(json.loads(path.read_text(encoding="utf-8")))


def timeless(value: object) -> object:
    if isinstance(value, dict):
        return {key: timeless(one) for key, one in value.items() if key not in MOMENTS}
    return [timeless(one) for one in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def here(field: str, tmp_path_factory: pytest.TempPathFactory) -> object:
    """Give what one process finds."""
    workspace = tmp_path_factory.mktemp("here") / "w"
    ran = run(workspace, field, "-i", "small")
    assert ran.code == 0, ran.said
    return scores(workspace)


@pytest.fixture(scope="module")
def undisturbed(
    nodes: Nodes, field: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Ran]:
    """Give a workspace and how the run of two industries on two nodes ended."""
    workspace = tmp_path_factory.mktemp("ray") / "w"
    arguments = ("-i", "silent", "-i", "small", "--on", f"ray={nodes.address}")
    return workspace, run(workspace, field, *arguments)


def test_two_nodes_find_what_one_process_finds(here: object, undisturbed: tuple[Path, Ran]) -> None:
    workspace, ran = undisturbed
    assert (workspace / "out" / "small" / "latest").exists(), ran.said
    assert scores(workspace) == here


def test_an_industry_that_fails_is_told_and_leaves_the_other_whole(
    undisturbed: tuple[Path, Ran],
) -> None:
    workspace, ran = undisturbed
    assert ran.code == 3
    assert "silent: No page could be read: Silent" in ran.said
    assert not (workspace / "out" / "silent").exists()


def test_an_industry_is_crawled_before_its_turn(undisturbed: tuple[Path, Ran]) -> None:
    workspace, _ = undisturbed
    (ended,) = [
        one.ended_at
        for one in Attempts(Settings(workspace).attempts).read()
        if one.industry == "silent"
    ]
    (snapshot,) = (workspace / "archive" / "small").glob("*Z")
    assert ended is not None
    assert moment_of(snapshot.name) < ended


@pytest.mark.parametrize("number", range(KILLS))
def test_a_node_killed_at_any_moment_costs_its_tasks_only(
    number: int,
    nodes: Nodes,
    field: str,
    here: object,
    undisturbed: tuple[Path, Ran],
    tmp_path: Path,
) -> None:
    moment = random.Random().uniform(0.15, 0.9) * undisturbed[1].seconds  # noqa: S311 - no secret
    killer = threading.Timer(moment, nodes.kill)
    killer.start()
    ran = run(tmp_path / "w", field, "-i", "small", "--on", f"ray={nodes.address}")
    killer.join()
    nodes.replace()
    assert ran.code == 0, f"kill {number} after {moment:.1f} s\n{ran.said}"
    assert scores(tmp_path / "w") == here, f"kill {number} after {moment:.1f} s"


def test_ray_of_ones_own_leaves_nothing_behind(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from sameness.settings import Settings\n"
        "from pipeline.executors import executor_for, working_on\n"
        "settings = Settings(Path(sys.argv[1]), on='ray', object_store=80 << 20)\n"
        "with working_on(settings):\n"
        "    place = executor_for(settings)\n"
        "    kept = [place.share(bytes(20 << 20)) for _ in range(8)]\n"
        "    print(len(list(Path(sys.argv[1]).rglob('*'))) > 1)\n"
    )
    pytest.importorskip("ray", reason="Ray is not installed: pip install '.[cluster]'")
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "True", "what does not fit into the store lies in the workspace"
    assert list(tmp_path.iterdir()) == []
