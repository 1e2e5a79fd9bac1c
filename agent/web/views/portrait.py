"""Portrait: a customer without a face. Contour lines drawn from the persona's id, more of them where it is harder."""

from __future__ import annotations

import hashlib
import math

from markupsafe import Markup

from agent.model.persona import Persona
from agent.web.views.html import join, markup

TITLES = frozenset({"dr", "mr", "mrs", "ms", "prof", "sir", "madam"})
POINTS = 26
"""Points of one contour; the curve between them is smooth."""


def portrait(persona: Persona) -> Markup:
    """Return a drawing of 96 by 96 units with the customer's initials; decoration, so hidden from screen readers."""
    waves = _waves(persona.id)
    rings = persona.law.difficulty + 3
    paths = join(
        markup(
            '<path d="{path}" opacity="{opacity:.2f}"/>',
            path=_contour(21 + 25 * ring / rings, waves, ring / rings),
            opacity=1 - 0.75 * ring / rings,
        )
        for ring in range(rings)
    )
    names = [part for part in persona.name.split() if part.rstrip(".").lower() not in TITLES]
    return markup(
        '<svg class="rw-portrait" viewBox="0 0 96 96" aria-hidden="true" focusable="false">'
        '<g fill="none" stroke="currentColor" stroke-width="1.4">{paths}</g>'
        '<text x="48" y="49" text-anchor="middle" dominant-baseline="central">{initials}</text></svg>',
        paths=paths,
        initials="".join(part[0] for part in names if part[0].isalpha())[:2].upper(),
    )


def _waves(seed: str) -> list[tuple[float, float]]:
    """Return (height, phase) of the waves that bend the circle, from a seed."""
    digest = hashlib.sha256(seed.encode()).digest()
    return [(digest[2 * k] / 255 * 0.16 / (k + 1), digest[2 * k + 1] / 255 * math.tau) for k in range(4)]


def _contour(radius: float, waves: list[tuple[float, float]], share: float) -> str:
    points = []
    for index in range(POINTS):
        angle = index * math.tau / POINTS
        bend = sum(height * math.sin((k + 2) * angle + phase) for k, (height, phase) in enumerate(waves))
        reach = radius * (1 + bend * (0.35 + 0.65 * share))
        points.append((48 + reach * math.cos(angle), 48 + reach * math.sin(angle)))
    middles = [((x + u) / 2, (y + v) / 2) for (x, y), (u, v) in zip(points, points[1:] + points[:1], strict=True)]
    start = f"M{middles[-1][0]:.1f} {middles[-1][1]:.1f}"
    curves = (f"Q{x:.1f} {y:.1f} {u:.1f} {v:.1f}" for (x, y), (u, v) in zip(points, middles, strict=True))
    return start + "".join(curves) + "Z"
