"""Lines at a label desk, and codings of them, drawn so that two people agree mostly."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

from agent.model.background import Said
from agent.model.practice.person import Person, Role
from agent.model.training.coding import Coding, EngineReading
from agent.model.training.desk_line import DeskLine, Source
from agent.model.verdict import Code, Stance, Talk

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)

LEA, LOU = (
    Person(id=f"p-{name}", name=name, shown=name.title(), role=Role.LABELLER, team="north") for name in ("lea", "lou")
)
"""Two labellers of the team north, as `teams.settle(store, "lea", "lou", lea=LEA, lou=LOU)` puts them into a log."""

OPEN = Coding(
    codes=(Code.OPEN_QUESTION,), primary=Code.OPEN_QUESTION, empathy=False, empowerment=True, stance=Stance.FOLLOW
)
PUSH = Coding(codes=(Code.PERSUADE,), primary=Code.PERSUADE, empathy=False, empowerment=False, stance=Stance.LEAD)
BOTH = Coding(
    codes=(Code.CLOSED_QUESTION, Code.COMPLEX_REFLECTION),
    primary=Code.COMPLEX_REFLECTION,
    empathy=True,
    empowerment=False,
    stance=Stance.FOLLOW,
)
CHANGE = Coding(talk=Talk.CHANGE)
SUSTAIN = Coding(talk=Talk.SUSTAIN)


def desk_line(name: str, team: str = "north", **changes: object) -> DeskLine:
    """Return a line of the rep, which the engine read as an open question."""
    fields: dict[str, object] = {
        "id": name,
        "team": team,
        "source": Source.SAMPLED,
        "speaker": "rep",
        "text": f"What would help most, {name}?",
        "context": (Said(speaker="customer", text="Go on, then."),),
        "group": f"talk-{len(name)}",
        "readings": {"embedded:keywords": EngineReading(coding=OPEN, confidence=0.9)},
        "at": AT,
    }
    return DeskLine.model_validate(fields | changes)


def many_lines(count: int, team: str = "north", talks: int = 13) -> list[DeskLine]:
    """Return lines from so many talks; every third is the customer's."""
    return [
        desk_line(
            f"line-{number:03}",
            team,
            speaker="customer" if number % 3 == 2 else "rep",
            text=f"Line {number} of the talk.",
            group=f"talk-{number % talks}",
            readings={},
        )
        for number in range(count)
    ]


def drawn_codings(lines: Sequence[DeskLine], seed: int, slips: float = 0.2) -> dict[str, Coding]:
    """Return how somebody codes lines: mostly what is so, now and then something else."""
    dice = random.Random(seed)
    found = {}
    for number, line in enumerate(lines):
        kinds = (CHANGE, SUSTAIN) if line.speaker == "customer" else (OPEN, PUSH, BOTH)
        found[line.id] = dice.choice(kinds) if dice.random() < slips else kinds[number // 3 % len(kinds)]
    return found
