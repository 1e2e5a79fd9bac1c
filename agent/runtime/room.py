"""Room: the practice room. All that a screen, a command or an eval may call."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from agent.content.library import Library, open_library
from agent.errors import TurnRefused
from agent.model.debrief import Debrief
from agent.model.events import Ended, Event, Graded, Moved, Piece, Whole
from agent.model.session import SessionInfo, Turn
from agent.model.verdict import Said, TalkVerdict, Verdict
from agent.rules import transition
from agent.runtime.engine_factory import Engines, EngineSelection
from agent.runtime.event_stream import Broadcast
from agent.runtime.session_locks import LEASE, SessionLocks
from agent.settings import Settings
from agent.text.sanitize import accepted

if TYPE_CHECKING:
    from agent.runtime.turn_runner import TurnRunner
    from agent.storage.store import Store

__all__ = ["Ended", "Event", "Graded", "Moved", "Piece", "Room", "Whole", "open_room"]

SEEDS = 2**31
"""Seeds are drawn below this."""


class Room:
    """Sessions with customers. One event loop at a time; many sessions at once; one turn at a time in each.

    A turn is worked on in a task of its own, so that a listener who goes away loses nothing. The log, LangGraph and
    the engines are loaded when they are first needed.
    """

    def __init__(
        self,
        library: Library,
        open_log: Callable[[], Store],
        engines: Engines,
        *,
        seed: int | None = None,
        lease: float = LEASE,
    ) -> None:
        """Take the parts; `seed` is that of new sessions, by default a random one; `lease` as in `session_locks.py`."""
        self.library = library
        self._open_log, self._engines, self._seed = open_log, engines, seed
        self._locks = SessionLocks(f"{os.getpid()}-{secrets.token_hex(8)}", lease)
        self._running: dict[tuple[str, str], tuple[Broadcast, asyncio.Task[None]]] = {}

    @cached_property
    def _store(self) -> Store:
        return self._open_log()

    @cached_property
    def _runner(self) -> TurnRunner:
        from agent.runtime.turn_runner import TurnRunner

        return TurnRunner(self.library, self._store, self._engines)

    async def start(self, persona_id: str, *, seed: int | None = None, rubric_id: str = "mi") -> SessionInfo:
        """Begin a session; the same seed gives the same opening and the same customer.

        Raises:
            DataError: there is no such persona or rubric, or its file is broken.
        """
        persona, rubric = self.library.persona(persona_id), self.library.rubric(rubric_id)
        seed = next((given for given in (seed, self._seed) if given is not None), secrets.randbelow(SEEDS))
        info = SessionInfo(
            id=secrets.token_hex(8),
            persona=persona.id,
            persona_version=persona.version,
            rubric=rubric.ref,
            seed=seed,
            opening=random.Random(f"{seed} opening").choice(persona.openings),
            started=datetime.now(UTC),
        )
        await asyncio.to_thread(lambda: self._store.create(info, transition.start(persona)))
        await asyncio.to_thread(self._engines.prepare, persona)
        return info

    async def say(self, session: str, text: str, *, request: str | None = None) -> AsyncIterator[Event]:
        """Say a line: yields Graded, Moved, Pieces and Whole, then Ended if the session ended with it.

        Args:
            session: its id. text: the rep's line; invisible signs are taken out.
            request: id of this one sending; sent again, the same turn is told again and nothing is stored twice.

        Raises:
            TurnRefused: the line is empty or too long, or the session has ended. Nothing was stored.
            UnknownSession: no session has this id.
        """
        line, request = accepted(text), request or secrets.token_hex(16)
        work = self._attend((session, request), lambda emit: self._runner.say(session, line, request, emit))
        async for event in work.listen():
            yield event

    async def resume(self, session: str) -> AsyncIterator[Event]:
        """Finish what was left undone when the program stopped; yields the events of a pending turn, if any."""
        pending = await asyncio.to_thread(lambda: self._store.pending(session))
        request = pending.request if pending else ""
        work = self._attend((session, request), lambda emit: self._runner.resume(session, emit))
        async for event in work.listen():
            yield event

    async def finish(self, session: str) -> Debrief:
        """End a session, finishing a pending turn first, and return its debrief; an ended one keeps its own."""
        work = self._attend((session, "finish"), lambda emit: self._end(session, emit))
        async for event in work.listen():
            if isinstance(event, Ended):
                return event.debrief
        raise TurnRefused(f"session {session} could not be ended; try again")

    async def rewind(self, session: str, turn: int) -> SessionInfo:
        """Begin a session that shares turns 1..`turn` of another; 0 starts over with the same opening.

        Raises:
            TurnRefused: there is no such whole turn, or the conversation ended with it.
        """
        return await asyncio.to_thread(lambda: self._store.branch(session, turn, secrets.token_hex(8)))

    def sessions(self, limit: int = 50, offset: int = 0) -> list[SessionInfo]:
        """Return sessions, newest first."""
        return self._store.sessions(limit, offset)

    def session(self, session: str) -> SessionInfo:
        """Return what is known of a session, or raise UnknownSession."""
        return self._store.info(session)

    def turns(self, session: str, last: int | None = None) -> list[Turn]:
        """Return the whole turns of a session in order, or only the last few."""
        return self._store.turns(session, last)

    def pending(self, session: str) -> str | None:
        """Return the rep's line that still waits for its answer, if any."""
        waiting = self._store.pending(session)
        return waiting.text if waiting else None

    def debrief(self, session: str) -> Debrief | None:
        """Return the debrief of an ended session, or None."""
        stored = self._store.debrief(session)
        return Debrief.model_validate_json(stored) if stored else None

    async def erase(self, session: str, *, branches: bool = False) -> list[str]:
        """Erase a session from the log, and with `branches` those that go back to it; return the ids of what is gone.

        Raises:
            TurnRefused: other sessions share its turns, or it is being answered right now. Nothing was erased.
        """
        return await asyncio.to_thread(lambda: self._store.erase(session, branches))

    async def grade(self, line: str, context: Sequence[Said] = (), *, rubric_id: str = "mi") -> Verdict:
        """Grade one rep line outside any session; nothing is stored and any length is taken."""
        rubric = self.library.rubric(rubric_id)
        return await (await asyncio.to_thread(self._engines.grader, rubric)).grade(line, context)

    async def talk(self, line: str, context: Sequence[Said] = (), *, rubric_id: str = "mi") -> TalkVerdict:
        """Say what a customer line says about the change."""
        rubric = self.library.rubric(rubric_id)
        return await (await asyncio.to_thread(self._engines.grader, rubric)).talk(line, context)

    def engines(self) -> EngineSelection:
        """Return which engines speak, and why these."""
        return self._engines.speaking()

    def coder(self) -> str:
        """Return the name of the embedded coder, loading it, or raise CoderError."""
        return self._engines.coder().name

    async def probe(self) -> str:
        """Ask the endpoint for a few words; return what it said, or raise EndpointError."""
        return await self._engines.probe()

    async def warm(self) -> None:
        """Load everything a turn needs, and index every persona, so that the first rep does not wait for it."""
        await asyncio.to_thread(lambda: (self._runner, self._engines.grader(self.library.rubric())))
        await asyncio.to_thread(self._engines.customer)
        for persona in self.library.personas().values():  # one at a time, so that closing waits for one at most
            await asyncio.to_thread(self._engines.prepare, persona)

    def where(self) -> str:
        """Say where the sessions are kept, without a password."""
        return self._store.describe()

    async def aclose(self) -> None:
        """Let the turns at work come to their end, then close the engines and the log."""
        await asyncio.gather(*(task for _, task in self._running.values()), return_exceptions=True)
        await self._engines.aclose()
        if "_store" in self.__dict__:
            self._store.dispose()

    def _attend(
        self, key: tuple[str, str], work: Callable[[Callable[[Event], None]], Coroutine[Any, Any, None]]
    ) -> Broadcast:
        """Return the work under way for a request, or begin it."""
        if key in self._running:
            return self._running[key][0]
        broadcast = Broadcast()
        task = asyncio.create_task(self._alone(key[0], lambda: work(broadcast.emit)))
        self._running[key] = (broadcast, task)
        task.add_done_callback(lambda done: self._done(key, broadcast, done))
        return broadcast

    async def _alone(self, session: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async with self._locks.exclusive(self._store, session):
            await work()

    async def _end(self, session: str, emit: Callable[[Event], None]) -> None:
        emit(Ended(await self._runner.close(session)))

    def _done(self, key: tuple[str, str], broadcast: Broadcast, task: asyncio.Task[None]) -> None:
        del self._running[key]
        stopped = TurnRefused("the room was closed; the line is kept and answered when the session is opened again")
        broadcast.close(stopped if task.cancelled() else task.exception())


def open_room(settings: Settings, engine: str | None = None, *, lease: float = LEASE) -> Room:
    """Return a room over the library, log and engines the settings name; nothing heavy is loaded yet.

    Args:
        settings: as loaded. engine: `embedded`, `llm` or `auto` instead of the one set. lease: see `session_locks.py`.

    Raises:
        SettingsError: the engine cannot speak with these settings, or a folder that was set is missing.
    """

    def open_log() -> Store:
        from agent.storage.store import open_store  # sqlalchemy takes a quarter of a second to load

        return open_store(settings)

    return Room(open_library(settings), open_log, Engines(settings, engine), seed=settings.seed, lease=lease)
