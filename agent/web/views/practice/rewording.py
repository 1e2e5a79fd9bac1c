"""Rewording: the screen that shows other ways of saying a line, each with what it would have moved."""

from __future__ import annotations

from markupsafe import Markup

from agent.model.practice.drill import Skill
from agent.model.practice.rewording import Reworded, Rewording
from agent.model.rubric import Rubric
from agent.model.turn import SessionInfo, Turn
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, signed
from agent.web.views.page import button, link, screen, waiting

MOVES = {
    Skill.SAY_BACK: "Say back what they said",
    Skill.LEAVE_CHOICE: "Leave the choice with them",
    Skill.SET_LIMIT: "Set a kind limit",
    Skill.MEND_RUPTURE: "Own what went wrong",
    Skill.ASK_REASONS: "Ask for what is theirs",
}
"""The moves as a rep reads them."""

NONE = (
    "No way was found here that would have earned anything. Some moments are like that: a short line and a breath "
    "are as good as anything."
)


def reword_button(turn: int, session: str = "") -> Markup:
    """Return the button that leads from a line to other ways of saying it; `session` where the page shows no talk."""
    detail: dict[str, str | int] = {"turn": turn} | ({"session": session} if session else {})
    return button("reword", "Say it differently", "rw-quiet is-reword", **detail)


def reword_place(session: str, turn: int) -> Route:
    """Return the address of the other ways of one line."""
    return Route("reword", session, more=(("turn", str(turn)),))


def asking(info: SessionInfo, turn: Turn, heard: str, busy: bool = False) -> Markup:
    """Return the screen before the ways are there: what was said, and a button that asks for them."""
    ask = button("reword", "Show three ways", "rw-button is-main", session=info.id, turn=turn.number)
    below = waiting("Three ways are being written and graded …") if busy else markup("<p>{ask}</p>", ask=ask)
    return _screen(info, turn, heard, below)


def three_ways(info: SessionInfo, turn: Turn, rubric: Rubric, found: Reworded) -> Markup:
    """Return the screen with the ways, most helpful first."""
    cards = join(_way_card(info, turn.number, way, rubric) for way in found.ways)
    below = (
        markup('<ol class="rw-ways">{cards}</ol>', cards=cards) if found.ways else markup("<p>{none}</p>", none=NONE)
    )
    stood_in = markup(
        '<p class="rw-degraded"><b>Written by the built-in engine.</b> {why}</p>', why=found.degraded or ""
    )
    return _screen(
        info, turn, found.heard, markup("{why}{ways}", why=stood_in if found.degraded else EMPTY, ways=below)
    )


def would_move(way: Rewording) -> str:
    """Return what a way would have moved, in words: `resistance −0.6, trust +0.4`."""
    moved = [("resistance", way.resistance), ("trust", way.trust)]
    moved += [("scope pressure", way.scope_pressure)] if round(way.scope_pressure, 1) else []
    moved += [("readiness", way.readiness)] if round(way.readiness, 1) else []
    return ", ".join(f"{name} {signed(change)}" for name, change in moved)


def read_as(way: Rewording, rubric: Rubric) -> str:
    """Return what a way was read as: the names of its codes."""
    names = [rubric.codes[code].name.lower() for code in way.codes if code in rubric.codes]
    return ", ".join(names) or "nothing in particular"


def _screen(info: SessionInfo, turn: Turn, heard: str, below: Markup) -> Markup:
    back = Route("debrief", info.id) if info.finished else Route("talk", info.id)
    inner = markup(
        '<p class="rw-back">{back}</p><div class="rw-hero"><h1>Say it differently</h1>'
        "<p>Ways to say it at this moment, with what each would have moved. They are examples, not the right answer: "
        "your own words are better than any of them.</p></div>"
        '<section class="rw-moment"><h2>The moment</h2><dl><dt>They had said</dt><dd dir="auto">{heard}</dd>'
        '<dt>You said</dt><dd dir="auto">{line}</dd>'
        "<dt>It moved</dt><dd>resistance {resistance}, trust {trust}</dd></dl>"
        '</section><section aria-live="polite"><h2>One way to say it, or another</h2>{below}</section>',
        back=link(back, "← Back to the debrief" if info.finished else "← Back to the talk"),
        heard=heard,
        line=turn.rep,
        resistance=signed(turn.receipt.resistance),
        trust=signed(turn.receipt.trust),
        below=below,
    )
    return screen(reword_place(info.id, turn.number), "Say it differently", inner, "is-reword")


def _way_card(info: SessionInfo, turn: int, way: Rewording, rubric: Rubric) -> Markup:
    return markup(
        '<li class="rw-way"><h3>{move}</h3><blockquote dir="auto">{text}</blockquote>'
        '<p class="rw-effect">Would have moved: <b>{moved}</b></p><p class="rw-small">Read as {read}. {why}</p>'
        "{take}</li>",
        move=MOVES[way.kind],
        text=way.text,
        moved=would_move(way),
        read=read_as(way, rubric),
        why=way.why,
        take=button("reword_take", "Go back and say this", "rw-button", session=info.id, turn=turn, text=way.text),
    )
