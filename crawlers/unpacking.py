"""Takes content encodings off a stored body, as leniently as they were taken off when fetching."""

from __future__ import annotations

import sys
import zlib
from gzip import GzipFile
from io import BytesIO
from typing import BinaryIO, cast

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

UNPACK_ERRORS = (zlib.error, brotli.error, zstd.ZstdError, EOFError, OSError)
"""What damaged bodies raise."""

_CHUNK = 65_536
_RAW_DEFLATE = -zlib.MAX_WBITS


def unpack(body: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
    """Give a body without its content encodings (gzip, deflate, br, zstd).

    A torn end gives what came before it. Sizes were capped when the page was fetched. Raises one
    of UNPACK_ERRORS where nothing can be read.
    """
    named = ",".join(value for key, value in headers if key.casefold() == "content-encoding")
    for encoding in reversed([name.strip().casefold() for name in named.split(",")]):
        body = _unpack_one(body, encoding)
    return body


def _unpack_one(body: bytes, encoding: str) -> bytes:
    match encoding:
        case "gzip" | "x-gzip":
            return _read_all(cast("BinaryIO", GzipFile(fileobj=BytesIO(body))))
        case "deflate":
            return _inflate(body)
        case "br":
            return bytes(brotli.Decompressor().process(body))
        case "zstd":
            return _read_all(cast("BinaryIO", zstd.ZstdFile(BytesIO(body))))
        case _:
            return body


def _inflate(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body)
    except zlib.error:
        # Some servers send raw deflate under this name.
        return zlib.decompressobj(_RAW_DEFLATE).decompress(body)


def _read_all(packed: BinaryIO) -> bytes:
    whole = BytesIO()
    with packed:
        try:
            while chunk := packed.read(_CHUNK):
                whole.write(chunk)
        except (EOFError, OSError, zlib.error):
            if not whole.tell():
                raise
    return whole.getvalue()
