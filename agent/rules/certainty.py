"""How far a reading counts: an accusation that is not sure costs nothing, and what moves grows with how sure it is.

`SURE` is where a reading counts whole. It is the project's own: at .8 a calibrated reading is wrong once in five, and
an unjust accusation drives a rep from the room while a missed one costs nothing but a line.
"""

from __future__ import annotations

from agent.model.ids import CheckId, RuleId
from agent.model.session import State
from agent.model.verdict import SURE, Code, Verdict

LIKELY = 0.5
"""Where a reading is as likely as not: a harm that is no likelier costs nothing."""

AGAIN = 0.7
"""From here on an accusation counts that comes right after one that was not sure. Two doubts are no certainty: what
made a reader doubt, a learner's English say, comes back in the next line."""

ATTACKS = (CheckId.NO_THREAT, CheckId.NO_INSULT)
"""Guards whose failing lets a customer go without a warning."""


def cost_share(confidence: float) -> float:
    """Return how much of its cost a harm takes: none up to `LIKELY`, all from `SURE` on, evenly between."""
    return min(1.0, max(0.0, (confidence - LIKELY) / (SURE - LIKELY)))


def gain_share(confidence: float) -> float:
    """Return how much of its gain a reading earns: all from `SURE` on, in proportion below."""
    return min(1.0, confidence / SURE)


def doubt_in(verdict: Verdict, check_id: CheckId) -> float:
    """Return how sure it is that a guard has failed, 0..1; 0 where it held or was not asked."""
    result = verdict.check(check_id)
    return 0.0 if result is None or result.passed else result.confidence


def stands(state: State, confidence: float) -> bool:
    """Say whether an accusation counts: it is sure, or it comes right after one that was not."""
    return confidence >= (AGAIN if state.unclear else SURE)


def blame(verdict: Verdict) -> float:
    """Return how sure it is that the line blames, 0..1."""
    return verdict.certainty(Code.CONFRONT) or doubt_in(verdict, CheckId.NO_BLAME)


def accusations(verdict: Verdict) -> dict[str, tuple[float, str, str]]:
    """Return evidence -> (confidence, words, what it could be heard as) of everything that accuses."""
    found = {"confront": (blame(verdict), verdict.quote(Code.CONFRONT) or words_of(verdict, CheckId.NO_BLAME), "blame")}
    for check, name in zip(ATTACKS, ("a threat", "an insult"), strict=True):
        found[check] = (doubt_in(verdict, check), words_of(verdict, check), name)
    return {evidence: told for evidence, told in found.items() if told[0] > 0}


def words_of(verdict: Verdict, check_id: CheckId) -> str:
    """Return the words that a check rests on, or an empty string."""
    return (result.quote if (result := verdict.check(check_id)) else None) or ""


def accusation(state: State, verdict: Verdict) -> RuleId | None:
    """Return `CONFRONTED` where an accusation stands, `UNCLEAR` where one is only possible, else None."""
    found = accusations(verdict).values()
    if any(stands(state, sure) for sure, _, _ in found):
        return RuleId.CONFRONTED
    return RuleId.UNCLEAR if found else None


def attacked(state: State, verdict: Verdict) -> bool:
    """Say whether the line threatens or insults, and that stands."""
    return any(stands(state, doubt_in(verdict, check)) for check in ATTACKS)


def harm_of(verdict: Verdict, blocked: RuleId) -> float:
    """Return how much of its cost in readiness a harmful line takes, by the rule that withheld it."""
    sure = {
        RuleId.PUSHED: verdict.certainty(Code.PERSUADE) or doubt_in(verdict, CheckId.NO_PUSH),
        RuleId.EARLY_LEAD: verdict.certainty(Code.PERSUADE_WITH_PERMISSION),
    }
    return cost_share(sure.get(blocked, 1.0))
