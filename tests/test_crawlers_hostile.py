"""One crawl over a hundred hosts that misbehave: each costs only itself and says why."""

from __future__ import annotations

import ipaddress
import os
import ssl
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawlers.archive.snapshot import read_snapshot
from crawlers.crawl import crawl
from sameness.industry import Industry
from sameness.records import Fetch, Outcome
from tests.hostile_server import HOSTS, Healthy, Host, RobotsLivesElsewhere, serving

if TYPE_CHECKING:
    from crawlers.events import CrawlEvent

MAX_PAGES = 12
MAX_BYTES = 512_000
MAX_SECONDS = 30.0
LIMITS = {
    "delay": 0,
    "timeout": 3.0,
    "max_pages": MAX_PAGES,
    "max_bytes": MAX_BYTES,
    "max_seconds": MAX_SECONDS,
}

FETCHED = (Outcome.FETCHED, "")
TIMED_OUT = (Outcome.FAILED, "timed out after 3 s")
TOO_LARGE = (Outcome.FAILED, "larger than 0.512 MB")
BOMB = (Outcome.FAILED, "larger than 0.512 MB when unpacked")
TORN = (Outcome.FAILED, "connection lost before the page was complete")
NOT_HTTP = (Outcome.FAILED, "not a proper HTTP answer")
LONG_HEAD = (Outcome.FAILED, "headers without end")
ENDLESS = (Outcome.FAILED, "redirects without end")
NO_TLS = (Outcome.REFUSED, "robots.txt can't be read (TLS certificate could not be verified)")


def robots_unread(reason: str) -> tuple[Outcome, str]:
    return Outcome.REFUSED, f"robots.txt can't be read ({reason})"


