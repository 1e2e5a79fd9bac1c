"""What hardens a customer: every rule of the law that raises resistance or takes trust away.

Each function reads evidence and returns receipt entries; none decides a state. Shares are fractions of the persona's
`loss` and `trust_loss`; they order the mistakes (blame before pushing before tiring) and are this project's own
judgement, tuned with `rollwith evals run discrimination`. The ordering follows the counts of MI-non-adherent
behaviour in MITI 4.2.1, which lists confront above persuade.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.model.check_ids import CheckId
from agent.model.law import Law
from agent.model.persona import Persona
from agent.model.rule_ids import RuleId
from agent.model.session import Entry, State
from agent.model.verdict import Code, Verdict

COUNTERFEIT_GRACE = 1
"""Counterfeits that merely earn nothing; from the next one on they cost."""


def early(state: State, law: Law) -> bool:
    """Say whether leading would come before trust is earned."""
    return state.trust < law.lead_trust


def _both(entry: tuple[str, str, RuleId, str], law: Law, hard: float, trust: float) -> Iterator[Entry]:
    quote, evidence, rule, why = entry
    yield Entry(quote=quote, evidence=evidence, rule=rule, quantity="resistance", change=hard * law.loss, why=why)
    if trust:
        yield Entry(
            quote=quote, evidence=evidence, rule=rule, quantity="trust", change=-trust * law.trust_loss, why=why
        )


def confronting(verdict: Verdict, law: Law) -> Iterator[Entry]:
    """Blame, correction and threats shut the customer down and break the bond."""
    if verdict.has(Code.CONFRONT):
        words = verdict.quote(Code.CONFRONT)
        yield from _both(
            (words, "confront", RuleId.CONFRONTED, "Blame or contradiction: they defend themselves."), law, 1.0, 1.0
        )
    if (threat := verdict.check(CheckId.NO_THREAT)) and not threat.passed:
        why = "A choice with a threat in it is no choice."
        yield from _both((threat.quote or "", CheckId.NO_THREAT, RuleId.THREATENED, why), law, 0.5, 0.5)


def pushing(state: State, verdict: Verdict, law: Law) -> Iterator[Entry]:
    """Advice nobody asked for costs; before trust is earned it costs most."""
    if verdict.has(Code.PERSUADE):
        words = verdict.quote(Code.PERSUADE)
        if early(state, law):
            why = "Too soon: advice before they trust you reads as pushing."
            yield from _both((words, "persuade", RuleId.EARLY_LEAD, why), law, 0.7, 0.6)
        else:
            yield from _both((words, "persuade", RuleId.PUSHED, "Advice without asking first."), law, 0.4, 0.3)
    if verdict.has(Code.PERSUADE_WITH_PERMISSION) and early(state, law):
        words = verdict.quote(Code.PERSUADE_WITH_PERMISSION)
        share = 0.15 if state.permission else 0.3
        why = "Too soon: even a careful idea lands badly before trust is earned."
        yield from _both((words, "persuade_with_permission", RuleId.EARLY_LEAD, why), law, share, 0.1)
    if (override := verdict.check(CheckId.NO_OVERRIDE)) and not override.passed:
        why = "You asked leave and did not wait for it."
        yield from _both((override.quote or "", CheckId.NO_OVERRIDE, RuleId.PERMISSION_OVERRIDDEN, why), law, 0.3, 0.3)


def counterfeiting(state: State, verdict: Verdict, law: Law) -> Iterator[Entry]:
    """Empathy in form only earns nothing once, and costs from then on."""
    if not verdict.has(Code.COUNTERFEIT):
        return
    words = verdict.quote(Code.COUNTERFEIT)
    if state.counterfeits < COUNTERFEIT_GRACE:
        why = "It has the form of empathy, but nothing of theirs is in it. It earns nothing."
        yield Entry(
            quote=words, evidence="counterfeit", rule=RuleId.COUNTERFEIT, quantity="resistance", change=0.0, why=why
        )
        return
    why = "Another phrase with nothing heard in it: now it grates."
    yield from _both((words, "counterfeit", RuleId.COUNTERFEIT_AGAIN, why), law, 0.25, 0.3)


def tiring(state: State, verdict: Verdict, law: Law) -> Iterator[Entry]:
    """Charge for a run of bare questions, or a speech: both wear the customer out."""
    if asks_only(verdict) and state.questioning >= law.question_patience:
        words = verdict.quote(Code.CLOSED_QUESTION, Code.OPEN_QUESTION)
        why = f"Question {state.questioning + 1} in a row with nothing said back: it feels like an interrogation."
        yield from _both((words, "question", RuleId.INTERROGATED, why), law, 0.15, 0.1)
    if verdict.failed(CheckId.NO_SPEECH):
        yield from _both(
            ("", CheckId.NO_SPEECH, RuleId.SPEECH, "Too long: they stopped listening halfway."), law, 0.1, 0.0
        )


def refusing(state: State, verdict: Verdict, law: Law) -> Iterator[Entry]:
    """Charge a little for a bare no with no empathy near it; it is still a limit."""
    if verdict.has(Code.SET_LIMIT) and not (verdict.empathic or state.empathy_before):
        words = verdict.quote(Code.SET_LIMIT)
        yield from _both(
            (words, "set_limit", RuleId.BARE_LIMIT, "A plain no, with nothing of theirs in it."), law, 0.15, 0.1
        )


def triggered(verdict: Verdict, persona: Persona) -> Iterator[tuple[str, Entry]]:
    """Yield (trigger id, entry) for each of the persona's sore points that the evidence touches."""
    for name, trigger in persona.triggers.items():
        for evidence in verdict.codes:
            if evidence.code in trigger.codes and _mentions(evidence.quote, trigger.words):
                entry = Entry(
                    quote=evidence.quote, evidence=evidence.code.value, rule=RuleId.TRIGGER, quantity="resistance",
                    change=trigger.cost, why=trigger.why,
                )  # fmt: skip
                yield name, entry
                break


def _mentions(quote: str, words: tuple[str, ...]) -> bool:
    return not words or any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", quote, re.IGNORECASE) for word in words)


def asks_only(verdict: Verdict) -> bool:
    """Say whether the line asks and says nothing back."""
    return verdict.has(Code.OPEN_QUESTION, Code.CLOSED_QUESTION) and not verdict.empathic


def withheld(state: State, verdict: Verdict, law: Law) -> RuleId | None:
    """Return the rule that forbids any gain from this line, or None.

    The first guarantee of the law: a line that confronts, blames or pushes softens nobody, whatever else it holds.
    """
    leads_early = verdict.has(Code.PERSUADE_WITH_PERMISSION) and early(state, law)
    tests = (
        (verdict.ungraded is not None, RuleId.UNGRADED),
        (
            verdict.has(Code.CONFRONT) or verdict.failed(CheckId.NO_THREAT) or verdict.failed(CheckId.NO_BLAME),
            RuleId.CONFRONTED,
        ),
        (verdict.has(Code.PERSUADE) or verdict.failed(CheckId.NO_PUSH), RuleId.PUSHED),
        (verdict.failed(CheckId.NO_OVERRIDE), RuleId.PERMISSION_OVERRIDDEN),
        (leads_early, RuleId.EARLY_LEAD),
        (verdict.failed(CheckId.NO_MACHINE_TALK), RuleId.ODD),
        (verdict.primary is Code.COUNTERFEIT, RuleId.COUNTERFEIT),
        (verdict.has(Code.CAPITULATE), RuleId.GAVE_IN),
    )
    return next((rule for holds, rule in tests if holds), None)
