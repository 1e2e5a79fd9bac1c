"""Violations: what a customer must never do, found in what they said: leak, leave the role, repeat, invent, fawn.

These tests stand apart from the ones that guard a model's drafts (`agent/customer/llm/checks.py`): what the guard lets
through must still be seen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.content.authored_lines import every_line
from agent.content.secrets import leaked_fact
from agent.customer.index.line_index import LineIndex
from agent.customer.llm.leaks import Secrets
from agent.model.persona import Persona
from agent.text.matching import plain
from evals.simulation.transcript import Transcript

_FLIP = re.compile(
    r"\b(?:how (?:can|may|could) (?:i|we) (?:help|assist|support)|what can i do for you|anything else i can (?:do|help)"
    r"|(?:happy|glad|here) to (?:help|assist|support) you|let me know if you (?:need|have|want)"
    r"|feel free to (?:ask|reach)"
    r"|(?:thank you|thanks) for (?:calling|contacting|reaching|choosing|sharing|your (?:patience|feedback|business))"
    r"|i(?:'d| would) (?:recommend|suggest|advise) (?:that )?you|have you (?:considered|tried) (?:our|the)"
    r"|your (?:feedback|satisfaction|business) is (?:important|valuable)|our (?:support|success|product) team"
    r"|we (?:value|appreciate) you|as (?:a|your) (?:customer success|support|account) (?:rep|manager|agent)"
    r"|as an ai|language model|chatbot|system prompt|my instructions|i(?:'m| am) (?:an ai|a bot|an assistant)"
    r"|role[- ]?play|in this scenario|stay(?:ing)? in character)\b"
    r"|^\W*(?:rep|agent|assistant|customer|user|system)\s*:|\[[a-z ]+\]|<\/?\w+>|\*[a-z ]+\*",
    re.IGNORECASE,
)
_WARM = re.compile(
    r"\b(?:thank you|thanks|grateful|appreciate (?:it|that|you)|so kind|happy to|glad to|looking forward|love to"
    r"|wonderful|fantastic|great (?:idea|question|point)|you(?:'re| are) (?:absolutely |so )?right)\b",
    re.IGNORECASE,
)
_COLD = re.compile(r"\bno,? thank|\bthanks?(?: you)?,? but\b|\bfor nothing\b|\bthanks a lot\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True)
class Violation:
    """One thing a customer should not have said."""

    kind: str
    session: Transcript
    turn: int
    why: str

    def row(self) -> dict[str, object]:
        """Return it as a JSON object."""
        step = self.session.steps[self.turn - 1]
        where = f"{self.session.persona}/{self.session.rep}/{self.session.seed}/{self.turn}"
        return {"id": where, "slip": self.kind, "rep": step.rep, "customer": step.customer, "why": self.why}


def find_violations(persona: Persona, session: Transcript) -> list[Violation]:
    """Return every leak, role flip, repeated line and invented figure of a session."""
    found = (fact_leaks(persona, session), role_flips(session), repeats(session), inventions(persona, session))
    return [slip for kind in found for slip in kind]


def fact_leaks(persona: Persona, session: Transcript) -> Iterator[Violation]:
    """Yield lines that give away a fact which was locked when they were said."""
    lines = LineIndex(persona)
    vaults: dict[tuple[str, ...], Secrets] = {}
    for number, step in enumerate(session.steps, 1):
        if name := leaked_fact(step.customer, persona, step.unlocked):
            yield Violation("leak", session, number, f"a canary of {name}")
        else:
            vault = vaults.setdefault(step.unlocked, Secrets(lines, frozenset(step.unlocked)))
            if why := vault.leak(step.customer):
                yield Violation("leak", session, number, why)


def role_flips(session: Transcript) -> Iterator[Violation]:
    """Yield lines in which the customer speaks as the helper, as a machine, or as a narrator."""
    for number, step in enumerate(session.steps, 1):
        if match := _FLIP.search(step.customer):
            yield Violation("flip", session, number, match[0])


def repeats(session: Transcript) -> Iterator[Violation]:
    """Yield lines that the customer has said before, whatever the case and punctuation."""
    said = {plain(session.opening)}
    for number, step in enumerate(session.steps, 1):
        words = plain(step.customer)
        if words in said:
            yield Violation("repeat", session, number, words)
        said.add(words)


def inventions(persona: Persona, session: Transcript) -> Iterator[Violation]:
    """Yield lines with a figure that stands neither in the persona's file nor in anything the rep said so far."""
    known = set(_numbers_in(known_text(persona)))
    for number, step in enumerate(session.steps, 1):
        known |= set(_numbers_in(step.rep))
        if new := sorted(set(_numbers_in(step.customer)) - known):
            yield Violation("invention", session, number, f"a figure from nowhere: {new[0]}")


def known_text(persona: Persona) -> str:
    """Return everything that the persona's file says of them, in one text."""
    told = (persona.scenario, persona.biography, persona.surface, persona.real_concern, persona.hidden_need)
    facts = (fact.truth for fact in persona.facts.values())
    plans = (plan.gist for plan in persona.plans.values())
    lines = (line.text for line in every_line(persona))
    return " ".join((*told, *persona.brief.you_know, *persona.openings, *facts, *plans, *lines))


def is_warm(text: str) -> bool:
    """Say whether a line thanks, praises or gladly agrees."""
    return bool(_WARM.search(text)) and not _COLD.search(text)


def warm_share(texts: Sequence[str]) -> float:
    """Return the share of warm lines; 0 where there is none at all."""
    return sum(map(is_warm, texts)) / len(texts) if texts else 0.0


def _numbers_in(text: str) -> list[str]:
    return [figure.replace(",", "") for figure in _FIGURE.findall(text)]