HOMES: dict[str, tuple[Outcome, str]] = {
    "RedirectsInACircle": ENDLESS,
    "RedirectsForever": ENDLESS,
    "RedirectsWhileSettingCookies": ENDLESS,
    "RedirectsSlowly": ENDLESS,
    "RedirectsToMetadata": (Outcome.REFUSED, "redirects to another site (169.254.169.254)"),
    "RedirectsToFile": (Outcome.REFUSED, "redirects to a file: address"),
    "RedirectsToData": (Outcome.REFUSED, "redirects to a data: address"),
    "RedirectsToGopher": (Outcome.REFUSED, "redirects to a gopher: address"),
    "RedirectsToScript": (Outcome.REFUSED, "not a web address"),
    "RedirectsToNonsense": (Outcome.REFUSED, "not a web address"),
    "RedirectsNowhere": (Outcome.REFUSED, "HTTP 302 Found"),
    "RedirectsWithPassword": FETCHED,
    "RefreshesItself": ENDLESS,
    "RefreshesToFile": FETCHED,
    "AnswersNever": TIMED_OUT,
    "SendsHeadersSlowly": TIMED_OUT,
    "SendsBodySlowly": TIMED_OUT,
    "SendsChunksSlowly": TIMED_OUT,
    "SendsTooMuch": TOO_LARGE,
    "SendsWithoutEnd": TOO_LARGE,
    "SendsOneHugeChunk": TOO_LARGE,
    "SendsChunksWithoutEnd": TOO_LARGE,
    "PromisesMoreThanItSends": TORN,
    "PromisesLessThanItSends": FETCHED,
    "PromisesTwoLengths": NOT_HTTP,
    "PromisesNegativeLength": NOT_HTTP,
    "PromisesNonsenseLength": NOT_HTTP,
    "BombsWithGzip": BOMB,
    "BombsWithDeflate": BOMB,
    "BombsWithBrotli": BOMB,
    "BombsWithZstd": BOMB,
    "BombsInsideABomb": BOMB,
    "PacksAHundredTimes": (Outcome.FAILED, "packed more than 3 times"),
    "PacksEmptyMembers": (Outcome.FAILED, "empty page"),
    "PacksTwice": FETCHED,
    "TearsGzip": FETCHED,
    "CallsItGzip": (Outcome.FAILED, "not decodable (gzip)"),
    "PacksWithUnknown": (Outcome.FAILED, "not decodable (rot13)"),
    "LiesAboutCharset": FETCHED,
    "NamesNoCharset": FETCHED,
    "NamesUnknownCharset": FETCHED,
    "WritesUtf16": FETCHED,
    "WritesNulBytes": FETCHED,
    "SendsBinaryAsHtml": (Outcome.FAILED, "not decodable as text"),
    "SendsNoType": FETCHED,
    "SendsHeadersWithoutEnd": LONG_HEAD,
    "SendsContinueWithoutEnd": LONG_HEAD,
    "FoldsOneHeaderWithoutEnd": LONG_HEAD,
    "SendsHugeHeader": LONG_HEAD,
    "SendsTenThousandHeaders": LONG_HEAD,
    "SendsBrokenHeaders": FETCHED,
    "SendsNamelessHeader": FETCHED,
    "SendsBrokenStatus": NOT_HTTP,
    "SendsOddStatus": (Outcome.FAILED, "HTTP 999"),
    "SpeaksHttp09": (Outcome.FAILED, "connection lost"),
    "SpeaksSsh": NOT_HTTP,
    "TransfersOddly": NOT_HTTP,
    "DropsAtOnce": (Outcome.FAILED, "connection lost"),
    "DropsInTheMiddle": TORN,
    "Resets": TORN,
    "IsBusyForASecond": FETCHED,
    "IsBusyUntilADate": FETCHED,
    "IsBusyForAges": (Outcome.FAILED, "HTTP 429"),
    "IsBusyForNonsense": (Outcome.FAILED, "HTTP 429"),
    "IsBusyLongerThanItsCap": (Outcome.FAILED, "time cap reached while the site was busy"),
    "FlapsBetween503And200": FETCHED,
    "BlocksUs": (Outcome.FAILED, "HTTP 403"),
    "IsForbiddenByLaw": (Outcome.FAILED, "HTTP 451"),
    "IsBroken": (Outcome.FAILED, "HTTP 500"),
    "AnswersNoContent": (Outcome.FAILED, "empty page"),
    "AnswersEmpty": (Outcome.FAILED, "empty page"),
    "AnswersBlank": (Outcome.FAILED, "empty page"),
    "NestsDeeply": (Outcome.FAILED, "too intricate to be read"),
    "GivesOneElementAllAttributes": (Outcome.FAILED, "too intricate to be read"),
    "NeverClosesAnything": (Outcome.FAILED, "too intricate to be read"),
    "OffersWithoutEnd": (Outcome.FAILED, "too intricate to be read"),
    "NeverClosesAComment": FETCHED,
    "BaitsPatterns": FETCHED,
    "LinksWithoutEnd": FETCHED,
    "PagesWithoutEnd": FETCHED,
    "CountsSessions": FETCHED,
    "GoesInCircles": FETCHED,
    "RobotsIsBroken": robots_unread("HTTP 503"),
    "RobotsGoesInACircle": robots_unread("redirects without end"),
    "RobotsDrips": robots_unread("timed out after 3 s"),
    "RobotsNeverComes": robots_unread("timed out after 3 s"),
    "RobotsIsABomb": robots_unread("larger than 0.512 MB when unpacked"),
    "RobotsIsEndless": robots_unread("larger than 0.512 MB"),
    "RobotsIsForbidden": FETCHED,
    "RobotsIsHuge": (Outcome.REFUSED, "robots.txt says no"),
    "RobotsIsAFlood": FETCHED,
    "RobotsIsAPuzzle": FETCHED,
    "RobotsIsBinary": FETCHED,
    "RobotsLivesElsewhere": (Outcome.REFUSED, "robots.txt says no"),
    "RulesForOthers": FETCHED,
    "MapIsABomb": FETCHED,
    "MapHasADocumentType": FETCHED,
    "MapLaughs": FETCHED,
    "MapReadsAFile": FETCHED,
    "MapHidesADocumentType": FETCHED,
    "MapIsHuge": FETCHED,
    "MapGoesInACircle": FETCHED,
    "MapIsAPage": FETCHED,
    "MapNestsDeeply": FETCHED,
    "Healthy": FETCHED,
    "HealthyToo": FETCHED,
    "HealthyThree": FETCHED,
    "VouchedFor": FETCHED,
    "VouchedForByNobody": NO_TLS,
    "VouchedForLongAgo": NO_TLS,
    "VouchedForAsAnother": NO_TLS,
}


class VouchedFor(Healthy):
    """Its certificate is in order: the control of the next three."""


class VouchedForByNobody(Host):
    """Signed its certificate itself."""


class VouchedForLongAgo(Host):
    """Its certificate has expired."""


class VouchedForAsAnother(Host):
    """Its certificate names another host."""


