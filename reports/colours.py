"""The colour ramp of the heatmap, and the arithmetic of contrast behind it (WCAG 2)."""

from __future__ import annotations

from dataclasses import dataclass

STEPS = 10
"""Steps of the ramp: one for every ten index points."""

DARK_INK, PALE_INK = "#000000", "#ffffff"


Ends = tuple[str, str]
"""The palest and the strongest fill of a ramp, as ``#rrggbb``."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ramp: a fill and the ink that is read best on it, as ``#rrggbb``."""

    fill: str
    ink: str


LIGHT_ENDS = ("#e8ebf6", "#13216b")
DARK_ENDS = ("#232735", "#b3c4ff")


def luminance(colour: str) -> float:
    """Give the relative luminance of a ``#rrggbb`` colour, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: str, two: str) -> float:
    """Give the contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def mix(start: str, end: str, share: float) -> str:
    """Give the colour that lies ``share`` (0-1) of the way from one to the other."""
    pairs = zip(_channels(start), _channels(end), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def ramp(ends: Ends) -> tuple[Step, ...]:
    """Give the ramp's steps, lowest first, each with the ink of the higher contrast."""
    fills = [mix(*ends, step / (STEPS - 1)) for step in range(STEPS)]
    return tuple(Step(fill, _best_ink(fill)) for fill in fills)


def _best_ink(fill: str) -> str:
    return max((DARK_INK, PALE_INK), key=lambda ink: contrast(fill, ink))


def ramp_css(light: Ends = LIGHT_ENDS, dark: Ends = DARK_ENDS) -> str:
    """Give the style rules of the ramp for both schemes: ``.fill-N`` and ``.ink-N``."""
    return f"{_rules(light)}@media screen and (prefers-color-scheme: dark) {{\n{_rules(dark)}}}\n"


def _rules(ends: Ends) -> str:
    return "".join(
        f".fill-{number} {{ fill: {step.fill}; }}\n"
        f".heat text.ink-{number} {{ fill: {step.ink}; }}\n"
        for number, step in enumerate(ramp(ends))
    )
