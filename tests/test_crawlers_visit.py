"""What pages do in the browser: they show their words, and can do nothing else."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Error as PlaywrightError

from crawlers.browser.allowance import Allowance
from crawlers.browser.chromium import SharedBrowser, launch_options
from crawlers.browser.gateway import Gateway
from crawlers.browser.loading import MAX_REQUESTS
from crawlers.browser.marks import MOST_PICTURES, MOST_WORDS, parse_marks
from crawlers.browser.shelf import Shelf
from crawlers.browser.views import Answer, Order, View, context_options
from crawlers.browser.visit import SETTLE_SECONDS, LeftItsPlace, TooMuch, Visit
from crawlers.network.guard import is_any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OWN, FOREIGN = "127.0.0.7", "127.0.0.1"
WORDS = "Payroll in minutes, not days. " * 20
CAP = SETTLE_SECONDS + 3
MOST = 1_000_000

APP = f"document.getElementById('root').innerHTML = '<h1>Built</h1><p>{WORDS}</p>'"
ROOT = "<div id=root></div>"


class Server(ThreadingHTTPServer):
    """Serves one script under any name, and remembers who asked for what."""

    daemon_threads = True

    def __init__(self, host: str) -> None:
        self.asked: list[str] = []
        super().__init__((host, 0), _Answer)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://{self.server_address[0]!s}:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Browsers hang up when they like."""


