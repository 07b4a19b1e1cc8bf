"""The built-in industry: its sites are whole, say what was planted, and are served with care."""

from __future__ import annotations

import html
import http.client
import json
import re
import socket
import threading
import time
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

import numpy as np
import pytest
from protego import Protego

from crawlers.demo.server import HERE, PORT, SITES, serve
from crawlers.demo.voices import read_voices
from crawlers.social.profiles.accounts import (
    is_sharing,
    normalise,
    normalise_listed,
    normalise_stated,
)
from crawlers.social.profiles.platforms import PLATFORMS
from crawlers.social.reading.reading import Wanted, read_profiles
from pipeline.measures.clockwork import hour_peak, is_regular, sittings
from pipeline.measures.cross_posts import LEAST_ALIKE, alike, read_wording
from pipeline.measures.questions import asks_readers
from sameness.industry import is_local, read_industry
from sameness.records import Profile, ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from PIL.Image import Image

    from crawlers.demo.voices import Voice
    from crawlers.social.reading.keeping import ReadProfile
    from sameness.industry import Industry

TRUTHS = tomllib.loads((HERE / "truths.toml").read_text("utf-8"))
SLUGS = sorted(folder.name for folder in SITES.iterdir())
NOT_MARKETING = re.compile(r"privacy|blog|journal|insights|404|ueber-uns|beta")
FRAME = re.compile(
    r"(?is)<(nav|footer|aside|dialog|blockquote|script|style|head)\b.*?</\1>"
    r"|<div id=\"(?:cookie-bar|header|footer)\".*?</div>\s*</div>"
)


@pytest.fixture(scope="module")
def industry() -> Iterator[Industry]:
    with serve() as served:
        yield served


