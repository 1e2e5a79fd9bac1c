"""Panel: where the customer stands now, what the last line did, and how it has gone so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from agent.model.acts import Stage
from agent.model.law import Law
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Receipt, State
from agent.model.turn import Turn
from agent.model.verdict import Verdict
from agent.rules.helpfulness import readied
from agent.rules.standing import SCOPE_MATTERS, floor_note, readiness_note
from agent.web.views import charts
from agent.web.views.html import EMPTY, join, markup, signed
from agent.web.views.labels import STAGES, band_label
from agent.web.views.page import button
from agent.web.views.practice.disputes import Disputing
from agent.web.views.receipts import receipt_body, rep_line

LAST_LINE = markup("<h2>Your last line</h2>")

RECENT = 24
"""Turns that the small curve and the ribbon show."""

FOLD = markup('<button type="button" class="rw-quiet rw-fold" data-fold aria-expanded="false">Details</button>')
"""Opens the rest of the panel where the window is narrow; `room.js` does it without the server."""


@dataclass(frozen=True)
class LastLine:
    """The rep's last line with its evidence; there before the customer has answered."""

    text: str
    verdict: Verdict
    receipt: Receipt
    disputing: Disputing | None = None


def panel(
    persona: Persona, rubric: Rubric, state: State, turns: Sequence[Turn], last: LastLine | None, hint: str
) -> Markup:
    """Return the live panel.

    Args:
        state: where the customer stands now. turns: the last whole ones, at most `RECENT`.
        last: the line that was just moved on, or None before the first. hint: shown when it is not empty.
    """
    return markup(
        '<aside class="rw-panel" aria-label="Where the customer stands">{resistance}'
        '<div class="rw-levels">{trust}{readiness}{scope}</div>{fold}{stages}{last}{hint}{ribbon}</aside>',
        resistance=_resistance(persona, state, turns, last),
        trust=_trust(state, persona.law, last),
        readiness=_readiness(state, persona.law, last),
        scope=_scope(state, persona.law, last),
        fold=FOLD,
        stages=stages(state.stage),
        last=_last_line(persona, rubric, last),
        hint=_hint(hint),
        ribbon=_ribbon(turns),
    )


def stages(now: Stage) -> Markup:
    """Return the three parts of a conversation, with the present one marked."""
    steps = join(
        markup(
            '<li class="{kind}"{current}><b>{title}</b><span>{more}</span></li>',
            kind="is-now" if stage is now else "is-past" if stage.rank < now.rank else "is-ahead",
            current=markup(' aria-current="step"') if stage is now else EMPTY,
            title=title,
            more=more,
        )
        for stage, (title, more) in STAGES.items()
    )
    return markup('<ol class="rw-stages" aria-label="Stage of the conversation">{steps}</ol>', steps=steps)


def _resistance(persona: Persona, state: State, turns: Sequence[Turn], last: LastLine | None) -> Markup:
    change, level = last.receipt.resistance if last else 0.0, state.resistance
    told = floor_note(state, persona.law, persona.address)
    return markup(
        '<section class="rw-gauge"><h2>Resistance</h2><p class="rw-number">'
        '<strong data-resistance="{level:.2f}">{level:.1f}</strong>'
        "<span>of 10 · {band}</span>{trend}</p>{meter}{floor}{drawing}</section>",
        level=level,
        band=band_label(level).lower(),
        trend=_trend(change) if last else EMPTY,
        meter=meter("Resistance", level, "is-resistance", level - change),
        floor=markup('<p class="rw-floor">{told}</p>', told=told) if told else EMPTY,
        drawing=_small_curve(persona, state, turns),
    )


def _trend(change: float) -> Markup:
    kind, word = ("soft", "falling") if change < 0 else ("hard", "rising") if change > 0 else ("flat", "unmoved")
    return markup(
        '<span class="rw-trend is-{kind}">{change}<small> {word}</small></span>',
        kind=kind,
        change=signed(change),
        word=word,
    )


def _small_curve(persona: Persona, state: State, turns: Sequence[Turn]) -> Markup:
    start = persona.law.start if turns and turns[0].number == 1 else None
    points = charts.points_of(turns, start)
    if points and points[-1].turn < state.turn:
        points.append(points[-1].model_copy(update={"turn": state.turn, "resistance": state.resistance}))
    return charts.curve(points, {}, "is-small") if len(points) > 1 else EMPTY