@dataclass
class Crawled:
    """What came of the one crawl; ``ended`` and ``asked`` tell moments on one clock, in seconds."""

    folder: Path
    bases: dict[str, str]
    started: float
    ended: dict[str, float] = field(default_factory=dict)
    asked: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    pages: list[tuple[Fetch, str]] = field(default_factory=list)
    seconds: float = 0.0
    peak_bytes: int = 0

    def listen(self, event: CrawlEvent) -> None:
        if event.finished:
            self.ended[event.company] = time.monotonic()
            self.peak_bytes = max(self.peak_bytes, 0, *map(peak_of, children_of(os.getpid())))

    def of(self, company: str) -> dict[str, Fetch]:
        """Give a company's fetches by the path that was asked for."""
        base = self.bases[company]
        return {f.url.removeprefix(base): f for f, _ in self.pages if f.company == company}

    def markup(self, company: str) -> str:
        url = f"{self.bases[company]}/"
        return next(markup for f, markup in self.pages if f.url == url)

    def paths_asked(self, company: str) -> list[str]:
        return [path for path, _ in self.asked[company]]


def children_of(pid: int) -> list[int]:
    """Give the processes that a process's main thread started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def peak_of(pid: int) -> int:
    """Give the most memory that a process had, in bytes; 0 for one that has just ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    peak = next((line.split()[1] for line in lines if line.startswith("VmHWM")), "0")
    return int(peak) * 1024


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("hostile")
    Host.asked.clear()
    with ExitStack() as stack:
        bases = stack.enter_context(serving(HOSTS, "127.0.1"))
        bases |= serve_with_certificates(stack, folder)
        RobotsLivesElsewhere.elsewhere = bases["RulesForOthers"]
        result = Crawled(folder / "snapshot", bases, time.monotonic())
        environment = stack.enter_context(pytest.MonkeyPatch.context())
        environment.setenv("SSL_CERT_FILE", str(folder / "authority.pem"))
        environment.setenv("http_proxy", "http://127.0.0.99:9")
        environment.setenv("all_proxy", "http://127.0.0.99:9")
        crawl(make_industry(bases), result.folder, result.listen)
        result.seconds = time.monotonic() - result.started
        result.asked = {name: list(Host.asked[name]) for name in bases}
    result.pages = list(read_snapshot(result.folder))
    return result


def make_industry(bases: dict[str, str]) -> Industry:
    companies = [{"name": name, "site": base} for name, base in bases.items()]
    return Industry.model_validate(
        {"name": "hostile", "allow_private": True, "crawl": LIMITS, "company": companies}
    )