def ask(url: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """Give the answer to one request, its body read; redirects are not followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, url.removeprefix(f"{parts.scheme}://{parts.netloc}"), headers=named)
    response = connection.getresponse()
    response.body = response.read()  # type: ignore[attr-defined]
    connection.close()
    return response


def body(response: http.client.HTTPResponse) -> bytes:
    content: bytes = response.body  # type: ignore[attr-defined]
    return content


def read_text(markup: str) -> str:
    """Give a page's visible text with white space collapsed."""
    without = re.sub(r"(?is)<(script|style)\b.*?</\1>", " ", markup)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", without)).split())


def links_of(markup: str) -> list[str]:
    """Give every address that a page refers to on its own site."""
    found = re.findall(r'(?:href|src)="([^"]+)"', markup)
    return [link for link in found if not re.match(r"https?:|mailto:|tel:|#", link)]


def statements_of(slug: str) -> set[str]:
    """Give a company's distinct marketing phrases of four words and more, cut naively."""
    found = set()
    for file in (SITES / slug).rglob("*.html"):
        if NOT_MARKETING.search(file.relative_to(SITES / slug).as_posix()):
            continue
        text = re.sub(r"<[^>]*>", "\n", FRAME.sub("\n", file.read_text("utf-8")))
        phrases = re.split(r"\n|(?<=[.!?])\s", html.unescape(text))
        found |= {" ".join(p.split()) for p in phrases if len(p.split()) >= 4}
    return {phrase for phrase in found if "cookie" not in phrase.lower()}


def walk(site: str) -> dict[str, tuple[int, str]]:
    """Give status and markup of everything that can be reached from a home page."""
    waiting, seen = [site], dict[str, tuple[int, str]]()
    while waiting:
        url = waiting.pop().partition("#")[0]
        if url in seen:
            continue
        response = ask(url)
        is_page = response.status == 200 and "html" in (response.headers["Content-Type"] or "")
        markup = body(response).decode() if is_page else ""
        seen[url] = response.status, markup
        waiting += [urljoin(url, link) for link in links_of(markup)]
    return seen


@pytest.fixture(scope="module")
def walks(industry: Industry) -> dict[str, dict[str, tuple[int, str]]]:
    return {company.name: walk(company.site) for company in industry.company}


def planted() -> list[tuple[str, str, str]]:
    """Give (company, page, text) of every planted wording."""
    wordings = [
        {"company": entry.get("company"), **wording}
        for kind in ("claim", "not_same", "only_you")
        for entry in TRUTHS[kind]
        for wording in entry["wording"]
    ]
    return [(w["company"], w["page"], w["text"]) for w in wordings]


def test_the_file_and_the_folders_name_the_same_companies() -> None:
    industry = read_industry(HERE / "industry.toml")
    assert sorted(company.name.lower() for company in industry.company) == SLUGS
    assert industry.allow_private
    assert industry.crawl.delay == 0


def test_only_the_planted_link_is_dead(
    industry: Industry, walks: dict[str, dict[str, tuple[int, str]]]
) -> None:
    dead = {url for pages in walks.values() for url, (status, _) in pages.items() if status != 200}
    missing = TRUTHS["left_out"]["missing"]
    assert dead == {urljoin(industry.find(missing["company"]).site, missing["url"])}


def test_every_file_is_reached_from_a_home_page(
    walks: dict[str, dict[str, tuple[int, str]]],
) -> None:
    for name, pages in walks.items():
        files = [
            f for f in (SITES / name.lower()).rglob("*") if f.suffix in {".html", ".jpg", ".png"}
        ]
        reached = [
            url
            for url, (status, _) in pages.items()
            if status == 200 and not url.endswith((".css", "/feed.xml"))
        ]
        spellings = {re.sub(r"(/|^)index(\.html)?$", r"\1", urlsplit(u).path) for u in reached}
        assert len(spellings) == len(files) - 1, name  # all but the page for errors


def test_each_company_says_enough_on_enough_pages() -> None:
    for slug in SLUGS:
        assert 60 <= len(statements_of(slug)) <= 160, slug
        assert 8 <= len(list((SITES / slug).rglob("*.html"))) <= 13, slug


@pytest.mark.parametrize(("company", "page", "text"), planted())
def test_planted_words_stand_on_their_page(company: str, page: str, text: str) -> None:
    assert text in read_text((SITES / company.lower() / page).read_text("utf-8"))


def test_claims_are_graded_and_tiered() -> None:
    levels = [claim["difficulty"] for claim in TRUTHS["claim"]]
    assert [min(levels.count(level), 4) for level in ("close", "medium", "hard")] == [4, 4, 4]
    for claim in TRUTHS["claim"]:
        companies = [wording["company"] for wording in claim["wording"]]
        assert len(set(companies)) == len(companies), claim["id"]
        tier = (
            "table stakes"
            if len(companies) >= 5
            else "crowded"
            if len(companies) >= 3
            else "contested"
        )
        assert claim["tier"] == tier, claim["id"]


def test_lone_claims_stand_on_two_pages() -> None:
    for lone in TRUTHS["only_you"]:
        assert len({wording["page"] for wording in lone["wording"]}) >= 2


def test_the_clones_share_whole_pages_and_the_original_hardly_a_phrase() -> None:
    """Counted in words, without a model: shared three-word runs of any two companies."""
    runs = {slug: _runs(" ".join(sorted(statements_of(slug))), slug) for slug in SLUGS}
    shared = {
        frozenset((a, b)): len(runs[a] & runs[b]) / min(len(runs[a]), len(runs[b]))
        for a in SLUGS
        for b in SLUGS
        if a < b
    }
    clones = frozenset(name.lower() for name in TRUTHS["clones"]["companies"])
    original = TRUTHS["original"]["company"].lower()
    others = [share for pair, share in shared.items() if pair != clones]
    assert shared[clones] > 3 * max(others)
    mean = {s: np.mean([v for p, v in shared.items() if s in p and p != clones]) for s in SLUGS}
    assert min(mean, key=mean.__getitem__) == original


def _runs(text: str, brand: str) -> set[tuple[str, ...]]:
    words = [word for word in re.findall(r"[a-z']+", text.lower()) if word != brand]
    return set(zip(words, words[1:], words[2:], strict=False))


def test_boilerplate_stands_on_every_page_of_every_site() -> None:
    for slug in SLUGS:
        for file in (SITES / slug).rglob("*.html"):
            text = read_text(file.read_text("utf-8"))
            assert "All product names, logos and brands are the property" in text, file
            assert "cookie" in text.lower(), file


def test_footers_lead_to_the_platforms(walks: dict[str, dict[str, tuple[int, str]]]) -> None:
    for name, pages in walks.items():
        for _, markup in pages.values():
            found = [
                normalise_stated(url) for url in re.findall(r'rel="me[^"]*" href="([^"]+)', markup)
            ]
            platforms = [account.platform for account in found if account]
            assert not markup or platforms == TRUTHS["platforms"][name]


def test_robots_keeps_out_of_one_linked_page(industry: Industry) -> None:
    closed = TRUTHS["left_out"]["disallowed"]
    for company in industry.company:
        rules = Protego.parse(body(ask(urljoin(company.site, "/robots.txt"))).decode())
        url = urljoin(company.site, closed["url"])
        assert rules.can_fetch(url, "anyone") is (company.name != closed["company"])
    site = industry.find(closed["company"]).site
    assert f'href="{closed["url"]}"' in body(ask(site)).decode()
    assert ask(urljoin(site, closed["url"])).status == 200


def test_sitemaps_list_living_pages_of_their_own_site(industry: Industry) -> None:
    for company in industry.company:
        response = ask(urljoin(company.site, "/sitemap.xml"))
        if company.name == TRUTHS["left_out"]["without_sitemap"]:
            assert response.status == 404
            continue
        urls = re.findall(r"<loc>([^<]+)</loc>", body(response).decode())
        assert len(urls) >= 9
        assert all(url.startswith(company.site) for url in urls)
        assert {ask(url).status for url in urls} == {200}


def test_one_page_is_german(industry: Industry) -> None:
    german = TRUTHS["left_out"]["german"]
    marked = [f for f in SITES.rglob("*.html") if '<html lang="de"' in f.read_text("utf-8")]
    assert marked == [SITES / german["company"].lower() / german["page"]]
    assert 'href="ueber-uns/"' in body(ask(industry.find(german["company"]).site)).decode()


@pytest.mark.parametrize(
    "path",
    [
        *("/../zelmura/index.html", "/%2e%2e/zelmura/index.html", "/..%2fzelmura/index.html"),
        *("/solutions/../../zelmura/index.html", "//etc/passwd", "/%2fetc%2fpasswd"),
        *("/..\\zelmura\\index.html", "/index.html%00.jpg", "/.", "/img", "/Index.html"),
        *("/%ff", "/index.html/", "/pricing.html/x", "/%0d%0aX-Planted:%20yes"),
    ],
)
def test_nothing_outside_the_folder_is_served(industry: Industry, path: str) -> None:
    parts = urlsplit(industry.find("Rostavel").site)
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=5) as raw:
        raw.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode("latin-1"))
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.0 404"), answer[:80]
    assert b"X-Planted" not in answer.partition(b"\r\n\r\n")[0]


