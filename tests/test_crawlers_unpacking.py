"""Bodies are unpacked from the archive exactly as they were when they were fetched."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

from crawlers.archive.unpacking import MAX_ENCODINGS, MAX_UNPACKED, UNPACK_ERRORS, unpack

if TYPE_CHECKING:
    from collections.abc import Callable

PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}

BODIES = st.one_of(st.binary(max_size=300), st.text("ab <>", max_size=9000).map(str.encode))


def unpacked(body: bytes, encoding: str) -> bytes | None:
    try:
        return unpack(body, (("Content-Encoding", encoding),))
    except UNPACK_ERRORS:
        return None


def as_when_fetched(body: bytes, encoding: str) -> bytes | None:
    try:
        return HttpCompressionMiddleware._decode(body, encoding.encode(), MAX_UNPACKED)
    except (*UNPACK_ERRORS, ValueError):
        return None


@given(body=BODIES, encoding=st.sampled_from(sorted(PACK)), kept=st.integers(0, 100))
def test_torn_body_gives_what_it_gave_when_fetched(body: bytes, encoding: str, kept: int) -> None:
    packed = PACK[encoding](body)
    torn = packed[: len(packed) * kept // 100]
    assert (unpacked(torn, encoding) or b"") == (as_when_fetched(torn, encoding) or b"")
    assert unpacked(packed, encoding) == body


@given(body=st.binary(max_size=500), encoding=st.sampled_from(sorted(PACK)))
def test_any_bytes_give_what_they_gave_when_fetched(body: bytes, encoding: str) -> None:
    assert (unpacked(body, encoding) or b"") == (as_when_fetched(body, encoding) or b"")


@given(body=BODIES, encodings=st.lists(st.sampled_from(sorted(PACK)), max_size=MAX_ENCODINGS))
def test_layers_are_taken_off_in_order(body: bytes, encodings: list[str]) -> None:
    packed = body
    for encoding in encodings:
        packed = PACK[encoding](packed)
    assert unpack(packed, (("content-encoding", ", ".join(encodings)),)) == body


def test_too_many_layers_are_refused() -> None:
    encodings = ", ".join(["gzip"] * (MAX_ENCODINGS + 1))
    with pytest.raises(OSError, match="packed 4 times"):
        unpack(gzip.compress(b"x"), (("Content-Encoding", encodings),))


@pytest.mark.parametrize("encoding", sorted(PACK))
def test_bomb_in_the_archive_is_refused(encoding: str) -> None:
    bomb = PACK[encoding](bytes(MAX_UNPACKED + 1))
    with pytest.raises(OSError, match="larger than"):
        unpack(bomb, (("Content-Encoding", encoding),))
