"""The prompts of the customers that ship, over whole sessions: stable in front, flat in cost, nothing locked."""

from __future__ import annotations

from os.path import commonprefix
from random import Random

import pytest

from agent.content.library import Library
from agent.content.secrets import leaked_fact
from agent.customer.index.line_index import LineIndex
from agent.customer.llm.prompt import voice_messages
from agent.customer.remembering import remember
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Band, Intent, LineEffect
from agent.model.background import Said, Statement
from agent.model.persona import Persona
from agent.rules import transition
from tests.support.makers.dana import context
from tests.support.paths import ROOT

SHIPPED = Library(ROOT / "personas", ROOT / "rubrics").personas()
REP = (
    "You asked for that in December and got something else. That was our doing, and it cost you weeks.",
    "What would you need to see before you could rely on it at all?",
    "It's your call whether we go on with this today. Which part matters most to you?",
    "So for two years nobody told you why it was bought, and you carry the double work.",
)
ACTS = (Act.ANSWER, Act.EVADE, Act.TEST, Act.OPEN_UP)
LEAN = {path.stem for path in (ROOT / "personas" / "lean").glob("*.yaml")}
BEGINS, TURNS = {False: (0.7, 0.85), True: (0.5, 0.8)}, 300
"""Lean or not -> share of a prompt that is the one of the turn before, at least, where the window moves,
too, and on average. What is told of a lean customer is half as long, so what was said is more of it."""


def prompts(persona: Persona, turns: int) -> list[str]:
    """Return the prompt of each turn of a session of so many, as one text."""
    lines, chance, state = LineIndex(persona), Random(1), transition.start(persona)
    spoken = [one.line.text for one in lines.lines if one.line.fact is None and one.words > 4]
    said: list[tuple[Said, Said]] = []
    memory: tuple[Statement, ...] = ()
    found = []
    for turn in range(1, turns + 1):
        line, answer = REP[turn % len(REP)], chance.choice(spoken)
        heard = _heard(persona, said, memory, line, state.model_copy(update={"turn": turn}))
        intent = Intent(
            act=chance.choice(ACTS), band=Band.GUARDED, topics=tuple(chance.sample(list(persona.topics), 2)),
            asked=turn % 2 == 0, effect=LineEffect.HEARD,
        )  # fmt: skip
        messages = voice_messages(heard, intent, lines)
        found.append("".join(f"{message.part}: {message.text}\n" for message in messages))
        said.append((Said(speaker="rep", text=line), Said(speaker="customer", text=answer)))
        memory = remember(memory, turn, line, answer, opening=persona.openings[0] if turn == 1 else None)
    return found


def _heard(
    persona: Persona, said: list[tuple[Said, Said]], memory: tuple[Statement, ...], line: str, state: object
) -> TurnContext:
    start = 0 if len(said) <= 9 else (len(said) - 4) // 6 * 6
    opening = () if start else (Said(speaker="customer", text=persona.openings[0]),)
    talk = (*opening, *(one for pair in said[start:] for one in pair))
    older = tuple(one for one in memory if one.turn <= start) if start else ()
    return context(line, persona=persona, before=state, state=state, talk=talk, older=older, spoken=("a", "b"))


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_most_of_a_prompt_is_the_one_of_the_turn_before(name: str) -> None:
    told = prompts(SHIPPED[name], 60)
    shared = [len(commonprefix([one, other])) / len(other) for one, other in zip(told, told[1:], strict=False)]
    least, average = BEGINS[name in LEAN]
    assert min(shared) >= least
    assert sum(shared) / len(shared) >= average


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_prompt_costs_as_much_at_turn_300_as_at_turn_10(name: str) -> None:
    told = prompts(SHIPPED[name], TURNS)
    assert max(map(len, told[TURNS - 20 :])) <= 1.1 * max(map(len, told[50:110]))
    assert name in LEAN or max(map(len, told[TURNS - 20 :])) <= 1.3 * len(told[9])


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_no_prompt_holds_what_is_kept_back(name: str) -> None:
    persona = SHIPPED[name]
    assert leaked_fact(prompts(persona, 1)[0], persona, ()) is None
