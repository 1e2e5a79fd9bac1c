"""Debrief: what a whole session showed. The curve and its turning points, the story, the best and the weakest line."""

from __future__ import annotations

from agent.model.debrief import Debrief, Highlight, Summary, TurningPoint
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Outcome, SessionInfo
from agent.web.routes import Route
from agent.web.views import charts
from agent.web.views.debrief_tables import numbers
from agent.web.views.html import esc, join, marked, plural, signed
from agent.web.views.labels import OUTCOMES, day
from agent.web.views.page import button, link, screen
from agent.web.views.portrait import portrait

KINDS = {
    "softened": "softened",
    "hardened": "hardened",
    "stage_forward": "moved on",
    "stage_back": "fell back",
    "committed": "committed",
    "walked_away": "left",
}


def debrief(persona: Persona, rubric: Rubric, info: SessionInfo, told: Debrief) -> str:
    """Return the debrief of one session."""
    summary = told.summary
    story = join(f'<p dir="auto">{esc(part)}</p>' for part in told.story)
    advice = join(f'<li dir="auto">{esc(part)}</li>' for part in told.next_time)
    inner = (
        f'<p class="rw-back">{link(Route("history"), "← Past sessions")}</p>{_head(persona, info, told)}'
        f"{_curve(summary, info)}"
        f'<div class="rw-two"><section class="rw-story"><h2>What happened</h2>{story}</section><div class="rw-aside">'
        f'<section class="rw-next"><h2>Next time</h2><ol>{advice}</ol></section>'
        f"{_highlight('Your best line', summary.best, 'soft')}"
        f"{_highlight('Your weakest line', summary.weakest, 'hard')}</div></div>"
        f"{numbers(summary, rubric)}{_tools(info)}"
    )
    return screen(Route("debrief", info.id), f"Debrief: {persona.name}", inner, "is-debrief")


def _head(persona: Persona, info: SessionInfo, told: Debrief) -> str:
    kind = {Outcome.COMMITTED: "is-won", Outcome.WALKED_AWAY: "is-lost"}.get(told.outcome, "is-open")
    summary = told.summary
    first, last = summary.curve[0].resistance, summary.curve[-1].resistance
    degraded = (
        f'<p class="rw-degraded"><b>Written by the built-in engine.</b> {esc(told.degraded)}</p>'
        if told.degraded
        else ""
    )
    return (
        f'<div class="rw-brief-head">{portrait(persona)}<div><p class="rw-over">Debrief · {esc(day(info))} · '
        f'{plural(summary.turns, "turn")}</p><h1>{esc(persona.name)}</h1><p class="rw-outcome {kind}">'
        f"{OUTCOMES[told.outcome]}</p></div>"
        f'<p class="rw-fromto"><span>Resistance</span><b>{first:.1f}</b><i aria-hidden="true">→</i>'
        f'<span class="rw-sr">to</span><b>{last:.1f}</b></p></div>{degraded}'
    )


def _curve(summary: Summary, info: SessionInfo) -> str:
    pins = {point.turn: str(index) for index, point in enumerate(summary.turning_points, 1)}
    listed = join(_turning_point(index, point, info) for index, point in enumerate(summary.turning_points, 1))
    turning = f'<ol class="rw-turning">{listed}</ol>' if listed else "<p>No single turn changed the conversation.</p>"
    axis = f'<p class="rw-axis"><span>start</span><span>turn {summary.curve[-1].turn}</span></p>'
    drawn = f"{charts.curve(summary.curve, pins)}{charts.ribbon(summary.ribbon, spread=True)}{axis}"
    return (
        f'<section class="rw-story-curve"><h2>How resistance moved</h2><div class="rw-axes">{drawn}</div>'
        f"{charts.legend()}<h3>Turning points</h3>{turning}</section>"
    )


def _turning_point(index: int, point: TurningPoint, info: SessionInfo) -> str:
    kind = "soft" if point.kind in {"softened", "stage_forward", "committed"} else "hard"
    words = f'<q class="is-{kind}" dir="auto">{esc(point.words)}</q>' if point.words else ""
    change = f" <em>{signed(point.change)}</em>" if round(point.change, 1) else ""
    pin = f'<b class="rw-pin is-still" aria-hidden="true">{index}</b>'
    head = f"<p><b>Turn {point.turn}: {KINDS[point.kind]}</b>{change}</p>"
    again = button("rewind", "Go back to this turn", "rw-quiet", session=info.id, turn=point.turn - 1)
    return f"<li>{pin}<div>{head}{words}<p>{esc(point.why)}</p>{again}</div></li>"


def _highlight(title: str, found: Highlight | None, kind: str) -> str:
    if found is None:
        return f'<section class="rw-high is-none"><h2>{title}</h2><p>None stands out.</p></section>'
    hint = f'<p class="rw-mend"><b>Instead:</b> {esc(found.hint)}</p>' if found.hint else ""
    return (
        f'<section class="rw-high is-{kind}"><h2>{title}</h2><blockquote dir="auto">'
        f"{marked(found.line, [(found.words, kind)])}</blockquote>"
        f"<p>Turn {found.turn}. {esc(found.why)}</p>{hint}</section>"
    )


def _tools(info: SessionInfo) -> str:
    return (
        '<div class="rw-exports">'
        + link(Route("talk", info.id), "Read the conversation again", "rw-button")
        + button("export", "Save as Markdown", session=info.id, format="md")
        + button("export", "Save as JSON", session=info.id, format="json")
        + link(Route("brief", info.persona), "Meet them again", "rw-button is-main")
        + "</div>"
    )
