"""Exams: what is kept from whoever takes one, how often it may be taken, and what came of it.

While an exam is under way, no evidence leaves this floor: turns and events are handed on with their words alone, so
that no screen above can tell what it does not know.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from agent.errors import TurnRefused
from agent.feedback.score import Score, gradable, score_of
from agent.model.acts import Act, Band, Stage
from agent.model.debrief import Debrief
from agent.model.events import Ended, Event, Graded, Moved, NotDebriefed, Whole
from agent.model.practice.terms import ExamTerms, Mode
from agent.model.session import Outcome, Receipt
from agent.model.turn import SessionInfo, Turn
from agent.model.verdict import Code, Talk, Verdict
from agent.rules import transition
from agent.runtime.room import Room
from agent.storage.practice.exam_log import ERASED, ERASED_WITHOUT_RESULT

VEIL = "an exam tells how a line was read when it is over"
"""What stands for the grade of a line while its exam is under way."""

LEAST_SHARE = 0.5
"""Share of an exam's lines that must be said before its rep may end it and pass: one good line is no exam."""


class Result(StrEnum):
    """What came of an exam."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    TOO_SHORT = "too_short"
    """Ended by the rep before half of its lines were said; not passed, whatever the score."""
    NONE = "none"
    """Too few lines could be graded."""


@dataclass(frozen=True)
class Standing:
    """An exam that is over.

    Attributes:
        number: which attempt it was, from 1; None where it does not count as one. least: lines that had to be said.
    """

    result: Result
    score: Score
    terms: ExamTerms
    number: int | None
    least: int


@dataclass(frozen=True)
class Attempts:
    """How often somebody has taken an exam with one customer.

    Attributes:
        counted: ids of exams with at least one line, in the order they were begun, the erased ones first.
        without_result: those among them that could not be graded. open: exams that are not over, the oldest first.
        terms: what the next one asks.
    """

    counted: tuple[str, ...]
    without_result: frozenset[str]
    open: tuple[SessionInfo, ...]
    terms: ExamTerms

    @cached_property
    def numbered(self) -> tuple[str, ...]:
        """The exams that count. One without a result does not, up to as many as there are attempts."""
        spared = [session for session in self.counted if session in self.without_result][: self.terms.attempts]
        return tuple(session for session in self.counted if session not in spared)

    @property
    def used(self) -> int:
        """How many count."""
        return len(self.numbered)

    @property
    def left(self) -> int:
        """How many more there may be."""
        return max(0, self.terms.attempts - self.used)

    @property
    def going_on(self) -> SessionInfo | None:
        """The exam under the same terms that is still open; another is not begun beside it."""
        return next((info for info in self.open if info.terms == self.terms), None)

    def one_more(self) -> ExamTerms:
        """Return the terms of one more exam.

        Raises:
            TurnRefused: there are no attempts left.
        """
        if not self.left:
            raise TurnRefused(f"{_times(self.terms.attempts)} with this customer have been used; practise with them")
        return self.terms

    def number(self, session: str) -> int | None:
        """Return which attempt a session was, from 1, or None where it does not count."""
        return self.numbered.index(session) + 1 if session in self.numbered else None


def under_way(info: SessionInfo) -> bool:
    """Say whether a session is an exam whose evidence is still kept back."""
    return info.mode is Mode.EXAM and not info.finished


def used_up(info: SessionInfo) -> bool:
    """Say whether a session is an exam all of whose lines have been said."""
    return info.terms is not None and info.turns >= info.terms.most_lines


def refuse_in_exam(info: SessionInfo, done: str, over: bool = True) -> None:
    """Refuse what an exam does not allow. Every service that rewrites, branches or reads a session asks this first.

    Args:
        done: what cannot be done, as in "an exam cannot be ...". over: nor when it is over.

    Raises:
        TurnRefused: the session is an exam.
    """
    if info.mode is Mode.EXAM and (over or not info.finished):
        raise TurnRefused(f"an exam cannot be {done}" + ("" if over else " before it is over"))


def veiled(turn: Turn) -> Turn:
    """Return a turn with the words that were said, and nothing of how they were read or what they moved."""
    return Turn(
        number=turn.number,
        rep=turn.rep,
        verdict=Verdict(primary=Code.OTHER, ungraded=VEIL, rubric=turn.verdict.rubric, engine=turn.verdict.engine),
        receipt=Receipt(stage_before=Stage.ENGAGE, stage_after=Stage.ENGAGE),
        state=transition.veiled(turn.state),
        reply=turn.reply.model_copy(update=_UNTOLD),
        calls=turn.calls,
        tokens=turn.tokens,
        notice=turn.notice,
    )


_UNTOLD = {
    "act": Act.ANSWER, "band": Band.GUARDED, "topic": None, "disclosed": None, "plan": None, "item": None, "told": (),
    "talk": Talk.NEUTRAL, "brief": False,
}  # fmt: skip


async def attended(room: Room, info: SessionInfo, events: AsyncIterator[Event]) -> AsyncIterator[Event]:
    """Yield the events of a session; of an exam without the evidence, and after its last line with its end."""
    if info.mode is not Mode.EXAM:
        async for event in events:
            yield event
        return
    over = False
    async for event in events:
        over = over or isinstance(event, Ended)
        if isinstance(event, Whole):
            yield Whole(veiled(event.turn))
        elif not isinstance(event, Graded | Moved):
            yield event
    if not over and (last := await _end_of_lines(room, info.id)):
        yield last


async def _end_of_lines(room: Room, session: str) -> Event | None:
    info = room.session(session)
    if info.finished or info.outcome is not Outcome.OPEN or not used_up(info):
        return None
    try:
        return Ended(await room.finish(session))
    except TurnRefused as refusal:
        return NotDebriefed(str(refusal))


def attempts(room: Room, owner: str | None, persona: str, terms: ExamTerms, asked: str | None = None) -> Attempts:
    """Return how often an exam was taken with a customer, for the assignment `asked` or else by oneself."""
    links = room.log.training.assignments.links_of(owner)
    kept = [info for info in room.log.exams.of(owner, persona) if links.get(info.id) == asked]
    erased = room.log.exams.erased(owner, asked or persona)
    begun = [info for info in kept if info.lines]
    nothing = {info.id for info in begun if info.finished and not _has_result(room, info)}
    nothing |= {session for session, counts in erased.items() if not counts}
    return Attempts(
        counted=tuple(dict.fromkeys((*erased, *(info.id for info in begun)))),
        without_result=frozenset(nothing),
        open=tuple(info for info in kept if not info.finished),
        terms=terms,
    )


def may_say(room: Room, info: SessionInfo) -> None:
    """Refuse a line of an exam that would be an attempt too many: several may have been opened at the same moment.

    Raises:
        TurnRefused: the attempts were used up by others.
    """
    if not under_way(info) or info.terms is None:
        return
    begun = attempts(room, info.owner, info.persona, info.terms, _asked_for(room, info))
    number = begun.number(info.id)
    if (number or begun.used + 1) > info.terms.attempts:
        raise TurnRefused(f"{_times(info.terms.attempts)} with this customer have been used; practise with them")


def note_erased(room: Room, info: SessionInfo) -> None:
    """Keep, without a word of it, that an exam that is about to be erased was taken."""
    if info.mode is Mode.EXAM and info.lines:
        void = info.finished and not _has_result(room, info)
        act = ERASED_WITHOUT_RESULT if void else ERASED
        counts_for = _asked_for(room, info) or info.persona
        room.log.audit.add(info.owner, act, session=info.id, person=info.owner, detail=counts_for)


def came_of(room: Room, info: SessionInfo, told: Debrief) -> Standing | None:
    """Return what came of an exam; None of a session that was none."""
    if info.mode is not Mode.EXAM or info.terms is None:
        return None
    begun = attempts(room, info.owner, info.persona, info.terms, _asked_for(room, info))
    points = score_of(told.summary)
    least = max(1, round(LEAST_SHARE * info.terms.most_lines))
    early = told.outcome is Outcome.OPEN and info.turns < least
    return Standing(_result(points, info.terms, early), points, info.terms, begun.number(info.id), least)


def _result(points: Score, terms: ExamTerms, early: bool) -> Result:
    if points.points is None:
        return Result.NONE
    if early:
        return Result.TOO_SHORT
    return Result.PASSED if points.points >= terms.pass_mark else Result.NOT_PASSED


def _has_result(room: Room, info: SessionInfo) -> bool:
    told = room.debrief(info.id)
    return told is None or gradable(told.summary)


def _asked_for(room: Room, info: SessionInfo) -> str | None:
    return room.log.training.assignments.of_session(info.id)


def _times(count: int) -> str:
    return "the one attempt" if count == 1 else f"all {count} attempts"
