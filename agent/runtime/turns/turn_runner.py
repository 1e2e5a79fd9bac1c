"""TurnRunner: takes one line through the log, the graph and the log again. The caller holds the session alone.

Whatever goes wrong in a turn ends that turn as not answered: the log says why, the rep is told, the session goes on.
Only a stop of the program leaves a line pending; it is taken up again when the session is next opened.
"""

from __future__ import annotations

import asyncio

from agent.errors import TurnRefused
from agent.model.debrief import Debrief
from agent.model.events import Disputed, Ended, Event, Graded, Moved, NotAnswered, NotDebriefed, Piece, Taken, Whole
from agent.model.practice.dispute import Dispute
from agent.model.session import Outcome
from agent.model.turn import Turn, UnansweredLine
from agent.runtime.engine_factory import Engines
from agent.runtime.pinned_content import PinnedContent
from agent.runtime.session_work import Emit
from agent.runtime.turns import turn_graph, turn_log
from agent.runtime.turns.amending import Amending
from agent.runtime.turns.latest_turns import LatestTurns
from agent.runtime.turns.looking_back import look_back
from agent.runtime.turns.turn_inputs import turn_inputs, whole_turn
from agent.runtime.turns.turn_log import TurnWatch, plain_words
from agent.runtime.turns.turn_state import TurnEngines, TurnState
from agent.storage.store import DEBRIEF, Store, Submission

MOST_RESUMES = 3
"""Times a pending line is taken up after a stop. A line that stops the program each time must not shut a session."""


def unheard(event: Event) -> None:
    """Take an event that nobody listens for."""


