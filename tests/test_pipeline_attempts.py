"""The ledger of attempts: what began, how it ended, and what was cut off."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pipeline.attempts import Attempts

if TYPE_CHECKING:
    from pathlib import Path


def test_an_attempt_is_read_back_as_it_stands(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "new" / "attempts.jsonl")
    assert attempts.read() == []
    first = attempts.begin("run", "bakers")
    second = attempts.begin("crawl", "smiths")
    assert first.pid == os.getpid()
    assert attempts.read() == [first, second]
    ended = attempts.end(first, 3, "Ash was not read", "/srv/index.html")
    assert attempts.read() == [ended, second]
    assert (ended.exit_code, second.exit_code) == (3, None)
    assert ended.ended_at is not None
    assert ended.ended_at >= ended.began_at


def test_a_line_cut_by_a_kill_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "attempts.jsonl"
    attempts = Attempts(path)
    first = attempts.begin("run", "bakers")
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        # All but the line's last sign is a whole line already.
        assert attempts.read() == ([first] if cut == len(whole) - 1 else [])
        again = attempts.begin("run", "bakers")
        assert attempts.read()[-1] == again
    path.write_bytes(b'[]\n{"id": 1}\n{"began_at": "x", "ended_at": null}\n\xff\n' + whole)
    assert attempts.read() == [first]
