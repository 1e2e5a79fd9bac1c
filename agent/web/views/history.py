"""History: past sessions, to go on with or to read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from agent.model.persona import Persona
from agent.model.session import Outcome
from agent.model.turn import SessionInfo
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.labels import day, standing
from agent.web.views.page import link, screen

PAGE = 25
"""Sessions on one page."""


def history(personas: Mapping[str, Persona], sessions: Sequence[SessionInfo], start: int) -> Markup:
    """Return one page of past sessions.

    Args:
        sessions: newest first; at most `PAGE + 1`, and the one too many only says that there are older ones.
        start: how many newer sessions come before these.
    """
    rows = join(_session_row(info, personas.get(info.persona)) for info in sessions[:PAGE])
    inner = markup(
        '<div class="rw-hero is-low"><h1>Past sessions</h1></div>{body}<p class="rw-pages">{newer}{older}</p>',
        body=markup('<ul class="rw-sessions">{rows}</ul>', rows=rows) if rows else _no_sessions(start),
        newer=link(Route("history", start=max(0, start - PAGE)), "← Newer", "rw-button") if start else EMPTY,
        older=link(Route("history", start=start + PAGE), "Older →", "rw-button") if len(sessions) > PAGE else EMPTY,
    )
    return screen(Route("history", start=start), "Past sessions", inner, "is-history")


def _no_sessions(start: int) -> Markup:
    if start:
        return markup('<p class="rw-empty">There are no older sessions.</p>')
    return markup(
        '<p class="rw-empty">None yet. {choose} and talk; every session is kept here.</p>',
        choose=link(Route(), "Choose a customer"),
    )


def _session_row(info: SessionInfo, persona: Persona | None) -> Markup:
    branch = f" · branched at turn {info.parent_turn}" if info.parent else ""
    waiting = " · a line still waits for its answer" if info.pending else ""
    inner = markup(
        '<span class="rw-when">{day}</span><span class="rw-with"><b>{name}</b><small>{role}</small></span>'
        '<span class="rw-stand {kind}">{standing}<small>{turns}{more}</small></span>'
        '<span class="rw-act">{act} →</span>',
        day=day(info),
        name=persona.name if persona else info.persona,
        role=f"{persona.role}, {persona.company}" if persona else "this persona is not among the files any more",
        kind={Outcome.COMMITTED: "is-won", Outcome.WALKED_AWAY: "is-lost"}.get(info.outcome, "is-open"),
        standing=standing(info),
        turns=plural(info.turns, "turn"),
        more=branch + waiting,
        act="Debrief" if info.finished else "Go on",
    )
    place = Route("debrief" if info.finished else "talk", info.id)
    return markup("<li>{row}</li>", row=link(place, inner, "rw-session"))
