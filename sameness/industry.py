"""The industry file: which companies make up the field, and how their sites may be read."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from sameness.branding import ReportSettings
from sameness.errors import CompanyNotFound, IndustryInvalid, NameInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _check_url(url: str) -> str:
    """Give the address back if it is an absolute http(s) URL without credentials."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an absolute http:// or https:// address")
    if parts.username or parts.password:
        raise ValueError("must not contain a user name or password")
    return url


Text = Annotated[str, Field(min_length=1, max_length=200)]


class CrawlSettings(_Table):
    """How a site may be read: caps and politeness, the optional ``[crawl]`` table.

    ``delay`` and ``timeout`` and ``max_seconds`` are in seconds, ``max_bytes`` is per response,
    ``max_total_bytes`` per company. ``render`` says whether pages without text of their own are
    shown to a browser. Of the pictures on a company's pages up to ``max_images`` are read, 0 for
    none. Evidence that no report cites is dropped after ``keep_months``; 0 keeps
    everything.
    """

    max_pages: int = Field(default=60, ge=1, le=1000)
    max_depth: int = Field(default=5, ge=0, le=20)
    max_images: int = Field(default=60, ge=0, le=1000)
    max_bytes: int = Field(default=5_000_000, ge=10_000, le=50_000_000)
    max_total_bytes: int = Field(default=200_000_000, ge=10_000)
    max_seconds: float = Field(default=900.0, gt=0, le=86_400)
    delay: float = Field(default=1.0, ge=0, le=120)
    timeout: float = Field(default=30.0, gt=0, le=300)
    contact: str = Field(default="", max_length=200)
    render: Literal["never", "auto"] = "auto"
    keep_months: int = Field(default=0, ge=0, le=600)


class SocialSettings(_Table):
    """Whether and how posts may be read: the optional ``[social]`` table.

    ``read``: "auto" reads every profile that was found, "listed" those of this file only. Posts
    older than ``months`` are left alone, and so are those beyond the newest ``max_posts`` of a
    profile. ``max_cost`` is how many US dollars one run may spend on platforms that charge.
    ``bases`` gives, by platform, the address of an interface other than the platform's public one.
    """

    read: Literal["auto", "listed", "never"] = "auto"
    months: int = Field(default=12, ge=1, le=600)
    max_posts: int = Field(default=1000, ge=1, le=100_000)
    max_cost: float = Field(default=0.0, ge=0, le=10_000)
    bases: dict[str, str] = {}

    @field_validator("bases")
    @classmethod
    def _bases_are_urls(cls, bases: dict[str, str]) -> dict[str, str]:
        return {platform: _check_url(base).rstrip("/") for platform, base in bases.items()}


class NotifySettings(_Table):
    """Who is told how a run ended: the optional ``[notify]`` table.

    ``urls`` are addresses as apprise writes them; they hold passwords, so nothing shows or keeps
    them.
    """

    urls: tuple[SecretStr, ...] = ()


class BackfillSettings(_Table):
    """Where past pages are read from: the optional ``[backfill]`` table.

    ``cdx`` is the address at which the web archive lists its captures, ``replay`` the one behind
    which a copy stands as ``TIMESTAMPid_/ADDRESS``. Of each company up to ``pages`` pages are
    wanted. ``delay`` and ``max_seconds`` are in seconds; between two requests lies the longer of
    this delay and the crawl's.
    """

    cdx: str = "https://web.archive.org/cdx/search/cdx"
    replay: str = "https://web.archive.org/web"
    pages: int = Field(default=6, ge=1, le=50)
    delay: float = Field(default=1.5, ge=0, le=120)
    max_seconds: float = Field(default=14_400.0, gt=0, le=604_800)

    @field_validator("cdx", "replay")
    @classmethod
    def _places_are_urls(cls, place: str) -> str:
        return _check_url(place).rstrip("/")


class Company(_Table):
    """One member of the field: its site, its other names, its social profiles."""

    name: Text
    site: str
    aliases: tuple[Text, ...] = ()
    profiles: tuple[str, ...] = ()

    @field_validator("site")
    @classmethod
    def _site_is_url(cls, site: str) -> str:
        return _check_url(site)

    @field_validator("profiles")
    @classmethod
    def _profiles_are_urls(cls, profiles: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_check_url(url) for url in profiles)


