"""Work on Ray: the one place that knows of it (docs/decisions/0039-ray.md)."""

from __future__ import annotations

import logging
import os
import signal
import tempfile
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import ray
from ray.exceptions import RayError, RayTaskError, TaskCancelledError

from pipeline.executors import ON_RAY, ignore, in_order
from pipeline.likeness import Likeness, own_likeness, require_likeness
from sameness.errors import ClusterFailed, ClusterMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sameness.settings import Settings

T = TypeVar("T")
R = TypeVar("R")

log = logging.getLogger(__name__)

MOST_STARTS = 6
"""How often a task is begun whose worker or node is lost: its arguments are all it needs."""


def _carry_out(
    likeness: Likeness, work: Callable[..., Any], names: tuple[str, ...], *values: object
) -> Any:  # noqa: ANN401 - what the work gives
    """Do the work in a worker, if that machine is like the one that asks."""
    require_likeness(likeness)
    return work(**dict(zip(names, values, strict=True)))


def _do_part(work: Callable[..., Any], part: list[Any]) -> Any:  # noqa: ANN401 - as above
    return work(part, ignore)


class _Begun(Generic[R]):
    """A task under way, which is begun again where it is lost."""

    def __init__(self, start: Callable[[], Any]) -> None:
        self._start = start
        self._reference = start()

    def result(self) -> R:
        """Wait for what the task gives; raises what it raised, ClusterFailed."""
        for starts in range(1, MOST_STARTS + 1):
            try:
                found: R = ray.get(self._reference)
            except RayTaskError as error:
                raise error.cause from None
            except TaskCancelledError:
                raise
            except RayError as lost:
                self._begin_again(starts, lost)
            else:
                return found
        raise AssertionError  # _begin_again raises at the last start

    def _begin_again(self, starts: int, lost: RayError) -> None:
        reason = str(lost).splitlines()[0]
        if starts == MOST_STARTS:
            raise ClusterFailed(
                f"The cluster lost a task {MOST_STARTS} times: {reason}",
                "Look at its nodes (ray status); what is done is kept: run again, or --on local.",
            ) from lost
        log.warning("A task was lost and is begun again (%s).", type(lost).__name__)
        self._reference = self._start()


class Cluster:
    """Work as tasks on the cluster that was joined."""

    elsewhere = True
    grain = 4

    def __init__(self) -> None:
        # Nobody but ourselves begins lost tasks again: we say so when it happens.
        self._task: Any = ray.remote(max_retries=0)(_carry_out)
        self._likeness = own_likeness()

    @property
    def room(self) -> int:
        """Two for each core: one that works, one that waits."""
        return 2 * max(1, _cores())

    def share(self, value: object) -> object:
        """Put a value where every node can read it, once."""
        return ray.put(value)

    def begin(
        self, work: Callable[..., R], named: Mapping[str, object], cores: float = 1.0
    ) -> _Begun[R]:
        """Begin a task where so many cores are free, on each node in turn where it needs none."""
        strategy = "DEFAULT" if cores else "SPREAD"
        task = self._task.options(num_cpus=cores, scheduling_strategy=strategy)
        given = (self._likeness, work, tuple(named), *named.values())
        return _Begun(lambda: task.remote(*given))

    def map(
        self,
        work: Callable[[list[T], Callable[[int], None]], R],
        parts: Sequence[list[T]],
        advance: Callable[[int], None],
    ) -> Iterator[R]:
        """Yield what tasks make of each part, with no more on its way than there is room."""
        starts = (partial(self.begin, _do_part, {"work": work, "part": part}) for part in parts)
        for part, found in zip(parts, in_order(starts, self.room), strict=True):
            advance(len(part))
            yield found


def joined_cluster() -> Cluster:
    """Give the cluster that was joined; raises ClusterMissing where none was."""
    if not ray.is_initialized():
        raise ClusterMissing("No cluster was joined.", "Use --on local, or --on ray=ADDRESS.")
    return Cluster()


@contextmanager
def join_cluster(settings: Settings) -> Iterator[None]:
    """Join the cluster that ``settings.on`` names, or start Ray on this machine, until the end.

    Ray of our own holds at most ``settings.object_store`` bytes in memory; what is more lies in the
    workspace until the end. Raises ClusterMissing where the address does not answer.
    """
    # Nothing of a run is told to anybody.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    # Its workers do the run's own work: they don't stand back behind it.
    os.environ.setdefault("RAY_worker_niceness", "0")
    _, _, address = settings.on.partition(f"{ON_RAY}=")
    with ExitStack() as stack:
        options = {"address": address} if address else _alone(settings, stack)
        stack.callback(ray.shutdown)
        try:
            with _own_signals():
                ray.init(log_to_driver=False, logging_level=logging.ERROR, **options)
        except (ConnectionError, RuntimeError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise ClusterMissing(
                f"No Ray cluster could be joined with --on {settings.on}: {reason}",
                "Start one: ray start --head, then --on ray=ADDRESS:6379; or use --on local.",
            ) from error
        log.info("Work is done on %d cores.", _cores())
        yield


def _cores() -> int:
    resources: Any = ray
    return int(resources.cluster_resources().get("CPU", 0))


def _alone(settings: Settings, stack: ExitStack) -> dict[str, Any]:
    """Give how Ray is started on this machine; its folders go when the stack closes."""
    settings.workspace.mkdir(parents=True, exist_ok=True)
    # Sockets lie in the first: a workspace's path may be too long for them.
    own = stack.enter_context(_folder(None))
    spilled = stack.enter_context(_folder(str(settings.workspace.absolute())))
    return {
        "include_dashboard": False,
        "object_store_memory": settings.object_store,
        "object_spilling_directory": spilled,
        "_temp_dir": own,
    }


def _folder(parent: str | None) -> tempfile.TemporaryDirectory[str]:
    # Ray's processes may write a last line while their folder goes.
    return tempfile.TemporaryDirectory(prefix=".ray-", dir=parent, ignore_cleanup_errors=True)


@contextmanager
def _own_signals() -> Iterator[None]:
    """Keep what the program does on Ctrl-C and on the system's word to stop; Ray sets its own."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
