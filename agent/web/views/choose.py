"""Choose: the cards of all personas, and the brief that a rep reads before the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.errors import Finding
from agent.model.persona import Persona
from agent.model.session import Outcome, SessionInfo
from agent.web.routes import Route
from agent.web.views.html import esc, join, plural
from agent.web.views.labels import day, standing
from agent.web.views.page import button, link, screen
from agent.web.views.portrait import portrait

DIFFICULTIES = ("", "mild", "moderate", "hard", "very hard", "hardest")


def choose(personas: Mapping[str, Persona], sessions: Sequence[SessionInfo], problems: Sequence[Finding]) -> str:
    """Return the first screen: whom to meet, with what came of it before.

    Args:
        personas: by id. sessions: past ones, newest first. problems: files that could not be read.
    """
    cards = join(
        _card(persona, [s for s in sessions if s.persona == persona.id and s.turns]) for persona in personas.values()
    )
    lead = (
        "Pick a customer and talk. They resist the way people do: they open up when they feel understood "
        "<em>and</em> left in charge, and close when they are pushed. After each line you see what moved, and why."
    )
    inner = (
        f'<div class="rw-hero"><h1>Who do you want to meet?</h1><p>{lead}</p></div>'
        f"{_open_session(personas, sessions)}{_broken(problems)}"
        f'<ul class="rw-cards">{cards}</ul>'
    )
    return screen(Route(), "Choose a customer", inner, "is-choose")


def brief(persona: Persona, sessions: Sequence[SessionInfo]) -> str:
    """Return the brief of one persona: who the rep is, what they know, their task, and the change at stake."""
    know = join(f"<li>{esc(line)}</li>" for line in persona.brief.you_know)
    size = "A small change" if persona.change.size == "small" else "A large change"
    inner = (
        f'<p class="rw-back">{link(Route(), "← All customers")}</p>'
        f'<div class="rw-brief-head">{portrait(persona)}<div><h1>{esc(persona.name)}</h1>'
        f"<p>{esc(persona.role)}, {esc(persona.company)}</p>{pips(persona)}</div></div>"
        f'<p class="rw-scene">{esc(persona.scenario)}</p>'
        '<div class="rw-brief"><div>'
        f"<section><h2>You are</h2><p>{esc(persona.brief.you_are)}</p></section>"
        f"<section><h2>Your task</h2><p>{esc(persona.brief.your_task)}</p></section>"
        f"<section><h2>What is at stake</h2><p>{size}: {esc(persona.change.what)}</p></section>"
        f"</div><section><h2>You know</h2><ul>{know}</ul></section></div>"
        f'<div class="rw-go">{button("start", "Start the conversation", "rw-button is-main", persona=persona.id)}'
        f"<p>{esc(persona.name)} speaks first.</p></div>{_met(sessions)}"
    )
    return screen(Route("brief", persona.id), persona.name, inner, "is-brief")


def pips(persona: Persona) -> str:
    """Return the difficulty as one to five pips, with the word for it."""
    level = persona.law.difficulty
    dots = join(f'<i class="{"on" if index < level else ""}"></i>' for index in range(5))
    word = DIFFICULTIES[level]
    return (
        f'<p class="rw-pips"><span aria-hidden="true">{dots}</span>'
        f'<span class="rw-sr">Difficulty {level} of 5: </span>{esc(word)}</p>'
    )


def _card(persona: Persona, past: Sequence[SessionInfo]) -> str:
    inner = (
        f'{portrait(persona)}<span class="rw-card-text"><strong>{esc(persona.name)}</strong>'
        f'<span class="rw-role">{esc(persona.role)}, {esc(persona.company)}</span>'
        f'<span class="rw-line">{esc(persona.portrait)}</span></span>'
    )
    place = Route("brief", persona.id)
    return (
        f'<li class="rw-card">{link(place, inner, "rw-card-link")}'
        f'<div class="rw-card-foot">{pips(persona)}<p class="rw-past">{_results(past)}</p></div></li>'
    )


def _results(past: Sequence[SessionInfo]) -> str:
    if not past:
        return "Not met yet"
    won = sum(info.outcome is Outcome.COMMITTED for info in past)
    lost = sum(info.outcome is Outcome.WALKED_AWAY for info in past)
    parts = ["Met once" if len(past) == 1 else f"Met {len(past)} times"]
    parts += [f"{won} committed"] if won else []
    parts += [f"{lost} walked away"] if lost else []
    return esc(" · ".join(parts))


def _met(sessions: Sequence[SessionInfo]) -> str:
    if not sessions:
        return ""
    rows = join(f"<li>{_session_link(info)}</li>" for info in sessions[:5])
    return f'<section class="rw-met"><h2>Your sessions with them</h2><ul>{rows}</ul></section>'


def _session_link(info: SessionInfo) -> str:
    place = Route("debrief" if info.finished else "talk", info.id)
    return link(
        place, f"<span>{esc(day(info))}</span> <span>{plural(info.turns, 'turn')}</span> <b>{standing(info)}</b>"
    )


def _open_session(personas: Mapping[str, Persona], sessions: Sequence[SessionInfo]) -> str:
    for info in sessions:
        if not info.finished and info.turns and info.persona in personas:
            inner = (
                f"<span>Your conversation with <strong>{esc(personas[info.persona].name)}</strong> is still open, at "
                f"{plural(info.turns, 'turn')}.</span> <b>Go on →</b>"
            )
            return link(Route("talk", info.id), inner, "rw-resume")
    return ""


def _broken(problems: Sequence[Finding]) -> str:
    if not problems:
        return ""
    rows = join(f"<li>{esc(problem)}</li>" for problem in problems)
    told = plural(len(problems), "problem")
    return f'<details class="rw-broken"><summary>{told} in persona or rubric files</summary><ul>{rows}</ul></details>'
