"""Workshop frame: what stands around every screen of the workshop: its title and the ways to its parts."""

from __future__ import annotations

from markupsafe import Markup

from agent.model.practice.person import Person, Role
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.page import link, screen

PARTS: tuple[tuple[Route, str, Role], ...] = (
    (Route("workshop"), "Customers", Role.TRAINER),
    (Route("rubrics"), "Rubric", Role.TRAINER),
    (Route("transcripts"), "Transcripts", Role.TRAINER),
    (Route("desk"), "Label desk", Role.LABELLER),
)
"""The parts of the workshop, and who may go there; each is a key of `SCREENS`."""

WITHIN = {"compare-customer": "workshop", "desk-agreement": "desk", "desk-settle": "desk"}
"""Views that stand within a part whose view has another name."""


def workshop_screen(place: Route, person: Person, title: str, lead: str, *inner: Markup, kind: str = "") -> Markup:
    """Return a screen of the workshop.

    Args:
        place: where it is. person: who looks at it. title, lead: its heading and the sentence below.
        kind: a class of its own.
    """
    body = markup(
        '<nav class="rw-tabs" aria-label="Workshop"><ul>{parts}</ul></nav>'
        '<div class="rw-hero is-low"><h1 dir="auto">{title}</h1>{lead}</div>{inner}',
        parts=join(_tab(route, words, place) for route, words, role in PARTS if person.may(role)),
        title=title,
        lead=markup("<p>{lead}</p>", lead=lead) if lead else EMPTY,
        inner=join(inner),
    )
    return screen(place, title, body, f"is-workshop {kind}".strip())


def _tab(route: Route, words: str, place: Route) -> Markup:
    if route.view == place.view and not place.id:
        return markup('<li><b class="rw-tab is-now" aria-current="page">{words}</b></li>', words=words)
    kind = "rw-tab is-in" if route.view == WITHIN.get(place.view, place.view) else "rw-tab"
    return markup("<li>{way}</li>", way=link(route, words, kind))
