"""Talk: the conversation as it is read. Each whole turn is finished markup; the turn under way is drawn apart."""

from __future__ import annotations

from collections.abc import Sequence

from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Outcome, SessionInfo, Turn, UnansweredLine
from agent.web.routes import Route
from agent.web.views.html import esc, join, plural
from agent.web.views.labels import OUTCOMES
from agent.web.views.page import button, link
from agent.web.views.panel import LastLine
from agent.web.views.portrait import portrait
from agent.web.views.receipts import digest, receipt_body, rep_line

WINDOW = 30
"""Whole turns that are sent at a time, so that a turn late in a session costs what an early one costs."""


def talk_head(persona: Persona, info: SessionInfo) -> str:
    """Return the head of a conversation: whom the rep talks with, and the way out. `room.js` reads its address."""
    branch = f" · branched at turn {info.parent_turn}" if info.parent else ""
    end = (
        '<details class="rw-end"><summary>End</summary><div>'
        "<p>End the conversation here and read the debrief? It can still be rewound later.</p>"
        f"{button('finish', 'End and debrief', 'rw-button is-main')}</div></details>"
    )
    task = f'<details class="rw-task"><summary>Your task</summary><div>{_task(persona)}</div></details>'
    return (
        f'<div id="rw-main" class="rw-talk-head" tabindex="-1" data-url="{esc(Route("talk", info.id).search)}" '
        f'data-title="{esc(persona.name)}">{portrait(persona)}<div class="rw-who"><h1>{esc(persona.name)}</h1>'
        f"<p>{esc(persona.role)}, {esc(persona.company)}{esc(branch)}</p></div>"
        f'<div class="rw-tools">{task}{end}</div></div>'
    )


def log(
    persona: Persona,
    rubric: Rubric,
    info: SessionInfo,
    turns: Sequence[Turn],
    whole: int,
    lost: Sequence[UnansweredLine] = (),
) -> str:
    """Return the whole turns shown, after the opening, with the lines between them that were not answered.

    Args:
        turns: the last ones in order. whole: how many there are in all. lost: every line that was not answered.
    """
    hidden = whole - len(turns)
    first = turns[0].number if hidden and turns else 0
    drawn = [(turn.number, _turn(persona, rubric, turn)) for turn in turns]
    drawn += [(line.number, _unanswered(line, info)) for line in lost if line.number >= first]
    more = button("more", f"Show the {plural(hidden, 'earlier turn')}", "rw-quiet is-more") if hidden else ""
    opening = "" if hidden else customer_line(persona, info.opening)
    return f'<div class="rw-log">{more}{opening}{join(part for _, part in sorted(drawn))}</div>'


def live(persona: Persona, rubric: Rubric, text: str, last: LastLine | None, said: str) -> str:
    """Return the turn under way: the rep's line, its receipt once it is known, the customer's words so far."""
    line = rep_line(last.text, last.verdict, last.receipt) if last else esc(text)
    receipt = _receipt(persona, rubric, last) if last else ""
    reply = customer_line(persona, said) if said else thinking(persona)
    return f'<div class="rw-turn is-live" data-busy>{_rep(line)}{receipt}{reply}</div>'


def thinking(persona: Persona) -> str:
    """Return the sign that the customer is about to speak."""
    return (
        f'<div class="rw-said is-thinking"><p class="rw-name">{esc(persona.name)}</p>'
        '<p class="rw-dots"><i></i><i></i><i></i><span class="rw-sr">is thinking</span></p></div>'
    )


def customer_line(persona: Persona, text: str, degraded: str | None = None) -> str:
    """Return one line of the customer, and where another engine stood in, that it did and why."""
    told = f"The built-in engine spoke this line. {degraded}"
    warning = f'<p class="rw-degraded"><b>The model did not.</b> {esc(told)}</p>' if degraded else ""
    return (
        f'<div class="rw-said"><p class="rw-name">{esc(persona.name)}</p><p class="rw-text" dir="auto">{esc(text)}</p>'
        f"{warning}</div>"
    )


def ended(info: SessionInfo, outcome: Outcome, persona: Persona) -> str:
    """Return what stands where the rep would write, once the conversation is over."""
    told = {
        Outcome.COMMITTED: f"{persona.name} has committed to a plan.",
        Outcome.WALKED_AWAY: f"{persona.name} has left the conversation.",
        Outcome.OPEN: "You ended this conversation.",
    }[outcome]
    go = (
        link(Route("debrief", info.id), "Read the debrief", "rw-button is-main")
        if info.finished
        else button("finish", "Read the debrief", "rw-button is-main")
    )
    kind = {Outcome.COMMITTED: "is-won", Outcome.WALKED_AWAY: "is-lost"}.get(outcome, "")
    return f'<div class="rw-ended {kind}"><p><b>{esc(OUTCOMES[outcome])}.</b> {esc(told)}</p>{go}</div>'


def _task(persona: Persona) -> str:
    know = join(f"<li>{esc(line)}</li>" for line in persona.brief.you_know)
    return f"<p>{esc(persona.brief.you_are)}</p><p><b>{esc(persona.brief.your_task)}</b></p><ul>{know}</ul>"


def _turn(persona: Persona, rubric: Rubric, turn: Turn) -> str:
    last = LastLine(turn.rep, turn.verdict, turn.receipt)
    line = rep_line(turn.rep, turn.verdict, turn.receipt)
    reply = customer_line(persona, turn.reply.text, turn.reply.degraded)
    again = button("rewind", "Say this differently", "rw-quiet is-again", turn=turn.number - 1)
    return (
        f'<article class="rw-turn" id="turn-{turn.number}" aria-label="Turn {turn.number}">{_rep(line)}'
        f"{_receipt(persona, rubric, last, again)}{reply}</article>"
    )


def _unanswered(line: UnansweredLine, info: SessionInfo) -> str:
    """Draw a line that was not answered, struck, with a way to try again while nothing was said after it."""
    may_retry = info.unanswered and line.number == info.lines and not info.finished
    again = button("retry", "Try again", "rw-quiet is-retry") if may_retry else ""
    why = f"Not answered: {line.why}. It moved nothing and counts as no turn (line {line.number})."
    return (
        f'<article class="rw-turn is-unanswered" id="line-{line.number}" aria-label="Line {line.number}, not answered">'
        f'{_rep(f"<s>{esc(line.rep)}</s>")}<p class="rw-degraded">{esc(why)} {again}</p></article>'
    )


def _rep(line: str) -> str:
    return f'<div class="rw-rep"><p class="rw-name">You</p><p class="rw-text" dir="auto">{line}</p></div>'


def _receipt(persona: Persona, rubric: Rubric, last: LastLine, again: str = "") -> str:
    return (
        f'<details class="rw-slip"><summary>{digest(last.verdict, last.receipt)}</summary>'
        f'<div class="rw-slip-body">{receipt_body(last.verdict, last.receipt, persona, rubric)}{again}</div></details>'
    )
