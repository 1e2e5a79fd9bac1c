"""History: past sessions, to go on with, to read again, to find, to name and to be rid of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from agent.model.persona import Persona
from agent.model.practice.terms import Mode
from agent.model.session import Outcome
from agent.model.turn import SessionInfo
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.labels import day, standing
from agent.web.views.page import link, screen

PAGE = 25
"""Sessions on one page."""

MODES = {Mode.PRACTICE: "", Mode.CALM: "calm", Mode.EXAM: "exam"}
"""What a row says of how a session was practised; the usual way goes without saying."""


def history(
    personas: Mapping[str, Persona], sessions: Sequence[SessionInfo], start: int, sought: str = "",
    trend: Markup | None = None,
) -> Markup:  # fmt: skip
    """Return one page of past sessions.

    Args:
        sessions: newest first; at most `PAGE + 1`, and the one too many only says that there are older ones.
        start: how many newer sessions come before these. sought: what they were searched for.
        trend: how the criteria go over time, drawn; None where it is not shown.
    """
    rows = join(_session_row(info, personas.get(info.persona)) for info in sessions[:PAGE])
    inner = markup(
        '<div class="rw-hero is-low"><h1>Past sessions</h1></div>{search}{trend}{body}'
        '<p class="rw-pages">{newer}{older}</p>',
        search=_search_form(sought),
        trend=trend or EMPTY,
        body=_list(rows, len(sessions)) if rows else _no_sessions(start, sought),
        newer=link(_page_route(start - PAGE, sought), "← Newer", "rw-button") if start else EMPTY,
        older=link(_page_route(start + PAGE, sought), "Older →", "rw-button") if len(sessions) > PAGE else EMPTY,
    )
    return screen(_page_route(start, sought), "Past sessions", inner, "is-history")


def _page_route(start: int, sought: str) -> Route:
    return Route("history", start=max(0, start), more=(("q", sought),) if sought else ())


def _search_form(sought: str) -> Markup:
    return markup(
        '<form class="rw-search" data-act="search-sessions" role="search"><label for="rw-q">Find a session</label>'
        '<input id="rw-q" name="q" type="search" value="{sought}" maxlength="100" '
        'placeholder="A customer, a name, or words that were said"><button class="rw-button">Find</button></form>',
        sought=sought,
    )


def _list(rows: Markup, count: int) -> Markup:
    """Return the rows; where there are two or more, two of them can be set side by side."""
    if count < 2:
        return markup('<ul class="rw-sessions">{rows}</ul>', rows=rows)
    return markup(
        '<form data-act="compare-sessions" id="rw-compare"></form><ul class="rw-sessions is-picking">{rows}</ul>'
        '<p class="rw-compare"><button class="rw-button" form="rw-compare">Compare the two chosen</button></p>',
        rows=rows,
    )


def _no_sessions(start: int, sought: str) -> Markup:
    if sought:
        return markup(
            '<p class="rw-empty">Nothing that you said or heard, and no customer, fits “{sought}”. {all}</p>',
            sought=sought,
            all=link(Route("history"), "Show all sessions"),
        )
    if start:
        return markup('<p class="rw-empty">There are no older sessions.</p>')
    return markup(
        '<p class="rw-empty">None yet. {choose} and talk; every session is kept here.</p>',
        choose=link(Route(), "Choose a customer"),
    )


def _session_row(info: SessionInfo, persona: Persona | None) -> Markup:
    name = persona.name if persona else info.persona
    inner = markup(
        '<span class="rw-when">{day}</span><span class="rw-with"><b>{title}</b><small>{role}</small></span>'
        '<span class="rw-stand {kind}">{standing}<small>{more}</small></span>'
        '<span class="rw-act">{act} →</span>',
        day=day(info),
        title=info.name or name,
        role=_whom(info, persona),
        kind={Outcome.COMMITTED: "is-won", Outcome.WALKED_AWAY: "is-lost"}.get(info.outcome, "is-open"),
        standing=standing(info),
        more=" · ".join(part for part in _particulars(info) if part),
        act="Debrief" if info.finished else "Go on",
    )
    place = Route("debrief" if info.finished else "talk", info.id)
    return markup(
        '<li><span class="rw-pick"><input type="checkbox" form="rw-compare" name="pick:{id}" '
        'aria-label="Compare {title}, {day}"></span>{row}{more}</li>',
        id=info.id,
        title=info.name or name,
        day=day(info),
        row=link(place, inner, "rw-session"),
        more=_row_tools(info, name),
    )


def _whom(info: SessionInfo, persona: Persona | None) -> str:
    """Return who the customer is, as far as the title does not tell it."""
    if persona is None:
        return "this persona is not among the files any more"
    return f"{persona.name}, {persona.role}" if info.name else f"{persona.role}, {persona.company}"


def _particulars(info: SessionInfo) -> tuple[str, ...]:
    return (
        plural(info.turns, "turn"),
        MODES[info.mode],
        f"branched at turn {info.parent_turn}" if info.parent else "",
        "a line still waits for its answer" if info.pending else "",
        "with your trainer" if info.submitted else "",
    )


def _row_tools(info: SessionInfo, name: str) -> Markup:
    """Return what may be done with a session besides reading it: name it, compare it with its first way, erase it."""
    back = EMPTY
    if info.parent:
        both = Route("compare", info.parent, more=(("with", info.id),))
        back = link(both, "Compare with the way it branched from", "rw-quiet")
    return markup(
        '<details class="rw-row-tools"><summary aria-label="Name or erase: {title}, {day}">···</summary><div>{back}'
        '<form data-act="name-session" data-session="{id}"><label>Call it <input name="name" value="{called}" '
        'maxlength="80" placeholder="{name}"></label><button class="rw-button">Save</button></form>'
        '<form data-act="erase-session" data-session="{id}"><p>Erase it for good, with every word in it?</p>'
        '<label class="rw-check"><input type="checkbox" name="branches"> also those that went back to it</label>'
        '<button class="rw-button is-harm">Erase</button></form></div></details>',
        title=info.name or name,
        day=day(info),
        back=back,
        id=info.id,
        called=info.name,
        name=name,
    )
