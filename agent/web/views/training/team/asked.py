"""Asked: what a trainer asks of the rep who looks at it: the customer, until when, and a button to begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from agent.model.persona import Persona
from agent.model.training.assignment import Progress
from agent.runtime.personal.training.team.asked import AskedOfMe
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.page import button, link, screen
from agent.web.views.people.fields import para
from agent.web.views.training.team.assignments import terms_words
from agent.web.views.training.team.due import due_words, zone

ON_FIRST = 3
"""Assignments that the first screen shows; the rest is one link away."""

DONE = frozenset({Progress.HANDED_IN, Progress.HANDED_IN_LATE})


def asked_note(asked: Sequence[AskedOfMe], personas: Mapping[str, Persona], requests: int) -> Markup:
    """Return what the first screen says of assignments that are not handed in, and of lines that somebody asks to show.

    Args:
        requests: how many such lines wait for an answer.
    """
    waiting = [one for one in asked if one.progress not in DONE]
    more = link(Route("assigned"), f"All that is asked of you ({len(asked)})", "rw-textlink")
    listed = markup(
        '<section class="rw-asks"><h2>Asked of you</h2><ul>{rows}</ul><p>{more}</p></section>',
        rows=join(_asked_item(one, personas) for one in waiting[:ON_FIRST]),
        more=more,
    )
    told = link(
        Route("shares"),
        markup("<span>Your trainer asks to show {count} of yours to others.</span> <b>Answer →</b>",
               count=plural(requests, "line")),
        "rw-resume",
    )  # fmt: skip
    return join((listed if waiting else EMPTY, told if requests else EMPTY))


def asked_screen(asked: Sequence[AskedOfMe], personas: Mapping[str, Persona]) -> Markup:
    """Return all that is asked of a rep, what is due first at the top, what is done at the end."""
    rows = join(_asked_item(one, personas) for one in asked)
    none = para(
        "Nothing is asked of you. Your trainer may ask for a session; it is shown here and on the first screen."
    )
    inner = markup(
        '<div class="rw-hero is-low"><h1>Asked of you</h1><p>Your trainer learns of a session once you hand it in, and '
        "nothing before: rehearse as often as you like. Times are those of this room (time zone {zone}).</p></div>"
        "{body}",
        zone=zone(),
        body=markup('<section class="rw-asks"><ul>{rows}</ul></section>', rows=rows) if rows else none,
    )
    return screen(Route("assigned"), "Asked of you", inner, "is-history")


def _asked_item(one: AskedOfMe, personas: Mapping[str, Persona]) -> Markup:
    asked, persona = one.assignment, personas.get(one.assignment.persona)
    state = f"{one.handed_in} of {asked.sessions} handed in" if asked.sessions > 1 else ""
    return markup(
        '<li class="rw-ask is-{kind}"><div><h3 dir="auto">{title}</h3><p>{who}: {terms}</p>{note}'
        '<p class="rw-ask-due"><b>{due}</b> {state}</p></div><p class="rw-row">{acts}</p></li>',
        kind="late" if one.progress is Progress.LATE else "done" if one.progress in DONE else "open",
        title=asked.title,
        who=persona.name if persona else f"{asked.persona}, who is not here any more",
        terms=terms_words(asked),
        note=markup('<p class="rw-asked-note" dir="auto">{note}</p>', note=asked.note) if asked.note else EMPTY,
        due=one.progress.value if one.progress in DONE else due_words(asked.due),
        state=state,
        acts=_ways_to_begin(one) if persona else EMPTY,
    )


def _ways_to_begin(one: AskedOfMe) -> Markup:
    hand_in = (
        link(Route("debrief", one.ended.id), "Hand in your last session", "rw-button is-main")
        if one.ended is not None and one.progress not in DONE
        else EMPTY
    )
    words = "Go on" if one.open else "Start again" if one.handed_in or one.ended else "Start"
    kind = "rw-button" if hand_in or one.progress in DONE else "rw-button is-main"
    return join((hand_in, button("assigned_begin", words, kind, assignment=one.assignment.id)))