def test_a_known_version_is_not_sent_again(industry: Industry) -> None:
    site = industry.find("Kessimer").site
    first = ask(site)
    tag, changed = str(first.headers["ETag"]), str(first.headers["Last-Modified"])
    assert ask(site, If_None_Match=tag).status == 304
    assert body(ask(site, If_None_Match=tag)) == b""
    assert ask(site, If_Modified_Since=changed).status == 304
    assert ask(site, If_None_Match='"other"', If_Modified_Since=changed).status == 200


def test_head_gives_the_headers_alone(industry: Industry) -> None:
    site = industry.find("Ombrasi").site
    head, full = ask(site, "HEAD"), ask(site)
    assert body(head) == b""
    assert head.headers["Content-Length"] == str(len(body(full)))
    assert ask(site + "nowhere", "HEAD").status == 404


def test_content_types_and_folders(industry: Industry) -> None:
    site = industry.find("Kessimer").site
    types = {p: ask(site + p).headers["Content-Type"] for p in ("style.css", "img/ward-plan.png")}
    assert types == {"style.css": "text/css; charset=utf-8", "img/ward-plan.png": "image/png"}
    assert ask(site + "pricing").headers["Location"] == "/pricing/"
    assert body(ask(site + "nowhere")).startswith(b"<!DOCTYPE html>")


