"""Looking back: the debrief of a session, with its costliest line said as it could have been."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from agent.feedback.embedded_debriefer import EmbeddedDebriefer
from agent.model.debrief import Debrief
from agent.model.persona import Persona
from agent.model.practice.rewording import Rewording
from agent.model.rubric import Rubric
from agent.model.session import Outcome
from agent.model.turn import SessionInfo, Turn
from agent.runtime.engine_factory import Engines
from agent.runtime.turns import turn_log
from agent.runtime.turns.other_ways import OtherWays
from agent.runtime.turns.turn_log import plain_words


async def look_back(
    engines: Engines, info: SessionInfo, persona: Persona, rubric: Rubric, turns: Sequence[Turn], deadline: float
) -> Debrief:
    """Return the debrief; where its engine fails or is late, the embedded one stands in and says so."""
    outcome = turns[-1].state.outcome if turns else Outcome.OPEN
    try:
        async with asyncio.timeout(deadline):
            told = await engines.debriefer().debrief(info.id, persona, rubric, turns, outcome)
    except Exception as error:  # noqa: BLE001 - the embedded one needs nothing that can be down
        why = plain_words(error)
        turn_log.undebriefed(info.id, why, error)
        stand_in = await EmbeddedDebriefer().debrief(info.id, persona, rubric, turns, outcome)
        told = stand_in.model_copy(update={"degraded": f"the debrief's own engine failed: {why}"})
    worst = told.summary.weakest
    if worst is None:
        return told
    ways = OtherWays(engines, info, persona, rubric)
    return told.model_copy(update={"instead": await _said_better(ways, turns, worst.turn, info.id, deadline)})


async def _said_better(
    ways: OtherWays, turns: Sequence[Turn], number: int, session: str, deadline: float
) -> Rewording | None:
    """Return the costliest line as it could have been said; a debrief does without it rather than fail."""
    try:
        async with asyncio.timeout(deadline):
            return await ways.best(turns, number)
    except Exception as error:  # noqa: BLE001 - whatever it fails of, the debrief stands without it
        turn_log.undebriefed(session, f"line {number} was not said differently: {plain_words(error)}", error)
        return None
