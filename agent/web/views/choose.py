"""Choose: the cards of all personas, and the brief that a rep reads before the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from agent.errors import Finding
from agent.model.persona import Persona
from agent.model.session import Outcome
from agent.model.turn import SessionInfo
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.labels import day, standing
from agent.web.views.page import link, screen
from agent.web.views.portrait import portrait
from agent.web.views.practice.first_moment import invitation, moment_of
from agent.web.views.practice.modes import FORM

DIFFICULTIES = ("", "mild", "moderate", "hard", "very hard", "hardest")


def choose(
    personas: Mapping[str, Persona], sessions: Sequence[SessionInfo], problems: Sequence[Finding], asked: Markup = EMPTY
) -> Markup:
    """Return the first screen: whom to meet, with what came of it before.

    Args:
        personas: by id. sessions: past ones, newest first. problems: files that could not be read.
        asked: what a trainer asks of whoever looks.
    """
    cards = join(
        _card(persona, [s for s in sessions if s.persona == persona.id and s.turns]) for persona in personas.values()
    )
    inner = markup(
        '<div class="rw-hero"><h1>Who do you want to meet?</h1><p>Pick a customer and talk. They resist the way people '
        "do: they open up when they feel understood <em>and</em> left in charge, and close when they are pushed. After "
        "each line you see what moved, and why.</p></div>"
        '{asked}{first}{open}{broken}<ul class="rw-cards">{cards}</ul>',
        asked=asked,
        first=EMPTY if sessions else invitation(moment_of(personas)),
        open=_open_session(personas, sessions),
        broken=_broken_files(problems),
        cards=cards,
    )
    return screen(Route(), "Choose a customer", inner, "is-choose")


def brief(persona: Persona, sessions: Sequence[SessionInfo], modes: Markup = EMPTY) -> Markup:
    """Return the brief of one persona: who the rep is, what they know, their task, and the change at stake.

    Args:
        sessions: past ones with them, newest first. modes: the modes to choose from.
    """
    inner = markup(
        '<p class="rw-back">{back}</p>'
        '<div class="rw-brief-head">{portrait}<div><h1>{name}</h1><p>{role}, {company}</p>{pips}</div></div>'
        '<p class="rw-scene">{scenario}</p>'
        '<div class="rw-brief"><div>'
        "<section><h2>You are</h2><p>{you_are}</p></section>"
        "<section><h2>Your task</h2><p>{task}</p></section>"
        "<section><h2>What is at stake</h2><p>{size}: {change}</p></section>"
        "</div><section><h2>You know</h2><ul>{know}</ul></section></div>{modes}"
        '<div class="rw-go"><form id="{form}" data-act="start" data-persona="{persona}"><button type="submit" '
        'class="rw-button is-main" data-act="start">Start the conversation</button></form>'
        "<p>{name} speaks first.</p></div>{met}",
        back=link(Route(), "← All customers"),
        portrait=portrait(persona),
        name=persona.name,
        role=persona.role,
        company=persona.company,
        pips=pips(persona),
        scenario=persona.scenario,
        you_are=persona.brief.you_are,
        task=persona.brief.your_task,
        size="A small change" if persona.change.size == "small" else "A large change",
        change=persona.change.what,
        know=join(markup("<li>{line}</li>", line=line) for line in persona.brief.you_know),
        modes=modes,
        form=FORM,
        persona=persona.id,
        met=_met(sessions),
    )
    return screen(Route("brief", persona.id), persona.name, inner, "is-brief")


def pips(persona: Persona) -> Markup:
    """Return the difficulty as one to five pips, with the word for it."""
    level = persona.law.difficulty
    return markup(
        '<p class="rw-pips"><span aria-hidden="true">{dots}</span>'
        '<span class="rw-sr">Difficulty {level} of 5: </span>{word}</p>',
        dots=join(markup('<i class="{kind}"></i>', kind="on" if index < level else "") for index in range(5)),
        level=level,
        word=DIFFICULTIES[level],
    )


def _card(persona: Persona, past: Sequence[SessionInfo]) -> Markup:
    inner = markup(
        '{portrait}<span class="rw-card-text"><strong>{name}</strong>'
        '<span class="rw-role">{role}, {company}</span><span class="rw-line">{line}</span></span>',
        portrait=portrait(persona),
        name=persona.name,
        role=persona.role,
        company=persona.company,
        line=persona.portrait,
    )
    return markup(
        '<li class="rw-card">{card}<div class="rw-card-foot">{pips}<p class="rw-past">{past}</p></div></li>',
        card=link(Route("brief", persona.id), inner, "rw-card-link"),
        pips=pips(persona),
        past=_results(past),
    )


def _results(past: Sequence[SessionInfo]) -> str:
    if not past:
        return "Not met yet"
    won = sum(info.outcome is Outcome.COMMITTED for info in past)
    lost = sum(info.outcome is Outcome.WALKED_AWAY for info in past)
    parts = ["Met once" if len(past) == 1 else f"Met {len(past)} times"]
    parts += [f"{won} committed"] if won else []
    parts += [f"{lost} walked away"] if lost else []
    return " · ".join(parts)


def _met(sessions: Sequence[SessionInfo]) -> Markup:
    if not sessions:
        return EMPTY
    rows = join(markup("<li>{row}</li>", row=_session_link(info)) for info in sessions[:5])
    return markup('<section class="rw-met"><h2>Your sessions with them</h2><ul>{rows}</ul></section>', rows=rows)


def _session_link(info: SessionInfo) -> Markup:
    inner = markup(
        "<span>{day}</span> <span>{turns}</span> <b>{standing}</b>",
        day=day(info),
        turns=plural(info.turns, "turn"),
        standing=standing(info),
    )
    return link(Route("debrief" if info.finished else "talk", info.id), inner)


def _open_session(personas: Mapping[str, Persona], sessions: Sequence[SessionInfo]) -> Markup:
    for info in sessions:
        if not info.finished and info.turns and info.persona in personas:
            inner = markup(
                "<span>Your conversation with <strong>{name}</strong> is still open, at {turns}.</span> <b>Go on →</b>",
                name=personas[info.persona].name,
                turns=plural(info.turns, "turn"),
            )
            return link(Route("talk", info.id), inner, "rw-resume")
    return EMPTY


def _broken_files(problems: Sequence[Finding]) -> Markup:
    if not problems:
        return EMPTY
    return markup(
        '<details class="rw-broken"><summary>{told} in persona or rubric files</summary><ul>{rows}</ul></details>',
        told=plural(len(problems), "problem"),
        rows=join(markup("<li>{problem}</li>", problem=str(problem)) for problem in problems),
    )
