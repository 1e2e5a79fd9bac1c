"""History: past sessions, to go on with or to read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.model.persona import Persona
from agent.model.session import Outcome, SessionInfo
from agent.web.routes import Route
from agent.web.views.html import esc, join, plural
from agent.web.views.labels import day, standing
from agent.web.views.page import link, screen

PAGE = 25
"""Sessions on one page."""


def history(personas: Mapping[str, Persona], sessions: Sequence[SessionInfo], start: int) -> str:
    """Return one page of past sessions.

    Args:
        sessions: newest first; at most `PAGE + 1`, and the one too many only says that there are older ones.
        start: how many newer sessions come before these.
    """
    rows = join(_session_row(info, personas.get(info.persona)) for info in sessions[:PAGE])
    body = f'<ul class="rw-sessions">{rows}</ul>' if rows else _nothing(start)
    newer = link(Route("history", start=max(0, start - PAGE)), "← Newer", "rw-button") if start else ""
    older = link(Route("history", start=start + PAGE), "Older →", "rw-button") if len(sessions) > PAGE else ""
    inner = f'<div class="rw-hero is-low"><h1>Past sessions</h1></div>{body}<p class="rw-pages">{newer}{older}</p>'
    return screen(Route("history", start=start), "Past sessions", inner, "is-history")


def _nothing(start: int) -> str:
    if start:
        return '<p class="rw-empty">There are no older sessions.</p>'
    return (
        f'<p class="rw-empty">None yet. {link(Route(), "Choose a customer")} and talk; every session is kept here.</p>'
    )


def _session_row(info: SessionInfo, persona: Persona | None) -> str:
    name = persona.name if persona else info.persona
    role = f"{persona.role}, {persona.company}" if persona else "this persona is not among the files any more"
    kind = {Outcome.COMMITTED: "is-won", Outcome.WALKED_AWAY: "is-lost"}.get(info.outcome, "is-open")
    branch = f" · branched at turn {info.parent_turn}" if info.parent else ""
    waiting = " · a line still waits for its answer" if info.pending else ""
    place = Route("debrief" if info.finished else "talk", info.id)
    act = "Debrief" if info.finished else "Go on"
    inner = (
        f'<span class="rw-when">{esc(day(info))}</span>'
        f'<span class="rw-with"><b>{esc(name)}</b><small>{esc(role)}</small></span>'
        f'<span class="rw-stand {kind}">{esc(standing(info))}'
        f"<small>{plural(info.turns, 'turn')}{esc(branch + waiting)}</small></span>"
        f'<span class="rw-act">{act} →</span>'
    )
    return f"<li>{link(place, inner, 'rw-session')}</li>"
