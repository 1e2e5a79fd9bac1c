"""Label desk: lines that people code blind, one at a time. Whose lines these are is asked here.

Nothing that this module gives to a labeller holds how an engine or anybody else read a line, who said it, or why it is
at the desk: `DeskTask` has no field for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from agent.errors import NotSignedIn, TurnRefused
from agent.model.practice.person import Role
from agent.model.training.coding import Coding
from agent.model.training.desk_line import DeskLine, DeskTask, desk_id
from agent.runtime.personal.personal_room import PersonalRoom

ENOUGH = 2
"""Codings after which a line needs no further one from a trainer, who may read these when settling it."""


@dataclass(frozen=True)
class DeskProgress:
    """How far one labeller has come.

    Attributes:
        coded, of: lines they have coded or skipped, of how many. next: the id of the first that waits, or empty.
    """

    coded: int
    of: int
    next: str = ""


class LabelDesk:
    """The desk as one labeller has it. Every method raises NotSignedIn for whoever may not label."""

    def __init__(self, room: PersonalRoom) -> None:
        self._room, self._log = room, room.room.log.training.desk
        self._me = room.person.id

    def progress(self) -> DeskProgress:
        """Return how far one has come."""
        order, mine = self._order()
        waiting = next((line.id for line in order if line.id not in mine), "")
        return DeskProgress(sum(line.id in mine for line in order), len(order), waiting)

    def task(self, line: str) -> DeskTask:
        """Return a line as one may see it.

        Raises:
            TurnRefused: it is not there, for this person.
        """
        order, mine = self._order()
        at = _place_of(order, line)
        found = order[at]
        return DeskTask(
            id=found.id,
            speaker=found.speaker,
            text=found.text,
            context=found.context,
            place=at + 1,
            of=len(order),
            mine=mine.get(found.id),
            before=order[at - 1].id if at else "",
            after=order[at + 1].id if at + 1 < len(order) else "",
        )

    def code(self, line: str, coding: Coding) -> None:
        """Keep how one codes a line; again replaces it.

        Raises:
            TurnRefused: the line is not there for this person, or the coding is of the other speaker's kind of line.
        """
        order, _ = self._order()
        keep_to(order[_place_of(order, line)], coding)
        self._log.code(line, self._me, coding)

    def take_back(self, line: str) -> None:
        """Take one's own coding of a line back.

        Raises:
            TurnRefused: the line is not there for this person.
        """
        order, _ = self._order()
        self._log.uncode(order[_place_of(order, line)].id, self._me)

    def _order(self) -> tuple[list[DeskLine], dict[str, Coding]]:
        """Return the lines in this person's own order, which never changes, and how they coded them.

        A line that is settled waits for nobody any more. In a room with accounts one's own sessions are left out: who
        was in the talk has seen how it was read.
        """
        team = team_at_desk(self._room, Role.LABELLER)
        mine = self._log.coded_by(self._me, team)
        closed = set(self._log.settled(team)) | self._known_to_trainers(team)
        lines = self._log.lines(team, but=self._room.person.owns_as)
        open_ = [line for line in lines if line.id in mine or line.id not in closed]
        return sorted(open_, key=lambda line: desk_id(self._me, line.id)), mine

    def _known_to_trainers(self, team: str) -> set[str]:
        """Return the lines that this person may already have read as others coded them."""
        person = self._room.person
        if not person.id or not person.may(Role.TRAINER):
            return set()
        others = self._log.codings(team)
        return {line for line, by in others.items() if len([who for who in by if who != self._me]) >= ENOUGH}


def team_at_desk(room: PersonalRoom, role: Role) -> str:
    """Return the team whose lines somebody may see; empty in a room without accounts.

    Raises:
        NotSignedIn: they may not, or belong to no team.
    """
    person = room.person
    if not person.may(role):
        who = "labellers" if role is Role.LABELLER else "trainers"
        raise NotSignedIn(f"This is for {who}. Mend: an admin gives you the role on the people page.")
    if person.id and not person.team:
        raise NotSignedIn("You belong to no team, and lines belong to one. Mend: an admin puts you in a team.")
    return person.team


def keep_to(line: DeskLine, coding: Coding) -> None:
    """Raise TurnRefused for a coding that does not fit whose line it is."""
    if coding.fits not in ("", line.speaker):
        raise TurnRefused(f"this is a line of the {line.speaker}; code it as one")


def checked_coding(**parts: object) -> Coding:
    """Return a coding of parts as the page sent them.

    Raises:
        TurnRefused: something is missing or is no choice there is.
    """
    try:
        return Coding.model_validate(parts)
    except ValidationError as error:
        said = error.errors()[0]
        why = (
            said["msg"].removeprefix("Value error, ") if said["type"] == "value_error" else "one choice does not exist"
        )
        raise TurnRefused(f"not saved: {why}") from None


def _place_of(order: list[DeskLine], line: str) -> int:
    for at, found in enumerate(order):
        if found.id == line:
            return at
    raise TurnRefused("this line is not at your desk. Mend: go on with the next.")
