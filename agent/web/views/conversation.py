"""Conversation: as it is read. Each whole turn is finished markup; the turn under way is drawn apart."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Outcome, Reply
from agent.model.turn import SessionInfo, Turn, UnansweredLine
from agent.runtime.personal.exams import used_up
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.labels import OUTCOMES
from agent.web.views.page import button, link
from agent.web.views.panel import LastLine
from agent.web.views.portrait import portrait
from agent.web.views.practice.disputes import Contested
from agent.web.views.practice.folded_receipts import folded_receipt, slip
from agent.web.views.practice.modes import Telling, ending_of, telling
from agent.web.views.practice.voice import hear_again, hear_switch
from agent.web.views.receipts import rep_line

YOUR_TASK = markup("<summary>Your task</summary>")

YOU_ENDED = markup("<span>You ended this conversation.</span>")

WINDOW = 30
"""Whole turns that are sent at a time, so that a turn late in a session costs what an early one costs."""


def talk_head(persona: Persona, info: SessionInfo) -> Markup:
    """Return the head of a conversation: whom the rep talks with, and the way out. `room.js` reads its address."""
    return markup(
        '<div id="rw-main" class="rw-talk-head" tabindex="-1" data-url="{address}" data-title="{name}">{portrait}'
        '<div class="rw-who"><h1>{name}</h1><p>{role}, {company}</p>{branch}</div><div class="rw-tools">{hear}'
        '<details class="rw-task">{your_task}<div>{task}</div></details>'
        "{end}</div></div>",
        address=Route("talk", info.id).search,
        name=persona.name,
        portrait=portrait(persona),
        role=persona.role,
        company=persona.company,
        branch=_branch(info) if info.parent else EMPTY,
        hear=hear_switch(),
        your_task=YOUR_TASK,
        task=_task(persona),
        end=EMPTY if info.finished else _end(info),
    )


def _end(info: SessionInfo) -> Markup:
    return markup(
        '<details class="rw-end"><summary>End</summary><div><p>{ending}</p>{end}</div></details>',
        ending=ending_of(info),
        end=button("finish", "End and debrief", "rw-button is-main"),
    )


def _branch(info: SessionInfo) -> Markup:
    side = link(Route("compare", info.parent or "", more=(("with", info.id),)), "Compare both ways", "rw-quiet")
    return markup(
        '<p class="rw-branch"><span>Branched at turn {turn}: </span>{side}</p>', turn=info.parent_turn, side=side
    )


def log(
    persona: Persona,
    rubric: Rubric,
    info: SessionInfo,
    turns: Sequence[Turn],
    whole: int,
    lost: Sequence[UnansweredLine] = (),
    contested: Contested | None = None,
) -> Markup:
    """Return the whole turns shown, after the opening, with the lines between them that were not answered.

    Args:
        turns: the last ones in order. whole: how many there are in all. lost: every line that was not answered.
        contested: what was disputed, and which receipt stands open; None where readings cannot be disputed.
    """
    hidden = whole - len(turns)
    first = turns[0].number if hidden and turns else 0
    drawn = [(turn.number, _whole_turn(persona, rubric, turn, info, contested)) for turn in turns]
    drawn += [(line.number, _unanswered(line, info)) for line in lost if line.number >= first]
    return markup(
        '<div class="rw-log" data-session="{id}" data-step="{step}">{more}{opening}{turns}</div>',
        id=info.id,
        step=info.step,
        more=button("more", f"Show the {plural(hidden, 'earlier turn')}", "rw-quiet is-more") if hidden else EMPTY,
        opening=EMPTY if hidden else customer_line(persona, info.opening, turn=0),
        turns=join(part for _, part in sorted(drawn)),
    )


def live(persona: Persona, rubric: Rubric, text: str, last: LastLine | None, said: str) -> Markup:
    """Return the turn under way: the rep's line, its receipt once it is known, the customer's words so far."""
    return markup(
        '<div class="rw-turn is-live" data-busy>{rep}{receipt}{reply}</div>',
        rep=_rep(rep_line(last.text, last.verdict, last.receipt) if last else text),
        receipt=folded_receipt(persona, rubric, last) if last else EMPTY,
        reply=customer_line(persona, said) if said else thinking(persona),
    )


def thinking(persona: Persona) -> Markup:
    """Return the sign that the customer is about to speak."""
    return markup(
        '<div class="rw-said is-thinking"><p class="rw-name">{name}</p>'
        '<p class="rw-dots"><i></i><i></i><i></i><span class="rw-sr">is thinking</span></p></div>',
        name=persona.name,
    )


def customer_line(persona: Persona, text: str, reply: Reply | None = None, turn: int | None = None) -> Markup:
    """Return one line of the customer; of a whole `reply` also what went wrong with it: cut, or spoken by another.

    Args:
        turn: in which it was said, 0 for the opening, so that it can be heard again; None while it is being said.
    """
    return markup(
        '<div class="rw-said"><p class="rw-name">{name}</p><p class="rw-text" dir="auto">{text}</p>{hear}{warning}'
        "</div>",
        name=persona.name,
        text=text,
        hear=EMPTY if turn is None else hear_again(turn),
        warning=_went_wrong(reply.engine, reply.degraded) if reply and reply.degraded else EMPTY,
    )


def _went_wrong(engine: str, why: str) -> Markup:
    if engine.startswith("llm:"):
        return markup(
            '<p class="rw-degraded"><b>Cut short.</b> The model spoke this line and no further. {why}</p>', why=why
        )
    return markup(
        '<p class="rw-degraded"><b>The model did not.</b> The built-in engine spoke this line. {why}</p>', why=why
    )


def spoken(persona: Persona, turn: Turn, info: SessionInfo) -> Markup:
    """Return what a screen reader is told when the customer has spoken; the level only where it is shown as well."""
    level = markup(" Resistance {resistance:.1f}.", resistance=turn.state.resistance)
    return markup(
        '<div class="rw-sr" role="log" aria-live="polite">{name}: {text}{level}</div>',
        name=persona.name,
        text=turn.reply.text,
        level=level if telling(info) is Telling.ALL else EMPTY,
    )


def ended(info: SessionInfo, outcome: Outcome, persona: Persona) -> Markup:
    """Return what stands where the rep would write, once the conversation is over."""
    told = {
        Outcome.COMMITTED: f"{persona.name} has committed to a plan.",
        Outcome.WALKED_AWAY: f"{persona.name} has left the conversation.",
        Outcome.OPEN: "That was the last line of this exam." if used_up(info) else YOU_ENDED,
    }[outcome]
    words, kind = "Read the debrief", "rw-button is-main"
    return markup(
        '<div class="rw-ended {kind}"><p><b>{outcome}.</b> {told}</p>{go}</div>',
        kind={Outcome.COMMITTED: "is-won", Outcome.WALKED_AWAY: "is-lost"}.get(outcome, ""),
        outcome=OUTCOMES[outcome],
        told=told,
        go=link(Route("debrief", info.id), words, kind) if info.finished else button("finish", words, kind),
    )


def _task(persona: Persona) -> Markup:
    return markup(
        "<p>{you_are}</p><p><b>{task}</b></p><ul>{know}</ul>",
        you_are=persona.brief.you_are,
        task=persona.brief.your_task,
        know=join(markup("<li>{line}</li>", line=line) for line in persona.brief.you_know),
    )


def _whole_turn(persona: Persona, rubric: Rubric, turn: Turn, info: SessionInfo, contested: Contested | None) -> Markup:
    told = telling(info)
    last = LastLine(turn.rep, turn.verdict, turn.receipt, contested.turn(turn.number) if contested else None)
    return markup(
        '<article class="rw-turn" id="turn-{number}" aria-label="Turn {number}">{rep}{receipt}{reply}{notice}'
        "</article>",
        number=turn.number,
        rep=_rep(rep_line(turn.rep, turn.verdict, turn.receipt) if told is Telling.ALL else turn.rep),
        receipt=EMPTY if told is Telling.NONE else slip(persona, rubric, turn.number, last, info),
        reply=customer_line(persona, turn.reply.text, turn.reply, turn.number),
        notice=markup('<p class="rw-degraded" role="status">{why}</p>', why=turn.notice) if turn.notice else EMPTY,
    )


def _unanswered(line: UnansweredLine, info: SessionInfo) -> Markup:
    """Draw a line that was not answered, struck, with a way to try again while nothing was said after it."""
    may_retry = info.unanswered and line.number == info.lines and not info.finished
    return markup(
        '<article class="rw-turn is-unanswered" id="line-{number}" aria-label="Line {number}, not answered">{rep}'
        '<p class="rw-degraded">Not answered: {why}. It moved nothing and counts as no turn (line {number}). '
        "{again}</p></article>",
        number=line.number,
        rep=_rep(markup("<s>{line}</s>", line=line.rep)),
        why=line.why,
        again=button("retry", "Try again", "rw-quiet is-retry") if may_retry else EMPTY,
    )


def _rep(line: str) -> Markup:
    """Return the rep's line: text, or finished markup."""
    return markup(
        '<div class="rw-rep"><p class="rw-name">You</p><p class="rw-text" dir="auto">{line}</p></div>', line=line
    )
