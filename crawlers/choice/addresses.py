"""Which addresses are one page, and which belong to one company's site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from w3lib.url import canonicalize_url

from sameness.industry import parse_address

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_LENGTH = 500
"""Longer addresses, in characters, are machine-made."""

AT_HAND = 16_384
"""Addresses of which is kept what their spelling tells: most pages of a site link to the same."""

_TRACKING = re.compile(
    r"(utm_\w+|ref|ref_src|referrer|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|yclid|twclid"
    r"|ttclid|li_fat_id|igshid|mc_[ce]id|mkt_tok|_ga|_gl|_hs\w+|hsctatracking|vero_id|trk|campaign"
    r"|affiliate|aff_id|via|pk_\w+|mtm_\w+|hsa_\w+|srsltid|s_kwcid|wt_mc|sid|sess(ion)?(_?id)?|phpsessid"
    r"|jsessionid|aspsessionid\w*|oscsid|zenid|cfid|cftoken)",
    re.IGNORECASE,
)
_PATH_SESSION = re.compile(r";(jsessionid|sid|phpsessid)=[^/;]*", re.IGNORECASE)
_RANDOM = re.compile(
    r"[0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=(?:[a-z]*\d){4})(?=(?:\d*[a-z]){4})[a-z0-9]{20,}",
    re.IGNORECASE,
)
_ASP_SESSION = re.compile(r"/\(\w\([\w-]+\)\)", re.IGNORECASE)
_INDEX_FILE = re.compile(r"/(index|default|home)\.(html?|php|aspx?|jsp)$", re.IGNORECASE)
_NEVER_IN_HOSTS = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@cache
def _public_suffixes() -> TLDExtract:
    """Give what reads the list inside the package: no request, no file written."""
    # A fifth of a second of import, for who asks of addresses only.
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def clean_url(url: str, base: str = "") -> str | None:
    """Give the one spelling under which a page is asked for, or None for what is no web address.

    Drops fragments, tracking and session parameters, default ports, a final dot of the host and
    ``index.html``; sorts the rest of the query. ``base`` resolves relative addresses.
    """
    try:
        joined = urljoin(base, url.strip())
    except ValueError:
        return None
    return _clean(joined) if len(joined) <= 2 * MAX_LENGTH else None


@lru_cache(maxsize=AT_HAND)
def _clean(url: str) -> str | None:
    try:
        parts = urlsplit(canonicalize_url(url))
        netloc = _clean_netloc(parts)
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not netloc:
        return None
    path = _INDEX_FILE.sub("/", _PATH_SESSION.sub("", parts.path)) or "/"
    cleaned = parts._replace(netloc=netloc, path=path, query=_clean_query(parts.query)).geturl()
    return cleaned if len(cleaned) <= MAX_LENGTH else None


def _clean_netloc(parts: SplitResult) -> str:
    """Give host and, where it isn't the scheme's own, port; empty for a host that names nobody.

    Credentials are dropped: they'd be somebody's secret or a disguise.
    """
    host = (parts.hostname or "").rstrip(".")
    if _NEVER_IN_HOSTS.search(host):
        return ""
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port in {None, _DEFAULT_PORTS.get(parts.scheme)} else f"{host}:{port}"


def _clean_query(query: str) -> str:
    kept = [p for p in query.split("&") if p and not _TRACKING.fullmatch(p.partition("=")[0])]
    return "&".join(kept)


@lru_cache(maxsize=AT_HAND)
def identity(url: str) -> str:
    """Give what two spellings of one page share: no scheme, no ``www.``, no final slash.

    Random letters and digits name sessions and records, never a page worth comparing: in a query
    they are left out, in a path they are all one.
    """
    parts = urlsplit(url)
    path = _ASP_SESSION.sub("", parts.path.rstrip("/"))
    named = "/".join("~" if _RANDOM.fullmatch(part) else part for part in path.split("/"))
    kept = "&".join(p for p in parts.query.split("&") if not _RANDOM.fullmatch(p.partition("=")[2]))
    query = f"?{kept}" if kept else ""
    return f"{parts.netloc.removeprefix('www.')}{named}{query}"


@dataclass(frozen=True, slots=True)
class Site:
    """The pages that speak for one company: its registrable domain, or one host and port.

    Names share a site with their subdomains; IP addresses and names without a public suffix
    (``localhost``) are a site of their own, port included.
    """

    home: str

    def holds(self, url: str) -> bool:
        """Tell whether an address belongs to this site."""
        return _site_key(url) == _site_key(self.home)

    def subdomain(self, url: str) -> str:
        """Give the host's labels before the registrable domain without ``www``, often empty."""
        host = urlsplit(url).hostname or ""
        domain = registrable_domain(host)
        labels = host.removesuffix(domain).rstrip(".") if domain else ""
        return "" if labels == "www" else labels


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """Give the part of a host name that one owner registered (``acme.co.uk``), else ``""``."""
    return "" if parse_address(host) else _public_suffixes()(host).top_domain_under_public_suffix


@lru_cache(maxsize=AT_HAND)
def _site_key(url: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        port = None if parts.port == _DEFAULT_PORTS.get(parts.scheme) else parts.port
    except ValueError:
        return url, None
    if parts.scheme not in _DEFAULT_PORTS:
        return url, None
    host = parts.hostname or ""
    return registrable_domain(host) or host, port
