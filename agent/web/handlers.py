"""Handlers: what gradio calls. Each finds out who asks, reads what the page sent, and passes on what is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from importlib.metadata import version
from typing import Any

from markupsafe import Markup

from agent.errors import RollwithError
from agent.model.practice.person import Person
from agent.redaction import strike_said
from agent.runtime.personal.personal_room import personal
from agent.runtime.room import Room
from agent.web.controllers.talk import PageController
from agent.web.doors.whoever import login_in, person_in
from agent.web.framework import gr
from agent.web.updates import Updates
from agent.web.views.labels import engine_label
from agent.web.views.page import footer, header, notice

Parts = dict[str, Any]

MOST_FIELDS = 400
"""Fields of a form that are read; a lean customer has some 250, a part of a full one 340 at most."""

LONGEST_FORM = 200_000
"""Letters of a form, all fields together; the file of a whole customer has 107,000. The guard lets 256 KiB pass."""


class Handlers:
    """One for the whole app."""

    def __init__(self, room: Room, parts: Parts, voice: str = "") -> None:
        """Answer for a room, part by part; `voice`: the models that speak and listen at an endpoint, if any do."""
        self._room, self._parts, self._voice = room, parts, voice

    async def load(self, request: gr.Request) -> AsyncIterator[Parts]:
        """Show the screen of the address that was opened."""
        async for updates in self._spread(request, lambda at: at.go(str(request.query_params)), self._top):
            yield updates

    async def go(self, sought: str, request: gr.Request) -> AsyncIterator[Parts]:
        """Follow a link."""
        async for updates in self._spread(request, lambda at: at.go(sought)):
            yield updates

    async def listen(self) -> Parts:
        """Change nothing; the page asks to have its stream of answers opened (see `waiting.js`)."""
        return {self._parts["alert"]: gr.skip()}

    async def start(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[Parts]:
        """Begin a session."""
        async for updates in self._spread(request, lambda at: at.start(*_begin(event))):
            yield updates

    async def act(self, session: str, event: gr.EventData, request: gr.Request) -> AsyncIterator[Parts]:
        """Do what a button or a form of some screen asks for."""
        detail = _details(event)
        if sum(map(len, detail.values())) > LONGEST_FORM:
            yield self._named({"alert": notice(f"That is more than {LONGEST_FORM:,} letters. Nothing was saved.")})
            return
        login = login_in(request.request.scope if request.request else {})
        detail = {**detail, "session": detail.get("session") or session, "login": login}
        async for updates in self._spread(request, lambda at: at.act(detail.get("act", ""), detail)):
            yield updates

    async def say(self, text: str, session: str, token: str, shown: float, request: gr.Request) -> AsyncIterator[Parts]:
        """Say a line."""
        async for updates in self._spread(request, lambda at: at.say(session, text, token, max(1, int(shown)))):
            yield updates

    async def rewind(self, session: str, event: gr.EventData, request: gr.Request) -> AsyncIterator[Parts]:
        """Branch a session."""
        turn, session = _detail(event, "turn"), _detail(event, "session") or session
        number = int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 7 else 0
        async for updates in self._spread(request, lambda at: at.rewind(session, number)):
            yield updates

    async def retry(self, session: str, request: gr.Request) -> AsyncIterator[Parts]:
        """Try again to answer the last line."""
        async for updates in self._spread(request, lambda at: at.retry(session)):
            yield updates

    async def finish(self, session: str, request: gr.Request) -> AsyncIterator[Parts]:
        """End a session."""
        async for updates in self._spread(request, lambda at: at.finish(session)):
            yield updates

    async def hint(self, session: str, request: gr.Request) -> AsyncIterator[Parts]:
        """Give a hint."""
        async for updates in self._spread(request, lambda at: at.hint(session)):
            yield updates

    async def more(self, session: str, request: gr.Request) -> AsyncIterator[Parts]:
        """Show every turn."""
        async for updates in self._spread(request, lambda at: at.more(session)):
            yield updates

    async def export(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[Parts]:
        """Hand over a session to save."""
        session, kind = _detail(event, "session"), _detail(event, "format")
        async for updates in self._spread(request, lambda at: at.export(session, kind)):
            yield updates

    async def _spread(
        self,
        request: gr.Request,
        ask: Callable[[PageController], AsyncIterator[Updates]],
        first: Callable[[Person], Updates] | None = None,
    ) -> AsyncIterator[Parts]:
        """Turn updates by name into gradio's updates by part; what went wrong is told in place.

        Something is always answered, be it that nothing changes: to gradio no answer at all means that every part of
        the page is emptied.
        """
        answered = False
        try:
            person = person_in(request.request.scope if request.request else {})
            if first is not None:
                yield self._named(first(person))
            async for updates in ask(PageController(personal(self._room, person))):
                answered = True
                yield self._named(updates)
            if not answered:
                yield {self._parts["alert"]: gr.skip()}
        except RollwithError as error:
            yield self._named({"alert": notice(str(error))})

    def _named(self, updates: Updates) -> Parts:
        if "foot" in updates:  # whoever names it wants it drawn anew
            updates = {**updates, "foot": foot_of(self._room, self._voice)}
        return {self._parts[name]: _update(name, value) for name, value in updates.items()}

    def _top(self, person: Person) -> Updates:
        speaking = self._room.engines()
        calm = all(engine.startswith("embedded") for engine in (speaking.grader, speaking.customer, speaking.debrief))
        told = "Built-in engine, offline" if calm else engine_label(speaking.customer)
        if calm and self._voice:
            told = f"Built-in engine, voice: {self._voice}"
        return {"top": header(told, calm and not self._voice, person), "foot": ""}


def _detail(event: gr.EventData, key: str) -> str:
    """Return what the page sent with an event, as text; the page is the rep's, so nothing is taken for granted."""
    data = event._data
    value = data.get(key, "") if isinstance(data, dict) else ""
    return value if isinstance(value, str) else ""


def _begin(event: gr.EventData) -> tuple[str, str]:
    """Return with whom a session begins, and in which mode."""
    return _detail(event, "persona"), _detail(event, "mode")


def _details(event: gr.EventData) -> Mapping[str, str]:
    """Return all that the page sent with an event: texts only, none endless."""
    data = event._data
    fields = list(data.items())[:MOST_FIELDS] if isinstance(data, dict) else []
    return {str(key): value for key, value in fields if isinstance(value, str)}


def _update(name: str, value: Any) -> Any:
    if name in {"talking", "writing"}:
        return gr.update(visible=value)
    return strike_said(str(value)) if isinstance(value, str) else value


def foot_of(room: Room, voice: str) -> Markup:
    """Return the foot of the page; `voice`: the models that speak and listen at an endpoint, if any do."""
    return footer(_foot_facts(room, voice))


def _foot_facts(room: Room, voice: str) -> list[tuple[str, str]]:
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
