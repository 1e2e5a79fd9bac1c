"""What hardens a customer: every rule of the law that raises resistance or takes trust away.

Each function reads evidence and returns receipt entries; none decides a state. Shares are fractions of the persona's
`loss` and `trust_loss`; they order the mistakes (blame before pushing before tiring) and are this project's own
judgement, tuned with `rollwith evals run discrimination`. The ordering follows the counts of MI-non-adherent
behaviour in MITI 4.2.1, which lists confront above persuade.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.model.ids import CheckId, RuleId
from agent.model.law import Law
from agent.model.persona import Persona
from agent.model.session import Entry, State
from agent.model.verdict import Code, CodeEvidence, Verdict
from agent.rules.certainty import accusation, accusations, blame, cost_share, doubt_in, stands

COUNTERFEIT_GRACE = 1
"""Counterfeits that merely earn nothing; from the next one on they cost."""

HARMFUL = frozenset({Code.PERSUADE, Code.PERSUADE_WITH_PERMISSION, Code.COUNTERFEIT, Code.CAPITULATE})
"""Codes that cost in proportion to how sure they are; blame costs all or nothing."""


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


def confronting(state: State, verdict: Verdict, law: Law) -> Iterator[Entry]:
    """Blame, insults and threats shut the customer down and break the bond; what is not sure does neither."""
    insult = verdict.check(CheckId.NO_INSULT)
    if insult and not insult.passed and stands(state, insult.confidence):
        entry = (insult.quote or "", CheckId.NO_INSULT, RuleId.CONFRONTED, "An insult: nothing said after it is heard.")
        yield from _both(entry, law, 1.0, 1.0)
    elif verdict.has(Code.CONFRONT) and stands(state, blame(verdict)):
        why = "Blame or contradiction: they defend themselves."
        yield from _both((verdict.quote(Code.CONFRONT), "confront", RuleId.CONFRONTED, why), law, 1.0, 1.0)
    if (threat := verdict.check(CheckId.NO_THREAT)) and stands(state, doubt_in(verdict, CheckId.NO_THREAT)):
        why = "A choice with a threat in it is no choice."
        yield from _both((threat.quote or "", CheckId.NO_THREAT, RuleId.THREATENED, why), law, 0.5, 0.5)
    if accusation(state, verdict) is RuleId.UNCLEAR:
        yield _unclear(verdict)


def unclear_words(verdict: Verdict) -> str:
    """Return the words of a line that could be heard as an accusation, or where there are none, what it is read as."""
    evidence, (_, words, _) = _likeliest(verdict)
    return words or evidence


def _likeliest(verdict: Verdict) -> tuple[str, tuple[float, str, str]]:
    return max(accusations(verdict).items(), key=lambda found: found[1][0])


def _unclear(verdict: Verdict) -> Entry:
    evidence, (_, words, name) = _likeliest(verdict)
    why = f"This could be heard as {name}. It is not sure, so it costs nothing; your next line shows how it was meant."
    return Entry(quote=words, evidence=evidence, rule=RuleId.UNCLEAR, quantity="resistance", change=0.0, why=why)


def pushing(state: State, verdict: Verdict, law: Law) -> Iterator[Entry]:
    """Advice nobody asked for costs; before trust is earned it costs most."""
    if verdict.has(Code.PERSUADE):
        words, sure = verdict.quote(Code.PERSUADE), cost_share(verdict.certainty(Code.PERSUADE))
        if early(state, law):
            why = "Too soon: advice before they trust you reads as pushing."
            yield from _both((words, "persuade", RuleId.EARLY_LEAD, why), law, 0.7 * sure, 0.6 * sure)
        else:
            why = "Advice without asking first."
            yield from _both((words, "persuade", RuleId.PUSHED, why), law, 0.4 * sure, 0.3 * sure)
    if verdict.has(Code.PERSUADE_WITH_PERMISSION) and early(state, law):
        words = verdict.quote(Code.PERSUADE_WITH_PERMISSION)
        sure = cost_share(verdict.certainty(Code.PERSUADE_WITH_PERMISSION))
        share = (0.15 if state.permission else 0.3) * sure
        why = "Too soon: even a careful idea lands badly before trust is earned."
        yield from _both((words, "persuade_with_permission", RuleId.EARLY_LEAD, why), law, share, 0.1 * sure)
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
    sure = cost_share(verdict.certainty(Code.COUNTERFEIT))
    why = "Another phrase with nothing heard in it: now it grates."
    yield from _both((words, "counterfeit", RuleId.COUNTERFEIT_AGAIN, why), law, 0.25 * sure, 0.3 * sure)


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
    """Charge a little for what is surely a bare no: no empathy near it, nothing left to them. It is a limit still."""
    bare = not (verdict.empathic or verdict.empowering or state.empathy_before)
    sure = cost_share(verdict.certainty(Code.SET_LIMIT))
    if verdict.has(Code.SET_LIMIT) and bare and sure > 0:
        told = (
            verdict.quote(Code.SET_LIMIT),
            "set_limit",
            RuleId.BARE_LIMIT,
            "A plain no, with nothing of theirs in it.",
        )
        yield from _both(told, law, 0.15 * sure, 0.1 * sure)


def triggered(state: State, verdict: Verdict, persona: Persona) -> Iterator[tuple[str, Entry]]:
    """Yield (trigger id, entry) for each of the persona's sore points that the evidence touches for sure."""
    for name, trigger in persona.triggers.items():
        touching = [one for one in verdict.codes if one.code in trigger.codes and _mentions(one.quote, trigger.words)]
        evidence = max(touching, key=lambda one: _sore_share(state, one), default=None)
        if evidence is not None and (sure := _sore_share(state, evidence)):
            entry = Entry(
                quote=evidence.quote, evidence=evidence.code.value, rule=RuleId.TRIGGER, quantity="resistance",
                change=trigger.cost * sure, why=trigger.why,
            )  # fmt: skip
            yield name, entry


