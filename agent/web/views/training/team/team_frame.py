"""Team frame: what stands around every screen of a trainer's team: the ways to its parts."""

from __future__ import annotations

from markupsafe import Markup

from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.page import link, screen

HOME, OVERVIEW, ASSIGNMENTS = (Route(view) for view in ("team-home", "team-overview", "assignments"))
"""Where the bar on top leads, and the two parts of which one stands there."""

PARTS: tuple[tuple[Route, str], ...] = (
    (OVERVIEW, "Overview"),
    (ASSIGNMENTS, "Assignments"),
    (Route("team"), "Given sessions"),
    (Route("shared-lines"), "Shared lines"),
)
"""The parts of a team; each is a key of `SCREENS`."""


def team_screen(place: Route, title: str, lead: str, *inner: Markup, kind: str = "", at: Route | None = None) -> Markup:
    """Return a screen of the team: its title, a sentence below it, and what it shows.

    A part without a choice in its address may stand at `HOME`: there it keeps that address, so that the bar marks it.
    """
    body = markup(
        '{tabs}<div class="rw-hero is-low"><h1 dir="auto">{title}</h1>{lead}</div>{inner}',
        tabs=team_tabs(place),
        title=title,
        lead=markup("<p>{lead}</p>", lead=lead) if lead else EMPTY,
        inner=join(inner),
    )
    return screen(at or place, title, body, f"is-team {kind}".strip())


def team_tabs(place: Route) -> Markup:
    """Return the ways to the parts, with the one that is shown."""
    return markup(
        '<nav class="rw-tabs" aria-label="Team"><ul>{parts}</ul></nav>',
        parts=join(_part_of_team(route, words, place) for route, words in PARTS),
    )


def _part_of_team(route: Route, words: str, place: Route) -> Markup:
    if route == place:
        return markup('<li><b class="rw-tab is-now" aria-current="page">{words}</b></li>', words=words)
    kind = "rw-tab is-in" if route.view == place.view else "rw-tab"
    return markup("<li>{way}</li>", way=link(route, words, kind))
