"""The scenes of the six sites' pictures, painted with a Pillow pen on a canvas of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from PIL.ImageDraw import ImageDraw as Pen

    Colour = tuple[int, int, int]


def _fade(pen: Pen, box: tuple[float, float, float, float], top: Colour, bottom: Colour) -> None:
    """Fill a box (left, top, right, bottom) from one colour down to another."""
    left, upper, right, lower = box
    for y in range(int(upper), int(lower)):
        share = (y - upper) / (lower - upper)
        mixed = [round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True)]
        pen.line((left, y, right, y), fill=(mixed[0], mixed[1], mixed[2]))


def _disc(pen: Pen, x: float, y: float, radius: float, fill: Colour) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def _person(pen: Pen, x: float, y: float, size: float, skin: Colour, shirt: Colour) -> None:
    """Draw head and shoulders; ``y`` is the middle of the head."""
    body = (x - size * 1.5, y + size * 1.1, x + size * 1.5, y + size * 6)
    pen.rounded_rectangle(body, radius=int(size * 1.2), fill=shirt)
    pen.rectangle((x - size * 0.4, y + size * 0.6, x + size * 0.4, y + size * 1.4), fill=skin)
    _disc(pen, x, y - size * 0.25, size * 1.08, (60, 42, 30))
    _disc(pen, x, y + size * 0.1, size, skin)


def meeting(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Paint the stock photograph that three companies bought: people around a table."""
    _fade(pen, (0, 0, w, h), (226, 232, 236), (196, 186, 170))
    for i in range(4):
        left = w * (0.04 + 0.24 * i)
        _fade(pen, (left, h * 0.05, left + w * 0.2, h * 0.5), (190, 222, 244), (238, 240, 226))
        for _ in range(7):
            x, tall = left + dice.uniform(0, w * 0.17), dice.uniform(0.05, 0.22)
            pen.rectangle((x, h * (0.5 - tall), x + w * 0.03, h * 0.5), fill=(150, 172, 186))
    for angle in range(9):
        tip = (w * 0.93 + (angle - 4) * w * 0.02, h * (0.32 + 0.02 * abs(angle - 4)))
        pen.line((w * 0.93, h * 0.72, *tip), fill=(62, 122, 70), width=w // 70)
    shirts = [(44, 92, 160), (202, 92, 62), (238, 232, 220), (70, 132, 104), (120, 84, 140)]
    skins = [(232, 190, 160), (141, 92, 62), (246, 212, 184), (196, 142, 102), (92, 60, 44)]
    for i, (shirt, skin) in enumerate(zip(shirts, skins, strict=True)):
        _person(pen, w * (0.14 + 0.18 * i), h * (0.36 + 0.05 * (i % 2)), w * 0.036, skin, shirt)
    corners = [(w * 0.02, h), (w * 0.12, h * 0.68), (w * 0.9, h * 0.68), (w * 0.99, h)]
    pen.polygon(corners, fill=(170, 122, 80))
    for _ in range(26):
        y = dice.uniform(h * 0.7, h)
        pen.line((w * 0.1, y, w * 0.9, y + h * 0.01), fill=(156, 108, 68), width=2)
    for x in (0.22, 0.43, 0.66):
        sheet = [(w * x, h * 0.86), (w * (x + 0.03), h * 0.74), (w * (x + 0.13), h * 0.75)]
        pen.polygon([*sheet, (w * (x + 0.12), h * 0.88)], fill=(248, 248, 244))
        _disc(pen, w * (x + 0.17), h * 0.8, w * 0.018, (250, 250, 250))
        _disc(pen, w * (x + 0.17), h * 0.8, w * 0.013, (84, 52, 34))


def kitchen(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Paint lamps above a steel counter."""
    _fade(pen, (0, 0, w, h), (70, 44, 34), (168, 98, 52))
    for i in range(5):
        x = w * (0.12 + 0.19 * i)
        pen.line((x, 0, x, h * 0.25), fill=(30, 24, 22), width=5)
        pen.polygon([(x - 60, h * 0.36), (x + 60, h * 0.36), (x, h * 0.22)], fill=(32, 30, 32))
        _disc(pen, x, h * 0.37, 26, (255, 226, 150))
    _fade(pen, (0, h * 0.66, w, h), (206, 208, 206), (104, 106, 108))
    for _ in range(9):
        x, size = dice.uniform(0, w), dice.uniform(40, 80)
        pen.rectangle((x, h * 0.66 - size, x + size * 1.5, h * 0.67), fill=(122, 70, 46))


def bar(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Paint bottles before coloured lights."""
    _fade(pen, (0, 0, w, h), (24, 18, 44), (70, 26, 62))
    for _ in range(40):
        tint = (int(dice.integers(150, 255)), int(dice.integers(60, 170)), 110)
        _disc(pen, dice.uniform(0, w), dice.uniform(0, h * 0.6), dice.uniform(10, 46), tint)
    for i in range(17):
        x, tall = w * (0.03 + i * 0.057), dice.uniform(0.2, 0.34) * h
        glass = (
            int(dice.integers(20, 90)),
            int(dice.integers(60, 140)),
            int(dice.integers(40, 90)),
        )
        pen.rectangle((x, h * 0.74 - tall, x + 34, h * 0.74), fill=glass)
        pen.rectangle((x + 11, h * 0.66 - tall, x + 23, h * 0.75 - tall), fill=glass)
    _fade(pen, (0, h * 0.74, w, h), (110, 66, 38), (46, 26, 18))


def skyline(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Paint a tall window with roofs behind it."""
    _fade(pen, (0, 0, w, h), (250, 214, 186), (150, 182, 206))
    for i in range(22):
        x, tall = w * i / 22, dice.uniform(0.15, 0.5) * h
        grey = int(dice.integers(80, 150))
        pen.rectangle((x, h - tall, x + w / 20, h), fill=(grey, grey, grey + 14))
        pen.polygon(
            [(x, h - tall), (x + w / 40, h - tall - 40), (x + w / 20, h - tall)], fill=(90, 60, 64)
        )
    for i in range(1, 4):
        pen.rectangle((w * i / 4 - 12, 0, w * i / 4 + 12, h), fill=(52, 48, 52))
    pen.rectangle((0, h * 0.42, w, h * 0.45), fill=(52, 48, 52))


def corridor(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Paint a corridor that runs to a bright door."""
    _fade(pen, (0, 0, w, h), (222, 236, 232), (120, 160, 152))
    far = (w * 0.42, h * 0.34, w * 0.58, h * 0.62)
    pen.polygon([(0, h), (far[0], far[3]), (far[2], far[3]), (w, h)], fill=(98, 128, 120))
    pen.polygon([(0, 0), (far[0], far[1]), (far[2], far[1]), (w, 0)], fill=(246, 250, 248))
    for i in range(5):
        x, top = w * (0.02 + 0.08 * i), h * (0.12 + 0.06 * i)
        pen.rectangle((x, top, x + w * 0.045, h * (0.93 - 0.075 * i)), fill=(70, 112, 132))
        shade = int(dice.integers(170, 220))
        pen.rectangle(
            (w - x - w * 0.045, top, w - x, h * (0.93 - 0.075 * i)), fill=(shade, 200, 180)
        )
    pen.rectangle(far, fill=(255, 252, 220))


def terrace(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Paint parasols between sea and stone."""
    _fade(pen, (0, 0, w, h * 0.45), (110, 190, 236), (232, 244, 240))
    _fade(pen, (0, h * 0.45, w, h * 0.62), (32, 120, 160), (96, 186, 196))
    _fade(pen, (0, h * 0.62, w, h), (238, 214, 170), (196, 160, 112))
    _disc(pen, w * 0.82, h * 0.16, 60, (255, 240, 160))
    for i, x in enumerate((0.14, 0.38, 0.63, 0.88)):
        y, wide = h * (0.42 + 0.06 * (i % 2)), w * 0.11
        pen.line((w * x, y, w * x, h * 0.86), fill=(110, 80, 60), width=10)
        cloth = ((226, 88, 52), (250, 244, 230), (240, 176, 48), (40, 116, 130))[i]
        pen.pieslice(
            (w * x - wide, y - wide * 0.7, w * x + wide, y + wide * 0.7), 180, 360, fill=cloth
        )
        pen.rectangle((w * x - 70, h * 0.8, w * x + 70, h * 0.82), fill=(120, 84, 58))
    for _ in range(60):
        x, y = dice.uniform(0, w), dice.uniform(h * 0.46, h * 0.61)
        pen.line((x, y, x + 30, y), fill=(220, 244, 246), width=3)


def espresso(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Paint a machine, two cups and steam."""
    _fade(pen, (0, 0, w, h), (214, 198, 178), (126, 94, 72))
    pen.rounded_rectangle((w * 0.16, h * 0.2, w * 0.84, h * 0.52), radius=40, fill=(188, 40, 34))
    _fade(pen, (w * 0.22, h * 0.52, w * 0.78, h * 0.62), (230, 230, 230), (120, 120, 124))
    for x in (0.36, 0.62):
        pen.rectangle((w * x - 12, h * 0.62, w * x + 12, h * 0.7), fill=(60, 60, 64))
        pen.polygon(
            [
                (w * x - 64, h * 0.76),
                (w * x + 64, h * 0.76),
                (w * x + 40, h * 0.9),
                (w * x - 40, h * 0.9),
            ],
            fill=(250, 250, 246),
        )
        for _ in range(14):
            _disc(pen, w * x + dice.normal(0, 40), h * dice.uniform(0.02, 0.3), 18, (236, 230, 222))


def storefront(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Paint a lit shop at night, mirrored on a wet street."""
    _fade(pen, (0, 0, w, h), (14, 20, 46), (34, 36, 60))
    pen.rectangle((w * 0.1, h * 0.22, w * 0.9, h * 0.7), fill=(58, 54, 70))
    pen.rectangle((w * 0.1, h * 0.2, w * 0.9, h * 0.29), fill=(196, 24, 42))
    for i in range(4):
        left = w * (0.13 + 0.19 * i)
        _fade(pen, (left, h * 0.33, left + w * 0.16, h * 0.68), (255, 236, 180), (240, 170, 90))
        for _ in range(6):
            x, y = dice.uniform(left, left + w * 0.12), dice.uniform(h * 0.42, h * 0.6)
            pen.rectangle((x, y, x + 30, y + 50), fill=(120, 80, 60))
    for _ in range(90):
        x, y = dice.uniform(w * 0.1, w * 0.9), dice.uniform(h * 0.72, h)
        pen.line((x, y, x + 60, y), fill=(176, 130, 90), width=4)


def kettle(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Paint a kettle below a sheet of paper."""
    _fade(pen, (0, 0, w, h), (236, 232, 206), (214, 206, 170))
    pen.polygon(
        [(w * 0.3, h * 0.06), (w * 0.7, h * 0.04), (w * 0.71, h * 0.44), (w * 0.31, h * 0.46)],
        fill=(255, 255, 252),
    )
    for i in range(8):
        y = h * (0.11 + i * 0.04)
        pen.line((w * 0.34, y, w * dice.uniform(0.5, 0.67), y), fill=(90, 90, 110), width=4)
    pen.rectangle((0, h * 0.86, w, h), fill=(120, 92, 64))
    pen.ellipse((w * 0.36, h * 0.54, w * 0.62, h * 0.9), fill=(60, 96, 104))
    pen.polygon(
        [(w * 0.6, h * 0.66), (w * 0.72, h * 0.58), (w * 0.6, h * 0.76)], fill=(60, 96, 104)
    )
    pen.arc((w * 0.4, h * 0.47, w * 0.58, h * 0.68), 180, 360, fill=(40, 40, 40), width=14)


def stairs(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Paint steps that climb to the left."""
    _fade(pen, (0, 0, w, h), (196, 176, 158), (120, 98, 84))
    for i in range(11):
        x, y = w * (0.96 - 0.09 * i), h * (0.9 - 0.075 * i)
        tone = int(dice.integers(110, 150))
        pen.rectangle((0, y, x, y + h * 0.075), fill=(tone, tone - 24, tone - 44))
        pen.rectangle((0, y, x, y + 7), fill=(222, 204, 176))
        pen.line((x - 20, y - h * 0.2, x - 20, y), fill=(50, 38, 34), width=7)
    pen.line((w * 0.95, h * 0.68, w * 0.02, -h * 0.1), fill=(50, 38, 34), width=16)


def week(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Draw a week of coloured shifts."""
    tints = [(31, 94, 255), (255, 176, 32), (30, 170, 120), (230, 80, 110), (140, 100, 230)]
    pen.rectangle((0, 0, w, h * 0.12), fill=(16, 26, 51))
    for row in range(9):
        y = h * (0.15 + row * 0.093)
        _disc(pen, 40, y + 22, 18, tints[row % 5])
        for day in range(7):
            if dice.random() < 0.68:
                x, long = w * (0.12 + day * 0.125), dice.uniform(0.06, 0.115)
                tint = tints[int(dice.integers(5))]
                pen.rounded_rectangle((x, y, x + w * long, y + 42), radius=9, fill=tint)


def phones(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Draw two phones with lists."""
    pen.rectangle((0, 0, w, h), fill=(239, 230, 251))
    for left, head in ((0.16, (59, 31, 91)), (0.54, (160, 53, 126))):
        pen.rounded_rectangle(
            (w * left, h * 0.06, w * (left + 0.3), h * 0.96), radius=40, fill=(30, 24, 40)
        )
        pen.rectangle(
            (w * left + 14, h * 0.12, w * (left + 0.3) - 14, h * 0.9), fill=(255, 255, 255)
        )
        pen.rectangle((w * left + 14, h * 0.12, w * (left + 0.3) - 14, h * 0.22), fill=head)
        for row in range(6):
            y, long = h * (0.27 + row * 0.1), dice.uniform(0.1, 0.2)
            pen.rounded_rectangle(
                (w * left + 34, y, w * (left + long + 0.05), y + 34),
                radius=12,
                fill=(214, 196, 232),
            )


def ward(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Draw a month's roster with letters turned into small squares."""
    pen.rectangle((0, 0, w, h), fill=(234, 246, 241))
    tints = [(11, 107, 87), (159, 216, 198), (250, 204, 110), (255, 255, 255)]
    for row in range(12):
        for day in range(26):
            x, y = w * (0.09 + day * 0.034), h * (0.06 + row * 0.075)
            tint = tints[int(dice.choice(4, p=[0.2, 0.35, 0.1, 0.35]))]
            pen.rectangle((x, y, x + w * 0.03, y + h * 0.062), fill=tint, outline=(120, 160, 150))
        pen.rectangle(
            (14, h * (0.07 + row * 0.075), w * 0.075, h * (0.1 + row * 0.075)), fill=(90, 110, 104)
        )


def curve(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Draw expected guests as a hill and the staff as steps."""
    pen.rectangle((0, 0, w, h), fill=(255, 248, 236))
    hours = np.linspace(0, 1, 60)
    hill = np.exp(-(((hours - 0.32) / 0.1) ** 2)) * 0.6 + np.exp(-(((hours - 0.76) / 0.12) ** 2))
    tops = [(w * x, h * (0.9 - 0.68 * y)) for x, y in zip(hours, hill, strict=True)]
    pen.polygon([(0, h * 0.9), *tops, (w, h * 0.9)], fill=(255, 206, 130))
    steps = [(w * hours[i // 5 * 5], h * (0.86 - 0.68 * hill[i // 5 * 5])) for i in range(60)]
    pen.line(steps, fill=(168, 63, 12), width=9)
    for i in range(13):
        x = w * i / 12
        pen.line((x, h * 0.9, x, h * (0.92 + dice.uniform(0, 0.03))), fill=(64, 43, 26), width=4)


def bars(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Draw lying bars of twelve regions."""
    pen.rectangle((0, 0, w, h), fill=(246, 246, 246))
    for row in range(12):
        y, long = h * (0.05 + row * 0.078), dice.uniform(0.25, 0.95)
        pen.rectangle((w * 0.04, y, w * long, y + h * 0.05), fill=(26, 26, 26))
        pen.rectangle(
            (w * 0.04, y, w * long * dice.uniform(0.5, 0.9), y + h * 0.05), fill=(179, 0, 27)
        )


def pencil(pen: Pen, w: int, h: int, dice: Generator) -> None:
    """Draw a shaky grid with crosses, as with a pencil."""
    pen.rectangle((0, 0, w, h), fill=(255, 254, 248))
    for i in range(9):
        for at in (0.06 + i * 0.11,):
            ys = [(x, h * at + dice.normal(0, 3)) for x in range(30, w - 30, 24)]
            pen.line(ys, fill=(110, 110, 116), width=4)
            xs = [(w * at + dice.normal(0, 3), y) for y in range(30, h - 30, 24)]
            pen.line(xs, fill=(110, 110, 116), width=4)
    for _ in range(24):
        x, y = w * (0.1 + 0.11 * dice.integers(8)), h * (0.1 + 0.11 * dice.integers(8))
        pen.line((x, y, x + 40, y + 26), fill=(70, 70, 80), width=6)
        pen.line((x + 40, y, x, y + 26), fill=(70, 70, 80), width=6)
