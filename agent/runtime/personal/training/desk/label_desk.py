"""Label desk: lines that people code blind, one at a time. Whose lines these are is asked here.

Nothing that this module gives to a labeller holds how an engine or anybody else read a line, who said it, or why it is
at the desk: `DeskTask` has no field for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from agent.errors import NotSignedIn, TurnRefused
from agent.model.practice.person import Role
from agent.model.training.coding import Coding
from agent.model.training.desk_line import DeskLine, DeskTask, Source, desk_id
from agent.runtime.personal.personal_room import PersonalRoom

ENOUGH = 2
"""Codings that make a line one in common: it needs no further one, unless a rep disputed it. A trainer, who may read
them when settling, is asked for none after these in any case."""


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
        order, mine = self._order(line)
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
        order, _ = self._order(line)
        keep_to(order[_place_of(order, line)], coding)
        self._log.code(line, self._me, coding)

    def take_back(self, line: str) -> None:
        """Take one's own coding of a line back.

        Raises:
            TurnRefused: the line is not there for this person.
        """
        order, _ = self._order(line)
        self._log.uncode(order[_place_of(order, line)].id, self._me)

    def _order(self, held: str = "") -> tuple[list[DeskLine], dict[str, Coding]]:
        """Return the lines in this person's own order, and how they coded them.

        What somebody else has coded comes first, so that lines in common come soon; within that, each has an order of
        their own. A line that is settled or coded by enough waits for nobody any more. In a room with accounts one's
        own sessions are left out: who was in the talk has seen how it was read.

        Args:
            held: a line that one has before oneself; it stays, though others may have finished it meanwhile.
        """
        team = team_at_desk(self._room, Role.LABELLER)
        mine, others = self._log.coded_by(self._me, team), self._others(team)
        closed = set(self._log.settled(team)) | self._known_to_trainers(others)
        lines = self._log.lines(team, but=self._room.person.owns_as)
        open_ = [
            line
            for line in lines
            if line.id in mine or (line.id not in closed and (line.id == held or not _is_done(line, others)))
        ]
        return sorted(open_, key=lambda line: (not _readings_of(others, line.id), desk_id(self._me, line.id))), mine

    def _others(self, team: str) -> dict[str, list[Coding]]:
        """Return line -> how everybody else coded it."""
        return {
            line: [coding for who, coding in by.items() if who != self._me]
            for line, by in self._log.codings(team).items()
        }

    def _known_to_trainers(self, others: Mapping[str, list[Coding]]) -> set[str]:
        """Return the lines that this person may already have read as others coded them."""
        person = self._room.person
        if not person.id or not person.may(Role.TRAINER):
            return set()
        return {line for line, codings in others.items() if len(codings) >= ENOUGH}


def _readings_of(others: Mapping[str, list[Coding]], line: str) -> int:
    """Return how many others coded a line and did not skip it."""
    return sum(coding.skipped is None for coding in others.get(line, ()))


def _is_done(line: DeskLine, others: Mapping[str, list[Coding]]) -> bool:
    return line.source is not Source.DISPUTED and _readings_of(others, line.id) >= ENOUGH


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
