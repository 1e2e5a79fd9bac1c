"""Graded lines: the newest lines graded here that one trainer may read, of sessions and of transcripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import islice

from agent.errors import DataError
from agent.model.background import NO_BACKGROUND
from agent.model.training.rubric_effect import GradedLine
from agent.model.training.transcript import Transcript
from agent.model.turn import SessionInfo, Turn
from agent.runtime.personal.exams import under_way
from agent.runtime.personal.people.submitting import team_sessions
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.transcripts import said_before
from agent.runtime.turns.recent_talk import LONGEST_WINDOW, background_of, talk_before

MOST_SESSIONS = 60
"""Sessions that are looked through, the newest."""

MOST_TRANSCRIPTS = 20
"""Transcripts that are looked through, the newest."""

Timed = tuple[datetime, GradedLine]
"""A line, and when it was graded; of a transcript, when its reading ended."""

Source = tuple[datetime, Callable[[], Iterator[Timed]]]
"""When the newest line of a conversation was graded, and how to read its lines, the newest first."""


def whose_lines(room: PersonalRoom) -> str:
    """Return in words whose lines one may read."""
    if not room.person.id:
        return "of the sessions and transcripts in this room"
    if not room.person.team:
        return "of the transcripts that you brought in; you train no team yet"
    return "of sessions that your team submitted, and of transcripts: yours, and those at your team's label desk"


def graded_lines(room: PersonalRoom, most: int) -> list[GradedLine]:
    """Return so many of the newest graded lines that one may read, the newest first; what was said twice is told once.

    Of a conversation that could hold none of them nothing is read.
    """
    found: list[Timed] = []
    for newest, read in sorted([*_sessions(room), *_transcripts(room)], key=lambda one: one[0], reverse=True):
        if len(found) == most and newest < found[-1][0]:
            break
        found = list(islice(_told_once([*found, *read()]), most))
    return [line for _, line in found]


def _told_once(found: list[Timed]) -> Iterator[Timed]:
    known = set()
    for at, line in sorted(found, key=lambda one: one[0], reverse=True):
        if (line.text, line.context) not in known:
            known.add((line.text, line.context))
            yield at, line


def _sessions(room: PersonalRoom) -> Iterator[Source]:
    if not room.person.id:
        infos = room.sessions(MOST_SESSIONS)
    else:
        infos = [given.info for given in team_sessions(room, MOST_SESSIONS)] if room.person.team else []
    for info in infos:
        if not under_way(info) and (said := room.room.log.times.said(info.id)):
            yield max(said.values()), partial(_of_session, room, info, said)


def _of_session(room: PersonalRoom, info: SessionInfo, said: dict[int, datetime]) -> Iterator[Timed]:
    turns = room.turns(info.id)
    for at in range(len(turns) - 1, -1, -1):
        if turns[at].verdict.ungraded is None:
            yield said[turns[at].number], _line_of_session(room, info, turns, at)


def _line_of_session(room: PersonalRoom, info: SessionInfo, turns: list[Turn], at: int) -> GradedLine:
    before = turns[:at]
    try:
        background = background_of(room.persona_of(info), info.opening, before[-LONGEST_WINDOW:], at)
    except DataError:  # the words it began with are gone; the line can be graded without
        background = NO_BACKGROUND
    return GradedLine(
        id=f"{info.id}:{turns[at].number}", session=info.id, text=turns[at].rep,
        context=talk_before(info.opening, before), background=background,
    )  # fmt: skip


def _transcripts(room: PersonalRoom) -> Iterator[Source]:
    """Yield one's own, and what stands at the desk of one's team; no other is anybody's to read but its owner's."""
    person = room.person
    kept = room.room.log.training.transcripts.begun(person.owns_as, person.team, MOST_TRANSCRIPTS)
    for id_, at, transcript in kept:
        graded = transcript.read or at
        yield graded, partial(_of_transcript, id_, transcript, graded)


def _of_transcript(id_: str, transcript: Transcript, graded: datetime) -> Iterator[Timed]:
    for at in sorted(transcript.verdicts, reverse=True):
        line = transcript.lines[at]
        if transcript.verdicts[at].ungraded is None:
            context = tuple(said_before(transcript, at))
            session = f"{id_}:{line.session}"
            yield graded, GradedLine(id=f"{id_}:{at + 1}", session=session, text=line.text, context=context)
