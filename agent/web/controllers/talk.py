"""PageController: answers what the rep does on a screen. Every method yields updates by the part they are for."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator

from agent.errors import TurnRefused
from agent.feedback.hints import hint
from agent.model.events import Ended, Event, Moved, NotAnswered, NotDebriefed, Taken, Whole
from agent.model.session import Outcome
from agent.runtime.personal.exams import refuse_in_exam, used_up
from agent.runtime.personal.personal_room import PersonalRoom
from agent.web.controllers.catalogue import ACTS, SCREENS
from agent.web.controllers.contract import Detail
from agent.web.controllers.exams import mode_of
from agent.web.exports.session_files import session_file
from agent.web.fallback import with_fallback
from agent.web.routes import Route, route_of
from agent.web.session_view import SessionView, Under, open_view
from agent.web.steps import gone_on, next_token
from agent.web.updates import Updates, conversation_of, page_of, resting
from agent.web.views import conversation
from agent.web.views.page import not_here, notice, waiting
from agent.web.views.people import reading

PACE = 0.1
"""Seconds between two updates of a streamed line: each costs the server 2 to 3 ms."""

LONGEST_NUMBER = 40
"""Letters of the number that a form gives to what it sends; `drafts.js` makes some 12."""


class PageController:
    """One for each thing that somebody does; what it knows of their page comes with the call."""

    def __init__(self, room: PersonalRoom) -> None:
        self._room = room

    def go(self, search: str) -> AsyncIterator[Updates]:
        """Show the screen that an address leads to; on a session, finish what was left undone."""
        return with_fallback(self._go(route_of(search)), _instead)

    def act(self, name: str, detail: Detail) -> AsyncIterator[Updates]:
        """Do what a button or a form of some screen asks for; what it leads to is shown.

        A form that keeps drafts in the browser numbers what it sends (`sent`), and is told what became of it: once it
        is taken, its draft goes.
        """
        sent = detail.get("sent", "")[:LONGEST_NUMBER]
        refused = {"taken": f"no {sent}"} if sent else {}
        return with_fallback(self._taken(name, detail, sent), lambda why: {"alert": notice(why), **refused})

    async def _taken(self, name: str, detail: Detail, sent: str) -> AsyncIterator[Updates]:
        async for updates in self._act(name, detail):
            yield updates
        if sent:
            yield {"taken": f"yes {sent}"}

    def start(self, persona: str, mode: str = "") -> AsyncIterator[Updates]:
        """Begin a session with a persona and show it. `mode`: by default practice."""
        return with_fallback(self._start(persona, mode), _instead)

    async def say(self, session: str, text: str, request: str, shown: int) -> AsyncIterator[Updates]:
        """Say the rep's line: their words at once, then the receipt, then the customer's words as they come.

        The box is emptied once the log has the line, and given back with the reason if it does not get there. Words
        that were changed before they are sent again are another line, whatever came of the first.
        """
        taken = False

        def failed(why: str) -> Updates:
            given_back = {} if taken else {"line": text, "live": ""}
            return {**given_back, "notice": notice(why), "token": next_token(request, taken)}

        async for updates in with_fallback(self._say(session, text, request, shown), failed):
            taken = taken or updates.get("line") == ""
            yield updates

    def retry(self, session: str) -> AsyncIterator[Updates]:
        """Try again to answer the last line, which was not."""
        return with_fallback(self._retry(session), _noticed)

    def rewind(self, session: str, turn: int) -> AsyncIterator[Updates]:
        """Branch a session after a turn and show the branch, with what the rep said next ready to be changed."""
        return with_fallback(self._rewind(session, turn), _noticed)

    def finish(self, session: str) -> AsyncIterator[Updates]:
        """End a session and show its debrief."""
        return with_fallback(self._finish(session), lambda why: {"over": "", **_noticed(why)})

    def hint(self, session: str) -> AsyncIterator[Updates]:
        """Show one thing to try next."""
        return with_fallback(self._hint_for(session), _noticed)

    def more(self, session: str) -> AsyncIterator[Updates]:
        """Show every turn of a session."""
        return with_fallback(self._more(session), _noticed)

    def export(self, session: str, kind: str) -> AsyncIterator[Updates]:
        """Hand the page a whole session to save, in one of the kinds of `session_files.py`."""
        return with_fallback(self._export(session, kind), _noticed)

    async def _go(self, place: Route) -> AsyncIterator[Updates]:
        if place.view != "talk":
            screen = SCREENS.get(place.view, SCREENS["choose"])
            drawn = await asyncio.to_thread(screen, self._room, place)
            owner = await asyncio.to_thread(self._room.read_of, place.id) if place.view == "debrief" else None
            yield reading.updates_of(page_of(drawn), owner)
            return
        view = await asyncio.to_thread(open_view, self._room, place.id)
        async for updates in self._enter(view):
            yield updates

    async def _act(self, name: str, detail: Detail) -> AsyncIterator[Updates]:
        if name not in ACTS:
            raise TurnRefused("this page asks for something that this version does not know; load it anew")
        async for answer in ACTS[name](self._room, detail):
            if isinstance(answer, Route):
                async for updates in self._go(answer):
                    yield updates
            else:
                yield answer

    async def _start(self, persona: str, mode: str) -> AsyncIterator[Updates]:
        info = await self._room.start(persona, mode=mode_of(mode))
        async for updates in self._go(Route("talk", info.id)):
            yield updates

    async def _say(self, session: str, text: str, token: str, shown: int) -> AsyncIterator[Updates]:
        view = await asyncio.to_thread(open_view, self._room, session, shown)
        if (instead := gone_on(view, text, token)) is not None:
            yield instead
            return
        yield {"live": Under(view, text).live(), "notice": "", "over": ""}
        async for updates in self._follow(view, text, self._room.say(session, text, request=_request(token, text))):
            yield updates

    async def _retry(self, session: str) -> AsyncIterator[Updates]:
        view = await asyncio.to_thread(open_view, self._room, session)
        if not view.info.unanswered:
            yield resting(view)
            return
        text, without = view.lost[-1].rep, view.trying_again()
        yield {"past": without.log(), "live": Under(without, text).live(), "notice": ""}
        async for updates in self._follow(without, text, self._room.retry(session)):
            yield updates

    async def _rewind(self, session: str, turn: int) -> AsyncIterator[Updates]:
        info = await self._room.rewind(session, turn)
        said = await asyncio.to_thread(self._room.turns, session)
        again = next((whole.rep for whole in said if whole.number == turn + 1), "")
        async for updates in self._go(Route("talk", info.id)):
            yield {**updates, "line": again} if "token" in updates else updates

    async def _finish(self, session: str) -> AsyncIterator[Updates]:
        yield {"over": waiting("Writing the debrief …")}
        await self._room.finish(session)
        async for updates in self._go(Route("debrief", session)):
            yield updates

    async def _hint_for(self, session: str) -> AsyncIterator[Updates]:
        view = await asyncio.to_thread(open_view, self._room, session)
        refuse_in_exam(view.info, "helped with a hint")
        verdict = view.last.verdict if view.last else None
        yield {"side": view.panel(hint(view.rubric, view.persona.law, view.state, verdict))}

    async def _more(self, session: str) -> AsyncIterator[Updates]:
        info = await asyncio.to_thread(self._room.session, session)
        view = await asyncio.to_thread(open_view, self._room, session, max(info.turns, conversation.WINDOW))
        owner = await asyncio.to_thread(self._room.read_of, session)
        yield reading.updates_of({"past": view.log(), "shown": view.shown}, owner)

    async def _export(self, session: str, kind: str) -> AsyncIterator[Updates]:
        packed = await asyncio.to_thread(session_file, self._room, session, kind)
        yield {"saved": json.dumps({**packed, "nonce": secrets.token_hex(4)})}  # so that the same file again is news

    async def _enter(self, view: SessionView) -> AsyncIterator[Updates]:
        """Show a session, then finish its pending turn or its debrief if there is one."""
        info = view.info
        if owner := await asyncio.to_thread(self._room.read_of, info.id):  # nobody else's undone work is finished here
            yield reading.updates_of({**conversation_of(view), "live": "", "writing": False}, owner)
            return
        waiting = await asyncio.to_thread(self._room.pending, info.id)
        live = Under(view, waiting).live() if waiting else ""
        yield {**conversation_of(view), "live": live}
        over_without_debrief = (info.outcome is not Outcome.OPEN or used_up(info)) and not info.finished
        if waiting or over_without_debrief:
            async for updates in self._follow(view, waiting or "", self._room.resume(info.id)):
                yield updates

    async def _follow(self, view: SessionView, text: str, events: AsyncIterator[Event]) -> AsyncIterator[Updates]:
        """Show a turn while it happens; words are sent at most every `PACE` seconds."""
        under, sent = Under(view, text), 0.0
        async for event in events:
            under = under.heard(event)
            match event:
                case Taken():
                    yield {"line": ""}
                case Moved():
                    yield {"live": under.live(), "side": under.panel()}
                case Whole(turn):
                    view = view.after(turn)
                    yield {**resting(view), "spoken": conversation.spoken(view.persona, turn, view.info)}
                case NotAnswered(line):
                    view = view.without_answer(line)
                    yield resting(view)
                case Ended():
                    info = await asyncio.to_thread(self._room.session, view.info.id)
                    yield {"over": conversation.ended(info, info.outcome, view.persona), "writing": False}
                case NotDebriefed(why):
                    yield _noticed(f"The debrief could not be written: {why}. Read the debrief to try again.")
                case _ if time.monotonic() - sent >= PACE:
                    sent = time.monotonic()
                    yield {"live": under.live()}


def _request(token: str, text: str) -> str:
    """Return the id of one sending: the same words from the same page are one, changed words are another."""
    return f"{token}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _instead(why: str) -> Updates:
    return page_of(not_here(why, Route()))


def _noticed(why: str) -> Updates:
    return {"notice": notice(why)}
