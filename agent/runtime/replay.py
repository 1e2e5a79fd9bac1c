"""Replay: the law over a logged session again, step by step, or its lines graded again by another rubric."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from agent.grading.contract import Grader
from agent.model.base import FrozenModel
from agent.model.persona import Persona
from agent.model.session import State
from agent.model.turn import Turn
from agent.model.verdict import Verdict
from agent.rules import transition
from agent.runtime.turns.recent_talk import talk_before


class Difference(FrozenModel):
    """One value as the log has it, and as it comes out now."""

    log: object
    now: object


class TurnReplay(FrozenModel):
    """One turn, derived again.

    Attributes:
        agrees: everything came out as it is in the log. differs: what did not, by its path, such as `state.trust`.
        resistance_before, resistance_after, trust, stage: as they come out now.
    """

    session: str
    turn: int
    agrees: bool
    resistance_before: float
    resistance_after: float
    trust: float
    stage: str
    differs: Mapping[str, Difference]


@dataclass(frozen=True)
class Regrade:
    """Who grades the lines again; `opening` is the customer's first line, which the grader hears."""

    grader: Grader
    opening: str


async def replay_turns(
    session: str, persona: Persona, start: State, turns: Sequence[Turn], regrade: Regrade | None = None
) -> AsyncIterator[TurnReplay]:
    """Derive each turn again from its verdict, its reply and the persona.

    Each step starts from the state that the log has before it, so that one difference is told once. Graded again, it
    starts from where the last step came out, so that the whole path is what would have been.

    Args:
        start: the state that the log has before the first line of all. turns: whole turns from the first on.
    """
    before = start if regrade else transition.start(persona)
    for at, turn in enumerate(turns):
        verdict = turn.verdict
        if regrade:
            verdict = await regrade.grader.grade(turn.rep, talk_before(regrade.opening, turns[:at]))
        after, receipt = transition.move(before, verdict, persona, turn.rep)
        after = transition.record_reply(after, turn.reply)
        differs = _differences("state", turn.state.model_dump(mode="json"), after.model_dump(mode="json"))
        if at == 0:
            differs |= _differences("start", start.model_dump(mode="json"), before.model_dump(mode="json"))
        if regrade:
            differs |= _differences("verdict", _evidence(turn.verdict), _evidence(verdict))
        else:
            differs |= _differences("receipt", turn.receipt.model_dump(mode="json"), receipt.model_dump(mode="json"))
        yield _as_told(session, turn.number, before, after, differs)
        before = after if regrade else turn.state


def _as_told(session: str, number: int, before: State, after: State, differs: dict[str, Difference]) -> TurnReplay:
    return TurnReplay(
        session=session,
        turn=number,
        agrees=not differs,
        resistance_before=before.resistance,
        resistance_after=after.resistance,
        trust=after.trust,
        stage=after.stage.value,
        differs=differs,
    )


def _evidence(verdict: Verdict) -> dict[str, object]:
    """Return what the law reads of a verdict: no quotes, no confidences, no names of rubric and engine."""
    told = {f"check.{check.id}": check.passed for check in verdict.checks}
    return {
        **told,
        "codes": sorted({found.code.value for found in verdict.codes}),
        "primary": verdict.primary.value,
        "empathy": verdict.empathy,
        "empowerment": verdict.empowerment,
        "stance": verdict.stance.value,
        "ungraded": verdict.ungraded,
    }


def _differences(name: str, log: Mapping[str, object], now: Mapping[str, object]) -> dict[str, Difference]:
    keys = dict.fromkeys((*log, *now))
    return {
        f"{name}.{key}": Difference(log=log.get(key), now=now.get(key)) for key in keys if log.get(key) != now.get(key)
    }
