"""Reads feeds written in XML: RSS 0.9x, 1.0 (RDF) and 2.0, Atom 0.3 and 1.0."""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from lxml import etree

from crawlers.social.sources.feed_entries import Entry, Feed, read_body, read_title
from crawlers.social.sources.plain import Plain, read_markup, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MOST_ENTRIES = 5_000
"""Entries of one document that are read, the first of them: half a second of work."""

MOST_CHILDREN = 1_000
"""Parts of one entry, or of what stands before the entries, that are looked at."""

_ROOTS = frozenset({"rss", "RDF", "feed"})
_DATES = ("pubDate", "published", "issued", "date", "created", "updated", "modified")
_BODIES = ("description", "summary", "encoded", "content", "body")
_XML = "{http://www.w3.org/XML/1998/namespace}"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTITY = re.compile(r"&(\w+);|&(?!#\d+;|#[xX][0-9a-fA-F]+;)")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENCODING = re.compile(rb"<\?xml[^>]{0,100}encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")


class NotAFeed(ValueError):
    """A document that is no feed in XML; its text is a reason in a few words."""


def read_xml(document: bytes, address: str) -> Feed:
    """Give the feed that a document spells; raises NotAFeed.

    A document that declares entities is refused: feeds need none, and a few bytes of them can
    stand for gigabytes. Mistakes that feeds often have are mended; one that ends too early gives
    what came before the cut.
    """
    root, is_cut = _parse(document)
    if _name(root) not in _ROOTS:
        raise NotAFeed(f"the document is no feed, but <{_name(root)[:40]}>")
    head = next((child for child in root if _name(child) == "channel"), root)
    address = urljoin(address, root.get(_XML + "base") or "")
    language = root.get(_XML + "lang") or _text(head, "language")
    found = (item for item in root.iter(etree.Element) if _name(item) in {"item", "entry"})
    items = list(islice(found, MOST_ENTRIES + 1))
    if is_cut:
        items = items[:-1]
    entries = tuple(_entry(item, address, language) for item in items[:MOST_ENTRIES])
    following, is_guessed = _following(head, address)
    return Feed(entries, _link(head, address), following, is_guessed=is_guessed, is_cut=is_cut)


def _parse(document: bytes) -> tuple[_Element, bool]:
    """Give the root of a document as it is, or else as mended, and whether it is cut."""
    try:
        root, is_cut = etree.fromstring(document, _parser()), False
    except etree.XMLSyntaxError:
        parser = _parser(recover=True)
        try:
            root = etree.fromstring(_mend(document), parser)
        except (etree.XMLSyntaxError, ValueError):
            root = None
        if root is None:
            raise NotAFeed("the document is no XML") from None
        is_cut = any(e.type_name == "ERR_TAG_NOT_FINISHED" for e in parser.error_log)
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise NotAFeed("the document declares entities, which no feed needs")
    return root, is_cut


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=recover, huge_tree=False
    )


