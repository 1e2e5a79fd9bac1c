"""Charts: the resistance curve and the follow/lead ribbon, drawn by hand so that they scale, print and read aloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from agent.model.acts import CLOSED_FROM, GUARDED_FROM
from agent.model.debrief import Beat, Point
from agent.model.turn import Turn
from agent.model.verdict import Code, Stance
from agent.rules.standing import led, told_stance
from agent.web.views.html import EMPTY, join, markup

CROWD = 40
"""Marks of a spread ribbon above which each is drawn small."""


def curve(points: Sequence[Point], pins: Mapping[int, str], kind: str = "") -> Markup:
    """Return the resistance curve.

    Args:
        points: one per turn, in order, at least one.
        pins: turn -> short label of a mark on the curve.
        kind: extra class for its size.
    """
    first, last = points[0], points[-1]
    spots = [(_across(index, len(points)), 100 - 10 * point.resistance) for index, point in enumerate(points)]
    across, down = spots[-1]
    return markup(
        '<div class="rw-curve {kind}" role="img" aria-label="{told}">{drawing}'
        '<i class="rw-dot" style="left:{across:.2f}%;top:{down:.2f}%"></i>{marks}'
        '<span class="rw-band" style="top:17.5%">closed</span><span class="rw-band" style="top:50%">guarded</span>'
        '<span class="rw-band" style="top:82.5%">open</span></div>',
        kind=kind,
        told=f"Resistance from {first.resistance:.1f} to {last.resistance:.1f} of 10, "
        f"turns {first.turn} to {last.turn}.",
        drawing=_drawing(spots),
        across=across,
        down=down,
        marks=join(
            _pin(x, y, pins[point.turn]) for (x, y), point in zip(spots, points, strict=True) if point.turn in pins
        ),
    )


def ribbon(beats: Sequence[Beat], spread: bool = False) -> Markup:
    """Return one mark per turn: follow or lead, and whether leading was early or due.

    Args:
        beats: one per turn, in order. spread: put each mark below its turn on a curve that begins at turn 0.
    """
    if not beats:
        return EMPTY
    return markup(
        '<ol class="rw-ribbon {kind}{crowd}" aria-label="Follow and lead, turn by turn">{marks}</ol>',
        kind="is-wide" if spread else "",
        crowd=" is-crowded" if spread and len(beats) > CROWD else "",
        marks=join(_beat(beat, 100 * beat.turn / beats[-1].turn if spread else None) for beat in beats),
    )


def legend() -> Markup:
    """Return what the marks of the ribbon mean."""
    kinds = (
        ("is-follow", "follow"),
        ("is-due", "lead, when due"),
        ("is-early", "lead, too early"),
        ("is-neutral", "neither"),
    )
    marks = join(
        markup('<span><i class="rw-beat {kind}"></i>{name}</span>', kind=kind, name=name) for kind, name in kinds
    )
    return markup('<p class="rw-legend" aria-hidden="true">{marks}</p>', marks=marks)


def points_of(turns: Sequence[Turn], start: float | None = None) -> list[Point]:
    """Return the curve of some turns; `start` is the resistance before the first of them, where it is known."""
    points = [
        Point(turn=turn.number, resistance=turn.state.resistance, trust=turn.state.trust, stage=turn.state.stage)
        for turn in turns
    ]
    if start is not None and turns:
        before = turns[0]
        points.insert(0, Point(turn=before.number - 1, resistance=start, trust=0, stage=before.receipt.stage_before))
    return points


def beat_of(turn: Turn) -> Beat:
    """Return the mark of one turn on the ribbon."""
    verdict = turn.verdict
    return Beat(
        turn=turn.number,
        primary=verdict.primary if verdict.ungraded is None else Code.OTHER,
        stance=told_stance(verdict),
        lead=led(verdict, turn.receipt),
        ungraded=verdict.ungraded is not None,
    )


def _across(index: int, count: int) -> float:
    return 100 * index / (count - 1) if count > 1 else 0.0


def _drawing(spots: Sequence[tuple[float, float]]) -> Markup:
    path = " ".join(f"{x:.2f},{y:.2f}" for x, y in spots)
    return markup(
        '<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<g class="rw-grid">{lines}</g><polygon class="rw-area" points="0,100 {path} {end:.2f},100"/>'
        '<polyline class="rw-path" points="{path}"/></svg>',
        lines=join(
            markup('<line x1="0" x2="100" y1="{y}" y2="{y}"/>', y=100 - 10 * at) for at in (GUARDED_FROM, CLOSED_FROM)
        ),
        path=path,
        end=spots[-1][0],
    )


def _pin(x: float, y: float, label: str) -> Markup:
    return markup('<b class="rw-pin" style="left:{x:.2f}%;top:{y:.2f}%">{label}</b>', x=x, y=y, label=label)


def _beat(beat: Beat, across: float | None) -> Markup:
    return markup(
        '<li class="{kind}" title="{told}"{style}><span class="rw-sr">{told}</span></li>',
        kind=_beat_kind(beat),
        told=_beat_told(beat),
        style=EMPTY if across is None else markup(' style="left:{across:.2f}%"', across=across),
    )


def _beat_kind(beat: Beat) -> str:
    if beat.ungraded:
        return "rw-beat is-none"
    if beat.lead:
        return f"rw-beat is-{beat.lead}"
    return {Stance.FOLLOW: "rw-beat is-follow", Stance.LEAD: "rw-beat is-due"}.get(beat.stance, "rw-beat is-neutral")


def _beat_told(beat: Beat) -> str:
    words = {"is-none": "not graded", "is-early": "lead, too early", "is-due": "lead, when due", "is-follow": "follow"}
    return f"Turn {beat.turn}: {words.get(_beat_kind(beat).split()[-1], 'neither')}"