def meter(
    name: str, level: float, kind: str, before: float | None = None, tick: tuple[float, str] | None = None
) -> Markup:
    """Return a level 0..10 as a bar; `before` leaves a trace of where it was, `tick` marks a threshold."""
    return markup(
        '<div class="rw-meter {kind}" role="meter" aria-label="{name}" aria-valuemin="0" aria-valuemax="10" '
        'aria-valuenow="{level:.1f}"><i class="rw-fill" style="width:{width:.1f}%"></i>{trace}{mark}</div>',
        kind=kind,
        name=name,
        level=level,
        width=10 * level,
        trace=EMPTY if before is None or abs(before - level) < 0.05 else _trace(before, level),
        mark=_tick(*tick) if tick else EMPTY,
    )


def _trace(before: float, level: float) -> Markup:
    low, high = sorted((before, level))
    return markup(
        '<i class="rw-trace {grew}" style="left:{left:.1f}%;width:{width:.1f}%"></i>',
        grew="grew" if level > before else "fell",
        left=10 * low,
        width=10 * (high - low),
    )


def _tick(level: float, title: str) -> Markup:
    return markup('<i class="rw-tick" style="left:{left:.1f}%" title="{title}"></i>', left=10 * level, title=title)


def _trust(state: State, law: Law, last: LastLine | None) -> Markup:
    change = last.receipt.trust if last else 0.0
    return _level(
        "Trust",
        state.trust,
        change,
        "enough to lead" if state.trust >= law.lead_trust else "not yet enough to lead",
        meter("Trust", state.trust, "is-trust", state.trust - change, (law.lead_trust, "Leading is due from here")),
    )


def _readiness(state: State, law: Law, last: LastLine | None) -> Markup:
    change = readied(last.receipt) if last else 0.0
    tick = (law.plan_readiness, "Enough for a plan from here")
    bar = meter("Readiness", state.readiness, "is-readiness", state.readiness - change, tick)
    return _level("Readiness", state.readiness, change, readiness_note(state, law), bar)


def _scope(state: State, law: Law, last: LastLine | None) -> Markup:
    level, change = state.scope_pressure, last.receipt.scope_pressure if last else 0.0
    if level < SCOPE_MATTERS and change <= 0:
        return EMPTY
    full = "too high: they will commit to nothing"
    note = full if level >= law.scope_limit else "they ask for more; a kind limit brings it down"
    return _level("Scope pressure", level, change, note, meter("Scope pressure", level, "is-scope", level - change))


def _level(name: str, level: float, change: float, note: str, bar: Markup) -> Markup:
    return markup(
        '<section class="rw-level"><h2>{name}</h2><p><strong>{level:.1f}</strong> <span>{note}</span>{change}</p>'
        "{bar}</section>",
        name=name,
        level=level,
        note=note,
        change=markup('<em class="rw-small">{change}</em>', change=signed(change)) if round(change, 1) else EMPTY,
        bar=bar,
    )


def _ribbon(turns: Sequence[Turn]) -> Markup:
    if not turns:
        return EMPTY
    return markup(
        '<section class="rw-beats"><h2>Follow and lead</h2>{ribbon}{legend}</section>',
        ribbon=charts.ribbon([charts.beat_of(turn) for turn in turns]),
        legend=charts.legend(),
    )


def _last_line(persona: Persona, rubric: Rubric, last: LastLine | None) -> Markup:
    if last is None:
        return markup(
            '<section class="rw-receipt is-empty">{head}<p>Say something, and its receipt appears '
            "here: your words, what they were read as, what that moved, and why.</p></section>",
            head=LAST_LINE,
        )
    return markup(
        '<section class="rw-receipt">{head}<p class="rw-words" dir="auto">{line}</p>{body}</section>',
        head=LAST_LINE,
        line=rep_line(last.text, last.verdict, last.receipt),
        body=receipt_body(last.verdict, last.receipt, persona, rubric, last.disputing),
    )


def _hint(hint: str) -> Markup:
    return markup(
        '<section class="rw-hint">{told}{more}</section>',
        told=markup('<p class="rw-hint-text" role="status">{hint}</p>', hint=hint) if hint else EMPTY,
        more=button("hint", "Another look" if hint else "Give me a hint", "rw-quiet"),
    )
