"""Assigned: a team of three reps of whom a trainer asks something, and what they do about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agent.model.practice.account import Change
from agent.model.practice.person import LOCAL, Person
from agent.model.training.assignment import Assignment
from agent.runtime.personal.people.submitting import give_to_trainer
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.runtime.personal.training.team import asked
from agent.runtime.personal.training.team.assignments import Wish, make
from agent.runtime.room import Room
from tests.support.makers.teams import EVERYBODY

GOOD = (
    "You were handed a system that nobody asked you about. What would you need to see before it was worth your time?",
    "It sounds like you were left with the work twice. It's your call what happens next.",
)
BLAMING = ("It's your fault that the boards fail, and you never listen.", "You should just use our product.")
PRIVATE = "Only my mirror may hear this sentence."


def three_reps(room: Room) -> dict[str, PersonalRoom]:
    """Put Nil into the team of Ana and Ben, and return the room as everybody has it."""
    room.log.people.change("p-nil", Change(team="north"))
    north = EVERYBODY["nil"].model_copy(update={"team": "north"})
    people: dict[str, Person] = {**EVERYBODY, "nil": north, "": LOCAL}
    return {name: personal(room, person) for name, person in people.items()}


async def did(mine: PersonalRoom, assignment: str, *lines: str, give: bool = True, rated: bool = True) -> str:
    """Begin a session that is asked for, say some lines, end it, and hand it in; return its id."""
    info = await asked.begin(mine, assignment)
    for line in lines:
        _ = [event async for event in mine.say(info.id, line)]
    await mine.finish(info.id)
    if rated:
        mine.room.log.notes.add(info.id, "rating", "")
    if give:
        give_to_trainer(mine, info.id)
    return info.id


async def two_done_one_late(people: dict[str, PersonalRoom], persona: str, title: str = "Meet them once") -> Assignment:
    """Let Tia ask three reps; Ana and Ben hand in, Nil rehearses alone and lets the date pass."""
    tia, soon = people["tia"], datetime.now(UTC) + timedelta(hours=1)
    made = make(tia, Wish(title, persona, "Listen first.", due=soon))
    await did(people["ana"], made.id, *GOOD)
    await did(people["ben"], made.id, *BLAMING)
    await did(people["nil"], made.id, PRIVATE, give=False)
    alone = await people["ben"].start(persona)
    _ = [event async for event in people["ben"].say(alone.id, PRIVATE)]
    past = datetime.now(UTC)
    tia.room.log.training.assignments.change(made.id, due=past)
    return made
