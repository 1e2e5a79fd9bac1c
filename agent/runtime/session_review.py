"""Session review: a session of the log looked at again: the law once more, or a line said in other ways."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from agent.model.practice.rewording import Reworded
from agent.model.rubric import Rubric
from agent.model.turn import SessionInfo
from agent.runtime.engine_factory import Engines
from agent.runtime.log_view import LogView
from agent.runtime.replay import Regrade, TurnReplay, replay_turns


class SessionReview(LogView):
    """Looks at logged sessions with the engines at hand; nothing is stored."""

    _engines: Engines

    async def replay(self, session: str, rubric: Rubric | None = None) -> AsyncIterator[TurnReplay]:
        """Run the law over a logged session again, or grade its lines again by another rubric; nothing is stored."""
        info = await asyncio.to_thread(self.session, session)
        persona, start = self.persona_of(info), self._store.start(session)
        turns = await asyncio.to_thread(self.turns, session)
        grader = await asyncio.to_thread(self._engines.grader, rubric) if rubric else None
        regrade = Regrade(grader, info.opening) if grader else None
        async for replayed in replay_turns(session, persona, start, turns, regrade):
            yield replayed

    async def other_ways(self, info: SessionInfo, number: int) -> Reworded:
        """Return up to three ways of saying a line of a session, each graded; see `OtherWays.of`."""
        from agent.runtime.turns.other_ways import OtherWays

        turns = await asyncio.to_thread(self.turns, info.id)
        persona, rubric = self.persona_of(info), self.rubric_of(info)
        return await OtherWays(self._engines, info, persona, rubric).of(turns, number)
