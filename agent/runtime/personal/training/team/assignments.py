"""Assignments: what a trainer asks of the reps of their team, and what each of them handed in.

A trainer learns of a session what its rep gave them, and nothing of any other: not that it was begun, nor how often.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError

from agent.errors import NotSignedIn, TurnRefused
from agent.feedback.score import score_of
from agent.model.practice.person import Person, Role
from agent.model.practice.terms import ExamTerms, Mode
from agent.model.training.assignment import (
    LONGEST_NOTE,
    LONGEST_TITLE,
    MOST_SESSIONS,
    Assignment,
    Progress,
    progress_of,
)  # fmt: skip
from agent.model.turn import SessionInfo
from agent.runtime.personal import exams
from agent.runtime.personal.personal_room import PersonalRoom, may_be_read_by
from agent.text.sanitize import clean

MOST = 200
"""Assignments of a team that are looked at, the newest: four a week for a year."""


@dataclass(frozen=True)
class Wish:
    """What a trainer asks for, as it was filled in. `people`: names of reps; empty for the whole team."""

    title: str
    persona: str
    note: str = ""
    mode: Mode = Mode.PRACTICE
    sessions: int = 1
    due: datetime | None = None
    pass_mark: int = 50
    most_lines: int = 12
    attempts: int = 3
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandedIn:
    """A session that was given to the trainer. `points`: 0..100 or None; `passed`: None where it was no exam."""

    info: SessionInfo
    points: int | None
    passed: bool | None


@dataclass(frozen=True)
class RepsPart:
    """One rep's part of an assignment."""

    rep: Person
    progress: Progress
    sessions: tuple[HandedIn, ...]


def reps_of(room: PersonalRoom) -> list[Person]:
    """Return those of one's team of whom something can be asked, by their shown name.

    Raises:
        NotSignedIn: one is no trainer, or trains no team.
    """
    trainer = as_trainer(room)
    found = [account.person for account in room.room.log.people.accounts()]
    mine = [one for one in found if one.team == trainer.team and one.active and not one.may(Role.TRAINER)]
    return sorted(mine, key=lambda one: (one.shown.casefold(), one.name))


def make(room: PersonalRoom, wish: Wish) -> Assignment:
    """Ask for sessions.

    Raises:
        NotSignedIn: as `reps_of`. TurnRefused: something in the wish cannot be. DataError: there is no such customer.
    """
    trainer, reps = as_trainer(room), reps_of(room)
    unknown = sorted(set(wish.people) - {one.name for one in reps})
    if unknown:
        raise TurnRefused(f"nobody of your team is called {unknown[0][:64]!r}; choose from the list")
    chosen = [one.id for one in reps if not wish.people or one.name in wish.people]
    if not chosen:
        raise TurnRefused("your team has no rep yet who could be asked; an admin puts people into teams")
    now = datetime.now(UTC)
    if wish.due is not None and wish.due <= now:
        raise TurnRefused("the date it is due has passed; choose a later one")
    asked = _written_down(room, wish, trainer, now)
    room.room.log.training.assignments.add(asked, chosen)
    return asked


def of_my_team(room: PersonalRoom) -> list[tuple[Assignment, list[RepsPart]]]:
    """Return what was asked of one's team, newest first, with how far each rep is who is still in it.

    Raises:
        NotSignedIn: as `reps_of`.
    """
    trainer = as_trainer(room)
    reps, now = reps_of(room), datetime.now(UTC)
    asked = room.room.log.training.assignments.of_team(trainer.team, MOST)
    return [(one, _parts_of(room, one, reps, now)) for one in asked]


def one_of_team(room: PersonalRoom, assignment: str) -> tuple[Assignment, list[RepsPart]]:
    """Return one assignment of one's team with how far each rep is.

    Raises:
        NotSignedIn: as `reps_of`. TurnRefused: there is none with this id in one's team.
    """
    asked = _of_team(room, assignment)
    return asked, _parts_of(room, asked, reps_of(room), datetime.now(UTC))


