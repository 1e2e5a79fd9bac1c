"""The colours: enough contrast in either scheme."""

from __future__ import annotations

import re

import pytest

from tests.support.paths import ROOT

PAIRS = (
    ("ink", "paper"), ("ink", "sheet"), ("ink", "well"), ("quiet", "paper"), ("quiet", "sheet"), ("quiet", "well"),
    ("accent", "paper"), ("accent", "sheet"), ("on-accent", "accent"), ("on-accent", "accent-deep"),
    ("soft", "soft-wash"), ("hard", "hard-wash"), ("press", "press-wash"), ("ink", "soft-wash"), ("ink", "hard-wash"),
    ("ink", "press-wash"), ("ink", "trust-wash"), ("soft", "sheet"), ("hard", "sheet"), ("press", "sheet"),
)  # fmt: skip


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_have_the_contrast_of_aa(scheme: int) -> None:
    css = (ROOT / "agent/web/static/tokens.css").read_text("utf-8").split("@media")[scheme]
    colours = dict(re.findall(r"--rw-([a-z-]+): (#[0-9a-f]{6});", css))
    weak = {pair: ratio for pair in PAIRS if (ratio := _contrast(*(colours[name] for name in pair))) < 4.5}
    assert not weak


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
