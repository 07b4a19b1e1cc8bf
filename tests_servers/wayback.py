"""The Wayback Machine's software over archives of ours: pywb, in an environment of its own."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from urllib.request import urlopen

from tests_servers.programs import finish, free_port, lack, running

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

_PROGRAMS = Path(__file__).parents[1] / ".venv-pywb" / "bin"
_ADDRESS = "127.0.0.1"
_COLLECTION = "kept"


@dataclass(frozen=True, slots=True)
class Wayback:
    """A running pywb with one collection; ``base`` is that collection's address."""

    base: str

    def captures(self, url: str) -> list[dict[str, Any]]:
        """Give what the index knows of all addresses that begin with ``url``, oldest first."""
        with urlopen(f"{self.base}/cdx?url={quote(url)}*&output=json") as answer:
            return [json.loads(line) for line in answer.read().splitlines()]

    def replay(self, url: str, at: datetime) -> tuple[datetime, bytes]:
        """Give the moment of the capture nearest to a time, and its body, unpacked.

        Raises HTTPError for what isn't held, and for an answer that was no success.
        """
        with urlopen(f"{self.base}/{at:%Y%m%d%H%M%S}id_/{url}") as answer:
            return parsedate_to_datetime(answer.headers["Memento-Datetime"]), answer.read()


@contextmanager
def replaying(folder: Path, archives: Iterable[Path]) -> Iterator[Wayback]:
    """Index archives into a new collection and serve it while the block lasts.

    Each archive is a snapshot's folder, whose WARC files are added under its name.
    """
    if not (_PROGRAMS / "wayback").is_file():
        lack(f"pywb missing: run make {_PROGRAMS.parent.name}/installed")
    manager, log = _PROGRAMS / "wb-manager", folder / "pywb.log"
    finish([manager, "init", _COLLECTION], log)
    warcs = [warc for archive in archives for warc in sorted(archive.glob("*.warc.gz"))]
    copies = [shutil.copy(warc, folder / f"{warc.parent.name}-{warc.name}") for warc in warcs]
    finish([manager, "add", _COLLECTION, *copies], log)
    port = free_port(_ADDRESS)
    command: list[str | Path] = [_PROGRAMS / "wayback", "-b", _ADDRESS, "-p", str(port)]
    with running(command, log, (_ADDRESS, port)):
        yield Wayback(f"http://{_ADDRESS}:{port}/{_COLLECTION}")
