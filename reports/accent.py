"""The agency's one colour, shifted until everything set in it can be read on both papers."""

from __future__ import annotations

from dataclasses import dataclass

from reports.colours import DARK_INK, PALE_INK, Ends, contrast, mix

READABLE = 4.5
"""The contrast that text needs (WCAG 2.2, 1.4.3); marks of a chart need 3 (1.4.11)."""

STEPS = 50


@dataclass(frozen=True, slots=True)
class Ground:
    """What an accent stands on in one scheme, as the style sheet has it.

    ``away`` is the colour that leads away from the paper, ``wash`` how much accent a tint takes.
    """

    paper: str
    raised: str
    soft: str
    away: str
    wash: float


LIGHT = Ground("#faf8f3", "#ffffff", "#595d66", DARK_INK, 0.09)
DARK = Ground("#131418", "#1a1c22", "#a7aab3", PALE_INK, 0.14)


@dataclass(frozen=True, slots=True)
class Accent:
    """A colour for text and marks, and the pale one behind rows that carry it."""

    accent: str
    tint: str


def accent_on(colour: str, ground: Ground) -> Accent:
    """Give the nearest shade of a ``#rrggbb`` colour that can be read on a ground and its tint."""
    shades = (mix(colour, ground.away, step / STEPS) for step in range(STEPS + 1))
    candidates = (Accent(shade, mix(ground.paper, shade, ground.wash)) for shade in shades)
    return next(one for one in candidates if _is_readable(one, ground))


def _is_readable(one: Accent, ground: Ground) -> bool:
    behind = (ground.paper, ground.raised, one.tint)
    return (
        min(contrast(one.accent, back) for back in behind) >= READABLE
        and contrast(ground.soft, one.tint) >= READABLE
    )


def ramp_ends(colour: str) -> tuple[Ends, Ends]:
    """Give the ends of the heatmap's ramp in this colour, for the light and the dark scheme."""
    light, dark = accent_on(colour, LIGHT), accent_on(colour, DARK)
    return (
        (light.tint, mix(light.accent, DARK_INK, 0.45)),
        (dark.tint, mix(dark.accent, PALE_INK, 0.25)),
    )


def accent_css(colour: str) -> str:
    """Give the style rules that put a colour in the accent's place in both schemes."""
    light, dark = _variables(accent_on(colour, LIGHT)), _variables(accent_on(colour, DARK))
    return f"{light}@media screen and (prefers-color-scheme: dark) {{\n{dark}}}\n"


def _variables(one: Accent) -> str:
    return f":root {{ --accent: {one.accent}; --tint: {one.tint}; }}\n"
