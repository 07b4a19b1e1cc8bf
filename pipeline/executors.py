"""Where work is done: in this process, or on a cluster; results are the same, in the same order."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sameness.errors import ClusterMissing
from sameness.settings import LOCAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sameness.settings import Settings

T = TypeVar("T")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


ON_RAY = "ray"


class Pending(Protocol[R_co]):
    """Work that was begun."""

    def result(self) -> R_co:
        """Wait for what the work gives; raises what it raised, ClusterFailed."""


class Executor(Protocol):
    """Does work that depends on nothing but its arguments, so that it may be done anywhere.

    ``elsewhere`` tells that files and callables of this process can't be reached there. ``grain``
    is into how many pieces a part is cut that one process would do at a stretch; ``room`` is how
    much may be begun and not yet taken.
    """

    @property
    def elsewhere(self) -> bool:
        """Whether work is done in other processes, perhaps on other machines."""

    @property
    def grain(self) -> int:
        """Pieces for each part of one process."""

    @property
    def room(self) -> int:
        """Results that may be on their way at a time."""

    def share(self, value: object) -> object:
        """Give what stands for a large value in the arguments of ``begin``."""

    def begin(
        self, work: Callable[..., R], named: Mapping[str, object], cores: float = 1.0
    ) -> Pending[R]:
        """Begin ``work(**named)``, which keeps so many cores busy."""

    def map(
        self,
        work: Callable[[list[T], Callable[[int], None]], R],
        parts: Sequence[list[T]],
        advance: Callable[[int], None],
    ) -> Iterator[R]:
        """Yield what ``work`` makes of each part, in the parts' order.

        ``advance`` is called with the number of items done since its last call.
        """


def ignore(_: int) -> None:
    """Hear of progress and do nothing."""


@dataclass(frozen=True, slots=True)
class _Later:
    """Work of this process, done when it is asked for."""

    work: Callable[[], Any]

    def result(self) -> Any:  # noqa: ANN401 - what the work gives
        """Do the work."""
        return self.work()


class InProcess:
    """Does the work where it is asked for, one part after the other."""

    elsewhere = False
    grain = 1
    room = 0

    def share(self, value: object) -> object:
        """Give the value itself."""
        return value

    def begin(
        self,
        work: Callable[..., R],
        named: Mapping[str, object],
        cores: float = 1.0,  # noqa: ARG002 - all there are
    ) -> Pending[R]:
        """Put the work off until its result is wanted."""
        return _Later(lambda: work(**named))

    def map(
        self,
        work: Callable[[list[T], Callable[[int], None]], R],
        parts: Sequence[list[T]],
        advance: Callable[[int], None],
    ) -> Iterator[R]:
        """Yield what ``work`` makes of each part."""
        for part in parts:
            yield work(part, advance)


HERE = InProcess()


def in_order(starts: Iterable[Callable[[], Pending[R]]], room: int) -> Iterator[R]:
    """Yield the results of works in their order, with at most so many begun and not taken."""
    begun: deque[Pending[R]] = deque()
    for start in starts:
        if len(begun) >= max(1, room):
            yield begun.popleft().result()
        begun.append(start())
    while begun:
        yield begun.popleft().result()


def executor_for(settings: Settings) -> Executor:
    """Give what does the work of a run; raises ClusterMissing outside of ``working_on``."""
    if settings.on == LOCAL:
        return HERE
    from pipeline.on_ray import joined_cluster

    return joined_cluster()


@contextmanager
def working_on(settings: Settings) -> Iterator[None]:
    """Hold the cluster that the settings name, none for ``local``, while work is done on it.

    Raises ClusterMissing where Ray is not installed or the address does not answer.
    """
    if settings.on == LOCAL:
        yield
        return
    try:
        from pipeline.on_ray import join_cluster
    except ModuleNotFoundError as error:
        raise ClusterMissing(
            f"Ray is not installed, which --on {settings.on} asks for ({error}).",
            "Install it: pip install 'messaging-sameness[cluster]'",
        ) from error
    with join_cluster(settings):
        yield
