"""Tells people how a run ended, by mail or chat, through apprise.

Addresses hold passwords and tokens: they are never printed, logged or stored, nor is what apprise
or a server says of them.
"""

from __future__ import annotations

import logging
import threading
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.data import Report

MOST_SECONDS = 60.0
"""How long all addresses together may take: a deaf server holds nothing up."""

_TOLD = ""
_UNKNOWN = (
    "is none that apprise knows, so nobody was told there how the run ended. See how it is to be "
    "written: https://github.com/caronc/apprise/wiki"
)
_SILENT = (
    "could not be told how the run ended: its server did not answer, or took no message. See to "
    "its name, user and password."
)
"""What came of an address; of the address itself nothing is said."""

ENDED = {0: "done", 3: "done, partial"}
"""How an exit code is called that a report came of; all others are failures."""


@dataclass(frozen=True, slots=True)
class Note:
    """What people are told: one line, and a few more."""

    title: str
    body: str


def write_note(name: str, exit_code: int, reason: str, report: Report | None, page: str) -> Note:
    """Give the note on how a run of an industry ended.

    It holds the three figures that open a report, or the reason why there are none, the companies
    that were not read, and the path of the report; no word that comes from a website.
    """
    ended = ENDED.get(exit_code, f"failed (exit {exit_code})")
    lines = [reason] if reason else []
    if report is not None:
        lines += _figures(report)
        lines += [f"Not read: {c.company}." for c in report.coverage if not c.fetched]
    if page:
        lines.append(f"Report: {page}")
    else:
        lost = "No report was written; the last one stays."
        lines.append("What was read is stored." if exit_code in ENDED else lost)
    return Note(f"sameness: {name}: {ended}", "\n".join(lines))


def _figures(report: Report) -> list[str]:
    scores = report.scores
    if scores.index is None:
        return [f"Not enough evidence for a score: {scores.reason}."]
    index, pitches, blind = scores.index, scores.effective_pitches, scores.blind_test
    lines = [f"Index: {index.value:.0f} ({index.low:.0f} to {index.high:.0f}) of 100."]
    if pitches is not None:
        span = f"{pitches.low:.1f} to {pitches.high:.1f}"
        lines.append(f"Effective pitches: {pitches.value:.1f} ({span}) of {scores.companies}.")
    if blind is not None:
        wrong, least, most = (100 * (1 - one) for one in (blind.value, blind.high, blind.low))
        lines.append(f"Blind test: {wrong:.0f} of 100 guesses wrong ({least:.0f} to {most:.0f}).")
    return lines


def tell_all(urls: Sequence[str], note: Note) -> list[str]:
    """Send a note to every address; gives a sentence for each that could not be told.

    Raises nothing, and takes MOST_SECONDS at most.
    """
    if not urls:
        return []
    told = [_SILENT] * len(urls)
    # A thread that still waits for a server when the program ends is no reason to stay.
    sender = threading.Thread(target=_send, args=(urls, note, told), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sender.start()
        sender.join(MOST_SECONDS)
    return [
        f"Address {number} of {len(urls)} {why}"
        for number, why in enumerate(told, start=1)
        if why != _TOLD
    ]


def _send(urls: Sequence[str], note: Note, told: list[str]) -> None:
    """Send a note to every address, and put down what came of each."""
    from apprise import Apprise, AppriseAsset, NotifyFormat, PersistentStoreMode

    quiet = logging.getLogger("apprise")
    quiet.propagate, quiet.disabled = False, True
    asset = AppriseAsset(
        app_id="sameness", async_mode=False, storage_mode=PersistentStoreMode.MEMORY
    )
    for number, url in enumerate(urls):
        told[number] = _send_one(Apprise(asset=asset), url, note, NotifyFormat.TEXT)


def _send_one(messenger: Any, url: str, note: Note, form: object) -> str:  # noqa: ANN401 - apprise
    try:
        if not messenger.add(url):
            return _UNKNOWN
        return _TOLD if messenger.notify(note.body, note.title, body_format=form) else _SILENT
    except Exception:
        # Whatever a stranger's service or its plugin does, the run itself has ended.
        return _SILENT
