"""`sameness pages`: which pages of a site were read and why, and which were passed over."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent


def page(text: str, *links: str, head: str = "") -> str:
    anchors = "".join(f'<a href="{link}">{link}</a> ' for link in links)
    return f"<html><head><title>{text}</title>{head}</head><body><p>{text}</p>{anchors}</body>"


CANONICAL = '<link rel="canonical" href="/pricing">'
NOINDEX = '<meta name="robots" content="noindex">'
WORDS = "We file every invoice on paper, in blue ink, and read it aloud to the cat before lunch."

PAGES = {
    "/": page(
        "Acme", "/pricing", "/pricing?plan=pro", "/features", "/old", "/gone", "/hidden", "/secret",
        "/login", "/brochure.pdf", "/de/preise", "/?lang=fr", "/list?sort=price", "/to-features",
        *(f"/city/town-{letter}" for letter in "abcdefghijklmnopqrstuvwxyzäöüßéèêëçñ"),
    ),
    "/pricing": page(f"Pricing. {WORDS}", head=CANONICAL),
    "/pricing?plan=pro": page(f"Pricing of all. {WORDS}", head=CANONICAL),
    "/features": page("Features that nobody else has", head='<link rel="canonical" href="/">'),
    "/gone": page("Page not found"),
    "/hidden": page("Not for search engines", "/behind", head=NOINDEX),
    "/behind": page("Behind what is hidden"),
}  # fmt: skip


class Site(BaseHTTPRequestHandler):
    """A site with one of each: copies, soft 404s, noindex, a crowd of towns."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/to-features":
            self.reply(302, "", ("Location", "/features"))
        elif self.path == "/secret":
            self.reply(200, page("Secret"), ("X-Robots-Tag", "otherbot: nofollow"),
                       ("X-Robots-Tag", "sameness: nosnippet"))  # fmt: skip
        elif self.path in PAGES:
            self.reply(200, PAGES[self.path])
        elif self.path.startswith("/city/"):
            self.reply(200, page(f"All about {self.path[6:]}"))
        elif self.path in {"/robots.txt", "/sitemap.xml"}:
            self.reply(404, "")
        else:
            self.reply(200, page("Hm. The cat ate what you were looking for"))

    def reply(self, status: int, text: str, *headers: tuple[str, str]) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in (("Content-Type", "text/html; charset=utf-8"), *headers):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def sameness(workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sameness", *arguments, "-w", str(workspace)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Give a workspace in which the site was crawled, and the site's address."""
    workspace = tmp_path_factory.mktemp("workspace")
    with served() as base:
        file = workspace / "industries" / "one.toml"
        file.parent.mkdir()
        file.write_text(
            'name = "one"\nallow_private = true\n[crawl]\ndelay = 0\nmax_pages = 12\n'
            f'[[company]]\nname = "Acme"\nsite = "{base}"\n'
        )
        done = sameness(workspace, "crawl", "-i", "one")
    assert done.returncode == 0, done.stderr
    return workspace, base


@pytest.fixture(scope="module")
def told(crawled: tuple[Path, str]) -> dict[str, Any]:
    workspace, _ = crawled
    done = sameness(workspace, "pages", "-i", "one", "-c", "acme", "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def outcome_of(told: dict[str, Any], base: str) -> dict[str, tuple[str, str]]:
    return {p["url"].removeprefix(base): (p["outcome"], p["reason"]) for p in told["asked"]}


def passed_over(told: dict[str, Any], base: str) -> dict[str, list[str]]:
    return {
        group["reason"]: [url.removeprefix(base) for url in group["examples"]]
        for group in told["passed_over"]
    }


def test_pages_come_in_the_order_asked_with_the_reason(
    crawled: tuple[Path, str], told: dict[str, Any]
) -> None:
    assert (told["company"], told["asked"][0]["chosen"]) == ("Acme", "home page")
    assert told["asked"][0]["kind"] == "home"
    assert {p["chosen"] for p in told["asked"][1:]} <= {
        f"linked from {crawled[1]}/",
        f"linked from {crawled[1]}/hidden",
    }
    asked = outcome_of(told, crawled[1])
    assert asked["/pricing"] == asked["/features"] == ("fetched", "")


def test_pages_that_ask_to_be_left_aside_are_refused_but_lead_on(
    crawled: tuple[Path, str], told: dict[str, Any]
) -> None:
    asked = outcome_of(told, crawled[1])
    assert asked["/hidden"] == ("refused", "asks not to be indexed")
    assert asked["/secret"] == ("refused", "asks not to be quoted")
    assert asked["/behind"] == ("fetched", "")


def test_soft_404s_are_told_by_words_and_by_likeness(
    crawled: tuple[Path, str], told: dict[str, Any]
) -> None:
    asked = outcome_of(told, crawled[1])
    reason = "says that nothing is there, with status 200"
    assert asked["/gone"] == asked["/old"] == ("failed", reason)


def test_what_was_seen_but_not_asked_for_is_told_with_the_reason(
    crawled: tuple[Path, str], told: dict[str, Any]
) -> None:
    passed = passed_over(told, crawled[1])
    assert passed["same page as another that was read"] == ["/pricing?plan=pro"]
    assert passed["leads to a page that was asked for"] == ["/to-features"]
    assert passed["log-in, basket or search"] == ["/login"]
    assert passed["file"] == ["/brochure.pdf"]
    assert passed["another language or country"] == ["/de/preise"]
    assert passed["another language"] == ["/?lang=fr"]
    assert passed["list filter or sort order"] == ["/list?sort=price"]
    (crowd,) = (group for group in told["passed_over"] if "/city/*" in group["reason"])
    read = sum(p["url"].startswith(crawled[1] + "/city/") for p in told["asked"])
    assert read <= 6
    assert read + crowd["count"] == 36
    assert len(crowd["examples"]) == 20


def test_pages_are_told_to_people_too(crawled: tuple[Path, str]) -> None:
    workspace, base = crawled
    done = sameness(workspace, "pages", "-i", "one", "-c", "Acme")
    assert f"depth 0  {base}/  (home page)" in done.stdout
    assert "refused  other      depth 1" in done.stdout
    assert f"     1  file: {base}/brochure.pdf\n" in done.stdout


def test_company_without_pages_is_told_what_to_do(crawled: tuple[Path, str]) -> None:
    workspace, base = crawled
    text = (workspace / "industries" / "one.toml").read_text()
    two = workspace / "industries" / "two.toml"
    two.write_text(text.replace("Acme", "Other"))
    done = sameness(workspace, "pages", "-i", "two", "-c", "Other")
    assert done.returncode != 0
    assert "Run: sameness crawl --industry two" in done.stderr
    file = workspace / "industries" / "one.toml"
    file.write_text(text + f'[[company]]\nname = "Late"\nsite = "{base}/late"\n')
    done = sameness(workspace, "pages", "-i", "one", "-c", "Late")
    file.write_text(text)
    assert "holds nothing of 'Late'" in done.stderr
