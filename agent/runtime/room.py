"""Room: the practice room. All that a screen, a command or an eval may call."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Unpack

from agent.content.library import Library, open_library
from agent.errors import TurnRefused
from agent.model.debrief import Debrief
from agent.model.events import Ended, Event, Graded, Moved, NotAnswered, NotDebriefed, Piece, Taken, Whole
from agent.model.persona import Persona
from agent.model.practice.dispute import Dispute
from agent.model.practice.terms import ExamTerms
from agent.model.rubric import Rubric
from agent.model.turn import SessionInfo
from agent.rules import transition
from agent.runtime.engine_factory import Engines
from agent.runtime.engine_view import EngineView
from agent.runtime.log_view import log_opener
from agent.runtime.personal.training.published_files import keep_published
from agent.runtime.record_store import RecordStore, record_store_of
from agent.runtime.session_locks import LEASE, SessionLocks
from agent.runtime.session_review import SessionReview
from agent.runtime.session_work import CLOSING, Emit, SessionWork
from agent.runtime.turns import turn_log
from agent.settings import Settings
from agent.text.sanitize import accepted

if TYPE_CHECKING:
    from agent.runtime.pinned_content import Kept
    from agent.runtime.turns.turn_runner import TurnRunner
    from agent.storage.store import Store

__all__ = [
    "Ended", "Event", "Graded", "Moved", "NotAnswered", "NotDebriefed", "Piece", "Room", "Taken", "Whole", "open_room",
]  # fmt: skip

SEEDS = 2**31
"""Seeds are drawn below this."""

DEADLINE = 90.0
"""Seconds a turn may take, if nothing else is set."""

CALLS_SHARE = 0.9
"""Part of a turn that its calls to the endpoint may take together; in the rest the embedded engines take over."""


class Room(SessionReview, EngineView):
    """Sessions with customers. One event loop at a time; many sessions at once; one turn at a time in each.

    A turn is worked on in a task of its own, so that a listener who goes away loses nothing. The log, LangGraph and
    the engines are loaded when they are first needed.
    """

    exam_terms = ExamTerms()
    """What an exam asks, where nothing else is said when it begins."""

    def __init__(
        self,
        library: Library,
        open_log: Callable[[], Store],
        engines: Engines,
        *,
        seed: int | None = None,
        lease: float = LEASE,
        deadline: float = DEADLINE,
    ) -> None:
        """Take the parts.

        Args:
            seed: that of new sessions, by default a random one. lease: as in `session_locks.py`.
            deadline: seconds a turn may take; another process waits that long for a session, and a lease more.
        """
        super().__init__(library, open_log)
        self._engines, self._seed, self._deadline = engines, seed, deadline
        self._locks = SessionLocks(f"{os.getpid()}-{secrets.token_hex(8)}", lease, patience=deadline + lease)
        self._work = SessionWork()
        self.record_store = RecordStore()

    @cached_property
    def _runner(self) -> TurnRunner:
        from agent.runtime.turns.turn_runner import TurnRunner

        return TurnRunner(self._pinned, self._store, self._engines, self._deadline)

    async def start(
        self, persona_id: str, *, seed: int | None = None, rubric_id: str = "mi", **kept: Unpack[Kept]
    ) -> SessionInfo:
        """Begin a session; the same seed gives the same opening and the same customer. `kept`: whose, on what terms.

        Raises:
            DataError: there is no such persona or rubric, or its file is broken.
        """
        from agent.runtime.pinned_content import new_session

        await asyncio.to_thread(self.before_reading)
        persona, rubric = self.library.persona(persona_id), self.library.rubric(rubric_id)
        seed = next((given for given in (seed, self._seed) if given is not None), secrets.randbelow(SEEDS))
        info, pinned = new_session(persona, rubric, seed, **kept)
        await asyncio.to_thread(self._prepare, persona, rubric)
        await asyncio.to_thread(lambda: self._store.create(info, transition.start(persona), pinned))
        return info

    async def say(self, session: str, text: str, *, request: str | None = None) -> AsyncIterator[Event]:
        """Say a line: yields Taken, Graded, Moved, Pieces and Whole, then Ended if the session ended with it.

        A turn that fails yields NotAnswered where it would have been Whole, and NotDebriefed is told for Ended.

        Args:
            session: its id. text: the rep's line; invisible signs are taken out.
            request: id of this one sending; sent again, the same turn is told again and nothing is stored twice.

        Raises:
            TurnRefused: the line is empty or too long, or the session has ended. Nothing was stored.
            UnknownSession: no session has this id.
        """
        try:
            line, request = accepted(text), request or secrets.token_hex(16)
            async for event in self._attend((session, request), lambda run: run.say, session, line, request):
                yield event
        except TurnRefused as refusal:
            turn_log.refused(session, refusal)
            raise

    async def resume(self, session: str) -> AsyncIterator[Event]:
        """Finish what was left undone when the program stopped; yields the events of a pending turn, if any."""
        pending = await asyncio.to_thread(lambda: self._store.pending(session))
        async for event in self._attend((session, pending.request if pending else ""), lambda run: run.resume, session):
            yield event

    async def retry(self, session: str) -> AsyncIterator[Event]:
        """Try again to answer the newest line, in its place; yields what `say` yields.

        Raises:
            TurnRefused: there is no such line, or the session has ended.
        """
        async for event in self._attend((session, "retry"), lambda run: run.retry, session):
            yield event

    async def dispute(self, dispute: Dispute) -> AsyncIterator[Event]:
        """Take down what a rep meant; yields Disputed, and before it a turn's events where the line is answered again.

        Raises:
            TurnRefused: there is no such line, or it was not read so.
        """

        async def act(_session: str, emit: Emit) -> None:
            await self._runner.dispute(dispute, emit)

        async for event in self._attend((dispute.session, f"dispute {dispute.id}"), lambda _: act, dispute.session):
            yield event

    async def finish(self, session: str) -> Debrief:
        """End a session, finishing a pending turn first, and return its debrief; an ended one keeps its own.

        Raises:
            TurnRefused: the debrief could not be written.
        """
        why = "the room was closed"
        async for event in self._attend((session, "finish"), lambda run: run.end, session):
            if isinstance(event, Ended):
                return event.debrief
            why = event.why if isinstance(event, NotDebriefed) else why
        raise TurnRefused(f"the debrief could not be written ({why}); try again")

    async def rewind(self, session: str, turn: int) -> SessionInfo:
        """Begin a session that shares turns 1..`turn` of another; 0 starts over with the same opening.

        Raises:
            TurnRefused: there is no such whole turn, or the conversation ended with it.
        """
        return await asyncio.to_thread(lambda: self._store.branch(session, turn, secrets.token_hex(8)))

    async def erase(self, session: str, *, branches: bool = False) -> list[str]:
        """Erase a session from the log, and with `branches` those that go back to it; return the ids of what is gone.

        Raises:
            TurnRefused: other sessions share its turns, or it is being answered right now. Nothing was erased.
        """
        gone = await asyncio.to_thread(lambda: self._store.erase(session, branches))
        self.forget(gone)
        return gone

    def forget(self, gone: Sequence[str]) -> None:
        """Keep nothing in memory of sessions that were erased."""
        if "_runner" in self.__dict__:
            self._runner.forget(gone)

    async def warm(self) -> None:
        """Load everything a turn needs, and index every persona, so that the first rep does not wait for it."""
        for persona in self.library.personas().values():  # one at a time, so that closing waits for one at most
            await asyncio.to_thread(self._prepare, persona, self.library.rubric())

    def _prepare(self, persona: Persona, rubric: Rubric) -> None:
        """Have at hand what a session needs, so that its first line is answered like any other."""
        _ = self._runner, self._engines.grader(rubric), self._engines.decider(), self._engines.customer()
        self._engines.prepare(persona)

    async def stop(self) -> None:
        """Take no more lines and cancel the turns at work, within `CLOSING` seconds; their lines stay pending."""
        await self._work.stop()

    async def aclose(self) -> None:
        """Stop, then close the engines and the log."""
        await self.stop()
        with suppress(TimeoutError):  # an endpoint that hangs may hang on while it is closed, too
            async with asyncio.timeout(CLOSING / 2):
                await self._engines.aclose()
        self.close_log()

    def _attend(
        self, key: tuple[str, str], act: Callable[[TurnRunner], Callable[..., Coroutine[Any, Any, None]]], *given: str
    ) -> AsyncIterator[Event]:
        """Follow an act of the runner on a session, which is begun unless it is under way for the same key."""

        async def work(emit: Emit) -> None:
            runner = await asyncio.to_thread(lambda: self._runner)  # the first time, the graph's library is loaded
            async with self._locks.exclusive(self._store, key[0]):
                await act(runner)(*given, emit)

        return self._work.attend(key, work).listen()


def open_room(settings: Settings, engine: str | None = None, *, lease: float = LEASE) -> Room:
    """Return a room over the library, log and engines the settings name; nothing heavy is loaded yet.

    Args:
        settings: as loaded. engine: `embedded`, `llm` or `auto` instead of the one set. lease: see `session_locks.py`.

    Raises:
        SettingsError: the engine cannot speak with these settings, or a folder that was set is missing.
    """
    longest = min(settings.total_deadline, CALLS_SHARE * settings.turn_deadline)
    engines = Engines(settings.model_copy(update={"total_deadline": longest}), engine)
    deadline = settings.turn_deadline
    log = log_opener(settings)
    room = Room(open_library(settings), log, engines, seed=settings.seed, lease=lease, deadline=deadline)
    room.record_store = record_store_of(settings)
    keep_published(room)
    room.exam_terms = ExamTerms(
        pass_mark=settings.exam_pass_mark, most_lines=settings.exam_lines, attempts=settings.exam_attempts
    )
    return room