def serve_with_certificates(stack: ExitStack, folder: Path) -> dict[str, str]:
    authority = Authority(folder / "authority.pem")
    today, year = datetime.now(UTC), timedelta(days=365)
    certificates = {
        VouchedFor: authority.certify("127.0.2.1", today + year),
        VouchedForByNobody: Authority(folder / "other.pem").certify("127.0.3.1", today + year),
        VouchedForLongAgo: authority.certify("127.0.4.1", today - timedelta(days=30)),
        VouchedForAsAnother: authority.certify("127.9.9.9", today + year),
    }
    bases: dict[str, str] = {}
    for number, (kind, pem) in enumerate(certificates.items(), start=2):
        file = folder / f"{kind.__name__}.pem"
        file.write_bytes(pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        bases |= stack.enter_context(serving((kind,), f"127.0.{number}", context))
    return bases


class Authority:
    """Signs certificates; its own is in ``path``."""

    def __init__(self, path: Path) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, path.stem)])
        until = datetime.now(UTC) + timedelta(days=365)
        builder = self._builder(self._key, self._name, until)
        own = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        certificate = own.sign(self._key, hashes.SHA256())
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def certify(self, address: str, until: datetime) -> bytes:
        """Give key and certificate of a host, as PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, address)])
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        builder = self._builder(key, name, until).add_extension(names, critical=False)
        certificate = builder.sign(self._key, hashes.SHA256())
        pem = serialization.Encoding.PEM
        plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return key.private_bytes(pem, *plain) + certificate.public_bytes(pem)

    def _builder(
        self, key: ec.EllipticCurvePrivateKey, name: x509.Name, until: datetime
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder(self._name, name, key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(until - timedelta(days=400))
            .not_valid_after(until)
        )


@pytest.mark.parametrize("company", HOMES)
def test_misbehaviour_ends_in_its_outcome_with_a_plain_reason(
    crawled: Crawled, company: str
) -> None:
    fetch = crawled.of(company)["/"]
    assert (fetch.outcome, fetch.reason) == HOMES[company]


def test_redirect_to_another_port_is_refused(crawled: Crawled) -> None:
    fetch = crawled.of("RedirectsToAnotherPort")["/"]
    assert fetch.outcome is Outcome.REFUSED
    assert fetch.reason.startswith("redirects to another site (127.0.1.")


def test_every_host_has_its_expected_outcome(crawled: Crawled) -> None:
    assert set(crawled.bases) == {*HOMES, "RedirectsToAnotherPort"}


@pytest.mark.parametrize("company", ["Healthy", "HealthyToo", "HealthyThree", "VouchedFor"])
def test_healthy_site_beside_them_is_complete(crawled: Crawled, company: str) -> None:
    pages = crawled.of(company)
    assert set(pages) == {"/", *Healthy.paths}
    assert {fetch.outcome for fetch in pages.values()} == {Outcome.FETCHED}


def test_no_company_takes_more_than_its_time(crawled: Crawled) -> None:
    first = {
        name: asked[0][1] if asked else crawled.started for name, asked in crawled.asked.items()
    }
    took = {name: crawled.ended[name] - first[name] for name in crawled.bases}
    # A crawl process this busy may be late by a few seconds.
    assert {name: s for name, s in took.items() if s > MAX_SECONDS + 5} == {}
    assert crawled.seconds < 60


def test_no_company_takes_more_than_its_pages(crawled: Crawled) -> None:
    fetched = {
        name: sum(fetch.outcome is Outcome.FETCHED for fetch in crawled.of(name).values())
        for name in crawled.bases
    }
    assert max(fetched.values()) == fetched["LinksWithoutEnd"] == MAX_PAGES
    asked = {name: len(paths) for name, paths in crawled.asked.items()}
    assert {name: n for name, n in asked.items() if n > 4 * MAX_PAGES + 30} == {}


def test_memory_stays_small(crawled: Crawled) -> None:
    assert 10_000_000 < crawled.peak_bytes < 600_000_000


@pytest.mark.parametrize(
    "company",
    [name for name in HOMES if HOMES[name][0] is Outcome.REFUSED and name.startswith("Robots")],
)
def test_closed_site_is_asked_for_robots_only(crawled: Crawled, company: str) -> None:
    assert set(crawled.paths_asked(company)) == {"/robots.txt"}


@pytest.mark.parametrize(
    ("company", "text"),
    [
        ("PacksTwice", "Packed twice"),
        ("TearsGzip", "Torn, but most of it is here"),
        ("LiesAboutCharset", "Café lies"),
        ("NamesNoCharset", "Café unnamed"),
        ("NamesUnknownCharset", "Café klingon"),
        ("WritesUtf16", "Café wide"),
        ("SendsNoType", "Untyped"),
        ("SendsBrokenHeaders", "Broken headers"),
        ("SendsNamelessHeader", "Nameless header"),
        ("PromisesLessThanItSends", "Short"),
        ("RedirectsWithPassword", "Inside"),
        ("IsBusyForASecond", "At your service"),
        ("FlapsBetween503And200", "Up again"),
    ],
)
def test_page_is_read_back_as_it_was_meant(crawled: Crawled, company: str, text: str) -> None:
    assert text in crawled.markup(company)


@pytest.mark.parametrize(
    "company",
    ["MapIsABomb", "MapHasADocumentType", "MapLaughs", "MapReadsAFile", "MapHidesADocumentType",
     "MapIsAPage", "MapNestsDeeply", "RefreshesToFile"],
)  # fmt: skip
def test_bad_sitemap_gives_no_address(crawled: Crawled, company: str) -> None:
    assert set(crawled.of(company)) == {"/"}


def test_sitemaps_in_a_circle_are_asked_for_once_each(crawled: Crawled) -> None:
    asked = crawled.paths_asked("MapGoesInACircle")
    assert len(asked) == len(set(asked)) <= 15


def test_session_numbers_and_circles_make_no_new_pages(crawled: Crawled) -> None:
    assert set(crawled.of("CountsSessions")) == {"/", "/about", "/pricing", "/product"}
    assert max(path.count("company") for path in crawled.of("GoesInCircles")) <= 2


def test_password_in_an_address_is_neither_sent_nor_written_down(crawled: Crawled) -> None:
    assert crawled.of("RedirectsWithPassword")["/"].final_url.endswith("/inside")
    for name in ("fetches.jsonl", "crawl.log"):
        assert b"secret123" not in (crawled.folder / name).read_bytes()


def test_log_holds_no_crash(crawled: Crawled) -> None:
    log = (crawled.folder / "crawl.log").read_text()
    assert "Spider closed" in log
    assert "Traceback" not in log