def postpone(room: PersonalRoom, assignment: str, due: datetime | None) -> None:
    """Change until when something is due; None for no date.

    Raises:
        NotSignedIn, TurnRefused: as `one_of_team`.
    """
    room.room.log.training.assignments.change(_of_team(room, assignment).id, due=due)


def close(room: PersonalRoom, assignment: str, closed: bool = True) -> None:
    """Ask for nothing more, or again.

    Raises:
        NotSignedIn, TurnRefused: as `one_of_team`.
    """
    since = datetime.now(UTC) if closed else None
    room.room.log.training.assignments.change(_of_team(room, assignment).id, closed=since)


def as_trainer(room: PersonalRoom) -> Person:
    """Return who asks, if they train a team.

    Raises:
        NotSignedIn: they do not.
    """
    person = room.person
    if not person.id or not person.may(Role.TRAINER):
        raise NotSignedIn("Only a trainer sees how a team does. Mend: ask an admin to make you one.")
    if not person.team:
        raise NotSignedIn("You train no team yet. Mend: an admin gives you a team on the people page.")
    return person


def result_of(room: PersonalRoom, info: SessionInfo) -> HandedIn:
    """Return what came of a session that was handed in."""
    told = room.room.debrief(info.id)
    if told is None:
        return HandedIn(info, None, None)
    exam = exams.came_of(room.room, info, told)
    passed = exam.result is exams.Result.PASSED if exam is not None else None
    return HandedIn(info, score_of(told.summary).points, passed)


def _written_down(room: PersonalRoom, wish: Wish, trainer: Person, now: datetime) -> Assignment:
    persona = room.library.persona(wish.persona)
    title, note = " ".join(clean(wish.title).split()), clean(wish.note).strip()
    if not title or len(title) > LONGEST_TITLE or len(note) > LONGEST_NOTE:
        raise TurnRefused(f"give it a title of 1 to {LONGEST_TITLE} letters, and a note of at most {LONGEST_NOTE}")
    try:
        terms = ExamTerms(pass_mark=wish.pass_mark, most_lines=wish.most_lines, attempts=wish.attempts)
        return Assignment(
            id=f"asked-{secrets.token_hex(8)}", team=trainer.team, persona=persona.id, mode=wish.mode,
            terms=terms if wish.mode is Mode.EXAM else None, sessions=wish.sessions, title=title, note=note,
            due=wish.due, by=trainer.id, at=now,
        )  # fmt: skip
    except ValidationError:
        raise TurnRefused(
            f"ask for 1 to {MOST_SESSIONS} sessions; an exam has a pass mark of 0 to 100, 1 to 200 lines and 1 to 100 "
            "attempts"
        ) from None


def _of_team(room: PersonalRoom, assignment: str) -> Assignment:
    found = room.room.log.training.assignments.find(assignment)
    if found is None or found.team != as_trainer(room).team:
        as_trainer(room)
        raise TurnRefused("no assignment of your team is there; look at the list again")
    return found


def _parts_of(room: PersonalRoom, asked: Assignment, reps: Sequence[Person], now: datetime) -> list[RepsPart]:
    log = room.room.log.training.assignments
    whose = set(log.people_of(asked.id))
    by_rep: dict[str, list[HandedIn]] = {}
    for info in log.begun_for(asked.id):
        owner = next((one for one in reps if one.id == info.owner), None)
        if owner is not None and may_be_read_by(room.person, info, owner):
            by_rep.setdefault(owner.id, []).append(result_of(room, info))
    return [_reps_part(asked, one, by_rep.get(one.id, []), now) for one in reps if one.id in whose]


def _reps_part(asked: Assignment, rep: Person, found: Sequence[HandedIn], now: datetime) -> RepsPart:
    when = [one.info.submitted for one in found if one.info.submitted]
    return RepsPart(rep, progress_of(asked, when, now), tuple(found))