class Industry(_Table):
    """The field under study, as read from ``industries/NAME.toml``."""

    name: Text
    client: str | None = None
    language: str = Field(default="en", pattern=r"^[a-z]{2}$")
    allow_private: bool = False
    crawl: CrawlSettings = CrawlSettings()
    social: SocialSettings = SocialSettings()
    backfill: BackfillSettings = BackfillSettings()
    report: ReportSettings = ReportSettings()
    # Not passed on to the processes that read sites.
    notify: NotifySettings = Field(default=NotifySettings(), exclude=True)
    company: tuple[Company, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _companies_are_distinct(self) -> Industry:
        seen: dict[str, str] = {}
        for company in self.company:
            for key in (company.name.casefold(), company.site.rstrip("/").casefold()):
                if key in seen:
                    raise ValueError(f"company {company.name!r} is listed twice ({key})")
                seen[key] = company.name
        return self

    @model_validator(mode="after")
    def _client_is_listed(self) -> Industry:
        if self.client is not None and self.client not in {c.name for c in self.company}:
            raise ValueError(f"client {self.client!r} is not the name of a listed company")
        return self

    @model_validator(mode="after")
    def _addresses_are_public(self) -> Industry:
        if not self.allow_private:
            for company in self.company:
                if is_local(urlsplit(company.site).hostname or ""):
                    raise ValueError(
                        f"site {company.site!r} is a private or loopback address; "
                        "only a file with allow_private = true may name one"
                    )
            places = (self.backfill.cdx, self.backfill.replay)
            for base in (*self.social.bases.values(), *places):
                if is_local(urlsplit(base).hostname or ""):
                    raise ValueError(
                        f"base {base!r} is a private or loopback address; "
                        "only a file with allow_private = true may name one"
                    )
        return self

    @property
    def names(self) -> list[str]:
        """The companies' names, in the file's order."""
        return [company.name for company in self.company]

    def written_for(self, client: str) -> Industry:
        """Give the same industry with another client, "" for none; raises CompanyNotFound."""
        return self.model_copy(update={"client": self.find(client).name if client else None})

    def find(self, name: str) -> Company:
        """Give the company of this name, whatever its case; raises CompanyNotFound."""
        for company in self.company:
            if company.name.casefold() == name.casefold():
                return company
        listed = ", ".join(company.name for company in self.company)
        raise CompanyNotFound(f"No company {name!r} in {self.name!r}.", f"Listed are: {listed}.")


def is_local(host: str) -> bool:
    """Tell whether a host is written as a local name or a not-global address, odd forms included.

    Only the spelling is judged here; what a name resolves to is checked when connecting.
    """
    host = host.strip("[]").rstrip(".").casefold()
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    address = parse_address(host)
    return address is not None and not address.is_global


def parse_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Give the IP address a host spells, or None for a name.

    Understands what the C resolver understands: one to four parts, each decimal, octal or
    hexadecimal (``127.1``, ``0x7f.1``, ``2130706433``); v4-mapped IPv6 gives the IPv4 address.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return _parse_odd_ipv4(host)
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped if mapped is not None else address


def _parse_odd_ipv4(host: str) -> ipaddress.IPv4Address | None:
    parts = host.split(".")
    if not 1 <= len(parts) <= 4 or not all(re.fullmatch(r"0x[0-9a-f]*|[0-9]+", p) for p in parts):
        return None
    try:
        numbers = [_parse_c_number(part) for part in parts]
    except ValueError:
        return None
    tail_bits = 8 * (5 - len(numbers))
    if any(n > 255 for n in numbers[:-1]) or numbers[-1] >= 1 << tail_bits:
        return None
    head = sum(n << (24 - 8 * i) for i, n in enumerate(numbers[:-1]))
    return ipaddress.IPv4Address(head + numbers[-1])


def _parse_c_number(text: str) -> int:
    if text.startswith("0x"):
        return int(text[2:] or "0", 16)
    return int(text, 8) if text.startswith("0") and len(text) > 1 else int(text)


def check_name(name: str) -> str:
    """Give the industry's file name back if it can't leave the workspace; raises NameInvalid."""
    if NAME.fullmatch(name):
        return name
    raise NameInvalid(
        f"{name!r} can't name an industry.",
        "Use 1-64 lower-case letters, digits, '-' and '_', beginning with a letter or digit.",
    )


def read_industry(path: Path) -> Industry:
    """Give the validated industry of a TOML file; raises IndustryInvalid with file, line, field."""
    try:
        # Some editors put a byte order mark before UTF-8.
        text = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except OSError as error:
        raise IndustryInvalid(f"{path}: can't be read ({error.strerror}).", "Check it.") from None
    except UnicodeDecodeError as error:
        raise IndustryInvalid(f"{path}: not UTF-8 text ({error}).", "Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise IndustryInvalid(f"{path}: not valid TOML: {error}.", "Mend that line.") from None
    try:
        return Industry.model_validate(table)
    except ValidationError as error:
        raise IndustryInvalid(_explain(path, text, error), "Mend the file and try again.") from None


def read_addresses(path: Path) -> tuple[str, ...]:
    """Give the addresses of ``[notify]``, also of a file with other faults; none of no TOML."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return tuple(url.get_secret_value() for url in NotifySettings(**table["notify"]).urls)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _explain(path: Path, text: str, error: ValidationError) -> str:
    """Give one line per fault: file, line number, field, what is wrong with which value."""
    lines = []
    for fault in error.errors(include_url=False):
        where = fault["loc"]
        field = ".".join(str(part) for part in where) or "the file"
        line = line_of(text, where, fault["msg"])
        lines.append(f"{path}:{line}: {field}: {_reword(fault)}")
    return "\n".join(lines)


def _reword(fault: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails is a loose mapping
    """Give pydantic's message in the words of the file's author."""
    if fault["type"] == "extra_forbidden":
        return "unknown key"
    if fault["type"] == "missing":
        return "is missing"
    if fault["loc"][:1] == ("notify",):
        return "must be a list of addresses in quotation marks"
    message = str(fault["msg"]).removeprefix("Value error, ")
    value = fault["input"]
    shown = f", but is {value!r}" if isinstance(value, str | int | float) else ""
    return message if repr(value) in message else message + shown


def line_of(text: str, where: Sequence[str | int], message: str = "") -> int:
    """Give the 1-based line that a fault speaks of: its key, its table's header, or a quoted name.

    ``tomllib`` keeps no positions, so the file is read again by line.
    """
    lines = text.splitlines()
    start, end = _table_span(lines, where)
    key = next((part for part in reversed(where) if isinstance(part, str)), "")
    searched = list(range(start, end))
    if len(where) == 1:
        searched += [i for i, line in enumerate(lines) if line.lstrip().startswith("[")]
    for number in searched:
        if key and re.match(_opening(key), lines[number]):
            return number + 1
    quoted = re.findall(r"'([^']+)'", message)
    for number in range(len(lines) - 1, -1, -1):
        if any(value in lines[number] for value in quoted):
            return number + 1
    return start + 1


def _opening(key: str) -> str:
    """Give the pattern of a line that sets a key or opens a table of its name."""
    return rf"\s*(?:\[\[?\s*)?[\"']?{re.escape(key)}[\"']?\s*(?:[=\]]|\.\w)"


def _table_span(lines: list[str], where: Sequence[str | int]) -> tuple[int, int]:
    """Give the half-open range of 0-based lines of the table that a fault's location names."""
    headers = [i for i, line in enumerate(lines) if re.match(r"\s*\[", line)] + [len(lines)]
    if not where or not (
        where[0] in {"company", "crawl", "notify", "social", "report"} and len(where) > 1
    ):
        return 0, headers[0] if len(where) == 1 else len(lines)
    table = re.escape(str(where[0]))
    wanted = rf"\s*\[\[\s*{table}\s*\]\]" if table == "company" else rf"\s*\[\s*{table}\s*\]"
    starts = [i for i in headers[:-1] if re.match(wanted, lines[i])]
    index = where[1] if where[0] == "company" and isinstance(where[1], int) else 0
    if index >= len(starts):
        return 0, len(lines)
    begin = starts[index]
    return begin, next(h for h in headers if h > begin)
