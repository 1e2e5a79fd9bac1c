"""Records: what a person looks up in their own past sessions: by words, over time, and two side by side."""

from __future__ import annotations

from dataclasses import dataclass

from agent.errors import TurnRefused
from agent.feedback.summary import summarise
from agent.model.debrief import Debrief, Summary
from agent.model.persona import Persona
from agent.model.practice.terms import Mode
from agent.model.turn import SessionInfo, Turn
from agent.runtime.personal.personal_room import PersonalRoom
from agent.text.sanitize import clean

LONGEST_NAME = 80
"""Letters of a name that a session is given: a line on a phone."""

LONGEST_SEARCH = 100
"""Letters of what is looked for."""

TREND = 30
"""Finished sessions over which the criteria are told."""

MOST_LOOKED_AT = 200
"""Newest sessions among which the finished ones of a trend are looked for."""


@dataclass(frozen=True)
class Stand:
    """One session as it is set beside another: where it went, line by line."""

    info: SessionInfo
    persona: Persona
    turns: tuple[Turn, ...]
    summary: Summary


@dataclass(frozen=True)
class Comparison:
    """Two sessions side by side. `shared`: turns that both have in common, where one went back to the other."""

    first: Stand
    second: Stand
    shared: int


class Records:
    """Looks up, names and sets side by side what one person has practised."""

    def __init__(self, room: PersonalRoom) -> None:
        self._room = room

    def find(self, text: str, limit: int, offset: int) -> list[SessionInfo]:
        """Return one's own sessions that hold a text, newest first; all of them for an empty one."""
        wanted = text.strip()[:LONGEST_SEARCH]
        if not wanted:
            return self._room.sessions(limit, offset)
        low = wanted.casefold()
        fit = [
            key
            for key, persona in self._room.library.personas().items()
            if any(low in told.casefold() for told in (persona.name, persona.role, persona.company))
        ]
        return self._room.room.log.search.find(self._room.person.owns_as, wanted, fit, limit, offset)

    def name(self, session: str, name: str) -> None:
        """Call a session of one's own something; an empty name takes it back.

        Raises:
            TurnRefused: the name is too long.
        """
        self._room.own(session)
        told = " ".join(clean(name).split())
        if len(told) > LONGEST_NAME:
            raise TurnRefused(f"a session's name has at most {LONGEST_NAME} letters; this one has {len(told)}")
        self._room.room.log.notes.add(session, "name", told)

    def trend(self) -> list[tuple[SessionInfo, Debrief]]:
        """Return one's own finished sessions with their debriefs, oldest first, the newest `TREND` of them."""
        finished = [info for info in self._room.sessions(MOST_LOOKED_AT) if info.finished and info.turns][:TREND]
        told = [(info, self._room.debrief(info.id)) for info in finished]
        return [(info, debrief) for info, debrief in reversed(told) if debrief is not None]

    def compare(self, first: str, second: str) -> Comparison:
        """Set two sessions that one may read side by side.

        Raises:
            TurnRefused: they are the same, or one is an exam that has not ended.
        """
        if first == second:
            raise TurnRefused("choose two different sessions")
        one, other = self._stand(first), self._stand(second)
        return Comparison(one, other, self._shared(one.info, other.info))

    def _stand(self, session: str) -> Stand:
        info = self._room.session(session)
        if info.mode is Mode.EXAM and not info.finished:
            raise TurnRefused("an exam is set beside another session once it has ended")
        persona, turns = self._room.persona_of(info), tuple(self._room.turns(session))
        return Stand(info, persona, turns, summarise(persona, self._room.rubric_of(info), turns))

    def _shared(self, one: SessionInfo, other: SessionInfo) -> int:
        """Return how many turns two sessions have in common, through however many branches."""
        mine = {step: turn for step, turn in self._ancestry(one)}
        return max((min(turn, mine[step]) for step, turn in self._ancestry(other) if step in mine), default=0)

    def _ancestry(self, info: SessionInfo) -> list[tuple[str, int]]:
        """Return each session a conversation goes through, with the last turn it takes from it."""
        found, last = [(info.id, info.last)], info.last
        while info.parent is not None:
            last = min(last, info.parent_turn)
            found.append((info.parent, last))
            info = self._room.session(info.parent)
        return found
