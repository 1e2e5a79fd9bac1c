"""Foot: the facts at the foot of every page, drawn anew when the page is loaded and when the rubric changes."""

from __future__ import annotations

from importlib.metadata import version

from markupsafe import Markup

from agent.errors import RollwithError
from agent.runtime.room import Room
from agent.web.views.labels import engine_label
from agent.web.views.page import footer


def foot_of(room: Room, voice: str) -> Markup:
    """Return the foot of the page; `voice`: the models that speak and listen at an endpoint, if any do."""
    return footer(_facts(room, voice))


def _facts(room: Room, voice: str) -> list[tuple[str, str]]:
    speaking = room.engines()
    try:
        rubric = room.library.rubric().ref
    except RollwithError as error:
        rubric = str(error)
    return [
        ("Customer", engine_label(speaking.customer)),
        ("Grader", engine_label(speaking.grader)),
        ("Debrief", engine_label(speaking.debrief)),
        ("Why these", speaking.why),
        ("Voice", f"{voice}, at an endpoint" if voice else "The browser's own"),
        ("Rubric", rubric),
        ("Your sessions are kept in", room.where()),
        ("Version", version("rollwith")),
    ]
