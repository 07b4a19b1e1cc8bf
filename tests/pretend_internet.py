"""An internet inside one process: names resolve, and public addresses lead, to where a test says.

It is set up inside the crawl process, before any of that process's own parts, between Python and
the network. Whatever the process tries to connect to is written down.
"""

from __future__ import annotations

import json
import os
import socket
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sameness.industry import Industry

_get_addresses = socket.getaddrinfo
_connect = socket.socket.connect_ex


@dataclass(frozen=True)
class Internet:
    """What the network says.

    ``names`` gives each name's answers in the order of the questions, the last one for good;
    ``places`` gives the local address and port behind a public address; ``log`` is the file of
    addresses that were connected to. ``trusts_files`` leaves out the check of the industry file.
    """

    names: dict[str, list[list[str]]]
    places: dict[str, list[Any]]
    log: str
    trusts_files: bool = False


def crawl_on(internet: Internet, industry: Industry, folder: Path) -> None:
    """Crawl as ever, in a process that finds itself on this internet."""
    from crawlers.crawl import crawl
    from sameness.errors import CrawlFailed

    with on_internet(internet, folder.with_name("site")), suppress(CrawlFailed):
        crawl(industry, folder, lambda _: None)


@contextmanager
def on_internet(internet: Internet, here: Path) -> Iterator[None]:
    """Let every process that is started meanwhile find itself on this internet."""
    import pytest

    here.mkdir()
    # Python runs this module by itself when it starts.
    starter = f"import runpy\nrunpy.run_path({__file__!r}, run_name='sitecustomize')\n"
    (here / "sitecustomize.py").write_text(starter)
    paths = [str(here), *filter(None, [os.environ.get("PYTHONPATH")])]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", os.pathsep.join(paths))
        environment.setenv("INTERNET", json.dumps(asdict(internet)))
        yield


def connected(internet: Internet) -> list[str]:
    """Give the addresses that the process tried to connect to, in order."""
    with suppress(FileNotFoundError):
        return Path(internet.log).read_text().split()
    return []


def _pretend(internet: Internet) -> None:
    asked: dict[str, int] = {}

    def get_addresses(host: str | bytes, *args: Any, **kwargs: Any) -> list[Any]:  # noqa: ANN401 - the socket module's own
        name = (host.decode() if isinstance(host, bytes) else host).casefold().rstrip(".")
        if name not in internet.names:
            return _get_addresses(host, *args, **kwargs)
        answers = internet.names[name]
        number = asked.get(name, 0)
        asked[name] = number + 1
        answer = answers[min(number, len(answers) - 1)]
        return [found for address in answer for found in _get_addresses(address, *args, **kwargs)]

    def connect(self: socket.socket, address: Any) -> int:  # noqa: ANN401 - the socket module's own
        with Path(internet.log).open("a") as log:
            log.write(f"{address[0]}\n")
        place = internet.places.get(address[0])
        return _connect(self, tuple(place) if place else address)

    socket.getaddrinfo = get_addresses  # type: ignore[assignment]
    socket.socket.connect_ex = connect  # type: ignore[method-assign,assignment]


def _forget_names() -> None:
    """Let every look-up ask the network anew, as if each answer expired at once."""
    from scrapy import resolver

    class Forgetful(type(resolver.dnscache)):  # type: ignore[misc]
        def __setitem__(self, key: object, value: object) -> None:
            """Keep nothing."""

    resolver.dnscache = Forgetful()


def _trust_files() -> None:
    from sameness import industry

    industry.is_local = lambda host: not host


if __name__ == "sitecustomize":
    internet = Internet(**json.loads(os.environ["INTERNET"]))
    _pretend(internet)
    _forget_names()
    if internet.trusts_files:
        _trust_files()
