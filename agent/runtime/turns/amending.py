"""Amending: a turn answered again without a reading that its rep disputes. The turn in the log stays as it was.

The same graph runs from the same state before, with a grader that returns the verdict without the accusation: the law
moves again, the decider decides again, the customer speaks anew. Then the new turn and the dispute are stored in one
transaction, so that a stop in the middle leaves the old turn standing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from agent.errors import TurnRefused
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.practice.dispute import Dispute
from agent.model.turn import Turn
from agent.model.verdict import Talk, TalkVerdict, Verdict
from agent.rules.verdicts.striking import readings, strike
from agent.runtime.engine_factory import Engines
from agent.runtime.pinned_content import PinnedContent
from agent.runtime.session_work import Emit
from agent.runtime.turns import turn_graph
from agent.runtime.turns.latest_turns import Latest
from agent.runtime.turns.recent_talk import LONGEST_WINDOW
from agent.runtime.turns.turn_inputs import given_after, whole_turn
from agent.runtime.turns.turn_log import TurnCosts
from agent.runtime.turns.turn_state import TurnEngines, TurnState
from agent.storage.store import Store

NOT_ACCUSING = "this reading accuses you of nothing"
"""Why a good or a neutral reading, or one of how long a line is, is only noted."""


class GivenVerdict:
    """A grader that has read the line already."""

    def __init__(self, verdict: Verdict) -> None:
        self.engine, self._verdict = verdict.engine, verdict

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        """Return what was read."""
        return self._verdict

    async def talk(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> TalkVerdict:
        """Say that nothing is known of a customer's line: no turn asks for it."""
        return TalkVerdict(talk=Talk.NEUTRAL, confidence=0.0)


class Amending:
    """Notes disputes and answers turns again. The caller holds the session alone."""

    def __init__(
        self, pinned: PinnedContent, store: Store, engines: Engines, costs: TurnCosts, graph: turn_graph.TurnGraph
    ) -> None:
        self._pinned, self._store, self._engines, self._costs, self._graph = pinned, store, engines, costs, graph

    async def note(self, dispute: Dispute) -> None:
        """Store a dispute before anything else happens.

        Raises:
            TurnRefused: there is no such turn, or it was not read so.
        """
        turn = await asyncio.to_thread(self._store.turn, dispute.session, dispute.turn)
        known = await asyncio.to_thread(self._store.disputes.find, dispute.id)
        if turn is None or (known is None and not _stands(turn, dispute)):
            raise TurnRefused("this line was not read so; load the page anew")
        await asyncio.to_thread(self._store.disputes.add, dispute)

    async def why_not(self, dispute: Dispute) -> str | None:
        """Return why the turn is not answered again, in plain words, or None where it is."""
        if why := await asyncio.to_thread(self._store.disputes.why_not, dispute.session, dispute.turn):
            return why
        return None if await asyncio.to_thread(self._struck, dispute) else NOT_ACCUSING

    async def amend(self, dispute: Dispute, emit: Emit) -> Turn | None:
        """Answer the newest turn again and let it stand so; None where it could no longer be."""
        was, given, engines = await asyncio.to_thread(self._inputs, dispute)
        final = await turn_graph.run_turn(self._graph, given, engines, emit)
        cost, notice = await asyncio.to_thread(self._costs.told, dispute.session, dispute.turn)
        fresh = whole_turn(dispute.turn, given, final, cost, notice or was.notice)
        spent = {"calls": was.calls + cost.calls, "tokens": was.tokens + cost.tokens}
        turn = fresh.model_copy(update={**spent, "draft": was.draft, "wasted": was.wasted})
        levels = {"was": was.state.resistance, "now": turn.state.resistance}
        stored = await asyncio.to_thread(self._store.disputes.amend, dispute.model_copy(update=levels), turn, cost)
        return turn if stored else None

    def _struck(self, dispute: Dispute) -> Verdict | None:
        turn = self._store.turn(dispute.session, dispute.turn)
        rubric = self._pinned.rubric(self._store.info(dispute.session))
        return strike(turn.verdict, rubric, dispute.evidence, dispute.quote) if turn else None

    def _inputs(self, dispute: Dispute) -> tuple[Turn, TurnState, TurnEngines]:
        session = dispute.session
        self._costs.unlogged(session)
        info, verdict = self._store.info(session), self._struck(dispute)
        turns = self._store.turns(session, last=LONGEST_WINDOW + 1)
        assert verdict is not None, "asked before"
        before = Latest(tuple(turns[:-1]), tuple(self._store.spoken(session)[:-1]))
        given = given_after(self._pinned, self._store, info, before, turns[-1].rep)
        taking_part = TurnEngines(
            grader=GivenVerdict(verdict), decider=self._engines.decider(), customer=self._engines.customer(session)
        )
        return turns[-1], given, taking_part


def _stands(turn: Turn, dispute: Dispute) -> bool:
    return (dispute.evidence, dispute.quote) in readings(turn.verdict, turn.receipt)