class TurnRunner:
    """Runs turns, one session at a time or many; what it knows of a session is in the log."""

    def __init__(self, pinned: PinnedContent, store: Store, engines: Engines, deadline: float) -> None:
        """Take the parts; `deadline`: seconds from a line to its answer, and again from the end to its debrief."""
        self._pinned, self._store, self._engines, self._deadline = pinned, store, engines, deadline
        self._costs = turn_log.TurnCosts(store, engines)
        self._graph, self._read = turn_graph.build_turn_graph(engines.begins_early), LatestTurns(store)
        self.forget = self._read.forget
        self._amending = Amending(pinned, store, engines, self._costs, self._graph)

    async def say(self, session: str, text: str, request: str, emit: Emit) -> None:
        """Store a line, then run its turn; a line that was sent before is told again, not run again.

        Raises:
            TurnRefused: the session has ended, or the request was sent before with other words.
        """
        await self._finish_other(session, request)
        submission = await asyncio.to_thread(self._store.submit, session, text, request)
        emit(Taken(submission.number))
        if submission.failed:
            emit(NotAnswered(await self._unanswered(submission)))
        else:
            await self._run(submission, emit)

    async def resume(self, session: str, emit: Emit) -> None:
        """Finish what a stop left undone: a pending turn, or the debrief of a session that has ended.

        What was tried and ended without an answer is left until the rep asks for it again.
        """
        if pending := await asyncio.to_thread(self._store.pending, session):
            await self._take_up(pending, emit)
            return
        info = await asyncio.to_thread(self._store.info, session)
        if info.outcome is Outcome.OPEN or info.finished:
            return
        if not await asyncio.to_thread(self._store.reasons, session, DEBRIEF):
            await self.end(session, emit)

    async def retry(self, session: str, emit: Emit) -> None:
        """Answer the newest line, which ended without an answer, in its place.

        Raises:
            TurnRefused: the session has ended, or nothing was said in it.
        """
        newest = await asyncio.to_thread(self._store.newest_line, session)
        info = await asyncio.to_thread(self._store.info, session)
        if newest is None or (info.finished and not newest.whole):
            raise TurnRefused("there is no line to be answered")
        await self._run(newest, emit)

    async def dispute(self, dispute: Dispute, emit: Emit) -> None:
        """Take down that a line was meant otherwise; the newest one is answered again without the reading, if it may.

        Raises:
            TurnRefused: the line was not read so.
        """
        await self._amending.note(dispute)
        why = await self._amending.why_not(dispute)
        if why is None:
            try:
                why = await self._amended(dispute, emit)
            except Exception as error:  # noqa: BLE001 - the turn stands as it was, and the dispute is noted
                turn_log.unamended(dispute.session, dispute.turn, error)
                why = f"the line could not be answered again ({plain_words(error)})"
        emit(Disputed(why))
        if why is None:
            await self.resume(dispute.session, emit)

    async def _amended(self, dispute: Dispute, emit: Emit) -> str | None:
        """Answer a turn again; return why it stands all the same, or None where it does not."""
        async with asyncio.timeout(self._deadline):
            turn = await self._amending.amend(dispute, emit)
        if turn is None:
            return await self._amending.why_not(dispute) or "the line could not be answered again"
        emit(Whole(turn))
        return None

    async def end(self, session: str, emit: Emit) -> None:
        """End a session, if it has not ended, with its debrief. The first ending stands."""
        await self._finish_other(session, request=None)
        try:
            emit(Ended(await self._debriefed(session)))
        except Exception as error:  # noqa: BLE001 - whatever the debrief fails of, the session and its page live on
            why = plain_words(error)
            turn_log.undebriefed(session, why, error)
            await self._record(session, DEBRIEF, why)
            emit(NotDebriefed(why))

    async def _debriefed(self, session: str) -> Debrief:
        if stored := await asyncio.to_thread(self._store.debrief, session):
            return Debrief.model_validate_json(stored)
        turns = await asyncio.to_thread(self._store.turns, session)
        outcome = turns[-1].state.outcome if turns else Outcome.OPEN
        await asyncio.to_thread(self._costs.unlogged, session)
        debrief = await self._look_back(session, turns)
        cost = await asyncio.to_thread(self._costs.unlogged, session)
        await asyncio.to_thread(self._store.close_session, session, outcome, debrief.model_dump_json(), cost)
        kept = await asyncio.to_thread(self._store.debrief, session)
        return Debrief.model_validate_json(kept) if kept else debrief

    async def _look_back(self, session: str, turns: list[Turn]) -> Debrief:
        info = await asyncio.to_thread(self._store.info, session)
        persona = await asyncio.to_thread(self._pinned.persona, info)
        rubric = await asyncio.to_thread(self._pinned.rubric, info)
        return await look_back(self._engines, info, persona, rubric, turns, self._deadline)

    async def _finish_other(self, session: str, request: str | None) -> None:
        pending = await asyncio.to_thread(self._store.pending, session)
        if pending and pending.request != request:
            await self._take_up(pending, unheard)

    async def _take_up(self, pending: Submission, emit: Emit) -> None:
        again = await asyncio.to_thread(self._store.begin_again, pending.session, pending.number)
        if again > MOST_RESUMES:
            await self._give_up(pending, "the program stopped each time it tried to answer", None, emit)
        else:
            await self._run(pending, emit)

    async def _run(self, submission: Submission, emit: Emit) -> None:
        session, number = submission.session, submission.number
        turn = await asyncio.to_thread(self._store.turn, session, number) if submission.whole else None
        if turn is not None:
            _replay(turn, emit)
        else:
            turn = await self._answer(submission, emit)
        if turn is None:
            return
        emit(Whole(turn))
        if turn.state.outcome is not Outcome.OPEN:
            await self.end(session, emit)

    async def _answer(self, submission: Submission, emit: Emit) -> Turn | None:
        """Play a turn to its end; None where it ended without an answer, which was then told."""
        watch = TurnWatch(submission.session, submission.number)

        def heard(event: Event) -> None:
            watch.hear(event)
            emit(event)

        try:
            turn = await self._play(submission, heard)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not lock the session
            return await self._give_up(submission, plain_words(error), error, emit, watch)
        watch.whole(turn)
        return turn

    async def _play(self, submission: Submission, emit: Emit) -> Turn:
        async with asyncio.timeout(self._deadline):
            given, engines = await asyncio.to_thread(self._inputs, submission)
            final = await turn_graph.run_turn(self._graph, given, engines, emit)
        cost, notice = await asyncio.to_thread(self._costs.told, submission.session, submission.number)
        turn = whole_turn(submission.number, given, final, cost, notice)
        if await asyncio.to_thread(self._store.finish, submission.session, turn):
            self._read.add(submission.session, turn)
            return turn
        return await asyncio.to_thread(self._store.turn, submission.session, submission.number) or turn

    def _inputs(self, submission: Submission) -> tuple[TurnState, TurnEngines]:
        self._costs.unlogged(submission.session)
        return turn_inputs(self._pinned, self._store, self._read, self._engines, submission)

    async def _give_up(
        self,
        submission: Submission,
        why: str,
        error: Exception | None,
        emit: Emit,
        watch: TurnWatch | None = None,
    ) -> Turn | None:
        """End a turn as not answered, unless it became whole all the same; then return it."""
        session, number = submission.session, submission.number
        (watch or TurnWatch(session, number)).unanswered(why, error, submission.text)
        if await self._record(session, number, why):
            emit(NotAnswered(UnansweredLine(number=number, rep=submission.text, why=why)))
            return None
        return await asyncio.to_thread(self._store.turn, session, number)

    async def _record(self, session: str, number: int, why: str) -> bool:
        """Store why a line has no answer; False if it has one. Where the log fails, the line stays pending."""
        try:
            return await asyncio.to_thread(self._costs.fail, session, number, why)
        except Exception as error:  # noqa: BLE001 - the rep must be told of the first error, whatever the second one is
            turn_log.unrecorded(session, number, error)
            return True

    async def _unanswered(self, submission: Submission) -> UnansweredLine:
        whys = await asyncio.to_thread(self._store.reasons, submission.session, submission.number)
        return UnansweredLine(number=submission.number, rep=submission.text, why=whys[-1])


def _replay(turn: Turn, emit: Emit) -> None:
    emit(Graded(turn.verdict))
    emit(Moved(turn.receipt, turn.state))
    emit(Piece(turn.reply.text))
