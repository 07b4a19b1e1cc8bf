"""Takes content encodings off a stored body, as leniently as they were taken off when fetching."""

from __future__ import annotations

import sys
import zlib
from gzip import GzipFile
from io import BytesIO
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Iterator

UNPACK_ERRORS = (zlib.error, brotli.error, zstd.ZstdError, EOFError, OSError)
"""What damaged bodies raise."""

MAX_ENCODINGS = 3
"""Content encodings on one body; taking many off would cost what as many bodies do."""

MAX_UNPACKED = 100_000_000
"""Bytes of one body when unpacked, far above what any crawl keeps."""

_CHUNK = 65_536
_RAW_DEFLATE = -zlib.MAX_WBITS


def unpack(body: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
    """Give a body without its content encodings (gzip, deflate, br, zstd).

    A torn end gives what came before it. Raises one of UNPACK_ERRORS where nothing can be read,
    where there are more than MAX_ENCODINGS, and for a body over MAX_UNPACKED.
    """
    named = ",".join(value for key, value in headers if key.casefold() == "content-encoding")
    encodings = [name.strip().casefold() for name in named.split(",")]
    if len(encodings) > MAX_ENCODINGS:
        raise OSError(f"packed {len(encodings)} times")
    for encoding in reversed(encodings):
        body = _unpack_one(body, encoding)
    return body


def _unpack_one(body: bytes, encoding: str) -> bytes:
    match encoding:
        case "gzip" | "x-gzip":
            return _join(_gunzip(body))
        case "deflate":
            return _join(_inflate(body))
        case "br":
            return _join(_unpack_brotli(body))
        case "zstd":
            return _join(_unpack_zstd(body))
        case _:
            return body


def _join(chunks: Iterator[bytes]) -> bytes:
    """Give the whole; what came before damage counts, and too much raises OSError."""
    whole = BytesIO()
    try:
        for chunk in chunks:
            whole.write(chunk)
            if whole.tell() > MAX_UNPACKED:
                break
    except (EOFError, OSError, zlib.error):
        if not whole.tell():
            raise
    if whole.tell() > MAX_UNPACKED:
        raise OSError(f"larger than {MAX_UNPACKED} bytes when unpacked")
    return whole.getvalue()


def _gunzip(body: bytes) -> Iterator[bytes]:
    with GzipFile(fileobj=BytesIO(body)) as packed:
        # Unlike read, read1 gives what comes before a torn end.
        while chunk := packed.read1(_CHUNK):
            yield chunk


def _unpack_zstd(body: bytes) -> Iterator[bytes]:
    with zstd.ZstdFile(BytesIO(body)) as packed:
        while chunk := packed.read(_CHUNK):
            yield chunk


def _inflate(body: bytes) -> Iterator[bytes]:
    stream = zlib.decompressobj()
    try:
        yield stream.decompress(body, _CHUNK)
    except zlib.error:
        # Some servers send raw deflate under this name.
        stream = zlib.decompressobj(_RAW_DEFLATE)
        yield stream.decompress(body, _CHUNK)
    while stream.unconsumed_tail and not stream.eof:
        yield stream.decompress(stream.unconsumed_tail, _CHUNK)


def _unpack_brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    chunk = stream.process(body, output_buffer_limit=_CHUNK)
    while chunk:
        yield chunk
        chunk = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=_CHUNK)
