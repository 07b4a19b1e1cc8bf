"""The industry file: what is taken, and that every fault names file, line and field."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sameness.errors import CompanyNotFound, IndustryInvalid, NameInvalid
from sameness.industry import check_name, is_local, parse_address, read_industry

if TYPE_CHECKING:
    from pathlib import Path

SOUND = """\
name = "Shift planning"
client = "Zelmura"
language = "en"

[crawl]
max_pages = 20
delay = 0.5

[[company]]
name = "Zelmura"
site = "https://zelmura.example/"
aliases = ["Zelmura Rota"]

[[company]]
name = "Hulvane"
site = "https://hulvane.example/"
profiles = ["https://social.example/@hulvane"]
"""


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "planning.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def complaint(folder: Path, text: str | bytes) -> str:
    """Give the message about a faulty file, without the folder."""
    with pytest.raises(IndustryInvalid) as caught:
        read_industry(write(folder, text))
    return str(caught.value).replace(f"{folder}/", "")


def test_a_sound_file_is_taken_as_written(tmp_path: Path) -> None:
    industry = read_industry(write(tmp_path, SOUND))
    assert (industry.name, industry.client) == ("Shift planning", "Zelmura")
    assert [company.name for company in industry.company] == ["Zelmura", "Hulvane"]
    assert industry.company[0].aliases == ("Zelmura Rota",)
    assert (industry.crawl.max_pages, industry.crawl.delay) == (20, 0.5)
    assert industry.crawl.timeout == 30.0


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert read_industry(write(tmp_path, b"\xef\xbb\xbf" + SOUND.encode())).client == "Zelmura"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('language = "en"', 'lnguage = "en"', "planning.toml:3: lnguage: unknown key"),
        ("max_pages = 20", "max_page = 20", "planning.toml:6: crawl.max_page: unknown key"),
        (
            'profiles = ["',
            'profile = ["',
            "planning.toml:17: company.1.profile: unknown key",
        ),
        ("[crawl]", "[crwal]", "planning.toml:5: crwal: unknown key"),
        (
            "max_pages = 20",
            "max_pages = 0",
            (
                "planning.toml:6: crawl.max_pages: Input should be greater than or equal to 1, "
                "but is 0"
            ),
        ),
        (
            "delay = 0.5",
            'delay = "slow"',
            (
                "planning.toml:7: crawl.delay: Input should be a valid number, unable to "
                "parse string as a number, but is 'slow'"
            ),
        ),
        (
            'site = "https://hulvane.example/"',
            'site = "hulvane.example"',
            (
                "planning.toml:16: company.1.site: must be an absolute http:// or https:// "
                "address, but is 'hulvane.example'"
            ),
        ),
        (
            'site = "https://hulvane.example/"',
            'site = "https://me:secret@hulvane.example/"',
            "planning.toml:16: company.1.site: must not contain a user name or password",
        ),
        (
            "https://social.example/@hulvane",
            "mailto:hi@hulvane.example",
            "planning.toml:17: company.1.profiles: must be an absolute http:// or https:// address",
        ),
        (
            'site = "https://hulvane.example/"\n',
            "",
            "planning.toml:14: company.1.site: is missing",
        ),
        ('name = "Shift planning"\n', "", "planning.toml:1: name: is missing"),
        (
            'language = "en"',
            'language = "english"',
            "planning.toml:3: language: String should match pattern '^[a-z]{2}$', but is 'english'",
        ),
        (
            'client = "Zelmura"',
            'client = "Ombrasi"',
            "planning.toml:2: the file: client 'Ombrasi' is not the name of a listed company",
        ),
        (
            'name = "Hulvane"',
            'name = "ZELMURA"',
            "planning.toml:15: the file: company 'ZELMURA' is listed twice (zelmura)",
        ),
        (
            "https://hulvane.example/",
            "https://Zelmura.example",
            (
                "planning.toml:15: the file: company 'Hulvane' is listed twice "
                "(https://zelmura.example)"
            ),
        ),
        (
            "https://hulvane.example/",
            "http://127.1:8000/",
            (
                "planning.toml:16: the file: site 'http://127.1:8000/' is a private or loopback "
                "address; only a file with allow_private = true may name one"
            ),
        ),
    ],
)
def test_a_fault_names_file_line_and_field(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in SOUND
    lines = complaint(tmp_path, SOUND.replace(before, after)).splitlines()
    assert lines[0].startswith(said)
    assert lines[1:] == ["Mend the file and try again."]


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    text = SOUND.replace("delay =", "dely =").replace('language = "en"', "language = 7")
    lines = complaint(tmp_path, text).splitlines()
    assert [line.partition(": ")[0] for line in lines[:2]] == ["planning.toml:3", "planning.toml:7"]


def test_a_field_needs_companies(tmp_path: Path) -> None:
    assert "planning.toml:1: company: is missing" in complaint(tmp_path, 'name = "Empty"\n')
    assert "planning.toml:2: company: " in complaint(tmp_path, 'name = "Empty"\ncompany = []\n')


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    said = complaint(tmp_path, 'name = "x"\nclient = \n')
    assert said.startswith("planning.toml: not valid TOML: ")
    assert "line 2" in said


def test_what_is_no_utf8_is_told(tmp_path: Path) -> None:
    assert "planning.toml: not UTF-8 text" in complaint(tmp_path, 'name = "Größe"'.encode("cp1252"))


def test_what_can_not_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndustryInvalid, match="can't be read"):
        read_industry(tmp_path)


def test_private_addresses_need_leave(tmp_path: Path) -> None:
    local = SOUND.replace("https://hulvane.example/", "http://[::1]:8000/")
    assert "is a private or loopback address" in complaint(tmp_path, local)
    allowed = read_industry(write(tmp_path, "allow_private = true\n" + local))
    assert allowed.company[1].site == "http://[::1]:8000/"


def test_a_company_is_found_whatever_its_case(tmp_path: Path) -> None:
    industry = read_industry(write(tmp_path, SOUND))
    assert industry.find("hULVANE").name == "Hulvane"
    with pytest.raises(CompanyNotFound, match="Listed are: Zelmura, Hulvane"):
        industry.find("Ombrasi")


@pytest.mark.parametrize("name", ["a", "demo", "boutique_accounting", "2nd-field", "x" * 64])
def test_plain_names_are_taken(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../demo",
        "a/b",
        "a\\b",
        "Demo",
        "-x",
        "_x",
        "a.toml",
        "x" * 65,
        "a b",
        "a\n",
        "/etc/passwd",
        "dé",
        "a\x00",
    ],
)
def test_names_that_could_leave_the_workspace_are_refused(name: str) -> None:
    with pytest.raises(NameInvalid, match="can't name an industry"):
        check_name(name)


@pytest.mark.parametrize(
    "host",
    """localhost LOCALHOST localhost. app.localhost printer.local db.internal 127.0.0.1 127.1
    127.0.1 0 0.0.0.0 2130706433 0x7f000001 0x7f.1 0X7F.0.0.1 0177.0.0.1 017700000001
    127.0x0.0.01 10.0.0.1 10.1 0xa.1 192.168.1.1 192.168.257 172.16.0.1 169.254.169.254
    100.64.0.1 [::1] ::1 [::] [fe80::1] [fc00::1] [::ffff:127.0.0.1] [::ffff:10.0.0.1]
    255.255.255.255 198.18.0.1 127.0.0.1.""".split(),
)
def test_local_hosts_are_told_however_they_are_spelled(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host",
    """example.com localhost.com local 8.8.8.8 010.8.8.8 134744072 0x08080808 8.8.2056
    [2001:4860:4860::8888] [::ffff:8.8.8.8] 127.0.0.1.example.com 256.1.1.1 127.0.0.0.1 09.0.0.1
    1.2.3.256 4294967296 x7f.1 internal""".split(),
)
def test_public_hosts_and_names_are_let_through(host: str) -> None:
    assert not is_local(host)


def spell(number: int, base: str) -> str:
    """Give a number as the C library reads it: decimal, octal or hexadecimal."""
    return {"d": f"{number}", "o": f"0{number:o}", "x": f"0x{number:x}", "X": f"0X{number:X}"}[base]


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.lists(st.sampled_from("doxX"), min_size=4))
def test_odd_spellings_are_read_as_the_c_library_does(
    number: int, parts: int, bases: list[str]
) -> None:
    octets = list(number.to_bytes(4, "big"))
    tail = int.from_bytes(bytes(octets[parts - 1 :]), "big")
    numbers = [*octets[: parts - 1], tail]
    host = ".".join(spell(n, base) for n, base in zip(numbers, bases, strict=False))
    oracle = ipaddress.IPv4Address(socket.inet_aton(host))
    assert int(oracle) == number
    assert parse_address(host.casefold()) == oracle
    assert is_local(host) is not oracle.is_global


@given(st.lists(st.sampled_from("0 1 7 8 127 255 256 0x 0x1 0xg 08 09 010 65536 -1".split())))
def test_what_the_c_library_takes_for_no_address_is_a_name(parts: list[str]) -> None:
    host = ".".join(parts)
    try:
        oracle = str(ipaddress.IPv4Address(socket.inet_aton(host)))
    except OSError:
        oracle = "a name"
    read = parse_address(host)
    # "0x" without a digit is read as nought rather than let through as a name.
    assert (str(read) if read else "a name") == oracle or "0x" in parts
