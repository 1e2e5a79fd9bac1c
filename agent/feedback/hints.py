"""Hints: one thing to try next, taken from the rubric's own hints."""

from __future__ import annotations

from agent.model.acts import Stage
from agent.model.ids import CheckId
from agent.model.law import Law
from agent.model.rubric import Rubric
from agent.model.session import State
from agent.model.verdict import Verdict
from agent.rules.standing import may_lead

NEXT_BY_STAGE = {
    Stage.ENGAGE: ("says_back", "asks_for_theirs"),
    Stage.EVOKE: ("points_to_change", "looks_ahead", "asks_for_theirs"),
    Stage.PLAN: ("shapes_plan", "leaves_choice"),
}
"""What the stage is in need of, most wanted first."""

LEADS = (CheckId.LOOKS_AHEAD,)
"""Of these, what is not hinted at before they trust enough to be led."""


def hint(rubric: Rubric, law: Law, state: State, verdict: Verdict | None) -> str:
    """Return one hint: a mistake of the last line first, then what it lacked, then what the stage needs."""
    wanted = _wanted(rubric, law, state, verdict)
    return next((rubric.checks[name].hint for name in wanted if name in rubric.checks), "Say back what you heard.")


def _wanted(rubric: Rubric, law: Law, state: State, verdict: Verdict | None) -> list[str]:
    if verdict is None or verdict.ungraded is not None:
        return [*NEXT_BY_STAGE[Stage.ENGAGE]]
    wanted = [name for name, check in rubric.checks.items() if check.guard and verdict.failed(name)]
    wanted += [] if verdict.empathic else ["says_back"]
    wanted += [] if verdict.empowering else ["asks_for_theirs"]
    due = [name for name in NEXT_BY_STAGE[state.stage] if name not in LEADS or may_lead(state, law)]
    return wanted + [name for name in due if not verdict.passed(name)] + ["says_back"]
