"""People are told how a run ended, by mail and by chat; what goes wrong there is only said."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller

from pipeline.attempts import Attempts
from sameness import notify
from sameness.errors import IndustryInvalid
from sameness.industry import read_addresses, read_industry
from sameness.notify import Note, tell_all, write_note
from sameness.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import MakeReport

ROOT = Path(__file__).parent.parent
NOTE = Note("sameness: bakers: done", "Index: 61 (55 to 66) of 100.\nReport: /srv/out/index.html")
SECRET = "hunter2-s3cret"


class Chat(BaseHTTPRequestHandler):
    """A chat that takes JSON; it answers 500 under /broken."""

    told: list[dict[str, Any]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).told.append(json.loads(body))
        self.send_response(500 if "broken" in self.path else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def chat() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Give the address of a running chat and what it was told."""
    told: list[dict[str, Any]] = []
    handler = type("OneChat", (Chat,), {"told": told})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"json://user:{SECRET}@127.0.0.1:{server.server_port}", told
        server.shutdown()


class Postbox:
    """What a mail server keeps."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ANN401, ARG002, N802 - aiosmtpd's own
        self.mails.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 kept"


@contextmanager
def postbox() -> Iterator[tuple[str, Postbox]]:
    """Give the address of a running mail server and its post."""
    box = Postbox()
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield f"mailto://127.0.0.1:{port}/?from=sameness@a.example&to=boss@a.example&mode=insecure", box
    server.stop()


def test_mail_and_chat_are_told_the_same() -> None:
    with chat() as (there, told), postbox() as (box, post):
        assert tell_all([there, box], NOTE) == []
    assert (told[0]["title"], told[0]["message"]) == (NOTE.title, NOTE.body)
    ((to, mail),) = post.mails
    assert to == ["boss@a.example"]
    assert "Subject: sameness: bakers: done" in mail
    assert "Index: 61 (55 to 66) of 100." in mail


def test_who_cannot_be_told_is_only_counted(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with chat() as (there, told):
        broken = f"{there}/broken"
        dead = f"json://user:{SECRET}@127.0.0.1:9/"
        said = tell_all([f"no address {SECRET}", dead, broken, there], NOTE)
    assert len(told) == 2
    assert [line[:25] for line in said] == [
        "Address 1 of 4 is none th", "Address 2 of 4 could not ", "Address 3 of 4 could not ",
    ]  # fmt: skip
    assert SECRET not in "".join([*said, caplog.text, *capfd.readouterr()])


def test_a_deaf_server_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "MOST_SECONDS", 0.5)
    with closing(socket.create_server(("127.0.0.1", 0))) as deaf:
        port = deaf.getsockname()[1]
        said = tell_all([f"json://127.0.0.1:{port}/"], NOTE)
    assert len(said) == 1
    assert tell_all([], NOTE) == []


def test_a_note_holds_three_figures_and_the_page(make_report: MakeReport) -> None:
    report = make_report(8)
    note = write_note("bakers", 0, "", report, "/srv/out/bakers/r1/index.html")
    assert note.title == "sameness: bakers: done"
    index, pitches, blind, path = note.body.splitlines()
    assert index.startswith("Index: ")
    assert pitches.endswith(" of 8.")
    assert blind == "Blind test: 39 of 100 guesses wrong (30 to 50)."
    assert path == "Report: /srv/out/bakers/r1/index.html"
    unread = replace(report, coverage=(replace(report.coverage[0], fetched=0),))
    partial = write_note("bakers", 3, "", unread, "/srv/x")
    assert partial.title == "sameness: bakers: done, partial"
    assert f"Not read: {report.coverage[0].company}." in partial.body
    failed = write_note("bakers", 4, "No page could be read.\nSee the log.", None, "")
    assert failed.title == "sameness: bakers: failed (exit 4)"
    assert failed.body.endswith("See the log.\nNo report was written; the last one stays.")


def test_a_crawl_alone_is_told_as_stored() -> None:
    assert write_note("bakers", 0, "", None, "").body == "What was read is stored."


def test_without_a_score_the_reason_is_told(too_few: Any) -> None:  # noqa: ANN401 - a report
    note = write_note("bakers", 0, "", too_few, "/srv/x")
    assert note.body.startswith("Not enough evidence for a score: 2 companies were read")


HEAD = 'name = "bakers"\n[notify]\nurls = {urls}\n[[company]]\nname = "Ash"\nsite = "{site}"\n'


def test_addresses_in_the_file_are_kept_to_itself(tmp_path: Path) -> None:
    file = tmp_path / "bakers.toml"
    urls = f'["json://me:{SECRET}@chat.example/"]'
    file.write_text(HEAD.format(urls=urls, site="https://ash.example/"), "utf-8")
    industry = read_industry(file)
    assert SECRET not in repr(industry) + industry.model_dump_json()
    assert read_addresses(file) == (f"json://me:{SECRET}@chat.example/",)
    file.write_text(HEAD.format(urls=urls, site="ftp://ash.example/"), "utf-8")
    assert read_addresses(file), "a file with another fault still says who is to be told"
    file.write_text(HEAD.format(urls=f'"{SECRET}"', site="https://ash.example/"), "utf-8")
    with pytest.raises(IndustryInvalid, match=r":3: notify.urls: must be a list") as caught:
        read_industry(file)
    assert SECRET not in str(caught.value)
    assert read_addresses(file) == read_addresses(tmp_path / "none.toml") == ()


def test_a_failing_command_is_on_the_books_and_tells(tmp_path: Path) -> None:
    (tmp_path / "industries").mkdir()
    with chat() as (there, told):
        file = tmp_path / "industries" / "bakers.toml"
        file.write_text(HEAD.format(urls=f'["{there}"]', site="https://ash.example/"), "utf-8")
        command = [sys.executable, "-m", "sameness", "run", "-i", "bakers", "-w", str(tmp_path)]
        dead = f"json://user:{SECRET}@127.0.0.1:9/"
        done = subprocess.run(
            [*command, "--no-crawl", "--notify", dead],
            capture_output=True, text=True, check=False, cwd=ROOT,
            env={**os.environ, "SAMENESS_NOTIFY": f"{there}/a {there}/b"},
        )  # fmt: skip
    assert done.returncode == 4
    assert len(told) == 3
    assert {one["title"] for one in told} == {"sameness: bakers: failed (exit 4)"}
    assert "Nothing was ever fetched for 'bakers'." in told[0]["message"]
    assert "Address 1 of 4 could not be told" in done.stderr
    (attempt,) = Attempts(Settings(tmp_path).attempts).read()
    assert (attempt.command, attempt.exit_code) == ("run", 4)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("*.*") if path.is_file())
    assert SECRET.encode() not in kept + done.stderr.encode() + done.stdout.encode()
