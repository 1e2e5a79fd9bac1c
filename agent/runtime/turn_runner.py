"""TurnRunner: takes one line through the log, the graph and the log again. The caller holds the session alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from agent.content.library import Library
from agent.model.debrief import Debrief
from agent.model.events import Ended, Event, Graded, Moved, Piece, Whole
from agent.model.rubric import Rubric
from agent.model.session import Outcome, SessionInfo, Turn
from agent.model.verdict import Said
from agent.runtime import turn_graph
from agent.runtime.engine_factory import Engines
from agent.storage.store import Store, Submission

RECENT = 6
"""Turns of context for the grader and the customer; a turn costs the same however long the session is."""

Emit = Callable[[Event], None]


def unheard(event: Event) -> None:
    """Take an event that nobody listens for."""


class TurnRunner:
    """Runs turns, one session at a time or many; what it knows of a session is in the log."""

    def __init__(self, library: Library, store: Store, engines: Engines) -> None:
        self._library, self._store, self._engines = library, store, engines
        self._graph = turn_graph.build_turn_graph()

    async def say(self, session: str, text: str, request: str, emit: Emit) -> None:
        """Store a line, then run its turn; a line that was sent before is told again, not run again.

        Raises:
            TurnRefused: the session has ended.
        """
        await self._finish_other(session, request)
        submission = await asyncio.to_thread(self._store.submit, session, text, request)
        await self._run(submission, emit)

    async def resume(self, session: str, emit: Emit) -> None:
        """Finish what a crash left undone: a pending turn, or the debrief of a session that has ended."""
        if pending := await asyncio.to_thread(self._store.pending, session):
            await self._run(pending, emit)
            return
        info = await asyncio.to_thread(self._store.info, session)
        if info.outcome is not Outcome.OPEN and not info.finished:
            emit(Ended(await self.close(session)))

    async def close(self, session: str) -> Debrief:
        """End a session, if it has not ended, and return its debrief. The first ending stands."""
        await self._finish_other(session, request=None)
        if stored := await asyncio.to_thread(self._store.debrief, session):
            return Debrief.model_validate_json(stored)
        info = await asyncio.to_thread(self._store.info, session)
        turns = await asyncio.to_thread(self._store.turns, session)
        outcome = turns[-1].state.outcome if turns else Outcome.OPEN
        persona, rubric = self._library.persona(info.persona), self.rubric_of(info)
        debrief = await self._engines.debriefer().debrief(session, persona, rubric, turns, outcome)
        await asyncio.to_thread(self._store.close_session, session, outcome, debrief.model_dump_json())
        kept = await asyncio.to_thread(self._store.debrief, session)
        return Debrief.model_validate_json(kept) if kept else debrief

    def rubric_of(self, info: SessionInfo) -> Rubric:
        """Return the rubric a session is graded by."""
        return self._library.rubric(info.rubric.partition("@")[0])

    async def _finish_other(self, session: str, request: str | None) -> None:
        pending = await asyncio.to_thread(self._store.pending, session)
        if pending and pending.request != request:
            await self._run(pending, unheard)

    async def _run(self, submission: Submission, emit: Emit) -> None:
        session, number = submission.session, submission.number
        turn = await asyncio.to_thread(self._store.turn, session, number) if submission.whole else None
        if turn is None:
            turn = await self._play(submission, emit)
        else:
            _replay(turn, emit)
        emit(Whole(turn))
        if turn.state.outcome is not Outcome.OPEN:
            emit(Ended(await self.close(session)))

    async def _play(self, submission: Submission, emit: Emit) -> Turn:
        given, engines = await asyncio.to_thread(self._load_turn_inputs, submission)
        final = await turn_graph.run_turn(self._graph, given, engines, emit)
        turn = Turn(
            number=submission.number,
            rep=submission.text,
            verdict=final["verdict"],
            receipt=final["receipt"],
            state=final["after"],
            intent=final["intent"],
            reply=final["answer"],
        )
        if await asyncio.to_thread(self._store.finish, submission.session, turn):
            return turn
        return await asyncio.to_thread(self._store.turn, submission.session, submission.number) or turn

    def _load_turn_inputs(self, submission: Submission) -> tuple[turn_graph.TurnState, turn_graph.TurnEngines]:
        """Read what one turn needs from the log, and load the engines if this is the first turn of all."""
        session = submission.session
        info = self._store.info(session)
        recent = self._store.turns(session, last=RECENT)
        opening = Said(speaker="customer", text=info.opening)
        said = tuple(line for turn in recent for line in _lines(turn))
        given = turn_graph.TurnState(
            persona=self._library.persona(info.persona),
            line=submission.text,
            recent=said if len(recent) == RECENT else (opening, *said),
            earlier=tuple(turn.reply for turn in recent),
            spoken=(info.opening, *self._store.spoken(session)),
            seed=info.seed,
            before=recent[-1].state if recent else self._store.state(session),
        )
        engines = turn_graph.TurnEngines(
            grader=self._engines.grader(self.rubric_of(info), session),
            decider=self._engines.decider(),
            customer=self._engines.customer(session),
        )
        return given, engines


def _lines(turn: Turn) -> tuple[Said, Said]:
    return Said(speaker="rep", text=turn.rep), Said(speaker="customer", text=turn.reply.text)


def _replay(turn: Turn, emit: Emit) -> None:
    emit(Graded(turn.verdict))
    emit(Moved(turn.receipt, turn.state))
    emit(Piece(turn.reply.text))
