"""Updates: what a part of the screen becomes. Pure; the controller says when."""

from __future__ import annotations

import secrets
from typing import Any

from markupsafe import Markup

from agent.model.session import Outcome
from agent.model.turn import SessionInfo
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
        "token": token_of(info),
        "shown": view.shown,
    }


def token_of(info: SessionInfo) -> str:
    """Return a fresh token for the next line: how many lines the page has seen, then what nobody can guess."""
    return f"{info.lines}-{secrets.token_hex(8)}"


def sentence(text: str) -> str:
    """Return a message as a sentence."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