class _Answer(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(APP.encode())

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Seen:
    """What came of showing a page."""

    markup: str = ""
    picture: bytes = b""
    marks: bytes = b""
    leads_to: str | None = None
    refused: set[str] = field(default_factory=set)
    error: str = ""


class Stage:
    """A browser, two sites, and one loop for all."""

    def __init__(self, chromium: Path) -> None:
        self.own, self.foreign = Server(OWN), Server(FOREIGN)
        self.shelf = Shelf()
        self.browser = SharedBrowser()
        self._chromium = chromium
        self._runner = asyncio.Runner()

    def show(
        self,
        body: str,
        view: View = View.TEXT,
        rule: Callable[[str], bool] = lambda address: address == OWN,
        most: int = MOST,
    ) -> Seen:
        answer = Answer(f"{self.own.url}/page", 200, {"Content-Type": "text/html"}, body.encode())
        return self._runner.run(self._show(Order(view, answer), rule, most))

    async def _show(self, order: Order, rule: Callable[[str], bool], most: int) -> Seen:
        browser = await self.browser.get(launch_options(self._chromium))
        async with Gateway(rule, Allowance()) as gateway:
            options = context_options(order.view, "sameness", "en", await gateway.open())
            context = await browser.new_context(**options)
            visit = Visit(await context.new_page(), order, self.shelf, SETTLE_SECONDS)
            seen = Seen()
            try:
                async with asyncio.timeout(CAP):
                    await visit.show()
                    if order.view is View.TEXT:
                        seen.markup = await visit.read_markup(most)
                    else:
                        seen.picture = await visit.take_picture()
                        seen.marks = await visit.read_marks()
            except (TimeoutError, PlaywrightError, LeftItsPlace, TooMuch) as error:
                seen.error = type(error).__name__
            await visit.end()
            if browser.is_connected():
                await context.close()
            seen.leads_to, seen.refused = visit.leads_to, gateway.refused
            return seen

    def close(self) -> None:
        self._runner.run(self.browser.close())
        self._runner.close()
        for server in (self.own, self.foreign):
            server.shutdown()
            server.server_close()


@pytest.fixture(scope="module")
def stage(chromium: Path) -> Iterator[Stage]:
    stage = Stage(chromium)
    yield stage
    stage.close()


@pytest.fixture(autouse=True)
def _nobody_asked(stage: Stage) -> None:
    stage.own.asked.clear()
    stage.foreign.asked.clear()


def test_page_is_shown_from_its_answer_and_built_by_its_script(stage: Stage) -> None:
    seen = stage.show(f"{ROOT}<script src=/app.js?1></script>")
    assert "<h1>Built</h1>" in seen.markup
    assert seen.markup.count("Payroll in minutes") == 20
    assert stage.own.asked == ["/app.js?1"]


def test_script_is_asked_for_once(stage: Stage) -> None:
    for _ in range(2):
        assert "Built" in stage.show(f"{ROOT}<script src=/app.js?2></script>").markup
    assert stage.own.asked == ["/app.js?2"]


def test_words_that_come_late_are_waited_for(stage: Stage) -> None:
    assert "Built" in stage.show(f"{ROOT}<script>setTimeout(() => {{{APP}}}, 1500)</script>").markup


def test_text_is_read_without_images_frames_and_fonts(stage: Stage) -> None:
    extras = (
        "<img src=/i.png><iframe src=/f></iframe><video src=/v></video>"
        "<style>@font-face {font-family: x; src: url(/font)} p {font-family: x}</style>"
        "<script>navigator.sendBeacon('/beacon')</script>"
        "<script src=https://www.google-analytics.com/analytics.js></script>"
    )
    assert "Built" in stage.show(f"{ROOT}{extras}<script>{APP}</script>").markup
    assert stage.own.asked == []


@pytest.mark.parametrize(("view", "size"), [(View.DESKTOP, (1280, 800)), (View.PHONE, (390, 844))])
def test_picture_has_the_windows_size_and_its_images(
    stage: Stage, view: View, size: tuple[int, int]
) -> None:
    seen = stage.show(f"<meta name=viewport content=width=device-width>{WORDS}<img src=/i>", view)
    assert struct.unpack(">II", seen.picture[16:24]) == size
    assert stage.own.asked == ["/i"]


ALERTS = "alert(1); confirm(2); prompt(3); print(); open('/popup')"

HARMLESS = {
    "dialogs": f"<script>{ALERTS}; {APP}; setInterval(() => {{{ALERTS}}}, 0)</script>",
    "before unload": f"<script>{APP}; onbeforeunload = e => e.preventDefault()</script>",
    "download": f"<a id=a download=x href=/x>x</a><script>{APP}; a.click()</script>",
    "download of its own": (
        "<a id=a download=x href='data:application/octet-stream,abc'></a>"
        f"<script>{APP}; a.click()</script>"
    ),
    "popup": f"<a id=a target=_blank href=/x>x</a><script>{APP}; a.click()</script>",
    "file": f"<iframe src=file:///etc/passwd></iframe><script>{APP}; location = 'file:///etc/passwd'</script>",
    "crash page": f"<script>{APP}; location = 'chrome://crash'</script>",
    "source": f"<script>{APP}; location = 'view-source:' + location</script>",
    "data": f"<script>{APP}; location = 'data:text/html,gone'</script>",
    "infinite timer": f"<script>{APP}; setInterval(() => document.title += 'x', 0)</script>",
    "endless requests": f"<script>{APP}; setInterval(() => fetch('/more'), 20)</script>",
    "geolocation": (
        f"<script>{APP}; const hide = () => document.body.textContent = '';"
        "navigator.geolocation?.getCurrentPosition(hide)</script>"
    ),
    "service worker": f"<script>{APP}; navigator.serviceWorker?.register('/sw.js')</script>",
}

SLIPPED = 5
"""Requests that may wait for their judgement when the page is closed, and go out unjudged."""


@pytest.mark.parametrize("script", HARMLESS.values(), ids=HARMLESS)
def test_page_is_read_whatever_else_it_wants(stage: Stage, script: str) -> None:
    seen = stage.show(f"{ROOT}{script}")
    assert "<h1>Built</h1>" in seen.markup, seen
    assert "root:x:0" not in seen.markup
    assert "/popup" not in stage.own.asked
    assert len(stage.own.asked) <= MAX_REQUESTS + SLIPPED


HOPELESS = {
    "endless script": ("<script>while (true) {}</script>", "TimeoutError"),
    "endless alerts": ("<script>while (true) alert(1)</script>", "TimeoutError"),
    "script that starts late": (
        "<script>setTimeout(() => {while (true) {}}, 300)</script>",
        "TimeoutError",
    ),
    "blank page in its place": ("<script>location = 'about:blank'</script>", "LeftItsPlace"),
    "page of its own in its place": (
        "<script>location = URL.createObjectURL(new Blob(['x'], {type: 'text/html'}))</script>",
        "LeftItsPlace",
    ),
    "too many words": (
        f"<script>document.write('<p>' + '{'x' * 999}'.repeat(2000))</script>",
        "TooMuch",
    ),
    "memory of scripts": (
        "<script>const a = []; while (true) a.push(new Array(1e5).fill(a.length))</script>",
        "TargetClosedError",
    ),
}


@pytest.mark.parametrize(("script", "error"), HOPELESS.values(), ids=HOPELESS)
def test_page_that_cannot_be_read_ends_in_time(stage: Stage, script: str, error: str) -> None:
    assert stage.show(f"{ROOT}{script}").error == error
    # The next one is none the worse for it.
    assert "Built" in stage.show(f"{ROOT}<script>{APP}</script>").markup


def test_memory_beside_scripts_is_bounded(stage: Stage) -> None:
    hog = "setInterval(() => {for (let i = 9; i--;) a.push(new Uint8Array(2e7).fill(1))}, 50)"
    seen = stage.show(f"{ROOT}<script>const a = []; {hog}</script>")
    assert seen.error
    assert "Built" in stage.show(f"{ROOT}<script>{APP}</script>").markup


@pytest.mark.parametrize(
    "move",
    ["location = '{}'", "location.replace('{}')", "document.forms[0].submit()", "a.click()"],
)
@pytest.mark.parametrize("early", [True, False])
def test_page_leads_elsewhere_but_does_not_go(stage: Stage, move: str, *, early: bool) -> None:
    url = f"{stage.foreign.url}/away"
    script = move.format(url) if early else f"setTimeout(() => {{{move.format(url)}}}, 200)"
    body = f"{ROOT}<form method=post action={url}></form><a id=a href={url}></a>"
    assert stage.show(f"{body}<script>{script}</script>").leads_to == url
    assert stage.foreign.asked == []


def test_refresh_leads_elsewhere(stage: Stage) -> None:
    seen = stage.show(f"<meta http-equiv=refresh content='0;url=/there'>{ROOT}")
    assert seen.leads_to == f"{stage.own.url}/there"


CALLS = """
  fetch('{url}/fetch', {{mode: 'no-cors'}}).catch(() => 0);
  fetch('{url}/post', {{mode: 'no-cors', method: 'POST', body: 'x'}}).catch(() => 0);
  const x = new XMLHttpRequest(); x.open('GET', '{url}/xhr'); x.send();
  new EventSource('{url}/events');
  new WebSocket('{url}/socket'.replace('http', 'ws'));
  import('{url}/module').catch(() => 0);
  const s = document.createElement('script'); s.src = '{url}/script'; document.body.append(s);
  new Worker(URL.createObjectURL(new Blob([`
    fetch('{url}/worker', {{mode: 'no-cors'}}).catch(() => 0);
    new WebSocket('{url}/worker-socket'.replace('http', 'ws'));
  `])));
"""
REACHED_BY = {
    *("/fetch", "/post", "/xhr", "/socket", "/module", "/script"),
    *("/worker", "/worker-socket"),
}
LOCAL_NAMES = [FOREIGN, "localhost", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "0"]


@pytest.mark.parametrize("host", LOCAL_NAMES)
def test_no_call_reaches_a_refused_address(stage: Stage, host: str) -> None:
    url = f"http://{host}:{stage.foreign.server_port}"
    body = f"{ROOT}<link rel=preconnect href={url}><link rel=dns-prefetch href={url}>"
    seen = stage.show(f"{body}<script>{CALLS.format(url=url)}; {APP}</script>")
    assert "Built" in seen.markup
    assert seen.refused
    assert stage.foreign.asked == []


def test_the_same_calls_get_through_where_that_is_allowed(stage: Stage) -> None:
    calls = CALLS.format(url=stage.foreign.url)
    seen = stage.show(
        f"{ROOT}<script>{calls}; setTimeout(() => {{{APP}}}, 1000)</script>", rule=is_any
    )
    assert "Built" in seen.markup
    assert set(stage.foreign.asked) >= REACHED_BY


def test_nothing_leaves_beside_the_gateway(stage: Stage) -> None:
    """WebRTC and WebTransport speak UDP, which no proxy sees."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as canary:
        canary.bind((FOREIGN, 0))
        canary.settimeout(0.2)
        there = f"{FOREIGN}:{canary.getsockname()[1]}"
        seen = stage.show(
            f"""{ROOT}<iframe srcdoc="x"></iframe><script>
            for (const world of [window, frames[0]]) {{
              try {{
                const iceServers = [{{urls: 'stun:{there}'}}];
                const peer = new world.RTCPeerConnection({{iceServers}});
                peer.createDataChannel('x');
                peer.createOffer().then(offer => peer.setLocalDescription(offer));
              }} catch (error) {{}}
              try {{ new world.WebTransport('https://{there}/') }} catch (error) {{}}
            }}
            {APP}</script>"""
        )
        assert "Built" in seen.markup
        with pytest.raises(TimeoutError):
            canary.recv(1)


PAGE = """<!doctype html>
<style>body {{ margin: 0 }} .far {{ position: absolute; top: 5000px }}</style>
<header><a href="/"><svg width=120 height=40><title>Acme</title><text y=20>Ac</text></svg></a>
<a href="/plans"><img class="brand-mark" alt="Acme" width=50 height=30 src="x.png"></a></header>
<p style="margin: 100px 0 0 10px">Acme&nbsp;Cloud plans <b>your</b> week.</p>
<p class=far>Below</p><p style="visibility: hidden">Unseen</p>
<input type=search placeholder="Search Acme"><input type=hidden value=secret>
<img alt="a kitchen" width=300 height=200 src="y.png">{script}"""


def test_window_tells_where_its_words_and_pictures_stand(stage: Stage) -> None:
    marks = parse_marks(stage.show(PAGE.format(script=""), View.DESKTOP).marks)
    assert marks is not None
    assert (marks.width, marks.height) == (1280, 800)
    said = [word.text for word in marks.words]
    assert said == ["Ac", "Acme", "Cloud", "plans", "your", "week.", "Search Acme"]
    plans = next(word.box for word in marks.words if word.text == "plans")
    assert (40 < plans.left < 160, 130 < plans.top < 200, 10 < plans.height < 30) == (True,) * 3
    signs = [(d.label, d.in_home_link, d.in_head, d.says_logo) for d in marks.drawn]
    assert signs == [
        ("Acme", True, True, False),
        ("Acme", False, True, True),
        ("a kitchen", False, False, False),
    ]


@pytest.mark.parametrize(
    ("page", "styled"),
    [
        ("<style>p { color: red }</style><p>Acme plans.", True),
        ("<style></style><p>Acme plans.", False),
        ("<p>Acme plans.", False),
        ('<link rel=stylesheet href="/gone.css"><p>Acme plans.', False),
        ("<body bgcolor=navy text=white><p>Acme plans.", True),
        ('<p style="font: 2em serif; color: navy">Acme plans weeks.</p><p>More', True),
        ('<p>Acme plans weeks.</p><p style="color: navy">More', False),
        ('<p style="margin: 9px; --brand-color:#111">Acme plans.', False),
        ('<link rel=stylesheet href="/gone.css"><p style="color: navy">Acme plans.', False),
    ],
)
def test_window_tells_whether_anything_gave_the_page_a_look(
    stage: Stage, page: str, *, styled: bool
) -> None:
    marks = parse_marks(stage.show(f"<!doctype html>{page}", View.DESKTOP).marks)
    assert marks is not None
    assert marks.styled is styled


@pytest.mark.parametrize(
    "script",
    [
        "document.createTreeWalker = null; Range.prototype.getClientRects = () => []",
        "setTimeout(() => { window.innerWidth = -1; Array.prototype.push = null }, 0)",
        "JSON.stringify = () => '{}'; Element.prototype.closest = null",
    ],
)
def test_scripts_of_the_page_do_not_change_what_is_called(stage: Stage, script: str) -> None:
    page = PAGE.format(script=f"<script>{script}</script>")
    marks = parse_marks(stage.show(page, View.DESKTOP).marks)
    assert marks is not None
    assert "plans" in [word.text for word in marks.words]


def test_elements_named_like_what_is_called_hide_nothing(stage: Stage) -> None:
    page = (
        '<img name=createTreeWalker src="x.png"><form id=body><input name=closest></form><p>Words'
    )
    marks = parse_marks(stage.show(page, View.DESKTOP).marks)
    assert marks is not None
    assert [word.text for word in marks.words] == ["Words"]


def test_endless_words_and_pictures_are_capped(stage: Stage) -> None:
    body = "<p style='font-size: 4px; line-height: 4px'>" + "some " * 9_000
    marks = parse_marks(stage.show(body + "<img width=9 height=9>" * 300, View.DESKTOP).marks)
    assert marks is not None
    assert len(marks.words) == MOST_WORDS
    assert len(marks.drawn) <= MOST_PICTURES
