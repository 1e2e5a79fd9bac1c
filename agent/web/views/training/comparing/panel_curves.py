"""Panel curves: mean resistance of each kind of rep in both versions, small and side by side."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.model.acts import CLOSED_FROM, GUARDED_FROM
from agent.model.training.panel_difference import Curve, KindDifference, Shift
from agent.web.views.html import join, markup, plural, signed

SAME = 1e-9
"""Points of resistance below which two means are one: what adding floats leaves."""


def curves(kinds: Sequence[KindDifference]) -> Markup:
    """Return a small chart for each kind of rep, with a legend."""
    return markup(
        '<p class="rw-compare-legend"><span><i class="rw-line-mark is-a" aria-hidden="true"></i>Published</span>'
        '<span><i class="rw-line-mark is-b" aria-hidden="true"></i>Your draft</span>'
        "<span>Mean resistance, 10 on top; the table below holds the figures.</span></p>"
        '<ul class="rw-multiples">{charts}</ul>',
        charts=join(_small_chart(one) for one in kinds),
    )


def _small_chart(one: KindDifference) -> Markup:
    longest = max(len(one.curve_before), len(one.curve_after))
    told = (
        f"{kind_name(one.kind)}: published ends at {one.final.before:.1f}, draft at {one.final.after:.1f} of 10, "
        f"after {plural(longest - 1, 'turn')} at most."
    )
    return markup(
        '<li><b>{kind}</b><div class="rw-curve is-double is-multiple" role="img" aria-label="{told}">'
        '<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<g class="rw-grid">{grid}</g><polyline class="rw-path is-a" points="{before}"/>'
        '<polyline class="rw-path is-b" points="{after}"/></svg></div><small>{change}</small></li>',
        kind=kind_name(one.kind),
        told=told,
        grid=join(
            markup('<line x1="0" x2="100" y1="{y}" y2="{y}"/>', y=100 - 10 * at) for at in (GUARDED_FROM, CLOSED_FROM)
        ),
        before=_panel_path(one.curve_before, longest),
        after=_panel_path(one.curve_after, longest),
        change=f"{change_told(one.over_turns)} over the turns",
    )


def _panel_path(curve: Curve, longest: int) -> str:
    return " ".join(f"{100 * at / max(1, longest - 1):.2f},{100 - 10 * level:.2f}" for at, level in enumerate(curve))


def change_told(shift: Shift) -> str:
    """Return a difference of means; one too small to show is not told as none."""
    told = signed(shift.change)
    if told != signed(0) or abs(shift.change) < SAME:
        return told
    return f"less than 0.1 {'up' if shift.change > 0 else 'down'}"


def kind_name(kind: str) -> str:
    """Return the name of a kind of rep, or of one rep, as people read it."""
    return kind.replace("_", " ").capitalize()
