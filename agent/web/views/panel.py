"""Panel: where the customer stands now, what the last line did, and how it has gone so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.model.acts import Stage
from agent.model.law import Law
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Receipt, State, Turn
from agent.model.verdict import Verdict
from agent.web.views import charts
from agent.web.views.html import esc, join, signed
from agent.web.views.labels import STAGES, band_label
from agent.web.views.page import button
from agent.web.views.receipts import receipt_body, rep_line

RECENT = 24
"""Turns that the small curve and the ribbon show."""
SCOPE_MATTERS = 2.0
"""From this scope pressure on it is shown, even where the last line did not move it."""


FOLD = '<button type="button" class="rw-quiet rw-fold" data-fold aria-expanded="false">Details</button>'
"""Opens the rest of the panel where the window is narrow; `room.js` does it without the server."""


@dataclass(frozen=True)
class LastLine:
    """The rep's last line with its evidence; there before the customer has answered."""

    text: str
    verdict: Verdict
    receipt: Receipt


def panel(
    persona: Persona, rubric: Rubric, state: State, turns: Sequence[Turn], last: LastLine | None, hint: str
) -> str:
    """Return the live panel.

    Args:
        state: where the customer stands now. turns: the last whole ones, at most `RECENT`.
        last: the line that was just moved on, or None before the first. hint: shown when it is not empty.
    """
    return (
        '<aside class="rw-panel" aria-label="Where the customer stands">'
        f"{_resistance(persona, state, turns, last)}"
        f'<div class="rw-levels">{_trust(state, persona.law, last)}{_scope(state, persona.law, last)}</div>{FOLD}'
        f"{stages(state.stage)}{_last(persona, rubric, last)}{_hint(hint)}{_ribbon(turns)}</aside>"
    )


def stages(now: Stage) -> str:
    """Return the three parts of a conversation, with the present one marked."""
    steps = join(
        f'<li class="{_step_kind(stage, now)}"{" aria-current=" + chr(34) + "step" + chr(34) if stage is now else ""}>'
        f"<b>{esc(title)}</b><span>{esc(more)}</span></li>"
        for stage, (title, more) in STAGES.items()
    )
    return f'<ol class="rw-stages" aria-label="Stage of the conversation">{steps}</ol>'


def _step_kind(stage: Stage, now: Stage) -> str:
    return "is-now" if stage is now else "is-past" if stage.rank < now.rank else "is-ahead"


def _resistance(persona: Persona, state: State, turns: Sequence[Turn], last: LastLine | None) -> str:
    change = last.receipt.resistance if last else 0.0
    kind, word = ("soft", "falling") if change < 0 else ("hard", "rising") if change > 0 else ("flat", "unmoved")
    trend = f'<span class="rw-trend is-{kind}">{signed(change)}<small> {word}</small></span>' if last else ""
    start = persona.law.start if turns and turns[0].number == 1 else None
    points = charts.points_of(turns, start)
    if points and points[-1].turn < state.turn:
        points.append(points[-1].model_copy(update={"turn": state.turn, "resistance": state.resistance}))
    drawing = charts.curve(points, {}, "is-small") if len(points) > 1 else ""
    level = state.resistance
    return (
        f'<section class="rw-gauge"><h2>Resistance</h2><p class="rw-number">'
        f'<strong data-resistance="{level:.2f}">{level:.1f}</strong>'
        f"<span>of 10 · {band_label(level).lower()}</span>{trend}</p>"
        f"{meter('Resistance', level, 'is-resistance', level - change)}{drawing}</section>"
    )


def meter(
    name: str, level: float, kind: str, before: float | None = None, tick: tuple[float, str] | None = None
) -> str:
    """Return a level 0..10 as a bar; `before` leaves a trace of where it was, `tick` marks a threshold."""
    trace = ""
    if before is not None and abs(before - level) >= 0.05:
        low, high = sorted((before, level))
        grew = "grew" if level > before else "fell"
        trace = f'<i class="rw-trace {grew}" style="left:{10 * low:.1f}%;width:{10 * (high - low):.1f}%"></i>'
    mark = f'<i class="rw-tick" style="left:{10 * tick[0]:.1f}%" title="{esc(tick[1])}"></i>' if tick else ""
    return (
        f'<div class="rw-meter {kind}" role="meter" aria-label="{esc(name)}" aria-valuemin="0" aria-valuemax="10" '
        f'aria-valuenow="{level:.1f}"><i class="rw-fill" style="width:{10 * level:.1f}%"></i>{trace}{mark}</div>'
    )


def _trust(state: State, law: Law, last: LastLine | None) -> str:
    change = last.receipt.trust if last else 0.0
    due = state.trust >= law.lead_trust
    note = "enough to lead" if due else "not yet enough to lead"
    bar = meter("Trust", state.trust, "is-trust", state.trust - change, (law.lead_trust, "Leading is due from here"))
    return (
        f'<section class="rw-level"><h2>Trust</h2><p><strong>{state.trust:.1f}</strong> <span>{note}</span>'
        f"{_small(change)}</p>{bar}</section>"
    )


def _scope(state: State, law: Law, last: LastLine | None) -> str:
    change = last.receipt.scope_pressure if last else 0.0
    if state.scope_pressure < SCOPE_MATTERS and change <= 0:
        return ""
    full = state.scope_pressure >= law.scope_limit
    note = "too high: they will commit to nothing" if full else "they ask for more while nobody steers"
    bar = meter("Scope pressure", state.scope_pressure, "is-scope", state.scope_pressure - change)
    return (
        f'<section class="rw-level"><h2>Scope pressure</h2><p><strong>{state.scope_pressure:.1f}</strong> '
        f"<span>{note}</span>{_small(change)}</p>{bar}</section>"
    )


def _small(change: float) -> str:
    return f'<em class="rw-small">{signed(change)}</em>' if round(change, 1) else ""


def _ribbon(turns: Sequence[Turn]) -> str:
    if not turns:
        return ""
    beats = [charts.beat_of(turn) for turn in turns]
    return f'<section class="rw-beats"><h2>Follow and lead</h2>{charts.ribbon(beats)}{charts.legend()}</section>'


def _last(persona: Persona, rubric: Rubric, last: LastLine | None) -> str:
    if last is None:
        return (
            '<section class="rw-receipt is-empty"><h2>Your last line</h2><p>Say something, and its receipt appears '
            "here: your words, what they were read as, what that moved, and why.</p></section>"
        )
    return (
        f'<section class="rw-receipt"><h2>Your last line</h2><p class="rw-words" dir="auto">'
        f"{rep_line(last.text, last.verdict, last.receipt)}</p>"
        f"{receipt_body(last.verdict, last.receipt, persona, rubric)}</section>"
    )


def _hint(hint: str) -> str:
    inner = f'<p class="rw-hint-text" role="status">{esc(hint)}</p>' if hint else ""
    word = "Another look" if hint else "Give me a hint"
    return f'<section class="rw-hint">{inner}{button("hint", word, "rw-quiet")}</section>'