def _mend(document: bytes) -> bytes:
    """Give a document without wrong bytes, characters that XML forbids, and HTML's own entities."""
    declared = _ENCODING.search(document[:200])
    encodings = [declared[1].decode()] if declared else []
    if document[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        encodings = ["utf-16"]
    text = _DECLARATION.sub("", _decode(document, [*encodings, "utf-8", "cp1252"]))
    return _ENTITY.sub(_spell_out, _NOT_XML.sub("", text.lstrip("\ufeff \t\r\n"))).encode()


def _decode(document: bytes, encodings: list[str]) -> str:
    for encoding in encodings:
        try:
            return document.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return document.decode("utf-8", "replace")


def _spell_out(entity: re.Match[str]) -> str:
    name = entity[1]
    if name in _OF_XML:
        return entity[0]
    character = html5.get(f"{name};", "") if name else ""
    return "".join(f"&#{ord(c)};" for c in character) or "&amp;" + (f"{name};" if name else "")


def _entry(item: _Element, address: str, language: str) -> Entry:
    base = urljoin(address, item.get(_XML + "base") or "")
    url = _link(item, base)
    reply = _child(item, "in-reply-to")
    return Entry(
        entry_id=_text(item, "guid") or _text(item, "id") or url,
        url=url or _permalink(item),
        title=_title(item),
        body=_body(item, url or base),
        written=next((date for name in _DATES if (date := _text(item, name))), ""),
        language=item.get(_XML + "lang") or _text(item, "language") or language,
        reply_to="" if reply is None else reply.get("href") or reply.get("ref") or "",
    )


def _title(item: _Element) -> str:
    element = _child(item, "title")
    if element is None:
        return ""
    if element.get("type") in {"html", "text/html"}:
        return " ".join(read_markup(_string(element)).text.split())
    return read_title(_string(element))


def _body(item: _Element, base: str) -> Plain:
    """Give the first of summary and content that says something."""
    for name in _BODIES:
        element = _child(item, name)
        body = Plain("") if element is None else _read(element, base)
        if body.text:
            return body
    described = item.find(f"{_MEDIA}group/{_MEDIA}description")
    return Plain("") if described is None else read_text(_string(described))


def _read(element: _Element, base: str) -> Plain:
    kind = element.get("type") or ""
    if len(element) and kind in {"xhtml", "application/xhtml+xml", ""}:
        inner = (etree.tostring(part, encoding="unicode", method="html") for part in element)
        return read_markup((element.text or "") + "".join(inner), base)
    if kind in {"html", "text/html"}:
        return read_markup(_string(element), base)
    return read_body(_string(element), base)


def _link(element: _Element, base: str) -> str:
    """Give the address that an element is about: RSS writes it as text, Atom as an attribute."""
    for child in _children(element, "link"):
        if child.get("href") is None and _string(child):
            return _join(base, _string(child))
        if child.get("href") and child.get("rel", "alternate") == "alternate":
            return _join(base, child.get("href") or "")
    return ""


def _permalink(item: _Element) -> str:
    """Give a guid that is an address, which it is unless it says that it isn't."""
    guid = _child(item, "guid")
    text = "" if guid is None or guid.get("isPermaLink") == "false" else _string(guid)
    return text if text.startswith(("https://", "http://")) else ""


def _following(head: _Element, address: str) -> tuple[str, bool]:
    """Give the address of older entries, and whether it is only guessed.

    Pages are named as RFC 5005 has it; WordPress names none, but always answers to ``paged``.
    """
    for rel in ("next", "prev-archive"):
        for child in _children(head, "link"):
            if child.get("rel") == rel and child.get("href"):
                return _join(address, child.get("href") or ""), False
    if re.match(r"https?://wordpress\.(org|com)/", _text(head, "generator")):
        return _next_of_wordpress(address), True
    return "", False


def _next_of_wordpress(address: str) -> str:
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    page = query.get("paged", "1")
    query["paged"] = str(int(page) + 1 if page.isdecimal() and len(page) < 6 else 2)
    return parts._replace(query=urlencode(query)).geturl()


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def _name(element: _Element) -> str:
    """Give an element's name without its namespace; that of a comment is empty."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(element: _Element, name: str) -> Iterator[_Element]:
    """Yield the children of a name in any namespace but that of media, the plain ones first."""
    first = islice(element, MOST_CHILDREN)
    found = [
        child for child in first if _name(child) == name and not str(child.tag).startswith(_MEDIA)
    ]
    yield from sorted(found, key=lambda child: child.prefix is not None)


def _child(element: _Element, name: str) -> _Element | None:
    return next(_children(element, name), None)


def _text(element: _Element, name: str) -> str:
    """Give the text of the first child of a name that has any."""
    return next((text for child in _children(element, name) if (text := _string(child))), "")


def _string(element: _Element) -> str:
    """Give an element's text without that of comments."""
    return str(element.xpath("string()")).strip()