def test_it_starts_at_once_and_leaves_nothing_behind() -> None:
    before = set(threading.enumerate())
    start = time.perf_counter()
    with serve() as served:
        # 0.02 s where nothing else runs; a resolver that is asked in vain takes five.
        assert time.perf_counter() - start < 2
        addresses = [urlsplit(company.site) for company in served.company]
        idle = socket.create_connection((str(addresses[0].hostname), addresses[0].port or 0))
        assert ask(served.company[0].site).status == 200
    idle.close()
    assert set(threading.enumerate()) <= before
    for address in addresses:
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind((str(address.hostname), address.port or 0))


def test_a_second_demo_is_served_beside_the_first(industry: Industry) -> None:
    """One taken address moves all seven; the port is part of no page's difference."""
    network = int(industry.company[0].site.split(".")[2])
    with serve(network) as second:
        hosts = [urlsplit(company.site).hostname or "" for company in second.company]
        (beside,) = {int(host.split(".")[2]) for host in hosts}
        assert beside != network
        assert {urlsplit(company.site).port for company in second.company} == {PORT}
        assert ask(second.company[0].site).status == 200
        (account, feed) = second.company[0].profiles
        assert account.startswith(f"http://127.77.{beside}.7:{PORT}/@")
        assert feed.startswith(second.company[0].site)
        with serve(beside) as third:
            assert len({c.site for i in (industry, second, third) for c in i.company}) == 18


def test_the_last_network_is_followed_by_the_first() -> None:
    with serve(255) as last, serve(255) as next_one:
        assert last.company[0].site == f"http://127.77.255.1:{PORT}/"
        assert next_one.company[0].site < last.company[0].site


def test_an_error_inside_still_stops_the_servers() -> None:
    before = set(threading.enumerate())
    with pytest.raises(RuntimeError, match="inside"), serve():
        raise RuntimeError("inside")
    assert set(threading.enumerate()) <= before


def test_three_companies_show_the_same_picture() -> None:
    images = pytest.importorskip("PIL.Image")
    shared = TRUTHS["shared_image"]["files"]
    small, sizes = [], set()
    for place in shared:
        file = SITES / place["company"].lower() / place["file"]
        assert place["file"] in (file.parent.parent / place["page"]).read_text("utf-8")
        with images.open(file) as image:
            sizes.add(image.size)
            small.append(_thumb(image))
    assert len(sizes) == 3
    assert max(np.abs(a - b).mean() for a in small for b in small) < 4
    assert min(width for width, _ in sizes) >= 600


def _thumb(image: Image) -> NDArray[np.float64]:
    return np.asarray(image.convert("RGB").resize((48, 32)), dtype=np.float64)


def test_the_script_draws_the_pictures_again(tmp_path: Path) -> None:
    images = pytest.importorskip("PIL.Image")
    pictures = pytest.importorskip("crawlers.demo.draw_pictures")
    kept = {p.relative_to(SITES).as_posix() for p in SITES.rglob("*.[jp][pn]g")}
    assert {picture.path for picture in pictures.PICTURES} == kept
    assert sum((SITES / path).stat().st_size for path in kept) < 400_000
    for picture in pictures.PICTURES[::5]:
        with (
            images.open(pictures.save(picture, tmp_path)) as new,
            images.open(SITES / picture.path) as old,
        ):
            assert new.size == old.size == (picture.width, picture.height)
            assert np.abs(_thumb(new) - _thumb(old)).mean() < 2


