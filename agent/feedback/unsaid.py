"""Unsaid: what the customer never got to say, and what would have opened it. Told only when it is over. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.model.acts import Stage
from agent.model.debrief import Unsaid
from agent.model.persona import Fact, Persona
from agent.model.session import State
from agent.model.turn import Turn
from agent.rules import transition

PARTS = {
    Stage.ENGAGE: "a talk that has begun",
    Stage.EVOKE: "a talk that has come to whether anything should change",
    Stage.PLAN: "a talk that has come to a plan",
}


def never_said(persona: Persona, turns: Sequence[Turn]) -> tuple[Unsaid, ...]:
    """Return the facts that did not come to light, each in the customer's own words, in the persona's order."""
    last = turns[-1].state if turns else transition.start(persona)
    return tuple(
        Unsaid(fact=name, line=_first_tell(fact), opens=_opens(persona, name, last))
        for name, fact in persona.facts.items()
        if name not in last.disclosed
    )


def _first_tell(fact: Fact) -> str:
    """Return the first authored line that tells it, one that needs nothing before it if there is one."""
    free = [tell for tell in fact.tells if isinstance(tell, str) or not tell.after]
    line = (free or fact.tells)[0]
    return line if isinstance(line, str) else line.say


def _opens(persona: Persona, name: str, last: State) -> str:
    fact = persona.facts[name]
    if name in last.unlocked:
        return f"This was open at the end. {_asking(persona, fact)} would have brought it out."
    lacking = list(_lacking(persona, fact, last))
    if not lacking:
        return f"{_asking(persona, fact)} would have brought it out."
    told = lacking[0] if len(lacking) == 1 else f"{', '.join(lacking[:-1])} and {lacking[-1]}"
    return f"It takes {told}."


def _lacking(persona: Persona, fact: Fact, last: State) -> Iterator[str]:
    """Yield what its gate asks for and the talk did not come to."""
    gate = fact.gate
    if last.trust < gate.trust:
        yield f"trust of {gate.trust:.1f} (you came to {last.trust:.1f})"
    if last.resistance > gate.resistance:
        yield f"resistance of {gate.resistance:.1f} or less (it stood at {last.resistance:.1f})"
    if last.stage.rank < gate.stage.rank:
        yield PARTS[gate.stage]
    for other in gate.after:
        if other not in last.disclosed:
            yield f"having been told first about {_about(persona, persona.facts[other])}"


def _asking(persona: Persona, fact: Fact) -> str:
    """Return what a rep could have asked: what its topic is about, or the question that stands for that."""
    about = persona.topics[fact.topics[0]].about
    return f"Asking “{about}”" if about.endswith("?") else f"A question about {about}"


def _about(persona: Persona, fact: Fact) -> str:
    about = persona.topics[fact.topics[0]].about
    return f"“{about}”" if about.endswith("?") else about
