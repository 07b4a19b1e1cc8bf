"""Profiles read from a network on loopback that misbehaves by name; keys that stay ours."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy.http import Headers

from crawlers.archive.stored import list_responses, read_response
from crawlers.network.rate_limits import read_rest
from crawlers.social.reading.keeping import POSTS_WARC, READINGS, read_readings
from crawlers.social.reading.reading import Wanted, read_profiles
from sameness.errors import SnapshotMissing
from sameness.industry import Company, CrawlSettings, Industry, SocialSettings
from sameness.records import Profile, ReadingStatus
from tests.pretend_internet import Internet, connected, on_internet
from tests.social_network import NEWEST, REST, TOKEN, Network, serving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawlers.social.reading.events import ProfileEvent
    from crawlers.social.reading.keeping import ReadProfile

LONG_AGO = NEWEST - timedelta(days=365)
SECRET = "secret-of-the-client-91bc"
PUBLIC = "93.184.215.14"


def make_industry(base: str, *, allow_private: bool = True, **limits: float) -> Industry:
    social = {
        name: limits.pop(name) for name in ("max_posts", "max_cost", "months") if name in limits
    }
    return Industry(
        name="i",
        allow_private=allow_private,
        crawl=CrawlSettings.model_validate({"delay": 0, "timeout": 5, **limits}),
        social=SocialSettings.model_validate(
            {"bases": {"mastodon": base} if base else {}, **social}
        ),
        company=(Company(name="Acme", site="https://acme.example"),),
    )


def profile(handle: str, platform: str = "mastodon") -> Profile:
    return Profile("Acme", platform, handle, f"https://social.example/@{handle}", "", "listed")


def want(*handles: str, since: datetime = LONG_AGO) -> list[Wanted]:
    return [Wanted(profile(handle), since) for handle in handles]


def read(
    network: Network,
    folder: Path,
    *handles: str,
    since: datetime = LONG_AGO,
    earlier: str = "",
    **limits: float,
) -> list[ReadProfile]:
    wanted = want(*handles, since=since)
    industry = make_industry(network.base, allow_private=True, **limits)
    return read_profiles(industry, folder, wanted, lambda _: None, earlier=earlier)


def test_a_thousand_posts_are_read_in_as_many_requests_as_they_have_pages(tmp_path: Path) -> None:
    with serving(Network(posts=1000)) as network:
        began = time.monotonic()
        (found,) = read(network, tmp_path / "now", "plain")
        took = time.monotonic() - began
    assert (found.status, found.reason, len(found.posts)) == (ReadingStatus.OK, "", 1000)
    assert len({post.post_id for post in found.posts}) == 1000
    assert len(network.paths()) == 1 + 1000 / 40
    assert len(network.asked) == len(network.paths()) + 1
    sys.stdout.write(f"\n1,000 posts read in {took:.1f} s\n")


def test_only_what_is_newer_is_asked_for(tmp_path: Path) -> None:
    with serving(Network(posts=1000)) as network:
        since = NEWEST - timedelta(hours=50)
        (found,) = read(network, tmp_path / "now", "plain", since=since)
    assert len(found.posts) == 51
    assert len(network.paths()) == 1 + 3


def test_every_post_leads_to_the_answer_that_it_came_in(tmp_path: Path) -> None:
    with serving(Network(posts=50)) as network:
        (found,) = read(network, tmp_path / "now", "plain")
    for post in found.posts:
        _, body = read_response(tmp_path, post.record)
        assert post.text in body.decode()


WORN = ("busy", "worn-mastodon", "worn-github", "worn-x", "worn-bluesky", "worn-reddit")


def test_hosts_that_have_nothing_left_get_their_rest(tmp_path: Path) -> None:
    with ExitStack() as running:
        networks = {handle: running.enter_context(serving(Network())) for handle in WORN}
        wanted = [
            Wanted(replace(profile(handle), url=f"{network.base}/@{handle}"), LONG_AGO)
            for handle, network in networks.items()
        ]
        found = read_profiles(make_industry(""), tmp_path / "now", wanted, lambda _: None)
    assert [(one.status, len(one.posts)) for one in found] == [(ReadingStatus.OK, 100)] * len(WORN)
    for handle, network in networks.items():
        _, worn, after, *_ = (one.at for one in network.of(handle))
        assert REST - 0.1 <= after - worn < REST + 5, handle


def test_a_host_that_wants_an_hour_is_left_alone(tmp_path: Path) -> None:
    hour = ("busy-for-an-hour", "worn-for-an-hour")
    with ExitStack() as running:
        networks = [running.enter_context(serving(Network())) for _ in hour]
        wanted = [
            Wanted(replace(profile(handle), url=f"{network.base}/@{handle}"), LONG_AGO)
            for network, handle in zip(networks, hour, strict=True)
            for handle in (handle, "plain")
        ]
        found = read_profiles(make_industry(""), tmp_path / "now", wanted, lambda _: None)
    assert {one.status for one in found} == {ReadingStatus.RATE_LIMITED}
    assert [len(one.posts) for one in found] == [40, 0, 40, 0]
    assert not any(network.of("plain") for network in networks)


def test_limits_are_read_in_every_spelling() -> None:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    spellings: list[tuple[dict[str, str], float | None]] = [
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-22T12:05:00.000Z"}, 300),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(now.timestamp()) + 60)}, 60),
        ({"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "42"}, 42),
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": f"{now.timestamp() + 9:.0f}"}, 9),
        ({"ratelimit-remaining": "0", "ratelimit-reset": f"{now.timestamp() * 1000:.0f}"}, 0),
        ({"RateLimit": '"default";r=0;t=30'}, 30),
        ({"RateLimit": '"default";r=5;t=30'}, None),
        ({"X-RateLimit-Remaining": "1", "X-RateLimit-Reset": "42"}, None),
        ({"X-RateLimit-Remaining": "0"}, None),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "soon"}, None),
        ({"X-RateLimit-Remaining": "none", "X-RateLimit-Reset": "9" * 400}, None),
        ({}, None),
    ]
    for headers, seconds in spellings:
        assert read_rest(Headers(headers), now) == seconds, headers


def test_faults_end_the_profile_and_not_the_reading(tmp_path: Path) -> None:
    with serving(Network(posts=60)) as network:
        faults = ("garbage", "silent", "huge")
        *broken, plain = read(
            network, tmp_path / "now", *faults, "plain", timeout=0.5, max_bytes=100_000
        )
    told = {one.profile.handle: (one.status, one.reason) for one in broken}
    assert told == {
        "garbage": (ReadingStatus.FAILED, "the answer is not what the interface promises"),
        "silent": (ReadingStatus.FAILED, "timed out after 0.5 s"),
        "huge": (ReadingStatus.FAILED, "larger than 0.1 MB"),
    }
    assert len(broken[2].posts) == 40
    assert len(plain.posts) == 60


def test_what_robots_txt_refuses_is_not_asked_for(tmp_path: Path) -> None:
    with serving(Network(robots="User-agent: *\nDisallow: /api/")) as network:
        (found,) = read(network, tmp_path / "now", "plain")
    assert (found.status, found.reason) == (ReadingStatus.REFUSED, "robots.txt says no")
    assert not network.paths()


def test_a_redirect_leads_to_other_public_hosts(tmp_path: Path) -> None:
    with serving(Network(posts=3)) as other, serving(Network()) as network:
        network.elsewhere = f"{other.base}/api/v1/accounts/lookup?acct=plain"
        (found,) = read(network, tmp_path / "now", "moved")
    assert len(other.of("plain")) == 1
    assert network.paths()
    assert found.status in {ReadingStatus.OK, ReadingStatus.FAILED, ReadingStatus.RATE_LIMITED}


def test_a_redirect_into_a_private_network_is_refused(tmp_path: Path) -> None:
    with serving(Network(elsewhere="http://10.0.0.5/")) as network:
        port = int(network.base.rpartition(":")[2])
        log = str(tmp_path / "connected")
        internet = Internet({"social.example": [[PUBLIC]]}, {PUBLIC: ["127.0.0.1", port]}, log)
        industry = make_industry("http://social.example", allow_private=False)
        with on_internet(internet, tmp_path / "site"):
            (found,) = read_profiles(industry, tmp_path / "now", want("moved"), lambda _: None)
    assert (found.status, found.reason) == (
        ReadingStatus.REFUSED,
        "private address (10.0.0.5)",
    )
    assert set(connected(internet)) == {PUBLIC}


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/feed",
        "http://[::1]:{port}/feed",
        "http://[::ffff:127.0.0.1]:{port}/feed",
        "http://2130706433:{port}/feed",
        "http://localhost:{port}/feed",
        "http://169.254.169.254/latest/meta-data/",
        "http://me@127.0.0.1:{port}/feed",
    ],
)
def test_no_profile_leads_to_a_private_address(tmp_path: Path, address: str) -> None:
    with serving(Network()) as network:
        url = address.format(port=network.base.rpartition(":")[2])
        blog = Profile("Acme", "blog", url, url, "https://acme.example", "feed named by the page")
        mastodon = Profile("Acme", "mastodon", f"a@{url}", f"{url}/@a", "", "industry file")
        wanted = [Wanted(one, LONG_AGO) for one in (blog, mastodon)]
        industry = make_industry("", allow_private=False)
        found = read_profiles(industry, tmp_path / "now", wanted, lambda _: None)
    assert [one.status for one in found] == [ReadingStatus.REFUSED] * 2
    assert not network.asked


def test_an_address_that_is_none_ends_its_own_profile_only(tmp_path: Path) -> None:
    with serving(Network(posts=3)) as network:
        odd = replace(profile("odd"), url="https://social.example/@odd@[odd")
        plain = replace(profile("plain"), url=f"{network.base}/@plain")
        wanted = [Wanted(one, LONG_AGO) for one in (odd, plain)]
        found = read_profiles(make_industry(""), tmp_path / "now", wanted, lambda _: None)
    assert [one.status for one in found] == [ReadingStatus.REFUSED, ReadingStatus.OK]


def test_what_did_not_change_is_not_sent_again(tmp_path: Path) -> None:
    with serving(Network(posts=60)) as network:
        (first,) = read(network, tmp_path / "1-first", "tagged")
        network.asked.clear()
        (second,) = read(network, tmp_path / "2-second", "tagged", earlier="1-first")
    assert [post.text for post in second.posts] == [post.text for post in first.posts]
    assert all("if-none-match" in one.headers for one in network.of("tagged"))
    stored = list(list_responses(tmp_path / "2-second" / POSTS_WARC))
    assert [one.status for one in stored if one.origin] == [304, 304, 304]
    for post in second.posts:
        assert post.record.startswith("2-second/")
        assert post.text in read_response(tmp_path, post.record)[1].decode()


def test_finished_profiles_are_told_of_one_by_one(tmp_path: Path) -> None:
    events: list[ProfileEvent] = []
    with serving(Network(posts=5)) as network:
        industry = make_industry(network.base)
        read_profiles(industry, tmp_path / "now", want("one", "two"), events.append)
        read_profiles(industry, tmp_path / "now", want("one", "two", "three"), events.append)
    assert [(e.handle, e.done, e.count, e.posts) for e in events] == [
        ("one", 1, 2, 5),
        ("two", 2, 2, 5),
        ("one", 1, 3, 5),
        ("two", 2, 3, 5),
        ("three", 3, 3, 5),
    ]
    assert len(network.of("one")) == 2


def test_requests_of_one_host_keep_their_distance(tmp_path: Path) -> None:
    with serving(Network(posts=60, seconds=0.02)) as network:
        read(network, tmp_path / "now", "one", "two", delay=0.3)
    gaps = [later.at - earlier.at for earlier, later in pairwise(network.asked)]
    assert len(gaps) >= 6
    # On a busy machine one may arrive late, and the next then seems early.
    assert min(gaps) >= 0.15
    assert sum(gaps) >= 0.28 * len(gaps)


STARTER = """
import json, sys
from datetime import datetime
from pathlib import Path
from crawlers.social.reading.reading import Wanted, read_profiles
from sameness.industry import Industry
from sameness.records import Profile
spec = json.loads(sys.argv[1])
wanted = [Wanted(Profile(**p), datetime.fromisoformat(s)) for p, s in spec["wanted"]]
industry = Industry.model_validate(spec["industry"])
read_profiles(industry, Path(spec["folder"]), wanted, lambda _: None)
"""


@pytest.mark.parametrize("requests", [3, 9])
def test_a_killed_reading_goes_on_without_loss_or_double(tmp_path: Path, requests: int) -> None:
    folder = tmp_path / "now"
    handles = ("one", "two", "three")
    with serving(Network(posts=120, seconds=0.03)) as network:
        wanted = [(asdict(one.profile), one.since.isoformat()) for one in want(*handles)]
        industry = make_industry(network.base).model_dump(mode="json")
        spec = {"industry": industry, "folder": str(folder), "wanted": wanted}
        with subprocess.Popen([sys.executable, "-c", STARTER, json.dumps(spec)]) as starter:
            while len(network.asked) < requests:
                time.sleep(0.005)
            os.kill(starter.pid, signal.SIGKILL)
        found = read(network, folder, *handles)
    assert [len({post.post_id for post in one.posts}) for one in found] == [120, 120, 120]
    assert [len(one.posts) for one in found] == [120, 120, 120]
    asked = Counter(network.paths())
    assert sum(asked.values()) - len(asked) <= 1
    assert len(list(read_readings(folder))) == 3
    for post in found[0].posts:
        assert post.text in read_response(tmp_path, post.record)[1].decode()


def test_a_torn_last_line_is_cut_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "now"
    with serving(Network(posts=5)) as network:
        (first,) = read(network, folder, "one")
        with (folder / READINGS).open("ab") as file:
            file.write(b'{"profile": {"company": "Ac')
        again = read(network, folder, "one", "two")
    assert again[0] == first
    assert list(read_readings(folder)) == again
    (folder / READINGS).write_bytes(b'{"profile": {}}\n')
    with pytest.raises(SnapshotMissing, match=r"readings\.jsonl:1 is damaged"):
        list(read_readings(folder))


def read_keyed(
    network: Network, folder: Path, handles: Sequence[str], **limits: float
) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    spec = {
        "base": network.base,
        "industry": make_industry(network.base, allow_private=True, **limits).model_dump(
            mode="json"
        ),
        "folder": str(folder),
        "wanted": [(asdict(profile(h, "keyed")), LONG_AGO.isoformat()) for h in handles],
        "keys": {"test_secret": SECRET},
        "earlier": "",
    }
    script = Path(__file__).with_name("keyed_reading.py")
    with (folder / "crawl.log").open("ab") as log:
        subprocess.run([sys.executable, script, json.dumps(spec)], stderr=log, check=True)
    told = {one.profile.handle: one.reason for one in read_readings(folder)}
    return [told[handle] for handle in handles]


def written(folder: Path) -> bytes:
    """Give everything that a reading left on disk, unpacked."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {POSTS_WARC, READINGS, "crawl.log"} <= {path.name for path in files}
    return b"\n".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in files
    )


