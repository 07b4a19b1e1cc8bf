"""A logo: drawn again within limits, told what it must stand on, and nothing else let in."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from crawlers.logo import FORMATS, MOST_BYTES, ROOM, LogoUnusable, draw_logo

INK, CHALK, CLEAR = (20, 20, 30, 255), (250, 250, 250, 255), (0, 0, 0, 0)


def picture(
    ground: tuple[int, ...] = CLEAR, ink: tuple[int, ...] = INK, form: str = "PNG", width: int = 900
) -> bytes:
    drawn = Image.new("RGBA", (width, 300), ground)
    drawn.paste(ink, (40, 40, 400, 260))
    body = io.BytesIO()
    (drawn.convert("RGB") if form == "JPEG" else drawn).save(body, form)
    return body.getvalue()


@pytest.mark.parametrize("form", FORMATS)
def test_a_logo_is_drawn_small_and_keeps_its_shape(form: str) -> None:
    logo = draw_logo(picture(CHALK, form=form))
    with Image.open(io.BytesIO(logo.webp)) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (logo.width, logo.height))
    assert (logo.width, logo.height) == (336, ROOM[1])
    assert len(logo.webp) < 20_000


def test_a_small_logo_is_not_blown_up() -> None:
    assert draw_logo(picture(width=60)).width <= 60


@pytest.mark.parametrize(
    ("ground", "ink", "needs"),
    [(CLEAR, INK, "light"), (CLEAR, CHALK, "dark"), (CHALK, INK, ""), (INK, CHALK, "")],
)
def test_a_see_through_logo_says_what_it_must_stand_on(
    ground: tuple[int, ...], ink: tuple[int, ...], needs: str
) -> None:
    assert draw_logo(picture(ground, ink)).ground == needs


def test_what_a_file_carries_beside_its_pixels_is_left_behind() -> None:
    exif = Image.Exif()
    exif[0x013B] = "<script>an artist</script>"
    body = io.BytesIO()
    Image.new("RGB", (50, 50)).save(body, "JPEG", exif=exif, comment=b"a comment")
    assert b"artist" in body.getvalue()
    drawn = draw_logo(body.getvalue()).webp
    assert b"artist" not in drawn
    assert b"comment" not in drawn


def bomb(side: int) -> bytes:
    """Give a tiny PNG that says it is a square of so many pixels a side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "no PNG, JPEG"),
        (b"", "no PNG, JPEG"),
        (b"GIF89a" + bytes(20), "no PNG, JPEG"),
        (picture()[:400], "damaged"),
        (bomb(5_000), "5000 x 5000 pixels"),
        (bomb(60_000), "damaged"),
        (bytes(MOST_BYTES + 1), "5,000,001 bytes, 5,000,000 are allowed"),
    ],
)
def test_what_is_no_sound_picture_is_refused_with_the_reason(body: bytes, said: str) -> None:
    with pytest.raises(LogoUnusable, match=said):
        draw_logo(body)