def test_pages_name_the_size_of_their_pictures() -> None:
    images = pytest.importorskip("PIL.Image")
    tag = re.compile(r'<img src="([^"]+)" width="(\d+)" height="(\d+)" alt="([^"]+)"')
    found = 0
    for slug in SLUGS:
        for file in (SITES / slug).rglob("*.html"):
            for path, width, height, alt in tag.findall(file.read_text("utf-8")):
                root = SITES / slug if path.startswith("/") else file.parent
                place = root / path.removeprefix("/")
                with images.open(place) as image:
                    assert image.size == (int(width), int(height)), file
                assert len(alt.split()) >= 4
                found += 1
    assert found == 18


POSTS = TRUTHS["posts"]
TODAY = date(2026, 3, 4)
"""A Wednesday: what is posted "1 week ago" was posted in the week from 23 February."""


def said_by(company: str) -> Voice:
    return next(voice for voice in read_voices(TODAY) if voice.company == company)


def planted_posts() -> list[tuple[str, str]]:
    """Give (company, text) of every sentence that is planted in a post."""
    wordings = [(w["company"], w["text"]) for c in POSTS["claim"] for w in c["wording"]]
    lone = [(entry["company"], text) for entry in POSTS["only_you"] for text in entry["wording"]]
    own = [(POSTS["converses"], text) for text in (*POSTS["questions"], *POSTS["limits"])]
    return wordings + lone + own


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], ReadProfile]:
    """Give what the real readers make of the real servers, by company and platform."""
    with serve(today=TODAY) as served:
        profiles = [
            Profile(company.name, *account, found_at="", found_by="industry file")
            for company in served.company
            for account in map(normalise_listed, company.profiles)
            if account
        ]
        wanted = [Wanted(profile, datetime(2024, 3, 1, tzinfo=UTC)) for profile in profiles]
        folder = tmp_path_factory.mktemp("posts")
        found = read_profiles(served, folder, wanted, lambda _: None, {}, "")
    return {(one.profile.company, one.profile.platform): one for one in found}


def test_every_post_is_read_back_word_for_word(
    readings: dict[tuple[str, str], ReadProfile],
) -> None:
    for voice in read_voices(TODAY):
        reading = readings[voice.company, "mastodon"]
        assert reading.status == ReadingStatus.OK
        told = {(post.post_id, post.posted_at, shorten(post.text)) for post in reading.posts}
        assert told == {(str(s.status_id), s.posted_at, shorten(s.text)) for s in voice.statuses}
        kinds = Counter(str(post.kind) for post in reading.posts)
        assert kinds["reply"] == sum(bool(status.reply_to) for status in voice.statuses)
        assert kinds["repost"] == sum(bool(status.boost) for status in voice.statuses)
        if voice.blog:
            items = readings[voice.company, "blog"].posts
            assert [(i.posted_at, f"{i.title}\n\n{i.text}") for i in voice.blog.items] == [
                (post.posted_at, post.text) for post in items
            ]


def shorten(text: str) -> str:
    """Give a post without addresses, which are filled in when it is served."""
    return re.sub(r"(\{site\}|http://[\d.:]+)\S*", "", text)


def test_profiles_name_their_sites_but_for_one(
    industry: Industry, readings: dict[tuple[str, str], ReadProfile]
) -> None:
    for company in industry.company:
        links = readings[company.name, "mastodon"].links
        numbers = {(urlsplit(link).hostname or "").split(".")[3] for link in links}
        abandoned = company.name == POSTS["abandoned"]["company"]
        assert numbers == (set() if abandoned else {company.site.split(".")[3].split(":")[0]})


@pytest.mark.parametrize(("company", "text"), planted_posts())
def test_planted_sentences_stand_in_a_post(company: str, text: str) -> None:
    broadcasts = [s.text for s in said_by(company).statuses if not s.reply_to and not s.boost]
    assert any(text in said for said in broadcasts)


def test_claims_in_posts_are_tiered() -> None:
    for claim in POSTS["claim"]:
        companies = {wording["company"] for wording in claim["wording"]}
        assert len(companies) == len(claim["wording"]) >= 3, claim["id"]
        assert claim["tier"] == ("table stakes" if len(companies) >= 5 else "crowded")