def _sore_share(state: State, evidence: CodeEvidence) -> float:
    """Return how much of its cost a sore point takes: a harm by how sure it is, anything else whole."""
    if evidence.code is Code.CONFRONT:
        return float(stands(state, evidence.confidence))
    return cost_share(evidence.confidence) if evidence.code in HARMFUL else 1.0


def _mentions(quote: str, words: tuple[str, ...]) -> bool:
    return not words or any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", quote, re.IGNORECASE) for word in words)


def asks_only(verdict: Verdict) -> bool:
    """Say whether the line asks and says nothing back."""
    return verdict.has(Code.OPEN_QUESTION, Code.CLOSED_QUESTION) and not verdict.empathic


def withheld(state: State, verdict: Verdict, law: Law) -> RuleId | None:
    """Return the rule that forbids any gain from this line, or None.

    The first guarantee of the law: a line that confronts, blames or pushes softens nobody, whatever else it holds; nor
    does one of which that is not sure.
    """
    leads_early = verdict.has(Code.PERSUADE_WITH_PERMISSION) and early(state, law)
    accused = accusation(state, verdict)
    tests = (
        (verdict.ungraded is not None, RuleId.UNGRADED),
        (accused is RuleId.CONFRONTED, RuleId.CONFRONTED),
        (verdict.has(Code.PERSUADE) or verdict.failed(CheckId.NO_PUSH), RuleId.PUSHED),
        (verdict.failed(CheckId.NO_OVERRIDE), RuleId.PERMISSION_OVERRIDDEN),
        (leads_early, RuleId.EARLY_LEAD),
        (verdict.failed(CheckId.NO_MACHINE_TALK), RuleId.ODD),
        (verdict.primary is Code.COUNTERFEIT, RuleId.COUNTERFEIT),
        (verdict.has(Code.CAPITULATE), RuleId.GAVE_IN),
        (accused is RuleId.UNCLEAR, RuleId.UNCLEAR),
    )
    return next((rule for holds, rule in tests if holds), None)
