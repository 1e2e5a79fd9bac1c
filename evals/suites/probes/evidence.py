"""Evidence: what a verdict means for the customer, as the suites of hard lines ask it: does it accuse, does it earn?"""

from __future__ import annotations

from collections.abc import Iterable

from agent.model.ids import CheckId, RuleId
from agent.model.persona import Persona
from agent.model.verdict import SURE, Code, Verdict
from agent.rules.certainty import ATTACKS, accusations
from agent.rules.penalties import withheld
from agent.rules.transition import start

ACCUSING_CHECKS = (CheckId.NO_BLAME, *ATTACKS)
"""Checks whose failing accuses, like the code confront."""


def accused(verdict: Verdict) -> bool:
    """Say whether the line was read as an accusation, surely or not; an ungraded one was not."""
    if verdict.ungraded is not None:
        return False
    return verdict.has(Code.CONFRONT) or any(verdict.failed(check) for check in ACCUSING_CHECKS)


def accusation_confidence(verdict: Verdict) -> float | None:
    """Return how sure the reading as an accusation is; None where there is none."""
    if not accused(verdict):
        return None
    return max(sure for sure, _, _ in accusations(verdict).values())


def surely_accused(verdict: Verdict) -> bool:
    """Say whether the line was read as an accusation that counts."""
    return (accusation_confidence(verdict) or 0.0) >= SURE


def barred(verdict: Verdict, customers: Iterable[Persona]) -> RuleId | None:
    """Return the rule that keeps this line from earning anything as a first line; None if it may with any customer."""
    rules = [withheld(start(customer), verdict, customer.law) for customer in customers]
    return None if None in rules else next(iter(rules), None)


def softens(verdict: Verdict, customers: Iterable[Persona]) -> bool:
    """Say whether the line would lower resistance as a first line: empathy and empowerment, and nothing withheld."""
    return verdict.empathic and verdict.empowering and barred(verdict, customers) is None


def earns(verdict: Verdict, customers: Iterable[Persona]) -> bool:
    """Say whether the line would earn anything: empathy or empowerment, and nothing withheld."""
    return (verdict.empathic or verdict.empowering) and barred(verdict, customers) is None


def reading_in_words(verdict: Verdict) -> str:
    """Say how a line was read, for a list of misses."""
    if verdict.ungraded is not None:
        return f"ungraded: {verdict.ungraded}"
    sure = accusation_confidence(verdict)
    marks = [name for name, found in (("empathy", verdict.empathic), ("empowerment", verdict.empowering)) if found]
    return ", ".join([verdict.primary.value, *marks, *([f"accused ({sure:.0%} sure)"] if sure is not None else [])])