def test_companies_post_enough_in_the_two_years() -> None:
    for voice in read_voices(TODAY):
        told = {
            sentence
            for status in voice.statuses
            if not status.reply_to and not status.boost
            for sentence in re.split(r"\n+|(?<=[.!?])\s", status.text)
            if len(sentence.split()) >= 4
        }
        assert len(told) >= 40, voice.company
        assert 30 <= len(voice.statuses) <= 50, voice.company
        assert voice.statuses[-1].posted_at > datetime(2024, 3, 4, tzinfo=UTC), voice.company


def test_the_demo_never_grows_old() -> None:
    """Dates move from week to week, days of the week and everything else stay."""
    for before, after in zip(
        read_voices(TODAY), read_voices(TODAY + timedelta(days=371)), strict=True
    ):
        assert [
            replace(s, posted_at=s.posted_at + timedelta(days=371)) for s in before.statuses
        ] == [*after.statuses]
        assert max(s.posted_at for s in before.statuses).date() < TODAY
        assert [s.status_id for s in before.statuses] == sorted(
            {s.status_id for s in before.statuses}, reverse=True
        )
    assert read_voices(TODAY) == read_voices(date(2026, 3, 2)) != read_voices(date(2026, 3, 1))


def test_the_clones_share_a_campaign() -> None:
    """As copies are told on two platforms: half of the runs of three words are the same."""
    wordings = {
        voice.company: [read_wording(status.text) for status in voice.statuses]
        for voice in read_voices(TODAY)
    }
    shared = {
        (a, b): sum(any(alike(one, other) >= LEAST_ALIKE for other in wordings[b]) for one in said)
        for a, said in wordings.items()
        for b in wordings
        if a < b
    }
    first, second = sorted(POSTS["clones"])
    assert shared.pop((first, second)) >= len(wordings[first]) / 2
    assert max(shared.values()) <= 2


def test_one_company_is_clockwork_and_answers_nobody() -> None:
    planted = POSTS["clockwork"]
    for voice in read_voices(TODAY):
        times = [status.posted_at for status in voice.statuses]
        found = hour_peak(sittings(times))
        assert is_regular(found, found.p) is (voice.company == planted["company"]), voice.company
    voice = said_by(planted["company"])
    assert {f"{s.posted_at:%H:%M} UTC" for s in voice.statuses} == {planted["hour"]}
    assert {s.posted_at.weekday() for s in voice.statuses} == {0, 1, 2, 3, 4}
    assert not any(s.reply_to for s in voice.statuses)


def test_one_company_repeats_its_blog() -> None:
    planted = POSTS["crossposts"]
    voice = said_by(planted["company"])
    assert voice.blog is not None
    assert len(voice.blog.items) == planted["items"]
    for item in voice.blog.items:
        (copy,) = [s for s in voice.statuses if s.text == f"{item.title}\n\n{item.text}"]
        assert timedelta(0) < copy.posted_at - item.posted_at < timedelta(hours=3)


def test_one_account_is_abandoned_and_one_platform_dead(
    walks: dict[str, dict[str, tuple[int, str]]],
) -> None:
    planted, dead = POSTS["abandoned"], POSTS["dead"]
    months = {
        voice.company: (TODAY - voice.statuses[0].posted_at.date()).days / 30.4
        for voice in read_voices(TODAY)
    }
    assert months.pop(planted["company"]) >= planted["months"]
    assert max(months.values()) < 1
    assert all(dead["url"] in page for _, page in walks[dead["company"]].values() if page)
    account = normalise_stated(dead["url"])
    assert account is not None
    assert account.platform == dead["platform"]
    assert PLATFORMS[account.platform].is_dead


def test_one_company_converses() -> None:
    shares = {
        voice.company: np.mean([bool(s.reply_to) for s in voice.statuses if not s.boost])
        for voice in read_voices(TODAY)
    }
    assert shares.pop(POSTS["converses"]) == pytest.approx(0.5, abs=0.03)
    assert max(shares.values()) < 0.1
    assert all(asks_readers(text) for text in POSTS["questions"])


