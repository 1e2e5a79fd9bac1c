"""Updates: what a part of the screen becomes. Pure; the controller says when."""

from __future__ import annotations

import secrets
from typing import Any

from agent.model.session import Outcome
from agent.web.routes import Route
from agent.web.session_view import SessionView
from agent.web.views import conversation
from agent.web.views.html import esc
from agent.web.views.page import link, screen

Updates = dict[str, Any]
"""Part of the screen -> its new value; parts that are not named stay as they are."""


def page_of(markup: str) -> Updates:
    """Return a screen that is not a conversation."""
    return {
        "page": markup,
        "talking": False,
        "head": "",
        "past": "",
        "live": "",
        "over": "",
        "notice": "",
        "session": "",
    }


def conversation_of(sitting: SessionView) -> Updates:
    """Return a conversation that is opened."""
    info = sitting.info
    return {
        "page": "",
        "talking": True,
        "head": conversation.talk_head(sitting.persona, info),
        "session": info.id,
        "notice": "",
        "line": "",
        "spoken": "",
        **resting(sitting),
    }


def resting(sitting: SessionView) -> Updates:
    """Return how a session looks while nobody speaks: the transcript, the panel, and whether the rep may write."""
    info = sitting.info
    over = info.finished or info.outcome is not Outcome.OPEN
    return {
        "past": sitting.log(),
        "live": "",
        "side": sitting.panel(),
        "over": conversation.ended(info, info.outcome, sitting.persona) if over else "",
        "writing": not over,
        "token": secrets.token_hex(8),
        "shown": sitting.shown,
    }


def spoken(sitting: SessionView, text: str) -> str:
    """Return what a screen reader is told when the customer has spoken."""
    return (
        f'<div class="rw-sr" role="log" aria-live="polite">{esc(sitting.persona.name)}: {esc(text)} '
        f"Resistance {sitting.state.resistance:.1f}.</div>"
    )


def sentence(text: str) -> str:
    """Return a message as a sentence."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def lost(why: str, place: Route | None = None) -> str:
    """Return the screen that says why something is not to be seen, and leads on."""
    go = link(place or Route(), "Go on", "rw-button is-main")
    inner = f'<div class="rw-hero"><h1>That is not here</h1><p>{esc(why)}</p></div><p>{go}</p>'
    return screen(Route(), "Not here", inner)
