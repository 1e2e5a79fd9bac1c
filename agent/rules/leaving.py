"""When a customer leaves: never out of the blue. They warn, and only a line that eases nothing ends it.

A threat or an insult is the exception: it may end the talk at once, at any turn, where patience is used up.
"""

from __future__ import annotations

from agent.model.ids import CheckId, RuleId
from agent.model.law import Law
from agent.model.session import Entry, State
from agent.model.verdict import Verdict
from agent.rules.certainty import attacked

EARLIEST = 6
"""First turn that may end with the customer gone: a talk needs a beginning that can go wrong and be mended."""


def eases(verdict: Verdict, blocked: RuleId | None, earned: bool) -> bool:
    """Say whether nobody would leave on this line: it earned, it owns a part, or it is not clear what was meant."""
    owns = blocked is None and verdict.passed(CheckId.OWNS_PART)
    return earned or owns or blocked is RuleId.UNCLEAR


def leaves(before: State, after: State, verdict: Verdict, law: Law, eased: bool) -> bool:
    """Say whether the line ends it: they had warned and it eased nothing, or it attacked them and patience is gone."""
    if attacked(before, verdict):
        return before.warned or after.strain >= law.walk_patience
    strained = before.warned and after.resistance >= law.walk_resistance
    return strained and not eased and after.turn >= EARLIEST


def warned(before: State, after: State, verdict: Verdict, law: Law, eased: bool) -> bool:
    """Say whether a warning stands after a line that did not end it."""
    if attacked(before, verdict):
        return True
    if after.resistance < law.walk_resistance:
        return False
    return before.warned or (after.strain >= law.walk_patience and not eased)


def warning(before: State, after: State) -> list[Entry]:
    """Return the entry that says so in the turn in which a customer warns."""
    if before.warned or not after.warned:
        return []
    why = "They are about to leave: if your next line eases nothing, they may go."
    return [Entry(quote="", evidence="strain", rule=RuleId.LEAVE_WARNED, quantity="outcome", change=0.0, why=why)]