def test_keys_are_used_and_reach_neither_the_disk_nor_another_host(tmp_path: Path) -> None:
    with serving(Network()) as other, serving(Network()) as network:
        network.robots = "User-agent: *\nDisallow: /\nAllow: /keyed?do=move"
        network.elsewhere = f"{other.base}/keyed?do=show"
        handles = ("show", "repeat", "address", "broken", "move", "wander")
        show, repeat, address, broken, move, wander = read_keyed(network, tmp_path / "now", handles)
    assert show == "200"
    assert repeat.startswith("the key was [key], said ")
    assert address == "0 the address would carry a key, and addresses are archived"
    assert broken == "could not be read"
    used = [one.headers.get("authorization") for one in network.asked]
    assert f"Bearer {TOKEN}" in used
    everything = written(tmp_path)
    for secret in (SECRET, TOKEN, "broken-token", "wandering-key"):
        assert secret.encode() not in everything
    assert b"access_token=[key]" in everything
    # A keyed request follows no redirect, and others leave their keys behind.
    assert (move, wander) == ("302", "200")
    (seen,) = [one for one in other.asked if one.path != "/robots.txt"]
    assert not {"authorization", "x-api-key"} & set(seen.headers)


def test_no_more_is_spent_than_is_allowed_not_even_over_two_attempts(tmp_path: Path) -> None:
    with serving(Network()) as network:
        (none,) = read_keyed(network, tmp_path / "before", ("spend",))
        assert none == "; ".join(["would cost up to $0.25 of the $0.00 left"] * 4)
        assert not network.paths()
        (first,) = read_keyed(network, tmp_path / "now", ("spend",), max_cost=0.6)
        assert first == "; ".join(["200", "200", *["would cost up to $0.25 of the $0.10 left"] * 2])
        assert [one.cost for one in read_readings(tmp_path / "now")] == [0.5]
        read_keyed(network, tmp_path / "now", ("spend", "show"), max_cost=0.6)
    assert sum("paid" in one.headers.get("authorization", "") for one in network.asked) == 2


def test_an_answer_that_was_lost_may_have_cost_and_is_not_asked_for_again(tmp_path: Path) -> None:
    with serving(Network(seconds=3)) as network:
        read_keyed(network, tmp_path / "now", ("spend",), max_cost=0.6, timeout=1)
    assert len(network.paths()) == 2
    assert [one.cost for one in read_readings(tmp_path / "now")] == [0.5]


def test_a_source_that_never_ends_comes_to_an_end(tmp_path: Path) -> None:
    with serving(Network()) as network:
        (told,) = read_keyed(network, tmp_path / "now", ("endless",), max_posts=25)
    assert told == "cap of 55 requests reached"
    assert len(network.paths()) == 55
