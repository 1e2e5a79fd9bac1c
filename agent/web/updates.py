"""Updates: what a part of the screen becomes. Pure; the controller says when."""

from __future__ import annotations

import secrets
from typing import Any

from markupsafe import Markup

from agent.model.session import Outcome
from agent.runtime.personal.exams import used_up
from agent.web.session_view import SessionView
from agent.web.views import conversation

Updates = dict[str, Any]
"""Part of the screen -> its new value; parts that are not named stay as they are."""


def page_of(screen: Markup) -> Updates:
    """Return a screen that is not a conversation."""
    return {
        "page": screen,
        "alert": "",
        "talking": False,
        "head": "",
        "past": "",
        "live": "",
        "over": "",
        "notice": "",
        "session": "",
    }


def conversation_of(view: SessionView) -> Updates:
    """Return a conversation that is opened."""
    info = view.info
    return {
        "page": "",
        "alert": "",
        "talking": True,
        "head": conversation.talk_head(view.persona, info),
        "session": info.id,
        "notice": "",
        "line": "",
        "spoken": "",
        **resting(view),
    }


def resting(view: SessionView) -> Updates:
    """Return how a session looks while nobody speaks: the transcript, the panel, and whether the rep may write."""
    info = view.info
    over = info.finished or info.outcome is not Outcome.OPEN or used_up(info)
    return {
        "past": view.log(),
        "live": "",
        "side": view.panel(),
        "over": conversation.ended(info, info.outcome, view.persona) if over else "",
        "writing": not over,
        "token": secrets.token_hex(8),
        "shown": view.shown,
    }


def sentence(text: str) -> str:
    """Return a message as a sentence."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
