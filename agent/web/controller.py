"""PageController: answers what the rep does on a screen. Every method yields updates by the part they are for."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

from agent.errors import RollwithError
from agent.feedback.hints import hint
from agent.model.events import Ended, Event, Moved, Whole
from agent.model.session import Outcome
from agent.runtime.room import Room
from agent.web import export
from agent.web.routes import Route, place_of
from agent.web.session_view import SessionView, Under, sit
from agent.web.views import conversation
from agent.web.views.choose import brief, choose
from agent.web.views.debrief import debrief
from agent.web.views.history import PAGE, history
from agent.web.views.html import esc
from agent.web.views.page import link, notice, screen

Updates = dict[str, Any]
"""Part of the screen -> its new value; parts that are not named stay as they are."""

PACE = 0.1
"""Seconds between two updates of a streamed line: each costs the server 2 to 3 ms."""
REMEMBERED = 500
"""Sessions that are looked through for what came of meeting a persona before."""


class PageController:
    """One for the whole app; what it knows of a rep's page comes with each call."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def go(self, search: str) -> AsyncIterator[Updates]:
        """Show the screen that an address leads to; on a session, finish what was left undone."""
        place = place_of(search)
        try:
            if place.view != "talk":
                yield _page(await asyncio.to_thread(self._read, place))
                return
            sitting = await asyncio.to_thread(sit, self._room, place.id)
            async for updates in self._enter(sitting):
                yield updates
        except RollwithError as error:
            yield _page(_lost(str(error)))

    async def start(self, persona: str) -> AsyncIterator[Updates]:
        """Begin a session with a persona and show it."""
        try:
            info = await self._room.start(persona)
        except RollwithError as error:
            yield _page(_lost(str(error)))
            return
        async for updates in self.go(Route("talk", info.id).search):
            yield updates

    async def say(self, session: str, text: str, request: str, shown: int) -> AsyncIterator[Updates]:
        """Say the rep's line: their words at once, then the receipt, then the customer's words as they come."""
        try:
            sitting = await asyncio.to_thread(sit, self._room, session, shown)
            yield {"line": "", "live": Under(sitting, text).live(), "notice": "", "over": ""}
            async for updates in self._follow(sitting, text, self._room.say(session, text, request=request)):
                yield updates
        except RollwithError as error:
            yield {"line": text, "live": "", "notice": notice(_sentence(error))}

    async def rewind(self, session: str, turn: int) -> AsyncIterator[Updates]:
        """Branch a session after a turn and show the branch, with what the rep said next ready to be changed."""
        try:
            info = await self._room.rewind(session, turn)
            said = await asyncio.to_thread(self._room.turns, session)
        except RollwithError as error:
            yield {"notice": notice(_sentence(error))}
            return
        again = next((whole.rep for whole in said if whole.number == turn + 1), "")
        async for updates in self.go(Route("talk", info.id).search):
            yield {**updates, "line": again} if "token" in updates else updates

    async def finish(self, session: str) -> AsyncIterator[Updates]:
        """End a session and show its debrief."""
        yield {"over": '<p class="rw-wait" role="status">Writing the debrief …</p>'}
        try:
            await self._room.finish(session)
        except RollwithError as error:
            yield {"over": "", "notice": notice(_sentence(error))}
            return
        async for updates in self.go(Route("debrief", session).search):
            yield updates

    async def hint(self, session: str) -> AsyncIterator[Updates]:
        """Show one thing to try next."""
        sitting = await asyncio.to_thread(sit, self._room, session)
        verdict = sitting.last.verdict if sitting.last else None
        yield {"side": sitting.panel(hint(sitting.rubric, sitting.state, verdict))}

    async def more(self, session: str) -> AsyncIterator[Updates]:
        """Show every turn of a session."""
        info = await asyncio.to_thread(self._room.session, session)
        sitting = await asyncio.to_thread(sit, self._room, session, max(info.turns, conversation.WINDOW))
        yield {"past": sitting.log(), "shown": sitting.shown}

    async def export(self, session: str, kind: str) -> AsyncIterator[Updates]:
        """Hand the page a whole session to save: as Markdown (`md`) or JSON."""
        packed = await asyncio.to_thread(self._packed, session, kind)
        yield {"saved": json.dumps(packed)}

    def _packed(self, session: str, kind: str) -> Mapping[str, str]:
        info = self._room.session(session)
        persona, turns = self._room.library.persona(info.persona), self._room.turns(session)
        write = export.as_markdown if kind == "md" else export.as_json
        suffix, media = ("md", "text/markdown") if kind == "md" else ("json", "application/json")
        text = write(persona, info, turns, self._room.debrief(session))
        return {"name": f"rollwith-{info.persona}-{info.id}.{suffix}", "kind": media, "text": text}

    def _read(self, place: Route) -> str:
        library = self._room.library
        match place.view:
            case "brief":
                persona = library.persona(place.id)
                return brief(persona, [s for s in self._room.sessions(REMEMBERED) if s.persona == persona.id])
            case "history":
                return history(library.personas(), self._room.sessions(PAGE + 1, place.start), place.start)
            case "debrief":
                return self._debrief(place.id)
            case _:
                return choose(library.personas(), self._room.sessions(REMEMBERED), library.problems())

    def _debrief(self, session: str) -> str:
        sitting = sit(self._room, session, 1)
        told = self._room.debrief(session)
        if told is None:
            return _lost("This conversation has not ended yet, so it has no debrief.", Route("talk", session))
        return debrief(sitting.persona, sitting.rubric, sitting.info, told)

    async def _enter(self, sitting: SessionView) -> AsyncIterator[Updates]:
        """Show a session, then finish its pending turn or its debrief if there is one."""
        info = sitting.info
        waiting = await asyncio.to_thread(self._room.pending, info.id)
        live = Under(sitting, waiting).live() if waiting else ""
        yield {**_conversation_view(sitting), "live": live}
        if waiting:
            async for updates in self._follow(sitting, waiting, self._room.resume(info.id)):
                yield updates
        elif info.outcome is not Outcome.OPEN and not info.finished:
            async for _ in self._room.resume(info.id):
                pass
            yield _rest(sitting.known(self._room.session(info.id)))

    async def _follow(self, sitting: SessionView, text: str, events: AsyncIterator[Event]) -> AsyncIterator[Updates]:
        """Show a turn while it happens; words are sent at most every `PACE` seconds."""
        under, sent = Under(sitting, text), 0.0
        async for event in events:
            under = under.heard(event)
            match event:
                case Moved():
                    yield {"live": under.live(), "side": under.panel()}
                case Whole(turn):
                    sitting = sitting.after(turn)
                    yield {**_rest(sitting), "spoken": _spoken(sitting, turn.reply.text)}
                case Ended():
                    info = await asyncio.to_thread(self._room.session, sitting.info.id)
                    yield {"over": conversation.ended(info, info.outcome, sitting.persona)}
                case _ if time.monotonic() - sent >= PACE:
                    sent = time.monotonic()
                    yield {"live": under.live()}


def _page(markup: str) -> Updates:
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


def _conversation_view(sitting: SessionView) -> Updates:
    info = sitting.info
    return {
        "page": "",
        "talking": True,
        "head": conversation.talk_head(sitting.persona, info),
        "session": info.id,
        "notice": "",
        "line": "",
        "spoken": "",
        **_rest(sitting),
    }


def _rest(sitting: SessionView) -> Updates:
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


def _spoken(sitting: SessionView, text: str) -> str:
    """Return what a screen reader is told when the customer has spoken."""
    return (
        f'<div class="rw-sr" role="log" aria-live="polite">{esc(sitting.persona.name)}: {esc(text)} '
        f"Resistance {sitting.state.resistance:.1f}.</div>"
    )


def _sentence(error: RollwithError) -> str:
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _lost(why: str, place: Route | None = None) -> str:
    go = link(place or Route(), "Go on", "rw-button is-main")
    inner = f'<div class="rw-hero"><h1>That is not here</h1><p>{esc(why)}</p></div><p>{go}</p>'
    return screen(Route(), "Not here", inner)