def test_share_buttons_are_no_profiles() -> None:
    place = POSTS["share_buttons"]
    markup = (SITES / place["company"].lower() / place["page"]).read_text("utf-8")
    shared = [html.unescape(u) for u in re.findall(r'href="([^"]*%2F[^"]*)"', markup)]
    assert len(shared) == 3
    assert all(is_sharing(url) and normalise(url) is None for url in shared)


def test_one_company_shows_the_door_before_anything_else(
    walks: dict[str, dict[str, tuple[int, str]]],
) -> None:
    for name, pages in walks.items():
        for _, markup in pages.values():
            if markup:
                doors = [m.start() for m in re.finditer(r'<a [^>]*href="https://', markup)]
                first = POSTS["doors_first"] == name
                assert (min(doors) < markup.index("<h1")) is first, name


def test_nobody_but_this_machine_is_listed() -> None:
    for company in read_industry(HERE / "industry.toml").company:
        assert company.profiles
        assert all(is_local(urlsplit(url).hostname or "") for url in company.profiles)


def test_no_likes_and_no_followers_are_told(industry: Industry) -> None:
    server = urljoin(industry.company[0].profiles[0], "/")
    account = json.loads(body(ask(f"{server}api/v1/accounts/lookup?acct=rostavel")))
    statuses = body(ask(f"{server}api/v1/accounts/{account['id']}/statuses"))
    told = json.dumps(account) + statuses.decode()
    assert not re.search("follower|favourite|like_?s?_?count|reblogs_count", told)


def test_the_network_pages_as_mastodon_does(industry: Industry) -> None:
    profile = industry.company[0].profiles[0]
    server = urljoin(profile, "/")
    account = json.loads(body(ask(f"{server}api/v1/accounts/lookup?acct=Rostavel")))
    url, seen = f"{server}api/v1/accounts/{account['id']}/statuses?limit=7", []
    while url:
        answer = ask(url)
        assert int(answer.headers["X-RateLimit-Remaining"] or 0) > 0
        seen += [status["id"] for status in json.loads(body(answer))]
        found = re.search(r'<([^>]+)>; rel="next"', answer.headers["Link"] or "")
        url = found[1] if found else ""
    assert seen == [str(s.status_id) for s in said_by("Rostavel").statuses]
    assert (
        len(json.loads(body(ask(url or f"{server}api/v1/accounts/{account['id']}/statuses")))) == 20
    )
    post = ask(f"{profile}/{seen[0]}")
    assert said_by("Rostavel").statuses[0].text in read_text(body(post).decode())


@pytest.mark.parametrize(
    "path",
    [
        *("api/v1/accounts/lookup", "api/v1/accounts/lookup?acct=nobody", "@nobody", "@rostavel/1"),
        *("api/v1/accounts/1/statuses", "api/v1/accounts/x/statuses", "nowhere", "@rostavel/../x"),
    ],
)
def test_what_the_network_does_not_have_is_not_found(industry: Industry, path: str) -> None:
    assert ask(urljoin(industry.company[0].profiles[0], "/") + path).status == 404


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=-1", "limit=x", "max_id=²", "max_id=" + "9" * 99]
)
def test_odd_queries_are_answered(industry: Industry, query: str) -> None:
    server = urljoin(industry.company[0].profiles[0], "/")
    account = json.loads(body(ask(f"{server}api/v1/accounts/lookup?acct=brindlow")))
    answer = ask(f"{server}api/v1/accounts/{account['id']}/statuses?{quote(query, safe='=')}")
    assert len(json.loads(body(answer))) == 20


def test_a_blog_names_its_feed_and_each_item_is_a_page(industry: Industry) -> None:
    for voice in read_voices(TODAY):
        site = industry.find(voice.company).site
        feeds = re.findall(r'rel="alternate"[^>]*href="([^"]+)"', body(ask(site)).decode())
        assert feeds == ([voice.blog.path] if voice.blog else [])
        for item in voice.blog.items if voice.blog else ():
            page = ask(urljoin(site, item.path))
            assert page.status == 200
            assert item.text in read_text(body(page).decode())
